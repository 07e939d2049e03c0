"""The saved records of one user as lines, and what is said of the one that somebody points at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Tone, item, text, theirs
from wizard.engagement.paths import slug
from wizard.views.columns import Column, Line
from wizard.wording import count, long_date, printable

if TYPE_CHECKING:
    from wizard.engagement.saved import Saved
    from wizard.engagement.store import Stamp
    from wizard.pack.models import Pack

HEADS: dict[Column, str] = {
    Column.ACCOUNT: "Account",
    Column.STATE: "To do",
    Column.DECISION: "Decision",
    Column.RISK: "Risk",
    Column.OPEN: "Open",
    Column.NEXT: "Ends",
    Column.SAVED: "Saved",
}
UNDECIDED = "Not decided yet"
MOST_OPEN = 30
"""Open items that are named; a face shows as many as it has room for."""


def unread(stamp: Stamp) -> Line:
    """Return the line of a record that nobody looked at yet: its file is named after the account."""
    stem = printable(stamp.path.stem)
    return Line(stamp.path.name, {Column.ACCOUNT: stem, Column.SAVED: stamp.day.isoformat()}, {}, stem.casefold())


def line(stamp: Stamp, saved: Saved, pack: Pack) -> Line:
    known = unread(stamp)
    if saved.problem is not None:
        cells = {**known.cells, Column.STATE: to_do(saved)}
        return Line(known.file, cells, {Column.STATE: "error"}, known.words)
    tones: dict[Column, Tone] = {Column.STATE: "warning"} if saved.in_use else {}
    levels = pack.risk.levels
    if saved.risk in levels[-2:]:
        tones[Column.RISK] = "error" if saved.risk == levels[-1] else "warning"
    account = printable(saved.account) or known.cells[Column.ACCOUNT]
    cells = {
        **known.cells,
        Column.ACCOUNT: account,
        Column.STATE: to_do(saved),
        Column.DECISION: saved.title or UNDECIDED,
        Column.RISK: next((level.title for level in pack.profile.level if level.id == saved.risk), saved.risk),
        Column.OPEN: str(len(saved.open)),
        Column.NEXT: saved.end.isoformat() if saved.end else "",
    }
    return Line(known.file, cells, tones, "\n".join([*cells.values(), known.words]).casefold())


def to_do(saved: Saved) -> str:
    """Return what is to be done next about a record, in a word or two."""
    if saved.problem is not None:
        return "Damaged"
    if saved.in_use:
        return "In use"
    if saved.closed:
        return "Closed"
    if saved.unanswered:
        return "Questions"
    return "Sign-off" if saved.open else "Documents"


def next_step(saved: Saved) -> str:
    """Return the same as a sentence."""
    if saved.in_use:
        return "It is open in another window."
    if saved.closed:
        return "It is closed."
    if saved.unanswered:
        return "Answer the questions that are left."
    return f"Close {count(len(saved.open), 'open item')} in the sign-off." if saved.open else "Write the documents."


def matching(lines: Iterable[Line], typed: str) -> list[Line]:
    """Return the lines that hold every typed word, or whose file is named after it."""
    words = [(word, slug(word)) for word in typed.casefold().split()]
    return [line for line in lines if all(word in line.words or named in line.file for word, named in words)]


def summary(total: int, shown: int) -> str:
    """Return how many records there are, and how many of them are shown."""
    records = count(total, "record")
    return records if shown == total else f"{records} · {shown:,} shown"


def details(saved: Saved, stamp: Stamp) -> Iterator[Block]:
    """Yield what a line has no room for: the decision, what is open, and what is wrong."""
    if saved.problem is not None:
        yield text(theirs(f"{saved.problem.place}: {saved.problem.text} {saved.problem.remedy}".rstrip()), tone="error")
        return
    yield text(theirs(printable(saved.account)), tone="strong")
    yield text(
        f"{next_step(saved)} {count(saved.answered, 'answer')}, saved on {long_date(stamp.day)}. Enter opens it.",
        label="Next",
    )
    for sentence in saved.sentences or ((UNDECIDED,) if not saved.title else (saved.title,)):
        yield text(theirs(sentence), label="Decision")
    if saved.open:
        yield text(f"{count(len(saved.open), 'item')}:", label="Open")
        yield from (item(label) for label in saved.open[:MOST_OPEN])


FIRST_STEPS = (
    "Type the account's name in the line above, and press Enter.",
    "Answer about twenty questions. Every answer is saved at once; who does not know says so, and the question becomes a to-do.",
    "Read the result, fill in the sign-off, and write the documents.",
)


def first_steps() -> Iterator[Block]:
    """Yield what to do where no record is there yet."""
    yield text("No records yet. What to do:", tone="strong")
    for number, step in enumerate(FIRST_STEPS, 1):
        yield item(step, mark=f"{number}.")
    yield text("A list of accounts: 'mfa-wizard assess LIST --to FOLDER' makes a record of each.")

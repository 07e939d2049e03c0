"""The accounts of an engagement as every face shows them: what is to be done next, one line an account, and its details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from wizard.decision.blocks import Block, Tone, text, theirs
from wizard.engagement.rows import Row, Step
from wizard.engagement.states import State
from wizard.views.columns import AccountLine, Column
from wizard.wording import agreed, count, joined, listed, long_date, printable

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.engagement.board import Tabled
    from wizard.engagement.shared_answers import Asked, Done
    from wizard.errors import Problem
    from wizard.pack.models import Pack

ALL = "All accounts"

ABOUT_STEPS: dict[Step, str] = {
    Step.REPAIR: "The file can't be read, or two files hold the same account.",
    Step.OVERDUE: "A day has passed: an end without a closure, a review, or a decision.",
    Step.SIGN: "The paper waits for signatures.",
    Step.DUE: "A review or an end is near.",
    Step.RETURNED: "A board rejected the paper or gave it back.",
    Step.CONFIRM: "Exports suggest answers that nobody has confirmed.",
    Step.ANSWER: "Questions are unanswered, or evidence is missing.",
    Step.FORM: "The decision is clear, and the sign-off isn't complete.",
    Step.BOARD: "The documents are ready for a board.",
    Step.START: "It is approved, and what follows the approval isn't done.",
    Step.NONE: "Nothing to do until the next date.",
}


_STATE_TONES: dict[State, Tone] = {
    State.OVERDUE: "error",
    State.REJECTED: "error",
    State.RETURNED: "warning",
    State.DUE: "warning",
}


class Portfolio:
    """Words for the accounts of one pack."""

    def __init__(self, pack: Pack) -> None:
        """Order the levels of risk, and learn what they are called."""
        named = {level.id: level.title for level in pack.profile.level}
        self._level = {name: named.get(name, name.capitalize()) for name in pack.risk.levels}
        self._rank = {name: number for number, name in enumerate(pack.risk.levels, 1)}
        self._worst = tuple(pack.risk.levels[-2:])

    def line(self, row: Row) -> AccountLine:
        seen = row.seen
        tones: dict[Column, Tone] = {}
        if row.step is Step.REPAIR:
            tones[Column.STATE] = "error"
        elif row.state in _STATE_TONES:
            tones[Column.STATE] = _STATE_TONES[row.state]
        if row.late:
            tones[Column.NEXT] = "error"
        if seen is not None and seen.risk in self._worst:
            tones[Column.RISK] = "error" if seen.risk == self._worst[-1] else "warning"
        cells = {
            Column.ACCOUNT: printable(row.account),
            Column.STATE: state_words(row),
            Column.DECISION: decision_words(row),
            Column.RISK: self._level.get(seen.risk, seen.risk.capitalize()) if seen else "",
            Column.NEXT: _next(row),
            Column.OWNER: printable(row.owner),
            Column.OPEN: str(len(row.open)) if seen else "",
        }
        found = [*cells.values(), row.step.words, row.file, row.paper]
        if seen is not None:
            found += [seen.ticket, seen.subject, seen.record_id, *seen.people.values()]
        return AccountLine(row.file, cells, tones, "\n".join(found).casefold(), row)

    def key(self, column: Column) -> Callable[[AccountLine], Any]:
        """Return what lines are sorted by; what says nothing comes last."""

        def of(line: AccountLine) -> tuple[Any, ...]:
            row, seen = line.row, line.row.seen
            account = line.cells[Column.ACCOUNT].casefold()
            match column:
                case Column.STATE:
                    return (_URGENCY[row.step], account)
                case Column.RISK:
                    return (-self._rank.get(seen.risk, 0) if seen else 1, account)
                case Column.NEXT:
                    return (row.next[0] if row.next else date.max, account)
                case Column.OPEN:
                    return (-len(row.open) if seen else 1, account)
                case Column.DECISION | Column.OWNER:
                    text = line.cells[column].casefold()
                    return (not text, text, account)
            return (account,)

        return of


_URGENCY = {step: number for number, step in enumerate(Step)}


def line_words(line: AccountLine) -> str:
    """Return an account as one line of a list that is read, with every column that says something."""
    cells = line.cells
    parts = [cells[Column.STATE]]
    parts += [cells[Column.DECISION]] if cells[Column.DECISION] else []
    for column, what in ((Column.RISK, "risk"), (Column.NEXT, "next"), (Column.OWNER, "owner")):
        if cells[column]:
            parts.append(f"{what} {cells[column]}")
    if cells[Column.OPEN] not in {"", "0"}:
        parts.append(f"{cells[Column.OPEN]} open")
    return f"{cells[Column.ACCOUNT]}: {', '.join(parts)}"


def state_words(row: Row) -> str:
    """Return how far an account is."""
    if row.copies:
        return "two copies"
    if row.state is None:
        return "unreadable"
    return row.state.value.replace("_", " ") + (", renewal" if row.renewing else "")


def decision_words(row: Row) -> str:
    """Return the title of the decision; what is still possible is not said in a line."""
    seen = row.seen
    if seen is None:
        return ""
    if seen.lead is None:
        return "Not decided yet"
    return seen.title_of(seen.lead)


def _next(row: Row) -> str:
    return f"{row.next[0].isoformat()} {row.next[1]}" if row.next else ""


def counted(rows: Iterable[Row]) -> list[tuple[Step, int]]:
    """Return how many accounts wait for each next step, the most urgent first; none for a step without accounts."""
    numbers = Counter(row.step for row in rows)
    return [(step, numbers[step]) for step in Step if numbers[step]]


def matching(lines: Iterable[AccountLine], typed: str, step: Step | None = None) -> list[AccountLine]:
    """Return the lines that hold every typed word, of one step or of all."""
    words = typed.casefold().split()
    return [
        line for line in lines if (step is None or line.row.step is step) and all(word in line.words for word in words)
    ]


def summary(total: int, shown: int, marked: int, left: int) -> str:
    """Return how many accounts there are, are shown, are marked, and are still to be worked out."""
    parts = [count(total, "account")]
    if left:
        parts.append(f"{left:,} more being worked out")
    if shown != total:
        parts.append(f"{shown:,} shown")
    if marked:
        parts.append(f"{marked:,} marked")
    return " · ".join(parts)


def details(row: Row, pack: Pack) -> Iterator[Block]:
    """Yield what a line has no room for: the decision, what is next, what is open, and what is wrong."""
    if row.problem is not None:
        yield text(theirs(f"{row.problem.place}: {row.problem.text} {row.problem.remedy}".rstrip()), tone="error")
    if row.copies:
        files = listed((row.file, *row.copies))
        yield text(theirs(files), " hold the same account. Keep one of them.", tone="error")
    seen = row.seen
    if seen is None:
        return
    yield text(theirs(printable(seen.account)), tone="strong")
    yield text(row.step.words, ". ", ABOUT_STEPS[row.step], label="Next")
    for late, what in row.late:
        yield text(f"{what} was due on {long_date(late)}.", tone="error")
    if row.differs:
        yield text(
            "The answers or the object ID differ from those of the paper; the board has not seen them.", tone="warning"
        )
    if row.renewing:
        yield text("A renewal is prepared; the board has not seen it.", tone="warning")
    for sentence in seen.sentences or ((decision_words(row),) if seen.lead else ()):
        yield text(theirs(sentence), label="Decision")
    if seen.proposed:
        yield text(_questions(pack, seen.proposed), label="To be confirmed")
    if seen.unanswered:
        yield text(_questions(pack, seen.unanswered), label="Unanswered")
    labels = [item.label for item in row.open if not item.place.startswith("answers.")]
    if labels:
        yield text(f"{count(len(labels), 'item')}, the first: {labels[0]}", label="Open in the sign-off")
    if row.paper:
        yield text(theirs(row.paper), label="Paper")
    for conflict in seen.duties:
        yield text(theirs(conflict), tone="warning")


def _questions(pack: Pack, names: Sequence[str]) -> str:
    titles = {question.id: question.title for question in pack.questions}
    return joined([titles.get(name, name) for name in names])


# ---- one answer for several accounts

WHERE_OPEN, EVERYWHERE, TENANT = "unanswered", "everywhere", "tenant"
"""Which accounts take an answer: those that have none, all of them, or the tenant for all."""


def ways_to_answer(number: int, *, tenant: bool) -> dict[str, str]:
    """Return which accounts can take an answer, with a label for each way.

    Args:
        tenant: The question can be answered once for the tenant.
    """
    accounts = count(number, "account")
    ways = {
        WHERE_OPEN: f"Answer where it is unanswered, in {accounts}",
        EVERYWHERE: f"Answer in {'all ' if number != 1 else ''}{accounts}, and replace other answers",
    }
    return {**ways, TENANT: "Answer once for the whole tenant, in engagement.toml"} if tenant else ways


def asked_words(asked: Asked, total: int) -> str:
    """Return how many accounts answer a question, and how many don't."""
    parts = [f"unanswered in {asked.open:,} of {total:,}"] if asked.open else []
    if asked.proposed:
        parts.append(f"suggested in {asked.proposed:,}")
    if asked.answered:
        parts.append(f"answered in {asked.answered:,}")
    return ", ".join(parts)


def given_words(done: Done, answer: str) -> str:
    """Return what became of an answer for several accounts, in one line."""
    changed = len(done.changes)
    parts = [
        f"{count(changed, 'account')} {agreed(changed, 'has', 'have')} the answer “{answer}” now."
        if changed
        else "No account was changed."
    ]
    for names, said in (
        (done.same, "had it before"),
        (done.others, "answered otherwise and were not changed"),
        (done.not_asked, agreed(len(done.not_asked), "does not need it", "do not need it")),
    ):
        if names:
            parts.append(f"{len(names):,} {said}.")
    if done.problems:
        parts.append(f"Skipped: {skipped_words(done.problems)}")
    return " ".join(parts)


WRITING = "Writing the papers."
NO_ACCOUNT = "No account is there."
NOTHING_TO_UNDO = "There is nothing to undo."


def answering(done: int, total: int) -> str:
    """Return how far an answer for several accounts is."""
    return f"Answering: {done:,} of {count(total, 'account')}."


def tenant_words(answer: str) -> str:
    """Return that an answer holds for the whole tenant now."""
    return f"“{answer}” holds for the whole tenant now. Accounts that answer it themselves keep their answer."


def skipped_words(problems: Sequence[Problem]) -> str:
    """Return which accounts were left alone, and why."""
    said = [
        f"{printable(problem.place)}{':' if problem.subject else ''} {problem.text.rstrip('.')}" for problem in problems
    ]
    return f"{joined(said)}."


def undone_words(undone: Sequence[Path], problems: Sequence[Problem]) -> str:
    """Return what became of taking a change back."""
    files = count(len(undone), "file")
    said = f"Undone in {files}." if undone else "Nothing was undone."
    return f"{said} Not in: {skipped_words(problems)}" if problems else said


def tabled_words(tabled: Tabled) -> str:
    """Return what became of accounts that were put before the board, in one line."""
    accounts = sum(len(paper.accounts) for paper in tabled.papers)
    papers = count(len(tabled.papers), "paper")
    folders = joined([paper.folder.name for paper in tabled.papers], 3)
    parts = [
        f"{papers} for {count(accounts, 'account')} in decisions: {folders}." if accounts else "No account is ready."
    ]
    if tabled.problems:  # before the notes: a narrow screen shows the first lines only
        parts.append(f"Not ready: {_unready(tabled.problems)}")
    parts += [printable(note) for note in tabled.notes]
    return " ".join(parts)


def _unready(problems: Sequence[Problem]) -> str:
    """Return which accounts have no paper, each once: why, or how much is open where that is more than one thing."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.place.partition(": ")[0], []).append(problem)
    if all(len(each) == 1 for each in found.values()):
        return skipped_words(problems)
    said = [f"{printable(account)} ({count(len(each), 'open item')})" for account, each in found.items()]
    return f"{joined(said)}."


def shared_place(number: int) -> str:
    """Return what records name as the place of an answer that was given to several accounts."""
    return f"for {count(number, 'account')} at once"


def title(client: str, folder: str) -> str:
    """Return what an engagement is called."""
    return printable(client) or printable(folder)

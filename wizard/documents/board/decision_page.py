"""The decision page: all that a board reads and signs, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board import said
from wizard.documents.board.annex import covers
from wizard.documents.board.open_list import MOST_GAPS, gaps, open_rows
from wizard.documents.escape import identifier, inline
from wizard.documents.people import duty_warnings, signers
from wizard.documents.pictures import decision_pictures
from wizard.documents.readiness import open_items
from wizard.documents.signed import name_of, signed
from wizard.documents.slots import missing
from wizard.pack.models import Meaning
from wizard.wording import age, agreed, count, listed, long_date, lower_first

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page

OPEN_ANSWER = "NOT YET"
UNDECIDED = "The answers so far leave more than one decision possible, so there is nothing to sign yet."


def decision_page(page: Page, case: Case, digest: str, room: Room) -> None:
    """Add the page in the order in which a board reads it."""
    page.heading(1, said.question(case))
    note = said.first(case, page, case.pack.case.answer_note, cite=False)
    page.text(" · ".join((f"**{_answer(case)}** {note}".rstrip(), *_state(case))))
    page.text(covers(case))
    _sentences(page, case)
    _asked(page, case, room)
    if _asks_for_evidence(case):
        _gaps(page, case, room)
    elif signers(case) or case.outcome.main is None:
        page.picture(*decision_pictures(case))
    _signatures(page, case, room)
    _foot(page, case, digest)


def _answer(case: Case) -> str:
    decisions = signed(case)
    return said.answer(case, decisions[0].verdict) if decisions else OPEN_ANSWER


def _state(case: Case) -> list[str]:
    """Return by when a decision is needed, and how much is open."""
    by = case.date(Meaning.NEEDED_BY)
    number = len(open_items(case))
    state = [f"Decide by {long_date(by)}"] if by and signers(case) else []
    if not number:
        gone = len(missing(case))
        waiting = f"{count(gone, 'answer')} {agreed(gone, 'is', 'are')} missing" if gone else ""
        return [*state, "Nothing is open"] if signers(case) or not waiting else [*state, waiting]
    opened = f"{count(number, 'item')} {agreed(number, 'is', 'are')} open: this is a draft"
    return [*state, opened]


def _sentences(page: Page, case: Case) -> None:
    decisions = [f"**{said.sentence(case, one.verdict)}**" for one in signed(case)]
    if not decisions:
        possible = "; ".join(case.words.verdict(verdict) for verdict in case.decision.possible)
        page.text(f"**{UNDECIDED}**", f"Possible: {possible}." if possible else "")
    elif len(decisions) == 1:
        page.text(decisions[0])
    else:
        page.bullets(decisions, numbered=True)


def _asks_for_evidence(case: Case) -> bool:
    """Return whether evidence comes before any decision, so that nobody signs and answers are missing."""
    return not signers(case) and bool(missing(case))


def _asked(page: Page, case: Case, room: Room) -> None:
    words = case.pack.case
    rows = open_rows(case, room)
    if rows:
        page.text(f"**You are asked to** close what is open{', and then to sign' if signers(case) else ''}.")
        page.table(("Who", "Open", "First"), rows)
    elif signers(case):
        named = dict.fromkeys(room.label(signer.person.name) or lower_first(signer.title) for signer in signers(case))
        page.text(f"**You are asked to** sign or return this decision: {listed(list(named))}.")
    told = [
        ("If nobody decides", said.first(case, page, case.pack.documents.undecided, cite=False)),
        ("Worst case", said.first(case, page, words.worst, cite=False)),
        ("Exit plan", _exit(case, page, room)),
        ("Ends early if", said.first(case, page, words.ends_early, cite=False)),
        ("Microsoft's own rule", said.first(case, page, words.platform)),
    ]
    if case.outcome.main is None:
        told = told[:1]
    page.bullets(f"**{label}:** {text}" for label, text in told if text)


def _exit(case: Case, page: Page, room: Room) -> str:
    """Return how the exclusion ends, by when, and who leads it; empty where nothing ends."""
    if not any(one.ends for one in signed(case)):
        return ""
    planned = [step for step in case.steps(Meaning.PLAN) if step.step]
    if planned:
        last = max(reversed(planned), key=lambda step: step.due or case.day)  # of equal days the last one
        way, due, owner = room.text(last.step), last.due, room.label(last.owner)
    else:
        way = said.first(case, page, case.pack.case.exit, cite=False)
        due, owner = case.date(Meaning.TARGET), room.label(case.person(Meaning.OWNER).name)
    if not way:
        return ""
    by = f", by {long_date(due)}" if due else ""
    return f"{way}{by}{f' ({owner})' if owner else ''}."


def _gaps(page: Page, case: Case, room: Room) -> None:
    """Add what is missing, who can export it, how, and by when."""
    found = gaps(case, room)
    due = case.date(Meaning.GAPS_DUE)
    head = ("Missing", "Who can export it", "How", *(["By when"] if due else []))
    by = [long_date(due)] if due else []
    page.table(head, [(gap.what, gap.who, gap.how, *by) for gap in found[:MOST_GAPS]])
    if len(found) > MOST_GAPS:
        page.text(f"{count(len(found) - MOST_GAPS, 'more open item')} under “Open items”.")


def _signatures(page: Page, case: Case, room: Room) -> None:
    rows = [
        (signer.title, name_of(signer.person, room) or "not named yet", signer.meaning, "") for signer in signers(case)
    ]
    page.table(("Role", "Person", "By signing I …", "Signature, date"), rows)
    page.text(*duty_warnings(case))


def _foot(page: Page, case: Case, digest: str) -> None:
    info = case.pack.info
    old = age(info.checked_on, case.day)
    mark = inline(case.classification)
    page.text(
        f"{identifier(case.record.record_id)}, revision {case.record.revision} · record sha256 {digest} · "
        f"knowledge {info.version}, checked {old} · {mark}"
    )

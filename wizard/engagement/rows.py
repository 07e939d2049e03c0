"""One row for each account of an engagement: the same for the screen, the lists, the registers and the reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.assessed import Assessed, Open
from wizard.engagement.papers import Paper, double_papers
from wizard.engagement.paths import ACCOUNTS
from wizard.engagement.states import APPROVED, DUE_DAYS, ENDED, REVIEW, STOPPED, Standing, State
from wizard.engagement.succession import base_of
from wizard.errors import Problem
from wizard.evidence.cites import SignOff
from wizard.record.names import normal
from wizard.wording import listed, short

if TYPE_CHECKING:
    from wizard.engagement.engagement import AccountFile
    from wizard.record.model import Record


class Step(StrEnum):
    """What is to be done next about an account, the most urgent first."""

    REPAIR = "repair"
    """Its file or its paper cannot be read, or there are two copies of one."""
    OVERDUE = "overdue"
    """A day has passed: an end without a closure, a review, a decision."""
    SIGN = "sign"
    """Its paper waits for signatures."""
    DUE = "due"
    """A review or an end is near."""
    RETURNED = "returned"
    """A board refused it or gave it back."""
    CONFIRM = "confirm"
    """Exports propose answers that nobody confirmed."""
    ANSWER = "answer"
    """Questions are open, or evidence is missing."""
    FORM = "form"
    """The decision is clear, and the sign-off is not complete."""
    BOARD = "board"
    """It is ready for a board."""
    START = "start"
    """It is approved, and what follows the approval is not done."""
    NONE = "none"
    """Nothing until the next date."""

    @property
    def words(self) -> str:
        """What is to be done, in the same few words wherever people read it; the narrowest list has 20 columns."""
        return _STEPS[self]


_STEPS = {
    Step.REPAIR: "Repair the file",
    Step.OVERDUE: "Do what is overdue",
    Step.SIGN: "Sign the paper",
    Step.DUE: "Prepare what is due",
    Step.RETURNED: "Answer the board",
    Step.CONFIRM: "Confirm suggestions",
    Step.ANSWER: "Answer questions",
    Step.FORM: "Fill in the sign-off",
    Step.BOARD: "Bring it to a board",
    Step.START: "Act on the approval",
    Step.NONE: "Nothing to do now",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One account of an engagement on a day.

    Attributes:
        file: Its file in ``accounts/``, by name.
        seen: What is known of it; None where its file cannot be read.
        problem: Why not, or why it cannot be decided; None where it can.
        state: How far it is, by the paper that counts; None where its file or a paper of it cannot be read.
        step: What is to be done next.
        paper: The folder of the paper that counts, relative to the engagement; empty for none.
        approved: Every signer approved that paper, or one of its two decisions.
        coming: Days to come with what is due then, the next one first.
        late: What has passed and is not done.
        start: The first day as approved; None while nothing is approved.
        end: The last day as approved; None for no end, and while nothing is approved.
        differs: The answers or the object ID are others than those of the paper.
        renewing: The account's record is a later revision than that of the paper that counts.
        waiting: The folder of the paper of that revision, where a board has it; else empty.
        copies: Other files that hold the same record, by name.
    """

    file: str
    seen: Assessed | None
    problem: Problem | None = None
    state: State | None = State.DRAFT
    step: Step = Step.ANSWER
    paper: str = ""
    approved: bool = False
    coming: tuple[tuple[date, str], ...] = ()
    late: tuple[tuple[date, str], ...] = ()
    start: date | None = None
    end: date | None = None
    differs: bool = False
    renewing: bool = False
    waiting: str = ""
    copies: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """The account's name; the file's where that cannot be read. Hostile until escaped."""
        return self.seen.account if self.seen and self.seen.account else self.file

    @property
    def over(self) -> bool:
        """Whether its decision has ended, and nothing of it runs."""
        return self.state in ENDED and not (self.approved and self.state in STOPPED)

    @property
    def owner(self) -> str:
        return self.seen.owner if self.seen else ""

    @property
    def open(self) -> tuple[Open, ...]:
        """What keeps the next paper a draft; nothing where none is in preparation.

        A record that was printed before its days passed is judged by its paper.
        """
        prepared = not self.paper or (self.renewing and not self.waiting) or self.differs
        return self.seen.open if self.seen is not None and prepared else ()

    @property
    def next(self) -> tuple[date, str] | None:
        """The day that matters next, with what is due then: what is late first."""
        return self.late[0] if self.late else self.coming[0] if self.coming else None


@dataclass(frozen=True, slots=True)
class Known:
    """The file of an account with what is known of it, or why it is not."""

    file: AccountFile
    seen: Assessed | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A paper as one account sees it."""

    paper: Paper
    record: Record
    standing: Standing


def joined(folder: Path, accounts: Sequence[Known], papers: Iterable[Paper], day: date) -> list[Row]:
    """Return a row for each account, in the order given.

    Args:
        folder: The engagement.
        papers: Of its boards.
        day: The day to go by.
    """
    papers = tuple(papers)
    decided = by_account(papers)
    unread = {base_of(record.record_id) for paper in papers if paper.standing is None for record in paper.records}
    unsure = unread.union(*(bases for _, bases in double_papers(papers)))
    holders: dict[str, list[str]] = {}
    for known in accounts:
        if known.seen is not None:
            holders.setdefault(base_of(known.seen.record_id), []).append(known.file.path.name)
    rows: list[Row] = []
    for known in accounts:
        name = known.file.path.name
        if known.seen is None:
            rows.append(Row(name, None, known.problem, None, Step.REPAIR))
            continue
        base = base_of(known.seen.record_id)
        last, before = counting(decided.get(base, ())), still_running(decided.get(base, ()), day)
        row = _prepared(name, known.seen, day) if last is None else _decided(folder, name, known.seen, last, day)
        if before is not None and row.state is not State.CLOSED:
            row = _until_begun(folder, row, before)
        if row.renewing:
            row = _waiting(folder, row, known.seen, decided[base])
        copies = tuple(other for other in holders[base] if other != name)
        unknown = base in unread or (last is not None and last_unsure(decided[base], last) is not None)
        if copies or unknown or base in unsure:
            row = replace(row, copies=copies, step=Step.REPAIR, state=None if unknown else row.state)
        rows.append(row)
    return rows


def by_account(papers: Iterable[Paper]) -> dict[str, list[Decided]]:
    """Return the papers of each account, by the id that all its records have in common."""
    decided: dict[str, list[Decided]] = {}
    for paper in papers:
        if paper.standing is None:
            continue
        for record in paper.records:
            decided.setdefault(base_of(record.record_id), []).append(Decided(paper, record, paper.standing))
    return decided


def counting(papers: Iterable[Decided]) -> Decided | None:
    """Return the paper that counts: the last one that was approved, else the last one.

    A renewal at the board does not end the exception before it, which runs to its own end.
    """
    there = _in_order(papers)
    last = [one for one in there if one.standing.any_approved] or there
    return last[-1] if last else None


def still_running(papers: Iterable[Decided], day: date) -> Decided | None:
    """Return the paper that runs until the last one that was approved begins; None where that has begun."""
    approved = [one for one in _in_order(papers) if one.standing.any_approved]
    begun = [one for one in approved if one.standing.begun(day)]
    if not begun or begun[-1] is approved[-1]:
        return None
    return begun[-1] if any(one.last is None or one.last >= day for one in begun[-1].standing.running) else None


def _until_begun(folder: Path, row: Row, before: Decided) -> Row:
    """Return the row of a paper that has not begun with what the one before it asks for up to that day."""
    standing = before.standing
    reviews = {one for one in standing.coming if one[1] == REVIEW and one[0] < (row.start or date.max)}
    row = replace(row, coming=tuple(sorted(reviews.union(row.coming))))
    if not standing.late:
        return row
    paper = before.paper.folder.relative_to(folder).as_posix()
    return replace(row, state=standing.state, step=Step.OVERDUE, late=standing.late, paper=paper)


def _in_order(papers: Iterable[Decided]) -> list[Decided]:
    return sorted(papers, key=lambda one: (one.record.revision, one.paper.folder.name))


def last_unsure(papers: Iterable[Decided], last: Decided) -> Paper | None:
    """Return a paper of which nobody can tell who signed it, and which no later one takes the place of; None for none.

    Args:
        last: The paper that counts.
    """
    later = (one.paper for one in papers if one.record.revision >= last.record.revision)
    return next((paper for paper in later if paper.unsure), None)


def _prepared(file: str, seen: Assessed, day: date) -> Row:
    """Return the row of an account that was before no board."""
    if _closed(seen, day):
        return Row(file, seen, None, State.CLOSED, Step.NONE)
    coming = tuple(entry for entry in seen.dates if entry[0] >= day)
    return Row(file, seen, None, State.DRAFT, _preparing(seen), coming=coming)


def _closed(seen: Assessed, day: date) -> bool:
    return seen.closed_on is not None and seen.closed_on <= day


def _decided(folder: Path, file: str, seen: Assessed, decided: Decided, day: date) -> Row:
    standing = decided.standing
    closed = _closed(seen, day)
    state = State.CLOSED if closed else standing.state
    renewing = normal(seen.record_id) != normal(decided.record.record_id)
    late = () if state is State.CLOSED else standing.late
    step = Step.NONE if closed else Step.OVERDUE if late else _step(state, seen, renewing=renewing)
    running = standing.running if standing.any_approved else ()
    return Row(
        file,
        seen,
        None,
        state,
        _settled(seen) if standing.nothing_to_sign else step,
        decided.paper.folder.relative_to(folder).as_posix(),
        standing.any_approved,
        () if state is State.CLOSED else standing.coming,
        late,
        min((one.first for one in running if one.first), default=None),
        min((one.last for one in running if one.last), default=None),
        not renewing and _differs(decided.record, seen),
        renewing,
    )


def _waiting(folder: Path, row: Row, seen: Assessed, papers: Iterable[Decided]) -> Row:
    """Return the row of a revision with the paper that a board has of it, and what that asks for."""
    found = [one for one in papers if normal(one.record.record_id) == normal(seen.record_id)]
    if not found:
        return row
    stopped = found[-1].standing.state in STOPPED
    step = Step.RETURNED if stopped else Step.SIGN
    paper = found[-1].paper.folder.relative_to(folder).as_posix()
    return replace(row, waiting=paper, step=row.step if row.step in {Step.OVERDUE, Step.NONE} else step)


def _differs(paper: Record, seen: Assessed) -> bool:
    """Return whether an account is no longer the one that its paper is about: its answers, or its id in the directory."""
    signed = paper.signoff.get(SignOff.ACCOUNT)
    other = isinstance(signed, str) and bool(signed.strip()) and normal(signed) != normal(seen.subject)
    answers = {name: tuple(one) if isinstance(one, list) else (one,) for name, one in paper.answers.items()}
    return other or answers != seen.answers


def _preparing(seen: Assessed) -> Step:
    """Return the next step on the way to a board."""
    if seen.proposed:
        return Step.CONFIRM
    if seen.unanswered or seen.main is None or seen.gaps:
        return Step.ANSWER
    if seen.open:
        return Step.FORM
    return Step.BOARD if seen.signers else Step.NONE


def _settled(seen: Assessed) -> Step:
    """Return the next step where a board has the paper and nobody signs it."""
    step = _preparing(seen)
    return Step.NONE if step is Step.BOARD else step


def _step(state: State, seen: Assessed, *, renewing: bool) -> Step:
    if state is State.OVERDUE:
        return Step.OVERDUE
    if state in {State.PROPOSED, State.DRAFT}:
        return Step.SIGN
    if renewing:
        return _preparing(seen)
    if state in STOPPED:
        return Step.RETURNED
    if state is State.DUE:
        return Step.DUE
    return Step.START if state in APPROVED else Step.NONE


def is_due(row: Row, day: date, days: int = DUE_DAYS) -> bool:
    """Return whether something is late, or falls due within so many days."""
    return bool(row.late) or any((then - day).days <= days for then, _ in row.coming)


def missing_accounts(papers: Iterable[Paper], rows: Iterable[Row]) -> Iterator[Problem]:
    """Yield the papers of records that no file in the engagement holds; nothing where a file cannot be read."""
    there: set[str] = set()
    for row in rows:
        if row.seen is None:
            return
        there.add(base_of(row.seen.record_id))
    for paper in papers:
        ids = {base_of(one.record_id): one for one in paper.records}
        lost = [one for base, one in ids.items() if base not in there]
        if lost:
            names = listed([short(one.account.name, 80) or one.record_id for one in lost[:5]])
            more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
            message = f"is for {names}{more}, and no file in {ACCOUNTS}/ has that record."
            yield Problem(str(paper.folder), message, "Put the account's file back; a decision stays on record.")

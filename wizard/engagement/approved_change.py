"""What the signers of a decision folder approved, as a change needs it; anything less than an approval is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.documents.case import build_case
from wizard.engagement import verify_print
from wizard.engagement.following import papers_around, succession_of
from wizard.engagement.paths import RECORDS
from wizard.engagement.printed import decided_then
from wizard.engagement.states import APPROVED, ENDED, STOPPED, Approval, Standing, State, standing_of
from wizard.engagement.store import SUFFIX, read_saved
from wizard.engagement.succession import Succession, base_of, closures_around
from wizard.engagement.verify import BEFORE, look
from wizard.errors import EvidenceError, ExportError, Problem, RecordError, WizardError
from wizard.evidence.change.model import Approved, ApprovedRow, same_thing
from wizard.evidence.cites import SignOff
from wizard.pack.models import Meaning
from wizard.record.annex import accounts_of
from wizard.record.names import normal
from wizard.wording import count, joined, listed, long_date

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.documents.case import Case
    from wizard.engagement.verify import Looked
    from wizard.pack.models import Pack
    from wizard.record.model import Record

_CLOSE = "Close the decision in its checklist, or wait for its last day."
_WAIT = "Wait for the end of that paper, or close its decision."
_MEND = "Restore that paper from a copy, or move it elsewhere if it is for another account."
_OVER = "Name the paper that is in force, or end these exclusions with --clean-up."


def folder_of(record: Path) -> Path:
    """Return the decision folder of a record; that of one account is in a separate folder there.

    Raises:
        ExportError: It is in none.
    """
    folder = record if record.is_dir() else record.parent
    folder = folder.parent if folder.name == RECORDS and not (folder / RECORD).is_file() else folder
    if not (folder / RECORD).is_file():
        message = "isn't a record in a folder of documents, so nobody can tell whether it is approved."
        raise ExportError(
            Problem(str(record), message, "Name the folder that 'mfa-wizard export' wrote.", for_shell=True)
        )
    return folder


def approved_in(named: Path, pack: Pack, engine: Engine, day: date, *, clean_up: bool) -> Approved:
    """Return what was approved for an account in a decision folder.

    Args:
        named: The folder, or the record of the account in it.
        day: The day to go by.
        clean_up: What is wanted is the end of the exclusions, which have to be over.

    Raises:
        EvidenceError: It is not approved, or not as the files now say; with what to do about it.
        ExportError: It is in no decision folder.
        RecordError: The record cannot be read.
    """
    folder = folder_of(named)
    around = papers_around(folder)
    succession = succession_of([folder, *around], pack, engine, day, until_begun=True)
    seen = look(folder, pack, engine, day, succession)
    found = [*verify_print.digests(folder), *verify_print.documents(folder, seen.printed)]
    if found:
        one = found[0]
        message = f"differs from what was signed: {one.place} {one.message}"
        raise EvidenceError(
            Problem(str(folder), message, "See 'mfa-wizard verify', and restore what was signed.", for_shell=True)
        )
    case = seen.printed.case
    if case is not None and case.record.annex:
        seen = _alone(seen, _member(named, folder, case.record), day, succession)
        printed = seen.printed
        given = () if printed.reproduced else decided_then(printed.record, pack, printed.front)
        case = build_case(pack, engine, printed.record, case.day, given=given)
    if case is None:
        raise RecordError(Problem(str(folder), f"cannot be decided here: {seen.printed.why_not}"))
    if case.redacted:
        message = "is redacted, so it does not say which account, policies and groups are meant."
        raise EvidenceError(Problem(str(folder), message, "Name the folder of the documents that are not redacted."))
    decided = _decided(case, seen.standing)
    if clean_up:
        alone = Succession((), pack, closures_around(folder))
        others = [
            _alone(_known(one, look(one, pack, engine, day, alone)), own, day, alone)
            for one, own in _others(around, seen.printed.record)
            if succession.follows(own, day) != "supersedes"
        ]
        running = _running(others, day)
        ended = _over(decided, seen, day)
        over = [row for row in ended if not _among(row, running)]
        if decided and not over:
            why, remedy = (", and another approved paper holds its exclusions", _WAIT) if ended else ("", _CLOSE)
            message = f"is {_word(seen.standing.state)}{why}, so {'they' if ended else 'its exclusions'} are not over."
            raise EvidenceError(Problem(str(folder), message, remedy))
        return _approved(case, over, running)
    _refuse_unapproved(folder, seen)
    return _approved(case, [row for row, approval in decided if approval.state in APPROVED])


def _member(named: Path, folder: Path, record: Record) -> Record:
    """Return the record of the account that is meant, as the paper has it.

    Raises:
        EvidenceError: None is named.
        RecordError: The record cannot be read.
    """
    wanted = read_saved(named).record_id if named.is_file() and named.parent != folder else None
    for one in accounts_of(record):
        if wanted is not None and normal(one.record_id) == normal(wanted):
            return one
    files = joined(f"{RECORDS}/{path.name}" for path in sorted((folder / RECORDS).glob(f"*{SUFFIX}")))
    message = f"is for {count(len(record.annex), 'account')}, and each has its own change set."
    raise EvidenceError(Problem(str(folder), message, f"Name the record of one of them: {files}.", for_shell=True))


def _alone(seen: Looked, record: Record, day: date, succession: Succession) -> Looked:
    """Return a paper as one of its accounts has it, which may be closed or followed when the others are not."""
    printed = replace(seen.printed, record=record)
    return replace(seen, printed=printed, standing=standing_of(printed, seen.checklist, day, succession))


def _decided(case: Case, standing: Standing) -> list[tuple[ApprovedRow, Approval]]:
    """Return the rows that were before the signers, with what became of their decision; each has separate days.

    Rows may have been filled in for a decision that this outcome refuses; nobody signed those.
    """
    found = []
    for verdict, approval in zip(case.outcome.signed, standing.approvals, strict=False):
        for row in case.exclusions_of(verdict):
            ends = min([one for one in (row.ends_on, approval.last) if one], default=None)
            starts = max([one for one in (row.starts_on, approval.first) if one], default=None)
            given = (row.control, row.policy, row.policy_id.lower(), row.group, row.group_id.lower())
            found.append((ApprovedRow(*given, starts, ends), approval))
    return found


def _over(decided: Sequence[tuple[ApprovedRow, Approval]], seen: Looked, day: date) -> list[ApprovedRow]:
    """Return the rows that this paper approves no longer."""
    state = seen.standing.state
    ended = state is State.CLOSED or state in BEFORE
    stopped = state in STOPPED
    return [
        row
        for row, approval in decided
        if ended or (row.ends_on is not None and row.ends_on < day) or (stopped and approval.state not in APPROVED)
    ]


def _running(papers: Sequence[Looked], day: date) -> list[ApprovedRow]:
    """Return the rows that papers approve on a day; one to come is made again when it begins."""
    return [
        row
        for one in papers
        if one.printed.case is not None and one.standing.any_approved and one.standing.state is not State.CLOSED
        for row, approval in _decided(one.printed.case, one.standing)
        if approval.state in APPROVED
        and (row.starts_on is None or row.starts_on <= day)
        and (row.ends_on is None or row.ends_on >= day)
    ]


def _among(row: ApprovedRow, others: Sequence[ApprovedRow]) -> bool:
    """Return whether one of some rows excludes the same group from the same policy."""
    return any(
        same_thing(row.policy_id, row.policy, one.policy_id, one.policy)
        and same_thing(row.group_id, row.group, one.group_id, one.group)
        for one in others
    )


def _others(folders: Iterable[Path], record: Record) -> Iterator[tuple[Path, Record]]:
    """Yield those of some papers that are for an account, each with the account's record in it.

    Raises:
        EvidenceError: One cannot be read, so nobody can tell which account it is for.
    """
    base = base_of(record.record_id)
    for folder in folders:
        try:
            records = accounts_of(read_saved(folder / RECORD))
        except WizardError as error:
            raise _unknown(error.problems[0]) from None
        for one in records:
            if base_of(one.record_id) == base:
                yield folder, one


def _known(folder: Path, seen: Looked) -> Looked:
    """Return another paper where all of it could be read.

    Raises:
        EvidenceError: Something could not.
    """
    if seen.problems:
        raise _unknown(replace(seen.problems[0], place=str(folder / seen.problems[0].place)))
    if seen.printed.case is None:
        raise _unknown(Problem(str(folder), seen.printed.why_not))
    return seen


def _unknown(why: Problem) -> EvidenceError:
    message = f"{why.message.rstrip('.')}; another paper may hold the same exclusions."
    return EvidenceError(replace(why, message=message, remedy=_MEND))


def _refuse_unapproved(folder: Path, seen: Looked) -> None:
    standing = seen.standing
    if standing.state is State.CLOSED or standing.state in BEFORE:
        message = f"is {_word(standing.state)}, so it approves no change any more."
        raise EvidenceError(Problem(str(folder), message, _OVER, for_shell=True))
    if not standing.partly and (not standing.approved or standing.state in ENDED):
        unsigned = [row.role for row in seen.checklist.signatures if not row.given] if seen.checklist else []
        waiting = f"; not signed: {listed(unsigned)}" if unsigned else ""
        message = f"is not approved: its state is '{_word(standing.state)}'{waiting}."
        remedy = "Have it signed in its checklist; 'mfa-wizard status' says what is open."
        raise EvidenceError(Problem(str(folder), message, remedy, for_shell=True))
    if standing.late:
        what = ", ".join(f"{name} on {long_date(then)}" for then, name in standing.late)
        raise EvidenceError(
            Problem(
                str(folder),
                f"is overdue: {what}.",
                "Do what is overdue first, or clean up with --clean-up.",
                for_shell=True,
            )
        )


def _word(state: State | None) -> str:
    return (state.value if state else "unsigned").replace("_", " ")


def _approved(case: Case, rows: Sequence[ApprovedRow], running: Sequence[ApprovedRow] = ()) -> Approved:
    contact = case.person(Meaning.ROLLBACK_CONTACT).contact
    return Approved(
        case.record.account.name,
        case.text(SignOff.ACCOUNT).lower(),
        case.text(SignOff.TENANT).lower(),
        tuple(rows),
        case.record.record_id,
        case.text(Meaning.TICKET),
        contact.strip(),
        tuple(running),
    )

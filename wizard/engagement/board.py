"""Papers for a meeting: accounts that are ready, frozen in ``decisions/``; those that are alike share one paper.

Nothing that is there is written over. The same accounts on the same day give the same bytes, which are left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.decision.answers import UNKNOWN, as_tuple
from wizard.documents.bundle import refuse_draft
from wizard.documents.case import Case, build_case
from wizard.documents.people import signers
from wizard.documents.readiness import open_items
from wizard.engagement.board_choice import dates_of
from wizard.engagement.export import differing
from wizard.engagement.findings import CLOCK
from wizard.engagement.locks import held
from wizard.engagement.paper_files import holds, paper_documents, paper_names, write_paper
from wizard.engagement.paths import slug
from wizard.engagement.rows import Row, Step
from wizard.engagement.store import read_saved
from wizard.engagement.succession import revised_id
from wizard.errors import ExportError, Problem, WizardError
from wizard.evidence.cites import Connectors, Surfaces
from wizard.record.annex import joined
from wizard.wording import count, listed, long_date

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.engagement.overview import Overview
    from wizard.pack.models import Pack
    from wizard.record.model import Record

_MOST_NAMED = 2
"""Connectors or services that the name of a paper tells."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a board is to be given.

    Attributes:
        title: What the papers are called; empty to call them by what their accounts share.
        revision: Put accounts before the board again that have a paper already.
        named: The accounts were named one by one, so each that cannot be put before the board is a reason to stop.
    """

    day: date
    title: str = ""
    formats: tuple[str, ...] = ("md",)
    revision: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True)
class Frozen:
    """A paper in ``decisions/``.

    Attributes:
        accounts: Names of its accounts.
        signers: Titles of the roles that sign it.
        written: It was not there before.
    """

    folder: Path
    accounts: tuple[str, ...]
    signers: tuple[str, ...]
    written: bool


@dataclass(frozen=True, slots=True)
class Tabled:
    """What became of the accounts.

    Attributes:
        problems: Why accounts have no paper.
        notes: Accounts about which something is due and nothing new is to be signed.
    """

    papers: tuple[Frozen, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def board(found: Overview, rows: Sequence[Row], pack: Pack, engine: Engine, meeting: Meeting) -> Tabled:
    """Freeze papers for accounts of an engagement.

    Args:
        found: The engagement as it is on the day of the meeting's papers.
        rows: Of the accounts.

    Raises:
        ExportError: Named accounts cannot be put before a board, with every reason; nothing is written then. Or a
            paper is there already and differs, or cannot be written.
        RecordError: A living account is open in another window, or cannot be written.
    """
    return _Making(found, pack, engine, meeting).of(rows)


@dataclass(frozen=True)
class _Account:
    """An account that can be put before a board."""

    row: Row
    case: Case

    @property
    def record(self) -> Record:
        return self.case.record


@dataclass
class _Making:
    found: Overview
    pack: Pack
    engine: Engine
    meeting: Meeting
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look up once what every account needs."""
        self.engagement = self.found.engagement
        self.files = {file.path.name: file for file in self.found.files}
        self.printed = {
            str(paper.folder.relative_to(self.engagement.folder).as_posix()): paper.records[0].applied
            for paper in self.found.papers
            if paper.records
        }
        self.own = frozenset(one.id for one in self.pack.signoff if one.own)

    def of(self, rows: Sequence[Row]) -> Tabled:
        ready = [account for row in rows if (account := self._ready(row)) is not None]
        planned = [plan for group in self._groups(ready) if (plan := self._planned(group)) is not None]
        if self.problems and self.meeting.named:
            raise ExportError(*self.problems)
        with held(self.engagement.accounts_folder / "board"):  # one meeting at a time
            for group, _ in planned:
                for account in group:
                    self._give_id(account)
            papers = tuple(self._freeze(group, folder) for group, folder in planned)
        return Tabled(papers, tuple(self.problems), tuple(self.notes))

    # ---- which accounts

    def _ready(self, row: Row) -> _Account | None:
        """Return an account that can be put before a board; else say why not."""
        try:
            self._refuse(row)
            if row.paper and not (row.renewing or self.meeting.revision or self._printed_on(row) == self.meeting.day):
                self._before_a_board(row)
                return None
            return self._decided(row, self.files[row.file].record)
        except WizardError as error:
            self.problems += [_at(row, problem) for problem in error.problems]
            return None

    def _refuse(self, row: Row) -> None:
        if row.seen is None:
            raise ExportError(row.problem or Problem("", "cannot be read."))
        if row.copies:
            message = f"and {listed(list(row.copies))} hold one record; nobody can tell which counts."
            raise ExportError(Problem("", message, "Keep the right one.", subject=row.file))
        if row.step is Step.REPAIR:
            message = "has a paper that is damaged or there twice."
            remedy = "See 'mfa-wizard verify', and repair the papers first."
            raise ExportError(Problem("", message, remedy, subject="The account", for_shell=True))
        if row.seen.closed_on is not None:
            message = f"was closed on {long_date(row.seen.closed_on)}."
            raise ExportError(Problem("", message, "Begin a new record for a new decision.", subject="The record"))

        if (last := self._printed_on(row)) is not None and last > self.meeting.day:
            message = f"has a paper of {long_date(last)}, after {long_date(self.meeting.day)}."
            raise ExportError(Problem("", message, CLOCK, subject="The account"))

    def _printed_on(self, row: Row) -> date | None:
        """Return the day of the paper that counts; None where there is none."""
        applied = self.printed.get(row.paper)
        return applied.printed_on if applied is not None else None

    def _before_a_board(self, row: Row) -> None:
        """Say that an account has its paper, and what is due about it."""
        if self.meeting.named:
            message = f"is before a board already: {row.waiting or row.paper}."
            remedy = "Use --revision to put it before the board again; the new paper replaces that one."
            self.problems.append(_at(row, Problem("", message, remedy, subject="The account", for_shell=True)))
            return
        then, what = next(dates_of(row), (None, ""))
        due = f"{what}, {then.isoformat()}: " if then else ""
        self.notes.append(f"{row.account}: {due}{row.waiting or row.paper} is its paper; nothing new to sign.")

    def _decided(self, row: Row, record: Record) -> _Account | None:
        day = self.meeting.day
        case = build_case(self.pack, self.engine, self.engagement.settled(self.pack, record, day), day)
        items = open_items(case)
        if case.outcome.main is not None and not (items and (signers(case) or not self.meeting.named)):
            return _Account(row, case)
        if self.meeting.named or case.outcome.main is None:
            refuse_draft(case)
        first = items[0]
        message = f"isn't ready for a board: {count(len(items), 'open item')}, the first: {first.label} {first.reason}"
        raise ExportError(Problem("", message, subject="The account"))

    # ---- which papers

    def _groups(self, ready: Iterable[_Account]) -> list[list[_Account]]:
        groups: dict[str, list[_Account]] = {}
        for account in sorted(ready, key=lambda one: (one.case.account.casefold(), one.record.record_id)):
            groups.setdefault(self._likeness(account.record), []).append(account)
        return list(groups.values())

    def _likeness(self, record: Record) -> str:
        """Return what accounts of one paper have in common: all but what is each one's own."""
        data = record.model_dump(
            mode="json", include={"answers", "to_do", "ask_again", "report_only", "self_assessment"}
        )
        data["signoff"] = {name: value for name, value in record.signoff.items() if name not in self.own}
        return json.dumps([data, bool(record.renews)], sort_keys=True)

    def _planned(self, group: list[_Account]) -> tuple[list[_Account], Path] | None:
        """Return a group with its folder; accounts that have another paper come as revisions, or not at all."""
        folder = self._folder(group)
        before = [one for one in group if one.row.paper and (one.row.waiting or not one.row.renewing)]
        differs = folder.exists() and bool(differing(self._documents(group)[1], folder))
        if before and (differs or not folder.exists()):
            if not self.meeting.revision:
                for one in before:
                    self._before_a_board(one.row)
                group = [one for one in group if one not in before]
                return (group, self._folder(group)) if group else None
            group = [self._revised(one) if one in before else one for one in group]
            folder = self._folder(group)
        self.taken.add(folder)
        return group, folder

    def _revised(self, account: _Account) -> _Account:
        record = account.record
        number = record.revision + 1
        new = revised_id(record.record_id, number)
        update = {"record_id": new, "revision": number, "supersedes": record.record_id, "renews": ""}
        return _Account(
            account.row, build_case(self.pack, self.engine, record.model_copy(update=update), self.meeting.day)
        )

    def _folder(self, group: Sequence[_Account]) -> Path:
        """Return the folder of a paper: the one that holds it already, else one that nothing holds."""
        record_id = self._record_id(group)
        for name in paper_names(self._title(group), self._lead(group)):
            folder = self.engagement.decisions_folder / f"{self.meeting.day.isoformat()} {name}"
            if folder not in self.taken and (not folder.exists() or holds(folder, record_id)):
                return folder
        raise AssertionError  # pragma: no cover - names never end

    def _title(self, group: Sequence[_Account]) -> str:
        if self.meeting.title.strip():
            return self.meeting.title.strip()
        case = group[0].case
        if len(group) == 1:
            return slug(case.account)
        for name in (Connectors.ID, Surfaces.ID):
            given = [one for one in as_tuple(case.decision.answers.get(name, ())) if one not in {UNKNOWN, "none"}]
            if given:
                return slug(" ".join(case.words.option(name, one) for one in given[:_MOST_NAMED]))
        return slug(self._lead(group))

    def _lead(self, group: Sequence[_Account]) -> str:
        outcome = group[0].case.outcome
        return slug(outcome.lead or outcome.main or "")

    def _record_id(self, group: Sequence[_Account]) -> str:
        """Return the id of a paper: that of its one account, or one that its accounts make."""
        ids = sorted(one.record.record_id for one in group)
        if len(ids) == 1:
            return ids[0]
        digest = hashlib.sha256("\n".join(ids).encode("utf-8", "replace")).hexdigest()[:8].upper()
        return f"{self.pack.info.record_prefix}-{self.meeting.day.year:04d}-{digest}"

    # ---- what is written

    def _documents(self, group: Sequence[_Account]) -> tuple[Case, dict[str, bytes]]:
        """Return the files of a paper, and the case that they were made of."""
        case = group[0].case
        if len(group) > 1:
            name = f"{self._title(group)} ({count(len(group), 'account')})"
            record = joined([one.record for one in group], self.own, name, self._record_id(group))
            case = build_case(self.pack, self.engine, record, self.meeting.day)
        return case, paper_documents(case, [one.record for one in group], self.meeting.formats)

    def _freeze(self, group: Sequence[_Account], folder: Path) -> Frozen:
        case, documents = self._documents(group)
        written = not folder.exists()
        write_paper(documents, folder, self.engagement.folder)
        names = tuple(one.case.account for one in group)
        return Frozen(folder, names, tuple(signer.title for signer in signers(case)), written)

    def _give_id(self, account: _Account) -> None:
        """Write the id of the paper's record into the living account, so that both are found by it from then on.

        Before the paper: a living account that is ahead of its papers is one that no board has seen yet.
        """
        path = self.engagement.accounts_folder / account.row.file
        parts = ("record_id", "revision", "supersedes", "renews", "created_on")
        given = {part: getattr(account.record, part) for part in parts}
        if all(getattr(self.files[account.row.file].record, part) == value for part, value in given.items()):
            return
        with held(path):
            self.engagement.write(path, read_saved(path).model_copy(update=given))


def _at(row: Row, problem: Problem) -> Problem:
    """Return a problem with the account in its place."""
    return replace(problem, place=": ".join(filter(None, (row.account, problem.place))))

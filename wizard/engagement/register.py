"""The register: what each decision folder says is approved, for which account, in which policy, and until when.

Folders whose digests vouch for them are read quickly; every other one as ``status`` reads it. The rules of signatures
and states are those of ``wizard.engagement.states`` for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wizard.engagement.engagement import DECISIONS
from wizard.engagement.paper_index import gone
from wizard.engagement.papers import rests_on_checklist, still_there, unread_checklist
from wizard.engagement.paths import ACCOUNTS
from wizard.engagement.sealed import Glance
from wizard.engagement.states import ENDED, Standing, State
from wizard.engagement.store import read_saved, saved_files
from wizard.engagement.succession import Succession, base_of
from wizard.errors import WizardError
from wizard.evidence.cites import Identity, SignOff
from wizard.pack.models import Meaning
from wizard.record.annex import accounts_of
from wizard.record.model import Record
from wizard.record.signoff import typed_signoff
from wizard.record.values import Exclusion

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.printed import Printed
    from wizard.engagement.sealed import Sealed
    from wizard.pack.models import Pack

EXCLUDED_BY_KIND = frozenset({Identity.EMERGENCY_ACCESS, Identity.SYNC_ACCOUNT, Identity.ROOM_DEVICE})
"""Kinds of accounts that Microsoft itself asks to exclude; a record of their kind is enough."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One control that a record waives in one policy through one group.

    Attributes:
        first: Its first day; None where none is given.
        last: Its last day; None for no end.
    """

    control: str
    policy: str
    policy_id: str
    group: str
    group_id: str
    first: date | None
    last: date | None

    def runs(self, day: date) -> bool:
        """Return whether a day lies within it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def over(self, day: date) -> bool:
        """Return whether its last day has passed."""
        return self.last is not None and self.last < day


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the register has it.

    Attributes:
        account: As its documents name it.
        subject: Object id of the account, lower case; empty where it is not given.
        names: Further names of the account, lower case.
        tenant: Id of the tenant, lower case.
        kind: Answer to the question of what kind of account it is.
        outcome: The main verdict, as its id.
        waivers: What it waives, where it decides on a waiver.
        approved: Whether everybody approved it, or the decisions whose exclusions are listed.
        ended: The state in which it no longer counts; None while it does.
        draft: It was printed as a draft.
        redacted: Names and ids are pseudonyms.
        unsure: Why nobody can tell who signed it; empty where that can be told.
        problem: Why it cannot be read; empty where it can.
    """

    folder: Path
    record_id: str = ""
    account: str = ""
    subject: str = ""
    names: tuple[str, ...] = ()
    tenant: str = ""
    kind: str = ""
    outcome: str = ""
    waivers: tuple[Waiver, ...] = ()
    approved: bool = False
    ended: State | None = None
    draft: bool = False
    redacted: bool = False
    unsure: str = ""
    problem: str = ""

    @property
    def counts(self) -> bool:
        """Whether its approvals count."""
        return self.approved and self.ended is None

    def begun(self, day: date) -> bool:
        """Return whether the first day of all that it waives has come; what waives nothing begins at once."""
        return all(one.first is None or one.first <= day for one in self.waivers)

    @property
    def special(self) -> bool:
        """Whether it is the record of an account that is excluded for what it is."""
        return self.kind in EXCLUDED_BY_KIND and self.ended is None and not self.redacted

    @property
    def key(self) -> tuple[Path, str]:
        """What tells it from every other one; a folder may hold the entries of several accounts."""
        return self.folder, self.record_id

    @property
    def title(self) -> str:
        """How a reader finds it."""
        return self.record_id or str(self.folder)


class Read(NamedTuple):
    """A folder that was read.

    Attributes:
        brief: Its record as far as it says which others it follows.
    """

    entry: Entry
    brief: Record


class Register:
    """Reads folders one by one; ``settled`` tells at the end which record follows which."""

    def __init__(self, pack: Pack, engine: Engine, day: date) -> None:
        """Look up once what every folder needs."""
        self.pack = pack
        self._glance = Glance(pack, engine, day)
        self._supersedes = pack.field_of(Meaning.SUPERSEDES) or ""
        self._exclusions = pack.field_of(Meaning.EXCLUSIONS) or ""
        self._fields = tuple(one for one in pack.signoff if one.id == self._exclusions)

    def read(self, folder: Path, seal: Sealed | None) -> list[Read]:
        """Return what a folder says of each of its accounts.

        Args:
            seal: Its documents where their digests vouch for them.
        """
        try:
            printed, standing = self._glance.at(folder, seal, ("item", "due"))
            entry = self._entry(folder, printed, standing)
        except WizardError as error:
            problem = error.problems[0]
            text = f"{problem.place}: {problem.text}" if problem.place else problem.text
            entry = Entry(folder, account=folder.name, problem=text)
            return [self._of(entry, record) for record in still_there(folder)] or [Read(entry, Record())]
        return [self._of(entry, record) for record in accounts_of(printed.record)]

    def lost(self, home: Path, found: Iterable[Read]) -> Iterator[Read]:
        """Yield the accounts of papers of an engagement that are gone, by what their living records say.

        Args:
            found: Of the papers that are there.
        """
        for paper, _ in gone(home / DECISIONS, {one.entry.record_id for one in found}):
            ids = {base_of(one): one for one in paper.records}
            entry = Entry(home / DECISIONS / paper.folder, problem="the paper that a board was given is gone.")
            for path in saved_files(home / ACCOUNTS):
                with suppress(WizardError):
                    record = read_saved(path)
                    if (own := ids.get(base_of(record.record_id))) is not None:
                        yield self._of(entry, record.model_copy(update={"record_id": own}))

    def _of(self, shared: Entry, record: Record) -> Read:
        """Return the entry of one account of a folder."""
        own = {self._supersedes: record.signoff.get(self._supersedes)} if self._supersedes in record.signoff else {}
        brief = Record(record_id=record.record_id, renews=record.renews, supersedes=record.supersedes, signoff=own)
        names = (name for one in (record.account.name, *record.account.aliases) if (name := one.strip().lower()))
        entry = replace(
            shared,
            record_id=record.record_id,
            account=record.account.name.strip(),
            subject=_text(record.signoff.get(SignOff.ACCOUNT)),
            names=tuple(dict.fromkeys(names)),
        )
        return Read(entry, brief)

    def _entry(self, folder: Path, printed: Printed, standing: Standing) -> Entry:
        """Return what all accounts of a folder have in common."""
        record = printed.record
        applied = record.applied
        verdicts = list(applied.verdicts) if applied and applied.verdicts else [printed.front.get("outcome", "")]
        kind = record.answers.get(Identity.ID)
        return Entry(
            folder,
            tenant=_text(record.signoff.get(SignOff.TENANT)),
            kind=kind if isinstance(kind, str) else "",
            outcome=verdicts[0],
            waivers=tuple(self._waivers(printed, standing, frozenset(verdicts))),
            approved=standing.any_approved,
            ended=standing.state if standing.state in ENDED and not standing.partly else None,
            draft=standing.draft,
            redacted=record.redacted,
            unsure=_unsure(folder, printed, standing),
        )

    def _waivers(self, printed: Printed, standing: Standing, verdicts: frozenset[str]) -> Iterator[Waiver]:
        ending = self.pack.documents.risk.full_for
        raw = printed.record.signoff.get(self._exclusions)
        typed: Any = typed_signoff(self._fields, {self._exclusions: raw}).get(self._exclusions) if raw else None
        for row in typed if isinstance(typed, list) else ():
            group = self._glance.waived.get(row.control, "")
            if not isinstance(row, Exclusion) or (group and not self._glance.groups.get(group, frozenset()) & verdicts):
                continue
            ends = group == ending
            number = 0 if ends or len(standing.approvals) < 2 else 1
            approval = standing.approvals[number] if standing.approvals else None
            last = row.ends_on or (printed.end if ends and not row.no_end else None)
            first = row.starts_on or (printed.start if ends else None)
            if standing.any_approved and approval not in standing.running:
                continue
            if approval is not None:
                last = min(filter(None, (last, approval.last)), default=None)
                first = max(filter(None, (first, approval.first)), default=None)
            yield Waiver(
                row.control,
                row.policy.strip(),
                row.policy_id.strip().lower(),
                row.group.strip(),
                row.group_id.strip().lower(),
                first,
                last,
            )


def _unsure(folder: Path, printed: Printed, standing: Standing) -> str:
    """Return why nobody can tell who signed; empty where that can be told, or changes nothing."""
    if not rests_on_checklist(printed, standing):
        return ""
    problem = unread_checklist(folder)
    return problem.text if problem is not None else ""


def _text(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def settled(found: Sequence[Read], pack: Pack, day: date, closures: Mapping[str, date] | None = None) -> list[Entry]:
    """Return the register; a record that another one replaces, or whose account is closed, has ended.

    An approved record counts until one that is approved replaces it and begins. A renewal begins while the exception
    before it still runs, so that one counts until its own end.

    Args:
        closures: Days on which an engagement closed accounts, by the id that all their records have in common.
    """
    approved = [one.brief.record_id for one in found if one.entry.approved]
    begun = [one.brief.record_id for one in found if one.entry.approved and one.entry.begun(day)]
    succession = Succession((one.brief for one in found), pack, closures, approved, begun)
    return [replace(one.entry, ended=_ended(one, succession, day) or one.entry.ended) for one in found]


def _ended(read: Read, succession: Succession, day: date) -> State | None:
    """Return how another record or the engagement ended a record; None where neither did."""
    if read.brief.record_id and succession.follows(read.brief, day) == "supersedes":
        return State.SUPERSEDED
    closed = succession.closed_on(read.brief)
    return State.CLOSED if closed is not None and closed <= day else None

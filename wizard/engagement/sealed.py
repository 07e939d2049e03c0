"""Documents that are as they were written, by their digests: what they say need not be worked out again.

``SHA256SUMS`` lists record and recommendation. Where both are what it says, the record holds what was decided, and
the recommendation names who signs. Everything else goes the long way, through ``look``. Every command that looks at many
folders goes this way: the register, the accounts of an engagement, and ``drift``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.documents.bundle import CHECKLIST, RECORD, SUMS, sha256
from wizard.documents.checklist import RECOMMENDATION
from wizard.documents.reminders import checks_after
from wizard.engagement.line_ends import read_as_written
from wizard.engagement.printed import Printed, decided_then
from wizard.engagement.readback import WORD, read_checklist, read_document
from wizard.engagement.readback_blocks import Table
from wizard.engagement.readback_form import form_of
from wizard.engagement.readback_markdown import front_matter_of, pipe_blocks
from wizard.engagement.states import Standing, standing_of
from wizard.engagement.succession import Succession
from wizard.engagement.verify import look
from wizard.errors import AnswersError, RecordError, WizardError
from wizard.pack.conditions import names_in
from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.record.reading import read_record
from wizard.record.signoff import typed_signoff
from wizard.record.values import Person, Value

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.readback_form import Checklist
    from wizard.pack.models import Pack
    from wizard.record.model import Record

_SIGNERS = "\n| Role | Person | By signing"
_OF_VERDICTS = {"main", "also", "outcomes"}
"""What conditions name that depend on the verdicts alone."""
_NEEDED = (Meaning.START, Meaning.END, Meaning.REVIEW, Meaning.TARGET, Meaning.NEEDED_BY, Meaning.GAPS_DUE)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Record and recommendation of a folder, both as they were written.

    Attributes:
        front: The header of the recommendation.
        roles: Titles of the roles that sign.
    """

    record: Record
    front: Mapping[str, str]
    roles: tuple[str, ...]

    def decided_by(self, pack: Pack) -> bool:
        """Return whether this very pack and this wizard decided it, so that deciding again changes nothing."""
        applied = self.record.applied
        return applied is not None and applied.knowledge_digest == pack.digest and applied.tool == __version__


def read_sealed(folder: Path) -> Sealed | None:
    """Return record and recommendation of a folder; None where they may be others than were written."""
    try:
        listed = _listed(folder)
        data = read_as_written(folder / RECORD)
        text = read_as_written(folder / RECOMMENDATION)
        digest = sha256(data)
        if listed.get(RECORD) != digest or listed.get(RECOMMENDATION) != sha256(text):
            return None
        record = read_record(data, RECORD)
        recommendation = text.decode("utf-8")
    except (WizardError, UnicodeDecodeError):
        return None
    front = front_matter_of(recommendation)
    if record.applied is None or record.applied.printed_on is None or front.get("record_sha256") != digest:
        return None
    roles = _roles(recommendation)
    return None if roles is None else Sealed(record, front, roles)


def rewritten(folder: Path) -> tuple[str, ...]:
    """Return which of record and recommendation are others than SHA256SUMS lists; none where it lists neither."""
    with suppress(WizardError):
        listed = _listed(folder)
        return tuple(name for name in (RECORD, RECOMMENDATION) if _digest(folder / name) != listed.get(name))
    return ()


def _listed(folder: Path) -> dict[str, str]:
    sums = read_as_written(folder / SUMS).decode("utf-8", "replace")
    return {name: digest for digest, _, name in (line.partition("  ") for line in sums.splitlines())}


def _digest(path: Path) -> str | None:
    try:
        return sha256(read_as_written(path))
    except WizardError:
        return None


def _roles(recommendation: str) -> tuple[str, ...] | None:
    """Return the titles of the roles that sign; None where the table of signers cannot be read."""
    start = recommendation.find(_SIGNERS)
    if start < 0:
        return ()
    end = recommendation.find("\n\n", start)
    tables = pipe_blocks(recommendation[start + 1 : end if end > 0 else None])
    if not tables or not isinstance(tables[0], Table):
        return None
    return tuple(row.cell(0) for row in tables[0].rows[1:])


@dataclass(frozen=True, eq=False)
class AsWritten(Printed):
    """The documents of a folder as their digests vouch for them; nothing of them is written again.

    Attributes:
        planned: Who was to sign, by the title of the role in normal form.
        offered: Fields of the sign-off that the outcome has; what is given in others was not printed.
    """

    planned: Mapping[str, Person] = field(default_factory=dict)
    offered: frozenset[str] = frozenset()

    @cached_property
    def signers(self) -> dict[str, Person]:
        """Who was to sign, by the title of the role in normal form."""
        return dict(self.planned)

    @property
    def afterwards(self) -> list[tuple[date, str]]:
        """Checks that fall due some days after a date of the sign-off."""
        decided = {*(self.record.applied.verdicts if self.record.applied else ())}
        groups = [group.id for group in self.pack.checklist.group if decided.intersection(group.verdicts)]
        return list(checks_after(self.pack, groups, self.day_of))

    def missing(self, checklist: Checklist | None) -> list[str]:
        """Return items that were printed and are gone, by what the record says was printed."""
        there = {item.id for item in checklist.items} if checklist else set()
        return [name for name in (self.record.applied.checklist if self.record.applied else ()) if name not in there]

    @cached_property
    def _signoff(self) -> Mapping[str, Value]:
        """Days only: nothing else of the sign-off is asked for."""
        wanted = _days(self.pack) & self.offered
        given = {name: value for name, value in self.record.signoff.items() if name in wanted}
        try:
            return typed_signoff(tuple(one for one in self.pack.signoff if one.id in wanted), given)
        except WizardError:
            return {}


def _days(pack: Pack) -> frozenset[str]:
    """Return the fields of the sign-off whose days tell how far a record is."""
    after = (rule.field for rule in pack.profile.reminders.after)
    return frozenset({*(name for one in _NEEDED if (name := pack.field_of(one))), *after})


def _short(title: str, pack: Pack) -> str:
    """Return the title of a role as the checklist has it; the recommendation may be where an acronym is explained."""
    for acronym in pack.documents.acronym if "(" in title else ():
        title = re.sub(
            rf"{re.escape(acronym.long)} \({re.escape(acronym.short)}\)", acronym.short, title, flags=re.IGNORECASE
        )
    return title


class Glance:
    """Looks at folders one by one; each is looked at by itself, whatever follows it."""

    def __init__(self, pack: Pack, engine: Engine, day: date) -> None:
        """Look up once what every folder needs."""
        self.pack = pack
        self.engine = engine
        self.day = day
        self.groups = {group.id: frozenset(group.verdicts) for group in pack.checklist.group}
        fields = tuple(one for one in pack.signoff if one.means is Meaning.EXCLUSIONS)
        self.waived = {option.id: option.group or "" for one in fields for option in one.option}
        self._none = Succession((), pack)
        conditions = [one.asked_when or "" for one in pack.signoff if one.id in _days(pack)]
        self._by_answers = bool({name for text in conditions for name in names_in(text)} - _OF_VERDICTS)
        self._offered: dict[tuple[str, ...], frozenset[str]] = {}
        self._role_of = {normal(role.title): role.id for role in pack.profile.role}

    def at(self, folder: Path, seal: Sealed | None, without: tuple[str, ...] = ()) -> tuple[Printed, Standing]:
        """Return what a folder said when it was printed, and how far it is.

        Args:
            seal: Its documents where their digests vouch for them.
            without: Heads of tables of the checklist that do not matter to the caller.

        Raises:
            RecordError: Its record is missing or cannot be read.
        """
        return (seal and self._quick(folder, seal, without)) or self._slow(folder)

    def _slow(self, folder: Path) -> tuple[Printed, Standing]:
        seen = look(folder, self.pack, self.engine, self.day, self._none)
        return seen.printed, seen.standing

    def _quick(self, folder: Path, seal: Sealed, without: tuple[str, ...]) -> tuple[Printed, Standing] | None:
        told = _checklist(folder, without)
        if told is None:
            return None
        verdicts = frozenset(seal.record.applied.verdicts if seal.record.applied else ())
        columns = sum(bool(self.groups.get(group, frozenset()) & verdicts) for group in {*self.waived.values()})
        if seal.roles and len(told.columns) != max(columns, 1):
            return None
        offered = self._fields(seal)
        if offered is None:
            return None
        printed = self._as_written(seal, told, offered)
        return printed, standing_of(printed, told, self.day, self._none)

    def _as_written(self, seal: Sealed, told: Checklist, offered: frozenset[str]) -> AsWritten:
        """Return the documents of a folder whose digests vouch for them, with the checklist as it came back."""
        record, said = seal.record, seal.record.signoff
        roles = [normal(_short(title, self.pack)) for title in seal.roles]
        planned = {title: Person.readable(said.get(self._role_of.get(title, ""))) for title in roles}
        day = record.applied.printed_on if record.applied else None
        return AsWritten(
            record,
            self.pack,
            day,
            None,
            {},
            "was not written again",
            told,
            seal.front,
            planned=planned,
            offered=offered,
        )

    def _fields(self, seal: Sealed) -> frozenset[str] | None:
        """Return the fields of the sign-off that the outcome of a record has; None where this pack does not know it."""
        given = decided_then(seal.record, self.pack, seal.front)
        if not given:
            return None
        if given not in self._offered or self._by_answers:
            try:
                answers = self.engine.read(seal.record.answers, parked=True)
            except AnswersError:
                return None
            choices = self.engine.read_choices(seal.record.signoff)
            self._offered[given] = frozenset(self.engine.decide(answers, choices, given=given).fields)
        return self._offered[given]


def _checklist(folder: Path, without: tuple[str, ...]) -> Checklist | None:
    """Return a checklist as it came back; None where the long way is needed."""
    try:
        if (folder / WORD).exists():
            checklist, problems = read_checklist(folder)
            return None if problems else checklist
        text = read_document(folder / CHECKLIST)
    except RecordError:
        return None
    blocks = pipe_blocks(text, without=without)
    return form_of(blocks, front_matter_of(text), CHECKLIST) if blocks is not None else None

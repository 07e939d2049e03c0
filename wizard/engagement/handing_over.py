"""What somebody holds in living accounts, and a hand-over that passes it to another; signed papers are never touched.

Roles and owned rows pass on. What somebody did stays theirs: tests, collected evidence, an override of the rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.documents.people import duty_findings
from wizard.engagement.living import Living
from wizard.engagement.settings import changed_settings, checked_values, read_settings, settings_near, with_tenant
from wizard.engagement.store import change_record, read_saved
from wizard.errors import Problem, RecordError, WizardError
from wizard.files.reading import refused
from wizard.files.writing import write_whole
from wizard.pack.models import Meaning
from wizard.record.model import HandOver
from wizard.record.names import name_fits, name_words, read_cell, same_person, told_people
from wizard.record.signoff import unfolded
from wizard.record.values import LISTS, Person, row_parts
from wizard.record.version import SETTINGS_FILE
from wizard.wording import short

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from wizard.decision.engine import Engine
    from wizard.pack.models import Field, Pack
    from wizard.record.model import Record
    from wizard.record.settings import Settings


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that somebody holds in a sign-off.

    Attributes:
        place: Its field, and for a row the number from 1: ``plan_steps.2``.
        title: The role, or what the row says.
        key: The part of the row that names the person; empty for a role.
        alone: Nobody else is named there.
    """

    place: str
    title: str
    key: str = ""
    alone: bool = True

    @property
    def field(self) -> str:
        return self.place.split(".", maxsplit=1)[0]

    @property
    def row(self) -> int:
        """Number of the row, from 1; 0 for a role."""
        _, _, number = self.place.partition(".")
        return int(number or 0)


def holdings(pack: Pack, signoff: Mapping[str, Any], who: Person) -> Iterator[Holding]:
    """Yield what a person holds in stored values of a sign-off, in the order of the pack."""
    titles = {role.id: role.title for role in pack.profile.role}
    for one in pack.signoff:
        value = unfolded(one, signoff.get(one.id))
        if one.kind == "person" and isinstance(value, dict) and one.means is not Meaning.OVERRIDE_BY:
            person = Person.readable(value)
            if is_person(person, who) or name_fits(person.represents, who.name):
                yield Holding(one.id, titles.get(one.id) or one.id.replace("_", " ").capitalize())
        elif one.kind in LISTS and isinstance(value, list):
            yield from _rows(one, value, who)


def _rows(one: Field, rows: Sequence[Any], who: Person) -> Iterator[Holding]:
    parts = row_parts(LISTS[one.kind])
    for number, row in enumerate(rows, 1):
        for part in (part for part in parts if part.ask.passes_on):
            text = str(row.get(part.key) or "") if isinstance(row, dict) else ""
            named = told_people(text)
            if any(is_person(person, who) for person in named):
                others = any(not is_person(one, who) and len(name_words(one.name)) > 1 for one in named)
                told = read_cell(text)
                alone = is_person(told.person, who) and not told.day and not others
                said = short(" ".join(str(row.get(parts[0].key) or "").split()), 60)
                title = f"{one.id.replace('_', ' ').capitalize()} {number}{f': {said}' if said else ''}"
                yield Holding(f"{one.id}.{number}", title, part.key, alone)


def is_person(person: Person, who: Person) -> bool:
    return bool(person) and same_person(person, who)


def held_in(paths: Iterable[Path], pack: Pack, who: Person) -> Iterator[tuple[Path, Record, tuple[Holding, ...]]]:
    """Yield the living records in which a person holds something; one that is closed or cannot be read is passed over."""
    for path in paths:
        try:
            record = read_saved(path)
            whole = with_tenant(pack, record, settings_near(path))
        except WizardError:
            continue
        found = tuple(holdings(pack, whole.signoff, who)) if record.closed is None else ()
        if found:
            yield path, record, found


@dataclass(frozen=True, slots=True)
class Change:
    """What passes on in one account, or in what all accounts share.

    Attributes:
        account: Its name; hostile until escaped. Empty for what holds for the whole tenant.
        holdings: What passes on.
        left: What names others as well, so that only a person can change it.
        conflicts: Conflicts of duties that arise, as sentences.
    """

    path: Path
    account: str
    holdings: tuple[Holding, ...]
    left: tuple[Holding, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        return bool(self.holdings or self.left or self.conflicts)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of a hand-over.

    Attributes:
        problems: Accounts that could not be looked at or changed; the others are done.
    """

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Order:
    """A hand-over as it is ordered.

    Attributes:
        giver: Who hands over; a name or a contact is enough.
        taker: Who takes over.
        day: The day of it.
        by: Who orders it.
    """

    pack: Pack
    engine: Engine
    giver: Person
    taker: Person
    day: date
    by: str = ""
    reason: str = ""

    def check(self) -> None:
        """Check that two people are named.

        Raises:
            RecordError: One is missing, or both are one.
        """
        for place, person in (("from", self.giver), ("to", self.taker)):
            if not (person.name or (place == "from" and person.contact)):
                raise RecordError(Problem(place, "names nobody.", "Write a name, such as “Nora New”."))
        if same_person(self.giver, self.taker):
            raise RecordError(Problem("to", "is the person who hands over.", "Name another person."))

    def passed(self, value: Any, holding: Holding) -> Any:
        """Return a stored value of the sign-off that names the taker and no longer the giver."""
        if not holding.key:
            if is_person(Person.readable(value), self.giver):
                return self.taker.plain()
            return {**value, "represents": self.taker.name}
        return [{**row, holding.key: self.taker.name} if n == holding.row else row for n, row in enumerate(value, 1)]

    def entry(self, value: Any, holding: Holding) -> HandOver:
        """Return the line of the history that a record keeps of a stored value that passes on."""
        passed = self.passed(value, holding)
        return HandOver(
            field=holding.place,
            before=_named(value, holding),
            after=_named(passed, holding),
            on=self.day,
            by=self.by,
            reason=self.reason,
        )

    def handed_over(self, record: Record, signoff: Mapping[str, Any], found: Iterable[Holding]) -> Record:
        """Return a record in which something passed on.

        Args:
            record: As its file holds it.
            signoff: Its values, with those of the tenant that are to become its own.
        """
        values, entries = dict(record.signoff), list(record.hand_overs)
        for holding in found:
            value = unfolded(
                self.pack.field_by_id[holding.field], values.get(holding.field, signoff.get(holding.field))
            )
            entries.append(self.entry(value, holding))
            values[holding.field] = self.passed(value, holding)
        origins = record.origins_with(values)
        return record.model_copy(update={"signoff": values, "hand_overs": entries, "origins": origins})


def _named(value: Any, holding: Holding) -> Person:
    """Return whom a stored value names at a place."""
    if not holding.key:
        return Person.readable(value)
    return Person(name=str(value[holding.row - 1].get(holding.key) or ""))


def hand_over(order: Order, paths: Sequence[Path], *, engagement: Path | None = None, dry: bool = False) -> HandedOver:
    """Hand over what a person holds in living records.

    Args:
        paths: Their files; closed ones stay as they are.
        engagement: The folder whose people for the whole tenant pass on too. None leaves these: an account that has
            its person from the tenant gets a separate one.
        dry: Change nothing.

    Raises:
        RecordError: Giver and taker are not two people, or the settings of the engagement cannot be changed.
    """
    order.check()
    changes: list[Change] = []
    problems: list[Problem] = []
    shared: _Shared | None = None
    if engagement is not None:
        shared = _Shared.of(order, engagement / SETTINGS_FILE)
        changes += [Change(shared.path, "", shared.found, shared.left)] if shared.found or shared.left else []
        if shared.found and not dry:
            shared.write()
    for path in paths:
        try:
            change = _account(order, path, shared, dry=dry)
        except WizardError as error:
            problems += (one.in_file(str(path)) for one in error.problems)
        else:
            changes += [change] if change.told else []
    return HandedOver(tuple(changes), tuple(problems))


def _account(order: Order, path: Path, shared: _Shared | None, *, dry: bool) -> Change:
    """Hand over what is held in one account."""
    record = read_saved(path)
    living = Living.at(path, order.pack, order.engine, record, order.day)
    if shared is not None:
        living = replace(living, settings=shared.before)
    name = record.account.name or path.stem
    if record.closed is not None:
        return Change(path, name, ())
    signoff = record.signoff if shared is not None else living.whole.signoff
    found = tuple(holdings(order.pack, signoff, order.giver))
    passing = tuple(one for one in found if one.alone)
    left = tuple(one for one in found if not one.alone)
    arising: tuple[str, ...] = ()
    if passing or (shared is not None and shared.found):
        after = replace(living, record=order.handed_over(record, signoff, passing))
        arising = _arising(living, after if shared is None else replace(after, settings=shared.after))
    if passing and not dry:
        change_record(path, lambda now: order.handed_over(now, signoff, passing))
    return Change(path, name, passing, left, arising)


def _arising(before: Living, after: Living) -> tuple[str, ...]:
    """Return the conflicts of duties that are there after a change and were not before."""
    known = {finding.text for finding in duty_findings(before.case)}
    return tuple(finding.text for finding in duty_findings(after.case) if finding.blocks and finding.text not in known)


def _without_null(value: Any) -> Any:
    """Return a stored value without its parts that are null, which TOML does not have."""
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if part is not None}
    return [_without_null(row) for row in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class _Shared:
    """The people whom an engagement names for the whole tenant.

    Attributes:
        found: What the giver holds there.
        left: What names others as well.
        before: The settings as they are.
        after: The settings as they become.
    """

    path: Path
    found: tuple[Holding, ...]
    left: tuple[Holding, ...]
    before: Settings
    after: Settings

    @classmethod
    def of(cls, order: Order, path: Path) -> _Shared:
        before = read_settings(path)
        values = checked_values(order.pack, before)
        held = tuple(holdings(order.pack, values, order.giver))
        found = tuple(one for one in held if one.alone)
        signoff = {**values}
        entries: list[HandOver] = []
        for one in found:
            entries.append(order.entry(signoff[one.field], one))
            signoff[one.field] = order.passed(signoff[one.field], one)
        after = before.model_copy(update={"signoff": signoff, "hand_overs": (*before.hand_overs, *entries)})
        return cls(path, found, tuple(one for one in held if not one.alone), before, after)

    def write(self) -> None:
        """Change the file; what people wrote around the values stays.

        Raises:
            RecordError: It cannot be written.
        """
        _, data = changed_settings(self.path, self._pass_on)
        try:
            write_whole(self.path, data, 0o666)
        except OSError as error:
            raise RecordError(refused(self.path, error, "Free the disk or the folder, then try again.")) from None

    def _pass_on(self, told: TOMLDocument) -> None:
        """Put the taker into the text of the settings, with a line of history for each value."""
        import tomlkit

        signoff: Any = told["signoff"]
        for one in self.found:
            new, known = _without_null(self.after.signoff[one.field]), signoff[one.field]
            if isinstance(new, dict) and isinstance(known, dict):
                for part in [part for part in known if part not in new]:
                    del known[part]
                known.update(new)
            else:
                signoff[one.field] = new
        history = told.setdefault("hand_overs", tomlkit.aot())
        for entry in self.after.hand_overs[len(self.before.hand_overs) :]:
            history.append(tomlkit.item(entry.model_dump(exclude_defaults=True)))

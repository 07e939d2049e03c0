"""A list of accounts brought into an engagement: merged by account, any day, any number of times.

What an earlier list said and nobody touched since gives way to what the list says now. What a person answered stays;
where the list differs, that is listed and noted on the question. An account that the list no longer names stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

from wizard.documents.case import record_id_for
from wizard.engagement.locks import held, is_locked
from wizard.engagement.paths import slug
from wizard.engagement.record_hygiene import added
from wizard.engagement.store import read_saved
from wizard.errors import Problem, RecordError, WizardError
from wizard.evidence.cites import SignOff
from wizard.record.model import FIELD, Origin, Record
from wizard.record.names import normal
from wizard.record.signoff import parse_field
from wizard.wording import encodable

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path

    from wizard.engagement.engagement import AccountFile, Engagement
    from wizard.engagement.lists.model import AccountRow
    from wizard.engagement.settled import Settled
    from wizard.pack.models import Pack

WRITERS = 8
"""New accounts that are flushed to the disk at the same time."""
AHEAD = 64
"""New accounts that may wait for a writer."""
REPLACEABLE = frozenset({"imported", "proposed", "tenant", "template"})
"""Where answers came from that a list may replace: no person gave or confirmed them for this account."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One difference between a list and what a person answered.

    Attributes:
        place: Line of the list and the question or field.
        kept: What the account answers, as ids.
        given: What the list says.
    """

    account: str
    place: str
    kept: str
    given: str


@dataclass(slots=True)
class Imported:
    """What became of a list.

    Attributes:
        added: Accounts that are new, by file.
        changed: Accounts of which something changed.
        unchanged: Accounts of which nothing did.
        conflicts: Where the list differs from what a person answered.
        problems: Accounts that could not be written.
        renamed: Accounts that the list calls otherwise: the name that they keep, and the one that is now known too.
        strangers: Accounts that no export names; perhaps they are spelled wrongly.
        left: What is said of rows that have the name of an account and are not taken for it.
        files: Of all accounts, by name, as they were read or written.
    """

    added: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    files: list[AccountFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """An account that is there, or that this run gave to a writer.

    Attributes:
        names: What it answers to.
    """

    path: Path
    names: tuple[str, ...]


class Importer:
    """Brings accounts into an engagement, one after the other; new ones are on the disk when its context ends."""

    def __init__(self, engagement: Engagement, pack: Pack, day: date, settled: Settled | None = None) -> None:
        """Look up the accounts that are there; new records begin on the day.

        Args:
            settled: What earlier runs found, for a list alone; exports may say something new of any account.
        """
        self.engagement = engagement
        self.pack = pack
        self.day = day
        self.done = Imported()
        self.settled = settled
        self.files: dict[str, AccountFile] = {}
        """The files of all accounts as this run read or wrote them, by name."""
        self._agreeing: dict[str, str] = {}
        self._known: dict[str, list[_Known]] = {}
        self._damaged: dict[str, Problem] = {}
        self._taken: set[str] = set()
        self._rows: dict[Path, str] = {}
        self._writing: deque[tuple[AccountRow, Future[AccountFile]]] = deque()
        told = settled.names if settled is not None else {}
        for file in engagement.account_files():
            self._taken.add(file.path.name.casefold())
            self.files[file.path.name] = file
            try:
                names = tuple(told.get(file.digest) or _names(file.record))
            except RecordError as error:
                self._damaged[file.path.stem] = error.problems[0]
                self.done.problems += error.problems
            else:
                self._note(_Known(file.path, names))

    @cached_property
    def _writers(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(WRITERS, thread_name_prefix="accounts")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the new accounts; after an error or Ctrl+C, only for those that are being written."""
        if "_writers" in self.__dict__:
            with self._writers:
                if kind is None:
                    while self._writing:
                        self._written()
                else:
                    self._writers.shutdown(cancel_futures=True)
        if kind is not None:
            return
        if self.settled is not None:
            known = {one.path.name: list(one.names) for named in self._known.values() for one in named}
            there = {name: file.digest for name, file in self.files.items()}
            self.settled.save(self._agreeing, {there[name]: names for name, names in known.items() if name in there})

    def _written(self) -> None:
        """Wait for the new account that was given to a writer first."""
        row, writing = self._writing.popleft()
        try:
            file = writing.result()
        except WizardError as error:
            self.done.problems += error.problems
        else:
            self._keep(file, row)
            self.done.added.append(file.path)

    def _keep(self, file: AccountFile, row: AccountRow | None) -> None:
        """Note the file of an account, and the row that it agrees with now."""
        self.files[file.path.name] = file
        if self.settled is not None and row is not None and row.key:
            self._agreeing[row.key] = file.digest

    def bring(self, row: AccountRow, prepare: Callable[[Record], Record] | None = None) -> None:
        """Merge one account into its file, or make one.

        Args:
            row: As the list says it.
            prepare: Adds what exports propose to the whole record.
        """
        try:
            self._bring(row, prepare)
        except WizardError as error:
            self.done.problems += error.problems

    def _bring(self, row: AccountRow, prepare: Callable[[Record], Record] | None) -> None:
        agreed = self._agreed(row)
        known = agreed or self._find(row)
        path = known.path if known is not None else self.engagement.free_path(row.record.account.name, self._taken)
        if path in self._rows:
            message = f"is the account of {_place(self._rows[path])} too, by its name or object ID."
            raise RecordError(Problem(row.place, message, "Keep one row for each account."))
        self._rows[path] = row.place
        if known is None:
            record = self._prepared(self._begun(row), prepare)
            self._writing.append((row, self._writers.submit(self.engagement.write_new, path, record)))
            if len(self._writing) > AHEAD:
                self._written()
            self._taken.add(path.name.casefold())
            self._note(_Known(path, tuple(_names(record))))
        elif agreed is not None:
            self.done.unchanged.append(path)
            self._keep(self.files[path.name], row)
        else:
            self._meet(self.files[path.name], row, prepare)

    def _agreed(self, row: AccountRow) -> _Known | None:
        """Return the account that a row agreed with before and agrees with still; None where it has to be looked up."""
        if self.settled is None or row.key not in self.settled.files:
            return None
        digest = self.settled.files[row.key]
        found: _Known | None = None
        for name in self.settled.names.get(digest, ()):
            known = self._known.get(name, ())
            if len(known) != 1 or known[0] is not (found or known[0]):
                return None
            found = known[0]
        return found if found is not None and self.files[found.path.name].digest == digest else None

    def _meet(self, file: AccountFile, row: AccountRow, prepare: Callable[[Record], Record] | None) -> None:
        """Merge a row into its account, and write it where that changes it."""
        conflicts = len(self.done.conflicts)
        before, record, now = self._changed(file, row, prepare)
        (self.done.unchanged if record == before else self.done.changed).append(file.path)
        if record.account.aliases != before.account.aliases:
            self.done.renamed.append((record.account.name, row.record.account.name))
        self._note(_Known(file.path, tuple(_names(record))))
        self._keep(now, row if conflicts == len(self.done.conflicts) else None)

    def _changed(
        self, file: AccountFile, row: AccountRow, prepare: Callable[[Record], Record] | None
    ) -> tuple[Record, Record, AccountFile]:
        """Return the record before and after a row is merged into it, and its file now."""
        path = file.path
        record = self._prepared(self._merged(file.record, row), prepare)
        if record == file.record:
            return file.record, record, file
        if is_locked(path):
            message = "is open in another window."
            raise RecordError(Problem(str(path), message, "Close it there, then run this again."))
        with held(path):
            before = read_saved(path)
            if before != file.record:  # somebody worked on it since this run began
                record = self._prepared(self._merged(before, row), prepare)
            return before, record, self.engagement.write(path, record)

    def _prepared(self, record: Record, prepare: Callable[[Record], Record] | None) -> Record:
        if prepare is None:
            return record
        return self.engagement.own(self.pack, prepare(self.engagement.whole(self.pack, record)))

    def _note(self, known: _Known) -> None:
        for name in known.names:
            others = self._known.get(name, ())
            self._known[name] = [*(one for one in others if one.path != known.path), known] if others else [known]

    def _find(self, row: AccountRow) -> _Known | None:
        """Return the account of a row, by its id in the directory and its names.

        Raises:
            RecordError: Several files answer to them, or the only one cannot be read.
        """
        found: list[_Known] = []
        for name in _names(row.record):
            found += (one for one in self._known.get(name, ()) if one not in found)
        if len(found) > 1:
            files = ", ".join(one.path.name for one in found)
            message = f"is the account of several files, by its names and its object ID: {files}."
            remedy = "Keep one of them, or correct the object ID, then run this again."
            raise RecordError(Problem(row.place, message, remedy))
        if found:
            return found[0]
        problem = self._damaged.get(slug(row.record.account.name))
        if problem is not None:
            message = "was not brought in: the file of this account cannot be read."
            raise RecordError(Problem(row.place, message, "Restore the file, then run this again."))
        return None

    def _begun(self, row: AccountRow) -> Record:
        record = row.record
        tenant = self.engagement.settings
        answers = {name: value for name, value in record.answers.items() if tenant.answers.get(name) != value}
        record = record.model_copy(
            update={
                "answers": answers,
                "created_on": record.created_on or self.day,
                "origins": {
                    **self._origins(row, (*answers, *(FIELD + name for name in record.signoff))),
                    **record.origins,
                },
            }
        )
        return record.model_copy(
            update={"record_id": record.record_id or record_id_for(self.pack, record, record.created_on or self.day)}
        )

    def _origins(self, row: AccountRow, names: Iterable[str]) -> dict[str, Origin]:
        return dict.fromkeys(names, Origin(how="imported", place=_place(row.place), given_on=self.day))

    def _merged(self, before: Record, row: AccountRow) -> Record:
        """Return a record with what a list says now."""
        answers, values = {**before.parked, **before.answers}, dict(before.signoff)
        origins, notes = dict(before.origins), dict(before.notes)
        place = _place(row.place)
        tenant = self.engagement.settings.answers
        for name, given in row.record.answers.items():
            there = answers.get(name, tenant.get(name))
            if _same(there, given):
                continue
            origin = origins.get(name)
            if name in answers and (origin is None or origin.how not in REPLACEABLE):
                self._conflict(before, f"{place}: {name}", there, given)
                notes = added(notes, name, f"{place} says {_told(given)}.")
                continue
            answers[name] = given
            origins |= self._origins(row, [name])
        for name, given in row.record.signoff.items():
            there = values.get(name)
            if _same(there, given) or self._says_the_same(name, there, given):
                continue
            if there is not None and FIELD + name not in origins:
                self._conflict(before, f"{place}: {FIELD}{name}", there, given)
                continue
            values[name] = given
            origins |= self._origins(row, [FIELD + name])
        for name, text in row.record.notes.items():
            notes = added(notes, name, text)
        known = {*_names(before)}
        given = row.record.account
        aliases = [name for name in (given.name, *given.aliases) if normal(name) not in known]
        account = before.account
        if aliases:
            account = account.model_copy(update={"aliases": [*account.aliases, *aliases]})
        return before.model_copy(
            update={
                "account": account,
                "answers": answers,
                "parked": {name: value for name, value in before.parked.items() if name not in answers},
                "to_do": [name for name in dict.fromkeys((*before.to_do, *row.record.to_do)) if name not in answers],
                "signoff": values,
                "origins": origins,
                "notes": notes,
            }
        )

    def _says_the_same(self, name: str, there: Any, given: Any) -> bool:
        """Return whether a value of a list, in whatever form a file has it, is that of the account or a part of it."""
        with suppress(RecordError, KeyError):
            there, given = (parse_field(self.pack.field_by_id[name], raw) for raw in (there, given))
        return _same(there, given) or _in_short(there, given)

    def _conflict(self, record: Record, place: str, kept: Any, given: Any) -> None:
        self.done.conflicts.append(Conflict(record.account.name, place, _told(kept), _told(given)))


def _place(place: str) -> str:
    """Return where a row is, without the folders of the machine that read it."""
    return encodable(PurePath(place).name)


def _names(record: Record) -> Iterator[str]:
    """Yield what an account answers to, the id of the directory first."""
    subject = record.signoff.get(SignOff.ACCOUNT)
    if isinstance(subject, str) and subject.strip():
        yield normal(subject)
    yield from (normal(name) for name in (record.account.name, *record.account.aliases) if name.strip())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list) and all(isinstance(part, str) for part in (*one, *other)):
        return sorted(one) == sorted(other)
    return bool(one == other)


def _in_short(there: Any, given: Any) -> bool:
    """Return whether a list says a part of what is known and nothing else, as a register does with names alone."""
    if isinstance(there, list) and isinstance(given, list):
        return len(there) == len(given) and all(map(_in_short, there, given))
    if not isinstance(there, Mapping) or not isinstance(given, Mapping):
        return False
    said = {key: value for key, value in given.items() if value not in ("", None)}
    return bool(said) and all(there.get(key) == value for key, value in said.items())


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(str(part) for part in value.values() if part)
    if isinstance(value, list):
        return ", ".join(_told(part) for part in value)
    return "" if value is None else str(value)

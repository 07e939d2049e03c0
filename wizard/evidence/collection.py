"""All evidence of one reading: sign-ins and other exports side by side, asked by account."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from wizard.errors import EvidenceError, Problem
from wizard.evidence.accounts import AccountSummary
from wizard.evidence.collect.manifest import failures, is_manifest
from wizard.evidence.directory import User
from wizard.evidence.exports.connections import Told
from wizard.evidence.exports.directory import is_locations
from wizard.evidence.exports.group_roles import GroupHolders
from wizard.evidence.exports.heading_map import HeadingMaps
from wizard.evidence.exports.items import Export, Item, Registration, ReportRow, id_of, rows_of
from wizard.evidence.exports.reading import read_export
from wizard.evidence.mappings import Mappings
from wizard.evidence.namesakes import Whose, not_taken, object_id, whose
from wizard.evidence.observations import Observation, propose
from wizard.evidence.policies.shapes import looks_like_policy
from wizard.evidence.sign_ins.aggregate import read_sign_ins
from wizard.evidence.sign_ins.all_shapes import fit
from wizard.evidence.sign_ins.engine import MEMORY_MB
from wizard.evidence.sign_ins.per_account import account as summary_of
from wizard.evidence.sign_ins.per_account import account_names, few, names_by_id, taken
from wizard.evidence.sign_ins.per_account import accounts as all_summaries
from wizard.evidence.sign_ins.result import Progress, SignIns, SourceFile
from wizard.files.sniff import Sniffed, sniff_all

_FEW = 50
"""Accounts whose summaries are in memory together."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken from some files for one account.

    Attributes:
        account: As it was asked for.
        summary: What sign-in logs say, or None when none has a row of it.
        items: What each other export says.
        meant: Which account it is, where others have or had its name; None where there are none.
        left: What is said of their rows.
    """

    account: str
    summary: AccountSummary | None
    items: list[tuple[Export, list[Item]]]
    meant: Whose | None = None
    left: Problem | None = None


class Report(NamedTuple):
    """What files say under one name, and what they propose for the account that has it.

    Attributes:
        summary: Of the sign-ins of all accounts with the name.
        left: What is said of rows that propose nothing.
    """

    account: str
    summary: AccountSummary | None
    observations: tuple[Observation, ...]
    left: Problem | None


class Evidence:
    """What some files say; a context manager that forgets everything at its end.

    Attributes:
        sign_ins: The logs, or None when no file was one.
        exports: Other exports.
        problems: What could not be used, with file and line.
    """

    def __init__(
        self, sign_ins: SignIns | None, exports: Sequence[Export], problems: Sequence[Problem], mappings: Mappings
    ) -> None:
        """Keep the parts; use ``read_evidence``."""
        self.sign_ins = sign_ins
        self.exports = tuple(exports)
        self.mappings = mappings
        self._names = _names_by_id(self.exports, sign_ins)
        self._items: dict[str, dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
        holders = GroupHolders(self.exports)
        told = Told(item for export in self.exports for item in export.items)
        for number, export in enumerate(self.exports):
            for item in filter(told.counts, holders.of_accounts(export.items)):
                if key := self._key(item):
                    self._items[key][number].append(item)
        self.problems = (*problems, *holders.problems())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.sign_ins is not None:
            self.sign_ins.close()

    @property
    def files(self) -> tuple[SourceFile, ...]:
        return self.sign_ins.files if self.sign_ins is not None else ()

    def accounts(self) -> list[str]:
        """Return the names of all accounts, sorted; an id where no file has the name."""
        logged = account_names(self.sign_ins) if self.sign_ins is not None else []
        return sorted({*logged, *self._items})

    def summary(self, account: str) -> AccountSummary | None:
        """Return what sign-in logs say about an account, or None when none names it."""
        return summary_of(self.sign_ins, account) if self.sign_ins is not None else None

    def items(self, account: str) -> list[tuple[Export, list[Item]]]:
        """Return what each other export says about an account."""
        name = account.strip().lower()
        found = self._items.get(self._names.get(name, name), {})
        return [(export, found.get(number, [])) for number, export in enumerate(self.exports)]

    def taken(self, account: str, given: str = "") -> Taken:
        """Return what is taken for an account.

        Args:
            account: Sign-in name or object ID.
            given: Its object ID as a person gave it; empty where nobody did.
        """
        return self._taken(account, self.summary(account), given)

    def _taken(self, account: str, summary: AccountSummary | None, given: str = "") -> Taken:
        """Return what is taken for an account when the summary of all that have its name is at hand."""
        items = self.items(account)
        seen = {object_id(one) for one in summary.ids} if summary is not None else set[str]()
        users: dict[str, str] = {}
        for export, parts in items:
            for item in parts:
                identifier = object_id(id_of(item))
                seen.add(identifier)
                if isinstance(item, User) and identifier:
                    users.setdefault(identifier, export.path.name)
        meant = whose(object_id(given) or object_id(account), seen - {""}, users)
        if meant is None:
            return Taken(account, summary, items)
        left: Counter[tuple[str, str]] = Counter()
        if summary is not None and self.sign_ins is not None:
            summary, of_others = taken(self.sign_ins, summary.account, meant)
            left.update(of_others)
        own: list[tuple[Export, list[Item]]] = []
        for export, parts in items:
            mine: list[Item] = []
            for item in parts:
                if meant.has(identifier := object_id(id_of(item))):
                    mine.append(item)
                else:
                    left[export.path.name, identifier] += rows_of(item)
            own.append((export, mine))
        named = self._names.get(account.strip().lower(), account)
        return Taken(account, summary, own, meant, not_taken(named, meant, left))

    def reports(self, names: Sequence[str], today: date) -> Iterator[Report]:
        """Yield what files say of some accounts, by name; only a few are in memory at a time."""
        wanted = sorted({name.strip().lower() for name in names})
        for name, summary in self._summaries(wanted):
            found = self._taken(name, summary)
            yield Report(name, summary, self.observed(found, today), found.left)

    def _summaries(self, wanted: Sequence[str]) -> Iterator[tuple[str, AccountSummary | None]]:
        if self.sign_ins is None or len(wanted) <= _FEW:
            known = few(self.sign_ins, wanted) if self.sign_ins is not None else {}
            yield from ((name, known.get(name)) for name in wanted)
            return
        # One pass over all groups costs less than looking for each of many accounts.
        logged = all_summaries(self.sign_ins)
        found = next(logged, None)
        for name in wanted:
            while found is not None and found.account < name:
                found = next(logged, None)
            yield name, found if found is not None and found.account == name else None

    def observed(self, found: Taken, today: date) -> tuple[Observation, ...]:
        """Return what all files propose for an account by what is taken for it; nothing of it is confirmed."""
        return propose(found.account, found.summary, self.files, items=found.items, mappings=self.mappings, today=today)

    def _key(self, item: Item) -> str:
        account, identifier = str(getattr(item, "account", "")), str(getattr(item, "id", ""))
        # A name without a domain is what people call it, so the id is the better key.
        return account if "@" in account else self._names.get(identifier) or account or identifier


def read_evidence(
    paths: Iterable[Path | Sniffed],
    mappings: Mappings,
    *,
    only: Sequence[str] = (),
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    maps: HeadingMaps | None = None,
    memory_mb: int = MEMORY_MB,
) -> Evidence:
    """Read files of any known kind; a folder means the files in it.

    Args:
        paths: Files and folders, or what ``sniff`` said of files.
        mappings: The tables of the subject.
        only: Names or ids of accounts whose sign-ins are kept; empty keeps all.
        progress: Called while sign-in logs are read.
        stop: Set it from another thread to stop.
        maps: What is remembered of tables with unknown headings.
        memory_mb: What the engine for sign-ins may hold.

    Raises:
        EvidenceError: No file could be used.
        MissingExtraError: A library that a file needs is not installed.
        StoppedError: ``stop`` was set.
        KeyboardInterrupt: The user pressed Ctrl-C.
    """
    named = list(paths)
    logs: list[Sniffed] = []
    exports: list[Export] = []
    files, problems = sniff_all(path for path in named if isinstance(path, Path))
    in_folders = {file.path for file in files} - {path for path in named if isinstance(path, Path)}
    for sniffed in (*(path for path in named if isinstance(path, Sniffed)), *files):
        try:
            if sniffed.holds(is_manifest):
                problems += failures(sniffed.path)
            elif fit(sniffed) is not None:
                logs.append(sniffed)
            elif (other := _for_policies(sniffed)) is not None:
                problems.append(replace(other, severity="note") if sniffed.path in in_folders else other)
            else:
                exports.append(read_export(sniffed, mappings, maps))
        except EvidenceError as error:
            problems.extend(error.problems)
    sign_ins: SignIns | None = None
    if logs:
        try:
            sign_ins = read_sign_ins(logs, mappings, only=only, progress=progress, stop=stop, memory_mb=memory_mb)
            problems.extend(sign_ins.problems)
        except EvidenceError as error:
            problems.extend(error.problems)
    problems.extend(problem for export in exports for problem in export.problems)
    if sign_ins is None and not exports:
        raise EvidenceError(*(problems or [Problem("", "No file was named.", "Name the exports to read.")]))
    return Evidence(sign_ins, exports, problems, mappings)


def _for_policies(sniffed: Sniffed) -> Problem | None:
    """Return what is said of a file that serves policies and says nothing about accounts; None for any other."""
    remedy = "Give it to 'evidence what-if' with --policies."
    if sniffed.holds(looks_like_policy):
        return Problem(str(sniffed.path), "holds Conditional Access policies.", remedy, for_shell=True)
    if sniffed.holds(is_locations):
        remedy = "Give it to 'evidence what-if' with --directory."
        return Problem(str(sniffed.path), "holds named locations, to which policies refer.", remedy, for_shell=True)
    return None


def _names_by_id(exports: Iterable[Export], sign_ins: SignIns | None) -> dict[str, str]:
    """Return sign-in names by object id, from whatever file has both."""
    names = names_by_id(sign_ins) if sign_ins is not None else {}
    for export in exports:
        for item in export.items:
            if isinstance(item, User | Registration | ReportRow) and item.id and item.account:
                names[item.id] = item.account
    return names

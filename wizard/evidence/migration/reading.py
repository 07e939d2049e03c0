"""Reads connections and flows from files of any shape, each once, and says what became of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from wizard.errors import EvidenceError, Problem
from wizard.evidence.collect.manifest import failures, is_manifest
from wizard.evidence.exports.rows import Row, RowReader
from wizard.evidence.migration.items import Estate, FileCount, FoundConnection, FoundFlow, fits, fits_environment, is_id
from wizard.evidence.migration.rows import (
    ERROR,
    connection_in,
    flow_in,
    inside,
    is_empty_list,
    kind_of,
    leaves_solution_empty,
    name_of_kind,
    share_in,
)
from wizard.files.reading import digest_of, stamp_of
from wizard.files.sniff import Sniffed, sniff_all
from wizard.wording import agreed, count, listed

if TYPE_CHECKING:
    from wizard.evidence.directory import Directory

_Identity = Literal["user", "service_principal", "unknown"]


def read_estate(paths: Sequence[Path], directory: Directory | None = None) -> Estate:
    """Return the connections and flows of files; a folder means the files in it.

    Args:
        paths: Exports of connections, flows or both, in any form.
        directory: Users, who give names to ids.

    Raises:
        EvidenceError: No file has a connection or a flow.
        MissingExtraError: A library that a file needs is not installed.
    """
    sniffed, problems = sniff_all(paths)
    estate = Estate(problems=list(problems))
    reader = _Reader(estate)
    for file in sniffed:
        if file.holds(is_manifest):
            estate.problems += failures(file.path)
        else:
            reader.read(file)
    if not estate.connections and not estate.flows:
        remedy = "Name exports of connections or flows; 'evidence migration --help' lists them."
        place = str(paths[0]) if len(paths) == 1 else ""
        problem = Problem(
            place, "No connection and no flow was found.", remedy, "nothing-found", subject=" ", for_shell=True
        )
        raise EvidenceError(*estate.problems, problem)
    reader.finish(directory)
    return estate


class _Reader:
    """Takes rows, and joins those about one connection or flow."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self._connections: dict[str, list[int]] = {}
        self._flows: dict[str, list[int]] = {}
        self._shares: dict[str, FoundConnection] = {}
        self._shared: Counter[tuple[str, str]] = Counter()
        self._makers: dict[str, str] = {}

    def read(self, sniffed: Sniffed) -> None:
        """Sort the rows of a file, and count them by kind."""
        rows = RowReader(sniffed)
        counted: Counter[str] = Counter()
        others: Counter[str] = Counter()
        flows: list[tuple[FoundFlow, bool]] = []
        for row, kind in _sorted(rows):
            place = f"{sniffed.path.name}:{row.line}"
            counted[kind] += 1
            if kind == "connection":
                self._connection(connection_in(row, place), row)
            elif kind == "flow":
                flows.append((flow_in(row, place), leaves_solution_empty(row)))
            elif kind == "share":
                self._share(row, place)
            else:
                others[name_of_kind(row)] += 1
        # An empty field says "no solution" only in a file that fills it for other flows.
        fills = any(flow.solution for flow, _ in flows)
        for flow, empty in flows:
            self._flow(replace(flow, solution=False) if fills and empty else flow)
        file = FileCount(
            sniffed.path,
            digest_of(sniffed.path),
            sum(counted.values()),
            counted["connection"],
            counted["flow"],
            counted["share"],
            tuple(sorted(others.items())),
        )
        self.estate.files.append(file)
        self.estate.problems += [*rows.problems, *_said(file, sniffed)]

    def finish(self, directory: Directory | None) -> None:
        """Add the connections that only flows name, the shares, and names for ids."""
        self._add_named()
        names = dict(self._makers)
        for identifier, user in (directory.users or {}).items() if directory is not None else ():
            if user.principal_name:
                names[identifier.lower()] = user.principal_name
        self.estate.names = names
        connections = self.estate.connections
        for number, one in enumerate(connections):
            shares = self._shared[one.api, one.name]
            maker = names.get(one.maker_id, "")
            hints = one.hints if any("@" in hint for hint in one.hints) or not maker else (*one.hints, maker)
            if shares or hints != one.hints:
                connections[number] = replace(one, shares=shares, hints=hints)
        for number, flow in enumerate(self.estate.flows):
            if not flow.owner and (owner := names.get(flow.owner_id, "")):
                self.estate.flows[number] = replace(flow, owner=owner)

    def _connection(self, found: FoundConnection, row: Row) -> None:
        if found.maker_id:
            name = next(
                (
                    text.lower()
                    for key in ("properties.createdBy", "CreatedBy")
                    if "@" in (text := row.text(f"{key}.userPrincipalName"))
                ),
                "",
            )
            if name:
                self._makers[found.maker_id] = name
        known = self._connections.setdefault(found.name or f"\n{found.places}", [])
        for number in known:
            one = self.estate.connections[number]
            if _same(one, found):
                self.estate.connections[number] = _joined(one, found)
                self.estate.repeated["connection"] += 1
                return
        known.append(len(self.estate.connections))
        self.estate.connections.append(found)

    def _flow(self, found: FoundFlow) -> None:
        known = self._flows.setdefault(found.name or f"\n{found.places}", [])
        for number in known:
            one = self.estate.flows[number]
            if fits_environment(one.environment, found.environment):
                self.estate.flows[number] = _joined_flow(one, found)
                self.estate.repeated["flow"] += 1
                return
        known.append(len(self.estate.flows))
        self.estate.flows.append(found)

    def _share(self, row: Row, place: str) -> None:
        found, other = share_in(row, place)
        if row.text("id").lower() not in self._shares:
            self._shares[row.text("id").lower()] = found
            self._shared[found.api, found.name] += other

    def _add_named(self) -> None:
        """Add connections that flows or shares name and no export of connections has: they exist, and move too."""
        for flow in self.estate.flows:
            for one in flow.references or ():
                if one.connection:
                    place = flow.places[:1]
                    found = FoundConnection(
                        one.connection, one.api, one.label, flow.environment, listed=False, places=place
                    )
                    self._add(found)
        for share in self._shares.values():
            self._add(share)

    def _add(self, found: FoundConnection) -> None:
        known = self._connections.setdefault(found.name, [])
        connections = self.estate.connections
        same = next((number for number in known if _same(connections[number], found)), None)
        if same is None:
            known.append(len(connections))
            connections.append(found)
            self.estate.named_only += 1
        elif not connections[same].listed:
            connections[same] = _joined(connections[same], found)


def _sorted(reader: RowReader) -> Iterator[tuple[Row, str]]:
    """Yield the rows with their kinds; an object with lists of rows means these."""
    for row in reader:
        kind = kind_of(row)
        nested = list(inside(row)) if kind == "other" else []
        yield from ((one, kind_of(one)) for one in nested)
        if not nested and not is_empty_list(row):
            yield row, kind


def _said(file: FileCount, sniffed: Sniffed) -> Iterator[Problem]:
    place = str(file.path)
    others = dict(file.others)
    if refused := others.pop(ERROR, 0):
        message = f"has {count(refused, 'answer')} that {agreed(refused, 'is an error', 'are errors')}, not an export."
        yield Problem(place, message, "Export it again with an account that has the permission.", "refused")
    if others:
        kinds = listed([count(number, name) for name, number in others.items()])
        yield Problem(place, f"has rows that are neither connections nor flows: {kinds}.", "", "other-rows", "note")
    if stamp_of(file.path) != sniffed.stamp:
        message = "changed while it was read, so parts may be missing."
        yield Problem(place, message, "Read it again.", "changing")


def _same(one: FoundConnection, other: FoundConnection) -> bool:
    return fits(one.api, other.api) and fits_environment(one.environment, other.environment)


def _joined(one: FoundConnection, other: FoundConnection) -> FoundConnection:
    """Return what two rows say of one connection; two accounts are hints, because one of them is wrong."""
    accounts = list(dict.fromkeys(name for name in (one.account, other.account) if name))
    hints = tuple(dict.fromkeys((*one.hints, *other.hints, *(accounts if len(accounts) > 1 else ()))))
    shareable = one.shareable if other.shareable is None else other.shareable
    if None not in {one.shareable, other.shareable} and one.shareable != other.shareable:
        shareable = None
    broken = next((part for part in (one, other) if part.status.lower() == "error"), None)
    return FoundConnection(
        name=one.name,
        api=one.api or other.api,
        label=one.label or other.label,
        environment=_environment(one.environment, other.environment),
        account=accounts[0] if len(accounts) == 1 else "",
        hints=hints,
        maker_id=one.maker_id or other.maker_id,
        status=broken.status if broken else one.status or other.status,
        error=broken.error if broken else one.error or other.error,
        identity=_either(one.identity, other.identity),
        shareable=shareable,
        shares=max(one.shares, other.shares),
        listed=one.listed or other.listed,
        places=_places(one.places, other.places),
    )


def _joined_flow(one: FoundFlow, other: FoundFlow) -> FoundFlow:
    """Return what two rows say of one flow; what they disagree on is not known."""
    solution = one.solution if other.solution is None else other.solution
    if None not in {one.solution, other.solution} and one.solution != other.solution:
        solution = None
    # More is known of connections where they have names.
    references = max(one.references, other.references, key=_named) if one.references and other.references else None
    http = _any(one.http, other.http)
    return FoundFlow(
        name=one.name,
        label=one.label or other.label,
        environment=_environment(one.environment, other.environment),
        owner=one.owner or other.owner,
        owner_id=one.owner_id or other.owner_id,
        references=references or (one.references if other.references is None else other.references),
        solution=solution,
        http=http,
        receives=_any(one.receives, other.receives),
        scheduled=one.scheduled if other.scheduled is None else other.scheduled,
        state=one.state or other.state,
        identity_of_owner=_either(one.identity_of_owner, other.identity_of_owner),
        kind=one.kind,
        places=_places(one.places, other.places),
    )


def _any(one: bool | None, other: bool | None) -> bool | None:
    return True if True in {one, other} else one if other is None else other


def _named(references: Iterable[object]) -> int:
    return sum(bool(getattr(one, "connection", "")) for one in references)


def _environment(one: str, other: str) -> str:
    return other if not one or (is_id(other) and not is_id(one)) else one


def _either(one: _Identity, other: _Identity) -> _Identity:
    if "unknown" in {one, other}:
        return other if one == "unknown" else one
    return one if one == other else "unknown"


def _places(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))

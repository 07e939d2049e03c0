"""Sign-ins without anybody who signs in: what is asked for, and how.

The ones that unattended accounts use come with the pack, in ``evidence/contexts.toml``. A file of the
user has the same form, in TOML, in JSON, or as JSON with one body a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, PackError, Problem
from wizard.evidence.batch import Context
from wizard.evidence.directory import Address
from wizard.evidence.request import circumstances_of
from wizard.evidence.tables import ConditionalAccessTables
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, read_bytes
from wizard.files.toml import NotTomlError, parse_toml, part_of_pack
from wizard.pack.files import file_of
from wizard.wording import short

FILE = "evidence/contexts.toml"
MAX_CONTEXTS = 1000
"""Contexts of one comparison; each costs a pass over all accounts."""
_UNREGISTERED = "unregistered"
_EXAMPLE = "Write one object a context: name, signInContext, signInConditions, as in knowledge/evidence/contexts.toml."
CONTEXTS = Wanted(EvidenceError, "contexts", _EXAMPLE, 16 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class NamedContext:
    """A context with the name that reports use, and the body that it was read from."""

    name: str
    context: Context
    body: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


class Contexts:
    """Reads contexts by the tables of a pack.

    Args:
        tables: The subject's tables.
        pack: The folder of the pack; the shipped one's contexts serve where it has none.

    Raises:
        PackError: The pack's file is missing, or isn't TOML.
    """

    def __init__(self, tables: ConditionalAccessTables, pack: Path | None = None) -> None:
        self.tables = tables
        self.path = file_of(pack, FILE)
        self._data = part_of_pack(self.path)
        nulls = self._data.get(_UNREGISTERED)
        self._written_nulls = {str(name): None for name in nulls} if isinstance(nulls, list) else {}
        self._nulls: dict[str, Any] = {name.lower(): None for name in self._written_nulls}

    def default(self) -> tuple[NamedContext, ...]:
        """Return the contexts that unattended accounts use.

        Raises:
            PackError: They don't follow their form.
        """
        try:
            return self._all(self._data, str(self.path))[0]
        except EvidenceError as error:
            raise PackError(*error.problems) from None

    def of(self, rows: list[dict[str, Any]], place: str) -> tuple[NamedContext, ...]:
        """Return the contexts of rows that are in memory already.

        Raises:
            EvidenceError: One of them can't be used.
        """
        return self._all(rows, place)[0] if rows else ()

    def read(self, path: Path) -> tuple[tuple[NamedContext, ...], list[Problem]]:
        """Return the contexts of a file, and what of them was not used.

        Raises:
            EvidenceError: It can't be read, is neither TOML nor JSON, or one of its contexts can't be used.
        """
        text, _ = decode(read_bytes(path, CONTEXTS), str(path), CONTEXTS)
        return self._all(_document(text, path), str(path))

    def _all(self, document: Any, place: str) -> tuple[tuple[NamedContext, ...], list[Problem]]:
        whole = document if isinstance(document, dict) else {}
        rows = next((whole[key] for key in ("context", "contexts") if key in whole), [document] if whole else document)
        if not isinstance(rows, list) or not rows:
            raise EvidenceError(Problem(place, "has no contexts.", _EXAMPLE))
        if len(rows) > MAX_CONTEXTS:
            raise EvidenceError(Problem(place, f"has more than {MAX_CONTEXTS:,} contexts.", "Use several files."))
        found: dict[str, NamedContext] = {}
        problems: list[Problem] = []
        notes: list[Problem] = []
        for number, row in enumerate(rows, 1):
            where = f"{place}: context {number}"
            try:
                one, unused = self._one(row, where, f"context {number}")
            except EvidenceError as error:
                problems += error.problems
                continue
            if found.setdefault(one.name, one) is not one:
                message = f"has the same name as another context: {one.name}."
                problems.append(Problem(where, message, "Give each context its own name."))
            notes += [Problem(where, f"{note}.", "", "unused", "note") for note in unused]
        if problems:
            raise EvidenceError(*problems)
        return tuple(found.values()), notes

    def _one(self, row: Any, place: str, usual_name: str) -> tuple[NamedContext, tuple[str, ...]]:
        if not isinstance(row, dict):
            raise EvidenceError(Problem(place, "isn't an object.", _EXAMPLE))
        name, device = row.get("name"), row.get("device")
        shown = short(name, 120).strip() if isinstance(name, str) else ""
        body = {key: value for key, value in row.items() if key not in {"name", "device"}}
        target, circumstances, notes = circumstances_of(body, place, self.tables)
        if device == _UNREGISTERED:
            circumstances = replace(circumstances, device=dict(self._nulls))
            body["signInConditions"] = {**body.get("signInConditions", {}), "deviceInfo": dict(self._written_nulls)}
        elif device is not None:
            message = f"has device = '{short(str(device), 40)}'; 'unregistered' was expected."
            raise EvidenceError(Problem(place, message, "Describe other devices in signInConditions.deviceInfo."))
        return NamedContext(shown or usual_name, Context(target, circumstances), body), notes


def located(contexts: Iterable[NamedContext], address: Address | None, country: str | None) -> tuple[NamedContext, ...]:
    """Return the contexts from another address or country, where one is given."""
    said = {"ipAddress": str(address) if address is not None else None, "country": country}
    given = {name: value for name, value in said.items() if value is not None}
    return tuple(
        replace(
            one,
            context=_located(one.context, address, country),
            body={**one.body, "signInConditions": {**(one.body.get("signInConditions") or {}), **given}},
        )
        for one in contexts
    )


def _located(context: Context, address: Address | None, country: str | None) -> Context:
    how = context.circumstances
    there = replace(
        how,
        address=how.address if address is None else address,
        country=how.country if country is None else country,
    )
    return replace(context, circumstances=there)


def _document(text: str, path: Path) -> Any:
    try:
        if path.suffix.lower() == ".toml":
            return parse_toml(text)
        return json.loads(text)
    except NotTomlError as error:
        raise EvidenceError(error.at(str(path))) from None
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            return [_line(line, f"{path}:{number}") for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        place = f"{path}:{error.lineno}"
        raise EvidenceError(Problem(place, f"isn't JSON: {error.msg}.", _EXAMPLE)) from None
    except (RecursionError, ValueError) as error:
        raise EvidenceError(Problem(str(path), f"cannot be read: {error}.", _EXAMPLE)) from None


def _line(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except (RecursionError, ValueError):
        raise EvidenceError(Problem(place, "isn't JSON, one context a line.", _EXAMPLE)) from None

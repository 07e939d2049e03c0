"""The mapping step: which column of an unknown table is the account, the connector and so on, and remembering it.

A person maps a table once. Its headings are the key under which the answer is kept in a small
JSON file, so that next month's export is read without asking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.directory import User
from wizard.evidence.exports.connections import api_name
from wizard.evidence.exports.items import Connection, Flow, Item, Registration, RoleHolder
from wizard.evidence.exports.rows import Row, RowReader
from wizard.evidence.sign_ins.shape import heading_key
from wizard.files.reading import reason
from wizard.files.writing import write_whole

FORMAT = 1
_MAX_BYTES = 1 << 20
_MOST_MAPS = 200

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "connections": {
        "account": ("account", "account name", "connection owner", "owner", "user", "upn", "created by"),
        "connector": ("connector", "connector name", "api", "api name", "connector id"),
        "environment": ("environment", "environment name"),
        "status": ("status", "state", "connection status"),
        "name": ("name", "display name", "connection name", "connection"),
    },
    "flows": {
        "account": ("owner", "flow owner", "maker", "creator", "created by", "account", "upn"),
        "name": ("flow", "flow name", "display name", "name"),
        "environment": ("environment", "environment name"),
        "state": ("state", "status"),
    },
    "users": {
        "account": ("user principal name", "upn", "account", "username", "sign-in name"),
        "id": ("object id", "id", "user id"),
        "user_type": ("user type",),
        "synced": ("synced", "on-premises sync enabled", "directory synced"),
        "enabled": ("account enabled", "enabled", "sign-in allowed"),
    },
    "registrations": {
        "account": ("user principal name", "upn", "account", "username"),
        "methods": ("methods registered", "methods", "authentication methods", "registered methods"),
    },
    "roles": {
        "account": ("user principal name", "upn", "account", "member"),
        "role": ("role", "role name", "directory role", "assigned role"),
    },
}
"""Kinds of tables, the fields of each with headings that often mean them. The first two of each kind are required."""

REQUIRED = {kind: tuple(fields)[:1] if kind == "users" else tuple(fields)[:2] for kind, fields in FIELDS.items()}


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a person said about a table: its kind, and the heading for each field."""

    kind: str
    columns: Mapping[str, str]


class HeadingMaps:
    """Remembers mappings in a JSON file; a missing file is an empty memory."""

    def __init__(self, path: Path | None) -> None:
        """Read the file.

        Raises:
            EvidenceError: The file isn't a memory of mappings.
        """
        self.path = path
        self._maps: dict[str, TableMapping] = {}
        if path is not None and path.is_file():
            self._maps = dict(_read(path))

    def find(self, headings: Iterable[str]) -> TableMapping | None:
        """Return what is remembered for a table with these headings."""
        return self._maps.get(_key(headings))

    def remember(self, headings: Iterable[str], mapping: TableMapping) -> None:
        """Keep a mapping; the file is replaced as a whole.

        Raises:
            EvidenceError: A field is missing or unknown, a heading is not in the table, or the file cannot be written.
        """
        found = list(headings)
        _check(mapping, found)
        self._maps[_key(found)] = mapping
        while len(self._maps) > _MOST_MAPS:
            del self._maps[next(iter(self._maps))]
        if self.path is None:
            return
        maps = [
            {"headings": key.split("\x1f"), "kind": m.kind, "columns": dict(m.columns)} for key, m in self._maps.items()
        ]
        text = json.dumps({"format": FORMAT, "maps": maps}, indent=2, ensure_ascii=False) + "\n"
        try:
            write_whole(self.path, text.encode())
        except OSError as error:
            message = f"cannot be written: {reason(error)}."
            raise EvidenceError(Problem(str(self.path), message, "Check the permissions of the folder.")) from None


def suggest(headings: Iterable[str]) -> list[TableMapping]:
    """Return mappings that fit a table, the best first; a person confirms one."""
    found = {heading_key(heading): heading for heading in headings}
    rated: list[tuple[float, TableMapping]] = []
    for kind, fields in FIELDS.items():
        columns: dict[str, str] = {}
        score = 0.0
        for field, names in fields.items():
            closeness, heading = max(
                ((_close(name, key), key) for name in names for key in found if found[key] not in columns.values()),
                default=(0.0, ""),
            )
            if closeness >= 0.8:
                columns[field] = found[heading]
                score += closeness
        if all(field in columns for field in REQUIRED[kind]):
            rated.append((score, TableMapping(kind, columns)))
    return [mapping for _, mapping in sorted(rated, key=lambda item: -item[0])]


def read_mapped(reader: RowReader, mapping: TableMapping) -> Iterator[Item]:
    for row in reader:
        part = {field: row.text(heading) for field, heading in mapping.columns.items()}
        account = part.get("account", "").lower()
        if not account:
            reader.report(row.line, "names no account; the row is skipped.")
            continue
        yield _item(mapping, row, part, account)


def _item(mapping: TableMapping, row: Row, part: dict[str, str], account: str) -> Item:
    if mapping.kind == "connections":
        return Connection(
            account,
            "",
            api_name(part.get("connector", "")),
            part.get("name", ""),
            part.get("environment", ""),
            part.get("status", ""),
        )
    if mapping.kind == "flows":
        return Flow(
            account, "", part.get("name", ""), environment=part.get("environment", ""), state=part.get("state", "")
        )
    if mapping.kind == "registrations":
        return Registration(account, "", row.names(mapping.columns["methods"]))
    if mapping.kind == "roles":
        return RoleHolder(account, "", part.get("role", ""))
    columns = mapping.columns
    return User(
        part.get("id", "").lower(),
        account,
        None,
        part.get("user_type", "").lower() or None,
        row.flag(columns["synced"]) if "synced" in columns else None,
        row.flag(columns["enabled"]) if "enabled" in columns else None,
    )


def _key(headings: Iterable[str]) -> str:
    return "\x1f".join(heading_key(heading) for heading in headings)


def _close(name: str, heading: str) -> float:
    return 1.0 if name == heading else SequenceMatcher(None, name, heading).ratio()


def _check(mapping: TableMapping, headings: list[str]) -> None:
    fields = FIELDS.get(mapping.kind)
    if fields is None:
        raise EvidenceError(Problem(f"kind {mapping.kind!r}", "is not known.", f"Known are {', '.join(FIELDS)}."))
    known = {heading_key(heading) for heading in headings}
    problems = [
        Problem(f"field {field!r}", "is not known.", f"A table of {mapping.kind} has {', '.join(fields)}.")
        for field in mapping.columns
        if field not in fields
    ]
    problems += [
        Problem(f"field {field!r}", "is missing.", f"Name its heading: {field}=HEADING.")
        for field in REQUIRED[mapping.kind]
        if field not in mapping.columns
    ]
    problems += [
        Problem(f"heading {heading!r}", "is not in the table.", f"It has {', '.join(headings[:20])}.")
        for heading in mapping.columns.values()
        if heading_key(heading) not in known
    ]
    if problems:
        raise EvidenceError(*problems)


def _read(path: Path) -> list[tuple[str, TableMapping]]:
    try:
        data: Any = json.loads(path.read_bytes()[:_MAX_BYTES])
        maps: list[Any] = data[{FORMAT: "maps"}[data["format"]]]
        return [(_key(entry["headings"]), _entry(entry)) for entry in maps]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = "isn't a memory of column headings."
        raise EvidenceError(Problem(str(path), message, "Move it away; a new one is written.")) from None


def _entry(entry: Any) -> TableMapping:
    columns = {str(field): str(heading) for field, heading in entry["columns"].items()}
    return TableMapping(str(entry["kind"]), columns)


def parse_mapping(text: str) -> TableMapping:
    """Return a mapping from ``kind:field=heading,field=heading``.

    Raises:
        EvidenceError: The text is not of that form.
    """
    kind, _, rest = text.partition(":")
    pairs = [part.partition("=") for part in rest.split(",") if part.strip()]
    if not pairs or any(not field.strip() or not heading.strip() for field, _, heading in pairs):
        remedy = "Write it like connections:account=Owner,connector=API."
        raise EvidenceError(Problem(f"mapping '{text[:80]}'", "is not of the form kind:field=heading.", remedy))
    return TableMapping(kind.strip(), {field.strip(): heading.strip() for field, _, heading in pairs})

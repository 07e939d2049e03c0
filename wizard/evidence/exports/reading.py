"""Tells what a file of another kind is, and reads it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wizard.errors import UNMAPPED, EvidenceError, Problem
from wizard.evidence.exports import azure_activity, connections, directory, flows, mfa_report
from wizard.evidence.exports.heading_map import HeadingMaps, read_mapped, suggest
from wizard.evidence.exports.items import Export, Item
from wizard.evidence.exports.rows import Row, RowReader
from wizard.evidence.mappings import Mappings
from wizard.files.reading import digest_of, stamp_of
from wizard.files.sniff import Sniffed
from wizard.wording import short

_PEEK = 20
_VALUE = re.compile(
    r".*[^@\s]@[^@\s]+\.[^@\s].*|.*[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}.*|\d{4}-\d\d-\d\d.*|\d+|true|false",
    re.IGNORECASE | re.DOTALL,
)
"""What no heading is: what holds an address or an ID of the directory, a day or time, a number, yes or no."""
MOST_ITEMS = 2_000_000
"""Findings that are kept of one file; a tenant of a million users stays below."""


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    title: str
    check: Callable[[Row], bool]
    read: Callable[[RowReader], Iterator[Item]]
    limits: tuple[str, ...] = ()


def _kinds(mappings: Mappings) -> tuple[_Kind, ...]:
    """Return the kinds in the order in which they are tried."""

    def activity(reader: RowReader) -> Iterator[Item]:
        return azure_activity.read_activity(reader, mappings)

    return (
        _Kind(
            "mfa_report",
            "report of Export-MsIdAzureMfaReport",
            mfa_report.is_report,
            mfa_report.read_report,
            ("report_no_write",),
        ),
        _Kind("connections", "Power Platform connections", connections.is_connection, connections.read_connections),
        _Kind("flows", "Power Platform flows", flows.is_flow, flows.read_flows),
        _Kind(
            "azure_activity",
            "changes from the Azure Activity Log",
            azure_activity.is_activity,
            activity,
            ("writes_only",),
        ),
        _Kind(
            "pp_inventory",
            "Power Platform inventory",
            flows.is_inventory,
            flows.read_inventory,
            ("owner_is_creator",),
        ),
        _Kind(
            "registrations",
            "registered methods",
            _of(directory.REGISTRATIONS),
            directory.reader_of(directory.REGISTRATIONS),
            ("registration_only",),
        ),
        _Kind(
            "roles",
            "directory roles",
            _of(directory.ROLES, directory.ASSIGNMENTS),
            directory.reader_of(directory.ROLES),
        ),
        _Kind(
            "directory",
            "users, groups and roles in one file",
            directory.is_whole_directory,
            directory.read_whole_directory,
        ),
        _Kind("users", "users of the directory", _of(directory.USERS), directory.reader_of(directory.USERS)),
        _Kind("groups", "groups of the directory", _of(directory.GROUPS), directory.reader_of(directory.GROUPS)),
    )


def _of(*collections: str) -> Callable[[Row], bool]:
    return lambda row: directory.collection_of(row) in collections


def read_export(sniffed: Sniffed, mappings: Mappings, maps: HeadingMaps | None = None) -> Export:
    """Read a file that holds no sign-ins.

    Args:
        sniffed: The file.
        mappings: The tables of the subject.
        maps: What is remembered of tables with unknown headings.

    Raises:
        EvidenceError: Nobody knows what the file is; the message says how to map its columns.
    """
    peeked = list(itertools.islice(_quiet(sniffed), _PEEK))
    kind = next((kind for kind in _kinds(mappings) if any(kind.check(row) for row in peeked)), None)
    if kind is None:
        kind = _mapped(sniffed, maps)
    reader = RowReader(sniffed)
    items = tuple(itertools.islice(kind.read(reader), MOST_ITEMS))
    if len(items) == MOST_ITEMS:
        message = f"holds more than {MOST_ITEMS:,} findings; the others are skipped."
        reader.problems.append(Problem(str(sniffed.path), message, "Split the file.", "too-large"))
    digest = digest_of(sniffed.path)
    if stamp_of(sniffed.path) != sniffed.stamp:
        message = "changed while it was read, so parts may be missing."
        reader.problems.append(Problem(str(sniffed.path), message, "Read it again.", "changing"))
    if not items and (reader.problems or kind.name != "directory"):
        message = f"looks like {kind.title}, but nothing in it could be used."
        raise EvidenceError(*reader.problems, Problem(str(sniffed.path), message, "Export again."))
    limits = tuple(mappings.limits[name] for name in kind.limits if name in mappings.limits)
    return Export(
        sniffed.path, kind.name, kind.title, digest, sniffed.size, reader.count, items, limits, tuple(reader.problems)
    )


def headings_of(sniffed: Sniffed) -> tuple[str, ...]:
    """Return the headings of a CSV file or a workbook; nothing for other kinds."""
    if sniffed.kind == "csv":
        return sniffed.heading
    if sniffed.kind == "excel":
        return next((tuple(row.headings()) for row in _quiet(sniffed)), ())
    return ()


def _quiet(sniffed: Sniffed) -> Iterator[Row]:
    return iter(RowReader(sniffed))


def _mapped(sniffed: Sniffed, maps: HeadingMaps | None) -> _Kind:
    headings = headings_of(sniffed)
    mapping = maps.find(headings) if maps is not None and headings else None
    if mapping is not None:
        found = mapping
        return _Kind(
            mapping.kind, f"{mapping.kind}, mapped by hand", lambda _: True, lambda reader: read_mapped(reader, found)
        )
    place = str(sniffed.path)
    if not headings:
        keys = dict.fromkeys(str(key) for row in sniffed.objects[:5] for key in row)
        told = f" Its objects have {', '.join(short(key, 40) for key in list(keys)[:8])}." if keys else ""
        message = f"holds nothing of a kind that is known here.{told}"
        remedy = "'evidence show --help' lists what can be read."
        raise EvidenceError(Problem(place, message, remedy, "unknown-shape", for_shell=True))
    if any(_VALUE.fullmatch(heading.strip()) for heading in headings):
        message = "has no headings: its first row holds values."
        raise EvidenceError(Problem(place, message, "Export it again, with its headings.", "heading"))
    message = f"has headings that are not known here: {', '.join(heading.strip() for heading in headings[:12])}."
    proposals = suggest(headings)
    example = (
        f"{proposals[0].kind}:"
        + ",".join(f"{field}={heading.strip()}" for field, heading in proposals[0].columns.items())
        if proposals
        else "connections:account=HEADING,connector=HEADING"
    )
    remedy = f"Say once which column is which, for example: --map '{example}'"
    raise EvidenceError(Problem(place, message, remedy, UNMAPPED, for_shell=True))

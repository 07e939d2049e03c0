"""The shapes of sign-in exports: which column of a file is which field of a sign-in.

A shape turns the rows of one kind of file into fields with common names by SQL expressions,
so that one aggregation serves all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldName = Literal[
    "id",
    "when",
    "user_id",
    "account",
    "app_id",
    "app",
    "resource_id",
    "resource",
    "address",
    "error",
    "status",
    "result_text",
    "requirement",
    "protocol",
    "transfer",
    "client",
    "token",
    "ca_status",
    "interactive",
    "method",
    "providers",
    "policies",
    "kind",
    # Of the summarized result of our own query only:
    "rows",
    "required",
    "single_factor",
    "by_claim",
    "ca_applied",
    "refresh_tokens",
    "primary_tokens",
    "first",
    "last",
    "addresses",
]
"""All are text but ``interactive`` (a truth value or NULL) and the counts of a summary."""

PART = "chr(31)"
"""Between the parts of a packed text; the unit separator of ASCII."""
NO_TEXT = "CAST(NULL AS VARCHAR)"
"""SQL of a field that an export does not have."""


@dataclass(frozen=True, slots=True)
class Words:
    """How an export spells the values that are counted."""

    multi_factor: str = "multiFactorAuthentication"
    single_factor: str = "singleFactorAuthentication"
    success: str = "success"
    failure: str = "failure"
    interrupted: str = "interrupted"


PORTAL_WORDS = Words("Multifactor authentication", "Single-factor authentication", "Success", "Failure", "Interrupted")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of export, fitted to one file.

    Attributes:
        id: Short stable name.
        title: What a person calls it.
        reader: Which reader of the engine takes it.
        columns: Column name to engine type, for the reader.
        fields: Field of a sign-in to SQL expression; a missing field cannot be in this export.
        interactive: What is known of all rows at once, from the file's name or kind.
        workload: The file belongs to service principals or managed identities.
        summarized: Rows are counts already.
        policies: SQL that takes the policies which took part out of the text of a list; empty where the export lists none.
        words: Its spelling.
        wrapper: Key that holds each record; empty where there is none.
        lacking: Headings that such an export has and this file does not.
    """

    id: str
    title: str
    reader: Literal["csv", "json"]
    columns: Mapping[str, str]
    fields: Mapping[FieldName, str]
    interactive: bool | None = None
    workload: bool = False
    summarized: bool = False
    policies: str = ""
    words: Words = field(default_factory=Words)
    wrapper: str = ""
    lacking: tuple[str, ...] = ()


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Return a column name as SQL."""
    return '"' + text.replace('"', '""') + '"'


def heading_key(text: str) -> str:
    """Return a column heading as tables compare it: lower case, blanks folded, no time zone note."""
    folded = " ".join(text.replace("\ufeff", "").lower().split())
    return folded.removesuffix(" [utc]").strip()


def positions(heading: Iterable[str]) -> dict[str, list[int]]:
    """Return the places of each heading; the same heading may appear several times."""
    found: dict[str, list[int]] = {}
    for index, text in enumerate(heading):
        found.setdefault(heading_key(text), []).append(index)
    return found


def first_filled(columns: Iterable[str]) -> str:
    """Return SQL for the first of several CSV columns that has something in it; the reader gives NULL for nothing."""
    parts = list(columns)
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def csv_columns(heading: Iterable[str]) -> dict[str, str]:
    """Return engine columns for a CSV file; they are numbered, because headings may be padded or doubled."""
    return {f"c{index}": "VARCHAR" for index, _ in enumerate(heading)}


def csv_fields(heading: Iterable[str], table: Mapping[str, FieldName]) -> dict[FieldName, str]:
    """Return the fields of a CSV file by a table of headings."""
    found = positions(heading)
    columns: dict[FieldName, list[str]] = {}
    for key, target in table.items():
        # Of a doubled heading the first is meant: the portal repeats "Incoming token type" near the end.
        if key in found:
            columns.setdefault(target, []).append(f"c{found[key][0]}")
    return {target: first_filled(parts) for target, parts in columns.items()}

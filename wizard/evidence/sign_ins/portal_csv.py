"""The CSV download of sign-ins from the Entra portal: interactive and non-interactive share one heading."""

from __future__ import annotations

from pathlib import Path

from wizard.errors import EvidenceError, Problem
from wizard.evidence.sign_ins.shape import PORTAL_WORDS, FieldName, Shape, csv_columns, csv_fields, positions
from wizard.files.sniff import Sniffed

HEADINGS: dict[str, FieldName] = {
    "date (utc)": "when",
    "date": "when",
    "request id": "id",
    "user id": "user_id",
    "username": "account",
    "application id": "app_id",
    "application": "app",
    "resource id": "resource_id",
    "resource": "resource",
    "ip address": "address",
    "sign-in error code": "error",
    "status": "status",
    "multifactor authentication result": "result_text",
    "authentication requirement": "requirement",
    "authentication protocol": "protocol",
    "original transfer method": "transfer",
    "client app": "client",
    "incoming token type": "token",
    "conditional access": "ca_status",
    "multifactor authentication auth method": "method",
}
_MARKS = frozenset(
    {"request id", "sign-in error code", "application id", "date (utc)", "username", "user id", "client app"}
)
_OTHER_NAMES = frozenset({"date", "request id"})
"""Other spellings of a heading of the table, and headings that say nothing of the sign-in."""
_REQUIRED = ("date (utc)", "username", "application id", "resource id", "sign-in error code")


def interactive_by_name(path: Path) -> bool | None:
    """Return what a file name of the portal says about its sign-ins."""
    name = path.name.lower().replace("-", "").replace("_", "").replace(" ", "")
    if "noninteractive" in name:
        return False
    return True if "interactive" in name else None


def recognise(sniffed: Sniffed) -> Shape | None:
    """Return the shape of a portal CSV, or None when the file is something else.

    Raises:
        EvidenceError: It is a portal CSV whose headings were changed, or its twin of authentication details.
    """
    if sniffed.kind != "csv":
        return None
    found = positions(sniffed.heading)
    if "service principal id" in found or len(_MARKS & found.keys()) < 3:
        return None
    if "authdetails" in sniffed.path.name.lower().replace("-", "").replace("_", ""):
        message = "is the twin with authentication details, one row for each step of a sign-in."
        remedy = "Name the file of the same download without AuthDetails in its name."
        raise EvidenceError(Problem(str(sniffed.path), message, remedy, "auth-details"))
    missing = [heading for heading in _REQUIRED if heading not in found]
    if missing:
        raise EvidenceError(_changed_heading(sniffed, missing, sorted(found)))
    return Shape(
        "portal_csv",
        "sign-ins from the Entra portal (CSV)",
        "csv",
        csv_columns(sniffed.heading),
        csv_fields(sniffed.heading, HEADINGS),
        interactive=interactive_by_name(sniffed.path),
        words=PORTAL_WORDS,
        lacking=tuple(heading for heading in HEADINGS if heading not in found and heading not in _OTHER_NAMES),
    )


def _changed_heading(sniffed: Sniffed, missing: list[str], found: list[str]) -> Problem:
    from difflib import get_close_matches

    named = [f"'{heading}'" for heading in missing]
    unknown = [heading for heading in found if heading not in HEADINGS]
    close = {heading: get_close_matches(heading, unknown, n=1, cutoff=0.6) for heading in missing}
    hints = [f"'{match[0]}' may mean '{heading}'" for heading, match in close.items() if match]
    message = f"has no column {', '.join(named)}, which a portal export has."
    hint = f" {'; '.join(hints)}." if hints else ""
    return Problem(f"{sniffed.path}:1", message, f"Rename the heading, or export again in English.{hint}", "heading")

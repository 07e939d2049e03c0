"""Entries of a collection, whatever is wrapped around them, and what says that they are not all of it.

Graph answers with pages ``{"value": [...]}`` that may name the next one, a batch has its answers under
``responses``, each with its own status, and PowerShell writes a list as ``{"value": [...], "Count": n}``.
Every reader takes entries from here, so that a part is never taken for the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wizard.errors import Problem

FIRST_ERROR = 400
"""The lowest status of an answer that is an error."""
EXPANDED = 20
"""Related objects that Graph returns with ``$expand``, without a link to the others."""

_MEMBERS = ("value", "records")
_WRAPPING = frozenset({"value", "Value", "records", "Records", "responses", "Responses"})
_NEXT = frozenset({"@odata.nextlink", "odata.nextlink", "nextlink"})
_COUNT = frozenset({"@odata.count", "count"})


@dataclass(frozen=True, slots=True)
class Part:
    """Why a collection is not whole.

    Attributes:
        place: File and line, or file and path inside the document.
        kind: More pages follow, an answer of a batch is an error, or fewer entries than the export counted.
        detail: Status of the answer, or how many entries there are and should be.
    """

    place: str
    kind: Literal["page", "refused", "counted"]
    detail: str = ""

    @property
    def problem(self) -> Problem:
        message, remedy = {
            "page": ("is the first of several pages; the other pages are missing.", "Export all pages."),
            "refused": (
                f"has an answer of a batch that is an error ({self.detail}), so what was asked for is missing.",
                "Export with an account that has the permission.",
            ),
            "counted": (f"holds {self.detail} of the entries that it counts.", "Export again, all of it."),
        }[self.kind]
        return Problem(self.place, message, remedy, self.kind)


def counted(place: str, entries: int, expected: int) -> Part:
    """Return that a collection has fewer entries than its export counted."""
    return Part(place, "counted", f"{entries:,} of {expected:,}")


def entries_of(document: Any) -> list[Any]:
    """Return the entries of a list, a page, pages in a list, or the answers of a batch; any other value is one entry."""
    return list(_entries(document))


def parts_of(document: Any, place: str) -> tuple[Part, ...]:
    """Return what of a document is only a part; ``place`` is the file."""
    return tuple(_parts(document, place, ""))


def page_of(value: Any) -> list[Any] | None:
    """Return the entries of a list or of one page; None where it is neither."""
    if isinstance(value, dict):
        value = next((part for key, part in value.items() if key.lower() in _MEMBERS), None)
    return value if isinstance(value, list) else None


def cut_members(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry may have more members than its export holds.

    Exactly as many as ``$expand`` returns may be the first of more, unless the export counted them or lists IDs alone.
    """
    keys = {name: value for key, value in entry.items() if (name := str(key).lower()).startswith("members")}
    raw = keys.get("members")
    members = page_of(raw)
    if keys.get("members@odata.nextlink") or (isinstance(raw, dict) and parts_of(raw, "")):
        return True
    if members is None:
        return False
    counted_by_export = keys.get("members@odata.count")
    if type(counted_by_export) is int:
        return counted_by_export > len(members)
    return len(members) == EXPANDED and all(isinstance(member, dict) for member in members)


def context_of(document: Any) -> str:
    """Return what a page says it is a page of, or nothing."""
    if not isinstance(document, dict):
        return ""
    found = (value for key, value in document.items() if key.lower() == "@odata.context" and isinstance(value, str))
    return next(found, "")


def _answers(value: Any) -> list[Any] | None:
    """Return the answers of a batch; None for anything else."""
    if not isinstance(value, dict):
        return None
    found = next((part for key, part in value.items() if key.lower() == "responses"), None)
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        return None
    return found if all(_named(part, "status") is not None for part in found) else None


def _named(value: dict[str, Any], name: str) -> Any:
    return next((part for key, part in value.items() if key.lower() == name), None)


def _entries(value: Any) -> Iterator[Any]:
    answers = _answers(value)
    if answers is not None:
        for answer in answers:
            if _status(answer) < FIRST_ERROR:
                yield from _entries(_named(answer, "body"))
        return
    members = page_of(value)
    if members is None:
        yield value
        return
    for member in members:
        if _is_wrapped(member):
            yield from _entries(member)
        else:
            yield member


def _is_wrapped(member: Any) -> bool:
    """Return whether an entry of a list is a page or a batch itself; most have none of its keys."""
    if not isinstance(member, dict) or member.keys().isdisjoint(_WRAPPING):
        return False
    return page_of(member) is not None or _answers(member) is not None


def _parts(value: Any, place: str, path: str) -> Iterator[Part]:
    where = f"{place} ({path})" if path else place
    answers = _answers(value)
    for index, answer in enumerate(answers or ()):
        inner = f"{path}.responses[{index}]".lstrip(".")
        if _status(answer) >= FIRST_ERROR:
            yield Part(f"{place} ({inner})", "refused", str(_status(answer)))
        else:
            yield from _parts(_named(answer, "body"), place, f"{inner}.body")
    if isinstance(value, list):
        for index, member in enumerate(value):
            if _is_wrapped(member):
                yield from _parts(member, place, f"{path}[{index}]")
    members = page_of(value)
    if not isinstance(value, dict) or members is None:
        return
    lower = {key.lower(): part for key, part in value.items()}
    if any(isinstance(lower.get(key), str) and lower[key] for key in _NEXT):
        yield Part(where, "page")
    expected = next((lower[key] for key in _COUNT if type(lower.get(key)) is int), None)
    if expected is not None and expected > len(members) and not any(lower.get(key) for key in _NEXT):
        yield counted(where, len(members), expected)


def _status(answer: dict[str, Any]) -> int:
    try:
        return int(_named(answer, "status"))
    except (TypeError, ValueError):
        return FIRST_ERROR


NEXT_IN_TEXT: Callable[[bytes], Any] = re.compile(rb'"(?:@?odata\.)?nextLink"\s*:\s*"[^"]', re.IGNORECASE).search
"""Finds the link to the next page among the keys of a page that is read as a stream."""
COUNT_IN_TEXT: Callable[[bytes], Any] = re.compile(rb'"(?:@?odata\.)?count"\s*:\s*(\d{1,12})\b', re.IGNORECASE).search
"""Finds how many entries a page counts among its keys."""
STATUS_IN_TEXT: Callable[[bytes], Any] = re.compile(rb'"status"\s*:\s*"?(\d{3})', re.IGNORECASE).search
"""Finds the status of an answer among its keys."""
BATCH_IN_TEXT: Callable[[bytes], Any] = re.compile(rb'\{\s*"responses"\s*:\s*\[$', re.IGNORECASE).match
"""Matches the head of a batch."""

"""What holds for the rows of exclusions and for the ids of a sign-off, before documents are final."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.wording import is_placeholder, listed, long_date, lower_first

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.record.values import Exclusion

_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
NIL = "00000000-0000-0000-0000-000000000000"


def no_guid(text: str) -> str:
    """Return why a text isn't the id of an object; empty where it is one."""
    if not _GUID.fullmatch(text):
        return "no GUID, such as 12345678-90ab-cdef-1234-567890abcdef"
    return "the nil GUID, which names nothing" if text == NIL else ""


def exclusion_findings(case: Case) -> Iterator[str]:
    """Yield what is missing in the rows of exclusions and what does not hold together, as sentences."""
    if not case.offers(Meaning.EXCLUSIONS):
        return
    rows = case.exclusions
    for name in (name for name in case.outcome.groups if name in case.library.waiving and rows):
        if not any(case.waived_by(row) == name for row in rows):
            yield f"No row waives anything for this decision: {lower_first(case.library.groups[name].title)}. Add one."
    for number, row in enumerate(rows, 1):
        yield from (f"Exclusion {number} {text}" for text in _row(case, row))
    yield from _together(rows)


def _row(case: Case, row: Exclusion) -> Iterator[str]:
    """Yield what is wrong with one exclusion, as the rest of a sentence."""
    parts = (("the control", row.control), ("the policy", row.policy), ("the group", row.group))
    missing = [what for what, given in parts if not given or is_placeholder(given)]
    if missing:
        yield f"lacks {listed(missing)}."
    group = case.waived_by(row)
    if group is not None and group not in case.outcome.groups:
        yield f"waives {lower_first(case.control_title(row))}, and this verdict does not decide on that."
    if not case.redacted:
        for what, text in (("policy", row.policy_id), ("group", row.group_id)):
            if text and (why := no_guid(text)):
                yield f"has an ID of its {what} that is {why}."
    yield from _term(case, row, ends=group == case.pack.documents.risk.full_for)


def _term(case: Case, row: Exclusion, *, ends: bool) -> Iterator[str]:
    start, end = case.date(Meaning.START), case.date(Meaning.END)
    if ends and row.no_end:
        yield "has no end, and an exception has one."
    if row.no_end and row.ends_on:
        yield "has an end and says that it has none."
    elif not ends and row.ends_on and case.waived_by(row) in case.outcome.groups:
        yield "has an end, and its decision says that it has none."
    if row.starts_on and row.starts_on < case.day:
        yield f"starts before the day of this document, {long_date(case.day)}."
    elif ends and row.starts_on and start and row.starts_on < start:
        yield f"starts before the decision does, {long_date(start)}."
    if row.starts_on and row.ends_on and row.ends_on <= row.starts_on:
        yield "does not end after its start."
    if row.ends_on and end and row.ends_on > end:
        yield f"ends after the decision does, {long_date(end)}."


def _together(rows: list[Exclusion]) -> Iterator[str]:
    """Yield exclusions that are there twice, and those of one group that end on different days."""
    ends: dict[str, set[object]] = {}
    ids: dict[str, set[str]] = {}
    for row in rows:
        for key in filter(None, (normal(row.group), normal(row.group_id))):
            ends.setdefault(key, set()).add(row.ends_on or "no end")
        if row.group and row.group_id:
            ids.setdefault(normal(row.group), set()).add(normal(row.group_id))
            ids.setdefault(normal(row.group_id), set()).add(normal(row.group))
    if any(len(found) > 1 for found in ends.values()):
        yield "Exclusions with different ends share a group; each end needs a separate group."
    if any(len(found) > 1 for found in ids.values()):
        yield "One group has two IDs, or one ID has two groups."
    same = Counter((row.control, normal(row.policy), normal(row.group)) for row in rows if row.control and row.policy)
    if any(number > 1 for number in same.values()):
        yield "An exclusion is there twice."


def id_findings(case: Case) -> Iterator[tuple[str, str]]:
    """Yield ids that are none, or that mean two different things, each with its field."""
    if case.redacted:
        return
    known: dict[str, str] = {}
    for field in case.pack.documents.guid_fields:
        text = case.text(field)
        if not text:
            continue
        if why := no_guid(text):
            yield field, f"It is {why}."
        elif normal(text) in known:
            yield field, f"It is the same ID as in: {case.label_of(known[normal(text)])}"
        known.setdefault(normal(text), field)
    exclusions = case.pack.field_of(Meaning.EXCLUSIONS) or ""
    policies = {normal(row.policy_id) for row in case.exclusions if row.policy_id}
    for number, row in enumerate(case.exclusions, 1):
        for what, text in (("policy", row.policy_id), ("group", row.group_id)):
            if text and normal(text) in known:
                yield (
                    exclusions,
                    f"Exclusion {number} gives its {what} the ID that answers: {case.label_of(known[normal(text)])}",
                )
        if row.group_id and normal(row.group_id) in policies:
            yield exclusions, f"Exclusion {number} gives its group the ID of a policy."

"""The backlog: one item for each thing that somebody has to do, for the trackers of other teams.

Jira and ServiceNow take the first row as names of columns. Jira asks for ``Summary`` and for no punctuation in names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.documents.escape import clean
from wizard.engagement.rows import Step
from wizard.wording import joined, short

if TYPE_CHECKING:
    from wizard.documents.library import Library
    from wizard.engagement.assessed import Work
    from wizard.engagement.rows import Row

NAME = "backlog.csv"
COLUMNS = ("Summary", "Description", "Assignee", "Due date", "Labels", "Priority", "External ID")
LONGEST = 255
"""Letters that a summary may have."""

_LABEL = "mfa-exception"
_PRIORITIES = {
    Step.REPAIR: "Highest",
    Step.OVERDUE: "Highest",
    Step.SIGN: "High",
    Step.DUE: "High",
    Step.RETURNED: "High",
}
_USUAL = "Medium"


def items(row: Row, library: Library) -> Iterator[tuple[object, ...]]:
    """Yield what has to be done about an account."""
    yield from _next(row, library)
    if row.seen is not None and not row.over:
        yield from _planned(row, row.seen.urgent, "Highest")
        yield from _planned(row, row.seen.work, _USUAL)


def _next(row: Row, library: Library) -> Iterator[tuple[object, ...]]:
    """Yield the next step of an account."""
    if row.step is Step.NONE:
        return
    yield (
        short(f"{row.step.words}: {clean(row.account)}", LONGEST),
        clean(" ".join(_told(row, library))),
        clean(row.owner),
        row.next[0] if row.next else None,
        _labels(row),
        _PRIORITIES.get(row.step, _USUAL),
        f"{_key(row)}/{row.step.value}",
    )


def _told(row: Row, library: Library) -> Iterator[str]:
    """Yield what somebody has to know who does the next step."""
    if row.problem is not None:
        yield f"{row.file}: {row.problem.told_of(row.file)} {row.problem.remedy}"
    yield from (f"{what} on {then}." for then, what in (*row.late, *row.coming)[:1])
    if row.paper:
        yield f"Paper: {row.paper}."
    seen = row.seen
    if seen is None:
        return
    if seen.lead:
        yield f"Decision: {seen.title_of(seen.lead)}."
    if row.step is Step.ANSWER and seen.unanswered:
        asked = library.pack.question_by_id
        yield f"Open questions: {joined((asked[name].title for name in seen.unanswered), 10)}."
    elif row.step is Step.CONFIRM:
        asked = library.pack.question_by_id
        yield f"Suggested answers: {joined((asked[name].title for name in seen.proposed if name in asked), 10)}."
    elif row.step in {Step.FORM, Step.BOARD, Step.RETURNED} and row.open:
        yield f"Missing: {joined((one.label.rstrip('?') for one in row.open), 10)}."
    elif row.step is Step.SIGN:
        yield f"Signers: {joined((one.title for one in seen.signers), 10)}."


def _planned(row: Row, steps: Iterable[Work], priority: str) -> Iterator[tuple[object, ...]]:
    """Yield steps for an account: what waits for no board, or what people planned."""
    for work in steps:
        key = hashlib.sha256(work.step.encode("utf-8", "replace")).hexdigest()[:8]
        yield (
            short(f"{clean(work.step)}: {clean(row.account)}", LONGEST),
            clean(f"{work.step.rstrip('.')}." + (f" Done when: {work.done.rstrip('.')}." if work.done else "")),
            clean(work.owner or row.owner),
            work.due,
            _labels(row),
            priority,
            f"{_key(row)}/{key}",
        )


def _labels(row: Row) -> str:
    """Return labels without blanks; trackers separate them by blanks."""
    decision = row.seen.lead if row.seen is not None else None
    state = row.state.value if row.state is not None else "unreadable"
    return " ".join(label.replace("_", "-") for label in (_LABEL, state, decision or "") if label)


def _key(row: Row) -> str:
    return row.seen.record_id if row.seen is not None else row.file

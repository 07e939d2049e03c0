"""Which saved record is offered to be resumed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.errors import WizardError

if TYPE_CHECKING:
    from wizard.engagement.store import Entry
    from wizard.tui.loading import Knowledge

LOOKED_AT = 10
"""Records that are opened to find one that is not finished; older ones stay in the list as they are."""


def to_resume(entries: Iterable[Entry], knowledge: Knowledge) -> Entry | None:
    """Return the record worked on last whose questions are not all answered; None where there is none.

    Args:
        entries: The newest first.
        knowledge: What says which questions are open.
    """
    usable = [entry for entry in entries if not entry.problem and not entry.in_use]
    return next((entry for entry in usable[:LOOKED_AT] if _is_open(entry, knowledge)), None)


def _is_open(entry: Entry, knowledge: Knowledge) -> bool:
    from wizard.decision.interview import Interview
    from wizard.documents.carry_over import carry_over
    from wizard.engagement.store import read_saved

    try:
        record, _ = carry_over(knowledge.pack, knowledge.engine, read_saved(entry.path))
        interview = Interview.start(
            knowledge.engine, record.answers, record.parked, record.to_do, record.parked_because
        )
    except WizardError:
        return False  # opening it says why
    return bool(interview.open)

"""In a word or two: whether a record is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.tui import strings

if TYPE_CHECKING:
    from wizard.engagement.session import Session

ONLY_TO_LOOK = "only to look at"


def saved_words(session: Session, saved: str = "saved") -> str:
    """Return the state of a record for the head of a screen.

    Args:
        session: The record under work.
        saved: What is said where all is well.
    """
    if session.read_only:
        return ONLY_TO_LOOK
    if session.save_error is not None:
        return strings.NOT_SAVED.lower()
    return saved if session.path is not None else ""

"""How many questions are left, counted while people read the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard.views.state import left_words

if TYPE_CHECKING:
    from wizard.decision.interview import Interview


class QuestionsLeft:
    """Counts the questions left, in the background, and only for the last answer.

    Attributes:
        words: What is left, in words; empty until it is counted.
        busy: Whether it counts, or is about to.
    """

    def __init__(self) -> None:
        """Start without a count."""
        self.words = ""
        self.busy = False
        self._counted_for: Interview | None = None

    def begin(self, interview: Interview) -> bool:
        """Return whether ``count`` has to be called; it is busy from then on."""
        due = not self.busy and self._counted_for is not interview
        self.busy = self.busy or due
        return due

    async def count(self, now: Callable[[], Interview]) -> None:
        """Count until the result is the one of the last answer."""
        from wizard.decision.progress import remaining

        interview = now()
        while self._counted_for is not interview:
            low, high = await asyncio.to_thread(remaining, interview)
            self.words = left_words(low, high).rstrip(".").lower()
            self._counted_for = interview
            interview = now()
        self.busy = False

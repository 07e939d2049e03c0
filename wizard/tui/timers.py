"""Timers that ring however busy the machine is.

Textual skips a call whose time is over before the timer has begun to wait. That is right for what repeats; of a timer
that rings once nothing would be left, and a page that is filled by it would stay empty.
"""

from __future__ import annotations

from typing import Any

from textual.message_pump import MessagePump
from textual.timer import Timer


class Timely(MessagePump):
    """A screen or an app whose single calls are made late rather than never."""

    def set_timer(self, *args: Any, **options: Any) -> Timer:
        """Call a function once, after a delay."""
        timer = super().set_timer(*args, **options)
        timer._skip = False  # noqa: SLF001 - Textual has no other name for it, and its task has not started yet
        return timer

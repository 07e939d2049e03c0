"""How long tests wait for what a user would see.

A wait ends as soon as that is there, so a generous limit costs a passing test nothing. The limit is for a
machine that does ten other things at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

ROOM = 300.0
"""Seconds that any one wait may take."""


def moments(seconds: float = ROOM) -> Iterator[None]:
    """Yield until the time is used up; whoever finds what it waits for leaves the loop."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


async def there(look: Callable[[], T | None], otherwise: Callable[[], str] = lambda: "") -> T:
    """Return what a look finds, as soon as it finds something.

    Args:
        look: Returns something true once it is there.
        otherwise: What the failure shows, such as the screen.
    """
    for _ in moments():
        if found := look():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"It never came. {otherwise()}")


def cpu_seconds(act: Callable[[], T]) -> tuple[T, float]:
    """Return a result and the processor time of its own that it took, whatever else the machine does."""
    start = time.process_time()
    return act(), time.process_time() - start

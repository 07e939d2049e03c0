"""Interrupts and other signals: when they are taken, and what they mean to an interview."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

ENDING = ("SIGTERM", "SIGHUP")
"""Signals that ask to end; not every system has them all."""


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold an interrupt back until the end of a short piece of work, then raise it.

    Within a check of the pack an interrupt would be taken for a defect of the pack.

    Raises:
        KeyboardInterrupt: Somebody interrupted meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


@contextmanager
def as_interrupts() -> Iterator[None]:
    """Take the signals that ask to end as interrupts, so that the terminal is restored and the way back is said."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

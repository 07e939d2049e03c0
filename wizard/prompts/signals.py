"""Interrupts and other signals: when they are taken, and what they mean to an interview."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

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
    """Turn the signals that ask to end into interrupts: the terminal is restored, and how to resume is printed."""
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


@contextmanager
def watched_signals(source: TextIO) -> Iterator[None]:
    """Wait until a terminal has a line, in a way that no signal slips through.

    A signal that comes after the last look at it and before the read begins would wait for
    the next line; here it wakes the wait itself.
    """
    number = _line_terminal(source)
    if number is None:
        yield
        return
    inner, outer = os.pipe()
    try:
        os.set_blocking(outer, False)
        before = signal.set_wakeup_fd(outer, warn_on_full_buffer=False)
        try:
            select.select([number, inner], [], [])
        finally:
            signal.set_wakeup_fd(before)
    finally:
        os.close(inner)
        os.close(outer)
    yield


def _line_terminal(source: TextIO) -> int | None:
    """Return the number of stdin where it is a terminal that hands over one line at a time, else None.

    Elsewhere a read may take several lines at once, and those are not seen by a wait for the terminal.
    """
    if os.name != "posix" or source is not sys.stdin or threading.current_thread() is not threading.main_thread():
        return None
    import termios

    try:
        number = source.fileno()
        return number if termios.tcgetattr(number)[3] & termios.ICANON else None
    except (OSError, ValueError, termios.error):
        return None

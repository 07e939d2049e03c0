"""Signals and threads: what would end the process must not leave the terminal broken or show data."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")


def take_signals(stop: Callable[[], None]) -> None:
    """Call ``stop`` in the event loop when the system asks the process to end."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, stop)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows has no such handlers

            def relay(_number: int, _frame: Any) -> None:
                loop.call_soon_threadsafe(stop)

            with suppress(OSError, ValueError):
                signal.signal(number, relay)


@contextmanager
def quiet_threads(failed: Callable[[BaseException], None], gone: Callable[[], None]) -> Iterator[None]:
    """Keep errors in threads from being printed; they would show values of variables' owners.

    Args:
        failed: Called with what went wrong in a thread.
        gone: Called instead where the thread that writes to the terminal finds no terminal any more,
            because its window was closed.
    """
    before = threading.excepthook

    def hook(args: threading.ExceptHookArgs) -> None:
        writes = type(args.thread).__module__.startswith("textual.drivers.")
        if writes and isinstance(args.exc_value, OSError):
            gone()
        elif args.exc_value is not None:
            failed(args.exc_value)

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before

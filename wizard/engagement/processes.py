"""Work on many things, shared among processes where that pays, with results in order.

Why not a pool of the standard library: it starts the caller's own program once more, which not every program survives,
and its workers outlive a parent that was killed. Here a helper ends when the pipe to its parent breaks.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Queue
from typing import Any, TypeVar

MOST_PROCESSES = 4
ATTEMPTS = 8
MODULE = "wizard.engagement.processes"

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(work: Callable[[Item], Result], items: Sequence[Item], pays_from: int) -> Iterator[Result]:
    """Yield the result of each thing, in order.

    Args:
        work: What is done with each thing; it can be pickled, and so can its results.
        pays_from: How many things are worth starting processes for.
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if processes < 2 or len(items) < pays_from:
        yield from map(work, items)
        return
    helpers = [_Helper(work, items[number::processes]) for number in range(1, processes)]
    try:
        for number, item in enumerate(items):
            share = number % processes
            yield work(item) if share == 0 else helpers[share - 1].next()
    finally:
        for helper in helpers:
            helper.stop()


def elsewhere(work: Callable[[Item], Result], items: Sequence[Item], pays_from: int) -> Iterator[Result]:
    """Yield the result of each thing, in order, all worked out in another process: this one has a face to draw."""
    if (os.cpu_count() or 1) < 2 or len(items) < pays_from:
        yield from map(work, items)
        return
    helper = _Helper(work, items)
    try:
        for _ in items:
            yield helper.next()
    finally:
        helper.stop()


class _Helper:
    """A process that does a part of the work; what it cannot do, this process does."""

    def __init__(self, work: Callable[[Any], Any], items: Sequence[Any]) -> None:
        self._work = work
        self._items = iter(items)
        self._results: Queue[Any] = Queue()
        self._process: subprocess.Popen[bytes] | None = None
        self._alive = False
        job = _job(work, len(items))
        if job is None:
            return
        with suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._alive = True
            threading.Thread(target=self._give, args=(self._process, job, items), daemon=True).start()
            threading.Thread(target=self._take, args=(self._process, items), daemon=True).start()

    def _give(self, process: subprocess.Popen[bytes], job: bytes, items: Sequence[Any]) -> None:
        """Give the work, then one thing after the other: all at once would hold up every other thread."""
        assert process.stdin is not None  # noqa: S101 - it was asked for
        given = False
        try:
            with suppress(Exception):  # another thread can change a thing while it is pickled
                process.stdin.write(job)
                for item in items:
                    pickle.dump(item, process.stdin)
                process.stdin.flush()  # it stays open: its end tells the helper that this process is gone
                given = True
        finally:
            if not given:
                process.kill()  # it would wait for the rest forever

    def _take(self, process: subprocess.Popen[bytes], items: Sequence[Any]) -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        try:
            with suppress(OSError, EOFError, pickle.UnpicklingError, ValueError):
                for _ in items:
                    self._results.put((pickle.load(process.stdout),))  # noqa: S301 - written by our own process
        finally:
            self._results.put(None)

    def next(self) -> Any:
        """Return the result of the next thing."""
        item = next(self._items)
        if self._alive:
            found = self._results.get()
            if found is not None:
                return found[0]
            self._alive = False
        return self._work(item)

    def stop(self) -> None:
        """End the process if it still runs."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _job(work: Callable[[Any], Any], number: int) -> bytes | None:
    """Return the work as bytes; None while other threads change what it is made of all the time."""
    for _ in range(ATTEMPTS):
        with suppress(RuntimeError):  # a map grew while it was read, as one does that keeps what was asked once
            return pickle.dumps((work, number, gc.get_threshold()))
    return None


def main() -> None:
    """Do the work on standard input; leave an interrupt to the process that gave it, and end with that process."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given, out = sys.stdin.buffer, sys.stdout.buffer
    with suppress(OSError, EOFError):  # the process that gave the work is gone
        work, number, threshold = pickle.load(given)  # noqa: S301 - written by our own process
        gc.set_threshold(*threshold)
        for _ in range(number):
            pickle.dump(work(pickle.load(given)), out)  # noqa: S301 - likewise
            out.flush()
    os._exit(0)  # nothing to clean up, and the caller may wait


if __name__ == "__main__":
    main()

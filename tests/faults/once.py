"""What thousands of runs in one process would do again and again: read, compile and prepare the same pack."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from wizard.decision import engine, why
from wizard.pack import loader


class _Once:
    """A function that is called once for each key."""

    def __init__(self, work: Callable[..., Any], key: Callable[..., Hashable]) -> None:
        self.work = work
        self.key = key
        self.known: dict[Hashable, Any] = {}

    def __call__(self, *given: Any) -> Any:
        key = self.key(*given)
        if key not in self.known:
            if len(self.known) > 500:  # damaged files of a pack, each its own
                self.known.clear()
            self.known[key] = self.work(*given)
        return self.known[key]


_pack = _Once(loader.pack_of, lambda files: files.digest)
_trees = _Once(why.Explainer.__dict__["_compiled"].func, lambda explainer: explainer.pack.digest)
_kernel = _Once(
    engine.build_kernel,
    lambda program, wanted, given=(): (program["digest"], len(program["nodes"]), tuple(wanted), tuple(given)),
)
_toml = _Once(tomllib.loads, lambda text: text)


@contextmanager
def read_once() -> Iterator[None]:
    """Keep what was made of a pack from run to run."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(loader, "pack_of", _pack))
        stack.enter_context(patch.object(why.Explainer, "_compiled", property(_trees)))
        stack.enter_context(patch.object(engine, "build_kernel", _kernel))
        stack.enter_context(patch.object(tomllib, "loads", lambda text: copy.deepcopy(_toml(text))))
        yield

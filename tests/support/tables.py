"""Many quick cases in one test: each is held to it, and all that fail are named."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def for_each(**columns: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hold every mixture of values to a test.

    A test of its own costs each mixture more than two milliseconds, which is more than most of them take.
    """
    rows = [dict(zip(columns, values, strict=True)) for values in itertools.product(*columns.values())]

    def table_of(check: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(check)
        def test(**fixtures: Any) -> None:
            if not rows:
                pytest.skip("the table is empty")
            failed = []
            for row in rows:
                try:
                    check(**fixtures, **row)
                except AssertionError as error:
                    failed.append(f"{', '.join(map(_short, row.values()))}: {error}")
            assert not failed, f"{len(failed)} of {len(rows)} fail:\n" + "\n\n".join(failed)

        asked = inspect.signature(check)
        test.__signature__ = asked.replace(  # type: ignore[attr-defined]
            parameters=[one for name, one in asked.parameters.items() if name not in columns]
        )
        return test

    return table_of


def _short(value: Any) -> str:
    named = value.get("id", value) if isinstance(value, dict) else getattr(value, "__name__", value)
    return repr(named)[:80]

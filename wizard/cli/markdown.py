"""Markdown that commands print: texts of exports shown as they are, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wizard.documents.escape import finished, inline
from wizard.wording import short


def escaped(value: str) -> str:
    """Return a text that Markdown shows as it is; addresses in it are not links."""
    return finished(inline(short(value, 1000)))


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table, its heading first; cells are escaped."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(escaped(cell) for cell in row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"

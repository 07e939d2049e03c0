"""Which accounts of an engagement go before a board: those that are named, or those that fall due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from wizard.engagement.rows import Row, Step
from wizard.engagement.store import SUFFIX
from wizard.errors import ExportError, Problem
from wizard.record.names import normal
from wizard.wording import listed

if TYPE_CHECKING:
    from wizard.engagement.overview import Overview


def named_rows(found: Overview, names: Sequence[str]) -> list[Row]:
    """Return the rows that words name: an account, its file or the id of its record.

    Raises:
        ExportError: There is no word, or one names none or several; with every such word.
    """
    rows: dict[str, Row] = {}
    problems: list[Problem] = []
    for name in filter(None, map(str.strip, names)):
        meant = [row for row in found.rows if _is_named(row, name)]
        if len(meant) == 1:
            rows[meant[0].file] = meant[0]
        elif meant:
            message = f"names several accounts: {listed([row.file for row in meant])}."
            problems.append(Problem("--accounts", message, "Name the file.", subject=f"'{name[:80]}'"))
        else:
            problems.append(_unknown(found, name))
    if not rows and not problems:
        problems.append(Problem("--accounts", "names no account.", "Name some, or use --due.", for_shell=True))
    if problems:
        raise ExportError(*problems)
    return list(rows.values())


def _is_named(row: Row, name: str) -> bool:
    known = [row.account, row.file, row.file.removesuffix(SUFFIX), row.seen.record_id if row.seen else ""]
    return normal(name) in {normal(one) for one in known if one}


def _unknown(found: Overview, name: str) -> Problem:
    from wizard.pack.toml_lines import nearest

    hint = nearest(name, [word for row in found.rows for word in (row.account, row.file.removesuffix(SUFFIX))])
    message = f"isn't an account of {found.engagement.folder}."
    remedy = hint or "'mfa-wizard status' lists its accounts."
    return Problem("--accounts", message, remedy, subject=f"'{name[:80]}'", for_shell=not hint)


def due_rows(found: Overview, last: date) -> list[Row]:
    """Return the rows that are ready for a board, or have something due up to a day."""
    return [row for row in found.rows if row.step is Step.BOARD or any(then <= last for then, _ in dates_of(row))]


def dates_of(row: Row) -> Iterator[tuple[date, str]]:
    """Yield what is late, due or, before its first board, planned about an account."""
    yield from row.late
    yield from row.coming
    if row.seen is not None and not row.paper and row.seen.closed_on is None:
        yield from row.seen.dates

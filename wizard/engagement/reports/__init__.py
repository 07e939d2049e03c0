"""The reports of an engagement: views of its accounts and papers, written again each time.

A report is a function of the overview, the pack and the day of the overview, so the same state gives the same bytes, and
a file whose bytes are the same is left alone. Nothing here is read back to tell a state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.library import Library
from wizard.engagement.paths import pseudonym_key
from wizard.engagement.reports.decided import as_decided, redacted
from wizard.errors import ExportError, Problem
from wizard.files.reading import refused
from wizard.files.writing import write_whole

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.engagement import Engagement
    from wizard.engagement.overview import Overview
    from wizard.pack.models import Pack

__all__ = ["lost_key", "write_reports"]


def write_reports(
    overview: Overview, pack: Pack, engine: Engine, formats: Sequence[str] = ("md",), key: Path | None = None
) -> tuple[Path, ...]:
    """Write all reports of an engagement; return their files, the portfolio first.

    A format of the portfolio that is there already is kept up to date. Other files in the folder stay.

    Args:
        engine: Made from the same pack.
        formats: Of the portfolio: ``html`` and ``docx`` in addition to Markdown.
        key: Where pseudonyms are kept, for reports that name nobody; None for the user's own key.

    Raises:
        ExportError: Files that cannot be written, after all others were.
        RecordError: The key of pseudonyms cannot be used.
    """
    folder = overview.engagement.reports_folder
    before: Overview | None = overview
    if overview.engagement.settings.reports.redact:
        before = None  # pseudonyms may change
        overview = redacted(overview, pack, engine, key)
    else:
        overview = as_decided(overview, pack, engine)
    problems: list[Problem] = []
    written: list[Path] = []
    for name, data in _reports(overview, Library.of(pack, engine), _kept_up(folder, formats), before):
        path = folder / name
        try:
            _put(path, data)
            written.append(path)
        except OSError as error:
            remedy = "Close it in other programs and free the disk, then run it again."
            problems.append(refused(path, error, remedy))
    if problems:
        raise ExportError(*problems)
    return tuple(written)


def lost_key(engagement: Engagement, key: Path | None = None) -> Problem | None:
    """Return that a new key of pseudonyms will be made although reports with pseudonyms may be out; None where none will.

    Args:
        key: As in ``write_reports``.
    """
    if not engagement.settings.reports.redact or not any(engagement.reports_folder.glob("*.md")):
        return None
    path = key or pseudonym_key(engagement.accounts_folder)
    if path.exists():
        return None
    message = "was missing, so a new key of pseudonyms is made. Earlier reports may give its pseudonyms to other names."
    return Problem(
        str(path), message, "If there was a key, restore it from a backup and run this again.", severity="note"
    )


def _kept_up(folder: Path, formats: Sequence[str]) -> tuple[str, ...]:
    return tuple(kind for kind in ("html", "docx") if kind in formats or (folder / f"portfolio.{kind}").is_file())


def _put(path: Path, data: bytes) -> None:
    """Write a file where its bytes change."""
    try:
        if path.read_bytes() == data:
            return
    except FileNotFoundError:
        pass
    write_whole(path, data, 0o666)


def _reports(
    overview: Overview, library: Library, formats: Sequence[str], before: Overview | None
) -> Iterator[tuple[str, bytes]]:
    from wizard.engagement.reports.backlog import NAME as BACKLOG
    from wizard.engagement.reports.lines import Lines
    from wizard.engagement.reports.pieces import pieces
    from wizard.engagement.reports.portfolio import portfolio
    from wizard.engagement.reports.reminders import NAME as REMINDERS
    from wizard.engagement.reports.reminders import as_ics

    yield from portfolio(overview, library, formats).items()
    lines = Lines(overview, library, before)
    yield "register.csv", lines.register_csv()
    yield "register.xlsx", lines.register_xlsx()
    yield REMINDERS, as_ics(overview, library.pack.profile.reminders.days_before)
    yield BACKLOG, lines.backlog_csv()
    yield from pieces(overview, library)

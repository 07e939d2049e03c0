"""``board``: papers of an engagement for a meeting."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import add_date, day_of, in_use, knowledge
from wizard.cli.streams import print_problems, say, show_lines
from wizard.errors import EXIT_DONE, EXIT_USAGE
from wizard.wording import count, joined, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wizard.engagement.board import Tabled

_DESCRIPTION = (
    "Writes the papers that a board decides on into decisions/ of an engagement. Accounts with equal answers and an equal "
    "sign-off share one paper: one signature a role, with all accounts in its annex. Accounts that are named have to "
    "be ready; of those that fall due, the ready ones get a paper and the others are listed."
)


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)
    parser.add_argument("engagement", metavar="DIR", type=Path, help="the folder of the engagement")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--accounts", metavar="LIST", help="names, files or record IDs; several with commas")
    which.add_argument(
        "--due", metavar="YYYY-MM", type=_month, help="all that are ready, or fall due by the end of a month"
    )
    parser.add_argument("--title", default="", metavar="TEXT", help="what the papers are called")
    parser.add_argument("--format", default="md", metavar="LIST", help="md, html, docx; several with commas")
    parser.add_argument(
        "--revision", action="store_true", help="put accounts before the board again that have a paper already"
    )
    add_date(parser)


def _month(text: str) -> date:
    """Return the last day of a month."""
    try:
        first = in_use(date.fromisoformat(f"{text}-01" if text[4:5] == "-" else ""))
    except ValueError:
        message = f"'{text[:40]}' isn't a month. Use YYYY-MM, for example 2026-12"
        raise argparse.ArgumentTypeError(message) from None
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def run(args: argparse.Namespace) -> int:
    """Write the papers and print where they are."""
    from wizard.engagement.board import Meeting, board
    from wizard.engagement.board_choice import due_rows, named_rows
    from wizard.engagement.engagement import Engagement
    from wizard.engagement.export import read_formats
    from wizard.engagement.overview import overview

    pack, engine = knowledge(args)
    formats = read_formats(args.format)
    day = day_of(args)
    found = overview(Engagement.open(args.engagement, pack, engine), pack, engine, day)
    named = args.accounts is not None
    rows = named_rows(found, args.accounts.split(",")) if named else due_rows(found, args.due)
    tabled = board(found, rows, pack, engine, Meeting(day, args.title, formats, args.revision, named))
    show_lines(_lines(tabled))
    for note in tabled.notes:
        say(printable(f"mfa-wizard: {note}"))
    print_problems(tabled.problems)
    return EXIT_USAGE if tabled.problems else EXIT_DONE


def _lines(tabled: Tabled) -> Iterator[str]:
    for paper in tabled.papers:
        kept = "" if paper.written else " (there already)"
        signed = count(len(paper.signers), "signature") if paper.signers else "nobody signs"
        yield f"{paper.folder}: {count(len(paper.accounts), 'account')}, {signed}{kept}: {joined(paper.accounts)}"
    if not tabled.papers:
        yield "No account is ready for a board."

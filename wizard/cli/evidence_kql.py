"""``mfa-wizard evidence kql``: the query for Log Analytics, whose small result is read back in."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from wizard.errors import EXIT_DONE

_DESCRIPTION = """Print a query that sums up sign-ins in the Log Analytics workspace.

Paste it into Logs, export the result as CSV or JSON, and read it with 'evidence show'. It covers
interactive and non-interactive sign-ins. Nothing is sent from here."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)
    parser.add_argument(
        "--account", action="append", default=[], metavar="NAME", help="only this account; may be repeated"
    )
    parser.add_argument("--days", type=int, default=30, metavar="N", help="how far to look back (default 30)")


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        UsageError: There are too many days or accounts, or a query cannot hold a name.
    """
    from wizard.evidence.kql import query

    print(query(args.account, args.days), end="")
    return EXIT_DONE

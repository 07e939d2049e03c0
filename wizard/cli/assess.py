"""``assess``: a list of accounts to documents, portfolio and register."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of, pack_folder
from wizard.cli.redaction import add_redaction, redaction_of
from wizard.cli.streams import print_problems, say
from wizard.errors import EXIT_DONE, EXIT_USAGE, nothing_lost
from wizard.wording import agreed, count

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from datetime import date

    from wizard.evidence.observations import Observation
    from wizard.evidence.proposals.policies_with_exports import Several

_FOR_ANYBODY = frozenset({"collection", "policies"})
"""Kinds of observations that any name gets, one that is spelled wrongly included."""
_MOST_NAMES = 20
"""Accounts that no export names, printed one by one."""

EXPORTS = {
    "--sign-ins": "sign-in logs that propose answers to open questions; may be repeated",
    "--directory": "users, groups, roles and methods, likewise",
    "--connections": "Power Platform connections and flows, likewise",
    "--policies": "Conditional Access policies, file or folder; they need --directory to know groups and roles",
}


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Define the arguments of ``assess``."""
    parser = add(
        description="Reads a list of accounts: a CSV file of any dialect, an Excel workbook, or a folder of records. "
        "Columns and answers are found by their words; what isn't certain is asked. Other columns are kept as notes. "
        "A row with an error is reported, and the others are done.",
    )
    parser.add_argument("accounts", type=Path, metavar="LIST", help="the list; see 'template --format csv'")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take the best guess for each column and cell")
    parser.add_argument("--to", type=Path, metavar="DIR", required=True, help="the folder for all documents")
    parser.add_argument("--format", default="md", metavar="LIST", help="md, html, docx; several with commas")
    add_redaction(parser)
    for option, what in EXPORTS.items():
        parser.add_argument(option, type=Path, action="append", default=[], metavar="PATH", help=what)
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Assess the list and print what was written."""
    from wizard.cli.evidence_progress import watched
    from wizard.cli.list_mapping import confirmed_list
    from wizard.decision.engine import Engine
    from wizard.engagement.batch import assess
    from wizard.engagement.evidence_files import Exports
    from wizard.engagement.export import read_formats
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program

    formats = read_formats(args.format)
    folder = pack_folder(args)
    exports = Exports.sorted_out((*args.sign_ins, *args.connections), args.policies, args.directory)
    with ExitStack() as stack:
        with watched() as progress:
            opened, problems = stack.enter_context(exports.opened(args.pack, progress))
        evidence = _Noting(opened) if opened is not None else None
        pack, engine = load_pack(folder), Engine(load_program(folder))
        done = assess(
            args.accounts,
            args.to,
            pack,
            engine,
            day_of(args),
            listed=confirmed_list(args.accounts, pack, engine, day_of(args), yes=args.yes),
            formats=formats,
            redact=redaction_of(args),
            evidence=evidence,
            progress=_progress if sys.stderr.isatty() else None,
        )
        print_problems(problems)
    for path in done.files:
        print(path)
    for remark in done.remarks:
        say(f"mfa-wizard: {remark}")
    for text in evidence.remarks() if evidence is not None else ():
        say(f"mfa-wizard: {text}")
    print_problems(done.problems)
    number = len(done.rows)
    say(
        f"mfa-wizard: {count(number, 'account')} {agreed(number, 'is', 'are')} assessed; the documents are in {args.to}."
    )
    lost = not nothing_lost(problems)
    return EXIT_USAGE if done.problems or lost else EXIT_DONE


def _progress(done: int, total: int) -> None:
    """Show how far it is, a hundred at a time."""
    if done % 100 == 0 and done < total:
        say(f"mfa-wizard: {done:,} of {total:,} accounts.")


class _Noting:
    """Asks the exports, and notes the accounts that none of them names: perhaps they are spelled wrongly."""

    def __init__(self, evidence: Several) -> None:
        self.evidence = evidence
        self.strangers: list[str] = []

    def observations(
        self, account: str, today: date, answers: Mapping[str, Any] | None = None
    ) -> tuple[Observation, ...]:
        seen = self.evidence.observations(account, today, answers)
        # Most accounts are named by what was seen; only the others cost a second look.
        if all(one.kind in _FOR_ANYBODY for one in seen) and not self.evidence.knows(account):
            self.strangers.append(account)
        return seen

    def remarks(self) -> list[str]:
        """Return a line for each account that no export names."""
        from wizard.wording import printable, short

        lines = [
            f"{printable(short(account, 200))}: no export names this account. Check how it is spelled."
            for account in self.strangers[:_MOST_NAMES]
        ]
        left = len(self.strangers) - _MOST_NAMES
        return [*lines, f"{left:,} more accounts are named by no export."] if left > 0 else lines

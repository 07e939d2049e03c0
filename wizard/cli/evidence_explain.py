"""``mfa-wizard evidence explain``: what an error code or a message means, and what it means for one account."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of
from wizard.cli.progress import watched
from wizard.cli.streams import print_problems, show_page
from wizard.errors import EXIT_DONE, EXIT_USAGE, Problem, UsageError

if TYPE_CHECKING:
    from wizard.evidence.accounts import AccountSummary
    from wizard.views.error_codes import Explained

_DESCRIPTION = """Say what an error code or a message means.

TEXT is a code (50076 or AADSTS50076), a message, or a whole error text; '-' reads it from
standard input. Each code and message of the text is explained, with its sources and their
age. With --account and sign-in logs the answer covers that account."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:

    parser = add(description=_DESCRIPTION)
    parser.add_argument("text", metavar="TEXT", help="code, message or error text; - for standard input")
    parser.add_argument("--account", metavar="NAME", help="the account that met it")
    parser.add_argument(
        "--sign-ins", dest="sign_ins", action="append", default=[], type=Path, metavar="FILE", help="its sign-in logs"
    )
    add_date(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        UsageError: Nothing in the text is known, or an account is named without logs.
        EvidenceError: No log can be used.
    """
    from wizard.evidence.error_codes import MOST_TEXT
    from wizard.views.error_codes import HINT, NOTHING, explain, rests_on

    if bool(args.account) != bool(args.sign_ins):
        raise UsageError(Problem("", "--account and --sign-ins go together.", "Give both, or neither."))
    folder: Path | None = args.pack
    text = sys.stdin.read(MOST_TEXT + 1) if args.text == "-" else args.text
    explained = explain(text, folder, day_of(args))
    if not explained.meaning:
        found = " ".join(one.heading for one in explained.said) if explained.meaning.found else NOTHING
        raise UsageError(Problem("TEXT", found, HINT))
    summary, account, complete = _summary(args) if args.account else (None, "", True)
    if args.format == "json":
        cited = rests_on(explained.meaning, folder, day_of(args))
        print(json.dumps({**_object(explained, summary), **cited}, indent=2))
    else:
        from wizard.views.error_codes import error_page

        show_page(error_page(explained, account, summary))
    return EXIT_DONE if complete else EXIT_USAGE


def _summary(args: argparse.Namespace) -> tuple[AccountSummary | None, str, bool]:
    """Return what the logs say of the account, its name where they can say something, and whether all could be used."""
    from wizard.engagement.evidence_files import mappings_of
    from wizard.evidence.collection import Evidence
    from wizard.evidence.namesakes import by_option
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    mappings = mappings_of(args.pack)
    with watched() as progress:
        read = read_sign_ins(args.sign_ins, mappings, only=[args.account], progress=progress)
    with read as sign_ins:
        found = Evidence(sign_ins, (), (), mappings).taken(args.account)
        left = [by_option(found.left)] if found.left is not None else []
        print_problems([*sign_ins.problems, *left])
        if found.meant is not None and not found.meant.id:
            return None, "", False
        return found.summary, args.account, not sign_ins.problems


def _object(explained: Explained, summary: AccountSummary | None) -> dict[str, Any]:
    from wizard.evidence.error_codes import for_account
    from wizard.files.json_object import as_plain

    meaning = explained.meaning
    found = [for_account(code.code, summary) for code in meaning.codes] if summary is not None else []
    return {
        "said": as_plain(explained.said),
        "codes": [code.model_dump(mode="json") for code in meaning.codes],
        "messages": [message.model_dump(mode="json") for message in meaning.messages],
        "unknown": list(meaning.unknown),
        "account": as_plain(found) if summary is not None else None,
    }

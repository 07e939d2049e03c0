"""``mfa-wizard evidence what-if``: Graph's own what-if, offline.

The answer goes to stdout as JSON, one line an answer with ``--lines``. What could not be read
goes to stderr with file and line, the good rest is used, and the exit code is 2 at the end.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.evidence import add_directory
from wizard.cli.streams import print_problems
from wizard.errors import EXIT_DONE, EXIT_USAGE, EvidenceError, WizardError
from wizard.files.decoding import decode
from wizard.files.json_object import parse_json
from wizard.files.reading import STDIN, Wanted, lines_of, opened, read_bytes

if TYPE_CHECKING:
    from wizard.evidence.what_if import WhatIf

REQUEST = Wanted(EvidenceError, "a request", "Use --lines for many requests.", 16 * 1024 * 1024, for_shell=True)

_DESCRIPTION = """Judge a sign-in against exported Conditional Access policies.

The request is the body of Microsoft Graph's conditionalAccess/evaluate. Each policy is
answered with true, false, or null for what cannot be known and what would tell."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)
    parser.add_argument(
        "--policies", required=True, type=Path, metavar="PATH", help="file or folder of exported policies"
    )
    parser.add_argument("--request", required=True, metavar="FILE", help="body of the request, or - for standard input")
    add_directory(parser, "users, groups, roles and named locations, in one file or several", metavar="FILE")
    parser.add_argument("--lines", action="store_true", help="JSON Lines: one request a line, one answer a line")
    parser.add_argument("--format", choices=("json",), default="json", help="the answer is JSON")


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        EvidenceError: A file cannot be used at all, or the only request is wrong.
    """
    from wizard.api import json_text, what_if_of

    what_if, problems = what_if_of(args.policies, args.directory, args.pack)
    complete = print_problems(problems)
    if args.lines:
        complete = _answer_lines(what_if, args.request) and complete
    else:
        place = STDIN if args.request == "-" else args.request
        print(json_text(_answer(what_if, read_bytes(args.request, REQUEST), place)))
    return EXIT_DONE if complete else EXIT_USAGE


def _answer(what_if: WhatIf, data: bytes, place: str) -> dict[str, Any]:
    from wizard.evidence.request import request_of

    document = parse_json(decode(data, place, REQUEST)[0], place, REQUEST)
    return what_if.answer(request_of(document, place, what_if.tables)).as_dict()


def _answer_lines(what_if: WhatIf, name: str) -> bool:
    """Answer each line; a bad one gets an error line, and the others are answered."""
    good = True
    with opened(name, REQUEST) as (file, place):
        for number, line in lines_of(file, place, REQUEST):
            try:
                if line is None:
                    raise REQUEST.too_large("")
                answer = _answer(what_if, line, "")
            except WizardError as error:
                good = False
                answer = {"line": number, "error": error.listed()}
            print(json.dumps(answer), flush=True)
    return good

"""``mfa-wizard evidence what-if``: Graph's own what-if, offline.

The answer goes to stdout as JSON, one line an answer with ``--lines``. What could not be read
goes to stderr with file and line, the good rest is used, and the exit code is 2 at the end.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from wizard.errors import EMPTY_LIST, EXIT_DONE, EXIT_USAGE, EvidenceError, Problem, WizardError, nothing_lost

if TYPE_CHECKING:
    from wizard.evidence.what_if import WhatIf

_MAX_REQUEST = 16 * 1024 * 1024

_DESCRIPTION = """Judge a sign-in against exported Conditional Access policies.

The request is the body of Microsoft Graph's conditionalAccess/evaluate. Each policy is
answered with true, false, or null for what cannot be known and what would tell."""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the parser of ``mfa-wizard evidence``."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "what-if",
        help="judge a sign-in against exported Conditional Access policies",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--policies", required=True, type=Path, metavar="PATH", help="file or folder of exported policies"
    )
    parser.add_argument("--request", required=True, metavar="FILE", help="body of the request, or - for standard input")
    parser.add_argument(
        "--directory",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="users, groups, roles and named locations, in one file or several; may be repeated",
    )
    parser.add_argument("--lines", action="store_true", help="JSON Lines: one request a line, one answer a line")
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        EvidenceError: A file cannot be used at all, or the only request is wrong.
    """
    from wizard.evidence.directory import Directory
    from wizard.evidence.directory_parts import read_directories
    from wizard.evidence.policies.reading import read_policies
    from wizard.evidence.tables import load_tables
    from wizard.evidence.what_if import WhatIf

    tables = load_tables(_tables_in(getattr(args, "pack", None)))
    directory = read_directories(args.directory) if args.directory else Directory()
    reading = read_policies(args.policies)
    complete = _report([*directory.problems, *reading.problems])
    if not reading.policies and any(problem.code != EMPTY_LIST for problem in reading.problems):
        remedy = "Name a file or folder with exported policies."
        raise EvidenceError(Problem(str(args.policies), "holds no policy that can be read.", remedy))
    what_if = WhatIf(reading, directory, tables)
    if args.lines:
        complete = _answer_lines(what_if, args.request) and complete
    else:
        print(json.dumps(_answer(what_if, *_whole(args.request)), indent=2))
    return EXIT_DONE if complete else EXIT_USAGE


def _tables_in(pack: Any) -> Path | None:
    from wizard.evidence.tables import FILE

    path = Path(pack) / FILE if pack else None
    return path if path is not None and path.is_file() else None


def _report(problems: list[Problem]) -> bool:
    """Print what a person should know; return False when something could not be used."""
    from wizard.cli.streams import print_problems

    print_problems(problems)
    return nothing_lost(problems)


def _answer(what_if: WhatIf, text: str, place: str) -> dict[str, Any]:
    from wizard.evidence.request import request_of

    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg}."
        raise EvidenceError(Problem(f"{place}:{error.lineno}" if place else "", message, "Mend the line.")) from None
    except (RecursionError, ValueError) as error:
        raise EvidenceError(Problem(place, f"cannot be read: {error}.", "Shorten the request.")) from None
    return what_if.answer(request_of(document, place, what_if.tables)).as_dict()


def _answer_lines(what_if: WhatIf, name: str) -> bool:
    """Answer each line; a bad one gets an error line, and the rest goes on."""
    from wizard.cli.reading import opened

    good = True
    with opened(name) as (file, _):
        for number, line in _numbered(file):
            try:
                if len(line) > _MAX_REQUEST:
                    raise EvidenceError(Problem("", "is longer than a request can be."))
                answer = _answer(what_if, line.decode("utf-8-sig"), "")
            except (WizardError, UnicodeDecodeError) as error:
                good = False
                answer = {"line": number, "error": _in_one(error)}
            print(json.dumps(answer), flush=True)
    return good


def _in_one(error: WizardError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8."
    return " ".join(str(problem) for problem in error.problems)


def _whole(name: str) -> tuple[str, str]:
    """Return the text of the request and the name that errors use."""
    from wizard.cli.reading import opened
    from wizard.evidence.policies.encodings import decode

    with opened(name) as (file, place):
        data = file.read(_MAX_REQUEST + 1)
    if len(data) > _MAX_REQUEST:
        raise EvidenceError(Problem(place, "is larger than a request can be.", "Use --lines for many requests."))
    result = decode(data, place)
    if result.failure is not None:
        raise EvidenceError(result.failure)
    return result.text, place


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(_MAX_REQUEST + 1):
        number += 1
        while len(line) > _MAX_REQUEST and not line.endswith(b"\n") and (rest := file.readline(_MAX_REQUEST)):
            if rest.endswith(b"\n"):
                break
        if line.strip():
            yield number, line

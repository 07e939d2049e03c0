"""``mfa-wizard evidence propose``: exports propose answers of a saved record; a person confirms them later."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.errors import EXIT_DONE, EXIT_USAGE, EvidenceError, Problem, RecordError, nothing_lost

if TYPE_CHECKING:
    import argparse


_DESCRIPTION = """Let exports propose answers of a saved record.

RECORD is the name of a saved account, or a file. Open questions take what the exports say
about the account, marked as proposed with file, digest, rows and days. Answers that are there
stay; what contradicts them becomes a note. Nothing counts as confirmed: the wizard and
'mfa-wizard ask --record RECORD' show each proposal to a person, and 'export --final' refuses
while one is left."""
_UNNAMED = "no export names this account; what follows rests on policies alone. Check how it is spelled."


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Define the arguments of ``evidence propose``."""
    from argparse import RawDescriptionHelpFormatter

    from wizard.cli.parser import add_date

    parser = add(
        description=_DESCRIPTION,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("record", metavar="RECORD", help="a saved record: account name or file")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="exports of any kind, or folders of them")
    parser.add_argument("--account", metavar="UPN", default="", help="the account in the exports; else the record's")
    parser.add_argument(
        "--policies", action="append", default=[], type=Path, metavar="PATH", help="Conditional Access policies"
    )
    parser.add_argument(
        "--directory",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="users, groups, roles and named locations for the policies; may be repeated",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_date(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    """Read the exports, write proposals into the record and print them.

    Raises:
        EvidenceError: No file can be used, or none names the account.
        RecordError: The record cannot be opened or written.
    """
    from wizard.cli.evidence_progress import watched
    from wizard.cli.evidence_proposed import proposals_object
    from wizard.cli.evidence_text import file_objects
    from wizard.cli.parser import day_of, pack_folder
    from wizard.cli.streams import print_problems, say, show_page
    from wizard.decision.engine import Engine
    from wizard.engagement.evidence_files import Exports, names_of, observed, stated
    from wizard.engagement.paths import home
    from wizard.engagement.session import Session
    from wizard.engagement.store import find_record
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program
    from wizard.views.proposals import read_page
    from wizard.wording import printable, short

    if not args.files and not args.policies:
        raise EvidenceError(Problem("", "No export was named.", "Name files, or policies with --policies."))
    folder = pack_folder(args)
    path = find_record(home(getattr(args, "folder", None)), args.record)
    session = Session.open(path, load_pack(folder), Engine(load_program(folder)))
    try:
        if session.read_only:
            raise RecordError(Problem(str(path), "is open in another window.", "Close it there, then try again."))
        names = [args.account] if args.account else names_of(session.record, session.pack)
        exports = Exports.sorted_out(args.files, args.policies, args.directory, names)
        with ExitStack() as stack:
            with watched() as progress:
                opened = exports.opened(getattr(args, "pack", None), progress)
                evidence, problems = stack.enter_context(opened)
            print_problems(problems)
            assert evidence is not None  # noqa: S101 - exports were named
            seen = observed(evidence, names, day_of(args), stated(session.as_record()))
            if not any(evidence.knows(name) for name in names):
                say(f"mfa-wizard: {printable(short(names[0], 200))}: {_UNNAMED}")
            files = file_objects(evidence.evidence) if evidence.evidence is not None else []
        proposed = session.propose(seen)
        if session.save_error is not None:
            raise RecordError(Problem(str(path), session.save_error, "Free the disk or the folder, then try again."))
        if args.format == "json":
            print(json.dumps(proposals_object(session, proposed, seen, files), indent=2))
        else:
            print(printable(f"{session.record.account.name or 'account without a name'}: {session.path}"))
            show_page(read_page(session, proposed, seen))
    finally:
        session.close()
    return EXIT_DONE if nothing_lost(problems) else EXIT_USAGE

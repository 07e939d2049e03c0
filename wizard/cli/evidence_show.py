"""``mfa-wizard evidence show``: what exports say about each account, and what they cannot say.

The answer goes to stdout, what could not be used to stderr with file and line; the good rest is
used, and the exit code is 2 at the end. Nothing is sent anywhere and no row of a log is kept.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of, pack_folder
from wizard.cli.progress import digests, watched
from wizard.cli.streams import print_problems
from wizard.errors import EXIT_DONE, EXIT_USAGE, Problem, UsageError

if TYPE_CHECKING:
    from wizard.evidence.collection import Evidence
    from wizard.evidence.exports.heading_map import HeadingMaps
    from wizard.files.sniff import Sniffed

_MOST = 20

_DESCRIPTION = """Say what exports say about each account, and what they cannot say.

Sign-ins from the portal (CSV, JSON), Microsoft Graph, Log Analytics, diagnostic settings or
'evidence kql'; users, roles and methods from Graph; Export-MsIdAzureMfaReport; connections,
flows and inventory of Power Platform; the Azure Activity Log. A folder means the files in it."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)

    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="exports, or folders of them")
    parser.add_argument(
        "--account", action="append", default=[], metavar="NAME", help="only this account; may be repeated"
    )
    parser.add_argument(
        "--most", type=int, default=_MOST, metavar="N", help=f"accounts to print, 0 for all (default {_MOST})"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    parser.add_argument(
        "--map",
        metavar="KIND:FIELD=HEADING,...",
        help="say which column of an unknown table is which; it is remembered",
    )
    parser.add_argument("--maps", type=Path, metavar="FILE", help="where such answers are remembered")
    parser.add_argument("--memory", type=int, metavar="MB", help="memory for reading sign-ins (default 900)")
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        EvidenceError: No file can be used at all.
        UsageError: A number or a mapping is wrong.
    """
    from wizard.engagement.evidence_files import mappings_of
    from wizard.evidence.collection import read_evidence
    from wizard.evidence.sign_ins.engine import MEMORY_MB

    if args.most < 0 or (args.memory is not None and args.memory < 64):
        raise UsageError(Problem("", "--most must be 0 or more, and --memory 64 or more."))
    mappings = mappings_of(args.pack)
    maps, files = _maps(args)
    memory = args.memory or MEMORY_MB
    with watched() as progress:
        read = read_evidence(
            files, mappings, only=args.account, progress=progress, maps=maps, memory_mb=memory
        )  # fmt: skip
    with read as evidence:
        complete = print_problems(evidence.problems)
        digests(evidence.files)
        names, left = _names(evidence, args)
        if args.format == "json":
            _print_json(evidence, names, left, day_of(args))
        else:
            _print_text(evidence, names, left, day_of(args), pack_folder(args))
    return EXIT_DONE if complete else EXIT_USAGE


def _maps(args: argparse.Namespace) -> tuple[HeadingMaps, Sequence[Path | Sniffed]]:
    """Return what is remembered of unknown tables, and the files; one that is mapped now is sniffed already."""
    from wizard.engagement.paths import home, settings_file
    from wizard.evidence.exports.heading_map import HeadingMaps, parse_mapping
    from wizard.evidence.exports.reading import headings_of
    from wizard.files.sniff import sniff

    remembered = settings_file(home(args.folder)).with_name("headings.json")
    maps = HeadingMaps(args.maps or remembered)
    if args.map:
        if len(args.files) != 1:
            raise UsageError(Problem("--map", "fits one file.", "Name that file alone; afterwards it is remembered."))
        sniffed = sniff(args.files[0])
        maps.remember(headings_of(sniffed), parse_mapping(args.map))
        return maps, [sniffed]
    return maps, args.files


def _names(evidence: Evidence, args: argparse.Namespace) -> tuple[list[str], int]:
    """Return the accounts to print, and how many are not printed."""
    found = evidence.accounts()
    if args.account:
        wanted = {name.strip().lower() for name in args.account}
        known = [name for name in found if name in wanted]
        return [*known, *sorted(wanted - set(known))], 0
    most = args.most or len(found)
    return found[:most], max(0, len(found) - most)


def _print_text(evidence: Evidence, names: list[str], left: int, today: Any, pack: Path) -> None:
    from wizard.cli.evidence_text import account_lines, file_lines, words_of
    from wizard.pack.loader import load_pack

    say = words_of(load_pack(pack))
    for line in file_lines(evidence):
        print(line)
    others: list[Problem] = []
    for name, summary, observations, not_taken in evidence.reports(names, today):
        print()
        for line in account_lines(name, summary, observations, say):
            print(line)
        others += [not_taken] if not_taken is not None else []
    _print_others(others)
    if left:
        print(f"\n{left:,} more accounts are in the files. Name one with --account, or print all with --most 0.")


def _print_json(evidence: Evidence, names: list[str], left: int, today: Any) -> None:
    from wizard.cli.evidence_text import file_objects
    from wizard.files.json_object import as_plain

    others: list[Problem] = []
    # Written piece by piece: ten thousand accounts are never in memory together.
    print('{"files": ' + json.dumps(file_objects(evidence)) + ',\n "accounts": [')
    for number, (name, summary, observations, not_taken) in enumerate(evidence.reports(names, today)):
        account = {"account": name, "sign_ins": as_plain(summary), "observations": as_plain(observations)}
        print((",\n" if number else "") + json.dumps(account), end="")
        others += [not_taken] if not_taken is not None else []
    print(f'\n], "more_accounts": {left}}}')
    _print_others(others)


def _print_others(left: Sequence[Problem]) -> None:
    """Say which rows are shown and suggest nothing."""
    from wizard.evidence.namesakes import by_option

    print_problems([replace(by_option(one), severity="note") for one in left])

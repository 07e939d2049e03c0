"""``mfa-wizard evidence impact``: what a change of Conditional Access policies does to every account.

The result goes to stdout, written as it is made, so that a large directory needs no memory for it.
Exit code 4 says that something changes, or may change where that cannot be known; 2 that a part of the
input could not be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.evidence import add_directory, address_named, country_named, exported_policies
from wizard.cli.parser import add_date, day_of
from wizard.cli.streams import print_problems
from wizard.errors import EXIT_DONE, EXIT_FINDINGS, EXIT_USAGE, Problem

if TYPE_CHECKING:
    from wizard.evidence.batch import Verdict
    from wizard.evidence.contexts import NamedContext
    from wizard.evidence.impact import Impact, Kind, PolicyImpact, Row
    from wizard.evidence.tables import ConditionalAccessTables

_DESCRIPTION = """Compare two sets of Conditional Access policies for every user of a directory.

For each account and context: what is required before and after, and whether an unattended
sign-in still works. Without --contexts, the contexts are those of unattended accounts."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:

    parser = add(description=_DESCRIPTION)
    parser.add_argument("--policies", required=True, type=Path, metavar="OLD", help="exported policies before")
    parser.add_argument("--against", required=True, type=Path, metavar="NEW", help="policies after, file or folder")
    add_directory(parser, "users, groups, roles and named locations, in one file or several", required=True)
    parser.add_argument("--contexts", type=Path, metavar="FILE", help="sign-ins to compare, as JSON or TOML")
    parser.add_argument(
        "--address", metavar="IP", help="public address of the sign-ins, in place of that of the contexts"
    )
    parser.add_argument("--country", metavar="CODE", help="country of the sign-ins, two letters, likewise")
    parser.add_argument("--format", choices=("text", "json", "md"), default="text", help="text is the default")
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Compare, write the result, and return 4 where something changes.

    Raises:
        EvidenceError: A file can't be used at all.
        PackError: The pack's tables are invalid.
    """
    from wizard.evidence.directory_reading import read_directories
    from wizard.evidence.impact import Impact
    from wizard.evidence.impact_checks import remarks
    from wizard.evidence.tables import load_tables

    tables = load_tables(args.pack)
    contexts, notes = _contexts(args, tables)
    directory = read_directories(args.directory)
    old, new = exported_policies(args.policies), exported_policies(args.against)
    problems = [*directory.problems, *old.problems]
    problems += [problem for problem in new.problems if problem not in old.problems]
    complete = print_problems(problems)
    impact = Impact(old, new, directory, tables, contexts)
    said = remarks(impact, args.policies, args.against)
    print_problems([*notes, *said])
    if args.format == "json":
        for part in json_parts(impact):
            sys.stdout.write(part)
    else:
        from wizard.cli.evidence_impact_text import markdown, text

        names = (args.policies.name, args.against.name)
        lines = text(impact, names, said) if args.format == "text" else markdown(impact, names, said, day_of(args))
        for line in lines:
            print(line)
    if not complete:
        return EXIT_USAGE
    return EXIT_FINDINGS if impact.acts else EXIT_DONE


def _contexts(
    args: argparse.Namespace, tables: ConditionalAccessTables
) -> tuple[tuple[NamedContext, ...], list[Problem]]:
    from wizard.evidence.contexts import Contexts, located

    reader = Contexts(tables, args.pack)
    contexts, notes = reader.read(args.contexts) if args.contexts else (reader.default(), [])
    return located(contexts, address_named(args.address), country_named(args.country)), notes


def json_parts(impact: Impact) -> Iterator[str]:
    """Yield the result as JSON, a piece at a time, in the shape that is promised to outsiders."""
    names = [json.dumps(one.name) for one in impact.contexts]
    yield '{\n"changed": ['
    yield from _rows(impact, "changed", names)
    yield '],\n"unknown": ['
    yield from _rows(impact, "unknown", names)
    yield f'],\n"unchanged": {impact.counts["unchanged"]},\n"policies": ['
    separator = "\n"
    for policy in impact.policies():
        yield separator
        yield from _policy(policy, impact)
        separator = ",\n"
    yield "\n]\n}\n"


def _rows(impact: Impact, kind: Kind, names: list[str]) -> Iterator[str]:
    """Yield rows; what follows the account's name is written once for all accounts with the same result."""
    ends: dict[Any, str] = {}
    separator = "\n"
    account, start = -1, ""
    for row in impact.rows(kind):
        if row.account != account:
            account, start = row.account, f'{{"account": {json.dumps(impact.name(row.account))}, "context": '
        missing = impact.missing(row) if kind == "unknown" else ()
        key = (row.cell, missing)
        end = ends.get(key)
        if end is None:
            end = ends[key] = _end(row, missing, impact.tables)
        yield f"{separator}{start}{names[row.context]}, {end}"
        separator = ",\n"
    yield "\n" if separator != "\n" else ""


def _end(row: Row, missing: tuple[str, ...], tables: ConditionalAccessTables) -> str:
    cell = row.cell
    detailed = cell.before[:3] == cell.after[:3] and cell.before != cell.after
    rest: dict[str, Any] = {
        "before": _verdict(cell.before, tables, detailed=detailed),
        "after": _verdict(cell.after, tables, detailed=detailed),
    }
    if cell.kind == "unknown":
        rest |= {"missing": missing, "change": cell.change}
    return json.dumps(rest)[1:]


def _verdict(verdict: Verdict, tables: ConditionalAccessTables, *, detailed: bool) -> dict[str, Any]:
    from wizard.evidence.impact_summary import details_of

    shown: dict[str, Any] = {
        "outcome": verdict.outcome,
        "controls": verdict.controls,
        "unattended": verdict.unattended,
    }
    return shown | {"details": details_of(verdict, tables)} if detailed else shown


def _policy(policy: PolicyImpact, impact: Impact) -> Iterator[str]:
    pair = policy.pair
    head = {
        "displayName": pair.shown.name,
        "id": pair.shown.id or None,
        "change": pair.change,
        "before": pair.old and pair.old.state,
        "after": pair.new and pair.new.state,
    }
    yield json.dumps(head)[:-1]
    for name, accounts in (("gained", policy.gained), ("lost", policy.lost), ("unknown", policy.unknown)):
        yield f', "{name}": ['
        for place, account in enumerate(accounts):
            yield f"{', ' if place else ''}{json.dumps(impact.name(account))}"
        yield "]"
    yield "}"

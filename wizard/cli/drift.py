"""``drift``: what today's pack would decide differently than documents say, and where a tenant differs from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.evidence import add_directory, exported_policies
from wizard.cli.folders import add_folder_parser, opened_folders
from wizard.cli.parser import day_of, pack_folder
from wizard.cli.streams import print_problems, show_json, show_lines
from wizard.errors import EXIT_DONE, EXIT_FINDINGS, EXIT_USAGE, Problem, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from datetime import date

    from wizard.engagement.drift import Cause, Drift
    from wizard.engagement.register import Entry
    from wizard.engagement.tenant_result import Comparison
    from wizard.pack.models import Pack

_DESCRIPTION = (
    "Decides the answers of documents again with today's knowledge, and says what differs, grouped by cause. "
    "With --policies it also says where the tenant's exclusions and the register of approved ones differ. "
    "With --format md it is a report for the board. Exit code 4 where a decision or an exclusion differs, where that "
    "cannot be known, or where a record cannot be read."
)


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add_folder_parser(add, _DESCRIPTION, formats=("text", "json", "md"))
    parser.add_argument(
        "--policies", type=Path, metavar="P", help="exported Conditional Access policies of the tenant, file or folder"
    )
    add_directory(parser, "users, groups and roles of the tenant, in one file or several")


def run(args: argparse.Namespace) -> int:
    """Print what is decided differently today, and where the tenant differs.

    Raises:
        EvidenceError: The policies or the directory cannot be used at all.
        UsageError: A directory is named without policies.
    """
    from wizard.engagement.drift import Look, causes, look_at
    from wizard.engagement.drift_report import drift_markdown, drift_text, tenant_json, tenant_text
    from wizard.engagement.following import papers_of_same
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.register import settled
    from wizard.engagement.succession import closures_around

    if args.directory and args.policies is None:
        raise UsageError(Problem("--directory", "is compared with policies.", "Name them with --policies."))
    folders, pack, engine = opened_folders(args)
    day = day_of(args)
    look = Look(pack, engine, day, register=args.policies is not None)
    looked = list(look_at(folders, look))
    found = [one.drift for one in looked]
    grouped = causes(found)
    compared, complete = None, True
    if args.policies is not None:
        closures = closures_around(args.folder_of_documents)
        whole = is_engagement(args.folder_of_documents)
        later = () if whole else look_at(papers_of_same(folders), look)
        read = [read for one in (*looked, *later) for read in one.read]
        read += look.register_of.lost(args.folder_of_documents, read) if whole else ()
        entries = settled(read, pack, day, closures)
        compared, complete = _compared(args, pack, entries, day)
    if args.format == "md":
        print(drift_markdown(found, grouped, pack, day, compared), end="")
    elif args.format == "json":
        rows = _as_json(found, grouped)
        show_json(rows if compared is None else {"decisions": rows, "tenant": tenant_json(compared)})
    else:
        show_lines(drift_text(found, grouped))
        if compared is not None:
            show_lines(("", *tenant_text(compared)))
    acts = any(one.changes or one.problem for one in found)
    if acts or (compared is not None and (compared.differences or compared.unknown)):
        return EXIT_FINDINGS
    return EXIT_DONE if complete else EXIT_USAGE


def _compared(args: argparse.Namespace, pack: Pack, entries: list[Entry], day: date) -> tuple[Comparison, bool]:
    """Read the tenant and compare; report what could not be used."""
    from wizard.engagement.tenant import Tenant, compare
    from wizard.evidence.directory import Directory
    from wizard.evidence.directory_reading import read_directories
    from wizard.evidence.exclusions import strangers
    from wizard.evidence.impact_checks import mixed_tenants
    from wizard.evidence.mappings import load_mappings
    from wizard.evidence.tables import load_tables
    from wizard.pack.models import Meaning

    tables = load_tables(args.pack)
    mappings = load_mappings(pack_folder(args))
    directory = read_directories(args.directory) if args.directory else Directory()
    reading = exported_policies(args.policies)
    complete = print_problems([*directory.problems, *reading.problems])
    mixed = next((problem.message for problem in mixed_tenants(args.policies, reading, directory)), "")
    if not mixed and strangers(reading.policies, directory):
        mixed = "the directory has none of the users and groups that the policies name, as if it were another tenant's"
    labels = {
        option.id: option.label
        for field in pack.signoff
        if field.means == Meaning.EXCLUSIONS
        for option in field.option
    }
    tenant = Tenant(reading, directory, tables, mappings, labels, mixed.rstrip("."))
    return compare(entries, tenant, day), complete


def _as_json(found: Sequence[Drift], grouped: Sequence[Cause]) -> list[dict[str, Any]]:
    from wizard.files.json_object import as_plain

    numbers = {one.folder: number for number, these in enumerate(grouped, 1) for one in these.drifts}
    return [as_plain(one) | {"folder": str(one.folder), "cause": numbers.get(one.folder)} for one in found]

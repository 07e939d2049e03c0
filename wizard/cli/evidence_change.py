"""``mfa-wizard evidence change``: the change set of an approved exclusion, with its proof and its rollback.

It never calls a tenant. What is not approved, what touches somebody else, and what cannot be known is refused
before a file is written.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.evidence import add_directory, address_named, country_named
from wizard.cli.parser import add_date, day_of, knowledge
from wizard.cli.streams import print_problems, show_lines
from wizard.errors import EXIT_DONE, EvidenceError, ExportError, Problem

if TYPE_CHECKING:
    from wizard.evidence.change.model import ChangeSet
    from wizard.evidence.change.proof import Proof
    from wizard.evidence.change.rules import Exports
    from wizard.evidence.contexts import NamedContext
    from wizard.evidence.tables import ConditionalAccessTables

_DESCRIPTION = """Write the change set of an approved exclusion: requests for Microsoft Graph with their rollback,
PowerShell, Terraform, what-if requests, and the proof that nobody else is touched.

RECORD is in a folder that 'export' wrote; approval is read from its checklist. Nothing is sent
to a tenant."""
_REMEDY = "Name another folder with --to."


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:

    parser = add(description=_DESCRIPTION)
    parser.add_argument(
        "record", type=Path, metavar="RECORD", help="a decision folder, or the record of one of its accounts"
    )
    parser.add_argument("--policies", required=True, type=Path, metavar="P", help="exported policies, file or folder")
    add_directory(parser, "users, groups, roles and named locations, all of them")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="folder of the change set")
    parser.add_argument(
        "--clean-up", action="store_true", help="end the exclusions of a decision that is over, instead of making them"
    )
    parser.add_argument(
        "--license",
        choices=("none", "p2", "governance"),
        default="none",
        help="with Entra ID P2 or Governance the membership ends by itself, and one without an end is reviewed each year",
    )
    parser.add_argument(
        "--contexts", type=Path, metavar="FILE", help="further sign-ins to prove it by, as JSON or TOML"
    )
    parser.add_argument("--address", metavar="IP", help="public address of the sign-ins of unattended accounts")
    parser.add_argument("--country", metavar="CODE", help="their country, two letters")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text is the default")
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Plan, prove and write the change set.

    Raises:
        EvidenceError: It is not approved, cannot be planned, or cannot be proved.
        ExportError: RECORD is in no decision folder, or the change set cannot be written there.
    """
    from wizard.documents.bundle import RECORD
    from wizard.engagement.approved_change import approved_in
    from wizard.engagement.change_set import files_of
    from wizard.engagement.export import keep_apart, write_documents
    from wizard.evidence.change.plan import in_scope, plan_clean_up, plan_exclusion
    from wizard.evidence.change.proof import prove

    if (args.to / RECORD).exists():
        message = "holds the documents of a decision, which nobody adds to."
        raise ExportError(Problem(str(args.to), message, _REMEDY, for_shell=True))
    keep_apart(args.to)
    day = day_of(args)
    pack, engine = knowledge(args)
    approved = approved_in(args.record, pack, engine, day, clean_up=args.clean_up)
    exports, tables = _exports(args)
    change = (
        plan_clean_up(approved, exports, day) if args.clean_up else plan_exclusion(approved, exports, args.license, day)
    )
    contexts = _contexts(args, change, exports, tables)
    proof = prove(change, exports.reading, exports.directory, tables, contexts)
    witness = next(in_scope(change, exports.directory, tables), "")  # in scope of a changed policy, and must not change
    written = write_documents(files_of(change, proof, witness, day), args.to, _REMEDY)
    _report(args, change, proof, written)
    return EXIT_DONE


def _exports(args: argparse.Namespace) -> tuple[Exports, ConditionalAccessTables]:
    from wizard.evidence.change.rules import Exports
    from wizard.evidence.directory_reading import read_directories
    from wizard.evidence.mappings import load_mappings
    from wizard.evidence.policies.reading import read_originals, read_policies
    from wizard.evidence.tables import load_tables

    if not args.directory:
        message = "is needed: without users and groups nobody can tell whom else the change touches."
        remedy = "Export users, groups with members, roles and named locations, and name the files."
        raise EvidenceError(Problem("--directory", message, remedy, for_shell=True))
    tables = load_tables(args.pack)
    directory = read_directories(args.directory)
    reading = read_policies(args.policies)
    print_problems([*directory.problems, *reading.problems])
    if reading.unread:
        message = f"has policies that could not be read: {', '.join(reading.unread[:3])}."
        raise EvidenceError(Problem(str(args.policies), message, "Export the policies again, all of them."))
    originals = read_originals(args.policies)
    return Exports(reading, originals, directory, load_mappings(args.pack), str(args.policies)), tables


def _contexts(
    args: argparse.Namespace, change: ChangeSet, exports: Exports, tables: ConditionalAccessTables
) -> tuple[NamedContext, ...]:
    """Return the sign-ins of unattended accounts, those of the file, and those that the policies are about."""
    from wizard.evidence.change.sign_ins import countries_matter, rows_about
    from wizard.evidence.contexts import Contexts, located

    reader = Contexts(tables, args.pack)
    ids = {policy.id.lower() for policy in change.policies}
    policies = [policy for policy in exports.reading.policies if policy.id.lower() in ids]
    country = country_named(args.country) or countries_matter(policies, exports.directory)
    usual = located(reader.default(), address_named(args.address), country)
    given = reader.read(args.contexts)[0] if args.contexts else ()
    own = reader.of(rows_about(policies, exports.directory), "the policies")
    return (*usual, *given, *own)


def _report(args: argparse.Namespace, change: ChangeSet, proof: Proof, written: Sequence[Path]) -> None:
    from wizard.evidence.change.schema import result_of
    from wizard.wording import count

    if args.format == "json":
        print(result_of(change, proof, written).as_json(), end="")
        return
    lines = (
        (
            f"{change.account_name}: {change.kind} proved over {count(proof.accounts, 'account')} and "
            f"{count(len(proof.contexts), 'sign-in')}."
        ),
        f"Changed for sure: {change.account_name}. Changed or unknown among the others: 0.",
        "Change and rollback give the first state back, byte for byte.",
        *(() if proof.today else ("Today nothing changes: a policy is off or in report-only mode.",)),
        *change.notes,
        *(str(path) for path in written),
    )
    show_lines(lines)

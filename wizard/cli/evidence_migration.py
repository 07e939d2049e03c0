"""``mfa-wizard evidence migration``: a plan for connections and flows, every one of them in exactly one row.

The plan goes to stdout. Nothing is changed in the tenant; commands in the plan are text for a person.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.evidence import add_directory, check_saved, record_held
from wizard.cli.streams import print_problems, say
from wizard.errors import EXIT_DONE, EXIT_USAGE, EvidenceError, Problem, RecordError

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.evidence.migration.plan import Plan

_DESCRIPTION = """Plan how connections and flows of Power Platform move away from a user account.

Reads the admin API's JSON, Get-AdminPowerAppConnection, Get-AdminFlow, lists of CLI for
Microsoft 365 and the inventory of Power Platform, as JSON, CSV, Excel or printed list; a folder
means the files in it. Every connection and flow is in exactly one row: the identity afterwards,
who re-creates it, how a flow gets its new owner, sharing, license, order, and what is not known.
Owners change first, and nothing is deleted before its replacement ran."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="CONNECTIONS", help="exports of connections or flows, or folders of them"
    )
    parser.add_argument(
        "--flows", action="append", default=[], type=Path, metavar="F", help="exports of flows; may be repeated"
    )
    add_directory(parser, "users, to name owners and to tell who is disabled")
    parser.add_argument(
        "--account", action="append", default=[], metavar="NAME", help="only this account's rows; may be repeated"
    )
    parser.add_argument(
        "--record", metavar="R", help="also write the steps into the plan of this saved record, for its account"
    )
    parser.add_argument("--format", choices=("text", "json", "md", "csv"), default="text", help="how to print it")


def run(args: argparse.Namespace) -> int:
    """Make the plan and print it.

    Raises:
        EvidenceError: No file has a connection or a flow, or none belongs to the account.
        RecordError: The record can't be opened or written.
    """
    if args.record is None:
        plan = _plan(args, args.account)
    else:
        with record_held(args) as session:
            plan = _into(session, args)
    complete = print_problems(plan.problems)
    _print(plan, args.format)
    return EXIT_DONE if complete else EXIT_USAGE


def _plan(args: argparse.Namespace, accounts: list[str], given: str | None = None) -> Plan:
    """Return the plan of some accounts; ``given`` is the object ID that a record gives, None where there is no record."""
    from wizard.engagement.evidence_files import mappings_of
    from wizard.evidence.directory_reading import read_directories
    from wizard.evidence.migration.making import make_plan
    from wizard.evidence.migration.reading import read_estate
    from wizard.evidence.namesakes import CODE, by_option

    directory = read_directories(args.directory) if args.directory else None
    estate = read_estate([*args.files, *args.flows], directory)
    if directory is not None:
        estate.problems += directory.problems
    plan = make_plan(estate, mappings_of(args.pack), directory, accounts, given or "")
    if given is None:
        plan = replace(plan, problems=tuple(by_option(one) if one.code == CODE else one for one in plan.problems))
    if not plan.rows:
        place, message = ", ".join(accounts), "no connection and no flow belongs to this account."
        raise EvidenceError(*plan.problems, Problem(place, message, "Name it as the exports do, with --account."))
    return plan


def _into(session: Session, args: argparse.Namespace) -> Plan:
    """Return the plan of a record's account, after its steps went into the record."""
    from wizard.engagement.evidence_files import names_of, object_id_of
    from wizard.evidence.migration.record_steps import HEAD, record_steps
    from wizard.pack.models import Meaning
    from wizard.record.signoff import read_field
    from wizard.record.values import Step
    from wizard.wording import count, printable

    names = args.account or names_of(session.record)
    plan = _plan(args, names, object_id_of(session.record))
    field = next((field for field in session.pack.signoff if field.means is Meaning.PLAN), None)
    if field is None:
        message = "the pack has no field for the steps of a plan."
        raise RecordError(Problem(str(session.path), message, "Leave out --record."))
    held = read_field(field, session.as_record().signoff.get(field.id))
    steps = record_steps(plan, [one for one in held if isinstance(one, Step)] if isinstance(held, list) else ())
    session.set_field(field.id, [step.model_dump(mode="json") for step in steps])
    check_saved(session)
    ours = sum(step.step.startswith(HEAD) for step in steps)
    say(
        printable(
            f"mfa-wizard: {session.path}: {count(ours, 'step')} of the migration in the plan. Name owners and days."
        )
    )
    return plan


def _print(plan: Plan, form: str) -> None:
    if form == "json":
        from wizard.evidence.migration.schema import result_of

        sys.stdout.write(result_of(plan).as_json())
        return
    from wizard.cli import evidence_migration_text as faces

    if form == "csv":
        sys.stdout.write(faces.as_csv(plan))
        return
    for line in faces.text(plan) if form == "text" else faces.markdown(plan):
        print(line)

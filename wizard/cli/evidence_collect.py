"""``mfa-wizard evidence collect``: the read-only script that exports what is missing of the tenant."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import knowledge
from wizard.cli.streams import say
from wizard.errors import EXIT_DONE, Problem, RecordError, UsageError

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.evidence.collect.tables import Collect, Section
    from wizard.pack.models import Pack
    from wizard.shapes.evidence import Collected

_DESCRIPTION = """Print a read-only PowerShell script that exports what is missing of the tenant.

With a record, it exports what the open questions need, for this account only; without one,
everything. Each file is read as it is by 'evidence show' and the other commands. Nothing is run here."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--record", metavar="RECORD", help="export what this saved record needs: account name or file")
    what.add_argument(
        "--for", dest="wanted", nargs="+", default=[], metavar="WORD", help="only these questions or sections, by ID"
    )
    parser.add_argument(
        "--account", action="append", default=[], metavar="NAME", help="only this account; may be repeated"
    )
    parser.add_argument("--days", type=int, default=30, metavar="N", help="how far logs go back (default 30)")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write the script to this new file")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text is the script (default)")


def run(args: argparse.Namespace) -> int:
    """Print the script, or write it.

    Raises:
        UsageError: Nothing is missing, a word is not known, or the file exists.
    """
    from wizard.evidence.collect.tables import load_collect, sections_for, sections_named

    (pack, engine), table = knowledge(args), load_collect(args.pack)
    accounts: list[str] = list(args.account)
    missing: Collection[str] | None = None
    if args.record is not None:
        missing, account = _missing(args, pack, engine)
        accounts = accounts or [account]
        sections = sections_for(table, missing)
        if not sections:
            remedy = "Name questions or sections with --for, or omit --record for everything."
            raise UsageError(Problem(args.record, "has no open question that an export answers.", remedy))
    else:
        sections = sections_named(table, args.wanted, pack.question_by_id) if args.wanted else table.section
    result = _result(table, sections, (accounts, args.days), pack, missing)
    text = result.script if args.format == "text" else result.as_json()
    if args.to is None:
        print(text, end="")
    else:
        from wizard.engagement.export import write_documents

        write_documents({args.to.name: text.encode()}, args.to.parent, "Name a new file with --to.")
        say(f"Written: {args.to}. Scopes: {', '.join(result.scopes) or 'none'}.")
    return EXIT_DONE


def _missing(args: argparse.Namespace, pack: Pack, engine: Engine) -> tuple[frozenset[str], str]:
    """Return the questions of a record without a known answer, and what the directory calls its account."""
    from wizard.decision.answers import UNKNOWN
    from wizard.engagement.evidence_files import names_of
    from wizard.engagement.paths import home
    from wizard.engagement.session import Session
    from wizard.engagement.settings import settings_near, with_tenant
    from wizard.engagement.store import find_record, read_saved
    from wizard.record.version import SETTINGS_FILE

    path = find_record(home(args.folder), args.record)
    saved = with_tenant(pack, read_saved(path), settings_near(path), SETTINGS_FILE)
    session = Session(pack, engine, saved)
    interview, record = session.interview, session.record
    unknown = {
        name for name, value in interview.answers.items() if UNKNOWN in ((value,) if isinstance(value, str) else value)
    }
    names = names_of(record)
    named = next((name for name in names if "@" in name), names[1] if len(names) > 1 else "")
    if not named and not args.account:
        message = f"calls its account {names[0][:80]!r}, which isn't a sign-in name."
        raise RecordError(Problem(str(path), message, "Name it as the directory does, with --account."))
    return frozenset({*interview.open, *interview.to_do, *unknown}), named


def _result(
    table: Collect,
    sections: tuple[Section, ...],
    scope: tuple[list[str], int],
    pack: Pack,
    missing: Collection[str] | None,
) -> Collected:
    from wizard.evidence.collect.script import script
    from wizard.evidence.collect.tables import scopes_of
    from wizard.shapes.evidence import Asked, Collected, SectionShown

    questions, modules = pack.question_by_id, {one.id: one.module for one in table.service}
    accounts, days = scope

    def label(name: str) -> str:
        return str(questions[name].short) if name in questions else name

    shown = [
        SectionShown(
            id=one.id, title=one.title, file=one.file, module=modules[one.service], scopes=list(one.scopes), role=one.role,
            questions=[
                Asked(id=name, label=label(name), open=None if missing is None else name in missing)
                for name in one.questions
            ],
            sources=list(one.sources),
        )
        for one in sections
    ]  # fmt: skip
    text = script(table, sections, accounts, days, label)
    return Collected(accounts=accounts, days=days, scopes=list(scopes_of(table, sections)), sections=shown, script=text)

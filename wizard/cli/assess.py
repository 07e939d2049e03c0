"""``assess``: a list of accounts into an engagement, any day, any number of times."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import add_date, day_of, pack_folder
from wizard.cli.progress import AccountsDone
from wizard.cli.streams import print_problems, say, show_path
from wizard.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE, Problem, nothing_lost
from wizard.wording import count, printable, short

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from wizard.engagement.assessing import Assessing, Assessment
    from wizard.engagement.lists.model import AccountList
    from wizard.evidence.proposals.policies_with_exports import Several

MOST_LINES = 20
"""Accounts or conflicts that are printed one by one."""

EXPORTS = {
    "--sign-ins": "sign-in logs that propose answers to open questions; may be repeated",
    "--directory": "users, groups, roles and methods, likewise",
    "--connections": "Power Platform connections and flows, likewise",
    "--policies": "Conditional Access policies, file or folder; they need --directory to know groups and roles",
}


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Define the arguments of ``assess``."""
    parser = add(
        description="Brings a list of accounts into an engagement folder and brings its reports up to date. Run it "
        "again whenever the list changes: answers are merged, and what a person answered stays.",
    )
    parser.add_argument("accounts", type=Path, metavar="LIST", help="a table of accounts, or a folder of records")
    parser.add_argument(
        "--to", type=Path, metavar="DIR", required=True, help="the engagement; made if there is none yet"
    )
    parser.add_argument("--documents", action="store_true", help="also write drafts/<account>/ for a first reading")
    parser.add_argument("--format", default="md", metavar="LIST", help="md, html, docx; several with commas")
    parser.add_argument("--yes", action="store_true", help="take headings as they are understood; do not ask")
    for option, what in EXPORTS.items():
        parser.add_argument(option, type=Path, action="append", default=[], metavar="PATH", help=what)
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Bring the list in, and print what became of it."""
    from wizard.cli.list_mapping import confirmed_list
    from wizard.decision.engine import Engine
    from wizard.engagement.assessing import Assessing, Assessment
    from wizard.engagement.beginning import begun
    from wizard.engagement.engagement import EVIDENCE
    from wizard.engagement.export import read_formats
    from wizard.engagement.first_edition import bring_papers
    from wizard.engagement.lists.remembered import remembered
    from wizard.engagement.papers import later_paper
    from wizard.engagement.paths import home, pseudonym_key
    from wizard.engagement.reports import lost_key
    from wizard.engagement.settled import Settled
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program

    formats = read_formats(args.format)
    folder = pack_folder(args)
    pack, engine = load_pack(folder), Engine(load_program(folder))
    day = day_of(args)
    known, settled = remembered(args.to / EVIDENCE), Settled(args.to, pack)
    listed = confirmed_list(args.accounts, pack, engine, day, yes=args.yes, known=known, settled=settled.files)
    progress = AccountsDone()
    try:
        with _exports(args) as (evidence, lost):
            key = pseudonym_key(home(args.folder))
            work = Assessing(begun(args.to, pack, engine), pack, engine, day, formats, key, progress)
            _remember(work, listed)
            remarks = [lost_key(work.engagement, key)]
            imported = work.bring_in(listed.rows, evidence, settled)
        brought = list(bring_papers(args.accounts, work.engagement))
        done = Assessment(imported, work.look(imported), problems=[one for one in brought if isinstance(one, Problem)])
        if args.documents:
            work.draft(done)
        for path in work.report(done):
            show_path(path)
    except KeyboardInterrupt:
        progress.clear()
        say(f"mfa-wizard: stopped{progress.where()}. Nothing is lost. Run the same command again to continue.")
        return EXIT_INTERRUPTED
    progress.clear()
    remarks.append(later_paper(done.overview.papers, day))
    for text in (*listed.remarks, *map(str, filter(None, remarks)), *_told(done, args.to)):
        say(f"mfa-wizard: {text}")
    problems = [*listed.problems, *imported.problems, *done.problems, *done.overview.problems]
    print_problems(problems)
    return EXIT_USAGE if problems or lost else EXIT_DONE


def _remember(work: Assessing, listed: AccountList) -> None:
    """Keep what the columns mean, so that nobody is asked twice; the accounts are there without it."""
    from wizard.engagement.engagement import EVIDENCE
    from wizard.engagement.lists.remembered import remember

    if listed.mapping is not None and listed.mapping.confirmed:
        with suppress(OSError):
            remember(work.engagement.folder / EVIDENCE, listed.mapping)


@contextmanager
def _exports(args: argparse.Namespace) -> Iterator[tuple[Several | None, bool]]:
    """Open the exports; give what to ask, and whether a part of them could not be used."""
    if not (args.sign_ins or args.connections or args.policies or args.directory):
        yield None, False
        return
    from wizard.cli.evidence_progress import watched
    from wizard.engagement.evidence_files import Exports

    exports = Exports.sorted_out((*args.sign_ins, *args.connections), args.policies, args.directory)
    with ExitStack() as stack:
        with watched() as progress:
            opened, problems = stack.enter_context(exports.opened(args.pack, progress))
        print_problems(problems)
        yield opened, not nothing_lost(problems)


def _told(done: Assessment, folder: Path) -> Iterator[str]:
    """Yield what became of the list."""
    imported = done.imported
    for name in imported.strangers[:MOST_LINES]:
        yield f"{printable(short(name, 200))}: no export names this account. Check how it is spelled."
    if len(imported.strangers) > MOST_LINES:
        yield f"{len(imported.strangers) - MOST_LINES:,} more accounts are named by no export."
    for name, now in imported.renamed[:MOST_LINES]:
        told = f"{short(name, 200)}: the list calls it {short(now, 200)}, which is kept as another name of it."
        yield printable(f"{told} 'mfa-wizard records rename' gives it that name.")
    if len(imported.renamed) > MOST_LINES:
        yield f"{len(imported.renamed) - MOST_LINES:,} more accounts have another name in the list."
    for conflict in imported.conflicts[:MOST_LINES]:
        told = f"{conflict.place} says {conflict.given or 'nothing'}; the account keeps {conflict.kept or 'nothing'}."
        yield printable(f"{short(conflict.account, 200)}: {told}")
    if len(imported.conflicts) > MOST_LINES:
        yield f"{len(imported.conflicts) - MOST_LINES:,} more answers differ; each is noted on its question."
    for draft in done.filled_in:
        yield f"{draft}: left as it is, because someone filled in its checklist. Freeze it with 'mfa-wizard board'."
    yield f"{count(len(done.overview.rows), 'account')} in {printable(str(folder))}: {len(imported.added):,} new, {len(imported.changed):,} changed, {len(imported.unchanged):,} unchanged."

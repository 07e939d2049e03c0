"""``assess``: a list of accounts into an engagement, any day, any number of times.

It asks what the columns of a list mean, one plain line each; without a terminal it takes what is certain, or refuses.
"""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import add_date, day_of, knowledge
from wizard.cli.progress import AccountsDone, watched
from wizard.cli.streams import complain, print_problems, say, show_path
from wizard.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE, EvidenceError, Problem
from wizard.wording import count, printable, short

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.engagement.assessing import Assessing, Assessment
    from wizard.engagement.lists.model import AccountList, Mapping, Unsure
    from wizard.evidence.proposals.policies_with_exports import Several
    from wizard.pack.models import Pack

MOST_LINES = 20
"""Accounts or conflicts that are printed one by one."""

_WHOLE = frozenset({"sheet", "account", "heading"})
"""Kinds that concern the whole list, so nothing is done before they are settled. A cell concerns its row."""

EXPORTS = {
    "--sign-ins": "sign-in logs that suggest answers to open questions; may be repeated",
    "--directory": "users, groups, roles and methods, likewise",
    "--connections": "Power Platform connections and flows, likewise",
    "--policies": "Conditional Access policies, file or folder; they need --directory to know groups and roles",
}


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
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
    from wizard.cli.assess import confirmed_list
    from wizard.engagement.assessing import Assessing, Assessment
    from wizard.engagement.beginning import begun, bring_papers
    from wizard.engagement.engagement import EVIDENCE
    from wizard.engagement.export import read_formats
    from wizard.engagement.lists.model import remembered
    from wizard.engagement.papers import later_paper
    from wizard.engagement.paths import home, pseudonym_key
    from wizard.engagement.reports import lost_key
    from wizard.engagement.settled import Settled

    formats = read_formats(args.format)
    pack, engine = knowledge(args)
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
    lost = not print_problems(imported.left) or lost
    return EXIT_USAGE if problems or lost else EXIT_DONE


def _remember(work: Assessing, listed: AccountList) -> None:
    """Keep what the columns mean, so that nobody is asked twice; the accounts are there without it."""
    from wizard.engagement.engagement import EVIDENCE
    from wizard.engagement.lists.model import remember

    if listed.mapping is not None and listed.mapping.confirmed:
        with suppress(OSError):
            remember(work.engagement.folder / EVIDENCE, listed.mapping)


@contextmanager
def _exports(args: argparse.Namespace) -> Iterator[tuple[Several | None, bool]]:
    """Open the exports; give what to ask, and whether a part of them could not be used."""
    if not (args.sign_ins or args.connections or args.policies or args.directory):
        yield None, False
        return
    from wizard.engagement.evidence_files import Exports

    exports = Exports.sorted_out((*args.sign_ins, *args.connections), args.policies, args.directory)
    with ExitStack() as stack:
        with watched() as progress:
            opened, problems = stack.enter_context(exports.opened(args.pack, progress))
        yield opened, not print_problems(problems)


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
        yield f"{draft}: left as it is, because someone filled in its checklist or it cannot be read. Freeze it with 'mfa-wizard board'."
    yield f"{count(len(done.overview.rows), 'account')} in {printable(str(folder))}: {len(imported.added):,} new, {len(imported.changed):,} changed, {len(imported.unchanged):,} unchanged."


def confirmed_list(
    path: Path,
    pack: Pack,
    engine: Engine,
    day: date,
    *,
    yes: bool = False,
    known: Iterable[Mapping] = (),
    settled: Container[str] = (),
) -> AccountList:
    """Return a list whose columns are confirmed, by a person or by ``yes``.

    Args:
        yes: Take the best guess, and say which one.
        known: Mappings that were confirmed earlier.
        settled: As in ``read_list``.

    Raises:
        EvidenceError: The list cannot be used, or something is unsure and nobody can be asked.
    """
    from wizard.engagement.lists.reading import read_list

    asked = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    listed = read_list(path, pack, engine, day, list(known), settled=settled)
    if asked:
        _show(listed)
    while listed.mapping is not None and listed.unsure:
        guessed = [one for one in listed.unsure if one.guess]
        if asked:
            mapping = _answers(listed.mapping, listed.unsure)
        elif yes and guessed:
            _say_guesses(guessed)
            mapping = listed.mapping.guessed(guessed)
        else:
            break
        listed = read_list(path, pack, engine, day, mapping, settled=settled)
    if whole := [one for one in listed.unsure if one.kind in _WHOLE]:
        raise EvidenceError(*map(_refused, whole))
    return listed


def _show(listed: AccountList) -> None:
    if listed.lines:
        say("The columns of the list are read as:")
    for line in listed.lines:
        say(f"  {printable(line)}")


def _answers(mapping: Mapping, unsure: Iterable[Unsure]) -> Mapping:
    """Ask for everything that is unsure; another sheet or account column is read first."""
    for one in unsure:
        mapping = mapping.answered(one, _asked(one))
        if one.kind in {"sheet", "account"}:
            break
    return mapping


def _asked(unsure: Unsure) -> str:
    """Return the choice of a person; Enter takes the first one.

    Raises:
        EvidenceError: The input ended.
    """
    complain(printable(f"{unsure.place}: {unsure.text}"))
    for number, choice in enumerate(unsure.choices, 1):
        complain(f"  {number}. {printable(choice.label)}")
    ids = {choice.id.casefold(): choice.id for choice in unsure.choices}
    numbers = {str(number): choice.id for number, choice in enumerate(unsure.choices, 1)}
    while True:
        print("Number, Enter for 1: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EvidenceError(_refused(unsure))
        word = line.strip().casefold() or "1"
        if found := numbers.get(word) or ids.get(word):
            return found
        complain(f"Type a number from 1 to {len(unsure.choices)}.")


def _say_guesses(guessed: Iterable[Unsure]) -> None:
    for one in guessed:
        label = next(choice.label for choice in one.choices if choice.id == one.guess)
        say(printable(f"mfa-wizard: {one.place}: {one.text} Taken: {label}."))


def _refused(unsure: Unsure) -> Problem:
    """Return what is said where nobody can be asked."""
    choices = "; ".join(choice.label for choice in unsure.choices)
    remedy = "Rename it, run the command on a terminal, or take the best guess with --yes."
    return Problem(unsure.place, f"{unsure.text} It can be: {choices}.", remedy, for_shell=True)

"""``mfa-wizard evidence propose``: exports propose answers of a saved record; a person confirms them later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import EXIT_DONE, EXIT_USAGE, EvidenceError, Problem, RecordError, nothing_lost

if TYPE_CHECKING:
    import argparse

    from wizard.engagement.session import Session
    from wizard.evidence.observations import Observation

_DESCRIPTION = """Let exports propose answers of a saved record.

RECORD is the name of a saved account, or a file. Open questions take what the exports say
about the account, marked as proposed with file, digest, rows and days. Answers that are there
stay; what speaks against them becomes a note. Nothing counts as confirmed: the wizard and
'mfa-wizard ask --record RECORD' show each proposal to a person, and 'export --final' refuses
while one is left."""
_UNNAMED = "no export names this account; what follows rests on policies alone. Check how it is spelled."


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the parser of ``mfa-wizard evidence``."""
    from argparse import RawDescriptionHelpFormatter

    from wizard.cli.parser import add_date

    parser: argparse.ArgumentParser = subparsers.add_parser(
        "propose",
        help="let exports propose answers of a saved record",
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
    from wizard.cli.streams import print_problems, say
    from wizard.decision.engine import Engine
    from wizard.engagement.evidence_files import Exports, names_of, observed, stated
    from wizard.engagement.paths import home
    from wizard.engagement.session import Session
    from wizard.engagement.store import find_record
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program
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
            for line in _lines(session, proposed, seen):
                print(line)
    finally:
        session.close()
    return EXIT_DONE if nothing_lost(problems) else EXIT_USAGE


def _lines(session: Session, proposed: Sequence[str], seen: Sequence[Observation]) -> Iterator[str]:
    from wizard.decision.words import Words
    from wizard.engagement.proposed import source_words
    from wizard.engagement.proposing import contradiction_text
    from wizard.wording import count, printable

    words = Words(session.pack)
    answers, parked = session.interview.answers, session.interview.parked
    yield printable(f"{session.record.account.name or 'account without a name'}: {session.path}")
    yield f"Proposed: {len(proposed)}. A person confirms each." if proposed else "Proposed: nothing new."
    for name in proposed:
        origin = session.record.origins[name]
        value = answers.get(name, parked.get(name))
        later = "" if name in answers else " (kept for when the question is asked)"
        if value is not None:
            yield printable(f"- {words.question(name)} {words.answer(name, value)}{later}")
            yield f"  {printable(f'Proposed by {source_words(origin)}: {origin.reason}'[:600])}"
    if session.contradictions:
        yield f"Speaks against answers that are there: {len(session.contradictions)}."
        for one in session.contradictions:
            text = contradiction_text(one, words)
            yield printable(f"- {words.question(one.question)} {text} [{one.observation.file}]"[:600])
    against = {one.observation for one in session.contradictions}
    left = [one for one in seen if _is_left_open(one, {**parked, **answers}) and one not in against]
    if left:
        yield f"The exports leave open: {len(left)}."
        for choice in left:
            tell = f" What would tell: {choice.would_tell}" if choice.would_tell else ""
            labels = words.answer(choice.question, choice.undecided)
            one_of = "One of" if len(choice.undecided) > 1 else "Perhaps"
            text = f"{words.question(choice.question)} {one_of}: {labels}. {choice.reason}{tell} [{choice.file}]"
            yield printable(f"- {text}"[:600])
    open_questions = session.interview.open
    yield (
        f"No file could say: {count(len(open_questions), 'question')}." if open_questions else "No question is open."
    )
    told = {one.question: one.would_tell for one in seen if one.would_tell}
    for name in open_questions:
        question = session.pack.question_by_id[name]
        tell = told.get(name) or question.ask_for
        yield printable(f"- {question.label}{f' Look up: {tell}' if tell else ''}"[:600])


def _is_left_open(one: Observation, answers: Mapping[str, Any]) -> bool:
    """Whether an export names answers of which one holds, and none of them is there."""
    value = answers.get(one.question)
    given = (value,) if isinstance(value, str) else tuple(value or ())
    return bool(one.undecided) and set(one.undecided).isdisjoint(given)

"""``mfa-wizard evidence propose``: exports propose answers of a saved record; a person confirms them later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.evidence import add_directory, check_saved, record_held
from wizard.cli.parser import add_date, day_of
from wizard.cli.progress import watched
from wizard.cli.streams import print_problems, say, show_page
from wizard.errors import EXIT_DONE, EXIT_USAGE, EvidenceError, Problem

if TYPE_CHECKING:
    import argparse

    from wizard.engagement.session import Session
    from wizard.evidence.observations import Observation

_DESCRIPTION = """Let exports suggest answers of a saved record.

RECORD is the name of a saved account, or a file. Open questions take what the exports say
about the account, marked as suggested with file, hash, rows and days. Answers that are there
stay; what contradicts them becomes a note. Nothing counts as confirmed: the wizard and
'mfa-wizard ask --record RECORD' show each suggestion to a person, and 'export --final' refuses
while one is left."""
_UNNAMED = "no export names this account; what follows rests on policies alone. Check how it is spelled."


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description=_DESCRIPTION)
    parser.add_argument("record", metavar="RECORD", help="a saved record: account name or file")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="exports of any kind, or folders of them")
    parser.add_argument("--account", metavar="UPN", default="", help="the account in the exports; else the record's")
    parser.add_argument(
        "--policies", action="append", default=[], type=Path, metavar="PATH", help="Conditional Access policies"
    )
    add_directory(parser, "users, groups, roles and named locations for the policies", metavar="FILE")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Read the exports, write proposals into the record and print them.

    Raises:
        EvidenceError: No file can be used, or none names the account.
        RecordError: The record cannot be opened or written.
    """
    from wizard.cli.evidence_propose import proposals_object
    from wizard.cli.evidence_text import file_objects
    from wizard.engagement.evidence_files import Exports, names_of, observed
    from wizard.views.proposals import read_page
    from wizard.wording import printable, short

    if not args.files and not args.policies:
        raise EvidenceError(Problem("", "No export was named.", "Name files, or policies with --policies."))
    with record_held(args) as session:
        names = [args.account] if args.account else names_of(session.record)
        exports = Exports.sorted_out(args.files, args.policies, args.directory, names)
        with ExitStack() as stack:
            with watched() as progress:
                opened = exports.opened(args.pack, progress)
                evidence, problems = stack.enter_context(opened)
            complete = print_problems(problems)
            assert evidence is not None  # noqa: S101 - exports were named
            seen, left = observed(evidence, names, day_of(args), session.as_record())
            complete = print_problems(left) and complete
            if not left and not any(map(evidence.knows, names)):
                say(f"mfa-wizard: {printable(short(names[0], 200))}: {_UNNAMED}")
            files = file_objects(evidence.evidence) if evidence.evidence is not None else []
        proposed = session.propose(seen)
        check_saved(session)
        if args.format == "json":
            print(json.dumps(proposals_object(session, proposed, seen, files), indent=2))
        else:
            print(printable(f"{session.record.account.name or 'account without a name'}: {session.path}"))
            show_page(read_page(session, proposed, seen))
    return EXIT_DONE if complete else EXIT_USAGE


def proposals_object(
    session: Session, proposed: Sequence[str], seen: Sequence[Observation], files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what was proposed, what contradicts answers, and what stays open.

    Args:
        session: The record, with the proposals in it.
        proposed: Questions that took something.
        seen: All that the exports say about the account.
        files: The exports with what each cannot say, as ``evidence show --format json`` has them.
    """
    limits = {str(file["file"]): [limit["text"] for limit in file["limits"]] for file in files}
    return {
        "account": session.record.account.name,
        "record": str(session.path) if session.path is not None else None,
        "proposed": [_proposal(session, name, seen, limits) for name in proposed],
        "contradictions": [
            {
                "question": one.question,
                "answer": session.interview.answers.get(one.question),
                "missing": list(one.missing),
                "proven": one.proven,
                **_sources([one.observation], limits),
            }
            for one in session.contradictions
        ],
        "undecided": list(_undecided(session, seen, limits)),
        "open": list(session.interview.open),
        "files": list(files),
    }


def _proposal(session: Session, name: str, seen: Sequence[Observation], limits: dict[str, list[str]]) -> dict[str, Any]:
    answers, origin = session.interview.answers, session.record.origins[name]
    value = answers.get(name, session.interview.parked.get(name))
    given = {value} if isinstance(value, str) else set(value or ())
    behind = [one for one in seen if one.question == name and given & set(one.answers)]
    return {
        "question": name,
        "label": session.pack.question_by_id[name].label,
        "answer": list(value) if isinstance(value, tuple) else value,
        "asked_now": name in answers,
        "confirmed": origin.how != "proposed",
        **_sources(behind, limits),
        "rows": origin.rows,
        "period": origin.period,
        "reason": origin.reason,
    }


def _undecided(session: Session, seen: Sequence[Observation], limits: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    answers = session.interview.answers
    for one in seen:
        if one.question in session.pack.question_by_id and one.undecided and one.question not in answers:
            yield {"question": one.question, "one_of": list(one.undecided), **_sources([one], limits)}


def _sources(seen: Sequence[Observation], limits: dict[str, list[str]]) -> dict[str, Any]:
    sources = list(dict.fromkeys(source for one in seen for source in one.sources))
    return {
        "certainty": "shows" if any(one.certainty == "shows" for one in seen) else "suggests",
        "sources": [{"file": source.file, "sha256": source.sha256} for source in sources],
        "rows": sum(one.rows for one in seen),
        "period": "; ".join(dict.fromkeys(one.period for one in seen if one.period)),
        "reason": " ".join(dict.fromkeys(one.reason for one in seen)),
        "facts": sorted({fact for one in seen for fact in one.facts}),
        "would_tell": " ".join(dict.fromkeys(one.would_tell for one in seen if one.would_tell)),
        "cannot_say": list(dict.fromkeys(text for source in sources for text in limits.get(source.file, []))),
    }

"""``status``: how far the sign-off of documents is; of an engagement, each account with what is to be done next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.folders import add_folder_parser, opened_folders
from wizard.cli.parser import day_of
from wizard.cli.streams import print_problems, say, show_json, show_lines
from wizard.errors import EXIT_DONE, EXIT_FINDINGS, EXIT_USAGE, WizardError
from wizard.wording import count

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.engagement.overview import Overview
    from wizard.engagement.readback_form import Signature
    from wizard.engagement.rows import Row
    from wizard.engagement.status import Status
    from wizard.pack.models import Pack


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add_folder_parser(
        add,
        "Reads from the checklists, in Markdown or Word, what was ticked, signed and filled in, says how far each "
        "decision is, and names the next date. Of an engagement it says so of each account, and writes its reports again. "
        "Exit code 4 where a record cannot be read.",
    )
    parser.add_argument("--owner", metavar="NAME", help="only accounts of this owner")
    parser.add_argument("--due", type=_days, metavar="DAYS", help="only what is overdue or due within so many days")


def _days(text: str) -> int:
    import argparse

    if not (text.isascii() and text.isdigit() and len(text) < 5):
        message = f"'{text[:40]}' isn't a number of days. Use a whole number, for example 30"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Print how far each folder is."""
    from wizard.engagement.following import succession_of
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.status import belongs_to, falls_due, status_of

    folders, pack, engine = opened_folders(args)
    if is_engagement(args.folder_of_documents):
        return _of_engagement(args, pack, engine)
    day = day_of(args)
    succession = succession_of(folders, pack, engine, day)
    found = [status_of(folder, pack, engine, day, succession) for folder in folders]
    unreadable = any(one.problem for one in found)
    if args.owner is not None:
        found = [one for one in found if belongs_to(one, args.owner)]
    if args.due is not None:
        found = [one for one in found if falls_due(one, day, args.due)]
    if args.format == "json":
        show_json(list(map(_as_json, found)))
    else:
        show_lines(_all_text(found))
    return EXIT_FINDINGS if unreadable else EXIT_DONE


def _all_text(found: Sequence[Status]) -> Iterator[str]:
    for one in found:
        yield from _text(one)
    if len(found) > 1:
        states = Counter(one.state.words if one.state else "cannot be read" for one in found)
        yield f"{len(found)} folders: {', '.join(f'{number} {state}' for state, number in states.items())}."
    elif not found:
        yield "Nothing matches."


def _as_json(one: Status) -> dict[str, Any]:
    if one.problem:
        return {"folder": str(one.folder), "account": None, "state": None, "problem": one.problem}
    return {
        "folder": str(one.folder),
        "account": one.account,
        "record_id": one.record_id,
        "owner": one.owner,
        "outcome": one.outcome,
        "state": one.state,
        "decisions": [
            {"title": approval.title, "state": approval.state, "from": approval.first, "to": approval.last}
            for approval in one.approvals
        ],
        "why": [_dated(*due) for due in one.why],
        "complete": one.complete,
        "nothing_to_sign": one.nothing_to_sign,
        "items": {
            "expected": one.expected,
            "done": [item.id for item in one.done],
            "open": [item.id for item in one.open],
            "not_applicable": {item.id: item.not_applicable for item in one.not_applicable},
            "without_a_date": [item.id for item in one.undated],
            "without_a_name": [item.id for item in one.nameless],
            "unreadable": [{"item": lost.item, "place": lost.place} for lost in one.unreadable],
            "missing": one.missing,
        },
        "signatures": {
            "given": [_signature(row) for row in one.signed],
            "not_counted": one.uncounted,
            "open": one.unsigned,
        },
        "result": one.result or {},
        "reviews": [
            {"due": row.due, "held_on": row.held_on, "by": row.by, "result": row.result} for row in one.reviews
        ],
        "closure": one.closure or {},
        "aged": one.aged,
        "notes": one.notes,
        "next": _dated(*one.next_date) if one.next_date else None,
        "problem": None,
    }


def _signature(row: Signature) -> dict[str, Any]:
    return {
        "role": row.role,
        "name": row.name,
        "decision": _decisions(row),
        "decisions": row.decisions,
        "conditions": row.conditions,
        "date": row.date,
        "reference": row.reference,
    }


def _decisions(row: Signature) -> str:
    if len(row.decisions) == 1:
        return next(iter(row.decisions.values()))
    return "; ".join(f"{column}: {text}" for column, text in row.decisions.items() if text)


def _text(one: Status) -> Iterator[str]:
    from wizard.engagement.states import State

    if one.problem:
        yield f"{one.folder}: cannot be read: {one.problem}"
        return
    where = str(one.folder)
    state = one.state.words if one.state else "unknown"
    yield f"{where}: {one.account or one.record_id}: {one.outcome}, {state}."
    over = one.state in {State.CLOSED, State.RENEWED, State.SUPERSEDED}
    for approval in one.approvals if len(one.approvals) > 1 and not over else ():
        yield f"{where}: {approval.title}: {approval.state.words}"
    for then, what in one.why:
        yield f"{where}: {'due' if one.state is State.DUE else 'overdue'}: {what}, {then.isoformat()}"
    if one.nothing_to_sign:
        yield f"{where}: nothing to sign."
    yield f"{where}: {len(one.done)} of {one.expected} items are ticked."
    for item in one.open:
        yield f"{where}: open: {item.id} {item.text}"
    for item in one.not_applicable:
        yield f"{where}: not applicable: {item.id}: {item.not_applicable}"
    if one.undated:
        yield f"{where}: ticked without a date: {' '.join(item.id for item in one.undated)}"
    if one.nameless:
        yield f"{where}: ticked without a name: {' '.join(item.id for item in one.nameless)}"
    for lost in one.unreadable:
        yield f"{where}: cannot be read, {lost.place}: {lost.item or lost.text}"
    if one.missing:
        yield f"{where}: missing from the checklist: {' '.join(one.missing)}"
    yield from _people(where, one)
    for what, filled in {**(one.result or {}), **(one.closure or {})}.items():
        yield f"{where}: {what}: {filled}"
    for row in one.reviews:
        yield f"{where}: review due {row.due}: held {row.held_on or 'on no day'}, {row.result or 'no result'}"
    yield from (f"{where}: {line}" for line in (*one.aged, *one.notes))
    if one.next_date:
        yield f"{where}: next: {one.next_date[0].isoformat()}, {one.next_date[1]}"


def _people(where: str, one: Status) -> Iterator[str]:
    for row in one.signed:
        yield f"{where}: signed: {row.role}, {row.name or 'without a name'}: {_decisions(row) or 'no decision'}, {row.date}"
    for role in one.uncounted:
        yield f"{where}: signature does not count: {role}; 'mfa-wizard verify' says why."
    for role in one.unsigned:
        yield f"{where}: signature open: {role}"


def _of_engagement(args: argparse.Namespace, pack: Pack, engine: Engine) -> int:
    """Print how far each account is, and write the reports again."""
    from wizard.engagement.engagement import Engagement
    from wizard.engagement.overview import overview
    from wizard.engagement.papers import later_paper
    from wizard.engagement.reports import lost_key, write_reports
    from wizard.engagement.rows import is_due
    from wizard.record.names import name_fits

    day = day_of(args)
    found = overview(Engagement.open(args.folder_of_documents, pack, engine), pack, engine, day)
    code = EXIT_DONE
    for remark in filter(None, (later_paper(found.papers, day), lost_key(found.engagement))):
        say(f"mfa-wizard: {remark}")
    try:
        write_reports(found, pack, engine)
    except WizardError as error:
        print_problems(error.problems)
        code = EXIT_USAGE
    rows = list(found.rows)
    if args.owner is not None:
        rows = [row for row in rows if row.owner and name_fits(row.owner, args.owner)]
    if args.due is not None:
        rows = [row for row in rows if row.seen is None or is_due(row, day, args.due)]
    if args.format == "json":
        show_json(list(_accounts_json(found, rows)))
    else:
        show_lines(_accounts_text(found, rows))
    return EXIT_FINDINGS if found.problems or any(row.seen is None for row in found.rows) else code


def _accounts_json(found: Overview, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    yield from (_account_json(found, row) for row in rows)
    for problem in found.problems:
        yield {"folder": problem.place, "account": None, "state": None, "problem": str(problem)}


def _account_json(found: Overview, row: Row) -> dict[str, Any]:
    home = found.engagement.folder
    seen = row.seen
    return {
        "folder": str(home / row.paper) if row.paper else "",
        "account": row.account if seen else None,
        "file": str(found.engagement.accounts_folder / row.file),
        "record_id": seen.record_id if seen else "",
        "owner": row.owner,
        "outcome": (seen.main if seen else None) or "open",
        "state": row.state,
        "step": row.step,
        "why": [_dated(*one) for one in row.late],
        "from": row.start,
        "to": row.end,
        "next": _dated(*row.next) if row.next else None,
        "open": [one.place for one in seen.open] if seen else [],
        "differs": row.differs,
        "renewing": row.renewing,
        "copies": row.copies,
        "problem": str(row.problem) if row.problem else None,
    }


def _dated(then: date, what: str) -> dict[str, Any]:
    return {"date": then, "what": what}


def _accounts_text(found: Overview, rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield from _account_lines(row)
    for problem in found.problems:
        yield f"{Path(problem.place)}: {problem.text}"
    if not rows:
        yield (
            "Nothing matches."
            if found.rows
            else "The engagement has no accounts yet: 'mfa-wizard assess' brings a list in."
        )
        return
    states = Counter(row.state.words if row.state else "cannot be read" for row in rows)
    steps = Counter(row.step.words for row in rows)
    yield f"{count(len(rows), 'account')}: {', '.join(f'{number} {state}' for state, number in states.items())}."
    yield f"Next: {', '.join(f'{number} {step}' for step, number in steps.items())}."


def _account_lines(row: Row) -> Iterator[str]:
    """Yield what is worth knowing of an account, the state first."""
    if row.seen is None:
        yield f"{row.file}: {row.problem}"
        return
    state = row.state.words if row.state else "unknown"
    parts = [row.seen.main or "open", state, row.step.words]
    parts += [f"{what} was due on {then.isoformat()}" for then, what in row.late]
    parts += [f"next {row.next[0].isoformat()}, {row.next[1]}"] if row.next and not row.late else []
    yield f"{row.account}: {'; '.join(parts)}{f' ({row.paper})' if row.paper else ''}"
    if row.differs:
        yield f"{row.account}: the answers or the object ID differ from those of the paper"
    if row.copies:
        yield f"{row.account}: {row.file} and {', '.join(row.copies)} hold one record"

"""``status``: how far the sign-off of documents is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from wizard.cli.folders import add_folder_parser, opened_folders
from wizard.cli.parser import day_of
from wizard.cli.streams import show_json, show_lines
from wizard.errors import EXIT_DONE, EXIT_FINDINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from wizard.engagement.readback_form import Signature
    from wizard.engagement.status import Status


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
    from wizard.cli.status_engagement import of_engagement
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.status import belongs_to, falls_due, status_of
    from wizard.engagement.verify import succession_of

    folders, pack, engine = opened_folders(args)
    if is_engagement(args.folder_of_documents):
        return of_engagement(args, pack, engine)
    day = day_of(args)
    succession = succession_of(folders, pack)
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
    due = {"date": one.next_date[0].isoformat(), "what": one.next_date[1]} if one.next_date else None
    return {
        "folder": str(one.folder),
        "account": one.account,
        "record_id": one.record_id,
        "owner": one.owner,
        "outcome": one.outcome,
        "state": one.state.value if one.state else None,
        "decisions": [
            {
                "title": approval.title,
                "state": approval.state.value,
                "from": approval.first.isoformat() if approval.first else None,
                "to": approval.last.isoformat() if approval.last else None,
            }
            for approval in one.approvals
        ],
        "why": [{"date": then.isoformat(), "what": what} for then, what in one.why],
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
            "missing": list(one.missing),
        },
        "signatures": {
            "given": [_signature(row) for row in one.signed],
            "not_counted": list(one.uncounted),
            "open": list(one.unsigned),
        },
        "result": one.result or {},
        "reviews": [
            {"due": row.due, "held_on": row.held_on, "by": row.by, "result": row.result} for row in one.reviews
        ],
        "closure": one.closure or {},
        "aged": list(one.aged),
        "notes": list(one.notes),
        "next": due,
        "problem": None,
    }


def _signature(row: Signature) -> dict[str, Any]:
    return {
        "role": row.role,
        "name": row.name,
        "decision": _decisions(row),
        "decisions": dict(row.decisions),
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
        yield f"{where}: {state}: {what}, {then.isoformat()}"
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

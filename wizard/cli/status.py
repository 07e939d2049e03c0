"""``status``: where the sign-off of documents stands."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wizard.cli.folders import add_folder_parser, opened_folders, show
from wizard.cli.parser import day_of
from wizard.errors import EXIT_DONE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from wizard.engagement.status import Status


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    add_folder_parser(
        add,
        "Reads from the checklists what was ticked, signed and filled in, and names the next date.",
    )


def run(args: argparse.Namespace) -> int:
    """Print where each folder stands."""
    from wizard.engagement.status import status_of

    folders, pack, engine = opened_folders(args)
    found = [status_of(folder, pack, engine, day_of(args)) for folder in folders]
    show(args, map(_as_json, found), _all_text(found))
    return EXIT_DONE


def _all_text(found: Sequence[Status]) -> Iterator[str]:
    for one in found:
        yield from _text(one)
    if len(found) > 1:
        complete = sum(one.complete for one in found)
        yield f"{len(found)} folders: {complete} complete, {len(found) - complete} open."


def _as_json(one: Status) -> dict[str, Any]:
    due = {"date": one.next_date[0].isoformat(), "what": one.next_date[1]} if one.next_date else None
    return {
        "folder": str(one.folder),
        "account": one.account,
        "record_id": one.record_id,
        "outcome": one.outcome,
        "complete": one.complete,
        "items": {
            "done": [item.id for item in one.done],
            "open": [item.id for item in one.open],
            "not_applicable": {item.id: item.not_applicable for item in one.not_applicable},
            "without_a_name": [item.id for item in one.nameless],
        },
        "signatures": {"given": [asdict(row) for row in one.signed], "open": list(one.unsigned)},
        "result": one.result,
        "next": due,
    }


def _text(one: Status) -> Iterator[str]:
    total = len(one.done) + len(one.open)
    state = "complete" if one.complete else "open"
    yield f"{one.folder}: {one.account or one.record_id}: {one.outcome}, {state}."
    yield f"{one.folder}: {len(one.done)} of {total} items are ticked."
    for item in one.open:
        yield f"{one.folder}: open: {item.id} {item.text}"
    for item in one.not_applicable:
        yield f"{one.folder}: not applicable: {item.id}: {item.not_applicable}"
    if one.nameless:
        yield f"{one.folder}: ticked without a name: {' '.join(item.id for item in one.nameless)}"
    for row in one.signed:
        yield f"{one.folder}: signed: {row.role}, {row.name or 'without a name'}: {row.decision or 'no decision'}, {row.date}"
    for role in one.unsigned:
        yield f"{one.folder}: signature open: {role}"
    for what, filled in one.result.items():
        yield f"{one.folder}: {what}: {filled}"
    if one.next_date:
        yield f"{one.folder}: next: {one.next_date[0].isoformat()}, {one.next_date[1]}"

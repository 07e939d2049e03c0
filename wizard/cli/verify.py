"""``verify``: whether documents still hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from wizard.cli.folders import add_folder_parser, opened_folders
from wizard.cli.parser import day_of
from wizard.cli.streams import show_json, show_lines
from wizard.errors import EXIT_DONE, EXIT_FINDINGS

if TYPE_CHECKING:
    import argparse

    from wizard.engagement.verify import Verified


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    add_folder_parser(
        add,
        "Compares hashes, writes the documents again and compares them, and looks at signatures, at the order of "
        "dates and at what is due. Of an engagement it also looks at the accounts. Exit code 4 where something does not "
        "hold.",
    )


def run(args: argparse.Namespace) -> int:
    """Print what does not hold."""
    from wizard.engagement.engagement import Engagement
    from wizard.engagement.following import succession_of
    from wizard.engagement.overview import overview
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.verify import Verified, verify
    from wizard.engagement.verify_engagement import engagement_findings

    folders, pack, engine = opened_folders(args)
    day = day_of(args)
    succession = succession_of(folders, pack, engine, day)
    found = [verify(folder, pack, engine, day, succession) for folder in folders]
    if is_engagement(args.folder_of_documents):
        whole = overview(Engagement.open(args.folder_of_documents, pack, engine), pack, engine, day)
        found.insert(0, Verified(args.folder_of_documents, None, tuple(engagement_findings(whole))))
    if args.format == "json":
        show_json(list(map(_as_json, found)))
    else:
        show_lines(line for one in found for line in _text(one))
    return EXIT_FINDINGS if any(one.findings for one in found) else EXIT_DONE


def _as_json(one: Verified) -> dict[str, Any]:
    return {"folder": str(one.folder), "state": one.state, "findings": one.findings, "notes": one.notes}


def _text(one: Verified) -> Iterator[str]:
    for finding in one.findings:
        yield f"{one.folder}: {finding.place}: {finding.message} {finding.remedy} [{finding.code}]"
    for note in one.notes:
        yield f"{one.folder}: note: {note}"
    if not one.findings:
        yield f"{one.folder}: no problems found."

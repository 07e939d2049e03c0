"""``drift``: what today's pack would decide otherwise than documents say."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from wizard.cli.folders import add_folder_parser, opened_folders, show
from wizard.cli.parser import day_of
from wizard.errors import EXIT_DONE, EXIT_FINDINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from wizard.engagement.drift import Drift


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    add_folder_parser(
        add,
        "Decides the answers of documents again with today's knowledge and says what differs and why. "
        "Exit code 4 where a decision differs.",
    )


def run(args: argparse.Namespace) -> int:
    """Print what is decided otherwise today."""
    from wizard.decision.why import Explainer
    from wizard.engagement.drift import drift

    folders, pack, engine = opened_folders(args)
    explainer = Explainer(pack)
    found = [drift(folder, pack, engine, day_of(args), explainer) for folder in folders]
    rows = ({**asdict(one), "folder": str(one.folder)} for one in found)
    show(args, rows, (line for one in found for line in _text(one)))
    return EXIT_FINDINGS if any(one.changes for one in found) else EXIT_DONE


def _text(one: Drift) -> Iterator[str]:
    versions = f"written under {one.knowledge_then or 'an unknown version'}, today's is {one.knowledge_now}"
    if not one.changes:
        yield f"{one.folder}: decided the same ({versions})."
    for change in one.changes:
        yield f"{one.folder}: {change.what}: then {change.before}; now {change.now} ({versions})."
        for reason in change.why:
            yield f"{one.folder}: because {reason}"
    if one.facts_new:
        yield f"{one.folder}: rests now on {', '.join(one.facts_new)} too."
    if one.facts_gone:
        yield f"{one.folder}: rests on {', '.join(one.facts_gone)}, which today's knowledge does not have."

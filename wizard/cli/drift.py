"""``drift``: what today's pack would decide differently than documents say."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wizard.cli.folders import add_folder_parser, opened_folders, show
from wizard.cli.parser import day_of
from wizard.errors import EXIT_DONE, EXIT_FINDINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from wizard.engagement.drift import Cause, Drift


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Define the arguments of ``drift``."""
    add_folder_parser(
        add,
        "Decides the answers of documents again with today's knowledge, and says what differs, grouped by cause. "
        "With --format md it is a report for the board. Exit code 4 where a decision differs or a record cannot be read.",
        formats=("text", "json", "md"),
    )


def run(args: argparse.Namespace) -> int:
    """Print what is decided differently today."""
    from wizard.decision.why import Explainer
    from wizard.engagement.drift import causes, drift
    from wizard.engagement.drift_report import drift_markdown, drift_text

    folders, pack, engine = opened_folders(args)
    explainer = Explainer(pack)
    day = day_of(args)
    found = [drift(folder, pack, engine, day, explainer) for folder in folders]
    grouped = causes(found)
    if args.format == "md":
        print(drift_markdown(found, grouped, pack, day), end="")
    elif args.format == "json":
        show(args, [_as_json(one, grouped) for one in found], ())
    else:
        show(args, (), drift_text(found, grouped))
    return EXIT_FINDINGS if any(one.changes or one.problem for one in found) else EXIT_DONE


def _as_json(one: Drift, grouped: list[Cause]) -> dict[str, Any]:
    cause = next((number for number, these in enumerate(grouped, 1) if one in these.drifts), None)
    facts = [
        {**asdict(fact), "effective_from": fact.effective_from.isoformat() if fact.effective_from else None}
        for fact in one.facts_changed
    ]
    return {**asdict(one), "folder": str(one.folder), "facts_changed": facts, "cause": cause}

"""``verify``: whether documents still hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from wizard.cli.folders import add_folder_parser, opened_folders, show
from wizard.cli.parser import day_of
from wizard.errors import EXIT_DONE, EXIT_FINDINGS

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from wizard.engagement.verify import Finding


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    add_folder_parser(
        add,
        "Compares digests, looks at dates that have passed and at signatures that were given. "
        "Exit code 4 where something does not hold.",
    )


def run(args: argparse.Namespace) -> int:
    """Print what does not hold."""
    from wizard.engagement.verify import verify

    folders, pack, engine = opened_folders(args)
    day = day_of(args)
    found = {folder: verify(folder, pack, engine, day) for folder in folders}
    rows = ({"folder": str(folder), "findings": [asdict(one) for one in these]} for folder, these in found.items())
    show(args, rows, (line for folder, these in found.items() for line in _text(folder, these)))
    return EXIT_FINDINGS if any(found.values()) else EXIT_DONE


def _text(folder: Path, found: Sequence[Finding]) -> Iterator[str]:
    yield from (f"{folder}: {one.place}: {one.message}" for one in found)
    if not found:
        yield f"{folder}: everything holds."

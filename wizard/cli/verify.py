"""``verify``: whether documents still hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from wizard.cli.folders import add_folder_parser, opened_folders
from wizard.cli.parser import day_of
from wizard.errors import EXIT_DONE, EXIT_FINDINGS
from wizard.wording import printable

if TYPE_CHECKING:
    import argparse


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
    if args.format == "json":
        rows = [{"folder": str(folder), "findings": [asdict(one) for one in these]} for folder, these in found.items()]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for folder, these in found.items():
            for one in these:
                print(printable(f"{folder}: {one.place}: {one.message}"))
            if not these:
                print(printable(f"{folder}: everything holds."))
    return EXIT_FINDINGS if any(found.values()) else EXIT_DONE

"""``schema``: the JSON Schema of what a command prints as JSON, for scripts and for programs that check them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.streams import say
from wizard.errors import EXIT_DONE, ExportError

if TYPE_CHECKING:
    import argparse


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Prints the JSON Schema of what a command prints with --format json. Without a command it lists the "
        "commands that have one.",
    )
    parser.add_argument("command", metavar="COMMAND", nargs="*", help="the words of a command")
    parser.add_argument("--to", type=Path, metavar="DIR", help="write the schemas of all commands here, a file each")


def run(args: argparse.Namespace) -> int:
    """Print, list or write schemas.

    Raises:
        UsageError: The command prints no JSON.
        ExportError: The folder cannot be written.
    """
    from wizard.files.published_schema import as_bytes
    from wizard.shapes import SHAPES, schema_of

    if args.to is not None:
        _write(args.to, {name: as_bytes(schema_of(name)) for name in SHAPES})
    elif args.command:
        print(as_bytes(schema_of(" ".join(args.command))).decode(), end="")
    else:
        print("\n".join(SHAPES))
    return EXIT_DONE


def _write(folder: Path, made: dict[str, bytes]) -> None:
    from wizard.files.reading import refused
    from wizard.files.writing import write_whole

    try:
        for name, data in made.items():
            path = folder / f"{name.replace(' ', '-')}.schema.json"
            write_whole(path, data, 0o666)
            say(f"Written: {path}")
    except OSError as error:
        raise ExportError(refused(folder, error, "Name another folder with --to.")) from None

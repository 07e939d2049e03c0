"""``completion``: the script with which a shell completes commands and options, made from the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import commands_of, whole_parser
from wizard.errors import EXIT_DONE, MissingExtraError

if TYPE_CHECKING:
    import argparse

PLACES = {
    "bash": "~/.local/share/bash-completion/completions/mfa-wizard",
    "zsh": "_mfa-wizard in a folder of $fpath",
    "fish": "~/.config/fish/completions/mfa-wizard.fish",
    "tcsh": "~/.tcshrc, at its end",
    "powershell": "the file that $PROFILE names, at its end",
}
"""Where each shell looks for the script; the guide says the same."""

NAMES_OF_FILES = frozenset({"FILE", "RECORD", "R"})
"""What an option is called that takes a file, or else ``-`` or the name of a record."""

_ADVICE = re.compile(r"^# Usage:\n(?:#.*\n)*", re.MULTILINE)
"""Where the library would put it: folders that a shell does not look into by itself."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Prints the script with which a shell completes commands, options and files. Its first lines say where "
        "to put it. Needs the extra shell.",
    )
    parser.add_argument("shell", choices=tuple(PLACES), help="the shell that reads the script")


def run(args: argparse.Namespace) -> int:
    """Print the script.

    Raises:
        MissingExtraError: shtab is not installed.
    """
    try:
        import shtab
    except ModuleNotFoundError:
        raise MissingExtraError("shell", "Completion") from None
    parser = whole_parser()
    for action in _actions(parser):
        if action.type is Path or action.metavar in NAMES_OF_FILES:
            folder = action.metavar == "DIR"
            action.complete = shtab.DIRECTORY if folder else shtab.FILE  # type: ignore[attr-defined] # shtab reads it
    place = f"# Put it into: {PLACES[args.shell]}\n"
    print(_ADVICE.sub(lambda _: place, shtab.complete(parser, args.shell), count=1))
    return EXIT_DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield everything that a command and the commands below it take."""
    yield from parser._actions  # noqa: SLF001 - argparse has no other way
    for below in commands_of(parser).values():
        yield from _actions(below)

"""``help``: the help of a command, for those who type the word first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard.cli.parser import build_parser
from wizard.errors import EXIT_DONE

if TYPE_CHECKING:
    import argparse


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Define the arguments of ``help``."""
    parser = add(description="Prints what a command does and takes, as COMMAND --help does.")
    parser.add_argument("command", metavar="COMMAND", nargs="*", help="its words; without them all commands are listed")


def run(args: argparse.Namespace) -> int:
    """Print the help of the command that was named.

    Raises:
        UsageError: There is no such command.
        SystemExit: The help was printed.
    """
    words = [*args.command, "--help"]
    build_parser(words).parse_args(words)
    return EXIT_DONE

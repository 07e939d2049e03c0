"""``help``: the help of a command, for those who type the word first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.cli.parser import build_parser, check_words, whole_parser
from wizard.errors import EXIT_DONE, MissingExtraError

if TYPE_CHECKING:
    import argparse

QUOTE_FIRST = re.compile("^'", re.MULTILINE)
"""What ``man`` takes for a command where a line begins with it; the library lets it through, and the line is lost."""


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description="Prints what a command does and takes, as COMMAND --help does.")
    parser.add_argument("--man", action="store_true", help="print all of it as a manual page; needs the extra shell")
    parser.add_argument("command", metavar="COMMAND", nargs="*", help="its words; without them all commands are listed")


def run(args: argparse.Namespace) -> int:
    """Print the help of the command that was named.

    Raises:
        UsageError: There is no such command.
        MissingExtraError: The library that writes manual pages is not installed.
        SystemExit: The help was printed.
    """
    if args.man:
        print(_manual())
        return EXIT_DONE
    words = [*args.command, "--help"]
    parser = build_parser(words)
    check_words(parser, words)
    parser.parse_args(words)
    return EXIT_DONE


def _manual() -> str:
    try:
        from argparse_manpage.manpage import Manpage
    except ModuleNotFoundError:
        raise MissingExtraError("shell", "The manual page") from None
    data = {
        "project_name": "mfa-wizard",
        "version": __version__,
        "manual_title": "MFA Exception Wizard",
        "description": "decides whether an account can be excluded from MFA",
    }
    page = str(Manpage(whole_parser(), _data=data, format="single-commands-section")).rstrip()
    return QUOTE_FIRST.sub(r"\\&'", page)

"""Where words go: results to stdout, everything else to stderr, both as UTF-8.

What a stream takes besides plain text, colors and links, is decided here too; in case of doubt it gets neither.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wizard.errors import Problem, UsageError, WizardError, nothing_lost
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.decision.blocks import Block

MOST_PROBLEMS = 100
"""Findings that are printed one by one; the rest is counted."""

_PROGRAMS = frozenset({"Hyper", "WezTerm", "ghostty", "iTerm.app", "vscode"})
_VARIABLES = ("DOMTERM", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "VTE_VERSION", "WT_SESSION")
"""What terminals that open links set: the name of the program, or their own variables."""

_HEADING = re.compile(r"^(\S[^:\n]*:)", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_COMMAND = re.compile(r"^( {4})([a-z][\w-]*)(?= )", re.MULTILINE)


def use_utf8() -> None:
    """Let the streams speak UTF-8 wherever the wizard runs; what UTF-8 cannot hold becomes a question mark.

    A stream that the caller closed leads nowhere from then on.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - lives with the process
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


class Remarks:
    """Whether remarks are printed; ``--quiet`` turns them off for one command line."""

    shown = True


def say(text: str) -> None:
    """Write a remark to stderr, unless the command is to be quiet."""
    if Remarks.shown:
        complain(text)


def show_page(blocks: Iterable[Block]) -> None:
    """Write a page to stdout, with links where the terminal opens them."""
    from wizard.views.lines import printed

    print("\n".join(printed(blocks, links=takes_links(sys.stdout))))


def show_lines(lines: Iterable[str]) -> None:
    """Write lines to stdout without what a terminal obeys."""
    for line in lines:
        print(printable(line))


def show_json(found: object) -> None:
    """Write a value to stdout as JSON; data classes and days among its parts become objects and texts."""
    from wizard.files.json_object import as_plain

    print(json.dumps(as_plain(found), indent=2, ensure_ascii=False))


def complain(text: str) -> None:
    """Write to stderr what nobody may miss, without what a terminal obeys."""
    print("".join(char if char.isprintable() or char == "\n" else " " for char in text), file=sys.stderr)


def show_path(path: object) -> None:
    """Write a path to stdout: as it is for a program, without what a terminal obeys for a person."""
    text = str(path)
    print(printable(text) if sys.stdout.isatty() else text)


def print_problems(problems: Sequence[Problem]) -> bool:
    """Write findings to stderr, one line each; mere notes are remarks. Return whether nothing of the input is lost."""
    shown = [problem for problem in problems if Remarks.shown or problem.severity == "loss"]
    for problem in shown[:MOST_PROBLEMS]:
        complain(printable(f"mfa-wizard: {problem}"))
    if len(shown) > MOST_PROBLEMS:
        complain(f"mfa-wizard: and {len(shown) - MOST_PROBLEMS:,} more findings of the same input.")
    return nothing_lost(problems)


def print_error(error: WizardError) -> int:
    """Write an error to stderr and return its exit code."""
    print_problems(error.problems)
    return error.exit_code


def let_go_of_stdout() -> None:
    """Point stdout at nothing, after its reader has left, so that Python does not complain at its end."""
    handle = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(handle, sys.stdout.fileno())
    except (OSError, ValueError):
        return
    finally:
        os.close(handle)


def cannot_draw() -> bool:
    """Return whether the terminal shows a drawing as characters."""
    return os.environ.get("TERM") == "dumb"


def check_terminal() -> None:
    """Refuse to draw where no person can see it.

    Raises:
        UsageError: Input or output isn't a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        remedy = "Use 'mfa-wizard ask --plain' for lines, or 'mfa-wizard decide FILE' for a file of answers."
        raise UsageError(Problem("", "this needs a terminal for input and output.", remedy))


def takes_color(stream: Any) -> bool:
    """Return whether a stream takes colors.

    ``NO_COLOR`` forbids them, then ``FORCE_COLOR`` wants them, both wherever they are set and not empty. Otherwise
    a terminal takes them unless ``TERM`` is ``dumb``.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or _draws(stream)


def _draws(stream: Any) -> bool:
    return bool(stream.isatty()) and not cannot_draw()


def takes_links(stream: Any) -> bool:
    """Return whether a stream is a terminal that is known to open links; others would show their characters."""
    if not _draws(stream) or os.environ.get("TERM", "").startswith(("screen", "tmux")):
        return False
    return os.environ.get("TERM_PROGRAM") in _PROGRAMS or any(os.environ.get(name) for name in _VARIABLES)


def colored_help(text: str) -> str:
    """Return a help text with its headings, commands and options marked."""
    text = _OPTION.sub(lambda found: _in(36, found[0]), text)
    text = _COMMAND.sub(lambda found: found[1] + _in(36, found[2]), text)
    return _HEADING.sub(lambda found: _in(1, found[1]), text)


def _in(code: int, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"

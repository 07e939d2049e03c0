"""Where words go: results to stdout, everything else to stderr, both as UTF-8."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.errors import Problem, WizardError
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.decision.blocks import Block

MOST_PROBLEMS = 100
"""Findings that are printed one by one; the rest is counted."""


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
    from wizard.cli.terminal import takes_links
    from wizard.views.lines import printed

    print("\n".join(printed(blocks, links=takes_links(sys.stdout))))


def complain(text: str) -> None:
    """Write to stderr what nobody may miss, without what a terminal obeys."""
    print("".join(char if char.isprintable() or char == "\n" else " " for char in text), file=sys.stderr)


def show_path(path: object) -> None:
    """Write a path to stdout: as it is for a program, without what a terminal obeys for a person."""
    text = str(path)
    print(printable(text) if sys.stdout.isatty() else text)


def print_problems(problems: Iterable[Problem]) -> None:
    """Write findings to stderr, one line each; mere notes are remarks."""
    shown = [problem for problem in problems if Remarks.shown or problem.severity == "loss"]
    for problem in shown[:MOST_PROBLEMS]:
        complain(printable(f"mfa-wizard: {problem}"))
    if len(shown) > MOST_PROBLEMS:
        complain(f"mfa-wizard: and {len(shown) - MOST_PROBLEMS:,} more findings of the same input.")


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

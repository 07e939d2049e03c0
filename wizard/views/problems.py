"""Findings as they are said within a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, item, text, theirs
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.errors import Problem, WizardError

MOST = 50
"""Findings that are said one by one."""


def said(problem: Problem, instead: str = "") -> str:
    """Return a finding as it is said within a session: a remedy for the command line gives way to another."""
    remedy = instead if problem.for_shell else problem.remedy
    it = "it " if problem.place and not problem.subject else ""
    return f"{it}{problem.text} {remedy}".strip()


def refused(error: WizardError, instead: str = "") -> list[str]:
    """Return the findings of an error, each with its place, as they are said within a session."""
    found = error.problems[:MOST]
    return [printable(f"{problem.place}: {said(problem, instead)}".removeprefix(": ")) for problem in found]


def problem_blocks(problems: Sequence[Problem], instead: str = "") -> Iterator[Block]:
    """Yield findings about files, each with its place."""
    if problems:
        yield Heading("Findings about the files", count=len(problems))
    for problem in problems[:MOST]:
        yield item(theirs(f"{problem.place}: {said(problem, instead)}"))
    if len(problems) > MOST:
        yield text(f"And {len(problems) - MOST:,} more.")

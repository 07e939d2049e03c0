"""Reads the README and the guides as their readers do: the commands in them, and what they print.

``python -m tests.readme test-command`` prints the command that passes the tests.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.packs import ROOT
from tests.support.walking import STEP, Step, step_of

README = ROOT / "README.md"
GUIDES = tuple(sorted((ROOT / ".github" / "guides").glob("*.md")))
PAGES = (README, *GUIDES)
_BLOCK = re.compile(r"^```(?P<language>console|python)\n(?P<inside>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Typed:
    """A command, and the lines that a page shows of what it prints; ``…`` ends a line that is cut off."""

    line: str
    printed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """An example for other programs."""

    text: str


def blocks(language: str, page: Path = README) -> list[str]:
    """Return the fenced blocks of one language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def set_up_commands() -> list[str]:
    """Return the two commands of the quick start: the wizard's and the tests'."""
    return [block.strip() for block in blocks("sh")[:2]]


def acts(page: Path) -> list[Step | Typed | Code]:
    """Return what a reader of a page does, in order: files written or changed, commands typed, code run."""
    text = page.read_text(encoding="utf-8")
    steps = list(STEP.finditer(text))
    found: list[tuple[int, Step | Typed | Code]] = [(step.start(), step_of(step)) for step in steps]
    for block in _BLOCK.finditer(text):
        if not any(step.start() < block.start() < step.end() for step in steps):
            found += [(block.start(), act) for act in _block(block["language"], block["inside"])]
    return [act for _, act in sorted(found, key=lambda one: one[0])]


def _block(language: str, inside: str) -> list[Typed | Code]:
    if language == "python":
        return [Code(inside)]
    typed: list[Typed] = []
    for line in inside.splitlines():
        if line.startswith("$ "):
            typed.append(Typed(line.removeprefix("$ ")))
        elif line.strip(" …"):
            typed[-1] = Typed(typed[-1].line, (*typed[-1].printed, line))
    return [*typed]


if __name__ == "__main__" and sys.argv[1:] == ["test-command"]:
    print(set_up_commands()[1])

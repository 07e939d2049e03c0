"""Reads the README as its readers do: the commands in it.

``python -m tests.readme test-command`` prints the command that passes the tests.
"""

from __future__ import annotations

import re
import sys

from tests.support.packs import ROOT


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def set_up_commands() -> list[str]:
    """Return the two commands of the quick start: the wizard's and the tests'."""
    return [block.strip() for block in blocks("sh")[:2]]


def console_commands() -> list[str]:
    """Return every command of the console examples, in order."""
    return [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]


if __name__ == "__main__" and sys.argv[1:] == ["test-command"]:
    print(set_up_commands()[1])

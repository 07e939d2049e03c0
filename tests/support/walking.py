"""Walks through a change that a page tells step by step, done exactly as they are written there.

A step is one sentence and one block of code: "In `file`, at the end:", "In `file`, above the line starting with
`text`:", or "In the new file `file`:".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

STEP = re.compile(
    r"In (?P<new>the new file )?`(?P<file>[\w./-]+)`"
    r"(?:, (?:at the end|above the line (?:starting with )?`(?P<above>[^`]+)`))?:\n\n"
    r"```(?:toml|markdown|python|json|csv)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
BLOCK = re.compile(r"^```(?:toml|markdown|python)$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    file: str
    new: bool
    above: str | None
    text: str


def chapter(page: Path, heading: str) -> str:
    """Return what a page says below a heading, up to the next heading of its level or above."""
    level = heading.partition(" ")[0]
    found: list[str] = []
    inside = fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        marks, _, rest = line.partition(" ")
        if not fenced and rest and set(marks) == {"#"} and len(marks) <= len(level):
            inside = line == heading
        elif inside:
            found.append(line)
    assert found, f"{page.name} has no chapter {heading!r}"
    return "\n".join(found)


def steps(text: str) -> list[Step]:
    """Return the steps of a chapter; every block of code in it is one."""
    found = [step_of(step) for step in STEP.finditer(text)]
    assert len(found) == len(BLOCK.findall(text)), "a block of code does not say where it goes"
    return found


def step_of(found: re.Match[str]) -> Step:
    """Return the step that a match of ``STEP`` is."""
    return Step(found["file"], bool(found["new"]), found["above"], found["text"])


def take(step: Step, folder: Path) -> None:
    """Do one step below a folder."""
    path = folder / step.file
    if step.new:
        assert not path.exists(), f"{step.file} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if step.above is None:
        path.write_text("".join(lines) + "\n" + step.text, encoding="utf-8")
        return
    found = [number for number, line in enumerate(lines) if line.strip().startswith(step.above.strip())]
    assert len(found) == 1, f"{step.above!r} begins {len(found)} lines of {step.file}"
    path.write_text("".join([*lines[: found[0]], step.text, *lines[found[0] :]]), encoding="utf-8")

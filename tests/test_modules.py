"""Modules depend on each other one way, and each holds one thing that can be read in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import wizard

ROOT = Path(wizard.__file__).parent
LONGEST = 530
"""Lines of a file, at most: one class that is one thing may have about 500."""


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(("wizard", *path.relative_to(ROOT).with_suffix("").parts))
        found[name.removesuffix(".__init__")] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules that a file names in imports: at its top, in functions, and for types alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in known else node.module)
    return found & known.keys()


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that reach each other."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for target in graph[waiting.pop()] - seen:
                seen.add(target)
                waiting.append(target)
        reached[start] = seen
    groups = {frozenset(b for b in reached[a] if a in reached[b]) for a in graph if a in reached[a]}
    return [set(group) for group in groups]


def test_circles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": set(), "e": {"f"}, "f": {"e"}}
    assert sorted(map(sorted, circles(graph))) == [["a", "b"], ["e", "f"]]


@pytest.mark.slow
def test_only_the_screens_open_each_other_in_a_circle() -> None:
    """An application opens screens, and a screen asks it for the record; everything else has one direction."""
    known = modules()
    graph = {name: imported(path, known) - {name} for name, path in known.items()}
    outside = [sorted(names) for names in circles(graph) if not all(name.startswith("wizard.tui.") for name in names)]
    assert outside == []
    assert len(circles(graph)) <= 1


@pytest.mark.slow
def test_no_method_waits_for_a_subclass_to_write_it() -> None:
    stubs = [
        f"{name}:{node.lineno}"
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)
    ]
    assert stubs == [], "a class that is one thing is written in one file; parts with a state of their own are composed"


def test_every_file_can_be_read_in_one_sitting() -> None:
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: number for name, number in lines.items() if number > LONGEST} == {}

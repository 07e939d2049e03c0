"""Findings carry what depends on them as data: no flow reads the wording of a message."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from wizard.errors import EXIT_CODES, ExportError, Problem, WizardError, nothing_lost

SOURCES = sorted(Path(__file__).parent.parent.joinpath("wizard").rglob("*.py"))
FOR_SHELLS = re.compile(r"(^|\s|')(--\w|mfa-wizard |evidence \w)")
READ = {"message", "remedy", "text"}


def texts(node: ast.AST) -> str:
    return "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def problems(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield node


def unmarked(tree: ast.Module) -> Iterator[int]:
    """Yield the lines of findings whose remedy is typed in a shell, and which do not say so."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        named = {
            target.id: texts(node.value)
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in problems(function):
            remedy = call.args[2] if len(call.args) > 2 else None
            text = "" if remedy is None else named.get(getattr(remedy, "id", ""), texts(remedy))
            if FOR_SHELLS.search(text) and all(keyword.arg != "for_shell" for keyword in call.keywords):
                yield call.lineno


def readers(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that look into the words of a finding: compared, sliced, or matched."""
    for node in ast.walk(tree):
        looked: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            looked = [node.left, *node.comparators]
        elif isinstance(node, ast.Subscript):
            looked = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            matching = node.func.attr in {"startswith", "endswith", "removeprefix", "search", "match", "fullmatch"}
            looked = [node.func.value, *node.args] if matching else []
        for part in looked:
            if isinstance(part, ast.Attribute) and part.attr in READ and getattr(part.value, "id", "") == "problem":
                yield node.lineno


def found(check: Callable[[ast.Module], Iterator[int]], paths: Sequence[Path]) -> list[str]:
    return [f"{path}:{line}" for path in paths for line in check(ast.parse(path.read_text(encoding="utf-8")))]


@pytest.mark.slow
def test_no_code_reads_the_words_of_a_finding():
    assert found(readers, SOURCES) == []


@pytest.mark.slow
def test_a_remedy_for_a_shell_says_that_it_is_one():
    assert found(unmarked, [path for path in SOURCES if "cli" not in path.parts]) == []


def test_both_checks_find_what_they_look_for():
    reading = 'def f(problem):\n    return "differs" in problem.message or problem.message[:1].isalpha()'
    shell = 'def f():\n    remedy = "Name it with --to."\n    return Problem("", "x", remedy)'
    assert list(readers(ast.parse(reading))) == [2, 2]
    assert list(unmarked(ast.parse(shell))) == [3]


def test_the_subject_is_said_before_the_message():
    problem = Problem("answers.x", "isn't an answer.", "Allowed: a.", subject="'y'")

    assert str(problem) == "answers.x: 'y' isn't an answer. Allowed: a."
    assert problem.text == "'y' isn't an answer."


def test_notes_lose_nothing_and_one_loss_is_enough():
    note, loss = Problem("f", "is odd.", severity="note"), Problem("f", "is cut off.")

    assert nothing_lost([])
    assert nothing_lost([note])
    assert not nothing_lost([note, loss])


def test_an_export_error_names_the_files_in_the_way():
    assert ExportError("x").differing == []
    assert ExportError("x", differing=[Path("a.md")]).differing == [Path("a.md")]


def test_every_error_ends_with_a_code_of_the_table():
    import wizard.evidence.sign_ins.engine

    def below(kind: type[WizardError]) -> Iterator[type[WizardError]]:
        yield kind
        for part in kind.__subclasses__():
            yield from below(part)

    assert wizard.evidence.sign_ins.engine
    assert {kind.exit_code for kind in below(WizardError)} <= set(EXIT_CODES)


def test_no_module_writes_an_exit_code_as_a_number():
    numbers = re.compile(r"(return_code=|exit_code = |sys\.exit\()\s*\d")

    assert [path.name for path in SOURCES if numbers.search(path.read_text(encoding="utf-8"))] == []

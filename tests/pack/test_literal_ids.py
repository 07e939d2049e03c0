"""Python names no id of the shipped pack outside one table, so a rename in the pack breaks nothing in silence.

Some ids are also words of something else: of the pack's own language, of Microsoft Graph, of a
file format. Those are listed here with what they are where they stand.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.packs import real_pack
from wizard.pack.literals import options_of

ROOT = Path(__file__).resolve().parents[2]

TABLE = "wizard/evidence/cites.py"
"""The one place where ids of the pack stand in Python; ``knowledge check`` holds it to the pack."""

OTHER_WORDS: dict[tuple[str, str], str] = {
    ("wizard/", "words of the language of the pack"): "all no none other some unknown yes",
    ("wizard/pack/", "files, parts and models of a pack"): (
        "block certificate connectors controls evidence executive business exclusions frameworks identity organization "
        "risk surfaces terms demands"
    ),
    ("wizard/pack/models/signoff.py", "meanings of sign-off fields"): (
        "classification conditions constraint deputy gap_owner implementer owner requester "
        "rollback_contact supersedes target"
    ),
    ("wizard/record/", "kinds and keys of a record"): "classification controls evidence exclusions organization supersedes",
    ("wizard/decision/", "keys of the program and of its answer"): "enforced refused risk surfaces",
    ("wizard/pack/", "keys of the program and of its answer"): "enforced refused",
    ("wizard/__init__.py", "names of the interface"): "what_if",
    ("wizard/api.py", "names of the interface, keys of the program and of its answer"): "changes enforced what_if",
    ("wizard/shapes/", "keys and outcomes of evaluated policies"): "block controls",
    ("wizard/engagement/lists/", "parts of a mapping, and states of reading"): "changing target",
    ("wizard/cli/", "keys and names of commands and files"): "complete conditions controls evidence organization owner record surfaces unattended",
    ("wizard/cli/evidence_migration_text.py", "parts of a migration and what connectors support"): "certificate connection connectors target",
    ("wizard/evidence/migration/", "what connectors support, and what became of a row"): "certificate partial refused",
    ("wizard/evidence/change/", "words of Graph, of Terraform and of records"): (
        "excluded justification record sign_in_frequency terms_of_use"
    ),
    ("wizard/files/", "kinds of problems and states of reading"): "changing refused",
    ("wizard/views/", "keys of the decision, outcomes of policies, stances, names of pages and columns, counted things"): "block demands enforced evidence owner record risk",
    ("wizard/prompts/", "names of files and of ways on"): "record risk settings",
    ("wizard/tui/", "names of files and of panels, and a word to count"): "record risk",
    ("wizard/engagement/", "keys of files and names of columns"): (
        "conditions controls demands evidence organization record settings supersedes"
    ),
    ("wizard/engagement/reports/register.py", "columns of the register, which importers rely on"): (
        "compensating_controls connectors owner replacement review_by valid_from"
    ),
    ("wizard/documents/bundle.py", "keys of a record"): "supersedes",
    ("wizard/documents/pictures/", "names of pictures"): "risk",
    ("wizard/documents/", "parts of a verdict's text"): "confirmation",
    ("wizard/documents/docx/", "names of Word's own format, and stances of verdicts"): "demands fixed settings",
    ("wizard/documents/frame.py", "stances of verdicts"): "demands",
    ("wizard/documents/house.py", "keys of an engagement's settings"): "classification organization",
    ("wizard/evidence/", "words of Graph, of logs and of exports"): (
        "block changes changing complete conditions connection controls demands enforced graph guest high location low medium "
        "methods mfa owner partner permissions pp_inventory resources service_principal settings target token unattended workload"
    ),
}  # fmt: skip


def ids_of_the_pack() -> set[str]:
    pack = real_pack()
    parts = (pack.questions, pack.signoff, pack.facts, pack.terms, pack.verdicts, pack.surfaces, pack.connectors)
    found = {part.id for group in parts for part in group}
    found |= {option.id for question in pack.questions for option in options_of(pack, question)}
    return found | {option.id for field in pack.signoff for option in field.option}


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module with their lines, docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@functools.cache
def named() -> tuple[tuple[str, int, str], ...]:
    ids = ids_of_the_pack()
    paths = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "wizard").rglob("*.py"))}
    return tuple(
        (place, line, text)
        for place, path in paths.items()
        if place != TABLE
        for line, text in literals(path)
        if text in ids
    )


@pytest.mark.slow
def test_no_id_of_the_pack_stands_in_python_outside_one_table():
    allowed = [(folder, words.split()) for (folder, _), words in OTHER_WORDS.items()]
    found = [
        f"{place}:{line} {text}"
        for place, line, text in named()
        if not any(place.startswith(folder) and text in words for folder, words in allowed)
    ]

    assert found == [], "ask the pack for a meaning, or add the id to wizard/evidence/cites.py"


@pytest.mark.slow
def test_no_word_is_listed_that_nothing_uses():
    used = named()
    stale = [
        (folder, word)
        for (folder, _), words in OTHER_WORDS.items()
        for word in words.split()
        if not any(place.startswith(folder) and text == word for place, _, text in used)
    ]

    assert stale == []

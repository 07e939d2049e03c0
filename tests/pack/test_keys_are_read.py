"""Every key that a pack may hold is read by some code; one that nobody reads is a promise that nothing keeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import wizard.evidence.mapping_tables
import wizard.evidence.tables
import wizard.pack.models
from wizard.pack.models.base import Model

ROOT = Path(__file__).resolve().parents[2] / "wizard"
ROOMS = (wizard.pack.models, wizard.evidence.mapping_tables, wizard.evidence.tables)
"""Where models of a pack's files are defined; what others make of such models is read by those who get it."""

FOLLOWED = {"corrects", "became"}
"""References for those who keep the pack: the checks follow them, and no face shows them."""


def models(kind: type[Model]) -> Iterator[type[Model]]:
    for part in kind.__subclasses__():
        yield part
        yield from models(part)


def read_names() -> set[str]:
    """Return the attributes that code reads, by name or as one of those that a ``Literal`` lists."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found.add(node.attr)
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
                found.update(part.value for part in ast.walk(node.slice) if isinstance(part, ast.Constant))
    return found


@pytest.mark.slow
def test_every_key_of_a_pack_is_read():
    known = read_names()
    rooms = tuple(room.__name__ for room in ROOMS)
    unread = [
        f"{model.__name__}.{key}"
        for model in models(Model)
        if model.__module__.startswith(rooms)
        for key in model.model_fields
        if key not in known | FOLLOWED
    ]

    assert unread == []

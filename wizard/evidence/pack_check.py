"""What the check of a pack looks up for the readers of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from wizard.errors import PackError
from wizard.evidence.cites import Fact, Question, SignOff
from wizard.evidence.collect.tables import FILE as COLLECT_FILE
from wizard.evidence.collect.tables import Collect
from wizard.evidence.contexts import FILE as CONTEXTS_FILE
from wizard.evidence.contexts import Contexts
from wizard.evidence.mapping_tables import FILE, Tables
from wizard.evidence.tables import FILE as TABLES_FILE
from wizard.evidence.tables import load_tables
from wizard.pack.checks.elsewhere import Cited
from wizard.pack.models.base import Model


def cited() -> Cited:
    """Return all that is cited, for the check of a pack."""
    answers = {kind.ID: tuple(_values(kind)) for kind in Question.__subclasses__()}
    files: dict[str, type[Model]] = {FILE: Tables, COLLECT_FILE: Collect}
    readers: dict[str, Callable[[Path], object]] = {TABLES_FILE: load_tables, CONTEXTS_FILE: _contexts}
    return Cited(tuple(_values(Fact)), answers, files, tuple(_values(SignOff)), readers)


def _contexts(pack: Path) -> object:
    try:
        tables = load_tables(pack)
    except PackError:  # a finding on another file
        tables = load_tables()
    return Contexts(tables, pack).default()


def _values(kind: type[Any]) -> Iterator[str]:
    yield from (value for name, value in vars(kind).items() if name.isupper() and name != "ID")

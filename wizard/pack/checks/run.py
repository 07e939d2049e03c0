"""Runs all checks of a pack, the proofs after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wizard.errors import PackError, Problem
from wizard.pack.checks import (
    age,
    citing,
    documents,
    errors,
    facts,
    forms,
    governance,
    letters,
    meanings,
    orphans,
    references,
    words,
)
from wizard.pack.checks.context import Check, Cited, Context
from wizard.pack.checks.finding import Finding
from wizard.pack.files import PackFiles, read_files
from wizard.pack.loader import OTHER_ROOMS, read_pack, read_toml
from wizard.pack.models import Pack
from wizard.pack.places import Places
from wizard.pack.prose import read_sections

CHECKS: tuple[Check, ...] = (
    references.check,
    forms.check,
    facts.check,
    orphans.check,
    words.check,
    letters.check,
    governance.check,
    meanings.check,
    citing.check,
    documents.check,
    errors.check,
    age.check,
)


NOTHING_CITED = Cited()

UNPROVABLE = frozenset({"P320", "P321", "P322", "P323"})
"""Findings about the form of rules; a proof over such rules would find the same thing in many other words."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found, in the order of the checks.

    Attributes:
        pack: The pack; None where it could not be read.
        proven: Whether the proofs ran: a pack that does not compile has nothing to prove.
    """

    findings: tuple[Finding, ...]
    pack: Pack | None
    proven: bool

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that make the pack invalid."""
        return tuple(finding for finding in self.findings if not finding.warning)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings beside which the pack is valid."""
        return tuple(finding for finding in self.findings if finding.warning)


def check_folder(folder: Path, day: date, *, proof: bool = True, cited: Cited = NOTHING_CITED) -> Report:
    """Return what is wrong with the pack in a folder; nothing is raised for the pack's own defects.

    Args:
        folder: The pack.
        day: The day to go by.
        proof: Prove the pack over all answers too.
        cited: What the readers of evidence cite; ``wizard.evidence.cites`` tells it.

    Raises:
        MissingExtraError: The solver is not installed.
    """
    try:
        files = read_files(folder)
        pack = read_pack(files)
    except PackError as error:
        return Report(tuple(Finding.of(problem) for problem in error.problems), None, proven=False)
    places = Places(files.data)
    found = list(check_pack(pack, files, day, cited))
    proven = False
    if proof and not any(finding.code in UNPROVABLE for finding in found):
        from wizard.pack.proof.prove import prove

        try:
            found += prove(pack)
            proven = True
        except PackError as error:
            found += [finding for finding in map(Finding.of, error.problems) if finding not in found]
    return Report(tuple(finding.at(places.of(finding.place)) for finding in found), pack, proven)


def check_pack(pack: Pack, files: PackFiles, day: date, cited: Cited) -> Iterator[Finding]:
    """Yield what the checks find that need no proof."""
    prose = {name: read_sections(name, files.text(name)) for name in files.data if name.endswith(".md")}
    found: list[Problem] = []
    tables = [(name, entry) for name in files.data if _is_elsewhere(name) for entry in _entries(name, files, found)]
    yield from (Finding.of(problem) for problem in found)
    context = Context(
        pack,
        prose,
        day,
        facts_elsewhere=tuple((name, _ids(entry.get("facts"))) for name, entry in tables),
        sources_elsewhere=tuple((name, _ids(entry.get("sources"))) for name, entry in tables),
        answers_elsewhere=tuple((name, *answers) for name, entry in tables for answers in _answers(entry, cited)),
        has_evidence=bool(tables),
        cited=cited,
    )
    for check in CHECKS:
        yield from check(context)


def _is_elsewhere(name: str) -> bool:
    return name.startswith(OTHER_ROOMS) and name.endswith(".toml")


def _entries(name: str, files: PackFiles, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """Yield every table of a file that another room reads."""
    waiting: list[Any] = [read_toml(name, files, problems)[1]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            yield value


def _ids(value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    return tuple(ident for ident in given if isinstance(ident, str) and ident)


def _answers(entry: dict[str, Any], cited: Cited) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the answers that a table of another room names, each with its question."""
    question = entry.get("question")
    if isinstance(question, str) and question:
        yield question, (*_ids(entry.get("answers")), *_ids(entry.get("answer")))
    for key, name in cited.keys.items():
        if _ids(entry.get(key)):
            yield name, _ids(entry[key])

"""Runs all checks of a pack, the proofs after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wizard.errors import PackError, Problem
from wizard.pack.checks import errors, facts, forms, governance, options, orphans, references, words
from wizard.pack.checks.elsewhere import Cited, cited_elsewhere
from wizard.pack.checks.finding import Check, Context, Finding
from wizard.pack.files import PackFiles, read_files
from wizard.pack.loader import read_pack
from wizard.pack.models import Pack
from wizard.pack.part_places import Places
from wizard.pack.prose import read_sections
from wizard.pack.walk import names, walk

CHECKS: tuple[Check, ...] = (
    references.check,
    forms.check,
    facts.check,
    orphans.check,
    words.check,
    options.check,
    governance.check,
    errors.check,
    facts.check_age,
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
        return tuple(finding for finding in self.findings if not finding.warning)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings with which the pack is still valid."""
        return tuple(finding for finding in self.findings if finding.warning)


def check_folder(folder: Path, day: date, *, proof: bool = True, cited: Cited = NOTHING_CITED) -> Report:
    """Return what is wrong with the pack in a folder; nothing is raised for the pack's own defects.

    Args:
        folder: The pack.
        day: The day to go by.
        proof: Prove the pack over all answers too.
        cited: What the readers of evidence cite; ``wizard.evidence.pack_check`` tells it.

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
    problems: list[Problem] = []
    found = tuple(walk(pack))
    elsewhere = tuple(cited_elsewhere(files, cited, problems))
    yield from (Finding.of(problem) for problem in problems)
    context = Context(pack, prose, day, found + elsewhere, names(pack, found))
    for check in CHECKS:
        yield from check(context)

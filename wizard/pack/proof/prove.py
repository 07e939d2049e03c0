"""Runs all proofs of a pack."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.finding import Finding
from wizard.pack.models import Pack
from wizard.pack.proof import conditions, documents, questions, tables, unknowns
from wizard.pack.proof.theory import Proof, Theory

PROOFS: tuple[Proof, ...] = (
    tables.check,
    unknowns.check,
    documents.check,
    conditions.check,
    questions.check,
)


def prove(pack: Pack) -> Iterator[Finding]:
    """Yield what does not hold for all answers, with answers that show it.

    Raises:
        PackError: The pack does not compile.
        MissingExtraError: The solver is not installed.
    """
    with Theory(pack) as theory:
        for proof in PROOFS:
            yield from proof(theory)

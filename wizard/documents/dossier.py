"""The dossier: all that the decision rests on, each thing once, for an auditor and the next facilitator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.documents.basis import add_facts, add_sources, items_of, numbered, with_cited
from wizard.documents.board.annex import rest
from wizard.documents.board.notes import background, notes
from wizard.documents.frame import front
from wizard.documents.page import Page, citations
from wizard.documents.sections import answers, parts, pieces, rules

if TYPE_CHECKING:
    from wizard.documents.case import Case

DOSSIER = "dossier.md"


def dossier(case: Case, record_sha256: str, documents: Mapping[str, bytes], unedited: Mapping[str, bytes]) -> bytes:
    """Return the dossier as bytes.

    Args:
        record_sha256: SHA-256 of the record as written, in hex.
        documents: The other documents, whose facts are told here.
        unedited: Files whose digests are listed.
    """
    told = [fact for data in documents.values() for fact in citations(data.decode("utf-8"))]
    files = {name: hashlib.sha256(data).hexdigest() for name, data in unedited.items()}
    page = dossier_page(case, record_sha256, told, files)
    return case.library.expander.finish(f"{front(case, record_sha256)}\n{page.body()}")


def dossier_page(case: Case, record_sha256: str, told: list[str], files: Mapping[str, str]) -> Page:
    """Return the dossier before it is written out.

    Args:
        told: Facts that the other documents cite.
        files: SHA-256 of the other files, by name.
    """
    pack = case.pack
    page = Page()
    told = [*told, *(fact for item in items_of(case) for fact in item.facts), *case.decision.facts]
    sources = [source for fact in with_cited(pack, told) for source in fact.sources]
    numbers = numbered(case, [*sources, *rules.framework_sources(case)])
    page.heading(1, f"Dossier: {parts.account(case)}")
    pieces.how_to_read(page, next((fact for fact in told if fact in pack.fact_by_id), ""))
    rest(page, case)
    answers.answers(page, case)
    rules.rules(page, case)
    background(page, case)
    notes(page, case)
    rules.questions(page, case)
    rules.rating(page, case)
    rules.frameworks(page, case, numbers)
    rules.disagreements(page, case, numbers)
    answers.report_only(page, case)
    answers.evidence(page, case)
    pieces.items(page, case, numbers)
    pieces.in_full(page, case)
    pieces.to_correct(page, case)
    pieces.pieces(page, case)
    facts = with_cited(pack, [*told, *page.facts, *citations(page.body())])
    numbers = numbered(case, [*numbers, *(source for fact in facts for source in fact.sources)])
    if facts:
        page.heading(2, "Facts")
        add_facts(page, case, facts, numbers)
    known = {name: number for name, number in numbers.items() if name in pack.source_by_id}
    if known:
        page.heading(2, "Sources")
        add_sources(page, case, known)
    pieces.digests(page, case, record_sha256, files)
    return page

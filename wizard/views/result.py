"""The pages of a result, by the question that people ask next; its documents as they would be written now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Prose

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.engagement.session import Session


_PICTURES = re.compile(r"(?m)^(?:!\[.*\]\(pictures/[\w-]+\.svg\)\n)+")


def result_blocks(page: str, session: Session, case: Case) -> Iterator[Block]:
    """Yield a page of the result: a document, ``why``, ``change``, ``open``, ``sources``, ``picture`` or ``risk``.

    Raises:
        RecordError: The record says that it replaces itself.
        KeyError: There is no such page.
    """
    # Each page imports what it needs when it is first looked at; the first one is on the screen meanwhile.
    match page:
        case "recommendation" | "checklist" | "dossier":
            yield from document_page(case, f"{page}.md")
        case "why":
            from wizard.views.why import why_page

            decided = session.interview.decision.main is not None
            yield from why_page(case.library.explainer, case.words, session.interview.answers, decided=decided)
        case "change":
            from wizard.views.why import what_if_page

            yield from what_if_page(session.interview, case.words, session.interview.decision.main)
        case "open":
            from wizard.views.open_items import open_page

            yield from open_page(session, case)
        case "sources":
            from wizard.views.facts import source_page

            yield from source_page(case)
        case "picture":
            from wizard.views.pictures import picture_page

            yield from picture_page(case)
        case "risk":
            from wizard.views.risk import risk_page

            yield from risk_page(case)
        case _:
            raise KeyError(page)


def decision_page(case: Case) -> Iterator[Block]:
    """Yield the first page of the recommendation as it would be printed now.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.board.room import split_page
    from wizard.documents.bundle import sha256
    from wizard.documents.recommendation import recommendation
    from wizard.record.reading import dump_record

    text = recommendation(case, sha256(dump_record(case.record))).decode("utf-8")
    yield from _told(case, split_page(text)[0], decides=True)


def document_page(case: Case, name: str) -> Iterator[Block]:
    """Yield the document with a file name without its front matter, as Markdown; the pictures of the decision page in words.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.bundle import build_documents
    from wizard.documents.checklist import RECOMMENDATION

    yield from _told(case, build_documents(case)[name].decode("utf-8"), decides=name == RECOMMENDATION)


def _told(case: Case, text: str, *, decides: bool) -> Iterator[Block]:
    """Yield a document without its front matter; the pictures of a decision page in words."""
    from wizard.documents.pictures import decision_pictures

    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2].lstrip("\n")
    pictures = _PICTURES.search(text) if decides and decision_pictures(case) else None
    if pictures is None:
        yield Prose(text, level=1)
        return
    from wizard.views.pictures import decision_blocks

    yield Prose(text[: pictures.start()], level=1)
    yield from decision_blocks(case)
    yield Gap()
    yield Prose(text[pictures.end() :], level=2)

"""The pages of a result, by the question that people ask next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.engagement.session import Session


def result_blocks(page: str, session: Session, case: Case) -> Iterator[Block]:
    """Yield a page of the result: a document, ``why``, ``change``, ``open``, ``sources``, ``picture`` or ``risk``.

    Raises:
        RecordError: The record says that it replaces itself.
        KeyError: There is no such page.
    """
    # Each page imports what it needs when it is first looked at; the first one is on the screen meanwhile.
    match page:
        case "recommendation" | "checklist" | "dossier":
            from wizard.views.documents import document_page

            yield from document_page(case, f"{page}.md")
        case "why":
            from wizard.views.why import why_page

            decided = session.interview.decision.main is not None
            yield from why_page(case.library.explainer, case.words, session.interview.answers, decided=decided)
        case "change":
            from wizard.views.what_if import what_if_page

            yield from what_if_page(session.interview, case.words, session.interview.decision.main)
        case "open":
            from wizard.views.open_items import open_page

            yield from open_page(session, case)
        case "sources":
            from wizard.views.sources import source_page

            yield from source_page(case)
        case "picture":
            from wizard.views.pictures import picture_page

            yield from picture_page(case)
        case "risk":
            from wizard.views.risk import risk_page

            yield from risk_page(case)
        case _:
            raise KeyError(page)

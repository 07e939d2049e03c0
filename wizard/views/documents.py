"""A document as it would be written now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Prose

if TYPE_CHECKING:
    from wizard.documents.case import Case

_PICTURES = re.compile(r"(?m)^(?:!\[.*\]\(pictures/[\w-]+\.svg\)\n)+")


def document_page(case: Case, name: str) -> Iterator[Block]:
    """Yield one of the documents without its front matter, as Markdown; the pictures of the decision page in words.

    Args:
        name: Its file name.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.bundle import build_documents
    from wizard.documents.checklist import RECOMMENDATION
    from wizard.documents.pictures import decision_pictures

    text = build_documents(case)[name].decode("utf-8")
    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2].lstrip("\n")
    pictures = _PICTURES.search(text) if name == RECOMMENDATION and decision_pictures(case) else None
    if pictures is None:
        yield Prose(text, level=1)
        return
    from wizard.views.pictures import decision_blocks

    yield Prose(text[: pictures.start()], level=1)
    yield from decision_blocks(case)
    yield Gap()
    yield Prose(text[pictures.end() :], level=2)

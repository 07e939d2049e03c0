"""A document as it would be written now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Prose

if TYPE_CHECKING:
    from wizard.documents.case import Case


def document_page(case: Case, name: str) -> Iterator[Block]:
    """Yield one of the documents without its front matter, as Markdown.

    Args:
        name: Its file name.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.bundle import build_documents

    text = build_documents(case)[name].decode("utf-8")
    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2].lstrip("\n")
    yield Prose(text, level=1)

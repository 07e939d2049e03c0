"""Markdown to a Word file, from the same tokens as the page; the same text gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.docx.body import Body
from wizard.documents.docx.edges import footer, header
from wizard.documents.docx.package import Relations, packed
from wizard.documents.docx.styles import numbering, settings, styles
from wizard.documents.markup import front_pairs, parser

if TYPE_CHECKING:
    from wizard.documents.frame import Frame

__all__ = ["to_docx"]


def to_docx(markdown: str, frame: Frame) -> bytes:
    """Return the document as a Word file.

    Args:
        markdown: A document of this wizard, front matter included; its keys become properties of the file.
        frame: What the pages carry around it.
    """
    tokens = parser().parse(markdown)
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    relations = Relations()
    body = Body(tokens, frame, relations)
    parts = {
        "document": body.xml(),
        "styles": styles(frame),
        "numbering": numbering(body.restarts),
        "settings": settings(),
        "header1": header(frame),
        "footer1": footer(frame),
    }
    title = " ".join(frame.title.split())
    return packed(parts, relations, title=title, language=frame.language, properties=front_pairs(front))

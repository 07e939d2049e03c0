"""Markdown to a Word file, from the same tokens as the page; the same text gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.docx.body import Body
from wizard.documents.docx.package import Relations, packed
from wizard.documents.docx.styles import numbering, settings, styles
from wizard.documents.docx.xml import NAMESPACES, field, paragraph, run
from wizard.documents.layout import front_pairs, parser

if TYPE_CHECKING:
    from wizard.documents.frame import Frame


__all__ = ["to_docx"]

_TAB = "<w:r><w:tab/></w:r>"


def to_docx(markdown: str, frame: Frame) -> bytes:
    """Return the document as a Word file.

    Args:
        markdown: A document of this wizard, front matter included; its keys become properties of the file.
        frame: What the pages carry around it.
    """
    tokens = parser().parse(markdown)
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
    return packed(parts, relations, title=title, properties=front_pairs(tokens))


def header(frame: Frame) -> str:
    """Return the part with the classification, the record and how far the document is."""
    content = f"{run(frame.classification or frame.title, 'Classification' if frame.classification else '')}{_TAB}{run(frame.whose)}"
    return f"<w:hdr {NAMESPACES}>{paragraph(content, 'Header')}</w:hdr>"


def footer(frame: Frame) -> str:
    """Return the part with the digest of the record and the number of the page."""
    digest = run(f"Record SHA-256 {frame.digest}") if frame.digest else ""
    pages = f"{run('Page ')}{field('PAGE', '1')}{run(' of ')}{field('NUMPAGES', '1')}"
    return f"<w:ftr {NAMESPACES}>{paragraph(f'{digest}{_TAB}{pages}', 'Footer')}</w:ftr>"

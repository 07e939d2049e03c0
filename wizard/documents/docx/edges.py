"""The lines above and below the text on every page of a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.docx.xml import NAMESPACES, field, paragraph, run

if TYPE_CHECKING:
    from wizard.documents.frame import Frame

_TAB = "<w:r><w:tab/></w:r>"


def header(frame: Frame) -> str:
    """Return the part with the classification, the record and how far the document is."""
    right = " · ".join(part for part in (frame.belongs, frame.status) if part)
    content = f"{run(frame.classification or frame.title, 'Classification' if frame.classification else '')}{_TAB}{run(right)}"
    return f"<w:hdr {NAMESPACES}>{paragraph(content, 'Header')}</w:hdr>"


def footer(frame: Frame) -> str:
    """Return the part with the digest of the record and the number of the page."""
    digest = run(f"Record SHA-256 {frame.digest}") if frame.digest else ""
    pages = f"{run('Page ')}{field('PAGE', '1')}{run(' of ')}{field('NUMPAGES', '1')}"
    return f"<w:ftr {NAMESPACES}>{paragraph(f'{digest}{_TAB}{pages}', 'Footer')}</w:ftr>"

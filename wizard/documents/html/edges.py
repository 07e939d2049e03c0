"""What surrounds the text of a page: on every printed sheet, and above and below it on a screen."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from wizard.documents.escape import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.documents.frame import Frame

_SIZES = {"a4": "A4", "letter": "letter"}


def sheet(frame: Frame) -> str:
    """Return the style of the printed sheets: size, classification, record, digest, and number of the page."""
    digest = f"Record SHA-256 {frame.digest}" if frame.digest else ""
    boxes = {
        "top-left": f"{_said(frame.classification or frame.title)}; font-weight: bold",
        "top-right": _said(_whose(frame)),
        "bottom-left": f"{_said(digest)}; font-size: 7pt",
        "bottom-right": '"Page " counter(page) " of " counter(pages)',
    }
    kept = "".join(
        f"@{box} {{ content: {content}; white-space: nowrap; }}\n" for box, content in boxes.items() if content != '""'
    )
    font = 'font: 8pt Arial, "Liberation Sans", Helvetica, sans-serif; color: #505050;'
    return f"@page {{ size: {_SIZES[frame.paper]}; margin: 17mm 18mm 15mm; {font}\n{kept}}}"


def _said(text: str) -> str:
    """Return a text as a string of CSS; each letter that could end it is a number."""
    kept = (letter if letter.isalnum() or letter in " .,:-·" else f"\\{ord(letter):x} " for letter in clean(text))
    return f'"{"".join(kept)}"'


def _whose(frame: Frame) -> str:
    return " · ".join(part for part in (frame.belongs, frame.status) if part)


def header(frame: Frame) -> str:
    """Return the line above the text on a screen; empty for a page that belongs to no record."""
    if not frame.record_id:
        return ""
    marked = f'<p class="classification">{html.escape(clean(frame.classification))}</p>' if frame.classification else ""
    return f'<header class="edge">{marked}<p>{html.escape(clean(_whose(frame)))}</p></header>'


def contents(entries: Sequence[tuple[str, str]], *, opened: bool) -> str:
    """Return the contents, closed where the decision comes before them; empty for a short page.

    Args:
        entries: Anchor and words of each heading.
        opened: A page that is looked things up in.
    """
    if len(entries) < 4:
        return ""
    items = "\n".join(f'<li><a href="#{anchor}">{html.escape(words)}</a></li>' for anchor, words in entries)
    shown = " open" if opened else ""
    return (
        f'<nav class="contents" aria-label="Contents">\n<details{shown}><summary>Contents</summary>\n'
        f"<ol>\n{items}\n</ol>\n</details>\n</nav>\n"
    )


def footer(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the data of the document, closed until a reader opens them; empty where it has none."""
    if not pairs:
        return ""
    rows = "\n".join(f"<dt>{html.escape(key)}</dt><dd>{html.escape(value)}</dd>" for key, value in pairs)
    return f"<footer>\n<details><summary>Data of this document</summary>\n<dl>\n{rows}\n</dl>\n</details>\n</footer>"

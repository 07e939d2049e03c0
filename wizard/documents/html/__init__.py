"""Markdown to one self-contained page: readable, printable, usable with a screen reader."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.escape import clean
from wizard.documents.frame import LANGUAGE
from wizard.documents.html.body import Body
from wizard.documents.layout import front_pairs, parser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.documents.frame import Frame


__all__ = ["POLICY", "to_html"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page loads and runs nothing, wherever it is opened."""

_SIZES = {"a4": "A4", "letter": "letter"}


@cache
def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8").strip()


def to_html(markdown: str, frame: Frame) -> str:
    """Return one self-contained page.

    Args:
        markdown: A document of this wizard, front matter included.
        frame: What the pages carry around it.
    """
    reader = parser()
    tokens = reader.parse(markdown)
    front = front_pairs(tokens)
    body = Body(tokens, frame).html(reader)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{LANGUAGE}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{html.escape(clean(frame.title))}</title>",
        f"<style>\n{_style()}\n{sheet(frame)}\n</style>",
        "</head>",
        f'<body class="{frame.tone}">',
        '<a class="skip" href="#content">Skip to the content</a>',
        header(frame),
        f'<main id="content">\n{body}</main>',
        footer(front),
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def sheet(frame: Frame) -> str:
    """Return the style of the printed sheets: size, classification, record, digest, and number of the page."""
    digest = f"Record SHA-256 {frame.digest}" if frame.digest else ""
    boxes = {
        "top-left": f"{_said(frame.classification or frame.title)}; font-weight: bold",
        "top-right": _said(frame.whose),
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


def header(frame: Frame) -> str:
    """Return the line above the text on a screen; empty for a page that belongs to no record."""
    if not frame.record_id:
        return ""
    marked = f'<p class="classification">{html.escape(clean(frame.classification))}</p>' if frame.classification else ""
    return f'<header class="edge">{marked}<p>{html.escape(clean(frame.whose))}</p></header>'


def footer(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the data of the document, closed until a reader opens them; empty where it has none."""
    if not pairs:
        return ""
    rows = "\n".join(f"<dt>{html.escape(key)}</dt><dd>{html.escape(value)}</dd>" for key, value in pairs)
    return f"<footer>\n<details><summary>Data of this document</summary>\n<dl>\n{rows}\n</dl>\n</details>\n</footer>"

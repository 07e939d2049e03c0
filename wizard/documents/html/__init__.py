"""Markdown to one self-contained page: readable, printable, usable with a screen reader."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.escape import clean
from wizard.documents.html.body import Body
from wizard.documents.html.edges import footer, header, sheet
from wizard.documents.markup import front_pairs, parser

if TYPE_CHECKING:
    from wizard.documents.frame import Frame

__all__ = ["POLICY", "to_html"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page loads and runs nothing, wherever it is opened."""


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
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    body = Body(tokens, frame).html(reader)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{frame.language}">',
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
        footer(front_pairs(front)),
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"

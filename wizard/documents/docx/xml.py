"""Pieces of XML: users' text made safe, elements with their attributes."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file may hold, whatever the escape."""

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def words(text: str) -> str:
    """Return text for the inside of an element."""
    return escape(_FORBIDDEN.sub("", text))


def value(text: str) -> str:
    """Return text as an attribute, with its quotes."""
    return quoteattr(_FORBIDDEN.sub("", text))


def one(name: str, val: str | int = "", /, **more: str | int) -> str:
    """Return an element of Word without content; an empty ``val`` is omitted."""
    given = {"val": val, **more} if val != "" else more
    return f"<w:{name}{''.join(f' w:{key}={value(str(text))}' for key, text in given.items())}/>"


def run(text: str, style: str = "") -> str:
    properties = f"<w:rPr>{one('rStyle', style)}</w:rPr>" if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{words(text)}</w:t></w:r>'


def paragraph(content: str, style: str = "", more: str = "") -> str:
    """Return a paragraph of runs.

    Args:
        more: Further properties, in the order that the format wants after the style.
    """
    properties = f"{one('pStyle', style) if style else ''}{more}"
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def field(instruction: str, shown: str) -> str:
    """Return a value that Word computes."""
    return f"<w:fldSimple w:instr={value(f' {instruction} ')}>{run(shown)}</w:fldSimple>"

"""Pictures of a Word file: drawn from the SVG of the page, with their words for readers who cannot see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from wizard.documents.docx.xml import value
from wizard.documents.pictures.drawing import FONTS, size_of

if TYPE_CHECKING:
    from wizard.documents.docx.package import Relations


_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")

SCALE = 3.0
"""Pixels of the PNG for one of the SVG, so that print is sharp."""

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">{text}</svg>'
_LETTER = f'<text x="2" y="20" font-size="20" font-family="{FONTS}">M</text>'
"""In the fonts of the pictures: a machine may have one of them and nothing for "sans-serif"."""

_DOT = 9525
"""One dot in the measure of drawings."""

_TWIP = 635
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


BLANK = 60
"""A blank between two pictures, in twentieths of a point."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a run, and its width in twentieths of a point."""

    xml: str
    width: float


def drawn(svg: str, alt: str, number: int, relations: Relations, room: int, *, scale: float) -> Drawn | None:
    """Return a picture at its own size or as wide as the text; None where it cannot be drawn.

    Args:
        alt: What it shows, in words.
        number: Counts the pictures of a document.
        room: Width of the text in twentieths of a point.
        scale: The part of its size that there is room for.
    """
    size = size_of(svg)
    png = to_png(svg) if size else None
    if size is None or png is None:
        return None
    wide, high = (part * _DOT for part in size)
    shrink = min(scale, room * _TWIP / wide)
    extent = f'cx="{int(wide * shrink)}" cy="{int(high * shrink)}"'
    title = _TITLE.search(svg)
    name = f'id="{number}" name="Picture {number}"'
    relation = relations.picture(png)
    xml = (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f"<wp:docPr {name} title={value(unescape(title[1]) if title else '')} descr={value(alt)}/>"
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    return Drawn(xml, wide * shrink / _TWIP)


def to_png(svg: str) -> bytes | None:
    """Return a picture as PNG; None where the renderer is not installed or this machine has no font."""
    return _rendered(svg, SCALE) if writes_letters() else None


@cache
def writes_letters() -> bool:
    """Return whether the renderer is installed and a letter leaves a trace; without a font it omits text silently."""
    try:
        return _rendered(_PROBE.format(text=""), 1) != _rendered(_PROBE.format(text=_LETTER), 1)
    except ImportError:
        return False


def _rendered(svg: str, scale: float) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, zoom=scale))

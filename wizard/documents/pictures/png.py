"""A picture as PNG, for formats that hold no SVG; none where this machine cannot write letters."""

from __future__ import annotations

from functools import lru_cache

SCALE = 2.0
"""Pixels of the PNG for one of the SVG, so that small letters stay sharp on paper."""

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">{text}</svg>'
_LETTER = '<text x="2" y="20" font-size="20" font-family="sans-serif">M</text>'


def to_png(svg: str, scale: float = SCALE) -> bytes | None:
    """Return a picture as PNG; None where the renderer is not installed or this machine has no font.

    Args:
        svg: A picture of this wizard.
        scale: Pixels of the PNG for one of the SVG.
    """
    return _rendered(svg, scale) if writes_letters() else None


@lru_cache(maxsize=1)
def writes_letters() -> bool:
    """Return whether the renderer is installed and a letter leaves a trace; without a font it omits text silently."""
    try:
        return _rendered(_PROBE.format(text=""), 1) != _rendered(_PROBE.format(text=_LETTER), 1)
    except ImportError:
        return False


def _rendered(svg: str, scale: float) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, zoom=scale))

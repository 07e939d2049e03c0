"""A picture: boxes, lines, marks and labels as one SVG that needs nothing else, and what it shows in words.

A drawing has its own panel, so it can be read on any page. Its colors are attributes, which every renderer
knows; a style for dark screens changes them where a renderer knows those. Color alone never carries a meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

from wizard.documents.escape import clean
from wizard.documents.pictures.metrics import ELLIPSIS, clusters, wrapped

Anchor = Literal["start", "middle"]
Shape = Literal["round", "square"]

FONTS = "'Segoe UI', Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans', sans-serif"
SIZE = 11.0
LEADING = 14.0
"""From one line of a label to the next, for a label of ordinary size."""

LONGEST = 120
"""Letters of a user's text that a picture takes in."""

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_ASCENT = 0.8
"""How far a line reaches above its base, as a part of its size."""

_PAINTS: dict[str, tuple[str, str]] = {
    "panel": ("#ffffff", "#1c1c1c"),
    "ink": ("#1b1b1b", "#ececec"),
    "quiet": ("#505050", "#bdbdbd"),
    "line": ("#767676", "#8f8f8f"),
    "soft": ("#f1f1f1", "#2b2b2b"),
    "open": ("#fff6e0", "#3a3118"),
    "mark": ("#1b1b1b", "#f5f5f5"),
    "on_mark": ("#ffffff", "#1b1b1b"),
    "risk0": ("#e6f4ea", "#1d4030"),
    "risk1": ("#f2dcab", "#54431a"),
    "risk2": ("#e8ab94", "#6b3a26"),
    "risk3": ("#cf8080", "#7a2b36"),
    "count1": ("#e3ecf7", "#1f2f44"),
    "count2": ("#bfd4ec", "#27466b"),
    "count3": ("#93b8de", "#2f5c8f"),
}
"""Each paint on a light page and on a dark one."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the drawing, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text as it was drawn, and the room that it may take.

    Attributes:
        lines: What was drawn, line by line.
    """

    lines: tuple[str, ...]
    area: Area
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a case.

    Attributes:
        name: Names its file, and its parts within a page.
        alt: All that it shows in a sentence or two, as plain text; hostile until escaped.
        svg: The picture.
    """

    name: str
    alt: str
    svg: str


class Drawing:
    """One picture in the making; its height is known at the end.

    Attributes:
        boxes: What was drawn as a box, in order, without the panel.
        labels: What was written, to be measured.
    """

    def __init__(self, name: str, breadth: float) -> None:
        """Start a drawing.

        Args:
            name: Unique among the pictures of one page.
            breadth: Its width in pixels of a page at its natural size.
        """
        self.name = name
        self.breadth = breadth
        self.boxes: list[Area] = []
        self.labels: list[Label] = []
        self._parts: list[str] = []

    def box(self, area: Area, fill: str = "panel", *, dashed: bool = False, heavy: bool = False) -> None:
        """Draw a box; a dashed or a heavy border tells it from others in print."""
        self.boxes.append(area)
        more = ' stroke-dasharray="4 3"' if dashed else ""
        self._parts.append(
            f'<rect x="{_n(area.x)}" y="{_n(area.y)}" width="{_n(area.width)}" height="{_n(area.height)}" rx="2" '
            f'class="{self._class(fill)} {self._class("line")}-s" fill="{_PAINTS[fill][0]}" '
            f'stroke="{_PAINTS["line"][0]}" stroke-width="{2 if heavy else 1}"{more}/>'
        )

    def patch(self, area: Area, fill: str) -> None:
        """Fill a part of the drawing without a border."""
        self._parts.append(
            f'<rect x="{_n(area.x)}" y="{_n(area.y)}" width="{_n(area.width)}" height="{_n(area.height)}" '
            f'class="{self._class(fill)}" fill="{_PAINTS[fill][0]}"/>'
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], *, arrow: bool = False) -> None:
        """Draw a line, with a head where it leads somewhere; only level and upright lines have one."""
        (x, y), (to_x, to_y) = start, end
        path = f"M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}"
        if arrow:
            back = 4.0
            along, across = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
            path += (
                f"M{_n(to_x - back * (along or -1))} {_n(to_y - back * (across or 1))}"
                f"L{_n(to_x)} {_n(to_y)}"
                f"L{_n(to_x - back * (along or 1))} {_n(to_y - back * (across or -1))}"
            )
        self._parts.append(
            f'<path d="{path}" class="{self._class("line")}-s" fill="none" stroke="{_PAINTS["line"][0]}" '
            'stroke-width="1.5"/>'
        )

    def mark(self, x: float, y: float, text: str = "", shape: Shape = "round", radius: float = 9.0) -> None:
        """Draw a filled mark with a sign in it; marks that mean different things differ in shape."""
        paint = f'class="{self._class("mark")}" fill="{_PAINTS["mark"][0]}"'
        if shape == "round":
            self._parts.append(f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(radius)}" ry="{_n(radius)}" {paint}/>')
        else:
            self._parts.append(
                f'<rect x="{_n(x - radius)}" y="{_n(y - radius)}" width="{_n(2 * radius)}" '
                f'height="{_n(2 * radius)}" {paint}/>'
            )
        if text:
            self._write(text, (x, y + 4), SIZE, "middle", "on_mark", bold=True)

    def label(
        self,
        area: Area,
        text: str,
        *,
        size: float = SIZE,
        bold: bool = False,
        paint: str = "ink",
        anchor: Anchor = "start",
        most: int = 2,
    ) -> float:
        """Write a text into a part of the drawing, and return how high it is.

        Args:
            area: Its height is not looked at; the text takes what it needs.
            text: May be hostile.
            most: How many lines there may be.
        """
        lines = wrapped(readable(text), area.width, size, bold=bold, most=most)
        leading = LEADING * size / SIZE
        x = area.x + (area.width / 2 if anchor == "middle" else 0)
        for number, line in enumerate(lines):
            self._write(line, (x, area.y + number * leading + size * _ASCENT + 2), size, anchor, paint, bold=bold)
        height = len(lines) * leading
        self.labels.append(Label(lines, Area(area.x, area.y, area.width, height), size, bold))
        return height

    def _write(
        self, text: str, at: tuple[float, float], size: float, anchor: Anchor, paint: str, *, bold: bool
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        place = ' text-anchor="middle"' if anchor == "middle" else ""
        self._parts.append(
            f'<text x="{_n(at[0])}" y="{_n(at[1])}" font-size="{_n(size)}"{weight}{place} '
            f'class="{self._class(paint)}" fill="{_PAINTS[paint][0]}">{escape(text, quote=False)}</text>'
        )

    def _class(self, paint: str) -> str:
        # An SVG within a page shares its styles with the page, so every name begins with the picture's own.
        return f"pic-{self.name}-{paint}"

    def finish(self, height: float, title: str, description: str) -> str:
        """Return the picture as SVG.

        Args:
            height: How high it has become.
            title: What it is.
            description: All that it shows, in words.
        """
        name, wide, high = f"pic-{self.name}", _n(self.breadth), _n(height)
        panel = f'class="{self._class("panel")} {self._class("line")}-s" fill="{_PAINTS["panel"][0]}"'
        parts = "\n".join(self._parts)
        return f"""\
<svg xmlns="http://www.w3.org/2000/svg" id="{name}" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" \
role="img" aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}">
<title id="{name}-title">{escape(readable(title), quote=False)}</title>
<desc id="{name}-desc">{escape(readable(description), quote=False)}</desc>
<style>@media screen and (prefers-color-scheme: dark) {{{self._dark()}}}</style>
<rect x="0.5" y="0.5" width="{_n(self.breadth - 1)}" height="{_n(height - 1)}" rx="4" {panel} \
stroke="{_PAINTS["line"][0]}"/>
{parts}
</svg>
"""

    def _dark(self) -> str:
        used = "".join(self._parts)
        fills = [
            f".{self._class(paint)}{{fill:{dark}}}"
            for paint, (_, dark) in _PAINTS.items()
            if paint == "panel" or f'{self._class(paint)}"' in used or f"{self._class(paint)} " in used
        ]
        return "".join([*fills, f".{self._class('line')}-s{{stroke:{_PAINTS['line'][1]}}}"])


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture whose height may still grow, so that neighbors are equally high.

    Attributes:
        height: How high it has to be.
    """

    title: str
    alt: str
    drawing: Drawing
    height: float

    def picture(self, at_least: float = 0.0) -> Picture:
        """Return the picture, with room at its foot where it has to be higher."""
        svg = self.drawing.finish(max(self.height, at_least), self.title, self.alt)
        return Picture(self.drawing.name, self.alt, svg)


def readable(text: str) -> str:
    """Return a text as one line that XML allows, without piles of marks that run into other lines."""
    text = clean(text)
    if text.isascii():
        return text
    return "".join(clusters("".join(letter for letter in text if ord(letter) & 0xFFFE != 0xFFFE)))


def excerpt(text: str) -> str:
    """Return the beginning of a user's text that a picture takes in; the documents have all of it elsewhere."""
    found = clusters(readable(text[: 20 * LONGEST]))
    return "".join(found) if len(found) <= LONGEST else f"{''.join(found[: LONGEST - 1]).rstrip()}{ELLIPSIS}"


def _n(value: float) -> str:
    """Return a number with one place after the point at most, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")


def size_of(svg: str) -> tuple[float, float] | None:
    """Return the width and the height of a picture; None where that is another kind of picture."""
    found = _SIZE.search(svg)
    return (float(found[1]), float(found[2])) if found else None

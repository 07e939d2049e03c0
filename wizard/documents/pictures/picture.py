"""One picture, as SVG and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.documents.pictures.drawing import Drawing


_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


def size_of(svg: str) -> tuple[float, float] | None:
    """Return the width and the height of a picture; None where that is another kind of picture."""
    found = _SIZE.search(svg)
    return (float(found[1]), float(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a case.

    Attributes:
        name: Names its file, and its parts within a page.
        title: What it is, in a few words.
        alt: All that it shows in a sentence or two, as plain text; hostile until escaped.
        svg: The picture.
    """

    name: str
    title: str
    alt: str
    svg: str


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
        return Picture(self.drawing.name, self.title, self.alt, svg)

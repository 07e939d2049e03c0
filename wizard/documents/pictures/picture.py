"""One picture, as SVG and in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a case.

    Attributes:
        name: Names its file, and its parts within a page.
        title: What it is, in a few words.
        alt: All that it shows in a sentence or two, as plain text; hostile until escaped.
        svg: The picture.
        text: What it shows, one thing a line, as plain text; hostile until escaped.
    """

    name: str
    title: str
    alt: str
    svg: str
    text: str

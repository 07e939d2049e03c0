"""What falls due by month, as bars."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.documents.pictures.drawing import LEADING, Area, Drawing
from wizard.documents.pictures.picture import Picture

NAME = "months"
BREADTH = 652.0
_PAD, _HIGH = 10.0, 90.0
_SMALL = 9.5


@dataclass(frozen=True, slots=True)
class Bars:
    """A number for each of some periods, in order.

    Attributes:
        bars: The name of each period and its number.
        heavy: Names of periods that a heavy border marks, such as what is overdue.
    """

    title: str
    bars: tuple[tuple[str, int], ...]
    heavy: frozenset[str] = frozenset()


def alt_text(bars: Bars) -> str:
    """Return the numbers in one sentence, without those that are zero."""
    told = [f"{name} {number:,}" for name, number in bars.bars if number]
    return f"{bars.title}: {', '.join(told) or 'nothing'}."


def draw(bars: Bars) -> tuple[Drawing, float]:
    """Draw the bars with their numbers above; return the drawing and the height."""
    drawing = Drawing(NAME, BREADTH)
    wide = (BREADTH - 2 * _PAD) / len(bars.bars)
    most = max(number for _, number in bars.bars) or 1
    drawing.label(Area(_PAD, _PAD, BREADTH - 2 * _PAD, 0), bars.title, bold=True, most=1)
    base = _PAD + 2 * LEADING + 6 + _HIGH
    for place, (name, number) in enumerate(bars.bars):
        x = _PAD + place * wide
        high = max(2.0, _HIGH * number / most) if number else 0.0
        if number:
            drawing.box(Area(x + 6, base - high, wide - 12, high), "count3", heavy=name in bars.heavy)
            drawing.label(Area(x, base - high - LEADING - 1, wide, 0), f"{number:,}", anchor="middle", most=1)
        drawing.label(Area(x + 1, base + 3, wide - 2, 0), name, size=_SMALL, anchor="middle", most=2)
    drawing.line((_PAD, base), (BREADTH - _PAD, base))
    return drawing, base + 3 + 2 * LEADING + _PAD - 4


def picture(bars: Bars) -> Picture:
    drawing, height = draw(bars)
    alt = alt_text(bars)
    return Picture(NAME, bars.title, alt, drawing.finish(height, bars.title, alt))

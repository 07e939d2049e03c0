"""The scroll bar: signs, not only colors, show that there is more and which part is shown."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

HANDLE, RAIL, CROSS_RAIL = "▐", "│", "─"
_BACK, _FRONT = Color.from_rgb(0, 0, 0), Color.from_rgb(255, 255, 255)


class Bar(ScrollBarRender):
    """Draws whole cells: the handle as half blocks, the rest as a line."""

    @classmethod
    def render_bar(  # noqa: PLR0917 - the signature is Textual's
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = _BACK,
        bar_color: Color = _FRONT,
    ) -> Segments:
        """Return the cells; the handle touches an end only where there is nothing more behind it."""
        wide = thickness if vertical else 1
        style = Style(bgcolor=back_color, color=bar_color)
        start, length = place(size, virtual_size, window_size, position)
        before, after = Style(meta={"@mouse.down": "scroll_up"}), Style(meta={"@mouse.down": "scroll_down"})
        grab = Style(meta={"@mouse.down": "grab"})
        rail = (RAIL if vertical else CROSS_RAIL) * wide
        cells = [Segment(rail, style + before)] * start
        cells += [Segment(HANDLE * wide, style + grab)] * length
        cells += [Segment(rail, style + after)] * (size - start - length)
        if vertical:
            return Segments(cells, new_lines=True)
        return Segments([*cells, Segment.line()] * thickness, new_lines=False)


def place(size: int, virtual_size: float, window_size: float, position: float) -> tuple[int, int]:
    """Return where the handle begins and how many cells it has; none where everything is in sight."""
    if not window_size or window_size >= virtual_size or size <= 0:
        return 0, 0
    length = max(min(round(size * window_size / virtual_size), size - 1), 1)
    last = virtual_size - window_size
    start = round((size - length) * position / last)
    if position > 0 and size - length > 1:
        start = max(start, 1)
    if position < last and size - length > 1:
        start = min(start, size - length - 1)
    return min(max(start, 0), size - length), length

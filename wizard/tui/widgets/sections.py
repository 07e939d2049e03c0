"""The sections of the sign-off with what is open in each: a column where there is room, else a row of tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from wizard.tui.text import one_line

if TYPE_CHECKING:
    from wizard.views.signoff import Section

HERE = "bold $block-cursor-foreground on $block-cursor-background"


class Sections(Widget):
    """Where one is; a click opens a section."""

    auto_links = False

    def __init__(self, *, id: str) -> None:  # noqa: A002
        """Start empty."""
        super().__init__(id=id)
        self._sections: tuple[Section, ...] = ()
        self._here = ""

    def show(self, sections: tuple[Section, ...], here: str) -> None:
        """Show the sections, with the one that is open."""
        if (sections, here) != (self._sections, self._here):
            self._sections, self._here = sections, here
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[Content]:
        column = any(map(self.screen.has_class, ("-wide", "-broad")))
        if self.screen.has_class("-short"):
            return [self._alone()]
        rows: list[list[Content]] = [[]]
        used = 0
        for section in self._sections:
            number = f" {section.open}" if section.open else ""
            title = one_line(section.title if column else section.short)
            here = section.id == self._here
            if column:
                mark = "›" if here else " "
                left = f"{'open' if section.open else 'done'}{number}"
                said = Content(f"{mark} {title}").truncate(max(width - len(left) - 1, 4), ellipsis=True, pad=True)
                part = Content.assemble(said, " ", left)
            else:
                part = Content(f"[{title}{number}]" if here else f" {title}{number} ")
            part = part.stylize(HERE if here else "" if section.open else "$text-muted")
            need = part.cell_length + 1
            if rows[-1] and (column or used + need > width + 1):
                rows.append([])
                used = 0
            rows[-1].append(part.stylize(Style.from_meta({"@click": f"screen.open_section('{section.id}')"})))
            used += need
        return [Content(" ").join(row) for row in rows]

    def _alone(self) -> Content:
        """Return the open section alone, with its place among the others."""
        for number, section in enumerate(self._sections, 1):
            if section.id == self._here:
                left = f"{section.open} open" if section.open else "done"
                return Content(f"{number} of {len(self._sections)}  {one_line(section.title)}  {left}").stylize("bold")
        return Content("")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the sections; the open one has a pointer or brackets and the background of the cursor."""
        return Content("\n").join(self._lines(max(self.content_size.width, 1)))

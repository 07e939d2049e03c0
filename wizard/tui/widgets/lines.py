"""The first and the last lines of every screen: where one is, what was said last, and the keys."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from wizard.tui.keys import KeyTable
from wizard.tui.strings import PRODUCT
from wizard.tui.text import cut, one_line

ROOM_FOR_PRODUCT = 90


class HeadLine(Widget):
    """What is open on the left, how far it is on the right; the product's name where there is room."""

    name_shown: reactive[str] = reactive("")
    right: reactive[str] = reactive("")

    def render(self) -> Content:
        """Return the line; the right part is kept whole where both do not fit."""
        width = max(self.content_size.width, 1)
        name = one_line(self.name_shown)
        left = name if width < ROOM_FOR_PRODUCT and name else f"{PRODUCT}   {name}".rstrip()
        right = cut(one_line(self.right), max(width - 12, width // 2))
        room = width - Content(right).cell_length - 2 if right else width
        left = cut(left, max(room, 0))
        gap = max(width - Content(left).cell_length - Content(right).cell_length, 0)
        return Content.assemble((left, "bold"), " " * gap, right)


class Status(Static):
    """What was said last; it stays until the next step, and no timer takes it away."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__("", id="status", markup=False)
        self.said = ""

    def say(self, text: str, level: str = "") -> None:
        """Show a message; an empty one hides the line.

        Args:
            text: What to say; user text is safe in it.
            level: ``warning`` or ``error``; the word stands before the text as well.
        """
        head = {"warning": "Note: ", "error": "Problem: "}.get(level, "")
        said = f"{head}{one_line(text, 600)}" if text else ""
        if said == self.said:
            return
        self.said = said
        self.set_class(level == "error", "-error")
        self.display = bool(said)
        self.update(Content(said))


class Foot(Widget):
    """The keys of the screen; as many as fit, the way out first."""

    auto_links = False

    def __init__(self, screen_kind: str, table: KeyTable) -> None:
        """Take the screen's name in the table of keys."""
        super().__init__(id="foot")
        self.kind = screen_kind
        self.table = table

    def render(self) -> Content:
        """Return what fits into the line."""
        width = max(self.content_size.width, 1)
        entries = sorted((key for key in self.table.on(self.kind) if key.rank), key=lambda key: key.rank)
        parts: list[Content] = []
        used = 0
        for entry in entries:
            text = f"{self.table.first(entry.id)} {entry.label}"
            need = len(text) + (3 if parts else 0)
            if used + need > width:
                continue
            used += need
            action = entry.action if entry.action.startswith("app.") else f"screen.{entry.action}"
            click = Style.from_meta({"@click": action})
            parts.append(
                Content.assemble((self.table.first(entry.id), "bold $text-accent"), " ", entry.label).stylize(click)
            )
        return Content("   ").join(parts)

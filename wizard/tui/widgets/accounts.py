"""The table of accounts: virtual rows, so that five thousand cost what the ones in sight cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, NamedTuple, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from wizard.tui.strings import HIDDEN_NAME
from wizard.tui.text import cut, one_line
from wizard.tui.widgets.choices import POINTER
from wizard.views.columns import HEADS, Column, Line, shared_ending

L = TypeVar("L", bound=Line)

GAP = 2
"""Cells between two columns."""
MARK = 2
"""Cells for the mark of an account."""


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a column may be.

    Attributes:
        rank: 1 for the column that stays the longest where there is little room.
    """

    least: int
    most: int
    rank: int


WIDTHS: dict[Column, Width] = {
    Column.ACCOUNT: Width(16, 60, 1),
    Column.STATE: Width(10, 26, 2),
    Column.DECISION: Width(16, 48, 4),
    Column.RISK: Width(7, 9, 6),
    Column.NEXT: Width(10, 36, 3),
    Column.OWNER: Width(10, 28, 7),
    Column.OPEN: Width(4, 5, 5),
    Column.SAVED: Width(10, 10, 8),
}


def fitted(natural: Mapping[Column, int], width: int, heads: Mapping[Column, str] = HEADS) -> dict[Column, int]:
    """Return the columns that fit into a number of cells, with the width of each, in their order.

    Args:
        natural: Cells that the longest text of each column takes.
        width: Cells that there are.
        heads: The columns, and what they are called.
    """
    found: dict[Column, int] = {}
    left = width
    for column in sorted(heads, key=lambda column: (not natural[column], WIDTHS[column].rank)):
        needs = _least(column, natural, heads) + (GAP if found else 0)
        if found and needs > left:
            continue
        found[column] = _least(column, natural, heads)
        left -= needs
    for column, least in list(found.items()):
        given = max(min(natural[column], WIDTHS[column].most) - least, 0)
        found[column] += min(given, left)
        left -= min(given, left)
    return {column: found[column] for column in heads if column in found}


def _least(column: Column, natural: Mapping[Column, int], heads: Mapping[Column, str]) -> int:
    return max(min(WIDTHS[column].least, natural[column]), cell_len(heads[column]) + 1)


def naturally(lines: Iterable[Line], ending: str) -> dict[Column, int]:
    """Return the cells that the longest text of each column takes; 0 for a column that says nothing."""
    found = dict.fromkeys(Column, 0)
    for line in lines:
        for column, cell in line.cells.items():
            cells = len(cell) if cell.isascii() else cell_len(cell)
            found[column] = max(found[column], cells - (len(ending) if column is Column.ACCOUNT else 0))
    return found


class Fit(NamedTuple):
    """What all lines need: the domain that their accounts share, and the cells of each column."""

    ending: str
    natural: dict[Column, int]


def fit_of(lines: Collection[Line]) -> Fit:
    """Return what lines need; of thousands, a thread works it out without holding up a key."""
    ending = shared_ending(line.cells[Column.ACCOUNT] for line in lines)
    return Fit(ending, naturally(lines, ending))


class AccountTable(ScrollView, Generic[L], can_focus=True):
    """Accounts in rows under a head that stays; the pointer, marks and the sorted column have signs too.

    It works by plain calls, not by messages: who types ahead finds the table as the key before left it.

    Attributes:
        moved: Runs when the pointer is on another account.
        opened: Runs when Enter is pressed or a row is clicked twice.
        looked: Runs when other rows are in sight.
        resorted: Runs when the column to sort by, or its direction, changed.
        lines: The accounts that are shown.
        marked: Marked accounts by file, shown or not.
        column: The column under the pointer, which is the next one to sort by.
        sorted_by: The column that the lines are sorted by.
        reverse: They are sorted the other way round.
        ending: The domain of all accounts, which a row does not repeat.
        natural: Cells that each column takes where there is room for all of it.
        hidden: Numbers shown instead of names, by file; None where names are shown.
        heads: The columns, and what they are called.
        plain: A list to choose from: nothing is marked, and its order stays.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "accounts--head",
        "accounts--here",
        "accounts--cursor",
        "accounts--quiet",
        "accounts--warning",
        "accounts--error",
        "accounts--marked",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("left", "column(-1)", "Column before", show=False),
        Binding("right", "column(1)", "Column after", show=False),
        Binding("enter", "open", "Open", show=False),
        Binding("space", "mark", "Mark", show=False),
    ]

    def __init__(self, *, id: str, heads: Mapping[Column, str] = HEADS, plain: bool = False) -> None:  # noqa: A002
        super().__init__(id=id)
        self.heads, self.plain = heads, plain
        self._margin = len(POINTER) + (0 if plain else MARK)
        self.looked: Callable[[], None] = lambda: None
        self.moved: Callable[[], None] = lambda: None
        self.opened: Callable[[], None] = lambda: None
        self.resorted: Callable[[], None] = lambda: None
        self.lines: Sequence[L] = ()
        self.marked: set[str] = set()
        self.column = Column.ACCOUNT
        self.sorted_by = Column.ACCOUNT
        self.reverse = False
        self.hidden: Mapping[str, int] | None = None
        self.ending = ""
        self.index = 0
        self.nothing = ""
        self.natural = naturally((), "")
        self._widths: dict[Column, int] = {}
        self._styles_of_theme: tuple[object, dict[str, Style]] = (None, {})

    # ---- what is shown

    def fit_to(self, fit: Fit) -> None:
        """Give the columns the width that all accounts need, shown or not, so that they stay where they are."""
        self.ending, self.natural = fit

    def show(self, lines: Sequence[L], keep: str = "", nothing: str = "") -> None:
        """Show accounts, with the pointer on the one that is kept where it is among them.

        Args:
            keep: A file; else the one under the pointer is kept.
            nothing: What is said where there is none.
        """
        keep = keep or (self.here.file if self.here else "")
        self.lines, self.nothing = lines, nothing
        at = next((number for number, line in enumerate(lines) if line.file == keep), None)
        self.index = at if at is not None else max(min(self.index, len(lines) - 1), 0)
        self._lay_out()
        self.refresh()
        self.in_sight()
        self.moved()

    @property
    def here(self) -> L | None:
        """The account under the pointer."""
        return self.lines[self.index] if self.index < len(self.lines) else None

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self._widths = fitted(self.natural, max(width - self._margin, 1), self.heads)
        self.virtual_size = Size(width, len(self.lines) + 1)

    def on_resize(self) -> None:
        self._lay_out()
        self.in_sight()

    def in_sight(self) -> None:
        """Scroll so far that the pointer is in sight, below the head.

        Where the list has just grown, it has no scroll bar yet, and only a forced scroll moves it.
        """
        height = max(self.scrollable_content_region.height - 1, 1)
        top = int(self.scroll_offset.y)
        if self.index < top:
            self.scroll_to(y=self.index, animate=False, immediate=True, force=True)
        elif self.index >= top + height:
            self.scroll_to(y=self.index - height + 1, animate=False, immediate=True, force=True)
        self.looked()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.looked()

    @property
    def sight(self) -> Sequence[L]:
        """The accounts in sight."""
        top = int(self.scroll_offset.y)
        return self.lines[top : top + max(self.scrollable_content_region.height - 1, 1)]

    def said(self, line: L) -> str:
        """Return a row for who hears it: each column with its name."""
        texts = ((head, self._text(line, column)) for column, head in self.heads.items())
        return "; ".join(f"{head}: {text}" for head, text in texts if text)

    # ---- moving

    def point(self, index: int) -> None:
        """Put the pointer on a row; rows are counted from 0."""
        index = max(min(index, len(self.lines) - 1), 0)
        before, self.index = self.index, index
        if before == index:
            return
        self.refresh_line(before + 1)
        self.refresh_line(index + 1)
        self.in_sight()
        self.moved()

    def action_move(self, by: int) -> None:
        self.point(self.index + by)

    def action_page(self, by: int) -> None:
        self.point(self.index + by * max(self.scrollable_content_region.height - 2, 1))

    def action_first(self) -> None:
        self.point(0)

    def action_last(self) -> None:
        self.point(len(self.lines) - 1)

    def action_column(self, by: int) -> None:
        shown = list(self._widths)
        if shown and not self.plain:
            at = shown.index(self.column) if self.column in shown else 0
            self.column = shown[(at + by) % len(shown)]
            self.refresh_line(int(self.scroll_offset.y))

    def action_open(self) -> None:
        if self.lines:
            self.opened()

    def sort(self) -> None:
        """Sort by the column under the pointer; where it is sorted by it, turn the order round."""
        self.reverse = self.sorted_by is self.column and not self.reverse
        self.sorted_by = self.column
        self.resorted()

    # ---- marks

    def action_mark(self) -> None:
        """Mark the account under the pointer or take its mark away, and go to the next one."""
        if self.here is None or self.plain:
            return
        self.marked ^= {self.here.file}
        self.refresh_line(self.index + 1)
        self.point(self.index + 1)
        self.moved()

    def mark_all(self) -> None:
        """Mark all that are shown; where all of them are marked, take their marks away."""
        shown = {line.file for line in self.lines}
        if shown <= self.marked:
            self.marked -= shown
        else:
            self.marked |= shown
        self.refresh()
        self.moved()

    # ---- mouse

    def on_click(self, event: events.Click) -> None:
        """Go to a row, open it on the second click, mark it at its sign; sort at the head."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if offset.y == 0:
            column = self._column_at(offset.x)
            if column is not None and not self.plain:
                self.column = column
                self.sort()
            return
        index = int(self.scroll_offset.y) + offset.y - 1
        if index >= len(self.lines):
            return
        self.point(index)
        if len(POINTER) <= offset.x < self._margin:
            self.marked ^= {self.lines[index].file}
            self.refresh_line(index + 1)
            self.moved()
        elif event.chain > 1:
            self.opened()

    def _column_at(self, x: int) -> Column | None:
        start = self._margin
        for column, width in self._widths.items():
            if start <= x < start + width + GAP:
                return column
            start += width + GAP
        return None

    # ---- drawing

    def _style(self, name: str) -> Style:
        theme = (self.app.theme, self.app.no_color)
        if self._styles_of_theme[0] != theme:
            self._styles_of_theme = (theme, {})
        known = self._styles_of_theme[1]
        if name not in known:
            known[name] = self.get_component_rich_style(f"accounts--{name}") if name else self.rich_style
        return known[name]

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._head(width)
        index = int(self.scroll_offset.y) + y - 1
        if index < len(self.lines):
            return self._row(index, width)
        if not self.lines and y == 2:
            return self._strip([Segment(cut(self.nothing, width), self._style(""))], width, self._style(""))
        return Strip.blank(width, self._style(""))

    def _head(self, width: int) -> Strip:
        plain, here = self._style("head"), self._style("here")
        segments = [Segment(" " * self._margin, plain)]
        for number, (column, room) in enumerate(self._widths.items()):
            sign = ("▼" if self.reverse else "▲") if column is self.sorted_by and not self.plain else ""
            text = f"{self.heads[column]}{sign}"
            style = here if column is self.column and self.has_focus and not self.plain else plain
            segments.append(Segment(" " * GAP if number else "", plain))
            segments.append(Segment(_padded(text, room, right=column is Column.OPEN), style))
        return self._strip(segments, width, plain)

    def _row(self, index: int, width: int) -> Strip:
        line = self.lines[index]
        cursor = index == self.index
        marked = line.file in self.marked
        base = self._style("cursor") if cursor and self.has_focus else self._style("marked" if marked else "")
        sign = "" if self.plain else "× " if marked else "  "
        segments = [Segment((POINTER if cursor else " " * len(POINTER)) + sign, base)]
        for number, (column, room) in enumerate(self._widths.items()):
            style = base
            tone = line.tones.get(column, "")
            if not (cursor and self.has_focus) and tone in {"warning", "error"}:
                own = self._style(tone)
                style = base + Style(color=own.color, bold=own.bold)
            segments.append(Segment(" " * GAP if number else "", base))
            segments.append(Segment(_padded(self._text(line, column), room, right=column is Column.OPEN), style))
        return self._strip(segments, width, base)

    def _text(self, line: L, column: Column) -> str:
        if self.hidden is not None and column is Column.ACCOUNT:
            return f"Account {self.hidden.get(line.file, 0)}"
        text = line.cells.get(column, "")
        if column is Column.ACCOUNT:
            text = text.removesuffix(self.ending)
        if self.hidden is not None and column is Column.OWNER and text:
            return HIDDEN_NAME
        return one_line(text, 400)

    def _strip(self, segments: list[Segment], width: int, style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(width, style)


def _padded(text: str, width: int, *, right: bool = False) -> str:
    text = cut(text, width)
    space = " " * (width - cell_len(text))
    return space + text if right else text + space

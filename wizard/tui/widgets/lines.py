"""The first and the last lines of every screen: where one is, what was said last, and the keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from wizard.tui.keys import TEXT, Key, KeyTable
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


PASSED, AHEAD = "━", "─"
STAGE_CELLS = 4


def stage_bar(stage: str, shares: Sequence[float]) -> str:
    """Return how far the stages are, of the same width at any time; a stage that has begun is not shown as passed."""
    cells = [min(round(share * STAGE_CELLS), STAGE_CELLS - (share < 1)) for share in shares]
    return f"{stage}  " + " ".join(PASSED * done + AHEAD * (STAGE_CELLS - done) for done in cells)


class Status(Static):
    """What was said last; it stays until the next step, and no timer removes it."""

    def __init__(self) -> None:
        super().__init__("", id="status", markup=False)
        self.said = ""

    def say(self, text: str, level: str = "") -> None:
        """Show a message; an empty one hides the line.

        Args:
            text: What to say; user text is safe in it.
            level: ``warning`` or ``error``; the word is before the text as well.
        """
        head = {"warning": "Note: ", "error": "Problem: "}.get(level, "")
        said = f"{head}{one_line(text, 600)}" if text else ""
        if said == self.said:
            return
        self.said = said
        self.set_class(level == "error", "-error")
        self.display = bool(said)
        self.update(Content(said))


FULL, SHORT = (3, True), (2, False)
"""Cells between two entries of the foot, and whether they carry their full labels."""

IMPORTANT = 11
"""Full labels are used where the entries up to this rank fit with them."""

NEEDED = ("quit", "close", "commands")
"""What stays where there is little room: how to leave, and the list that leads to everything."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the foot: a key and what it does."""

    id: str
    key: str
    label: str
    action: str

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return cell_len(f"{self.key} {self.label}")


@dataclass(frozen=True, slots=True)
class Lead:
    """What is open above the screen's own matter; the key that closes it comes first.

    Attributes:
        id: The action that closes it, by its id in the table of keys.
        label: What the foot says of it; ``short`` where there is little room.
    """

    id: str
    label: str
    short: str


def foot_entries(
    table: KeyTable,
    screen: str,
    width: int,
    lead: Lead | None = None,
    *,
    reads: bool = False,
    idle: Collection[str] = (),
) -> list[Entry]:
    """Return the keys that fit into a line, the most important first; with those for a text where one is read.

    Args:
        idle: Ids of keys that have nothing to work on.
    """
    there = [*table.on(screen), *(table.on(TEXT, everywhere=False) if reads else ())]
    keys = sorted((key for key in there if key.rank and key.id not in idle), key=lambda key: key.rank)
    if lead is not None:
        keys.sort(key=lambda key: key.id != lead.id)
    chosen: list[Entry] = []
    for gap, full in (FULL, SHORT):
        entries = [_entry(table, key, lead, full=full) for key in keys]
        chosen = _fitting(entries, width, gap)
        important = sum(key.rank <= IMPORTANT for key in keys)
        if len(chosen) >= important:
            break
    return chosen


def _entry(table: KeyTable, key: Key, lead: Lead | None, *, full: bool) -> Entry:
    if lead is not None and key.id == lead.id:
        label = lead.label if full else lead.short
    else:
        label = key.label if full else key.short or key.label
    action = key.action if key.action.startswith("app.") else f"screen.{key.action}"
    return Entry(key.id, table.first(key.id), label, action)


def _fitting(entries: Sequence[Entry], width: int, gap: int) -> list[Entry]:
    """Return the needed ones and, from the first on, as many others as fit."""
    kept = {entry.id for entry in entries[:1]} | {entry.id for entry in entries if entry.id in NEEDED}
    for entry in entries:
        tried = [other for other in entries if other.id in kept or other.id == entry.id]
        if sum(other.width for other in tried) + gap * (len(tried) - 1) > width and entry.id not in kept:
            break
        kept.add(entry.id)
    return [entry for entry in entries if entry.id in kept]


class Foot(Widget):
    """The keys of the screen; as many as fit, how to leave first.

    Attributes:
        lead: What is open and has a key that closes it; None where nothing is.
        idle: Ids of keys that have nothing to work on.
    """

    auto_links = False
    lead: reactive[Lead | None] = reactive(None)
    idle: reactive[frozenset[str]] = reactive(frozenset())

    def __init__(self, screen_kind: str, table: KeyTable) -> None:
        super().__init__(id="foot")
        self.kind = screen_kind
        self.table = table

    def render(self) -> Content:
        width = max(self.content_size.width, 1)
        entries = foot_entries(self.table, self.kind, width, self.lead, idle=self.idle)
        parts = []
        for entry in entries:
            click = Style.from_meta({"@click": entry.action})
            parts.append(Content.assemble((entry.key, "bold $text-accent"), " ", entry.label).stylize(click))
        needs = sum(entry.width for entry in entries)
        roomy = needs + FULL[0] * (len(entries) - 1) <= width
        return Content(" " * (FULL if roomy else SHORT)[0]).join(parts)

"""Texts that are opened above any screen: help, and a page without frames to select from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from wizard.tui import strings
from wizard.tui.keys import TEXT, KeyTable, shown
from wizard.tui.screens.base import wizard_of
from wizard.tui.screens.dialogs import Dialog, TextDialog
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part, Rows
from wizard.tui.widgets.choices import Choices
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget


class PlainScreen(Dialog[None]):
    """Shows text from edge to edge; the mouse belongs to the terminal meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "close", "Close", show=False)]
    FOCUS = "#plain"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts = [Block(Content(line)) for line in lines(text, len(text) + 1).split("\n")]

    def compose(self) -> ComposeResult:
        keys = self.wizard.keys
        yield Static(
            Content(
                "The page was sent to the clipboard as Markdown; not every terminal takes it. Select here with the "
                f"mouse. {keys.first('search')} searches, {keys.first('close')} closes."
            ),
            id="plain-hint",
        )
        yield Reading(self.parts, id="plain")
        yield Static("", id="problem", markup=False)

    def on_mount(self) -> None:
        self._mouse(on=False)

    def on_unmount(self) -> None:
        self._mouse(on=True)

    def _mouse(self, *, on: bool) -> None:
        driver = self.app._driver  # noqa: SLF001 - Textual has no public way to lend the mouse
        if driver is None or not getattr(driver, "_mouse", False):
            return
        change = getattr(driver, "_enable_mouse_support" if on else "_disable_mouse_support", None)
        if change is not None:
            change()
            driver.flush()


def help_key(focused: Widget | None) -> str:
    """Return which text explains a widget."""
    name = (focused.id or "") if focused is not None else ""
    if name == "choices" and getattr(focused, "many", False):
        return "choices_many"
    for known in (name, {"line": "line", "page": "page"}.get(name, ""), "reading" if name.startswith("page-") else ""):
        if known in strings.FOCUS_HELP:
            return known
    kind = type(focused).__name__.lower() if focused is not None else ""
    return kind if kind in strings.FOCUS_HELP else "other"


def help_parts(focused: Widget | None, kind: str, table: KeyTable) -> list[Part]:
    rows = [(Content("Keys"), Content("What they do"))]
    entries = [*table.on(kind)]
    if isinstance(focused, Reading):
        entries = [*(key for key in table.on(TEXT, everywhere=False) if key not in entries), *entries]
    for entry in entries:
        keys = " or ".join(shown(key) for key in table.keys_of(entry.id))
        rows.append((Content.styled(keys, "bold"), Content(f"{entry.label}: {entry.about}")))
    moves = (
        ("↑ ↓ PgUp PgDn Home End", "Move in a list, or scroll a text."),
        ("Tab", "Go to the next part of the screen."),
    )
    rows += [(Content.styled(keys, "bold"), Content(about)) for keys, about in moves]
    name = "fields" if kind == "signoff" else help_key(focused)
    about = strings.FOCUS_HELP[name]
    if name in strings.CLOSED_BY_KEY:
        about = about.replace("Esc", table.first("close"))
    return [
        *answer_parts(focused),
        Block(Content(about)),
        BLANK,
        Rows(tuple(rows)),
        BLANK,
        Block(Content(strings.KEYS_HINT)),
    ]


def answer_parts(focused: Widget | None) -> list[Part]:
    """Return the answer under the pointer with the whole of its help, where a list of answers is open."""
    lists = [*focused.screen.query(Choices)] if focused is not None else []
    here = lists[0].highlighted_choice if lists else None
    if here is None or not here.help:
        return []
    return [Block(Content.styled(one_line(here.label), "bold")), Block(Content(one_line(here.help)), indent=2), BLANK]


class HelpScreen(TextDialog[None]):
    """Shows help for what has the focus below, then the keys of that screen."""

    def __init__(self, below: Screen[object]) -> None:
        kind, table = getattr(below, "KIND", "dialog"), wizard_of(below).keys
        super().__init__("Help", help_parts(below.focused, kind, table), "help-text")

"""Help: first for what has the focus, then the keys of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from wizard.tui import strings
from wizard.tui.keys import TEXT, KeyTable, shown
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part, Rows
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget


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
    """Return the help as blocks."""
    rows = [(Content("Keys"), Content("What they do"))]
    entries = [*table.on(kind)]
    if isinstance(focused, Reading):
        entries = [*(key for key in table.on(TEXT[-1], everywhere=False) if key not in entries), *entries]
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
    screen = focused.screen if focused is not None else None
    choices = getattr(screen, "choices", None)
    here = choices.highlighted_choice if choices is not None else None
    if here is None or not here.help:
        return []
    return [Block(Content.styled(one_line(here.label), "bold")), Block(Content(one_line(here.help)), indent=2), BLANK]


class HelpScreen(Dialog[None]):
    """Shows help; any way of closing it leads back."""

    title_text = "Help"
    READS = True

    def __init__(self, below: Screen[object]) -> None:
        """Keep the screen that asks for help."""
        super().__init__()
        self.parts = help_parts(below.focused, getattr(below, "KIND", "dialog"), self._table(below))

    @staticmethod
    def _table(below: Screen[object]) -> KeyTable:
        return getattr(below.app, "keys", None) or KeyTable()

    def compose_body(self) -> ComposeResult:
        """Show the text."""
        yield Reading(self.parts, id="help-text")

    def on_mount(self) -> None:
        """Focus the text, so that keys scroll it."""
        self.query_one("#help-text").focus()

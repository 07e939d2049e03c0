"""The editor of a list of rows in the sign-off, and which editor takes which kind of field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets.option_list import Option

from wizard.record.signoff import parts_of
from wizard.record.values import LISTS, ONE
from wizard.tui.text import one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.fields import (
    ChoiceEditor,
    ChoicesEditor,
    DateEditor,
    FieldEditor,
    Given,
    LineEditor,
    PageEditor,
    PartsEditor,
    PersonEditor,
)
from wizard.tui.widgets.parts import Moved, Parts
from wizard.views.signoff import SUGGESTED

SUGGESTION = "~"
FEW = 6
"""Kinds of row that are offered one a line; a longer list is chosen from inside the row."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the list of rows: a row, one that can be added, or the line that continues.

    Attributes:
        row: The place of a row that is kept; None for the others.
        start: What a row that is added begins with; None for the line that continues.
    """

    label: str
    row: int | None = None
    start: dict[str, Any] | None = None


class RowsEditor(FieldEditor):
    """Takes a list of rows; one of them is open at a time, in place of the list."""

    HOW = "Enter opens or adds a row, {empty} removes one; an empty part ends it."
    ENTRY = "#rows"
    LONG = True

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self.parts = parts_of(given.field)
        self.rows = [dict(row) for row in given.value if isinstance(row, dict)] if isinstance(given.value, list) else []
        self.form: Parts | None = None
        self.index = 0
        self.opened_with: dict[str, Any] = {}
        self.entries: list[_Entry] = []

    def compose(self) -> ComposeResult:
        yield PointedList(id="rows")

    @property
    def listed(self) -> PointedList:
        return self.query_one("#rows", PointedList)

    def on_mount(self) -> None:
        self.fill()

    def fill(self) -> None:
        """Show the rows, what can be added, and the line that continues. The pointer is where Enter does what comes next."""
        self.entries = [*self._entries()]
        self.listed.set_options([Option(Content(one_line(entry.label, 400))) for entry in self.entries])
        known = [n for n, entry in enumerate(self.entries) if entry.start and entry.label.startswith(SUGGESTION)]
        here = known[0] if known else len(self.entries) - 1 if self.rows else 0
        self.listed.highlighted = here

    def _entries(self) -> Iterator[_Entry]:
        shown = self.given.shown
        for number, row in enumerate(self.rows):
            yield _Entry(f"{number + 1}  {shown(self._words(row))}", row=number)
        for row in self._known():
            yield _Entry(f"{SUGGESTION}  {self._words(row)}{SUGGESTED}", start=row)
        kind = next((part for part in self.parts if part.ask.of_field and part.options), None)
        if kind is not None and len(kind.options) <= FEW and not kind.ask.sparse:
            yield from (_Entry(f"+  {label}", start={kind.key: word}) for word, label in kind.options)
        else:
            yield _Entry("+  Add another one" if self.rows else "+  Add the first one", start={})
        yield _Entry("→  Continue to the next field")

    def _known(self) -> list[dict[str, Any]]:
        """Return the rows that the answers suggest and that are not there."""
        suggested = self.given.known if isinstance(self.given.known, list) else []
        kinds = [part.key for part in self.parts if part.ask.of_field]
        there = {row.get(key) for row in self.rows for key in kinds}
        return [dict(row) for row in suggested if not any(row.get(key) in there for key in kinds)]

    def _words(self, row: Mapping[str, Any]) -> str:
        told = [
            one_line(dict(part.options).get(row[part.key], row[part.key]), 160)
            for part in self.parts
            if row.get(part.key) not in (None, "") and part.kind != "flag"
        ]
        return "; ".join(dict.fromkeys(told))

    def begin(self, *, last: bool = False) -> None:
        if last:
            self.listed.highlighted = len(self.entries) - 1
        super().begin(last=last)

    async def open_row(self, index: int, value: Mapping[str, Any], *, suggested: bool = False) -> None:
        """Show the parts of a row in place of the list; a suggested one is kept even if nothing is typed."""
        await self.close_row()
        given = self.given
        parts = sorted(self.parts, key=lambda part: not (part.ask.of_field and not part.ask.sparse))
        self.index = index
        start = self.rows[index] if index < len(self.rows) else {}
        self.form = Parts(parts, {**start, **value}, hides=given.hides, known=given.people, shown=given.shown)
        self.opened_with = {} if suggested else self.form.read()
        self.listed.display = False
        await self.mount(self.form)
        self.form.begin(at_empty=index >= len(self.rows))
        self.screen.call_after_refresh(self.given.in_sight)

    async def close_row(self) -> None:
        """Put the parts away, and go back to the list."""
        form, self.form = self.form, None
        if form is not None:
            self.listed.display = True
            await form.remove()
            self.begin()

    def kept(self, value: Any) -> None:
        super().kept(value)
        self.rows = [dict(row) for row in value or ()]
        if self.form is not None:
            self.opened_with = self.form.read()
        self.fill()

    def value(self) -> list[dict[str, Any]]:
        rows = [*self.rows]
        if self.form is not None and self.typed() is not None:
            read = self.form.read()
            rows[self.index : self.index + 1] = [{**(rows[self.index] if self.index < len(rows) else {}), **read}]
        return rows

    def typed(self) -> Any:
        """Return the row that is open, where it differs from the one that is kept."""
        if self.form is None or self.form.empty or self.form.read() == self.opened_with:
            return None
        return {"row": self.index, "parts": self.form.read()}

    async def put_back(self, typed: Any) -> None:
        if isinstance(typed, dict) and isinstance(typed.get("parts"), dict):
            await self.open_row(min(int(typed.get("row", 0)), len(self.rows)), {})
            if self.form is not None:
                self.form.put(typed["parts"])

    def pressed(self, key: str) -> Moved:
        """Open a row, move in it, and leave it; leave the list at its ends."""
        if self.form is not None:
            moved = self.form.pressed(key)
            if moved in {"next", "back"}:
                self.screen.call_later(self.given.keep)
                return "taken"
            return moved
        here, last = self.listed.highlighted or 0, len(self.entries) - 1
        if key == "enter":
            return self._open(self.entries[here])
        if (key == "up" and here) or (key == "down" and here != last):
            return ""
        return "back" if key in {"up", "shift+tab"} else "next"

    def _open(self, entry: _Entry) -> Moved:
        if entry.row is not None:
            self.screen.call_later(self.open_row, entry.row, {})
        elif entry.start is not None:
            suggested = entry.label.startswith(SUGGESTION)
            self.screen.call_later(partial(self.open_row, len(self.rows), entry.start, suggested=suggested))
        else:
            return "next"
        return "taken"

    def on_option_list_option_selected(self, event: PointedList.OptionSelected) -> None:
        event.stop()
        if self._open(self.entries[event.option_index]) == "next":
            self.screen.call_later(self.given.go_on)

    def delete(self) -> None:
        """Remove the row under the pointer."""
        here = self.listed.highlighted
        entry = self.entries[here] if here is not None else None
        if entry is not None and entry.row is not None:
            del self.rows[entry.row]
            self.fill()
            self.listed.highlighted = min(entry.row, len(self.entries) - 1)
            self.screen.call_later(self.given.keep)


def editor_of(given: Given) -> FieldEditor:
    """Return the editor that takes values of a field."""
    kind = given.field.kind
    if kind in LISTS:
        return RowsEditor(given)
    if kind in ONE:
        return PersonEditor(given) if kind == "person" else PartsEditor(given)
    if kind in {"choice", "choices"}:
        return ChoicesEditor(given) if kind == "choices" else ChoiceEditor(given)
    if kind == "paragraph":
        return PageEditor(given)
    return DateEditor(given) if kind == "date" else LineEditor(given)

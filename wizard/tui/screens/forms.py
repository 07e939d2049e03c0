"""Windows for sign-off values of several parts: a person, and lists of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from wizard.record.values import Part
from wizard.tui.screens.dialogs import Ways
from wizard.tui.screens.editors import Editor, Keep
from wizard.tui.text import one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.picker import Picker

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.pack.models import Field


class FormEditor(Editor):
    """Takes a person or a row: a few parts, one below the other."""

    def __init__(
        self,
        title: str,
        about: str,
        parts: Sequence[Part],
        value: Mapping[str, Any] | None,
        keep: Keep,
        *,
        known: Sequence[Mapping[str, Any]] = (),
        kept_as: str = "",
    ) -> None:
        """Keep the parts; ``known`` are people named before, to choose from."""
        super().__init__(title, about, dict(value or {}), keep, kept_as)
        self.parts, self.known = tuple(parts), tuple(known)

    def compose_editor(self) -> ComposeResult:
        """Show the parts."""
        with VerticalScroll(id="form", can_focus=False):
            for part in self.parts:
                yield Static(Content(one_line(part.label)), classes="part")
                yield self._entry(part)
            if self.known:
                yield Static(Content("A person named already"), classes="part")
                yield PointedList(
                    *[Option(self._person(person)) for person in self.known],
                    id="known",
                    markup=False,
                    compact=True,
                )

    def _entry(self, part: Part) -> Line | Picker:
        value = self.value.get(part.key)
        if part.kind == "flag":
            options: list[tuple[Any, str]] = [(None, "not said"), (True, "Yes"), (False, "No")]
            return Picker(options, value, id=f"part-{part.key}")
        if part.kind == "choice":
            return Picker([("", "not said"), *part.options], value or "", id=f"part-{part.key}")
        line = Line("" if value is None else str(value), id=f"part-{part.key}")
        line.password = self._hides(part)
        return line

    def _hides(self, part: Part) -> bool:
        return self.wizard.redacting and part.ask.names

    def refresh_all(self) -> None:
        """Hide or show names, and leave what was typed."""
        for part in self.parts:
            entry = self.query_one(f"#part-{part.key}")
            if isinstance(entry, Line):
                entry.password = self._hides(part)
        for listed in self.query("#known").results(OptionList):
            for index, person in enumerate(self.known):
                listed.replace_option_prompt_at_index(index, self._person(person))

    def _person(self, person: Mapping[str, Any]) -> Content:
        return Content(self.wizard.shown(_person_words(person)))

    def on_mount(self) -> None:
        """Focus the input."""
        self._opened_with = self.read()
        self.query_one(f"#part-{self.parts[0].key}").focus()

    def put_back(self, typed: Any) -> None:
        """Show the parts as they were being typed."""
        for part in self.parts:
            entry = self.query_one(f"#part-{part.key}")
            if isinstance(entry, Line | Picker) and isinstance(typed, dict) and part.key in typed:
                entry.value = typed[part.key]

    def typed_anew(self) -> dict[str, Any] | None:
        """Return the parts where they differ from those that are kept."""
        found = self.read()
        return found if found != self._opened_with else None

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """Save it or not."""
        return (("Save", True), ("Discard changes", None))

    def take(self, result: bool | None) -> None:
        """Hand the parts over."""
        if result:
            self.give(self.read())
        else:
            self.dismiss(None)

    def read(self) -> dict[str, Any]:
        """Return the parts as typed."""
        found: dict[str, Any] = {}
        for part in self.parts:
            entry = self.query_one(f"#part-{part.key}")
            found[part.key] = entry.value if isinstance(entry, Line | Picker) else None
        return found

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on(event.input.id or "")

    def _go_on(self, entry: str) -> None:
        keys = [f"part-{part.key}" for part in self.parts]
        index = keys.index(entry) + 1 if entry in keys else len(keys)
        if index < len(keys):
            self.set_focus(self.query_one(f"#{keys[index]}"))
        else:
            self.set_focus(self.query_one("#ways", Ways))

    def on_key(self, event: events.Key) -> None:
        """Move between the parts with Enter and the arrow keys."""
        focused = self.focused
        if event.key == "enter" and isinstance(focused, Picker):
            self._go_on(focused.id or "")
        elif event.key == "down" and isinstance(focused, Line | Picker):
            self.focus_next()
        elif event.key == "up" and isinstance(focused, Line | Picker):
            self.focus_previous()
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected, "#known")
    def _take_over(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        for part in self.parts:
            entry = self.query_one(f"#part-{part.key}")
            if isinstance(entry, Line):
                entry.value = str(self.known[event.option_index].get(part.key) or "")
        self.query_one("#ways", Ways).focus()


class RowsEditor(Editor):
    """Takes a list of rows."""

    def __init__(
        self,
        field: Field,
        parts: Sequence[Part],
        keep: Keep,
        beside: Callable[[], Sequence[str]],
        session: Session,
    ) -> None:
        """Keep the field and its session; ``beside`` gives the words next to each row that is kept."""
        super().__init__(field.label, field.help, None, keep)
        self.field, self.parts, self.beside, self.session = field, tuple(parts), beside, session
        self.rows = self._kept()

    def compose_editor(self) -> ComposeResult:
        """Show the rows."""
        yield PointedList(id="rows", markup=False, compact=True)
        undo = self.wizard.keys.first("undo")
        said = f"Enter opens a row; Delete removes it. Every change is kept at once; {undo} takes the last one back."
        yield Static(Content(said), classes="quiet")

    def on_mount(self) -> None:
        """Fill the list."""
        self.fill(0)
        self.query_one("#rows").focus()

    def fill(self, index: int) -> None:
        """Show the rows, and one to add another."""
        listed = self.query_one("#rows", OptionList)
        told = [f"\n   {one_line(line, 600)}" for line in self.beside()]
        told += [""] * (len(self.rows) - len(told))
        listed.set_options(
            [
                *[
                    Option(Content(f"{number}  {self.wizard.shown(self._words(row))}{told[number - 1]}"))
                    for number, row in enumerate(self.rows, 1)
                ],
                Option(Content("+  Add another one" if self.rows else "+  Add the first one")),
            ]
        )
        listed.highlighted = min(index, len(self.rows))

    def refresh_all(self) -> None:
        """Hide or show names."""
        self.fill(self.query_one("#rows", OptionList).highlighted or 0)

    def _words(self, row: Mapping[str, Any]) -> str:
        shown = [
            one_line(dict(part.options).get(row[part.key], row[part.key]), 160)
            for part in self.parts
            if row.get(part.key) not in (None, "") and part.kind != "flag"
        ]
        return "; ".join(shown)

    @on(OptionList.OptionSelected, "#rows")
    def _edit(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        index = event.option_index

        def keep(value: Any) -> str:
            rows = [*self.rows]
            if index < len(rows):
                rows[index] = {**rows[index], **value}
            else:
                rows.append(value)
            problem = self.keep(rows)
            if not problem:
                self.rows = rows
            return problem

        before = self.rows[index] if index < len(self.rows) else None
        self.app.push_screen(
            FormEditor(self.title_text, "", self.parts, before, keep, kept_as=f"signoff.{self.field.id}.{index}"),
            lambda _: self.fill(index + (before is None)),
        )

    def on_key(self, event: events.Key) -> None:
        """Remove a row, or take the last change of the rows back."""
        listed = self.query_one("#rows", OptionList)
        if event.key in self.wizard.keys.keys_of("undo") and self.field.id in self.session.last_change:
            self.session.undo()
            self.rows = self._kept()
            self.refresh_all()
            event.stop()
        elif event.key == "delete" and listed.highlighted is not None and listed.highlighted < len(self.rows):
            index = listed.highlighted
            rows = [row for number, row in enumerate(self.rows) if number != index]
            problem = self.keep(rows)
            if problem:
                self.say(problem)
            else:
                self.rows = rows
                self.fill(index)
            event.stop()
            event.prevent_default()

    def _kept(self) -> list[dict[str, Any]]:
        value = self.session.record.signoff.get(self.field.id)
        return [dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """Go back."""
        return (("Done", True),)


def _person_words(person: Mapping[str, Any]) -> str:
    return ", ".join(one_line(person[part], 200) for part in ("name", "role", "contact") if person.get(part))

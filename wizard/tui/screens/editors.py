"""Windows that take the value of a sign-off field: one for each shape of value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import lines
from wizard.tui.widgets.choices import Choice, Choices
from wizard.tui.widgets.inputs import Line

if TYPE_CHECKING:
    from wizard.errors import WizardError
    from wizard.pack.models import Field

Keep = Callable[[Any], str]
"""Takes a value; returns what is wrong with it, or nothing."""


def wrong_words(field: Field, error: WizardError) -> str:
    """Return what is wrong with a value as sentences; each names the part of the value by its label."""
    from wizard.record.signoff import parts_of

    labels = {part.key: part.label for part in parts_of(field)}
    found: list[str] = []
    for problem in error.problems:
        said = f"{problem.text} {problem.remedy}".strip()
        if not problem.subject:
            label = labels.get(problem.place.rpartition(".")[2])
            said = f"“{label}” {said}" if label else f"This {said}"
        found.append(said)
    return " ".join(found)


class Editor(Dialog[bool]):
    """A window for one value; it stays open while the value does not fit."""

    def __init__(self, title: str, about: str, value: Any, keep: Keep, kept_as: str = "") -> None:
        """Keep what is asked, a word on it, the value so far, and the receiver of the new one."""
        super().__init__()
        self.kept_as = kept_as
        self.title_text, self.about, self.value, self.keep = title, about, value, keep

    def compose_body(self) -> ComposeResult:
        """Show the word on it, then the editor."""
        if self.about:
            yield Static(Content(lines(self.about, 1500)), classes="body")
        yield from self.compose_editor()

    def compose_editor(self) -> ComposeResult:
        """Lay out the editor; each kind has its own."""
        yield from ()

    def give(self, value: Any) -> None:
        """Hand the value over, and close where it fits."""
        problem = self.keep(value)
        if problem:
            self.say(problem)
        else:
            self.dismiss(result=True)


class LineEditor(Editor):
    """Takes one line."""

    placeholder = ""

    def compose_editor(self) -> ComposeResult:
        """Show the line."""
        yield Line(str(self.value or ""), placeholder=self.placeholder, id="line")
        yield self.keys_word("Enter saves it; empty clears the field. Esc discards changes.")

    def on_mount(self) -> None:
        """Focus the input."""
        self.query_one("#line").focus()

    def put_back(self, typed: Any) -> None:
        """Show the line as it was being typed."""
        self.query_one("#line", Line).value = str(typed)

    def being_typed(self) -> str | None:
        """Return the line where it differs from the value that is kept."""
        typed = self.query_one("#line", Line).value
        return typed if typed != str(self.value or "") else None

    @on(Input.Submitted, "#line")
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        self.give(event.value)


class DateEditor(LineEditor):
    """Takes a date, or a number of days from the day of the session."""

    placeholder = "YYYY-MM-DD, +90 for 90 days from today, or a word such as Friday"


class PageEditor(Editor):
    """Takes text of several lines."""

    def compose_editor(self) -> ComposeResult:
        """Show the page."""
        from wizard.tui.widgets.page import Page

        yield Page(str(self.value or ""), id="page")
        yield self.keys_word("Tab leads to the actions. Esc discards changes.")

    def on_mount(self) -> None:
        """Focus the input."""
        from wizard.tui.widgets.page import Page

        self.query_one("#page", Page).focus()

    def put_back(self, typed: Any) -> None:
        """Show the text as it was being typed."""
        from wizard.tui.widgets.page import Page

        self.query_one("#page", Page).text = str(typed)

    def typed_anew(self) -> str | None:
        """Return the text where it differs from the one that is kept."""
        from wizard.tui.widgets.page import Page

        return self.query_one("#page", Page).typed_anew()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """Save it or not."""
        return (("Save the text", True), ("Discard changes", None))

    def take(self, result: bool | None) -> None:
        """Hand the text over."""
        from wizard.tui.widgets.page import Page

        if result:
            self.give(self.query_one("#page", Page).text)
        else:
            self.dismiss(None)


class ChoiceEditor(Editor):
    """Takes one option, or several."""

    def __init__(self, field: Field, value: Any, keep: Keep) -> None:
        """Keep the field."""
        super().__init__(field.label, field.help, value, keep)
        self.field = field

    def compose_editor(self) -> ComposeResult:
        """Show the options."""
        yield Choices(id="options")
        many = self.field.kind == "choices"
        how = "Letter, digit or Space marks; Enter keeps." if many else "Letter, digit or Enter takes one."
        yield self.keys_word(f"{how} Esc discards changes.")

    def on_mount(self) -> None:
        """Fill the list."""
        listed = self.query_one("#options", Choices)
        value = self.value
        given = (value,) if isinstance(value, str) else tuple(value or ())
        alone = [option.id for option in self.field.option if option.id in {"none", "unknown"}]
        listed.show(
            [Choice(option.id, option.label, option.letter) for option in self.field.option],
            many=self.field.kind == "choices",
            exclusive=alone,
            given=given,
        )
        listed.give = self.give
        listed.focus()

    def on_key(self, event: events.Key) -> None:
        """Choose by letter or digit."""
        listed = self.query_one("#options", Choices)
        if event.key == "space":
            listed.action_mark()
        elif not (event.is_printable and event.character and listed.press(event.character)):
            return
        event.stop()
        event.prevent_default()

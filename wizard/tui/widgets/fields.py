"""The editors of a sign-off field, one for each shape of value. The screen opens one where the value is.

Each takes the keys that move before the widget with the focus does, and says whether they lead on. It keeps nothing
itself: the screen asks for the value when a key leads on, and for what is being typed when the terminal closes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from wizard.record.signoff import parts_of
from wizard.tui.widgets.choices import Choice, Choices
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.page import Page
from wizard.tui.widgets.parts import Moved, Parts

if TYPE_CHECKING:
    from wizard.pack.models import Field
    from wizard.record.values import Part


@dataclass(frozen=True)
class Given:
    """What an editor is opened with.

    Attributes:
        value: The value that is kept; None for none.
        known: The value that the interview's answers suggest, where none is kept.
        people: Those named before.
        shown: Makes users' text safe, and hides names.
        hides: Whether a part is drawn as dots.
        go_on: Keeps the value and goes to the next field; a mouse or a letter asks for it.
        keep: Keeps rows as they are now.
        in_sight: Brings the field into sight.
    """

    field: Field
    value: Any
    known: Any
    people: Sequence[Mapping[str, Any]]
    shown: Callable[[str], str]
    hides: Callable[[Part], bool]
    go_on: Callable[[], object]
    keep: Callable[[], object]
    in_sight: Callable[[], object]


class FieldEditor(Vertical):
    """Takes the value of one field.

    Attributes:
        HOW: What the keys do, for the line below the form.
        ENTRY: What has the focus while the field is open.
        LONG: More than a line is typed in it, so the key that gives the old value back is pressed twice.
    """

    HOW: ClassVar[str] = ""
    ENTRY: ClassVar[str] = "#line"
    LONG: ClassVar[bool] = False

    def __init__(self, given: Given) -> None:
        super().__init__(id="editor")
        self.given = given

    def begin(self, *, last: bool = False) -> None:
        """Focus the entry; with ``last``, at its end, where the field below was left upwards."""
        del last
        self.screen.set_focus(self.query_one(self.ENTRY))

    def value(self) -> Any:
        """Return the value as it is now: the one that is kept, where nothing can be typed."""
        return self.given.value

    def pressed(self, key: str) -> Moved:
        """Do what Enter, Tab, Shift+Tab or an arrow key does; nothing where the widget with the focus does it."""
        del key
        return ""

    def typed(self) -> Any:
        """Return what was typed and is not kept; None for nothing."""
        return None

    def kept(self, value: Any) -> None:
        """Count what is there as kept, with the value that was made of it."""
        self.given = replace(self.given, value=value)

    async def put_back(self, typed: Any) -> None:
        """Show what was being typed."""

    def letter(self, character: str) -> bool:
        """Choose by a letter or digit; return whether it chose anything."""
        del character
        return False


class LineEditor(FieldEditor):
    """Takes one line: a text or a date."""

    HOW = "Enter keeps it and continues. Esc gives the old value back."

    def compose(self) -> ComposeResult:
        yield Line(str(self.given.value or ""), id="line")

    @property
    def line(self) -> Line:
        return self.query_one("#line", Line)

    def value(self) -> str:
        return self.line.value

    def typed(self) -> str | None:
        """Return the line where it differs from the value that is kept."""
        return self.line.value if self.line.value != str(self.given.value or "") else None

    def kept(self, value: Any) -> None:
        """Show the value that was made of the line, such as a day."""
        super().kept(value)
        self.line.value = str(value or "")

    async def put_back(self, typed: Any) -> None:
        self.line.value = str(typed)

    def pressed(self, key: str) -> Moved:
        return "back" if key in {"up", "shift+tab"} else "next"


class DateEditor(LineEditor):
    """Takes a date."""

    HOW = "2027-01-31, 31 Jan, +90, next Friday, end of March. Enter keeps it."


class FormPage(Page):
    """A text in a form: Enter leaves it, and another key begins a new line."""

    def on_key(self, event: events.Key) -> None:
        """Leave Enter to the form."""
        if event.key == "shift+enter":
            event.stop()
            self.insert("\n")
        if event.key in {"enter", "shift+enter"}:
            event.prevent_default()

    async def action_undo(self) -> None:  # type: ignore[override]
        """Undo what was typed; without any, the last change of the record."""
        if self.typed_anew() is None:
            await self.screen.run_action("undo")
        else:
            super().action_undo()


class PageEditor(FieldEditor):
    """Takes text of several lines."""

    HOW = "Enter keeps it and continues; {new_line} begins a new line."
    ENTRY = "#page"
    LONG = True

    def compose(self) -> ComposeResult:
        yield FormPage(str(self.given.value or ""), id="page")

    @property
    def page(self) -> FormPage:
        return self.query_one("#page", FormPage)

    def begin(self, *, last: bool = False) -> None:
        super().begin(last=last)
        self.page.move_cursor(self.page.document.end)

    def value(self) -> str:
        return self.page.text

    def typed(self) -> str | None:
        """Return the text where it differs from the value that is kept."""
        return self.page.typed_anew()

    def kept(self, value: Any) -> None:
        super().kept(value)
        self.page.kept()

    async def put_back(self, typed: Any) -> None:
        self.page.text = str(typed)

    def pressed(self, key: str) -> Moved:
        """Leave the text; the arrow keys do so from its first and its last line."""
        if key == "up" and not self.page.cursor_at_first_line:
            return ""
        if key == "down" and not self.page.cursor_at_last_line:
            return ""
        return "back" if key in {"up", "shift+tab"} else "next"


class ChoiceEditor(FieldEditor):
    """Takes one of the options of the pack, or several."""

    HOW = "A letter or digit chooses and continues; {empty} clears it."
    ENTRY = "#options"
    many = False

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self.taken: Any = None

    def compose(self) -> ComposeResult:
        yield Choices(id="options")

    @property
    def options(self) -> Choices:
        return self.query_one("#options", Choices)

    def on_mount(self) -> None:
        """Fill the list; nothing is under the pointer where nothing was chosen, so that Enter chooses nothing unseen."""
        given, options = self.given, self.options
        value = given.known if given.value is None else given.value
        chosen = (value,) if isinstance(value, str) else tuple(value or ())
        field = given.field
        options.show(
            [Choice(option.id, option.label, option.letter) for option in field.option],
            many=self.many,
            exclusive=[option.id for option in field.option if option.id in {"none", "unknown"}],
            given=chosen,
            proposed=given.value is None,
        )
        if not chosen:
            options.highlighted = None
        options.give = self._give

    def _give(self, value: Any) -> None:
        self.taken = value
        self.screen.call_later(self.given.go_on)

    def value(self) -> Any:
        if self.taken is None and self.many:
            return self.options.marks
        return self.given.value if self.taken is None else self.taken

    def typed(self) -> Any:
        """Return the marks where they differ from those that were there, and what was chosen."""
        if self.taken is not None:
            return self.taken
        return self.options.marks if self.many and set(self.options.marks) != self.options.given else None

    def kept(self, value: Any) -> None:
        super().kept(value)
        self.taken = None
        self.options.given = frozenset({value} if isinstance(value, str) else value or ())
        self.options.marked = set(self.options.given)

    async def put_back(self, typed: Any) -> None:
        if self.many and isinstance(typed, list):
            self.options.marked = {str(one) for one in typed}
            self.options.redraw()

    def pressed(self, key: str) -> Moved:
        """Choose with Enter; leave the list at its ends."""
        options = self.options
        here, last = options.highlighted, options.option_count - 1
        if key == "enter":
            if self.many and (options.marks or self.given.value):
                self.taken = options.marks
            elif options.highlighted_choice is not None:
                self.taken = options.highlighted_choice.id
            return "next"
        if (key == "up" and here) or (key == "down" and here != last):
            return ""
        return "back" if key in {"up", "shift+tab"} else "next"

    def letter(self, character: str) -> bool:
        """Choose or mark by a letter or digit; Space marks the option under the pointer."""
        if character == " ":
            self.options.action_mark()
            return True
        return self.options.press(character)


class ChoicesEditor(ChoiceEditor):
    """Takes several of the options of the pack."""

    HOW = "A letter, a digit or Space marks; Enter keeps the marks. {empty} clears."
    many = True


class PartsEditor(FieldEditor):
    """Takes a person or an organization."""

    HOW = "Enter continues; in an empty part it ends. Tab skips a part."
    LONG = True

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        person = given.field.kind == "person"
        self.parts = Parts(
            parts_of(given.field),
            given.value if isinstance(given.value, Mapping) else None,
            hides=given.hides,
            known=[one for one in given.people if one != given.value] if person else (),
            shown=given.shown,
            whole=person,
        )
        self.opened_with = self.parts.read()

    def compose(self) -> ComposeResult:
        yield self.parts

    def begin(self, *, last: bool = False) -> None:
        del last
        self.parts.begin()

    def value(self) -> Any:
        """Return the parts; a line with semicolons as it was typed."""
        read = self.parts.read()
        first = str(next(iter(read.values())))
        alone = not any(value for value in list(read.values())[1:])
        return first if self.parts.whole and alone and ";" in first else read

    def typed(self) -> Any:
        """Return the parts where they differ from those that are kept."""
        read = self.parts.read()
        return read if read != self.opened_with else None

    def kept(self, value: Any) -> None:
        super().kept(value)
        self.opened_with = self.parts.read()

    async def put_back(self, typed: Any) -> None:
        self.parts.put(typed)

    def pressed(self, key: str) -> Moved:
        return self.parts.pressed(key)


class PersonEditor(PartsEditor):
    """Takes a person."""

    HOW = "Type to find who was named before; Enter takes. New: name; role; contact."

"""A value of several parts: a line or a choice of a few for each, one below the other, with the people named before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from wizard.tui.text import one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.inputs import Line
from wizard.views.signoff import person_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.record.values import Part


Moved = Literal["", "taken", "next", "back"]
"""What a key did in a field: nothing, all there is to do, or it leads to the next field or to the one before."""

MOST = 5
"""People that are offered at once; typing finds the others."""


class People(PointedList):
    """Those named before who fit what is typed. The line above keeps the focus."""

    ALWAYS_POINTS: ClassVar[bool] = True

    def __init__(self, known: Sequence[Mapping[str, Any]], shown: Callable[[str], str]) -> None:
        super().__init__(classes="people")
        self.can_focus = False
        self.known, self.shown = known, shown
        self.fitting: list[Mapping[str, Any]] = []
        self.typed = ""

    def find(self, typed: str) -> None:
        """Show who fits; with something typed the first one is under the pointer."""
        self.typed = typed
        words = typed.casefold().split()
        self.fitting = [one for one in self.known if _fits(one, words)][:MOST]
        if len(self.fitting) == 1 and typed == self.fitting[0].get("name") and len(self.fitting[0]) == 1:
            self.fitting = []
        options = [Option(Content(one_line(self.shown(person_words(one)), 200))) for one in self.fitting]
        if options and words:
            options.append(Option(Content(f"Someone else: {one_line(self.shown(typed), 60)}")))
        self.set_options(options)
        self.highlighted = 0 if options and words else None
        self.display = bool(options)

    def step(self, by: int) -> bool:
        """Move the pointer; return whether there was a line to move to."""
        here = -1 if self.highlighted is None else self.highlighted
        if not self.display or not 0 <= here + by < self.option_count:
            if here == 0 and by < 0 and not self.typed:
                self.highlighted = None
            return False
        self.highlighted = here + by
        return True

    @property
    def chosen(self) -> Mapping[str, Any] | None:
        """Who is under the pointer; None where that is nobody named before."""
        here = self.highlighted
        return self.fitting[here] if self.display and here is not None and here < len(self.fitting) else None


def _fits(person: Mapping[str, Any], words: Sequence[str]) -> bool:
    starts = person_words(person).casefold().replace(",", " ").split()
    return all(any(start.startswith(word) for start in starts) for word in words)


class Parts(Vertical):
    """The parts of one value.

    Attributes:
        whole: Who is chosen fills all parts; else the name alone is taken.
        hides: Whether a part is drawn as dots.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        value: Mapping[str, Any] | None,
        *,
        hides: Callable[[Part], bool],
        known: Sequence[Mapping[str, Any]] = (),
        shown: Callable[[str], str] = str,
        whole: bool = False,
    ) -> None:
        super().__init__(classes="parts")
        self.parts, self.hides, self.whole = tuple(parts), hides, whole
        self.entries = {part.key: self._entry(part, (value or {}).get(part.key)) for part in parts}
        self.people = {
            part.key: People(known, shown) for part in parts if known and part.ask.names and not part.ask.reach
        }

    def compose(self) -> ComposeResult:
        for part in self.parts:
            with Horizontal(classes="row"):
                yield Static(Content(one_line(part.label)), classes="part")
                yield self.entries[part.key]
            if part.key in self.people:
                self.people[part.key].display = False
                yield self.people[part.key]

    def _entry(self, part: Part, value: Any) -> Line | Picker:
        if part.kind == "flag":
            options: list[tuple[Any, str]] = [(None, "not said"), (True, "Yes"), (False, "No")]
            picker = Picker(options, value, id=f"part-{part.key}")
            picker.lettered = lambda: self.pressed("tab") == "taken"
            return picker
        if part.kind == "choice":
            return Picker([("", "not said"), *part.options], value or "", id=f"part-{part.key}")
        line = Line("" if value is None else str(value), id=f"part-{part.key}")
        line.password = self.hides(part)
        return line

    def hide_again(self) -> None:
        """Hide or show names, and leave what was typed."""
        for part in self.parts:
            entry = self.entries[part.key]
            if isinstance(entry, Line):
                entry.password = self.hides(part)
        for people in self.people.values():
            people.find(people.typed)

    def read(self) -> dict[str, Any]:
        return {key: entry.value for key, entry in self.entries.items()}

    def put(self, typed: Any) -> None:
        """Show the parts as they were being typed."""
        for key, entry in self.entries.items():
            if isinstance(typed, Mapping) and key in typed:
                entry.value = typed[key]

    @property
    def empty(self) -> bool:
        """Whether no part is given."""
        return not any(value not in (None, "") for value in self.read().values())

    def begin(self, *, at_empty: bool = False) -> None:
        """Put the cursor into the first part, or into the first one that is empty."""
        keys = [part.key for part in self.parts]
        self._to(next((key for key in keys if at_empty and self._is_empty(key)), keys[0]))

    def _to(self, key: str) -> None:
        entry = self.entries[key]
        self.screen.set_focus(entry)
        for name, people in self.people.items():
            if name == key and isinstance(entry, Line):
                people.find(entry.value)
                if entry.value:
                    people.display = False
            else:
                people.display = False

    def _is_empty(self, key: str) -> bool:
        return self.entries[key].value in (None, "")

    @property
    def _here(self) -> int:
        focused = self.screen.focused
        return next((n for n, part in enumerate(self.parts) if self.entries[part.key] is focused), 0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        key = (event.input.id or "").removeprefix("part-")
        if key in self.people and self.screen.focused is event.input:
            self.people[key].find(event.value)

    def pressed(self, key: str) -> Moved:
        here = self._here
        part = self.parts[here]
        people = self.people.get(part.key)
        if key in {"up", "down"} and people is not None and people.step(1 if key == "down" else -1):
            return "taken"
        if key == "enter":
            return self._on_from(here, people)
        there = here + (1 if key in {"down", "tab"} else -1)
        if 0 <= there < len(self.parts):
            self._to(self.parts[there].key)
            return "taken"
        return "next" if there > here else "back"

    def _on_from(self, here: int, people: People | None) -> Moved:
        """Continue with the next empty part; a line left empty, or a whole person chosen, ends the value."""
        key = self.parts[here].key
        chosen = people.chosen if people is not None else None
        if chosen is not None:
            self._take(key, chosen)
            if self.whole:
                return "next"
        elif (self.whole and here == 0 and ";" in str(self.entries[key].value)) or (
            self._is_empty(key) and (isinstance(self.entries[key], Line) or self.empty)
        ):
            return "next"
        rest = (part for part in self.parts[here + 1 :] if not part.ask.sparse and self._is_empty(part.key))
        part = next(rest, None)
        if part is None:
            return "next"
        self._to(part.key)
        return "taken"

    def _take(self, key: str, person: Mapping[str, Any]) -> None:
        taken = {part.key: str(person.get(part.key) or "") for part in self.parts} if self.whole else {}
        self.put({**taken, key: str(person.get("name") or "")})


class Picker(Widget, can_focus=True):
    """Shows the chosen one; Space and the arrow keys go to the next, a first letter goes to its own.

    Attributes:
        lettered: Runs after a letter chose one.
    """

    index: reactive[int] = reactive(0)

    def __init__(self, options: Sequence[tuple[Any, str]], value: Any, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lettered: Callable[[], object] = lambda: None
        self.options = tuple(options)
        self.set_reactive(Picker.index, next((i for i, (known, _) in enumerate(options) if known == value), 0))

    @property
    def value(self) -> Any:
        """The chosen value."""
        return self.options[self.index][0]

    @value.setter
    def value(self, value: Any) -> None:
        self.index = next((i for i, (known, _) in enumerate(self.options) if known == value), self.index)

    def render(self) -> Content:
        return Content(f"‹ {one_line(self.options[self.index][1])} ›")

    def on_key(self, event: events.Key) -> None:
        count = len(self.options)
        if event.key in {"space", "right"}:
            self.index = (self.index + 1) % count
        elif event.key == "left":
            self.index = (self.index - 1) % count
        elif event.character and event.is_printable:
            wanted = event.character.lower()
            found = next((i for i, (_, label) in enumerate(self.options) if label.lower().startswith(wanted)), None)
            if found is None:
                return
            self.index = found
            self.lettered()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self) -> None:
        self.index = (self.index + 1) % len(self.options)

"""What a screen says, as text without a layout: the page in the browser has it for screen readers.

It is read off the widgets and not written by the screens, so it says what is drawn, hidden names included, and a new
screen has it without doing anything. The terminal needs none of this: `ask --plain` is for screen readers there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from textual.content import Content
from textual.drivers.web_driver import WebDriver
from textual.widgets import Input, OptionList, Static, TextArea

from wizard.tui.text import one_line
from wizard.tui.widgets.accounts import AccountTable
from wizard.tui.widgets.choices import UNFOLDS, Choices
from wizard.tui.widgets.lines import Foot, HeadLine, Status
from wizard.tui.widgets.parts import Picker
from wizard.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

    from wizard.tui.app import WizardApp

MOST_LINES = 400
"""Lines and options of one part; a page of a document is longer, and is downloaded."""

SOON = 0.05
"""Seconds after a paint; several paints in a row are told once."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or an option of a list.

    Attributes:
        help: What an option means; read where the pointer is, and not with the whole list.
        heading: It is the question, or the title of what follows.
        chosen: The option is marked.
        here: The pointer is at the option, or the focus in the field.
    """

    text: str
    help: str = ""
    heading: bool = False
    chosen: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one widget says.

    Attributes:
        kind: ``text``, ``options``, ``field`` for what is typed, or ``choice`` for one of a few in a line.
        aloud: It is read out where it changes; the others can be gone to.
    """

    kind: str
    lines: tuple[Line, ...]
    aloud: bool


def spoken(screen: Screen[Any]) -> list[Part]:
    """Return what a screen says, in the order in which it is laid out."""
    focused = screen.focused
    near = focused.parent if focused is not None and not screen.is_modal else screen
    found = []
    for widget, title in _leaves(screen):
        kind, lines = ("text", [Line(title, heading=True)]) if title else _said(widget)
        if lines:
            aloud = isinstance(widget, Status) or (
                near in widget.ancestors_with_self and not isinstance(widget, HeadLine | Foot)
            )
            found.append(Part(kind, tuple(lines[:MOST_LINES]), aloud))
    return found


def _leaves(node: Widget | Screen[Any]) -> Iterator[tuple[Widget, str]]:
    """Yield the widgets that draw text and are in sight, at any depth; what has a title in its frame first with that."""
    for child in node.children:
        if not child.display or not child.visible:
            continue
        if child.border_title and child.styles.border_top[0]:
            yield child, Content.from_markup(child.border_title).plain
        if child.children and not isinstance(child, OptionList | TextArea | Input):
            yield from _leaves(child)
        else:
            yield child, ""


def _said(widget: Widget) -> tuple[str, list[Line]]:
    if isinstance(widget, Choices):
        return "options", _answers(widget)
    if isinstance(widget, OptionList):
        rows = [_text(option.prompt) for option in widget.options]
        return "options", [Line(text, here=number == widget.highlighted) for number, text in enumerate(rows)]
    if isinstance(widget, AccountTable):
        return "options", [
            Line(widget.said(row), chosen=row.file in widget.marked, here=row is widget.here) for row in widget.sight
        ]
    here = widget.has_focus
    if isinstance(widget, Input):
        value = "hidden" if widget.password and widget.value else one_line(widget.value)
        return "field", [Line(value or f"empty; {one_line(widget.placeholder)}".rstrip("; "), here=here)]
    if isinstance(widget, TextArea):
        return "field", [Line(one_line(row), here=here) for row in widget.text.splitlines() or ["empty"]]
    if isinstance(widget, Picker):
        return "choice", [Line(one_line(widget.options[widget.index][1]), here=here)]
    if isinstance(widget, Prose):
        return "text", [Line(text, heading=heading) for text, heading in widget.unwrapped()]
    drawn = widget.content if isinstance(widget, Static) else widget.render()
    rows = [" ".join(one_line(row).split()) for row in _text(drawn).splitlines()]
    return "text", [Line(row, heading=widget.id == "title") for row in rows if row]


def _answers(choices: Choices) -> list[Line]:
    """Return the answers in sight, each with the key that chooses it."""
    here = choices.highlighted_choice
    found = []
    for number, choice in enumerate(choices.in_sight, 1):
        key = "" if choices.long else choice.letter or str(number)
        text = f"{key}. {one_line(choice.label)}" if key else one_line(choice.label)
        found.append(Line(text, one_line(choice.help), chosen=choice.id in choices.marked, here=choice == here))
    if choices.more:
        found.append(Line(f"{UNFOLDS}. {choices.more}", here=here is None))
    return found


def _text(drawn: object) -> str:
    """Return a prompt or a content as text."""
    if hasattr(drawn, "at"):  # blocks of a list
        drawn = drawn.at(10_000)
    return drawn if isinstance(drawn, str) else getattr(drawn, "plain", "")


class SpeakingDriver(WebDriver):
    """Draws in the page, and tells it after each paint what is said, and which question of which record is shown."""

    _told = ""
    _pending = False
    _opened = False

    def write(self, data: str) -> None:
        super().write(data)
        if not self._pending and self._app.screen_stack:
            self._pending = True
            self._app.set_timer(SOON, self._tell)

    def run_input_thread(self) -> None:
        """Read what the page sends, and end with the server: a screen that draws nothing would never notice that it is gone."""
        super().run_input_thread()
        app = cast("WizardApp", self._app)
        if app.return_code is None:
            app.terminal_gone()

    def _tell(self) -> None:
        self._pending = False
        app = cast("WizardApp", self._app)
        if not app.screen_stack or app.return_code is not None:
            return
        where = self._where(app)
        coming = any(where) and app.knowledge is None  # nobody has to hear of the screen before
        parts = [] if coming else [asdict(part) for part in spoken(app.screen)]
        said = {"where": where, "parts": parts}
        text = json.dumps(said)
        if text != self._told:
            self._told = text
            self.write_meta({"type": "spoken", **said})

    def _where(self, app: WizardApp) -> tuple[str, str]:
        """Return record and question; until a record is open, those that are to be opened."""
        session = app.session
        if session is None:
            return (app.first.name, app.first_question) if app.first is not None and not self._opened else ("", "")
        self._opened = True
        path = session.path
        if path is None or path.parent != app.home:
            return "", ""
        return path.name, session.interview.current or ""

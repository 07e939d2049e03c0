"""The form of the sign-off as it is drawn: its sections, and each field with its sign, value and what is not right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from wizard.decision.blocks import plain
from wizard.record.signoff import field_text
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import Block, Part, in_rows
from wizard.tui.widgets.prose import Prose
from wizard.views import signoff

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Field
    from wizard.record.model import Record
    from wizard.views.signoff import Section


FILLED, TO_DO, FREE, KNOWN = "[x]", "[!]", "[ ]", "[~]"
"""Signs of a field: filled in; empty or wrong and so an open item of the documents; empty and free to stay so; empty, and
suggested by the answers."""

TONES = {TO_DO: "bold $text-warning", FILLED: "bold $text-success"}


class FieldBox(Vertical):
    """A field of the form: its words, and below them the editor while it is open."""

    def __init__(self, name: str, clicked: Callable[[str], object]) -> None:
        """Keep the field's id, and what takes a click."""
        super().__init__(classes="field")
        self.field, self.clicked = name, clicked
        self.said = Prose()
        self.problem = Static("", classes="problem", markup=False)
        self.problem.display = False

    def compose(self) -> ComposeResult:
        yield self.said
        yield self.problem

    def say(self, text: str) -> None:
        """Show what is wrong with what is typed; an empty text hides it."""
        self.problem.display = bool(text)
        self.problem.update(Content(lines(text, 800)))

    def on_click(self) -> None:
        self.clicked(self.field)


def field_words(
    case: Case, record: Record, field: Field, shown: Callable[[str], str], *, opened: bool
) -> Sequence[Part]:
    """Return the words of a field; where it is open, its help in place of its value."""
    value, typed = record.signoff.get(field.id), record.typed.get(f"signoff.{field.id}")
    hint = signoff.suggested(case).get(field.id) if value is None else None
    sign = FREE if value is None else FILLED
    if field.id in signoff.to_do(case):
        sign = TO_DO
    if hint is not None:
        sign = KNOWN
    label = Content.styled(one_line(field.label), "bold" if opened else "")
    parts = [Block(label, Content.styled(f"{sign} ", TONES.get(sign, "")))]
    if opened:
        about = signoff.about(case, field)
        return [*parts, Block(Content.styled(one_line(about, 1500), "$text-muted"), indent=4)] if about else parts
    told = one_line(shown(field_text(field, value if hint is None else hint)), 300)
    if told:
        said = Content.styled(told, "bold") if hint is None else Content.styled(f"{told}{signoff.SUGGESTED}", "italic")
        parts.append(Block(said, indent=4))
    if typed is not None:
        text = one_line(shown(signoff.typed_words(field, typed)), 300)
        parts.append(Block(Content(f"Typed, not kept: {text}"), indent=4))
    notes = [signoff.not_right(reason) for reason in signoff.wrong(case, field.id)] if value is not None else []
    notes += [shown(plain(block.line)) for block in signoff.beside(case, field.id)]
    return [*parts, *(Block(Content.styled(one_line(note, 600), "$text-warning"), indent=4) for note in notes)]


HERE = "bold $block-cursor-foreground on $block-cursor-background"


class Sections(Widget):
    """Where one is; a click opens a section."""

    auto_links = False

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._sections: tuple[Section, ...] = ()
        self._here = ""

    def show(self, sections: tuple[Section, ...], here: str) -> None:
        """Show the sections, with the one that is open."""
        if (sections, here) != (self._sections, self._here):
            self._sections, self._here = sections, here
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[Content]:
        if self.screen.has_class("-short"):
            return [self._alone()]
        if any(map(self.screen.has_class, ("-wide", "-broad"))):
            return [self._named(section, self._in_column(section, width)) for section in self._sections]
        return in_rows((self._named(section, self._in_row(section)) for section in self._sections), width)

    def _in_column(self, section: Section, width: int) -> Content:
        left = f"open {section.open}" if section.open else "done"
        said = Content(f"{'›' if section.id == self._here else ' '} {one_line(section.title)}")
        return Content.assemble(said.truncate(max(width - len(left) - 1, 4), ellipsis=True, pad=True), " ", left)

    def _in_row(self, section: Section) -> Content:
        title = f"{one_line(section.short)}{f' {section.open}' if section.open else ''}"
        return Content(f"[{title}]" if section.id == self._here else f" {title} ")

    def _named(self, section: Section, name: Content) -> Content:
        style = HERE if section.id == self._here else "" if section.open else "$text-muted"
        return name.stylize(style).stylize(Style.from_meta({"@click": f"screen.open_section('{section.id}')"}))

    def _alone(self) -> Content:
        """Return the open section alone, with its place among the others."""
        for number, section in enumerate(self._sections, 1):
            if section.id == self._here:
                left = f"{section.open} open" if section.open else "done"
                return Content(f"{number} of {len(self._sections)}  {one_line(section.title)}  {left}").stylize("bold")
        return Content("")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the sections; the open one has a pointer or brackets and the background of the cursor."""
        return Content("\n").join(self._lines(max(self.content_size.width, 1)))

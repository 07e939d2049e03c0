"""Options to choose from: by letter, digit, arrows and Enter, mouse, or by typing in a long list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Flow, OneRow
from wizard.wording import more_answers

LONG = 20
"""Lists with more options are narrowed by typing where some have no letter; letters choose nothing there."""

DIGITS = 9

POINTER = "› "

PROPOSED = "~"
"""Marks what an export proposes and nobody confirmed."""
WAITS = "suggested"

UNFOLDS = "/"
"""Opens the rare answers below the common ones."""

MOVES = {"down": "cursor_down", "up": "cursor_up", "pagedown": "page_down", "pageup": "page_up"}
"""Keys that move in a list while one types in the line above it."""

NO_MATCH = "No answer holds “{typed}”."

UNMARKED = RichStyle(underline=False)
"""Taken by the edge of a line that begins with a marked word."""

MIN_WIDTH = 3
"""Narrower lists draw nothing; windows pass through such sizes while they are laid out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as it is drawn.

    Attributes:
        letter: Its mnemonic; empty where there is none.
        help: One sentence below the label.
    """

    id: str
    label: str
    letter: str = ""
    help: str = ""


def is_long(choices: Collection[Choice]) -> bool:
    """Return whether a list is narrowed by typing: it has many options, and letters do not reach them all."""
    return len(choices) > LONG and not all(choice.letter for choice in choices)


class PointedList(OptionList):
    """A list whose highlighted line also carries a pointer, for eyes and terminals without color."""

    ALWAYS_POINTS: ClassVar[bool] = False
    highlighted: reactive[int | None] = reactive(None, repaint=False)
    _under_cursor = False
    _laid_out_for = 0

    def __init__(self, *options: Any, **looks: Any) -> None:
        super().__init__(*options, markup=False, compact=True, **looks)
        self._styles_now: dict[str, Style] = {}

    def watch_highlighted(self, before: int | None, now: int | None) -> None:  # type: ignore[override]
        """Draw the two options between which the pointer moved, and nothing else."""
        super().watch_highlighted(now)
        for index in (before, now):
            if index is not None and index in self._index_to_line:
                self.refresh_lines(self._index_to_line[index], self._heights[index])

    def on_resize(self) -> None:
        """Keep the pointer in sight where the list has another height now."""
        self.call_after_refresh(self.scroll_to_highlight)

    def _get_left_gutter_width(self) -> int:
        return len(POINTER)

    def _update_lines(self) -> None:
        lines = self._line_cache.lines
        width = self.scrollable_content_region.width
        if lines and width != self._laid_out_for:
            self._clear_caches()  # a scroll bar came or went, so lines wrap elsewhere
            lines = self._line_cache.lines
        laid_out = bool(lines) and lines[-1][0] + 1 == len(self._options)
        if not laid_out and width > MIN_WIDTH:
            self._laid_out_for = width
            super()._update_lines()

    async def _on_click(self, event: events.Click) -> None:
        """Leave the second click of a double click: it would choose what the first one has brought to this place."""
        if event.chain > 1:
            event.prevent_default()

    def move(self, key: str) -> bool:
        """Move the pointer by a key that was pressed in the line above; return whether it moves it."""
        if key in MOVES:
            getattr(self, f"action_{MOVES[key]}")()
        return key in MOVES

    def reprompt(self, prompts: Iterable[Visual]) -> None:
        """Give the first options other prompts; the list itself would be laid out again for each of them."""
        for option, prompt in zip(self.options, prompts, strict=False):
            option._set_prompt(prompt)  # noqa: SLF001 - the public method redraws the list
        self._clear_caches()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw a part of the list; styles are looked up once for it."""
        self._styles_now = {}
        return super().render_lines(crop)

    def _style_of(self, state: str) -> Style:
        if state not in self._styles_now:
            names = ("option-list--option", f"option-list--option-{state}") if state else ("option-list--option",)
            self._styles_now[state] = self.get_visual_style(*names)
        return self._styles_now[state]

    def _get_visual(self, option: Option) -> Visual:
        visual = super()._get_visual(option)
        return visual.bare if self._under_cursor and isinstance(visual, Flow) else visual

    def action_page_up(self) -> None:
        """Move up one page, where anything is drawn at all."""
        if self._lines:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Move down one page, where anything is drawn at all."""
        if self._lines:
            super().action_page_down()  # type: ignore[no-untyped-call]

    def render_line(self, y: int) -> Strip:
        """Draw a line, with the pointer before the first one of the highlighted option."""
        lines = self._line_cache.lines
        number = self.scroll_offset.y + y
        if not 0 <= number < len(lines):
            return self._blank()
        index, offset = lines[number]
        option = self._options[index]
        state = "disabled" if option.disabled else ""
        if not state and index == self.highlighted:
            state = "highlighted"
        elif not state and index == self._mouse_hovering_over:
            state = "hover"
        style = self._style_of(state)
        self._under_cursor = state == "highlighted"
        strips = self._get_option_render(option, style)
        self._under_cursor = False
        if offset >= len(strips):
            return self._blank()
        segments = list(strips[offset])
        points = state == "highlighted" and offset == 0 and (self.ALWAYS_POINTS or self.has_focus)
        mark = POINTER if points else " " * len(POINTER)
        edge = (segments[0].style if segments else None) or style.rich_style
        if edge.underline and not points:
            edge += UNMARKED
        return Strip([Segment(mark, edge), *segments])

    def _blank(self) -> Strip:
        return Strip.blank(self.scrollable_content_region.width, self._style_of("").rich_style)


class Choices(PointedList):
    """The options of a question.

    An answer is handed over by a plain call, not by a message: who types ahead reaches
    the next question with the next key.

    Attributes:
        give: Takes the answer: one option, or a list of them in their order.
        keep: Takes the marks as they are made, before they are the answer.
        reveal: Runs instead of a confirmation while marks are out of sight.
        unfolded: Runs once the rare options are in sight.
        hold: Runs instead of an Enter that was meant for the question before, which one key answered.
    """

    ALWAYS_POINTS = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.give: Callable[[str | list[str]], None] = lambda _: None
        self.keep: Callable[[list[str]], None] = lambda _: None
        self.reveal: Callable[[], None] = lambda: None
        self.unfolded: Callable[[], None] = lambda: None
        self.hold: Callable[[], None] = lambda: None
        self.choices: tuple[Choice, ...] = ()
        self.folded: frozenset[str] = frozenset()
        self.many = False
        self.exclusive: frozenset[str] = frozenset()
        self.marked: set[str] = set()
        self.given: frozenset[str] = frozenset()
        self.proposed = False
        self.spelled_out = True
        self.spacious = False
        self.wanted = ""
        self._visible: tuple[Choice, ...] = ()
        self._held: int | None = None

    def render_line(self, y: int) -> Strip:
        """Draw a line; the space after an option does not belong to the cursor."""
        lines = self._line_cache.lines
        number = self.scroll_offset.y + y
        if self.spacious and 0 <= number < len(lines):
            index, offset = lines[number]
            if offset == self._line_cache.heights[index] - 1:
                return self._blank()
        return super().render_line(y)

    @property
    def long(self) -> bool:
        """Whether the list is narrowed by typing."""
        return is_long(self.shown)

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The options that are shown before anything is typed: all but the rare ones, until they are asked for."""
        return tuple(choice for choice in self.choices if choice.id not in self.folded)

    def show(
        self,
        choices: Sequence[Choice],
        *,
        many: bool,
        exclusive: Sequence[str],
        given: Sequence[str],
        folded: Collection[str] = (),
        keep: str = "",
        proposed: bool = False,
    ) -> None:
        """Show the options of another question.

        Args:
            choices: The common ones, then the rare ones.
            many: Several may be chosen.
            exclusive: Options that exclude all others.
            given: The answer so far.
            folded: Those behind a line that opens them.
            keep: The option to highlight; else the answer, else the first one.
            proposed: An export proposes the answer, and nobody confirmed it.
        """
        self.choices = tuple(choices)
        self.folded = frozenset(folded)
        self.many = many
        self.exclusive = frozenset(exclusive)
        self.given = frozenset(given)
        self.marked = set(given)
        self.proposed = proposed
        self.wanted = ""
        self._held = None
        first = self.choices[0].id if self.choices else ""
        self.redraw(keep or next((c.id for c in self.choices if c.id in self.given), first))

    def redraw(self, keep: str = "") -> None:
        """Redraw all options, with one of them highlighted."""
        here = self.highlighted_choice
        keep = keep or (here.id if here is not None else "")
        words = self.wanted.casefold().split()
        self.folded -= self.marked
        self._visible = tuple(
            choice
            for choice in (self.choices if words else self.shown)
            if all(word in f"{choice.label} {choice.help}".casefold() for word in words)
        )
        options = [Option(self._prompt(index, choice), id=choice.id) for index, choice in enumerate(self._visible)]
        if self.more:
            options.append(Option(Flow([OneRow(f"{UNFOLDS}   {self.more}")])))
        if not options and words:
            options = [Option(Content(NO_MATCH.format(typed=one_line(self.wanted, 60))), disabled=True)]
        self.set_options(options)
        if self._visible:
            self.highlighted = next((i for i, choice in enumerate(self._visible) if choice.id == keep), 0)

    def narrow(self, text: str) -> None:
        """Leave the options whose words hold what was typed."""
        self.wanted = text
        self.redraw()

    @property
    def highlighted_choice(self) -> Choice | None:
        """The option under the pointer."""
        if self.highlighted is None or self.highlighted >= len(self._visible):
            return None
        return self._visible[self.highlighted]

    def _prompt(self, index: int, choice: Choice) -> Flow:
        return Flow(
            self._parts(index, choice, "bold $text-accent", "$hint"), self._parts(index, choice, "bold underline", "")
        )

    def _parts(self, index: int, choice: Choice, key_style: str, hint_style: str) -> list[Block]:
        chosen = choice.id in self.marked
        waits = self.proposed and chosen and choice.id in self.given
        mark = PROPOSED if waits else ("x" if self.many else "•") if chosen else " "
        box = f"[{mark}] " if self.many else f"({mark}) "
        keys: list[Content] = []
        if not self.long:
            keys.append(Content.styled(choice.letter, key_style) if choice.letter else Content(" "))
            keys.append(Content(f" {index + 1 if index < DIGITS else ' '} "))
        head = Content("").join([*keys, Content(box)])
        label = one_line(choice.label)
        said = Content.styled(f"{label} – {WAITS}", "italic") if waits else Content(label)
        parts = [Block(Content.styled(label, "bold") if chosen and not waits else said, head)]
        if self.spelled_out and choice.help:
            parts.append(Block(Content.styled(one_line(choice.help), hint_style), indent=head.cell_length + 2))
        if self.spacious:
            parts.append(BLANK)
        return parts

    def press(self, character: str) -> bool:
        """Choose by letter or digit; return whether an option has it."""
        if self.long:
            return False
        by_digit = self._visible[int(character) - 1 : int(character)] if character in "123456789" else ()
        by_letter = [choice for choice in self.choices if choice.letter and choice.letter == character.lower()]
        choice = next(iter((*by_letter, *by_digit)), None)
        if choice is None:
            return False
        if choice not in self._visible:
            self.folded -= {choice.id}
            self.redraw(choice.id)
        self.highlighted = self._visible.index(choice)
        self.take(choice)
        return True

    def point_at(self, option: str) -> None:
        """Put the pointer on an option, and bring it in sight where it is a rare one; empty for none."""
        self.folded -= {option}
        self.redraw(option)

    def unfold(self) -> None:
        """Show the rare options below the common ones, the first of them under the pointer."""
        first = next(choice.id for choice in self.choices if choice.id in self.folded)
        self.folded = frozenset()
        self.redraw(first)
        self.unfolded()

    def take(self, choice: Choice) -> None:
        """Choose an option, or mark it where several may be chosen; one that excludes all others is an answer by itself."""
        self._held = None
        if not self.many:
            self.give(choice.id)
            return
        if choice.id in self.exclusive and self.marked <= {choice.id}:
            self.give([choice.id])
            # Who marked it and confirms it out of habit must not answer the question that follows.
            self._held = self.highlighted
            return
        if choice.id in self.marked:
            self.marked.discard(choice.id)
        elif choice.id in self.exclusive:
            self.marked = {choice.id}
        else:
            self.marked = {mark for mark in self.marked if mark not in self.exclusive} | {choice.id}
        self._remark()
        self.keep(self.marks)

    def unmark(self) -> None:
        """Put the marks back to those that were shown at first."""
        self.marked = set(self.given)
        self._remark()

    @property
    def marks(self) -> list[str]:
        """The marked options, in the order of the list."""
        return [choice.id for choice in self.choices if choice.id in self.marked]

    @property
    def in_sight(self) -> tuple[Choice, ...]:
        """The options that hold what was typed."""
        return self._visible

    @property
    def hidden(self) -> list[str]:
        """Marked options that are out of sight, because the list is narrowed."""
        visible = {choice.id for choice in self._visible}
        return [mark for mark in self.marks if mark not in visible]

    def _remark(self) -> None:
        self.reprompt(self._prompt(index, choice) for index, choice in enumerate(self._visible))

    def confirm(self) -> None:
        """Give the marked options as the answer; where some are out of sight, show them first."""
        if self.hidden:
            self.reveal()
        else:
            self.give(self.marks)

    @property
    def more(self) -> str:
        """The line that opens the rare options; empty where there is none."""
        labels = [choice.label for choice in self.choices if choice.id in self.folded]
        return one_line(more_answers(labels)) if labels and not self.wanted else ""

    @property
    def _at_fold(self) -> bool:
        return bool(self.more) and self.highlighted == len(self._visible)

    def action_select(self) -> None:
        held, self._held = self._held, None
        if held is not None and held == self.highlighted:
            self.hold()
        elif self._at_fold:
            self.unfold()
        elif self.many:
            self.confirm()
        elif self.highlighted_choice is not None:
            self.take(self.highlighted_choice)

    def action_mark(self) -> None:
        if self._at_fold:
            self.unfold()
        elif self.highlighted_choice is not None:
            self.take(self.highlighted_choice)

    async def _on_click(self, event: events.Click) -> None:
        event.prevent_default()  # the list itself would confirm what is marked
        index = event.style.meta.get("option")
        if index is not None and event.chain == 1:
            self.highlighted = index
            self.action_mark()

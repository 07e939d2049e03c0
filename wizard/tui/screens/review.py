"""What was answered so far: all of it to jump to, the path as a tree, and what changing an answer would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wizard.decision.blocks import Block as Said
from wizard.decision.blocks import Text
from wizard.tui.screens.dialogs import Dialog, Ways
from wizard.tui.screens.panels import Glance
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import Block, Flow, Part
from wizard.tui.widgets.choices import PROPOSED, PointedList
from wizard.tui.widgets.drawn import drawn, one_liner
from wizard.tui.widgets.prose import Reading
from wizard.views.path import ASKED, TITLE, path_tree
from wizard.views.people import to_talk_about
from wizard.views.question import preview_page
from wizard.views.state import answer_words, marks, who_and_what

if TYPE_CHECKING:
    from wizard.decision.interview import Preview
    from wizard.engagement.session import Session


WAITS = "waits."
"""Begins the ID of a row at the head of the list; the same question has another row in its stage."""


class ReviewScreen(Dialog[str]):
    """Lists questions, answers, notes and to-dos; gives the question to jump to."""

    title_text = "All answers"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose_body(self) -> ComposeResult:
        yield PointedList(id="review")

    def on_mount(self) -> None:
        listed = self.query_one("#review", OptionList)
        interview = self.session.interview
        options = [option for stage in self.session.pack.stages for option in self._stage(stage.id, stage.title)]
        if waiting := to_talk_about(self.session):
            rows = [Option(self._row(name), id=f"{WAITS}{name}") for name in waiting]
            options = [Option(Content("To discuss or find out"), disabled=True), *rows, *options]
        listed.set_options(options)
        here = interview.current or (interview.path[-1] if interview.path else None)
        index = next((i for i, option in enumerate(options) if here is not None and option.id == here), None)
        if index is None:
            listed.action_first()
        else:
            listed.highlighted = index
        listed.focus()

    def _stage(self, stage: str, title: str) -> Sequence[Option]:
        pack, interview, words = self.session.pack, self.session.interview, self.session.words
        names = [name for name in interview.path if pack.question_by_id[name].stage == stage]
        parked = [n for n in interview.parked if n not in interview.held and pack.question_by_id[n].stage == stage]
        if not names and not parked:
            return ()
        rows = [Option(Content(title), disabled=True)]
        rows += [Option(self._row(name), id=name) for name in names]
        for name in parked:
            text = f"{words.title(name)}  {words.answer(name, interview.parked[name])}"
            rows.append(Option(Content(one_line(f"  set aside: {text}", 300)), disabled=True))
        return rows

    def _row(self, name: str) -> Flow:
        session = self.session
        answer = self.wizard.shown(answer_words(session, name)) or "not asked yet"
        beside: list[Said] = [Text(mark, depth=1) for mark in marks(session, name)]
        if name in session.interview.to_do:
            beside += who_and_what(session.words.pack.question_by_id[name], depth=1)
        rows: list[Part] = [
            Block(self._asked(name)),
            Block(Content(one_line(answer, 600)), Content(f"{PROPOSED if name in session.proposals else '='} "), 2),
        ]
        return Flow([*rows, *drawn(beside, self.wizard.shown)])

    def _asked(self, name: str) -> Content:
        title, label = self.session.words.title(name), self.session.words.question(name)
        if title == label:
            return Content(one_line(label))
        return Content.assemble((one_line(title), "bold"), "  ", one_line(label))

    @on(OptionList.OptionSelected, "#review")
    def _jump(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.dismiss(event.option_id.removeprefix(WAITS))


class ChangeDialog(Dialog[bool]):
    """Shows the change and asks."""

    title_text = "Change this answer?"

    def __init__(self, session: Session, preview: Preview, value: Any) -> None:
        super().__init__()
        self.parts = drawn(preview_page(session, preview, value))

    def compose_body(self) -> ComposeResult:
        yield Reading(self.parts, id="change")

    def on_mount(self) -> None:
        """Focus the change; Enter confirms it."""
        self.query_one("#change").can_focus = True
        self.query_one("#ways", Ways).focus()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        return (("Change the answer", True), ("Keep the answer as it is", False))


KEPT_ABOVE = 2
"""Lines of earlier answers that stay in sight above the question, where not all of the tree is."""


class PathScreen(Glance):
    """Shows the tree, from the question on."""

    def __init__(self, session: Session) -> None:
        said = [*path_tree(session)]
        super().__init__(TITLE, tree(said), "path")
        self.before = sum(1 for text in said if not text.depth and text.mark != ASKED)

    def on_mount(self) -> None:
        self.call_after_refresh(self._to_question)

    def _to_question(self) -> None:
        reading = self.query_one("#path", Reading)
        width = reading.prose.content_size.width
        above = sum(len(part.lines(width)) for part in self.parts[: self.before])
        reading.scroll_to(y=max(above - KEPT_ABOVE, 0), animate=False)


QUIET = "$text-muted"
FORK, LAST, DOWN, NOTHING = "├─ ", "└─ ", "│  ", "   "


@dataclass(frozen=True, slots=True)
class Twig(Block):
    """A line of a tree; where it wraps, the lines of the tree continue on its left.

    Attributes:
        further: What precedes the other lines, as wide as the head.
    """

    further: str = ""

    def lines(self, width: int) -> list[Content]:
        wrapped = self.body.wrap(max(width - self.head.cell_length, 8)) or [Content("")]
        heads = (self.head, *(Content.styled(self.further, QUIET) for _ in wrapped[1:]))
        return [Content.assemble(head, part.rstrip()) for head, part in zip(heads, wrapped, strict=True)]


def tree(said: Iterable[Text]) -> list[Twig]:
    """Return lines as a tree; those without depth are its trunk, and their marks are on it."""
    found: list[Twig] = []
    going: list[bool] = []  # for each depth, whether the tree continues below
    for text in reversed([*said]):
        here = text.depth
        going += [False] * (here + 2 - len(going))
        outer = "".join(DOWN if more else NOTHING for more in going[1:here])
        if here:
            head = Content.styled(f"{outer}{FORK if going[here] else LAST}", QUIET)
            further = f"{outer}{DOWN if going[here] else NOTHING}"
        else:
            head, further = Content.styled(f"{text.mark}  ", "bold"), DOWN if going[0] or going[1] else NOTHING
        label = Content.styled(f"{lines(text.label)}: ", "bold") if text.label else Content("")
        found.append(Twig(Content.assemble(label, one_liner(text)), head, further=further))
        going = [*going[:here], True]
    return found[::-1]

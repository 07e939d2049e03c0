"""The panels next to a question: the interview so far, both layers, what is possible, the decision page, and why it is asked.

They are filled once the question is painted: people read the question first, and an answer must not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets.option_list import Option

from wizard.tui.text import cut, one_line
from wizard.tui.widgets.blocks import Block, Flow
from wizard.tui.widgets.choices import PROPOSED, WAITS, PointedList
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Reading
from wizard.views.layers import LAYERS, layer_page, possible_page, possible_title
from wizard.views.state import answer_words, came

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.tui.widgets.blocks import Part


class Side(Vertical):
    """Holds the panels; each has its title in its frame, but for the page on why, which begins with one."""

    def compose(self) -> ComposeResult:
        """Lay out what is always there; the decision page comes when it is wanted."""
        yield Reading(id="layers")
        yield Reading(id="possible")
        yield Reading(id="why")

    def on_mount(self) -> None:
        """Name the panels; keys stay with the question, but for the one that is read."""
        self.query_one("#layers", Reading).border_title = LAYERS
        for name in ("layers", "possible"):
            self.query_one(f"#{name}").can_focus = False
        self._shown: object = None

    def show(self, session: Session) -> None:
        """Show what the answers leave open, where they changed."""
        if session.interview.answers == self._shown:
            return
        self._shown = session.interview.answers
        self.query_one("#layers", Reading).show(drawn(layer_page(session)))
        possible = self.query_one("#possible", Reading)
        possible.border_title = Content(one_line(possible_title(session)))
        possible.show(drawn(possible_page(session)))

    def show_why(self, parts: Sequence[Part]) -> None:
        """Show why the question is asked."""
        self.query_one("#why", Reading).show(parts)

    async def show_page(self, title: str, parts: Sequence[Part]) -> None:
        """Show the decision page below the other panels."""
        for page in self.query("#preview").results(Reading):
            page.show(parts)
            return
        page = Reading(parts, id="preview")
        page.border_title = title
        await self.mount(page, before="#why")


class PossibleLine(Widget):
    """Shows the longest of several forms that fits, and cuts the shortest where none does."""

    forms: reactive[tuple[str, ...]] = reactive(())

    def show(self, forms: Sequence[str]) -> None:
        """Show what is known, given from the longest form to the shortest."""
        self.forms = tuple(one_line(form) for form in forms)

    def render(self) -> Content:
        width = max(self.content_size.width, 1)
        fitting = next((form for form in self.forms if cell_len(form) <= width), self.forms[-1] if self.forms else "")
        return Content(cut(fitting, width))


TO_DO, DISCUSS, NOTED, HERE, DONE, TAKEN = "?", "!", "*", ">", "•", "="
STYLES = {
    TO_DO: "bold $text-warning",
    PROPOSED: "bold $text-accent",
    HERE: "bold $text-accent",
    DONE: "$text-success",
    TAKEN: "$text-success",
}
TITLE = 18
"""Cells of a question's short title with its signs, before its answer."""


def signs(session: Session, question: str) -> str:
    """Return the signs of a question: parked for discussion, carries a note."""
    record = session.record
    return (DISCUSS if question in record.discuss else "") + (NOTED if record.notes.get(question) else "")


@dataclass(frozen=True, slots=True)
class Step(Block):
    """A row of the trail; it is cut and does not wrap."""

    def lines(self, width: int) -> list[Content]:
        return [self.body.truncate(width, ellipsis=True)]


class Trail(PointedList):
    """A list of stages and questions; Enter goes back to a question."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shown: tuple[Any, ...] = ()

    def show(self, session: Session, hide: Callable[[str], str], *, answers: bool) -> None:
        """Show how far a session is.

        Args:
            hide: Takes names out of what users wrote.
            answers: There is room for the answer next to its question.
        """
        interview = session.interview
        here = interview.current
        rows: list[tuple[str, str | None, str, str]] = []
        current_stage = session.pack.question_by_id[here].stage if here else ""
        for number, stage in enumerate(session.pack.stages, 1):
            rows.append((HERE if stage.id == current_stage else "", None, f"{number} {stage.title}", ""))
            for name in interview.path:
                if session.pack.question_by_id[name].stage != stage.id:
                    continue
                answer = answer_words(session, name)
                if not answer and name != here:
                    continue
                proposed = name in session.proposals
                done = PROPOSED if proposed else DONE if name in interview.answers else TO_DO
                said, how = hide(answer) if answers else "", came(session, name)
                sign = HERE if name == here else TAKEN if done == DONE and how else done
                if said and (proposed or how):
                    said = f"{WAITS if proposed else how}: {said}"
                rows.append((sign, name, session.words.title(name) + signs(session, name), said))
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        self.set_options(Option(_prompt(*row), id=row[1], disabled=row[1] is None) for row in rows)
        at = next((index for index, row in enumerate(rows) if row[1] is not None and row[1] == here), None)
        if at is None:
            at = max((index for index, row in enumerate(rows) if row[1] is not None), default=None)
        self.highlighted = at


def _prompt(sign: str, question: str | None, head: str, answer: str) -> Any:
    if question is None:
        return Flow([Step(Content.styled(head, "bold $text-primary" if sign else "$text-muted not bold"))])
    title = one_line(head)
    here = "bold" if sign == HERE else ""
    said = Content.styled(one_line(answer, 300), "$text-muted") if answer else Content("")
    pad = " " * max(TITLE - Content(title).cell_length, 1) if answer else ""
    drawn = Content.assemble((f"{sign} ", STYLES[sign]), (title, here), pad, said)
    return Flow([Step(drawn)], [Step(Content(drawn.plain))])

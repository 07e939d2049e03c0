"""The interview so far: stages, and the answers given in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets.option_list import Option

from wizard.tui.text import one_line
from wizard.tui.widgets.choices import PROPOSED, WAITS, PointedList
from wizard.views.state import answer_words, came

if TYPE_CHECKING:
    from wizard.engagement.session import Session

TO_DO, DISCUSS, NOTED, HERE, DONE = "?", "!", "*", ">", "·"


def signs(session: Session, question: str) -> str:
    """Return the signs of a question: parked for discussion, carries a note."""
    record = session.record
    return (DISCUSS if question in record.discuss else "") + (NOTED if record.notes.get(question) else "")


class Trail(PointedList):
    """A list of stages and answers; Enter goes back to a question."""

    def __init__(self, **kwargs: Any) -> None:
        """Start empty."""
        super().__init__(markup=False, compact=True, **kwargs)
        self._shown: tuple[Any, ...] = ()

    def show(self, session: Session, hide: Callable[[str], str]) -> None:
        """Show the answers of a session."""
        interview = session.interview
        here = interview.current
        rows: list[tuple[str, str | None, str, str]] = []
        stages = session.pack.stages
        current_stage = session.pack.question_by_id[here].stage if here else ""
        for number, stage in enumerate(stages, 1):
            mark = HERE if stage.id == current_stage else " "
            rows.append((mark, None, f"{number} {stage.title}", ""))
            for name in interview.path:
                if session.pack.question_by_id[name].stage != stage.id:
                    continue
                answer = answer_words(session, name)
                if not answer and name != here:
                    continue
                proposed = name in session.proposals
                done = PROPOSED if proposed else DONE if name in interview.answers else TO_DO
                sign = HERE if name == here else done
                said = hide(answer)
                if said and (how := f"{PROPOSED} {WAITS}" if proposed else came(session, name)):
                    said = f"{how}: {said}"
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
        return Content(f"{sign} {head}" if sign.strip() else head)
    first = Content.assemble(f"{sign} ", (one_line(head), "bold"))
    body = Content(f" {one_line(answer, 300)}") if answer else Content("")
    return first + body

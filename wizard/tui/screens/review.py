"""All questions of the way with their answers, to jump to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import Block, Flow, Part
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.trail import answer_words

if TYPE_CHECKING:
    from wizard.decision.words import Words
    from wizard.engagement.session import Session


class ReviewScreen(Dialog[str]):
    """Lists questions, answers, notes and to-dos; gives the question to jump to."""

    title_text = "All answers"

    def __init__(self, session: Session, words: Words) -> None:
        """Take the session."""
        super().__init__()
        self.session, self.words = session, words

    def compose_body(self) -> ComposeResult:
        """List the questions."""
        yield PointedList(id="review", markup=False, compact=True)

    def on_mount(self) -> None:
        """Fill the list and stand on the present question."""
        listed = self.query_one("#review", OptionList)
        interview = self.session.interview
        options = [option for stage in self.session.pack.stages for option in self._stage(stage.id, stage.title)]
        listed.set_options(options)
        here = interview.current or (interview.path[-1] if interview.path else None)
        index = next((i for i, option in enumerate(options) if here is not None and option.id == here), None)
        if index is None:
            listed.action_first()
        else:
            listed.highlighted = index
        listed.focus()

    def _stage(self, stage: str, title: str) -> Sequence[Option]:
        pack, interview = self.session.pack, self.session.interview
        names = [name for name in interview.path if pack.question_by_id[name].stage == stage]
        parked = [n for n in interview.parked if n not in interview.held and pack.question_by_id[n].stage == stage]
        if not names and not parked:
            return ()
        rows = [Option(Content(title), disabled=True)]
        rows += [Option(self._row(name), id=name) for name in names]
        for name in parked:
            text = f"{self.words.title(name)}  {self.words.answer(name, interview.parked[name])}"
            rows.append(Option(Content(one_line(f"  set aside: {text}", 300)), disabled=True))
        return rows

    def _row(self, name: str) -> Flow:
        record, interview = self.session.record, self.session.interview
        answer = self.wizard.shown(answer_words(self.session, self.words, name)) or "not asked yet"
        marks = []
        if name in record.discuss:
            marks.append("! parked for discussion")
        if name in interview.to_do:
            question = self.session.pack.question_by_id[name]
            marks.append(
                f"? ask {question.who_knows}: {question.ask_for}" if question.who_knows else "? to be found out"
            )
        if name in interview.held:
            marks.append(f"! {record.parked_because.get(name, '')}")
        draft = self.session.draft(name)
        if draft is not None:
            marks.append(f"~ marked, not confirmed yet: {self.words.answer(name, draft) or 'nothing'}")
        origin = record.origins.get(name)
        if origin is not None and origin.by:
            marks.append(f"answered by {self.wizard.shown(origin.by)}")
        note = record.notes.get(name)
        if note:
            marks.append(f"* {self.wizard.shown(one_line(note, 300))}")
        rows: list[Part] = [
            Block(self._asked(name)),
            Block(Content(one_line(answer, 600)), Content("= "), 2),
        ]
        rows += [Block(Content(lines(mark, 400)), indent=2) for mark in marks]
        return Flow(rows)

    def _asked(self, name: str) -> Content:
        title, label = self.words.title(name), self.words.question(name)
        if title == label:
            return Content(one_line(label))
        return Content.assemble((one_line(title), "bold"), "  ", one_line(label))

    @on(OptionList.OptionSelected, "#review")
    def _jump(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.dismiss(event.option_id)

"""What is done from the portfolio: an account begun, one answer or papers for several accounts, and that undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input, OptionList, Static

from wizard.decision.words import Words
from wizard.errors import WizardError
from wizard.pack.compiler import options_of
from wizard.tui.screens.commands import Command, CommandsScreen
from wizard.tui.screens.dialogs import AskDialog, Dialog
from wizard.tui.text import one_line
from wizard.tui.widgets.choices import Choice, Choices
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.narrow import Narrow
from wizard.views import portfolio as words
from wizard.wording import count

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.engagement.board import Tabled
    from wizard.errors import Problem
    from wizard.pack.models import Question
    from wizard.record.model import Record
    from wizard.tui.screens.portfolio import PortfolioScreen
    from wizard.views.columns import AccountLine


STEP = 20
"""Accounts after which it is said how far it is."""


class QuestionsDialog(CommandsScreen):
    """Lists the questions that the accounts ask; gives the id of one."""

    placeholder = "Type to find a question"
    nothing = "No question holds “{typed}”."

    def __init__(self, title: str, commands: Sequence[Command]) -> None:
        super().__init__(commands)
        self.title_text = title


@dataclass(frozen=True, slots=True)
class Given:
    """What was chosen in the window.

    Attributes:
        where: One of ``ways_to_answer``.
    """

    value: str | list[str]
    by: str
    where: str


class AnswerDialog(Dialog[Given]):
    """Takes an answer, who gives it, and for which accounts."""

    def __init__(self, question: Question, choices: Sequence[Choice], accounts: int, by: str) -> None:
        super().__init__()
        self.title_text = question.label
        self.question, self.choices, self.accounts, self.by = question, choices, accounts, by
        self.value: str | list[str] | None = None

    def compose_body(self) -> ComposeResult:
        yield Narrow(placeholder="Type to filter", id="narrow")
        yield Choices(id="options")
        yield Static("Who gives this answer? A name or a role; it may stay empty.", classes="quiet", markup=False)
        line = Line(self.by, id="by")
        line.password = self.wizard.redacting
        yield line

    def on_mount(self) -> None:
        self.listed = self.query_one(Choices)
        many = self.question.kind == "many"
        self.listed.show(self.choices, many=many, exclusive=self.question.exclusive, given=())
        self.listed.give = self._given
        self.narrow = self.query_one(Narrow)
        self.narrow.typed, self.narrow.entered = self.listed.narrow, self._entered
        self.narrow.display = self.listed.long
        (self.narrow if self.listed.long else self.listed).focus()

    def actions(self) -> Sequence[tuple[str, Given | None]]:
        ways = words.ways_to_answer(self.accounts, tenant=self.question.once)
        return [(label, Given(self.value or [], self._by, where)) for where, label in ways.items()]

    @property
    def _by(self) -> str:
        return self.query_one("#by", Line).value.strip() if self.is_mounted else self.by

    def take(self, result: Given | None) -> None:
        """Close with the answer; where none is chosen yet, say so."""
        if self.question.kind == "many":
            self.value = self.listed.marks
        if not self.value:
            self.say("Choose an answer first.")
            self.listed.focus()
            return
        assert result is not None  # noqa: S101 - each of the actions has one
        self.dismiss(Given(self.value, self._by, result.where))

    def _given(self, value: str | list[str]) -> None:
        if not value:
            self.say("Mark an answer first.")
            return
        self.value = value
        if isinstance(value, str):
            self.listed.given = frozenset({value})
            self.listed.marked = {value}
            self.listed.redraw(value)
        self.say("")
        self.query_one("#by").focus()

    def _entered(self) -> None:
        if self.narrow.value and self.listed.many:
            self.listed.action_mark()
            self.narrow.value = ""
        else:
            self.listed.action_select()

    @on(Input.Submitted, "#by")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        ways = self.query_one("#ways", OptionList)
        ways.highlighted = 0
        ways.focus()

    def on_key(self, event: events.Key) -> None:
        if self.focused is self.narrow:
            if event.key == "space" and not self.narrow.value:
                self.listed.action_mark()
            elif not self.listed.move(event.key):
                return
        elif self.focused is not self.listed:
            return
        elif event.key == "space":
            self.listed.action_mark()
        elif not (event.is_printable and event.character and self.listed.press(event.character)):
            return
        event.stop()
        event.prevent_default()


def share(screen: PortfolioScreen) -> None:
    """Ask which question is answered for the marked accounts, and how; then answer it."""
    from wizard.engagement.shared_answers import questions_of

    knowledge = screen.wizard.knowledge
    lines = [line for line in screen.chosen if line.row.seen is not None]
    if knowledge is None or not lines:
        screen.say("Mark accounts first: Space marks one.", "warning")
        return
    asked = questions_of(knowledge.engine, [line.row.seen for line in lines if line.row.seen is not None])
    asked.sort(key=lambda one: -one.open)
    questions = knowledge.pack.question_by_id
    commands = [
        Command(question.title, f"{words.asked_words(one, len(lines))}. {question.label}", one.question)
        for one in asked
        for question in (questions[one.question],)
    ]
    title = f"Answer one question for {count(len(lines), 'account')}"

    def chosen(name: str | None) -> None:
        if name is not None:
            _ask(screen, questions[name], lines)

    screen.app.push_screen(QuestionsDialog(title, commands), chosen)


def _ask(screen: PortfolioScreen, question: Question, lines: Sequence[AccountLine]) -> None:
    assert screen.wizard.knowledge is not None  # noqa: S101 - a question was chosen from it
    options = options_of(screen.wizard.knowledge.pack, question)
    choices = [Choice(option.id, option.label, option.letter, option.help) for option in options]

    def answered(given: Given | None) -> None:
        if given is None:
            return
        if given.where == words.TENANT:
            _answer_for_tenant(screen, question, given)
        else:
            _answer(screen, question, given, [screen.path_of(line) for line in lines])

    screen.app.push_screen(AnswerDialog(question, choices, len(lines), screen.wizard.speaker), answered)


def _answer(screen: PortfolioScreen, question: Question, given: Given, paths: Sequence[Path]) -> None:
    from wizard.engagement.shared_answers import Answer, Done, answer_all

    knowledge, wizard = screen.wizard.knowledge, screen.wizard
    assert knowledge is not None  # noqa: S101 - a question was chosen from it
    place = words.shared_place(len(paths))
    answer = Answer(question.id, given.value, given.by, wizard.day, place, replace=given.where == words.EVERYWHERE)

    def progress(done: int, total: int) -> None:
        if done % STEP == 0 and done < total:
            wizard.from_thread(screen.say, words.answering(done, total))

    def done(result: Done) -> None:
        if result.changes:
            screen.undoable.append(result.changes)
        screen.show_again([change.path.name for change in result.changes])
        screen.say(words.given_words(result, Words(knowledge.pack).answer(question.id, given.value)))

    screen.in_background(lambda: answer_all(paths, knowledge.pack, knowledge.engine, answer, progress), done)


def _answer_for_tenant(screen: PortfolioScreen, question: Question, given: Given) -> None:
    from wizard.engagement.shared_answers import answer_for_tenant

    knowledge = screen.wizard.knowledge
    assert knowledge is not None  # noqa: S101 - a question was chosen from it
    assert screen.watched is not None  # noqa: S101 - there are accounts
    try:
        change = answer_for_tenant(
            screen.watched.engagement, knowledge.pack, knowledge.engine, question.id, given.value
        )
    except WizardError as error:
        screen.say(str(error), "error")
        return
    screen.undoable.append([change])
    screen.look()
    screen.say(words.tenant_words(Words(knowledge.pack).answer(question.id, given.value)))


def undo_last(screen: PortfolioScreen) -> None:
    """Undo the last answer for several accounts, where nobody changed them since."""
    from wizard.engagement.shared_answers import undo

    if not screen.undoable:
        screen.say(words.NOTHING_TO_UNDO)
        return
    changes = screen.undoable.pop()

    def undone(result: tuple[list[Path], list[Problem]]) -> None:
        paths, problems = result
        if any(path.parent != screen.wizard.home for path in paths):
            screen.look()
        else:
            screen.show_again([path.name for path in paths])
        screen.say(words.undone_words(*result), "warning" if problems else "")

    screen.in_background(lambda: undo(changes), undone)


def table(screen: PortfolioScreen) -> None:
    """Ask what the papers are called, and write them for the chosen accounts that are ready."""
    files = {line.row.file for line in screen.chosen}
    if not files or screen.watched is None:
        screen.say("Mark accounts first: Space marks one.", "warning")
        return
    about = (
        f"{count(len(files), 'account')}: those that are ready get a paper in the folder decisions, the others are named. "
        "Accounts that are alike share one. A title may stay empty."
    )

    def titled(title: str | None) -> None:
        if title is not None:
            screen.say(words.WRITING)
            screen.in_background(partial(_write, screen, files, title), done)

    def done(tabled: Tabled) -> None:
        screen.look()
        screen.say(words.tabled_words(tabled), "warning" if tabled.problems else "")

    screen.app.push_screen(AskDialog("Papers for the board", about, does="writes them"), titled)


def _write(screen: PortfolioScreen, files: set[str], title: str) -> Tabled:
    from wizard.engagement.board import Meeting, board
    from wizard.engagement.overview import overview

    watch = screen.watched
    assert watch is not None  # noqa: S101 - there are accounts
    found = overview(watch.engagement, watch.pack, watch.engine, watch.day)
    rows = [row for row in found.rows if row.file in files]
    return board(found, rows, watch.pack, watch.engine, Meeting(watch.day, title, named=False))


NEW = "New account"
HOW = "Type its name, such as its user principal name."


def begin(screen: PortfolioScreen, template: Record | None = None, about: str = HOW) -> None:
    """Ask for a name, and open the questions of a new account."""

    def named(name: str | None) -> None:
        name = " ".join((name or "").split())
        if not name:
            return
        screen.show_all()
        there = [line for line in screen.lines.values() if line.row.account.casefold() == name.casefold()]
        if there:
            screen.refresh_table(there[0].row.file)
            screen.say("An account of this name is here already. Enter opens it where it is shown.", "warning")
            return
        screen.say("")
        screen.wizard.open_new(name, template)

    screen.app.push_screen(AskDialog(NEW, about, does="starts it"), named)


def begin_after(screen: PortfolioScreen) -> None:
    """Ask for the name of an account that copies the answers and people of the marked one."""
    line = screen.table.here
    if line is None or screen.watched is None:
        screen.say("There is no account to begin with.", "warning")
        return
    file = screen.watched.engagement.account_file(screen.path_of(line))
    try:
        record = file.record if file is not None else None
    except WizardError as error:
        screen.say(str(error), "error")
        return
    name = "this account" if screen.wizard.redacting else one_line(line.row.account, 120)
    about = f"{HOW} It takes over the answers of {name}, and its people; tests and evidence are its own."
    begin(screen, record, about)

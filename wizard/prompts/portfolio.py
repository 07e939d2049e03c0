"""The accounts of an engagement as lists: what is next, one account to open, and what is done with several at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.decision.words import Words
from wizard.engagement.engagement import Engagement
from wizard.engagement.session import Session
from wizard.engagement.shared_answers import Answer, Change, answer_all, answer_for_tenant, questions_of, undo
from wizard.engagement.watching import Seen, Watch
from wizard.errors import WizardError
from wizard.pack.compiler import options_of
from wizard.prompts.face import BACK, QUIT, Asking, Command, Face, Option, Reply
from wizard.prompts.flow import staying
from wizard.prompts.forms import Back, fill
from wizard.prompts.texts import refuse, tell
from wizard.views import portfolio as words
from wizard.views.columns import AccountLine, Column
from wizard.views.problems import said
from wizard.wording import count, printable

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack, Question
    from wizard.prompts.face import Face
    from wizard.views.columns import AccountLine


NEW = Command("new", "n", "New account")
AFTER = Command("after", "t", "New account with the answers of another one")
SEVERAL = Command("several", "a", "Answer one question for several accounts")
UNDO = Command("undo", "z", "Undo the last answer for several accounts")
BOARD = Command("board", "p", "Papers for a board")
HAND_OVER = Command("hand_over", "o", "Hand over what a person holds")
COMMANDS = (QUIT, NEW, SEVERAL, BOARD, HAND_OVER, AFTER, UNDO)

MOST = 100
"""Accounts that a list holds at most; more are narrowed by a word first."""
SAY_AFTER = 5.0
"""Seconds of work after which it is said how far it is."""
EVERY = "every"
YES_NO = (Option("yes", "Yes", "y"), Option("no", "No", "n"))


class Portfolio:
    """Leads through the accounts of an engagement."""

    def __init__(self, face: Face, folder: Path, pack: Pack, engine: Engine, day: date) -> None:
        """Look at all accounts.

        What was typed of a hand-over that was not done is offered again.

        Args:
            folder: The engagement.

        Raises:
            RecordError: The settings of the engagement cannot be used.
        """
        self.face, self.folder, self.pack, self.engine, self.day = face, folder, pack, engine, day
        self.engagement = Engagement.open(folder, pack, engine)
        self.watch = Watch(self.engagement, pack, engine, day)
        self.words = words.Portfolio(pack)
        self.lines: list[AccountLine] = []
        self.undoable: list[list[Change]] = []
        self.handing_over: dict[str, Any] = {}
        self._look()

    def _look(self) -> None:
        said_at = time.monotonic()

        def show(seen: Seen) -> None:
            nonlocal said_at
            if seen.left and time.monotonic() - said_at > SAY_AFTER:
                said_at = time.monotonic()
                self.face.tell(words.summary(len(seen.rows), len(seen.rows), 0, seen.left))
            if not seen.left:
                self._take(seen)
                for problem in seen.problems:
                    self.face.tell(said(problem))

        self.watch.look(show)

    def _take(self, seen: Seen) -> None:
        key = self.words.key(Column.ACCOUNT)
        self.lines = sorted((self.words.line(row) for row in seen.rows), key=key)

    def again(self, path: Path | None) -> None:
        """Look once more at an account that was open."""
        if path is not None and path.parent == self.engagement.accounts_folder:
            self._take(self.watch.again([path.name]))

    # ---- lists

    def choose(self) -> Session:
        """Return a session over the account that is chosen, or over a new one.

        Raises:
            Left: The person left.
        """
        while True:
            step, typed = self._next()
            if step == NEW.id:
                session = self._new(None)
            elif step == AFTER.id:
                line = self._one("Which account does it resemble?", self.lines)
                session = self._new(line) if line is not None else None
            elif step == SEVERAL.id:
                self._several()
                session = None
            elif step in {UNDO.id, BOARD.id, HAND_OVER.id}:
                {UNDO.id: self._undo, BOARD.id: self._board, HAND_OVER.id: self._hand_over}[step]()
                session = None
            else:
                session = self._listed(step, typed)
            if session is not None:
                return session

    def _next(self) -> tuple[str, str]:
        """Ask what is to be done; return a step, a command, or words that accounts hold."""
        numbers = words.counted(line.row for line in self.lines)
        options = [Option("all", f"{words.ALL} ({len(self.lines):,})")]
        options += [Option(step, f"{step.words} ({number:,})") for step, number in numbers]
        title = words.title(self.engagement.settings.client, self.folder.absolute().name)
        asking = Asking(
            f"{title}, {count(len(self.lines), 'account')}. What next?",
            tuple(options),
            help="A word finds accounts that hold it." if self.face.plain else "",
            commands=COMMANDS,
            free=True,
        )
        reply = staying(self.face.choose(asking))
        if reply.command:
            return reply.command, ""
        return (reply.options[0] if reply.options else "all"), reply.text

    def _listed(self, step: str, typed: str) -> Session | None:
        chosen = next((one for one, _ in words.counted(line.row for line in self.lines) if one == step), None)
        line = self._one("Which account do you want to open?", words.matching(self.lines, typed, chosen))
        return self._open(line) if line is not None else None

    def _narrowed(self, lines: Sequence[AccountLine]) -> Sequence[AccountLine]:
        """Return accounts that fit into a list: those that hold a word, where there are many."""
        while len(lines) > MOST:
            asking = Asking(
                f"{len(lines):,} accounts. Type words that the account holds, such as its name, state or owner.",
                commands=(BACK, QUIT),
            )
            reply = staying(self.face.line(asking))
            if reply.command:
                return ()
            lines = words.matching(lines, reply.text)
        return lines

    def _one(self, label: str, lines: Sequence[AccountLine]) -> AccountLine | None:
        shown = self._narrowed(lines)
        if not shown:
            self.face.tell(words.NO_ACCOUNT)
            return None
        options = tuple(Option(f"account{number}", words.line_words(line)) for number, line in enumerate(shown, 1))
        reply = staying(self.face.choose(Asking(label, options, commands=(BACK, QUIT))))
        return _picked(reply, shown)[0] if reply.options else None

    # ---- one account

    def _open(self, line: AccountLine) -> Session | None:
        tell(self.face, words.details(line.row, self.pack))
        if line.row.seen is None and line.row.problem is not None:
            return None
        try:
            return Session.open(self.watch.path_of(line.row), self.pack, self.engine)
        except WizardError as error:
            refuse(self.face, "Not taken", error)
            return None

    def _new(self, like: AccountLine | None) -> Session | None:
        asking = Asking("What is the account called, such as its user principal name?", commands=(BACK, QUIT))
        reply = staying(self.face.line(asking))
        name = " ".join(reply.text.split())
        if reply.command or not name:
            return None
        if any(line.row.account.casefold() == name.casefold() for line in self.lines):
            self.face.tell("An account of this name is here already.")
            return None
        try:
            file = self.engagement.account_file(self.watch.path_of(like.row)) if like is not None else None
            template = file.record if file is not None else None
            home = self.engagement.accounts_folder
            return Session.new(home, self.pack, self.engine, name, self.day, template=template)
        except WizardError as error:
            refuse(self.face, "Not taken", error)
            return None

    # ---- one answer for several accounts

    def _several(self) -> None:
        lines = self._chosen()
        question = self._question(lines) if lines else None
        if question is None:
            return
        options = options_of(self.pack, question)
        asking = Asking(
            question.label,
            tuple(Option(option.id, option.label, option.letter, option.help) for option in options),
            many=question.kind == "many",
            help=question.help,
            exclusive=question.exclusive,
            commands=(BACK, QUIT),
        )
        reply = staying(self.face.choose(asking))
        if not reply.options:
            return
        value: str | list[str] = list(reply.options) if asking.many else reply.options[0]
        by = staying(self.face.line(Asking("Who gives this answer? A name or a role; press Enter for nobody"))).text
        where = self._where(question, len(lines))
        if where == words.TENANT:
            self._for_tenant(question, value)
        elif where:
            paths = [self.watch.path_of(line.row) for line in lines]
            place = words.shared_place(len(paths))
            given = Answer(question.id, value, by, self.day, place, replace=where == words.EVERYWHERE)
            self._give(paths, given)

    def _chosen(self) -> list[AccountLine]:
        shown = self._narrowed(self.lines)
        if not shown:
            return []
        options = (
            Option(EVERY, f"All {count(len(shown), 'account')} of this list"),
            *(Option(f"account{number}", words.line_words(line)) for number, line in enumerate(shown, 1)),
        )
        asking = Asking("Which accounts?", options, many=True, exclusive=(EVERY,), commands=(BACK, QUIT))
        reply = staying(self.face.choose(asking))
        lines = list(shown) if EVERY in reply.options else _picked(reply, shown)
        return [line for line in lines if line.row.seen is not None]

    def _question(self, lines: Sequence[AccountLine]) -> Question | None:
        by_id = self.pack.question_by_id
        asked = questions_of(self.engine, [line.row.seen for line in lines if line.row.seen is not None])
        options = tuple(
            Option(one.question, f"{by_id[one.question].title}: {words.asked_words(one, len(lines))}") for one in asked
        )
        reply = staying(self.face.choose(Asking("Which question?", options, commands=(BACK, QUIT))))
        return by_id[reply.options[0]] if reply.options else None

    def _where(self, question: Question, number: int) -> str:
        ways = words.ways_to_answer(number, tenant=question.once)
        options = tuple(Option(way, label, way[:1]) for way, label in ways.items())
        reply = staying(self.face.choose(Asking("Where does this answer go?", options, commands=(BACK, QUIT))))
        return reply.options[0] if reply.options else ""

    def _give(self, paths: Sequence[Path], given: Answer) -> None:
        try:
            done = answer_all(paths, self.pack, self.engine, given)
        except WizardError as error:
            refuse(self.face, "Not taken", error)
            return
        if done.changes:
            self.undoable.append(done.changes)
        self._take(self.watch.again([change.path.name for change in done.changes]))
        self.face.tell(words.given_words(done, Words(self.pack).answer(given.question, given.value)))

    def _for_tenant(self, question: Question, value: str | list[str]) -> None:
        try:
            change = answer_for_tenant(self.engagement, self.pack, self.engine, question.id, value)
        except WizardError as error:
            refuse(self.face, "Not taken", error)
            return
        self.undoable.append([change])
        self._reopen()
        self.face.tell(words.tenant_words(Words(self.pack).answer(question.id, value)))

    def _reopen(self) -> None:
        self.engagement = Engagement.open(self.folder, self.pack, self.engine)
        self.watch.engagement = self.engagement
        self._look()

    def _undo(self) -> None:
        if not self.undoable:
            self.face.tell(words.NOTHING_TO_UNDO)
            return
        undone, problems = undo(self.undoable.pop())
        self._reopen()
        self.face.tell(words.undone_words(undone, problems))

    # ---- papers, and a hand-over

    def _board(self) -> None:
        if lines := self._chosen():
            try:
                self._table(lines)
            except WizardError as error:
                refuse(self.face, "Not taken", error)
            self._look()

    def _table(self, lines: Sequence[AccountLine]) -> None:
        """Ask what the papers are called, and write them for the accounts that are ready."""
        from wizard.engagement.board import Meeting, board
        from wizard.engagement.overview import overview

        label = "What are the papers called? Press Enter to call them by what their accounts share"
        reply = staying(self.face.line(Asking(label, commands=(BACK, QUIT))))
        if reply.command:
            return
        self.face.tell(words.WRITING)
        files = {line.row.file for line in lines}
        found = overview(self.engagement, self.pack, self.engine, self.day)
        rows = [row for row in found.rows if row.file in files]
        meeting = Meeting(self.day, " ".join(reply.text.split()), named=False)
        self.face.tell(words.tabled_words(board(found, rows, self.pack, self.engine, meeting)))

    def _hand_over(self) -> None:
        try:
            if self._handed_over():
                self._reopen()
        except WizardError as error:
            refuse(self.face, "Not taken", error)

    def _handed_over(self) -> bool:
        """Ask who hands over to whom, say what passes on, and do it; return whether it was done."""
        from wizard.engagement import handing_over
        from wizard.engagement.store import saved_files
        from wizard.views import lifecycle

        self.face.tell(lifecycle.HAND_OVER_ABOUT)
        try:
            fill(self.face, self.day, lifecycle.HAND_OVER, self.handing_over)
        except Back:
            return False
        order = lifecycle.order_given(self.handing_over, self.pack, self.engine, self.day)
        files = saved_files(self.engagement.accounts_folder)
        for dry in (True, False):
            done = handing_over.hand_over(order, files, engagement=self.folder, dry=dry)
            left = (f"{Path(problem.place.partition(':')[0]).name}: {said(problem)}" for problem in done.problems)
            for line in (*lifecycle.hand_over_lines(done, order, dry=dry), *left):
                self.face.tell(printable(line))
            if dry and (not done.changes or not self._agreed()):
                return False
        self.handing_over = {}
        return True

    def _agreed(self) -> bool:
        asking = Asking("Does this pass on?", YES_NO, commands=(BACK, QUIT))
        return staying(self.face.choose(asking)).options == ("yes",)


def _picked(reply: Reply, lines: Sequence[AccountLine]) -> list[AccountLine]:
    return [lines[int(name.removeprefix("account")) - 1] for name in reply.options]

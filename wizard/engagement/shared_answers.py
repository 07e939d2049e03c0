"""One answer for several accounts of an engagement, or once for its tenant; and how to undo it.

Each account has its own session, so an answer given to many means what it means for one: what still
applies is kept, the rest is parked, and a record that another window holds is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.decision.answers import as_json
from wizard.engagement.locks import held
from wizard.engagement.record_hygiene import clean_line
from wizard.engagement.session import Session
from wizard.engagement.settings import changed_settings, check_tenant, settings_of
from wizard.errors import Problem, RecordError, WizardError
from wizard.files.reading import refused
from wizard.files.writing import write_whole
from wizard.record.model import Origin
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from wizard.decision.engine import Engine
    from wizard.engagement.assessed import Assessed
    from wizard.engagement.engagement import Engagement
    from wizard.pack.models import Pack

SHARED = "shared"
"""How an answer that was given to several accounts at once came into a record."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered.

    Attributes:
        value: An option id, or a list of them.
        by: Who answers; empty for nobody in particular.
        day: On which day.
        place: What the records name as the place where it was given.
        replace: Take the place of other answers too; else only open questions take it.
    """

    question: str
    value: str | list[str]
    by: str
    day: date
    place: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after; what undoes the change is the bytes before.

    Attributes:
        before: None for a file that is new.
    """

    path: Path
    before: bytes | None
    after: bytes


@dataclass(slots=True)
class Done:
    """What became of an answer for several accounts, each named by its file.

    Attributes:
        changes: Accounts that have the answer now.
        same: Accounts that had it before.
        others: Accounts that have another answer, which was kept.
        not_asked: Accounts to which the question is not put.
        problems: Accounts that could not be changed, such as those open in another window.
    """

    changes: list[Change] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def answer_all(
    paths: Sequence[Path],
    pack: Pack,
    engine: Engine,
    answer: Answer,
    progress: Callable[[int, int], None] | None = None,
) -> Done:
    """Give one answer to several accounts.

    Args:
        paths: Their files.
        progress: Called with how many accounts are done, and how many there are.

    Raises:
        AnswersError: The pack does not allow the answer.
        RecordError: The name of who answers is too long.
    """
    engine.read({answer.question: answer.value}, parked=True)
    origin = Origin(
        how=SHARED, by=clean_line(answer.by, "the name of who answered"), given_on=answer.day, place=answer.place
    )
    done = Done()
    for number, path in enumerate(paths, 1):
        try:
            _answer_one(Session.open(path, pack, engine), answer, origin, done)
        except WizardError as error:
            done.problems += (Problem(path.name, one.text, one.remedy) for one in error.problems)
        if progress is not None:
            progress(number, len(paths))
    return done


def _answer_one(session: Session, answer: Answer, origin: Origin, done: Done) -> None:
    path = session.path
    assert path is not None  # noqa: S101 - the session was opened from a file
    try:
        if session.read_only:
            done.problems.append(Problem(path.name, "is open in another window.", "Close it there, then repeat this."))
            return
        given = session.interview.answers.get(answer.question)
        if answer.question not in session.interview.path:
            done.not_asked.append(path.name)
        elif given is not None and _same(as_json(given), answer.value):
            done.same.append(path.name)
        elif given is not None and not answer.replace:
            done.others.append(path.name)
        else:
            before = path.read_bytes()
            session.answer(answer.question, answer.value, origin=origin)
            problem = session.unsaved(path.name, "Free the disk or the folder.")
            if problem is not None:
                done.problems.append(problem)
            else:
                done.changes.append(Change(path, before, path.read_bytes()))
    except OSError as error:
        done.problems.append(refused(path.name, error, "", "read"))
    finally:
        session.close()


def _same(one: str | list[str], other: str | list[str]) -> bool:
    return one == other if isinstance(one, str) or isinstance(other, str) else sorted(one) == sorted(other)


def undo(changes: Iterable[Change]) -> tuple[list[Path], list[Problem]]:
    """Give files their content from before; return those that have it, and why others do not.

    A file that somebody changed since stays as it is.
    """
    undone: list[Path] = []
    problems: list[Problem] = []
    for change in changes:
        try:
            with held(change.path):
                problem = _undo_one(change)
        except WizardError as error:
            problem = Problem(change.path.name, error.problems[0].text, error.problems[0].remedy)
        if problem is None:
            undone.append(change.path)
        else:
            problems.append(problem)
    return undone, problems


def _undo_one(change: Change) -> Problem | None:
    try:
        if change.path.read_bytes() != change.after:
            return Problem(change.path.name, "was changed since and stays as it is.")
        if change.before is None:
            change.path.unlink()
        else:
            write_whole(change.path, change.before)
    except OSError as error:
        return refused(change.path.name, error, "Free the disk or the folder.", "put back")
    return None


def answer_for_tenant(
    engagement: Engagement, pack: Pack, engine: Engine, question: str, value: str | list[str]
) -> Change:
    """Write an answer that holds for the whole tenant into the settings, whose comments and order stay.

    Raises:
        RecordError: The settings do not take it, or cannot be read or written.
    """
    path = engagement.folder / SETTINGS_FILE

    def change(told: TOMLDocument) -> None:
        told.setdefault("answers", {})[question] = value

    before, after = changed_settings(path, change)
    check_tenant(pack, engine, settings_of(after.decode("utf-8"), path))
    try:
        write_whole(path, after)
    except OSError as error:
        raise RecordError(refused(path, error, "Free the disk or the folder, then try again.")) from None
    return Change(path, before, after)


@dataclass(frozen=True, slots=True)
class Asked:
    """How several accounts answer a question.

    Attributes:
        open: Accounts that have no answer.
        proposed: Accounts for which an export proposes one that nobody confirmed.
        answered: Accounts that answer it.
    """

    question: str
    open: int
    proposed: int
    answered: int


def questions_of(engine: Engine, accounts: Iterable[Assessed]) -> list[Asked]:
    """Return the questions that accounts ask, in the order of the interview."""
    waiting, proposed, answered = Counter[str](), Counter[str](), Counter[str]()
    for seen in accounts:
        waiting.update(seen.unanswered)
        proposed.update(seen.proposed)
        answered.update(list(seen.answers))
    names = {*waiting, *answered}
    return [
        Asked(name, waiting[name], proposed[name], answered[name] - proposed[name])
        for name in engine.questions
        if name in names
    ]

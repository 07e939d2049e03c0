"""Questions as the prompting faces ask them, and blocks as they say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.decision.answers import as_tuple
from wizard.prompts.face import CONFIRM_ALL, PROPOSAL_COMMANDS, QUESTION_COMMANDS, Asking, Command, Face, Option
from wizard.views import state
from wizard.views.lines import as_text, heard
from wizard.views.problems import said
from wizard.views.proposals import proposal
from wizard.views.question import offer
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.decision.blocks import Block
    from wizard.engagement.session import Session
    from wizard.errors import WizardError

MOST_PROBLEMS = 20
"""Findings that are said one by one."""


def asking_of(session: Session, name: str) -> Asking:
    """Return a question of the interview as it is shown."""
    pack = session.words.pack
    question = pack.question_by_id[name]
    draft = session.draft(name)
    chosen = as_tuple(session.interview.answers.get(name)) if draft is None else draft
    offered = offer(session, name, chosen)
    stage = next((stage.title for stage in pack.stages if stage.id == question.stage), question.stage)
    number = session.interview.path.index(name) + 1 if name in session.interview.path else 0
    who = f" {state.KNOWS.capitalize()} {question.who_knows}." if question.who_knows else ""
    return Asking(
        label=question.label,
        options=tuple(Option(option.id, option.label, option.letter, option.help) for option in offered.options),
        folded=offered.folded,
        many=question.kind == "many",
        place=f"{stage}, question {number}. {state.left(session)}{who}",
        help=question.help,
        exclusive=question.exclusive,
        chosen=chosen,
        settled=draft is None,
        commands=(*_proposal_commands(session, name), *QUESTION_COMMANDS),
        notes=tuple(_notes(session, name)),
    )


def _proposal_commands(session: Session, name: str) -> tuple[Command, ...]:
    """Return what can be done with proposals here; all can be confirmed together while one waits anywhere."""
    if name in session.proposals:
        return PROPOSAL_COMMANDS
    return (CONFIRM_ALL,) if session.proposals else ()


def _notes(session: Session, name: str) -> Iterator[str]:
    yield from heard(state.beside(session, name))
    if name in session.proposals:
        yield as_text(proposal(session, name))
    yield from (as_text(mark) for mark in state.marks(session, name, listed=False))
    if name in session.interview.to_do:
        yield "Marked to be found out: nobody could answer it yet."


def answer_line(session: Session, name: str) -> str:
    """Return a question with its answer and what is kept with it, in one line."""
    answer = state.answer_words(session, name) or "open"
    marks = (as_text(mark) for mark in state.marks(session, name))
    return " ".join([f"{session.words.question(name)} {answer}.", *marks])


def tell(face: Face, blocks: Iterable[Block]) -> None:
    for line in heard(blocks):
        face.tell(line)


def refuse(face: Face, what: str, error: WizardError, instead: str = "", *, placed: bool = False) -> None:
    """Tell why something was not done.

    Args:
        what: What was not done, such as ``Not taken``.
        instead: Takes the place of a remedy that is one for the command line.
        placed: Where it went wrong is said too.
    """
    for problem in error.problems[:MOST_PROBLEMS]:
        place = f"{printable(problem.place)}: " if placed and problem.place else ""
        face.tell(f"{what}: {place}{printable(said(problem, instead))}")

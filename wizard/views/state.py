"""Where a record is: what is left to ask, what is still possible, and what is said on each answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.decision.answers import UNKNOWN, as_tuple
from wizard.decision.asides import notices_on, per_option
from wizard.decision.blocks import Block, Line, item, line, text, theirs
from wizard.decision.interview import passed, remaining
from wizard.documents.outcome import signed_verdicts
from wizard.engagement.settings import TENANT
from wizard.views.layers import known_words
from wizard.wording import agreed, count, joined

if TYPE_CHECKING:
    from wizard.decision.words import Words
    from wizard.engagement.session import Session
    from wizard.pack.models import Pack, Question


KNOWS = "ask:"
"""Before the role that is meant to know an answer."""
TO_FIND_OUT = "to be found out"
AGAIN = "asked again"
ONCE = "Usually the same for the whole tenant; the list of accounts answers it once for all of them."
CAME = {
    "observed": ("confirmed", "Read in an export and confirmed."),
    "tenant": ("tenant", "Given for the whole tenant; another answer here holds for this account alone."),
    "shared": ("shared", "Given for several accounts at once."),
    "template": ("copied", "Taken from another record."),
    "imported": ("list", "Imported from a list."),
}
"""How answers came that nobody gave at their question: as one word, and as a sentence."""
FEW = 4
"""Verdicts up to which a line names them instead of their number."""


def given_by(name: str) -> str:
    """Return who gives the next answers; an empty name is nobody."""
    return f"Next answers are noted as given by {name}." if name else "Answers are noted without a name."


def left(session: Session) -> str:
    """Return how many questions are left, in words."""
    return left_words(*remaining(session.interview))


def left_words(fewest: int, most: int) -> str:
    """Return how many questions are left, as a sentence."""
    if most == 0:
        return "No further question matters."
    return f"{count(most, 'question')} left." if fewest == most else f"{fewest} to {most} questions left."


def stages_passed(session: Session) -> tuple[str, tuple[float, ...]]:
    """Return the stage of the next open question in words, and the share of each stage that is passed."""
    shares = passed(session.interview, [stage.id for stage in session.pack.stages])
    number = next((number for number, share in enumerate(shares, 1) if share < 1), None)
    return f"Stage {number} of {len(shares)}" if number else "All answered", shares


def waiting(session: Session) -> str:
    """Return how many questions have no answer."""
    number = len(session.interview.open)
    return f"{count(number, 'question')} {agreed(number, 'is', 'are')} unanswered."


def verdict_line(session: Session) -> str:
    """Return what is decided, or how much is still possible, in one line."""
    decision, words = session.interview.decision, session.words
    if decision.main is not None:
        return f"Verdict so far: {headline(words, decision.main, decision.also)}."
    if len(decision.possible) <= FEW:
        return f"Still possible: {'; '.join(words.verdict(verdict) for verdict in decision.possible)}."
    return f"Still possible: {len(decision.possible)} verdicts."


def headline(words: Words, main: str, also: Sequence[str]) -> str:
    """Return the titles of the verdicts that are signed, the one that waives a control first."""
    return "; ".join(words.verdict(verdict) for verdict in signed_verdicts(words.pack, main, (main, *also)))


def to_find_out(session: Session) -> tuple[str, ...]:
    """Return the questions that nobody could answer yet, in interview order."""
    interview = session.interview
    waits = {*interview.decision.unanswered, *interview.to_do}
    return tuple(name for name in interview.path if name in waits or UNKNOWN in as_tuple(interview.answers.get(name)))


def who_knows(pack: Pack, name: str) -> Iterator[Block]:
    """Yield an open question with who can answer it and what to look up."""
    question = pack.question_by_id[name]
    yield item(question.label, mark="[ ]", place=f"answers.{name}")
    yield from who_and_what(question, depth=1)


def who_and_what(question: Question, depth: int = 0) -> Iterator[Block]:
    """Yield who can answer a question and what to look up; nothing where the pack does not say."""
    if question.who_knows:
        yield text(f"{question.who_knows}.", label="Who can answer", depth=depth)
    if question.ask_for:
        yield text(question.ask_for, label="What to look up", depth=depth)


def beside(session: Session, name: str) -> Iterator[Block]:
    """Yield why a question is asked again, what it adds on options chosen elsewhere, and answers that do not fit."""
    pack, answers = session.pack, session.interview.answers
    yield from found_so_far(session, name)
    if session.settings is not None and session.pack.question_by_id[name].once and name not in answers:
        yield text(ONCE)
    if came(session, name):
        yield text(CAME[session.record.origins[name].how][1])
    if name in session.interview.held:
        yield text(session.record.parked_because.get(name, ""), label="Asked again")
        if name in session.interview.parked:
            yield text(session.words.answer(name, session.interview.parked[name]), label="Earlier answer")
    yield from (item(said) for said in per_option(pack, name, answers))
    yield from checks(notices_on(pack, session.engine, name, answers))


def found_so_far(session: Session, name: str) -> Iterator[Block]:
    """Yield what a stage found, once above the first question after it: both layers, and the verdicts that it ruled out.

    It is read from the answers, so that it costs no key, and is the same in every face and after a resume.
    """
    before = _ended(session, name)
    if not before:
        return
    interview, words = session.interview, session.words
    stage = session.pack.question_by_id[before[-1]].stage
    title = next(one.title for one in session.pack.stages if one.id == stage)
    ended = {one for one in before if session.pack.question_by_id[one].stage == stage}
    earlier = session.engine.decide({one: given for one, given in interview.answers.items() if one not in ended})
    gone = [verdict for verdict in earlier.possible if verdict not in interview.decision.possible]
    # One name: in a window of 24 rows each further one hides an answer.
    names = joined([words.verdict(verdict) for verdict in gone], 1)
    excluded = f"Ruled out: {names}" if gone else "No verdict is ruled out yet"
    yield text(". ".join([*known_words(session), excluded]), ".", label=f"Found in {title}")


def _ended(session: Session, name: str) -> tuple[str, ...]:
    """Return the questions before a stage that nobody began, asked at its first question; none at any other."""
    interview, origins = session.interview, session.record.origins
    stage_of = {question.id: question.stage for question in session.pack.questions}
    path, settled = interview.path, {*interview.answers, *interview.to_do}
    first = next((at for at, one in enumerate(path) if stage_of[one] == stage_of[name]), 0)
    begun = [one for one in path[first:] if one in settled and (one not in origins or origins[one].how != TENANT)]
    asked_again = name in interview.held
    return () if begun or asked_again or not settled.issuperset(path[:first]) or name in settled else path[:first]


def checks(notices: Iterable[str]) -> Iterator[Block]:
    """Yield notices on answers that do not fit together."""
    yield from (text(notice, label="Check this") for notice in notices)


def answer_words(session: Session, name: str) -> str:
    """Return the answer to a question as people read it; empty where there is none yet."""
    interview = session.interview
    if name in interview.answers:
        return session.words.answer(name, interview.answers[name])
    if name in interview.to_do:
        return TO_FIND_OUT
    return AGAIN if name in interview.held and name in interview.path else ""


def came(session: Session, name: str) -> str:
    """Return in one word how an answer came that nobody gave at its question; empty for another, or for none."""
    origin = session.record.origins.get(name)
    return (
        CAME[origin.how][0] if origin is not None and origin.how in CAME and name in session.interview.answers else ""
    )


def marks(session: Session, name: str, *, listed: bool = True) -> Iterator[Line]:
    """Yield what is kept with an answer: proposal, discussion, who gave it, note, and what is not confirmed.

    Args:
        listed: It is in a list; at the question itself, ``beside`` and the proposal say the rest.
    """
    record = session.record
    if listed and name in session.proposals:
        yield line("Suggested, not confirmed.")
    if name in record.discuss:
        yield line("Parked for discussion.")
    origin = record.origins.get(name)
    if listed and origin is not None and origin.how in CAME:
        yield line(CAME[origin.how][1])
    if origin is not None and origin.by:
        yield line("Confirmed by " if origin.how == "observed" else "Answered by ", theirs(origin.by), ".")
    if listed and name in session.interview.held:
        yield line(record.parked_because.get(name, ""))
    draft = session.draft(name)
    if draft is not None:
        yield line(f"Marked, not confirmed yet: {session.words.answer(name, draft) or 'nothing'}.")
    if record.notes.get(name):
        yield line("Note: ", theirs(record.notes[name]))


def step_back(session: Session) -> str:
    """Undo the last change, and say what it concerned."""
    return _stepped(session, session.undo(), "Undone", "There is no change to undo.")


def step_forth(session: Session) -> str:
    """Restore what was undone last, and say what it concerned."""
    return _stepped(session, session.redo(), "Restored", "No undone change is left.")


def _stepped(session: Session, names: Sequence[str], done: str, nothing: str) -> str:
    pack = session.words.pack
    titles = {field.id: field.label for field in pack.signoff}
    titles |= {name: question.title for name, question in pack.question_by_id.items()}
    return f"{done}: {joined([titles.get(name, name) for name in names])}" if names else nothing

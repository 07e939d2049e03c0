"""What exports say: contradictions, suggested answers, and findings about the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.decision.answers import as_tuple
from wizard.decision.blocks import Block, Gap, Heading, Line, item, line, strong, text, theirs
from wizard.engagement.proposed_answers import contradiction_text, source_words
from wizard.views.problems import problem_blocks
from wizard.wording import agreed, count, joined

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.errors import Problem, WizardError
    from wizard.evidence.proposals.observation import Observation

OTHER_FILE = "Name another file or folder."
OTHER_NAME = "Give the account the name that the exports use, or give its object ID in the sign-off."


def next_try(error: WizardError) -> str:
    """Return what to do within a session where exports could not be read."""
    from wizard.engagement.evidence_files import UnnamedAccountError

    return OTHER_NAME if isinstance(error, UnnamedAccountError) else OTHER_FILE


def proposal(session: Session, name: str) -> Line:
    """Return which answer an export proposes, by which file, and why."""
    origin, interview = session.record.origins[name], session.interview
    answer = session.words.answer(name, interview.answers.get(name, interview.parked.get(name)))
    return line("Suggested by ", theirs(source_words(origin)), ": ", strong(answer), ". ", theirs(origin.reason))


def read_page(
    session: Session,
    proposed: Sequence[str],
    seen: Sequence[Observation],
    problems: Sequence[Problem] = (),
) -> Iterator[Block]:
    """Yield what reading exports came to: contradictions, proposals, what is left open, findings about the files.

    Args:
        proposed: Questions for which the exports proposed an answer now.
        seen: What the exports say.
    """
    against, words = session.contradictions, session.words
    if against:
        yield Heading(f"Contradicts {count(len(against), 'answer')}")
    for one in against:
        yield item(words.question(one.question), mark="!")
        given = "; ".join(words.option(one.question, part) for part in one.given)
        yield text(strong(given), label="answered", depth=1)
        yield text(theirs(f"{contradiction_text(one, words)} [{one.observation.file}]"), depth=1)
    if against:
        yield text("The answers stay as they are; a note on each question says more.")
    yield Heading("Suggested answers", count=len(proposed))
    for name in proposed:
        yield from _proposed(session, name)
    yield text("Each waits at its question until a person confirms it." if proposed else "Nothing new is suggested.")
    if session.certain:
        yield text(f"{certain_words(session)}: {joined([words.title(name) for name in session.certain], 8)}.")
    yield from _left_open(session, seen)
    yield from _unsaid(session, seen)
    yield from problem_blocks(problems, OTHER_FILE)


def certain_words(session: Session) -> str:
    """Return how many proposals exports prove, for which one confirmation does."""
    number = len(session.certain)
    return f"The exports prove {count(number, 'answer')}; {agreed(number, 'it', 'they')} can be confirmed together"


def _left_open(session: Session, seen: Sequence[Observation]) -> Iterator[Block]:
    """Yield of which answers the exports say that one holds, without saying which."""
    words = session.words
    answers = {**session.interview.parked, **session.interview.answers}
    against = [one.observation for one in session.contradictions]
    left = [one for one in seen if _undecided(one, as_tuple(answers.get(one.question))) and one not in against]
    if left:
        yield Heading("The exports leave open", count=len(left))
    for one in left:
        yield item(strong(words.question(one.question)))
        label = "One of" if len(one.undecided) > 1 else "Perhaps"
        yield text(words.answer(one.question, one.undecided), label=label, depth=1)
        yield text(theirs(f"{one.reason} [{one.file}]"), depth=1)
        if one.would_tell:
            yield text(one.would_tell, label="What would tell", depth=1)


def _undecided(one: Observation, given: tuple[str, ...]) -> bool:
    """Return whether an export names answers of which one holds, and none of them is there."""
    return bool(one.undecided) and set(one.undecided).isdisjoint(given)


def _unsaid(session: Session, seen: Sequence[Observation]) -> Iterator[Block]:
    """Yield the questions that no file could answer, with what to look up."""
    open_questions = session.interview.open
    told = {one.question: one.would_tell for one in seen if one.would_tell}
    if open_questions:
        yield Heading("No file could say", count=len(open_questions))
    for name in open_questions:
        question = session.words.pack.question_by_id[name]
        yield item(question.label)
        if told.get(name) or question.ask_for:
            yield text(told.get(name) or question.ask_for, label="What to look up", depth=1)


def waiting_page(session: Session) -> Iterator[Block]:
    for name in session.proposals:
        yield from _proposed(session, name)


def _proposed(session: Session, name: str) -> Iterator[Block]:
    yield item(strong(session.words.question(name)))
    later = () if name in session.proposals else line(" It is kept until the question is asked.")
    yield text(*proposal(session, name), *later, depth=1)
    yield Gap()


def summary(proposed: int, against: int, problems: int) -> str:
    """Return in one line what reading exports came to."""
    parts = [
        f"Suggested: {count(proposed, 'answer')}, each shown at its question; Enter confirms."
        if proposed
        else "Nothing new is suggested."
    ]
    if against:
        parts.append(f"Contradicts {count(against, 'answer')}; see the notes.")
    if problems:
        parts.append(f"{count(problems, 'finding')} about the files.")
    return " ".join(parts)

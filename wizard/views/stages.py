"""What a stage of the interview found, said once above the first question after it.

It is read from the answers, so that it costs no key, and is the same in every face and after a resume.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, text
from wizard.engagement.settings import TENANT
from wizard.views.layers import known_words
from wizard.wording import joined

if TYPE_CHECKING:
    from wizard.engagement.session import Session


def found_so_far(session: Session, name: str) -> Iterator[Block]:
    """Yield what is found once a stage is answered: both layers, and the verdicts that the stage ruled out."""
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

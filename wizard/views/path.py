"""The decision path as a tree: what was answered, what is asked now, and where each of its options leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.decision.answers import as_tuple
from wizard.decision.blocks import Block, Heading, Text, line, strong
from wizard.views import state
from wizard.views.layers import STANCES
from wizard.wording import count, joined

if TYPE_CHECKING:
    from wizard.engagement.session import Session

TITLE = "Decision path"
MOST_BEFORE = 8
"""Answered questions that are shown; earlier ones are counted."""
MOST_NAMED = 3
"""Answers that a line names; more are counted."""
MOST_TRIED = 24
"""Answers of a question that are followed, so that the longest lists cost no more than a glance."""
DONE, ASKED, DECIDED = "+", "?", "="
"""Marks of what is answered, what is asked now, and the verdict."""


@dataclass(frozen=True, slots=True)
class _End:
    """Where an answer leads."""

    following: str | None
    possible: tuple[str, ...]


def path_page(session: Session) -> Iterator[Block]:
    """Yield the tree under its title, for faces whose pages follow each other."""
    yield Heading(TITLE)
    yield from path_tree(session)


def path_tree(session: Session) -> Iterator[Text]:
    """Yield the tree from the first answer to the next questions; a branch is set in by its depth."""
    yield from _answered(session)
    name = session.interview.current
    if name is None:
        yield Text(line(strong(state.verdict_line(session))), DECIDED)
        return
    alone = " Each answer is followed alone." if session.pack.question_by_id[name].kind == "many" else ""
    yield Text(line(strong(session.words.question(name)), alone), ASKED)
    yield from _branches(session, name)


def _answered(session: Session) -> Iterator[Text]:
    interview, words = session.interview, session.words
    path, here = interview.path, interview.current
    before = path[: path.index(here)] if here is not None else path
    unused = interview.engine.not_used(interview.decision)
    used = [name for name in before if name in interview.answers and name not in unused]
    if len(used) > MOST_BEFORE:
        yield Text(line(f"{count(len(used) - MOST_BEFORE, 'earlier answer')}."), DONE)
    for name in used[-MOST_BEFORE:]:
        yield Text(line(_few(session, name, as_tuple(interview.answers[name]))), DONE, words.title(name).rstrip("?"))


def _branches(session: Session, name: str) -> Iterator[Text]:
    """Yield the answers to a question, those together that lead to the same."""
    interview = session.interview
    given = as_tuple(interview.answers.get(name))
    options = sorted(interview.offered(name), key=lambda option: option not in given)
    ends: dict[tuple[bool, _End], list[str]] = {}
    for option in options[:MOST_TRIED]:
        ends.setdefault((option in given, _end(session, name, option)), []).append(option)
    for (now, end), group in ends.items():
        yield Text(
            line(strong(_few(session, name, group)), " (the answer now)" if now else ""), "-", under="Option", depth=1
        )
        first = session.words.option(name, group[0])
        under = first if len(group) == 1 else f"{first} and {count(len(group) - 1, 'other')}"
        yield from _leads(session, end, under)
    if len(options) > MOST_TRIED:
        yield Text(line(f"{count(len(options) - MOST_TRIED, 'other answer')}, not followed here."), "-", depth=1)


def _end(session: Session, name: str, option: str) -> _End:
    """Return where an answer leads; of several answers, each is followed alone."""
    value = [option] if session.pack.question_by_id[name].kind == "many" else option
    after = session.interview.answer(name, value)
    return _End(after.current, after.decision.possible)


def _leads(session: Session, end: _End, under: str) -> Iterator[Text]:
    """Yield the verdicts that stay possible and the next question, each naming the answer that it belongs to."""
    label, said = _verdicts(session, end.possible)
    yield Text(line(said), "-", label, under=under, depth=2)
    if end.following is not None:
        yield Text(line(session.words.title(end.following)), "-", "Next question", under=under, depth=2)


def _verdicts(session: Session, possible: Sequence[str]) -> tuple[str, str]:
    """Return verdicts by what they say on an exception; few by their names, many by their number."""
    words = session.words
    if len(possible) == 1:
        return "Verdict", words.verdict(possible[0])
    if len(possible) > state.FEW and set(possible) == set(session.interview.decision.possible):
        return "Still possible", f"the same {count(len(possible), 'verdict')}"
    groups = {
        said: [name for name in possible if session.pack.verdict_by_id[name].stance == stance]
        for stance, (said, _) in STANCES.items()
    }
    if len(possible) > state.FEW:
        return "Still possible", ", ".join(f"{len(names)} {said}" for said, names in groups.items() if names)
    named = (f"{said} ({'; '.join(map(words.verdict, names))})" for said, names in groups.items() if names)
    return "Still possible", ", ".join(named)


def _few(session: Session, name: str, options: Sequence[str]) -> str:
    return joined((session.words.option(name, option) for option in options), MOST_NAMED, "; ")

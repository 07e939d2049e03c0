"""What would change the verdict: single answers, each tried in place of the one given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wizard.decision.answers import Answer
from wizard.decision.interview import Interview


@dataclass(frozen=True, slots=True)
class Flip:
    """One other answer that leads to another main verdict.

    Attributes:
        value: The other answer.
        changed: The option that was chosen, added or removed.
        after: The main verdict then; None where questions would open first.
        possible: The main verdicts reachable then.
    """

    question: str
    value: Answer
    changed: str
    before: str
    after: str | None
    possible: tuple[str, ...]


def alternatives(question: dict[str, Any], answer: Answer) -> Iterator[tuple[str, Answer]]:
    """Yield other answers that differ in one option, each with that option."""
    options: list[str] = question["options"]
    if isinstance(answer, str):
        yield from ((option, option) for option in options if option != answer)
        return
    exclusive = set(question["exclusive"])
    for option in options:
        if option in answer:
            left = tuple(other for other in answer if other != option)
            if left:
                yield option, left
        elif option in exclusive:
            yield option, (option,)
        else:
            kept = [other for other in answer if other not in exclusive]
            yield option, tuple(other for other in options if other in kept or other == option)


def flips(interview: Interview) -> tuple[Flip, ...]:
    """Return the single answers that would change the main verdict, in interview order."""
    before = interview.engine.judge(interview.answers).main
    if before is None:
        return ()
    found: list[Flip] = []
    for name, answer in interview.answers.items():
        offered = set(interview.offered(name))
        for changed, value in alternatives(interview.engine.questions[name], answer):
            if changed not in offered:
                continue
            after = interview.answer(name, list(value) if isinstance(value, tuple) else value)
            judgement = interview.engine.judge(after.answers)
            if judgement.main != before:
                found.append(Flip(name, value, changed, before, judgement.main, judgement.possible))
    return tuple(found)

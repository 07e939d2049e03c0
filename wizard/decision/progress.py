"""How far an interview is: the stages that are behind it, and how many questions are left."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.decision.interview import Interview

MAX_STEPS = 40
"""Answers that the shortest way is followed for; no interview is longer."""


def remaining(interview: Interview) -> tuple[int, int]:
    """Return the fewest and the most questions that may still be asked.

    The most counts every open question that can still matter, those behind a gate
    included. The fewest follows, answer by answer, the one that settles most; it is a
    way that exists, so the figure is never too low by a guess, though a shorter way may exist.
    """
    engine = interview.engine
    left = engine.matters(interview.answers) - set(interview.answers) - interview.to_do
    most = len(left)
    fewest = 0
    answers = dict(interview.answers)
    for _ in range(MAX_STEPS):
        bounds = engine.bounds(answers)
        waiting = engine.matters(answers) - interview.to_do
        name = next((q for q in engine.questions if q in waiting and bounds[q] and q not in answers), None)
        if name is None:
            break
        question = engine.questions[name]
        best: tuple[int, str] | None = None
        for option in engine.offered(name, answers):
            value = (option,) if question["many"] else option
            size = len(engine.matters({**answers, name: value}))
            if best is None or size < best[0]:
                best = (size, option)
        if best is None:
            break
        answers[name] = (best[1],) if question["many"] else best[1]
        fewest += 1
    return min(fewest, most), most


def passed(interview: Interview, stages: Sequence[str]) -> tuple[float, ...]:
    """Return for each stage the share of its questions that the next open question has behind it.

    Passed are questions that are answered, kept as a to-do, or not asked. Their number grows with every answer
    to the next question; how many are left does not shrink with each, because answers open questions.
    """
    questions = interview.engine.questions
    names = list(questions)
    behind = set(names[: names.index(interview.open[0])] if interview.open else names)
    own = [[name for name in names if questions[name]["stage"] == stage] for stage in stages]
    return tuple(len(behind & set(asked)) / len(asked) if asked else 1.0 for asked in own)

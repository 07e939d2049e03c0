"""The interview: one frozen object that every face drives.

It replays answers; nothing of it changes in place. Going back moves a cursor. Changing
an earlier answer keeps what still applies and parks the rest, and can be previewed. How far it is, and which single
answers would change its verdict, is worked out from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from wizard.decision.answers import UNKNOWN, Answer, Answers
from wizard.decision.decision import Decision
from wizard.decision.engine import Engine


@dataclass(frozen=True, slots=True)
class Preview:
    """What another answer would do.

    Attributes:
        opens: Questions that would be asked in addition.
        closes: Questions that would no longer be asked.
        keeps: Answered questions whose answers stay in use.
        parks: Answered questions whose answers would be set aside.
        restores: Parked answers that would be taken up again.
        main_before: Main verdict now; None while open.
        main_after: Main verdict then.
        possible_before: Main verdicts reachable now.
        possible_after: Main verdicts reachable then.
    """

    question: str
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    keeps: tuple[str, ...]
    parks: tuple[str, ...]
    restores: tuple[str, ...]
    main_before: str | None
    main_after: str | None
    also_before: tuple[str, ...]
    also_after: tuple[str, ...]
    possible_before: tuple[str, ...]
    possible_after: tuple[str, ...]


@dataclass(frozen=True)
class Interview:
    """The state of an interview.

    Attributes:
        answers: Answers in use, checked.
        parked: Answers set aside because their question is not asked at the moment.
        held: Questions that have to be answered again: what was answered stays parked although they are asked.
        to_do: Questions that nobody could answer yet; they stay open.
        cursor: The question looked at; None for the next open one.
    """

    engine: Engine
    answers: Answers = field(default_factory=dict)
    parked: Answers = field(default_factory=dict)
    to_do: frozenset[str] = frozenset()
    cursor: str | None = None
    held: frozenset[str] = frozenset()

    @classmethod
    def start(
        cls,
        engine: Engine,
        answers: Mapping[str, Any] | None = None,
        parked: Mapping[str, Any] | None = None,
        to_do: Iterable[str] = (),
        held: Iterable[str] = (),
    ) -> Interview:
        """Return an interview over given answers; those outside their bound are parked.

        Raises:
            AnswersError: An answer is not allowed by the pack.
        """
        given = {**engine.read(parked or {}, parked=True), **engine.read(answers or {}, parked=True)}
        return cls(engine, {}, given, frozenset(to_do), held=frozenset(held)).settled()

    def settled(self) -> Interview:
        """Return the interview with every answer either in use or parked."""
        given = {**self.parked, **self.answers}
        usable = [
            name for name in self.engine.questions if name in self.answers or (name in given and name not in self.held)
        ]
        # A bound rests on earlier answers alone, so each round settles at least one question more, and most need one round.
        answers: Answers | None = None
        following = {name: given[name] for name in usable}
        while answers is None or following.keys() != answers.keys():
            answers, bounds = following, self.engine.bounds(following)
            following = {name: given[name] for name in usable if bounds[name]}
        return replace(self, answers=answers, parked={name: one for name, one in given.items() if name not in answers})

    @cached_property
    def decision(self) -> Decision:
        return self.engine.decide(self.answers)

    @property
    def path(self) -> tuple[str, ...]:
        """The questions asked so far and still to be asked, in order."""
        return self.decision.asked

    @property
    def open(self) -> tuple[str, ...]:
        """Questions that wait for an answer, without those kept as a to-do."""
        return tuple(name for name in self.decision.unanswered if name not in self.to_do)

    @property
    def current(self) -> str | None:
        """The question to show; None where none is left."""
        if self.cursor is not None and self.cursor in self.path:
            return self.cursor
        return self.open[0] if self.open else None

    @property
    def following(self) -> str | None:
        """The next question with an answer or a to-do, at most the next open one; None where there is none."""
        here, path, first = self.current, self.path, self.open[:1]
        rest = path[path.index(here) + 1 :] if here is not None else ()
        return next((name for name in rest if name in self.answers or name in self.to_do or name in first), None)

    @property
    def finished(self) -> bool:
        """Whether every question that matters is answered or kept as a to-do."""
        return not self.open

    def answer(self, question: str, value: Any) -> Interview:
        """Return the interview with this answer given, at the next open question.

        Raises:
            AnswersError: The pack does not allow the answer.
        """
        checked = self.engine.read({question: value}, parked=True)
        answers = {**self.answers, **checked}
        parked = {name: answer for name, answer in self.parked.items() if name != question}
        return replace(
            self,
            answers=answers,
            parked=parked,
            to_do=self.to_do - {question},
            held=self.held - {question},
            cursor=None,
        ).settled()

    def clear(self, question: str) -> Interview:
        """Return the interview with this question open again, at it."""
        answers = {name: answer for name, answer in self.answers.items() if name != question}
        parked = {name: answer for name, answer in self.parked.items() if name != question}
        return replace(self, answers=answers, parked=parked, held=self.held - {question}, cursor=question).settled()

    def do_not_know(self, question: str) -> Interview:
        """Return the interview after "don't know": the answer `unknown` where there is one, else a to-do."""
        asked = self.engine.questions[question]
        if UNKNOWN in asked["options"]:
            return self.answer(question, [UNKNOWN] if asked["many"] else UNKNOWN)
        answers = {name: answer for name, answer in self.answers.items() if name != question}
        return replace(self, answers=answers, to_do=self.to_do | {question}, cursor=None).settled()

    def go_to(self, question: str | None) -> Interview:
        """Return the interview looking at a question of its path."""
        return self._at(question if question in self.path else None)

    def back(self) -> Interview:
        """Return the interview at the question before; nothing is lost."""
        here = self.current
        path = self.path
        index = path.index(here) if here in path else len(path)
        seen = [name for name in path[:index] if name in self.answers or name in self.to_do]
        return self._at(seen[-1]) if seen else self

    def _at(self, cursor: str | None) -> Interview:
        there = replace(self, cursor=cursor)
        there.__dict__["decision"] = self.decision  # the same answers decide the same
        return there

    def offered(self, question: str) -> tuple[str, ...]:
        """Return the options that a face offers; the others stay allowed."""
        return self.engine.offered(question, self.answers)

    def preview(self, question: str, value: Any) -> Preview:
        """Return what this answer would do.

        Raises:
            AnswersError: The pack does not allow the answer.
        """
        after = self.answer(question, value)
        before_path, after_path = set(self.path), set(after.path)
        order = list(self.engine.questions)
        before_used = set(self.answers) - {question}

        def sort(names: set[str]) -> tuple[str, ...]:
            return tuple(sorted(names, key=order.index))

        return Preview(
            question=question,
            opens=sort(after_path - before_path),
            closes=sort(before_path - after_path),
            keeps=sort(before_used & set(after.answers)),
            parks=sort(before_used - set(after.answers)),
            restores=sort(set(after.answers) - before_used - {question}),
            main_before=self.decision.main,
            main_after=after.decision.main,
            also_before=self.decision.also,
            also_after=after.decision.also,
            possible_before=self.decision.possible,
            possible_after=after.decision.possible,
        )


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

"""What the prompting faces say: questions, previews and summaries as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from wizard.decision.asides import notices_on, per_option
from wizard.decision.interview import Preview
from wizard.decision.progress import remaining
from wizard.decision.words import Words
from wizard.documents.sourced import aged
from wizard.engagement.proposed import source_words
from wizard.engagement.session import Session
from wizard.pack.compiler import options_of
from wizard.prompts.face import CONFIRM_ALL, PROPOSAL_COMMANDS, QUESTION_COMMANDS, UNKNOWN, Asking, Command, Option
from wizard.wording import ago, count, printable

if TYPE_CHECKING:
    from wizard.errors import Problem
    from wizard.pack.models import Fact, Pack, Question

ITEM = re.compile(r"^\s*[-*] +")


def asking_of(session: Session, name: str) -> Asking:
    """Return a question of the interview as it is shown."""
    pack = session.pack
    question = pack.question_by_id[name]
    offered = session.interview.offered(name)
    answer = session.interview.answers.get(name, ())
    chosen = (answer,) if isinstance(answer, str) else answer
    options = tuple(
        Option(option.id, option.label, option.letter, option.help)
        for option in options_of(pack, question)
        if option.id in offered or option.id in chosen
    )
    stage = next((stage.title for stage in pack.stages if stage.id == question.stage), question.stage)
    number = session.interview.path.index(name) + 1 if name in session.interview.path else 0
    return Asking(
        label=question.label,
        options=options,
        many=question.kind == "many",
        place=f"{stage}, question {number}. {left(session)}",
        help=question.help,
        exclusive=question.exclusive,
        chosen=chosen,
        commands=(*_proposal_commands(session, name), *QUESTION_COMMANDS),
        notes=tuple(_notes(session, name)),
    )


def _proposal_commands(session: Session, name: str) -> tuple[Command, ...]:
    """Return what can be done with proposals here; all can be confirmed together while one waits anywhere."""
    if name in session.proposals:
        return PROPOSAL_COMMANDS
    return (CONFIRM_ALL,) if session.proposals else ()


def proposal_line(session: Session, name: str) -> str:
    """Return which answer an export proposes, by which file, and why."""
    origin, interview = session.record.origins[name], session.interview
    words = Words(session.pack).answer(name, interview.answers.get(name, interview.parked.get(name)))
    return printable(f"Proposed by {source_words(origin)}: {words}. {origin.reason}")


def _notes(session: Session, name: str) -> Iterator[str]:
    pack, answers = session.pack, session.interview.answers
    yield from per_option(pack, name, answers)
    yield from (f"Check this: {text}" for text in notices_on(pack, session.engine, name, answers))
    if name in session.proposals:
        yield proposal_line(session, name)
    if name in session.record.notes:
        yield f"Note: {printable(session.record.notes[name])}"
    if name in session.record.discuss:
        yield "Parked for discussion."
    if name in session.interview.to_do:
        yield "Set down as open: nobody could answer it yet."


def left(session: Session) -> str:
    """Return how many questions are left, in words."""
    fewest, most = remaining(session.interview)
    if most == 0:
        return "No further question matters."
    if fewest == most:
        return f"{count(most, 'question')} left."
    return f"{fewest} to {most} questions left."


def verdict_line(session: Session) -> str:
    """Return what is decided, or how much is still possible."""
    decision = session.interview.decision
    words = Words(session.pack)
    if decision.main is not None:
        return f"Verdict so far: {words.verdict(decision.main)}."
    if len(decision.possible) <= 4:
        return f"Still possible: {'; '.join(words.verdict(verdict) for verdict in decision.possible)}."
    return f"Still possible: {len(decision.possible)} verdicts."


def why_lines(session: Session, name: str, day: date) -> Iterator[str]:
    """Yield why a question is asked, its facts with source and age, and who can answer."""
    pack = session.pack
    question = pack.question_by_id[name]
    yield f"Why we ask: {unmarked(question.why) or question.help or 'The rules of the pack use the answer.'}"
    for option in options_of(pack, question):
        if option.help:
            yield f"{option.label}: {option.help}"
    if question.who_knows:
        yield f"Who can answer: {question.who_knows}."
    if question.ask_for:
        yield f"What to look up: {question.ask_for}"
    for belief in pack.corrections:
        if name in belief.questions:
            yield f"Often heard: “{unmarked(belief.claim)}” Instead: {unmarked(belief.instead)}"
    for fact_id in question.facts:
        fact = pack.fact_by_id.get(fact_id)
        if fact is None:
            yield f"Fact {fact_id}."
        else:
            yield from fact_lines(pack, fact, day)


def fact_lines(pack: Pack, fact: Fact, day: date) -> Iterator[str]:
    """Yield a fact and its sources, with how long ago each was read."""
    yield f"Fact {fact.id}: {unmarked(fact.statement) or fact.title}"
    for source_id in fact.sources:
        source = pack.source_by_id.get(source_id)
        if source is not None:
            old = (day - source.checked_on).days > pack.profile.limits.source_days
            again = " That is too old: read it again." if old else ""
            since = partial(ago, day=day)
            read = f"read on {source.checked_on.isoformat()}, {since(source.checked_on)}"
            yield f"Source: {source.title}, {aged(source, since, date.isoformat)}; {read}.{again}"


def unmarked(text: str) -> str:
    """Return Markdown of the pack as one line without its marks."""
    lines = (ITEM.sub("", line) for line in text.splitlines())
    return " ".join(" ".join(lines).replace("`", "").replace("**", "").split())


def said(problem: Problem, instead: str = "") -> str:
    """Return a finding as it is said within a session: a remedy for the command line gives way to another."""
    remedy = instead if problem.for_shell else problem.remedy
    it = "it " if problem.place and not problem.subject else ""
    return printable(f"{it}{problem.text} {remedy}".strip())


def preview_lines(session: Session, preview: Preview, value: str | list[str]) -> Iterator[str]:
    """Yield what another answer would do."""
    words = Words(session.pack)
    yield f"Answer now: {words.answer(preview.question, session.interview.answers.get(preview.question))}."
    yield f"Answer then: {words.answer(preview.question, value)}."
    for title, names in (
        ("Opens", preview.opens),
        ("Closes", preview.closes),
        ("Sets aside the answers to", preview.parks),
        ("Takes up again the answers to", preview.restores),
    ):
        for name in names:
            yield f"{title}: {words.question(name)}"
    kept = ", ".join(words.title(name) for name in preview.keeps)
    keeps = f"Keeps {count(len(preview.keeps), 'answer')}"
    yield f"{keeps}: {kept}." if kept else f"{keeps}."
    before = _outcome(words, preview.main_before, preview.also_before, preview.possible_before)
    after = _outcome(words, preview.main_after, preview.also_after, preview.possible_after)
    yield f"Verdict now: {before}"
    yield f"Verdict then: {after}" if after != before else "The verdict stays the same."


def _outcome(words: Words, main: str | None, also: tuple[str, ...], possible: tuple[str, ...]) -> str:
    if main is None:
        return f"open, {count(len(possible), 'verdict')} possible."
    beside = f", with {'; '.join(words.verdict(verdict) for verdict in also)}" if also else ""
    return f"{words.verdict(main)}{beside}."


def answer_line(session: Session, name: str) -> str:
    """Return a question with its answer."""
    words = Words(session.pack)
    if name in session.interview.answers:
        answer = words.answer(name, session.interview.answers[name])
    else:
        answer = "open, to be found out" if name in session.interview.to_do else "open"
    proposed = " [proposed, not confirmed]" if name in session.proposals else ""
    marks = " [parked for discussion]" if name in session.record.discuss else ""
    origin = session.record.origins.get(name)
    by = f" Said by {printable(origin.by)}." if origin is not None and origin.by else ""
    note = f" Note: {printable(session.record.notes[name])}" if name in session.record.notes else ""
    return f"{words.question(name)} {answer}.{proposed}{marks}{by}{note}"


def to_do_lines(session: Session) -> Iterator[str]:
    """Yield the questions that nobody could answer yet, with who can and what to look up."""
    pack, interview = session.pack, session.interview
    for name in interview.path:
        answer = interview.answers.get(name, ())
        if name in interview.decision.unanswered or UNKNOWN.id in ((answer,) if isinstance(answer, str) else answer):
            yield f"{pack.question_by_id[name].label} {who_knows(pack.question_by_id[name])}".rstrip()


def who_knows(question: Question) -> str:
    """Return who can answer a question and what to look up; empty where the pack does not say."""
    who = f"Ask: {question.who_knows}." if question.who_knows else ""
    what = f"Look up: {question.ask_for}" if question.ask_for else ""
    return f"{who} {what}".strip()

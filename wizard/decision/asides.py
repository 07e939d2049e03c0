"""What answers add to a question: words that fit, a line on each option chosen elsewhere, notices on contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.decision.words import Words
from wizard.pack.literals import options_of

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.decision import Decision
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack, Question
    from wizard.pack.models.documents import Instead

OPTION = "{option}"
"""The place of an option's name in the sentence of a question."""


def per_option(pack: Pack, question: str, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return one line for each chosen option that the question asks about; none for a question that asks of none."""
    about = pack.question_by_id[question].per_option
    if about is None:
        return ()
    answer = answers.get(about.of, ())
    chosen = {answer} if isinstance(answer, str) else set(answer)
    return tuple(
        option.look or about.text.replace(OPTION, option.found_as or option.label)
        for option in options_of(pack, pack.question_by_id[about.of])
        if option.id in chosen and (about.having is None or about.having in option.attributes)
    )


def as_asked(pack: Pack, engine: Engine, answers: Mapping[str, Answer]) -> Pack:
    """Return the pack with its questions in the words that fit these answers; the pack itself where its own fit."""
    found = engine.wordings(answers)
    if not found:
        return pack
    questions = tuple(_worded(question, found) for question in pack.questions)
    # A copy would take the pack's look-up tables along, with the questions as they were.
    return pack.model_construct(**{**{n: getattr(pack, n) for n in type(pack).model_fields}, "questions": questions})


def instead_of(pack: Pack, engine: Engine, decision: Decision) -> dict[str, Instead]:
    """Return other words for the verdicts of a decision, by verdict, where their own do not fit the account."""
    able = [words for words in pack.documents.instead if words.verdict in decision.verdicts]
    if not able:
        return {}
    said = engine.said(decision)
    found: dict[str, Instead] = {}
    for words in able:
        if said[words.when]:
            found.setdefault(words.verdict, words)
    return found


def fitting_words(pack: Pack, engine: Engine, decision: Decision) -> Words:
    """Return the words of a pack that fit one account: questions as they are asked, and verdicts of the decision.

    Verdicts that are only possible keep their general titles.
    """
    return Words(as_asked(pack, engine, decision.answers), instead_of(pack, engine, decision))


def _worded(question: Question, found: Mapping[str, int]) -> Question:
    if question.id not in found:
        return question
    words = question.instead[found[question.id]]
    options = tuple(
        option.model_copy(update={"label": words.options.get(option.id, option.label)}) for option in question.option
    )
    return question.model_copy(update={"label": words.label, "help": words.help or question.help, "option": options})


def notices_on(pack: Pack, engine: Engine, question: str, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    held = engine.notices(answers)
    return tuple(notice.text for notice in pack.notices if notice.on == question and notice.id in held)


def said_on(
    pack: Pack, engine: Engine, question: str, before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> tuple[str, ...]:
    """Return the notices to say once a question is answered: its own, and those that hold only now."""
    if not pack.notices:
        return ()
    known, held = engine.notices(before), engine.notices(after)
    return tuple(
        notice.text
        for notice in pack.notices
        if notice.id in held and (notice.on == question or notice.id not in known)
    )

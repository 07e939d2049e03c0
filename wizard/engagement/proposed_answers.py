"""Answers that exports propose for a record: marked as proposed until a person confirms them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from wizard.decision.answers import UNKNOWN, as_json, as_tuple
from wizard.decision.interview import Interview
from wizard.engagement.record_hygiene import added, clean_line
from wizard.errors import AnswersError
from wizard.record.model import Origin, Record, ReportOnly, Source
from wizard.wording import count, encodable

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.engine import Engine
    from wizard.decision.words import Words
    from wizard.evidence import observations as evidence
    from wizard.evidence.observations import Contradiction, Observation

BY = "the name of who confirmed"


def with_proposals(record: Record, observations: Iterable[Observation], engine: Engine, words: Words) -> Record:
    """Return a record in which open questions take what exports propose.

    An answer that is there stays; where an export contradicts it, a note says so. What
    exports leave undecided stays open, with a note on what would tell. A proposal is listed
    as an open item until a person confirms it.

    Args:
        observations: What the exports say.
        engine: Made from the same pack as the words.
        words: Says answers in the notes as people read them.

    Raises:
        AnswersError: The pack does not allow an answer of the record.
    """
    from wizard.evidence.observations import contradictions

    seen = tuple(observations)
    answers: dict[str, Any] = dict(record.answers)
    origins = dict(record.origins)
    notes: dict[str, list[str]] = {}
    for question, spoken in _by_question(seen, engine).items():
        value, used = _agreed(question, spoken, engine)
        notes[question] = list(_said_beside(spoken))
        there = answers.get(question) if answers.get(question) is not None else record.parked.get(question)
        if there is not None:
            if value is None:
                continue
            if question in origins and origins[question].how == "proposed" and engine.questions[question]["many"]:
                answers[question], origins[question] = _widened(
                    question, there, value, (origins[question], used), engine
                )
            elif there == UNKNOWN or list(there) == [UNKNOWN]:
                names = words.answer(question, value)
                notes[question].append(f"An export suggests “{names}” where the answer is not known: {used[0].reason}")
            continue
        if value is None:
            notes[question].extend(_undecided(spoken, words))
            continue
        answers[question] = value
        origins[question] = _origin(used)
    for contradiction in contradictions(answers, seen):
        notes.setdefault(contradiction.question, []).append(contradiction_text(contradiction, words))
    interview = Interview.start(engine, answers, record.parked, tuple(record.to_do))
    return record.model_copy(
        update={
            "answers": {name: as_json(answer) for name, answer in interview.answers.items()},
            "parked": {name: as_json(answer) for name, answer in interview.parked.items()},
            "origins": origins,
            "notes": _joined(record.notes, notes),
            "report_only": _report_only(record, seen),
        }
    )


def certain_of(observations: Iterable[Observation], engine: Engine) -> frozenset[str]:
    """Return the questions whose answer exports prove: one answer, and rows that show it instead of suggesting it.

    Of a question that takes several answers exports show some and never all, so a person has to look at each.
    """
    spoken = _by_question(observations, engine)
    return frozenset(
        name
        for name, seen in spoken.items()
        if not engine.questions[name]["many"]
        and all(one.certainty == "shows" for one in seen if one.answers or one.undecided)
    )


def contradiction_text(contradiction: Contradiction, words: Words) -> str:
    """Return what an export says against an answer, and what would tell where it leaves that open."""
    observation = contradiction.observation
    word = "shows" if contradiction.proven else "suggests"
    names = words.answer(contradiction.question, contradiction.missing)
    if contradiction.missing == observation.undecided:
        tell = f" What would tell: {observation.would_tell}" if observation.would_tell else ""
        return f"An export {word} at least one of “{names}”, and the answer has none: {observation.reason}{tell}"
    return f"An export {word} “{names}”, which the answer does not have: {observation.reason}"


def confirmed(origin: Origin, by: str) -> Origin:
    """Return where an answer comes from, once a person agrees.

    Raises:
        RecordError: The name is too long.
    """
    return origin.model_copy(update={"how": "observed", "by": clean_line(by, BY)})


def against(question: str, origin: Origin, proposed: Answer, value: Answer, words: Words) -> str:
    """Return a note on a proposal that a person answered otherwise; empty where it does not contradict."""
    given = as_tuple(value)
    missing = [answer for answer in as_tuple(proposed) if answer not in given]
    if UNKNOWN in given or not missing:
        return ""
    names = words.answer(question, missing)
    return f"{', '.join(origin.files)} suggests “{names}”, which the answer does not have: {origin.reason}"[:20_000]


def source_words(origin: Origin) -> str:
    """Return what a proposal rests on: file, rows and days."""
    rows = "" if origin.rows is None else count(origin.rows, "row")
    behind = ", ".join(part for part in (rows, origin.period) if part)
    return f"{', '.join(origin.files) or 'an export'}{f' ({behind})' if behind else ''}"


def _by_question(observations: Iterable[Observation], engine: Engine) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for observation in observations:
        if observation.question in engine.questions:
            found.setdefault(observation.question, []).append(observation)
    return found


def _agreed(question: str, spoken: list[Observation], engine: Engine) -> tuple[Any, list[Observation]]:
    """Return the value that observations agree on, and those it rests on; None where they do not."""
    options = engine.questions[question]["options"]
    many = engine.questions[question]["many"]
    allowed = [one for one in spoken if one.answers and all(answer in options for answer in one.answers)]
    if many:
        named = {answer for one in allowed for answer in one.answers}
        value: Any = [option for option in options if option in named]
    else:
        shown = [one for one in allowed if one.certainty == "shows"] or allowed
        named = {answer for one in shown for answer in one.answers}
        allowed = shown
        value = next(iter(named)) if len(named) == 1 else None
    if not value:
        return None, []
    try:
        engine.read({question: value}, parked=True)
    except AnswersError:
        return None, []
    return value, allowed


def _widened(
    question: str, there: Any, value: Any, behind: tuple[Origin, list[Observation]], engine: Engine
) -> tuple[Any, Origin]:
    """Return an unconfirmed proposal with what more exports say; what does not go with it leaves it as it was."""
    origin, used = behind
    wider = [option for option in engine.questions[question]["options"] if option in {*there, *value}]
    if wider == list(there):
        return there, origin
    try:
        engine.read({question: wider}, parked=True)
    except AnswersError:
        return there, origin
    more = _origin([one for one in used if not set(one.answers) <= set(there)])
    return wider, origin.model_copy(
        update={
            "sources": _once([*origin.sources, *more.sources]),
            "rows": (origin.rows or 0) + (more.rows or 0),
            "reason": f"{origin.reason} {more.reason}"[:20_000],
        }
    )


def _once(sources: Iterable[Source]) -> list[Source]:
    return list({(source.file, source.digest, source.period): source for source in sources}.values())


def _origin(used: list[Observation]) -> Origin:
    """Return where a proposal comes from: files with digests, rows, days and reasons."""
    sources = [found for one in used for found in _sources(one.sources, one.period)]
    return Origin(
        how="proposed",
        sources=_once(sources),
        rows=sum(one.rows for one in used),
        reason=" ".join(dict.fromkeys(one.reason for one in used))[:20_000],
    )


def _sources(sources: Iterable[evidence.Source], period: str = "") -> list[Source]:
    return [
        Source(file=encodable(source.file)[:2000], digest=source.sha256, period=period[:2000]) for source in sources
    ]


def _report_only(record: Record, seen: Iterable[Observation]) -> list[ReportOnly]:
    """Return what the policies read last show of report-only mode; what a record knows stays where none were read."""
    told = [one.coming for one in seen if one.coming is not None]
    if not told:
        return record.report_only
    return [
        ReportOnly(
            policy=one.policy[:2000],
            question=one.question,
            requires=list(one.requires),
            sure=one.sure,
            sources=_sources(one.sources),
        )
        for coming in told
        for one in coming
    ]


def _undecided(spoken: list[Observation], words: Words) -> Iterator[str]:
    for one in spoken:
        answers = one.answers or one.undecided
        names = words.answer(one.question, answers) if answers else ""
        tell = f" What would tell: {one.would_tell}" if one.would_tell else ""
        if names:
            yield f"Exports do not settle it; one says “{names}”: {one.reason}{tell}"


def _said_beside(spoken: list[Observation]) -> Iterator[str]:
    """Yield what exports say apart from answers: what report-only policies would require once on, for example."""
    for one in spoken:
        if one.reason and not one.answers and not one.undecided:
            tell = f" What would tell: {one.would_tell}" if one.would_tell else ""
            yield f"An export was read, and suggests nothing: {one.reason}{tell}"


def _joined(known: Mapping[str, str], new: Mapping[str, list[str]]) -> dict[str, str]:
    joined = dict(known)
    for question, texts in new.items():
        for text in texts:
            joined = added(joined, question, text)
    return joined

"""What the prompting faces say: questions, previews and summaries as lines."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.decision.interview import Preview
from wizard.decision.progress import remaining
from wizard.decision.words import Words
from wizard.engagement.printable import printable
from wizard.engagement.proposed import source_words
from wizard.engagement.session import Session
from wizard.pack.compiler import options_of
from wizard.prompts.face import PROPOSAL_COMMANDS, QUESTION_COMMANDS, Asking, Option


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
        commands=(*PROPOSAL_COMMANDS, *QUESTION_COMMANDS) if name in session.proposals else QUESTION_COMMANDS,
        notes=tuple(_notes(session, name)),
    )


def proposal_line(session: Session, name: str) -> str:
    """Return which answer an export proposes, by which file, and why."""
    origin = session.record.origins[name]
    words = Words(session.pack).answer(name, session.interview.answers[name])
    return printable(f"Proposed by {source_words(origin)}: {words}. {origin.reason}")


def _notes(session: Session, name: str) -> Iterator[str]:
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
        return f"{most} question{'s' if most > 1 else ''} left."
    return f"{fewest} to {most} questions left."


def verdict_line(session: Session) -> str:
    """Return what is decided, or how much is still possible."""
    decision = session.interview.decision
    words = Words(session.pack)
    if decision.main is not None:
        return f"Verdict so far: {words.verdict(decision.main)}."
    count = len(decision.possible)
    if count <= 4:
        return f"Still possible: {'; '.join(words.verdict(verdict) for verdict in decision.possible)}."
    return f"Still possible: {count} verdicts."


def why_lines(session: Session, name: str) -> Iterator[str]:
    """Yield why a question is asked, its facts with source and date, and who can answer."""
    pack = session.pack
    question = pack.question_by_id[name]
    yield f"Why we ask: {' '.join(question.why.split()) or question.help or 'The rules of the pack use the answer.'}"
    for fact_id in question.facts:
        fact = pack.fact_by_id.get(fact_id)
        if fact is None:
            yield f"Fact {fact_id}."
            continue
        yield f"Fact {fact_id}: {' '.join(fact.statement.split()) or fact.title}"
        for source_id in fact.sources:
            source = pack.source_by_id.get(source_id)
            if source is not None:
                yield f"Source: {source.title}, read on {source.checked_on.isoformat()}."
    for option in options_of(pack, question):
        if option.help:
            yield f"{option.label}: {option.help}"
    if question.who_knows:
        yield f"Who can answer: {question.who_knows}."
    if question.ask_for:
        yield f"What to look up: {question.ask_for}"


def preview_lines(session: Session, preview: Preview) -> Iterator[str]:
    """Yield what another answer would do."""
    words = Words(session.pack)
    for title, names in (
        ("Opens", preview.opens),
        ("Closes", preview.closes),
        ("Sets aside the answers to", preview.parks),
        ("Takes up again the answers to", preview.restores),
    ):
        if names:
            yield f"{title}: {'; '.join(words.question(name) for name in names)}"
    yield f"Keeps {len(preview.keeps)} answers."
    before = _outcome(words, preview.main_before, preview.also_before, preview.possible_before)
    after = _outcome(words, preview.main_after, preview.also_after, preview.possible_after)
    yield f"Verdict now: {before}"
    yield f"Verdict then: {after}" if after != before else "The verdict stays the same."


def _outcome(words: Words, main: str | None, also: tuple[str, ...], possible: tuple[str, ...]) -> str:
    if main is None:
        return f"open, {len(possible)} possible."
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
    note = f" Note: {printable(session.record.notes[name])}" if name in session.record.notes else ""
    return f"{words.question(name)} {answer}.{proposed}{marks}{note}"


def to_do_lines(session: Session) -> Iterator[str]:
    """Yield the questions that are open, with who can answer and what to look up."""
    pack = session.pack
    for name in session.interview.decision.unanswered:
        question = pack.question_by_id[name]
        who = f" Ask: {question.who_knows}." if question.who_knows else ""
        what = f" Look up: {question.ask_for}" if question.ask_for else ""
        yield f"{question.label}{who}{what}"

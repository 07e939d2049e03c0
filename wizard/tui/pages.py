"""The pages of the result, as blocks of text. Each is built when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.errors import WizardError
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.markdown import blocks, without_front_matter

if TYPE_CHECKING:
    from wizard.decision.why import Reason, RowReason
    from wizard.decision.words import Words
    from wizard.documents.case import Case
    from wizard.engagement.session import Session

Hide = Callable[[str], str]
HEAD = "bold $text-primary"
OPEN_WHY = "The verdict is still open; what is rejected is known once it is certain."


def _head(text: str) -> Block:
    return Block(Content.styled(text, HEAD))


def open_verdict(session: Session, case: Case, words: Words) -> list[Part]:
    """Return what stands before the document while the verdict is open; nothing once it is there."""
    if case.outcome.main is not None:
        return []
    left = len(session.interview.open)
    found: list[Part] = [
        Block(Content.styled("The verdict is still open.", "bold")),
        BLANK,
        Block(Content(f"{left} question{' waits' if left == 1 else 's wait'} for an answer. Still possible:")),
    ]
    found += [Block(Content(one_line(words.verdict(name))), Content("- ")) for name in case.decision.possible]
    return [*found, BLANK, Block(Content("─" * 20)), BLANK]


def document_parts(case: Case, name: str) -> list[Part]:
    """Return one of the documents as it would be written now."""
    from wizard.documents.bundle import build_documents

    try:
        documents = build_documents(case)
    except WizardError as error:
        return [Block(Content(one_line(problem))) for problem in error.problems]
    return blocks(without_front_matter(documents[name].decode("utf-8")))


def why_parts(session: Session, case: Case, words: Words) -> list[Part]:
    """Return rules that fired with the answers behind them, and stronger verdicts with what rejected them."""
    explanation = case.library.explainer.explain(session.interview.answers)
    found: list[Part] = [_head("Rules that fired"), BLANK]
    if not explanation.fired:
        found += [Block(Content("No rule is certain yet.")), BLANK]
    for row in explanation.fired:
        found += _row(session, words, row, "because")
    found += [_head("Stronger verdicts, and what rejected each"), BLANK]
    if not explanation.rejected:
        is_open = session.interview.decision.main is None
        found.append(Block(Content(OPEN_WHY if is_open else "No stronger verdict was in reach.")))
    for row in explanation.rejected:
        found += _row(session, words, row, "it would need, and that is not so")
    return found


def _row(session: Session, words: Words, row: RowReason, because: str) -> Iterator[Part]:
    gives = one_line(words.gives(row, "Takes the verdict of “{table}”"))
    facts = f"  {', '.join(row.facts)}" if row.facts else ""
    yield Block(Content.assemble((row.row, "bold"), "  ", (gives, "bold"), facts))
    if row.reasons:
        yield Block(Content(f"{because}:"), indent=2)
    for reason in row.reasons:
        yield from _reason(session, words, reason)
    yield BLANK


def _reason(session: Session, words: Words, reason: Reason) -> Iterator[Part]:
    yield Block(Content(one_line(reason.text, 600)), Content("- "), 2)
    for name in reason.answers:
        answer = words.answer(name, session.interview.answers.get(name))
        if len(reason.answers) == 1 and words.question(name) in reason.text:
            yield Block(Content.styled(one_line(answer, 400), "bold"), Content("answered: "), 4)
            continue
        yield Block(Content.assemble(one_line(words.question(name)), " ", (one_line(answer, 400), "bold")), indent=4)


def change_parts(session: Session, words: Words) -> list[Part]:
    """Return the single answers that would change the verdict, by question."""
    from wizard.decision.what_if import flips

    found: list[Part] = []
    main = session.interview.decision.main
    if main is None:
        return [Block(Content("The verdict is still open, so every open question can change it."))]
    found += [
        Block(
            Content(
                "One other answer, everything else as it is. Nothing is changed here; go to the question to change it."
            )
        ),
        BLANK,
    ]
    by_question: dict[str, list[tuple[str, str]]] = {}
    for flip in flips(session.interview):
        after = words.verdict(flip.after) if flip.after else f"open again, {len(flip.possible)} possible"
        answer = session.interview.answers[flip.question]
        if isinstance(answer, str):
            how = words.option(flip.question, flip.changed)
        else:
            how = f"{'without' if flip.changed in answer else 'with'} “{words.option(flip.question, flip.changed)}”"
        by_question.setdefault(flip.question, []).append((how, after))
    if not by_question:
        found.append(Block(Content("No single answer would change the verdict.")))
    for name, changes in by_question.items():
        found.append(_head(one_line(words.question(name))))
        now = words.answer(name, session.interview.answers[name])
        found.append(Block(Content(one_line(now, 400)), Content.styled("now: ", "bold"), 2))
        for how, after in changes:
            found.append(
                Block(Content.assemble(one_line(how), "  leads to  ", (one_line(after), "bold")), Content("- "), 2)
            )
        found.append(BLANK)
    verdict = session.pack.verdict_by_id.get(main)
    if verdict is not None and verdict.prose.what_would_change_it:
        found += [_head("In general"), BLANK, *blocks(verdict.prose.what_would_change_it)]
    return found


def open_parts(session: Session, case: Case, words: Words, hide: Hide) -> list[Part]:
    """Return what is missing: questions with who knows and what to export, and fields of the sign-off."""
    from wizard.documents.readiness import open_items

    items = open_items(case)
    pack, record = session.pack, session.record
    found: list[Part] = []
    unknown = [
        name
        for name in session.interview.path
        if name in session.interview.to_do or "unknown" in _as_tuple(session.interview.answers.get(name))
    ]
    found += [_head(f"To be found out ({len(unknown)})"), BLANK]
    for name in unknown:
        question = pack.question_by_id[name]
        found.append(Block(Content(one_line(question.label)), Content("[ ] ")))
        if question.who_knows:
            found.append(Block(Content(one_line(question.who_knows)), Content.styled("Who can answer: ", "bold"), 4))
        if question.ask_for:
            found.append(Block(Content(one_line(question.ask_for)), Content.styled("What to look at: ", "bold"), 4))
    if not unknown:
        found.append(Block(Content("Nothing.")))
    discuss = [name for name in session.interview.path if name in record.discuss]
    found += [BLANK, _head(f"Parked for discussion ({len(discuss)})"), BLANK]
    found += [Block(Content(one_line(words.question(name))), Content("! ")) for name in discuss]
    if not discuss:
        found.append(Block(Content("Nothing.")))
    notes = [name for name in session.interview.path if record.notes.get(name)]
    if notes:
        found += [BLANK, _head(f"Notes ({len(notes)})"), BLANK]
        for name in notes:
            found.append(Block(Content(one_line(words.question(name))), Content("* ")))
            found.append(Block(Content(hide(record.notes[name])), indent=2))
    rest = [item for item in items if item.field_id not in unknown]
    found += [BLANK, _head(f"Before the documents are final ({len(rest)})"), BLANK]
    for item in rest:
        found.append(Block(Content(one_line(item.label)), Content("[ ] ")))
        found.append(Block(Content(one_line(item.reason)), indent=4))
    if not rest:
        found.append(Block(Content("Nothing is missing.")))
    return found


def _as_tuple(answer: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer or ()


def plain_text(parts: list[Part], width: int = 100) -> str:
    """Return a page as plain text, for copying."""
    from wizard.tui.widgets.blocks import flow

    return "\n".join(line.rstrip() for line in flow(parts, width).plain.split("\n")).rstrip() + "\n"

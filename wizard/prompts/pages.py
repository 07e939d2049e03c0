"""The result page by page, as lines that each make sense alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.words import Words
from wizard.documents.markup import plain_words
from wizard.prompts import texts
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.decision.why import RowReason
    from wizard.documents.case import Case
    from wizard.engagement.session import Session

BOXES = {"[ ] ": "Open: ", "[x] ": "Done: ", "[X] ": "Done: "}
"""Boxes of a checklist in words."""


def decision_page(session: Session, case: Case) -> Iterator[str]:
    """Yield the decision sentence first, then what belongs to it, then what is still open."""
    from wizard.engagement.summary import case_text

    yield from case_text(case).splitlines()
    if case.outcome.main is None:
        yield texts.left(session)
    to_do = tuple(texts.to_do_lines(session))
    if to_do:
        yield "To find out:"
        yield from (f"- {line}" for line in to_do)
    items = [item for item in case.open_items if item.section != "answers"]
    if items:
        yield f"Open items of the sign-off: {len(items)}. The documents are a draft until these are closed."


def why_page(session: Session, case: Case) -> Iterator[str]:
    """Yield the rules that fired with the answers behind them, and stronger verdicts with what rejected each."""
    explanation = case.library.explainer.explain(session.interview.answers)
    yield "Rules that fired:"
    if not explanation.fired:
        yield "No rule is certain yet."
    for row in explanation.fired:
        yield from _row(session, row, "because")
    yield "Stronger verdicts, and what rejected each:"
    if not explanation.rejected:
        yield "No stronger verdict was in reach."
    for row in explanation.rejected:
        yield from _row(session, row, "it needs, and this is not so")


def _row(session: Session, row: RowReason, because: str) -> Iterator[str]:
    facts = f" Facts: {', '.join(row.facts)}." if row.facts else ""
    words = Words(session.pack)
    yield f"- {row.row} gives: {words.gives(row)}.{facts}"
    for reason in row.reasons:
        yield f"  {row.row}, {because}: {reason.text}"
        for name in reason.answers:
            answer = words.answer(name, session.interview.answers.get(name))
            yield f"  {row.row}, answered: {words.question(name)} {answer}."


def change_page(session: Session) -> Iterator[str]:
    """Yield the single answers that would change the verdict."""
    from wizard.decision.what_if import flips

    words = Words(session.pack)
    main = session.interview.decision.main
    if main is None:
        yield "The verdict is still open, so every open question can change it."
        return
    found = flips(session.interview)
    if not found:
        yield "No single answer would change the verdict."
    elif found:
        yield "One other answer each, everything else as it is. Nothing is changed here."
    for flip in found:
        after = words.verdict(flip.after) if flip.after else f"open again, {len(flip.possible)} verdicts possible"
        answer = session.interview.answers[flip.question]
        option = words.option(flip.question, flip.changed)
        if not isinstance(answer, str):
            option = f"{'without' if flip.changed in answer else 'with'} “{option}”"
        yield f"- {words.question(flip.question)} {option}: {after}."
    verdict = session.pack.verdict_by_id.get(main)
    if verdict is not None and verdict.prose.what_would_change_it:
        yield "In general:"
        yield from markdown_lines(verdict.prose.what_would_change_it)


def open_page(session: Session, case: Case) -> Iterator[str]:
    """Yield what is to be found out, what is parked, the notes, and what the documents lack."""
    record, words = session.record, Words(session.pack)
    to_do = tuple(texts.to_do_lines(session))
    yield f"To be found out: {len(to_do)}."
    yield from (f"- {line}" for line in to_do)
    discuss = [name for name in session.interview.path if name in record.discuss]
    yield f"Parked for discussion: {len(discuss)}."
    yield from (f"- {words.question(name)}" for name in discuss)
    notes = [name for name in session.interview.path if record.notes.get(name)]
    yield f"Notes: {len(notes)}."
    yield from (f"- {words.question(name)} Note: {printable(record.notes[name])}" for name in notes)
    items = case.open_items
    yield f"Before the documents are final: {len(items)}."
    yield from (f"- {item.label} {item.reason}" for item in items)


def source_page(case: Case) -> Iterator[str]:
    """Yield the facts of the decision with their sources and ages."""
    facts = [case.pack.fact_by_id[name] for name in case.decision.facts if name in case.pack.fact_by_id]
    yield f"{len(facts)} facts stand behind this decision." if len(facts) != 1 else "1 fact stands behind it."
    for fact in facts:
        yield from texts.fact_lines(case.pack, fact, case.day)


def document_page(case: Case, name: str) -> Iterator[str]:
    """Yield one of the documents as it would be written now."""
    from wizard.documents.bundle import build_documents

    text = build_documents(case)[name].decode("utf-8")
    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2]
    yield from markdown_lines(text)


def markdown_lines(text: str) -> Iterator[str]:
    """Yield Markdown as lines of plain words: no marks, and each row of a table with the names of its columns."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("js-default").parse(text)
    depth, head, cells, first = 0, list[str](), list[str](), False
    for index, token in enumerate(tokens):
        match token.type:
            case "list_item_open":
                depth, first = depth + 1, True
            case "list_item_close":
                depth -= 1
            case "thead_open":
                head = []
            case "tr_open":
                cells = []
            case "tr_close":
                if not head:
                    head = cells
                else:
                    yield _table_row(head, cells)
            case "table_close":
                head = []
            case "fence" | "code_block":
                yield from (f"Code: {line}" for line in token.content.splitlines() if line.strip())
            case "inline":
                words = plain_words(token)
                before = tokens[index - 1].type
                if before in {"th_open", "td_open"}:
                    cells.append(words)
                elif before == "heading_open":
                    yield ""
                    yield f"Section: {words}"
                elif words:
                    yield f"{'- ' if first else '  ' * bool(depth)}{_boxed(words)}"
                    first = False


def _table_row(head: list[str], cells: list[str]) -> str:
    pairs = [(name, cell) for name, cell in zip(head, cells, strict=False) if cell.strip(" _…")]
    return "- " + "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)


def _boxed(words: str) -> str:
    box = BOXES.get(words[:4])
    return f"{box}{words[4:]}" if box else words

"""Rows and reasons as blocks: why a row fired, or what rejected it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Table, Text, line, strong
from wizard.wording import cited

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.why import Explanation, Reason, RowReason
    from wizard.decision.words import Words

NO_REASON = "no row above it holds"
OWN_RULE = "Organization rule"
"""What a row rests on that cites no fact."""


def rules_table(explanation: Explanation, words: Words) -> Table:
    """Return the rows that fired as a table: what each gives, because of what, by which facts."""
    head = ("Row", "Gives", "Because", "Facts")
    return Table(head, tuple(_cells(row, words) for row in explanation.fired))


def _cells(row: RowReason, words: Words) -> tuple[str, ...]:
    because = "; ".join(dict.fromkeys(reason.text for reason in row.reasons)) or NO_REASON
    gives = words.gives(row.table, row.gives)
    return row.row, gives, because[:1].upper() + because[1:], cited(row.facts) or OWN_RULE


def row_blocks(row: RowReason, words: Words, answers: Mapping[str, Answer], lead: str) -> Iterator[Block]:
    """Yield a row with what it gives, its reasons, and the answers behind each.

    Args:
        words: Words of the pack.
        lead: What comes before its reasons.
    """
    yield Text(line(strong(row.row), " gives: ", strong(words.gives(row.table, row.gives))), mark="-", facts=row.facts)
    if not row.reasons:
        yield Text(line(NO_REASON), lead=lead, under=row.row, depth=1, mark="-")
    for reason in row.reasons:
        yield Text(line(reason.text), lead=lead, under=row.row, depth=1, mark="-")
        yield from _answers(row, reason, words, answers)
    yield Gap()


def _answers(row: RowReason, reason: Reason, words: Words, answers: Mapping[str, Answer]) -> Iterator[Block]:
    for name in reason.answers:
        given = strong(words.answer(name, answers.get(name)))
        # A reason on one question has worded it already.
        asked = "" if len(reason.answers) == 1 and words.question(name) in reason.text else f"{words.question(name)} "
        yield Text(line(asked, given), label="answered", under=row.row, depth=2)

"""The lines below the answers: the help of the one under the pointer, and what is marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.tui.keys import KeyTable
from wizard.tui.text import GAP, cut, one_line
from wizard.tui.widgets.blocks import Block, OneRow
from wizard.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from wizard.tui.widgets.choices import Choices

MOST_ROWS = 3
"""Rows of help at most; what does not fit is marked, and help on the list says it whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """The help of one of several answers, in the rows that the longest of all helps takes.

    So the list above keeps its place while the pointer moves.

    Attributes:
        text: The help that is shown.
        among: The helps of all answers.
        more: What tells the way to the rest, where something is cut.
    """

    text: str
    among: tuple[str, ...]
    more: str

    def lines(self, width: int) -> list[Content]:
        rows = min(max((len(_wrapped(text, width)) for text in self.among), default=0), MOST_ROWS)
        found = _wrapped(self.text, width)
        if len(found) > rows:
            last = cut(found[rows - 1].plain, max(width - len(self.more) - 2, 1)).rstrip(GAP)
            found = [*found[: rows - 1], Content(f"{last}{GAP} {self.more}")]
        return [*found, *[Content("")] * (rows - len(found))]


def _wrapped(text: str, width: int) -> list[Content]:
    return Block(Content(text)).lines(width) if text else []


class Hint(Prose):
    """Help and marks below a list of answers."""

    DEFAULT_CSS = "Hint { height: auto; display: none; }"

    _rows: tuple[Held | OneRow, ...] = ()

    def show_for(self, choices: Choices, typed: str | None, table: KeyTable, *, settled: bool) -> None:
        """Show what belongs to the answers.

        Args:
            choices: The list.
            typed: The text in the line that narrows the list; None where the list has the focus.
            table: Keys in use.
            settled: What is marked is the answer already.
        """
        parts: list[Held | OneRow] = []
        if not choices.spelled_out:
            helps = tuple(one_line(choice.help) for choice in choices.shown)
            here = choices.highlighted_choice
            more = f"{table.first('help')}: all"
            parts.append(Held(one_line(here.help) if here else "", helps, more))
        if choices.many:
            parts.append(OneRow(marks_words(choices, typed, settled=settled)))
        rows = tuple(parts)
        if rows == self._rows:
            return
        width = self.content_size.width
        before = len(self.lines(width))
        self._rows = rows
        self.display = any(row.lines(width) for row in rows)
        self.refresh(layout=before != len(self.lines(width)))

    def lines(self, width: int) -> list[Content]:
        return [line for row in self._rows for line in row.lines(max(width, 10))]


def marks_words(choices: Choices, typed: str | None, *, settled: bool) -> str:
    """Return what is marked, whether all of it is in sight, and what the keys do now.

    Args:
        choices: The list.
        typed: The text in the line that narrows it; None where the list has the focus.
        settled: What is marked is the answer already.
    """
    marked = [choice for choice in choices.choices if choice.id in choices.marked]
    hidden = len(choices.hidden)
    count = f"{len(marked)} marked{f', {hidden} not shown' if hidden else ''}" if marked else "Nothing is marked"
    state = ("" if settled else ", not confirmed yet") if marked else ""
    names = ": " + "; ".join(one_line(choice.label) for choice in marked) if choices.long and marked else ""
    if not choices.long:
        how = "Letter, digit or Space marks" if not marked else ""
        more = " / more." if choices.folded else ""
        return (
            f"{how}; Enter confirms.{more}"
            if how
            else f"{count}{state}. Enter {'continues' if settled else 'confirms'}."
        )
    if typed is None:
        return f"{count}. Space marks, Enter confirms{names}"
    if not typed:
        return f"{count}{state}{names}" if marked else f"{count}."
    does = "Enter marks it" if choices.highlighted_choice is not None else "Esc empties the line"
    return f"{does}. {count}{state}{names}"

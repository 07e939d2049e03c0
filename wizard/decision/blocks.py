"""Neutral blocks: what a page says, before a face draws it.

Documents and the pages of ``wizard.views`` compose the same blocks, so a sentence exists once.
Faces draw blocks and know nothing of what they say. Each face once worded its pages itself, and
three of four stated a reason that did not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["", "strong", "theirs"]
Tone = Literal["", "strong", "good", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text within a line.

    Attributes:
        kind: ``strong`` for what the eye looks for; ``theirs`` for what a user or an export wrote:
            faces make it safe, and hide the names in it.
        address: Where more can be read; a face that cannot lead there shows the text alone.
    """

    text: str
    kind: Kind = ""
    address: str = ""


Line = tuple[Span, ...]


def line(*parts: str | Span) -> Line:
    """Return a line of text and spans; empty parts are omitted."""
    spans = (Span(part) if isinstance(part, str) else part for part in parts)
    return tuple(span for span in spans if span.text)


def strong(text: str) -> Span:
    """Return text that the eye looks for."""
    return Span(text, "strong")


def theirs(text: str) -> Span:
    """Return text that a user or an export wrote."""
    return Span(text, "theirs")


def named(sentence: str, account: str, missing: str) -> Line:
    """Return a sentence of the pack with the account's name in place of ``{account}``."""
    before, *after = sentence.split("{account}")
    parts: list[str | Span] = [before]
    for rest in after:
        parts += [theirs(account) if account else missing, rest]
    return line(*parts)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the blocks after it are about.

    Attributes:
        count: How many things follow; None where that says nothing.
    """

    text: str
    level: int = 3
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or an item of a list where it has a mark.

    Attributes:
        mark: ``-``, ``!``, ``?``, ``*``, ``+`` or ``[ ]``; empty for a paragraph.
        label: What the line answers, such as ``Who can answer``.
        lead: What is said once before neighbors that carry the same, such as ``because``.
        under: The short name of what it belongs to, for faces that are heard and not seen.
        depth: How far it is set in, in steps.
        facts: Facts that it cites.
        seen: It belongs to a table that is drawn for faces that are seen alone.
        place: What it is about, as a place in a record, such as ``answers.cloud``; a face that can leads there.
    """

    line: Line
    mark: str = ""
    label: str = ""
    lead: str = ""
    under: str = ""
    depth: int = 0
    facts: tuple[str, ...] = ()
    tone: Tone = ""
    seen: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head.

    Attributes:
        here: The places (row, column) to highlight.
        heat: How bad each cell is, from 0 to 3, row by row without the first column; only for a map of heat.
        seen: For faces that are seen alone: sentences next to it say the same.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    here: frozenset[tuple[int, int]] = frozenset()
    heat: tuple[tuple[int, ...], ...] = ()
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that the pack or a document holds."""

    markdown: str
    level: int = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """Room between two parts, for faces that are seen."""


Block = Heading | Text | Table | Prose | Gap


def text(*parts: str | Span, tone: Tone = "", depth: int = 0, label: str = "", seen: bool = False) -> Text:
    return Text(line(*parts), tone=tone, depth=depth, label=label, seen=seen)


def item(*parts: str | Span, mark: str = "-", depth: int = 0, label: str = "", place: str = "") -> Text:
    return Text(line(*parts), mark, label, depth=depth, place=place)


def plain(spans: Line) -> str:
    return "".join(span.text for span in spans)

"""Blocks as lines of plain text, for faces that are heard line by line and for what commands print, and as Markdown."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, Line, Prose, Span, Table, Text
from wizard.documents.layout import plain_words
from wizard.wording import cited, printable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

BOXES = {"[ ] ": "Open: ", "[x] ": "Done: ", "[X] ": "Done: "}
"""Boxes of a list in words."""

CELLS = {"[ ]": "open", "[x]": "done", "[X]": "done", "[~]": "does not apply"}
"""Boxes of a checklist, which stand alone in their cells, in words."""


def heard(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield blocks as lines that each make sense alone: an item names what it belongs to."""
    for block in blocks:
        match block:
            case Heading(text, count=number):
                yield f"{text}:" if number is None else f"{text}: {number}."
            case Text(seen=False):
                about = ", ".join(part for part in (block.under, block.lead or block.label) if part)
                said = as_text(block.line)
                lead = f"{'- ' if block.mark else ''}{f'{about}: ' if about else ''}"
                yield f"{_indent(block)}{lead}{said} {cited(block.facts)}".rstrip()
            case Table(head, rows, seen=False):
                yield from (table_row(head, row) for row in rows)
            case Prose(markdown):
                yield from markdown_lines(markdown)
            case _:
                pass


def printed(blocks: Iterable[Block], *, links: bool = False) -> Iterator[str]:
    """Yield blocks as a page of text: room before headings, what leads a list said once, tables in columns.

    Args:
        links: Make what has an address a link of the terminal.
    """
    led, started = ("", ""), False
    for block in blocks:
        match block:
            case Heading(text, count=number):
                yield from ("",) * started
                yield f"{text}:" if number is None else f"{text} ({number}):"
            case Text():
                if block.lead and (block.lead, block.under) != led:
                    yield f"{_indent(block)}{block.lead}:"
                    led = block.lead, block.under
                mark = f"{block.mark} " if block.mark else ""
                label = f"{block.label}: " if block.label else ""
                yield f"{_indent(block)}{mark}{label}{as_text(block.line, links=links)} {cited(block.facts)}".rstrip()
            case Table(head, rows):
                yield from _columns((head, *rows))
            case Prose(markdown):
                yield from (f"  {line}".rstrip() for line in markdown_lines(markdown))
            case _:
                continue
        started = True


def as_text(spans: Line, *, links: bool = False) -> str:
    """Return a line as plain text; what users wrote is made safe for a terminal, and is never a link."""
    return "".join(
        printable(span.text) if span.kind == "theirs" else _linked(span) if links else span.text for span in spans
    )


def _linked(span: Span) -> str:
    """Return a text as a link that terminals open (OSC 8), where its address is one and nothing else."""
    if not re.fullmatch(r"https?://[!-~]+", span.address):
        return span.text
    return f"\x1b]8;;{span.address}\x1b\\{span.text}\x1b]8;;\x1b\\"


def _indent(block: Text) -> str:
    return "  " * block.depth


def _columns(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


@functools.cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("js-default")


def markdown_lines(text: str) -> Iterator[str]:
    """Yield Markdown as lines of plain words: no marks, and each row of a table with the names of its columns."""
    tokens = _reader().parse(text)
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
                    yield table_row(head, cells)
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


def table_row(head: Sequence[str], cells: Sequence[str]) -> str:
    pairs = [
        (name, CELLS.get(cell.strip(), cell)) for name, cell in zip(head, cells, strict=False) if cell.strip(" _…")
    ]
    return "- " + "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)


def _boxed(words: str) -> str:
    box = BOXES.get(words[:4])
    return f"{box}{words[4:]}" if box else words


def as_markdown(blocks: Iterable[Block], hide: Callable[[str], str] = str) -> str:
    """Return a page as Markdown, for who takes it elsewhere; what users wrote is escaped.

    Args:
        hide: Takes names out of what users wrote.
    """
    from wizard.documents.escape import finished
    from wizard.documents.page import Page

    page = Page()
    page.say(*_hidden(blocks, hide))
    return finished(page.body())


def _hidden(blocks: Iterable[Block], hide: Callable[[str], str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Text):
            spans = tuple(replace(span, text=hide(span.text)) if span.kind == "theirs" else span for span in block.line)
            yield replace(block, line=spans)
        else:
            yield block

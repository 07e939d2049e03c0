"""Blocks as lines of plain text: for faces that are heard line by line, and for what commands print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.decision.blocks import Block, Heading, Line, Prose, Span, Table, Text
from wizard.views.prose import markdown_lines, table_row
from wizard.wording import cited, printable


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

"""Neutral blocks as the wizard draws them: marks and labels before the text, names hidden where they are to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content

from wizard.decision.blocks import Block as Said
from wizard.decision.blocks import Gap, Heading, Prose, Table, Text
from wizard.tui.text import lines
from wizard.tui.widgets.blocks import BLANK, Block, Heat, Part, Rows
from wizard.wording import cited

HEAD = "bold $text-primary"
HERE = "bold $block-cursor-foreground on $block-cursor-background"
TONES = {
    "": "",
    "strong": "bold",
    "good": "bold $text-success",
    "warning": "bold $text-warning",
    "error": "bold $text-error",
}
STEP = 2
"""Cells by which a line is set in for each step."""


def drawn(blocks: Iterable[Said], hide: Callable[[str], str] = str) -> list[Part]:
    """Return blocks as parts of a page.

    Args:
        blocks: What is said.
        hide: Takes names out of what users wrote.
    """
    found: list[Part] = []
    led = ("", "")
    for block in blocks:
        match block:
            case Heading(text, level, number):
                _room(found)
                title = text if number is None else f"{text} ({number})"
                found += [Block(Content.styled(lines(title), HEAD), level=level), BLANK]
            case Text():
                if block.lead and (block.lead, block.under) != led:
                    found.append(Block(Content.styled(f"{block.lead}:", TONES[block.tone]), indent=STEP * block.depth))
                    led = block.lead, block.under
                found.append(_line(block, hide))
            case Table(head, rows, heat=heat) if heat:
                _room(found)
                found += [Heat(head, rows, heat), BLANK]
            case Table(head, rows, here):
                _room(found)
                cells = [tuple(map(Content, head))]
                cells += [
                    tuple(Content.styled(cell, HERE) if (y, x) in here else Content(cell) for x, cell in enumerate(row))
                    for y, row in enumerate(rows)
                ]
                found += [Rows(tuple(cells)), BLANK]
            case Prose(markdown):
                from wizard.tui.widgets.markdown import blocks as markdown_blocks

                found += markdown_blocks(markdown)
                _room(found)
            case Gap():
                _room(found)
    while found and found[-1] is BLANK:
        found.pop()
    return found


def one_liner(block: Text, hide: Callable[[str], str] = str) -> Content:
    """Return a line of blocks as content, without its mark and label."""
    parts = []
    for span in block.line:
        said = lines(hide(span.text) if span.kind == "theirs" else span.text)
        parts.append(Content.styled(said, "bold") if span.kind == "strong" else Content(said))
    return Content("").join(parts)


def _line(block: Text, hide: Callable[[str], str]) -> Block:
    body = one_liner(block, hide)
    if TONES[block.tone] and not block.lead:
        body = body.stylize(TONES[block.tone])
    if block.facts:
        body = Content.assemble(body, f"  {cited(block.facts)}")
    mark = f"{block.mark} " if block.mark else ""
    label = Content.styled(f"{block.label}: ", "bold") if block.label else Content("")
    return Block(body, Content.assemble(mark, label), STEP * block.depth)


def _room(found: list[Part]) -> None:
    if found and found[-1] is not BLANK:
        found.append(BLANK)

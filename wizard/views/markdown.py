"""Blocks as Markdown, for who takes a page elsewhere: headings, lists and tables stay what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from wizard.decision.blocks import Block, Text
from wizard.documents.escape import finished
from wizard.documents.page import Page


def as_markdown(blocks: Iterable[Block], hide: Callable[[str], str] = str) -> str:
    """Return a page as Markdown; what users wrote is escaped.

    Args:
        hide: Takes names out of what users wrote.
    """
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

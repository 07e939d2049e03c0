"""Markdown of the pack and of the documents, as blocks. HTML stays text, and no link is followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from textual.content import Content

from wizard.tui.text import lines
from wizard.tui.widgets.blocks import BLANK, Block, Part, Rows

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("js-default", {"linkify": False, "typographer": False})


def blocks(text: str) -> list[Part]:
    """Return Markdown as blocks, with a blank line between them."""
    found = [*_read(_parser().parse(text))]
    while found and found[-1] is BLANK:
        found.pop()
    return found


def _read(tokens: Sequence[Token]) -> Iterator[Part]:
    lists: list[Any] = []
    head: str | None = None
    rows: list[tuple[Content, ...]] = []
    row: list[Content] = []
    style, level, table = "", 0, False
    for token in tokens:
        kind = token.type
        indent = 2 * max(len(lists) - 1, 0)
        if kind in {"bullet_list_open", "ordered_list_open"}:
            lists.append(None if kind == "bullet_list_open" else int(token.attrs.get("start", 1)))
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
            if not lists:
                yield BLANK
        elif kind == "list_item_open":
            if lists[-1] is None:
                head = "- "
            else:
                head = f"{lists[-1]}. "
                lists[-1] += 1
        elif kind == "blockquote_open":
            lists.append(None)
            head = "  "
        elif kind == "blockquote_close":
            lists.pop()
        elif kind == "heading_open":
            level = int(token.tag[1:])
            style = "bold $text-primary" if level <= 2 else "bold"
        elif kind == "heading_close":
            style, level = "", 0
        elif kind == "inline":
            body = _inline(token, style)
            if table:
                row.append(body)
            else:
                yield Block(body, Content(head if head is not None else ("  " if lists else "")), indent, level)
                head = None
                if not lists:
                    yield BLANK
        elif kind in {"fence", "code_block"}:
            yield Block(Content(lines(token.content).rstrip("\n")), Content(""), indent + 2)
            yield BLANK
        elif kind == "hr":
            yield Block(Content("───"))
            yield BLANK
        elif kind == "table_open":
            table = True
        elif kind == "tr_close":
            rows.append(tuple(row))
            row = []
        elif kind == "table_close":
            table = False
            if rows:
                yield Rows(tuple(rows))
                yield BLANK
            rows = []
        elif kind == "html_block":
            yield Block(Content(lines(token.content).rstrip("\n")))
            yield BLANK


def _inline(token: Token, style: str) -> Content:
    parts: list[Content] = []
    strong = 0
    target = ""
    for child in token.children or []:
        kind = child.type
        weight = "bold" if strong else ""
        if kind in {"text", "html_inline", "text_special"}:
            parts.append(_styled(lines(child.content), weight))
        elif kind == "code_inline":
            parts.append(_styled(lines(child.content), "bold"))
        elif kind in {"softbreak", "hardbreak"}:
            parts.append(Content(" " if kind == "softbreak" else "\n"))
        elif kind == "strong_open":
            strong += 1
        elif kind == "strong_close":
            strong -= 1
        elif kind == "link_open":
            target = str(child.attrs.get("href", ""))
        elif kind == "link_close":
            said = "".join(part.plain for part in parts)
            if target and target not in said and not target.startswith("#"):
                parts.append(Content(f" ({lines(target, 300)})"))
        elif kind == "image":
            parts.append(Content(lines(child.content)))
    joined = Content("").join(parts)
    return joined.stylize(style) if style else joined


def _styled(text: str, style: str) -> Content:
    return Content.styled(text, style) if style else Content(text)

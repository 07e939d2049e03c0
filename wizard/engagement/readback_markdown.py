"""Markdown that came back as blocks: our own, an editor's, or what a converter made of Word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from wizard.engagement.readback_blocks import STRUCK, Block, Heading, Paragraph, Row, Table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<[!?/]?[A-Za-z][^>]*>", re.DOTALL)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_HIDING = re.compile(
    r"\b(?:hidden|display|visibility|opacity|line-through|font-size|position|clip|clip-path|width|height)\b",
    re.IGNORECASE,
)
_STRIKING = frozenset({"del", "s", "strike"})
_MARKING = frozenset(
    {"a", "b", "big", "code", "div", "em", "font", "i", "ins", "label", "mark", "p", "small", "span", "strong", "sub"}
    | {"sup", "table", "tbody", "td", "th", "thead", "tr", "tt", "u", "colgroup", "col", "caption"}
)
"""Tags that change the look of text and not what it says."""


def front_matter_of(text: str) -> dict[str, str]:
    """Return the scalars of a document's front matter; empty where there is none.

    A name that appears twice has both values, and a line without a name is a name without a value: readers see it too.
    """
    found = _FRONT.match(text)
    values: dict[str, str] = {}
    for line in found[1].splitlines() if found else ():
        name, separator, value = line.partition(":")
        if not separator or not name.strip():
            values |= {line.strip(): ""} if line.strip() else {}
            continue
        read = _scalar(value.strip())
        before = values.get(name.strip())
        values[name.strip()] = read if before is None else f"{before}; {read}"
    return values


def _scalar(value: str) -> str:
    """Return a value of front matter without its quotes."""
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    try:
        return str(json.loads(value)) if value.startswith('"') else value.strip("“”„")
    except ValueError:
        return value


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown document, with the lines where they begin."""
    front = _FRONT.match(text)
    offset = text.count("\n", 0, front.end()) if front else 0
    body = text[front.end() :] if front else text
    tokens = _parser().parse(body)
    return tuple(_blocks(tokens, offset + 1))


_ODD = ("<", "\t", "\\|", "```", "~~~", "\n ", "\n[", "\n>")
"""What a checklist of this wizard never has next to its tables or in them; a parser of Markdown has to look at it."""
_HEADED = re.compile(r"(#{1,6}) +([^\n]*)")
_DIVIDER = re.compile(r"\|(?: ?:?-+:? ?\|)+")
_PLAIN = re.compile(r"[\w\s.,:;'’\"()/@+=%#?§–—…-]*")
"""A cell in which Markdown sees nothing special; an underscore may be emphasis and is not among these."""


def pipe_blocks(text: str, *, without: tuple[str, ...] = ()) -> tuple[Heading | Table, ...] | None:
    """Return headings and tables of a checklist as this wizard lays them out, much faster than ``markdown_blocks``.

    Args:
        without: Heads of tables that are passed over, such as ``item``.

    Returns:
        They; None where the text is laid out in any other way, so that it has to be parsed.
    """
    front = _FRONT.match(text)
    first = text.count("\n", 0, front.end()) + 1 if front else 1
    body = text[front.end() :] if front else text
    if any(odd in body for odd in _ODD):
        return None
    found: list[Heading | Table] = []
    for chunk in body.split("\n\n"):
        place = first + len(chunk) - len(chunk.lstrip("\n"))
        first += chunk.count("\n") + 2
        if heading := _HEADED.fullmatch(chunk.strip("\n")):
            found.append(Heading(len(heading[1]), _cell(heading[2].strip()), f"line {place}"))
            continue
        if "|" not in chunk or not (chunk.lstrip("\n").startswith("|") or "\n|" in chunk):
            continue
        rows = _rows(chunk.strip("\n").split("\n"), place, without)
        if rows is None:
            return None
        if rows:
            found.append(Table(rows))
    return tuple(found)


def _rows(lines: list[str], first: int, without: tuple[str, ...]) -> tuple[Row, ...] | None:
    """Return the rows of a table, none of one that is passed over, None for anything but a table of this wizard."""
    lines = [line.rstrip() for line in lines]
    if len(lines) < 2 or not _DIVIDER.fullmatch(lines[1]):
        return None
    if not all(len(line) > 1 and line[0] == "|" == line[-1] for line in lines):
        return None
    head = lines[0][1:-1].split("|")
    width = lines[1].count("|") - 1
    if len(head) != width:
        return None
    if without and any(cell.strip().lower() in without for cell in head):
        return ()
    rows = []
    for number, line in enumerate(lines):
        if number != 1:
            cells = [_cell(cell.strip()) for cell in line[1:-1].split("|")]
            rows.append(Row(tuple((cells + [""] * width)[:width]), f"line {first + number}"))
    return tuple(rows)


@lru_cache(maxsize=4096)  # thousands of checklists have the same words
def _cell(text: str) -> str:
    """Return what a reader sees of a cell."""
    if "_" not in text and _PLAIN.fullmatch(text):
        return " ".join(text.split())
    return _inline(text)


@lru_cache(maxsize=4096)
def _inline(text: str) -> str:
    return _shown(_parser().parseInline(text)[0])


@cache  # making one costs more than most texts
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("js-default", {"html": True})


def _blocks(tokens: list[Token], first: int) -> Iterator[Block]:
    rows: list[Row] = []
    cells: list[str] = []
    place = ""
    ended = False  # a table did, and nothing came after it
    for index, token in enumerate(tokens):
        if token.map is not None:
            place = f"line {token.map[0] + first}"
        if ended and token.type in _BEGINNING:
            yield Table(tuple(rows))
            ended = False
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            cells, started = [], place
        elif token.type == "tr_close":
            rows.append(Row(tuple(cells), started))
        elif token.type == "table_close":
            ended = True
        elif token.type == "html_block":
            yield from _html_tables(token.content, place)
            yield from _beside(_TABLE.sub(" ", token.content), place)
        elif token.type in {"fence", "code_block"}:
            yield Paragraph(" ".join(token.content.split()), place)
        elif token.type == "inline":
            before = tokens[index - 1].type
            if before in {"th_open", "td_open"}:
                cells.append(_shown(token))
            elif before == "heading_open":
                yield Heading(int(tokens[index - 1].tag[1:]), _shown(token), place)
            elif ended and all(map(_ROW.fullmatch, lines := token.content.split("\n"))):
                line = int(place.removeprefix("line "))
                rows += [Row(_cells(text), f"line {number}") for number, text in enumerate(lines, line)]
            else:
                if ended:
                    yield Table(tuple(rows))
                    ended = False
                yield Paragraph(_shown(token), place)
    if ended:
        yield Table(tuple(rows))


_BEGINNING = frozenset({"table_open", "heading_open", "html_block", "fence", "code_block"})
"""Tokens that begin something else than a row of the table before them."""
_ROW = re.compile(r"\|.*\|[ \t]*")
"""A row of a table; an empty line above it makes a paragraph of it, which people who fill it in do not see."""


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip()[1:-1]
    return tuple(_inline(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner))


def _shown(token: Token) -> str:
    """Return what a reader sees of inline text, on one line; boxes of HTML become boxes of Markdown."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "html_inline":
            parts.append(_of_html(child.content))
        elif child.type in {"s_open", "s_close"}:
            parts.append(STRUCK)
        elif child.type == "image":
            parts.append(f"![{child.content}]({child.attrGet('src') or ''})")
        elif child.type == "link_open":
            links.append((str(child.attrGet("href") or ""), len(parts)))
        elif child.type == "link_close" and links:
            target, start = links.pop()
            bare = target.removeprefix("mailto:")
            parts.append("" if bare in {"".join(parts[start:]), ""} else f" ({bare})")
    return " ".join("".join(parts).split())


def _of_html(tag: str) -> str:
    if _BREAK.fullmatch(tag):
        return " "
    if _INPUT.fullmatch(tag) and "checkbox" in tag.lower():
        return "[x]" if "checked" in tag.lower() else "[ ]"
    if tag.startswith("<!--"):
        return ""
    named = _NAME.match(tag)
    name = named[1].lower() if named else ""
    if name in _STRIKING:
        return STRUCK
    return "" if name in _MARKING and not _HIDING.search(tag) else tag


def _beside(content: str, place: str) -> Iterator[Block]:
    """Yield what a block of HTML says or hides outside its tables; none of it was printed."""
    text = " ".join(_TAG.sub(lambda found: _of_html(found[0]), content).split())
    if text:
        yield Paragraph(text, place)


def _html_tables(content: str, place: str) -> Iterator[Block]:
    """Yield the tables of a block of HTML, which converters write where a table does not fit Markdown."""
    reader = _Tables(place)
    reader.feed(content)
    reader.close()
    yield from reader.tables


class _Tables(HTMLParser):
    def __init__(self, place: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self._first = int(place.removeprefix("line ") or 1)
        self._rows: list[Row] | None = None
        self._cells: list[str] = []
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._cells = []
        elif tag in {"td", "th"}:
            self._text = []
        elif self._text is not None:
            self._text.append(_of_html(self.get_starttag_text() or "") or " ")
        del attrs

    def handle_endtag(self, tag: str) -> None:
        if tag in _STRIKING and self._text is not None:
            self._text.append(STRUCK)
        if tag in {"td", "th"} and self._text is not None:
            self._cells.append(" ".join("".join(self._text).split()))
            self._text = None
        elif tag == "tr" and self._rows is not None and self._cells:
            self._rows.append(Row(tuple(self._cells), f"line {self._first + self.getpos()[0] - 1}"))
        elif tag == "table" and self._rows is not None:
            self.tables.append(Table(tuple(self._rows)))
            self._rows = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

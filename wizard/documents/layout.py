"""Our Markdown read back, for the page and for Word: its tokens, and what its blocks are on a printed page.

HTML in it is off, and links are of safe schemes only.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from wizard.documents.frame import Frame


Role = Literal["answer", "decision", "foot", "pictures", ""]
Kind = Literal["items", "sign", "fill", "grid"]

RECOMMENDATION, CHECKLIST, DOSSIER = "recommendation", "checklist", "dossier"

_BOX = re.compile(r"\[( |x|X)\]")
_SIGNATURE = "signature"


def parser() -> MarkdownIt:
    """Return the parser: tables and task lists on, HTML off, front matter one hidden token."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    return MarkdownIt("js-default", {"linkify": False}).use(front_matter_plugin).use(tasklists_plugin)


def plain_words(token: Token) -> str:
    """Return what a reader sees of an inline token, on one line and without marks."""
    parts = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline"}:
            parts.append(child.content)
    return " ".join("".join(parts).split())


def front_pairs(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Return the keys and values of a document's own front matter, with quotes resolved; none without one."""
    content = next((token.content for token in tokens if token.type == "front_matter"), "")
    pairs: list[tuple[str, str]] = []
    for line in content.splitlines():
        key, colon, value = line.partition(": ")
        if not colon:
            continue
        if value.startswith('"'):
            try:
                value = json.loads(value)
            except ValueError:
                continue
        pairs.append((key, str(value)))
    return pairs


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document.

    Attributes:
        title: The heading above it, in plain words.
        head: The cells that name the columns; empty where none is named.
        kind: ``items`` are ticked, ``sign`` is signed with a pen, ``fill`` is filled in, ``grid`` is read.
        end: Position of the token that closes it.
    """

    title: str
    head: tuple[Token, ...]
    rows: tuple[tuple[Token, ...], ...]
    kind: Kind
    end: int


def mark(tokens: Sequence[Token], frame: Frame) -> dict[int, Table]:
    """Write roles of paragraphs and page breaks of headings into the tokens; return the tables by where they open."""
    tables: dict[int, Table] = {}
    title, parts, answered = frame.title, 0, False
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            title = plain_words(tokens[position + 1])
            parts += token.tag == "h2"
            token.meta["new_page"] = token.tag == "h2" and _new_page(frame, parts)
        elif token.type == "paragraph_open":
            inline = tokens[position + 1]
            role = role_of(inline, frame, leads=frame.name == RECOMMENDATION and parts == 0, answered=answered)
            answered |= role == "answer"
            token.meta["role"] = role
            # Pictures one below the other in the Markdown share their rows on a page.
            token.meta["joins"] = role == "pictures" and tokens[position - 1].meta.get("role") == "pictures"
            tokens[position + 2].meta["role"] = role
        elif token.type == "table_open":
            tables[position] = _table(tokens, position, title, frame)
    return tables


def _new_page(frame: Frame, number: int) -> bool:
    """Return whether a part begins on a new page: the case after the decision, and each later checkpoint."""
    return (frame.name == RECOMMENDATION and number == 1) or (frame.name == CHECKLIST and number > 1)


def role_of(inline: Token, frame: Frame, *, leads: bool, answered: bool) -> Role:
    """Return what a paragraph is.

    Args:
        leads: It is on the decision page.
        answered: The answer came before it.
    """
    seen = [child for child in inline.children or () if child.content.strip() or child.type != "text"]
    if seen and all(child.type in {"image", "softbreak", "hardbreak"} for child in seen):
        return "pictures"
    if not leads or not seen:
        return ""
    if not answered and seen[0].type == "strong_open":
        return "answer"
    if _one_strong(seen):
        return "decision"
    return "foot" if frame.record_id and plain_words(inline).startswith(frame.record_id) else ""


def _one_strong(children: Sequence[Token]) -> bool:
    closes = [position for position, child in enumerate(children) if child.type == "strong_close"]
    return children[0].type == "strong_open" and closes == [len(children) - 1]


def _table(tokens: Sequence[Token], start: int, title: str, frame: Frame) -> Table:
    rows: list[list[Token]] = []
    index = start + 1
    while tokens[index].type != "table_close":
        if tokens[index].type == "tr_open":
            rows.append([])
        elif tokens[index].type == "inline":
            rows[-1].append(tokens[index])
        index += 1
    head, *body = rows
    if not any(cell.content for cell in head):
        head = []
    return Table(title, tuple(head), tuple(map(tuple, body)), _kind(head, body, frame), index)


def _kind(head: Sequence[Token], body: Sequence[Sequence[Token]], frame: Frame) -> Kind:
    if any(box_of(cell) is not None for row in body for cell in row[:1]):
        return "items"
    if any(plain_words(cell).lower().startswith(_SIGNATURE) for cell in head):
        return "sign"
    if frame.name == CHECKLIST and any(not cell.content for row in body for cell in row):
        return "fill"
    return "grid"


def box_of(cell: Token) -> bool | None:
    """Return whether the box in a cell is ticked; None where the cell holds no box."""
    found = _BOX.fullmatch(cell.content.strip())
    return found and found[1] != " "


def item_of(row: Sequence[Token]) -> tuple[str, str]:
    """Return the id and the words of the item next to a box."""
    words = plain_words(row[1]) if len(row) > 1 else ""
    return words.partition(" ")[0], words


def anchors(tokens: Sequence[Token]) -> dict[int, str]:
    """Return a name for each heading, by its position; the same that a link in the Markdown has after its ``#``."""
    seen: dict[str, int] = {}
    found: dict[int, str] = {}
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            slug = slug_of(plain_words(tokens[position + 1]))
            seen[slug] = seen.get(slug, 0) + 1
            found[position] = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
    return found


def slug_of(text: str) -> str:
    """Return the name that a heading has in an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "section"


def other_format(address: str, ending: str) -> str:
    """Return an address; one of a document next to this one leads to it in the same format."""
    return re.sub(r"^([a-z]+)\.md(?=#|$)", rf"\1.{ending}", address)

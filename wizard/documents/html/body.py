"""The text of a page: the tokens of the Markdown, with names for readers who cannot see where a thing is."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from wizard.documents.fit import scale, widths
from wizard.documents.layout import DOSSIER, anchors, box_of, item_of, mark, other_format, plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from wizard.documents.frame import Frame
    from wizard.documents.layout import Table

_ROOM = 10000
"""Widths of columns are parts of this."""


class Body:
    """Changes the tokens of one document in place, and has them rendered."""

    def __init__(self, tokens: list[Token], frame: Frame) -> None:
        self.tokens = tokens
        self.frame = frame
        self.names: dict[str, int] = {}
        self.drawn: set[str] = set()
        self.scale = 1.0

    def html(self, reader: MarkdownIt) -> str:
        """Return the text, with its contents before the first part."""
        tables = mark(self.tokens, self.frame)
        entries = self._headings()
        self.scale = scale(self.tokens, tables, self.frame)
        for position, token in enumerate(self.tokens):
            if self.tokens[position - 1].meta.get("role") != "pictures":
                _lead_to_pages(token)
        made: list[Token] = []
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            match token.type:
                case "front_matter":
                    pass
                case "heading_open":
                    self.scale = 1.0 if token.tag == "h2" else self.scale
                    if token.tag == "h2" and entries:
                        made.append(_raw(_contents(entries, opened=self.frame.name in {DOSSIER, ""})))
                        entries = []
                    made.append(token)
                case "table_open":
                    end = tables[index].end
                    made += self._table(self.tokens[index : end + 1], tables[index])
                    index = end
                case "fence" | "code_block":
                    made.append(_raw(self._code(token)))
                case "paragraph_open" if token.meta["role"] == "pictures":
                    made.append(_raw(self._pictures(index)))
                    index += 2
                case "paragraph_open":
                    if token.meta["role"] and not token.hidden:
                        token.attrSet("class", token.meta["role"])
                    made.append(token)
                case "list_item_open" if self._decides(index):
                    token.attrJoin("class", "decision")
                    made.append(token)
                case _:
                    made.append(token)
            index += 1
        return str(reader.renderer.render(made, reader.options, {}))

    def _headings(self) -> list[tuple[str, str]]:
        """Give each heading a place to lead to; return those of the second level."""
        entries = []
        for position, anchor in anchors(self.tokens).items():
            token = self.tokens[position]
            token.attrSet("id", f"doc-{anchor}")
            if token.meta["new_page"]:
                token.attrSet("class", "new-page")
            if token.tag == "h2":
                entries.append((f"doc-{anchor}", plain_words(self.tokens[position + 1])))
        return entries

    def _decides(self, index: int) -> bool:
        following = self.tokens[index + 1]
        return following.type == "paragraph_open" and following.hidden and following.meta["role"] == "decision"

    def _named(self, title: str) -> str:
        """Return a name for a region that no other region of the page has."""
        self.names[title] = self.names.get(title, 0) + 1
        return title if self.names[title] == 1 else f"{title}, {self.names[title]}"

    def _region(self, title: str, kind: str) -> str:
        return f'<div class="{kind}" role="region" tabindex="0" aria-label="{html.escape(self._named(title))}">'

    def _table(self, tokens: Sequence[Token], table: Table) -> list[Token]:
        """Return a table in a separate region, so that it can be scrolled and is announced."""
        made = [_raw(self._region(table.title, f"table {table.kind}")), tokens[0], _raw(_columns(table))]
        body, cell = False, 0
        for token in tokens[1:-1]:
            match token.type:
                case "tbody_open":
                    body = True
                case "tr_open":
                    cell = 0
                case "th_open":
                    token.attrSet("scope", "col")
                case "td_open" if not table.head and cell == 0:
                    token.tag = "th"
                    token.attrSet("scope", "row")
                case "td_close":
                    token.tag = "th" if not table.head and cell == 0 else "td"
                    cell += 1
                case _:
                    pass
            if body or table.head:
                made.append(token)
        _head_of_nothing(made)
        for row in table.rows:
            _tick(row)
        return [*made, tokens[-1], _raw("</div>\n")]

    def _code(self, token: Token) -> str:
        kind = f' class="language-{html.escape(token.info.split()[0])}"' if token.info.split() else ""
        name = html.escape(self._named("Text for another tool"))
        return f'<pre role="region" tabindex="0" aria-label="{name}"><code{kind}>{html.escape(token.content)}</code></pre>\n'

    def _pictures(self, index: int) -> str:
        """Return the picture at a place, in one row with those that follow; the words of one that is not at hand."""
        fit = "" if self.scale == 1.0 else f' style="--fit: {self.scale:.2f}"'
        opens = "" if self.tokens[index].meta["joins"] else f'<div class="pictures"{fit}>\n'
        follows = index + 3 < len(self.tokens) and self.tokens[index + 3].meta.get("joins")
        return (
            opens + "".join(map(self._picture, self.tokens[index + 1].children or ())) + ("" if follows else "</div>\n")
        )

    def _picture(self, child: Token) -> str:
        address = str(child.attrGet("src") or "") if child.attrs else ""
        svg = self.frame.pictures.get(address)
        if svg is None or address in self.drawn:
            return f'<p class="told">{html.escape(child.content)}</p>\n' if child.content.strip() else ""
        self.drawn.add(address)
        return svg.strip() + "\n"


def _lead_to_pages(token: Token) -> None:
    """Let links lead to the pages next to this one, write pictures among words as words, and open the boxes of lists."""
    children = token.children or []
    for position, child in enumerate(children):
        if child.type == "link_open":
            address = str(child.attrGet("href") or "")
            here = address.startswith("#")
            child.attrSet("href", f"#doc-{address[1:]}" if here else other_format(address, "html"))
        elif child.type == "image":
            child.type, child.tag = "text", ""
        elif child.type == "html_inline" and "task-list-item-checkbox" in child.content:
            words = "".join(
                other.content for other in children[position + 1 :] if other.type in {"text", "code_inline"}
            )
            child.content = _box(words, ticked="checked" in child.content.replace("checkbox", "")) + " "


def _contents(entries: Sequence[tuple[str, str]], *, opened: bool) -> str:
    """Return the contents, closed where the decision comes before them; empty for a short page.

    Args:
        entries: Anchor and words of each heading.
        opened: A page that is looked things up in.
    """
    if len(entries) < 4:
        return ""
    items = "\n".join(f'<li><a href="#{anchor}">{html.escape(words)}</a></li>' for anchor, words in entries)
    shown = " open" if opened else ""
    return (
        f'<nav class="contents" aria-label="Contents">\n<details{shown}><summary>Contents</summary>\n'
        f"<ol>\n{items}\n</ol>\n</details>\n</nav>\n"
    )


def _raw(content: str) -> Token:
    from markdown_it.token import Token

    return Token("html_block", "", 0, content=content)


def _columns(table: Table) -> str:
    parts = "".join(f'<col style="width: {part * 100 / _ROOM:.2f}%">' for part in widths(table, _ROOM))
    return f"<colgroup>{parts}</colgroup>\n"


def _head_of_nothing(tokens: Sequence[Token]) -> None:
    """Make a head without words an ordinary cell; a reader would announce it as the name of a column."""
    for position, token in enumerate(tokens):
        if token.type == "th_open" and not tokens[position + 1].content:
            token.tag = tokens[position + 2].tag = "td"
            token.attrs.pop("scope", None)


def _tick(row: Sequence[Token]) -> None:
    """Put a real box where the row begins with one."""
    ticked = box_of(row[0])
    if ticked is not None:
        _, words = item_of(row)
        from markdown_it.token import Token

        row[0].children = [Token("html_inline", "", 0, content=_box(words, ticked=ticked))]


def _box(words: str, *, ticked: bool) -> str:
    label = html.escape(" ".join(words.split())[:120], quote=True)
    return f'<input type="checkbox" autocomplete="off" aria-label="{label}"{" checked" if ticked else ""}>'

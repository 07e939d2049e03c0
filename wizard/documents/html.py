"""Markdown to one self-contained page: readable, printable, usable with a screen reader."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.documents.markup import front_pairs, parser

if TYPE_CHECKING:
    from markdown_it.token import Token

    from wizard.documents.frame import Frame

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --line: #767676; --soft: #f2f2f2; --link: #0b4f9e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --paper: #161616; --line: #8a8a8a; --soft: #262626; --link: #8ab8f5; }
}
body { color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, "Segoe UI", sans-serif; margin: 0; }
main, nav, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
main { padding-top: 1.5rem; padding-bottom: 2rem; }
h1, h2, h3, h4 { line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--soft); }
code { font-family: ui-monospace, Consolas, monospace; background: var(--soft); padding: 0 .2em; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: .8rem; overflow-x: auto; }
pre code { padding: 0; overflow-wrap: normal; }
ul.contains-task-list { list-style: none; padding-left: 1rem; }
li { margin: .2rem 0; }
footer { border-top: 1px solid var(--line); padding-bottom: 2rem; }
@media print {
  body { font-size: 10.5pt; } nav, .skip { display: none; } .table { overflow: visible; }
  tr, li { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
}
""".strip()

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page loads and runs nothing, wherever it is opened."""


def to_html(markdown: str, frame: Frame) -> str:
    """Return one self-contained page.

    Args:
        markdown: A document of this wizard, front matter included.
        frame: What the pages carry around it.
    """
    reader = parser()
    tokens = reader.parse(markdown)
    _lists_of_tasks(tokens)
    contents = _headings(tokens)
    _tables(tokens)
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    body = reader.renderer.render([t for t in tokens if t.type != "front_matter"], reader.options, {})
    body = body.replace("<table>", '<div class="table" role="region" tabindex="0" aria-label="Table"><table>')
    body = body.replace("</table>", "</table></div>")
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{html.escape(' '.join(frame.title.split()))}</title>",
        f"<style>\n{STYLE}\n</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#content">Skip to the content</a>',
        f'<main id="content">\n{_with_contents(body, contents)}</main>',
        _footer(front),
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _headings(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Give each heading its own id, and return those of the second level with their texts."""
    seen: dict[str, int] = {}
    contents: list[tuple[str, str]] = []
    for position, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = "".join(child.content for child in tokens[position + 1].children or ())
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "section"
        seen[slug] = seen.get(slug, 0) + 1
        anchor = f"doc-{slug}" if seen[slug] == 1 else f"doc-{slug}-{seen[slug]}"
        token.attrSet("id", anchor)
        if token.tag == "h2":
            contents.append((anchor, text))
    return contents


def _tables(tokens: Sequence[Token]) -> None:
    """Say of each head cell that it heads its column."""
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")


def _lists_of_tasks(tokens: Sequence[Token]) -> None:
    """Give each box of a task list a name that a screen reader can say."""
    for token in tokens:
        children = token.children or []
        for position, child in enumerate(children):
            if child.type == "html_inline" and "task-list-item-checkbox" in child.content:
                words = "".join(other.content for other in children[position + 1 :] if other.type == "text")
                label = html.escape(" ".join(words.split())[:120], quote=True)
                done = " checked" if "checked" in child.content.replace("checkbox", "") else ""
                child.content = f'<input type="checkbox" disabled aria-label="{label}"{done}> '


def _with_contents(body: str, contents: Sequence[tuple[str, str]]) -> str:
    if len(contents) < 4:
        return body
    items = "\n".join(f'<li><a href="#{anchor}">{html.escape(text)}</a></li>' for anchor, text in contents)
    nav = f'<nav aria-label="Contents">\n<ol>\n{items}\n</ol>\n</nav>\n'
    head, mark, rest = body.partition("</h1>\n")
    return f"{head}{mark}{nav}{rest}" if mark else nav + body


def _footer(front: str) -> str:
    pairs = front_pairs(front)
    if not pairs:
        return ""
    rows = "\n".join(
        f'<tr><th scope="row">{html.escape(key)}</th><td>{html.escape(value)}</td></tr>' for key, value in pairs
    )
    return (
        '<footer aria-label="Data of this document">\n<h2 id="doc-front-matter">Data of this document</h2>\n'
        f'<div class="table"><table>\n<tbody>\n{rows}\n</tbody>\n</table></div>\n</footer>'
    )

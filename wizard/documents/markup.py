"""Reads our Markdown back, for pages and Word files: HTML off, links of safe schemes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


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


def front_pairs(content: str) -> list[tuple[str, str]]:
    """Return the keys and values of our own front matter, with quotes resolved."""
    import json

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

"""Counts the words of a document as its budgets do."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_IMAGE = re.compile(r"!\[(?:\\.|[^\]\\])*\]\([^)\n]*\)")
_TARGET = re.compile(r"(?<=\])\([^)\s]*\)")
_WORD = re.compile(r"\S*?[^\W_]\S*")
_CASE = re.compile(r"^## ", re.MULTILINE)


def word_count(markdown: str) -> int:
    """Return how many tokens have a letter or digit; front matter, pictures and link targets do not count."""
    text = _TARGET.sub("", _IMAGE.sub(" ", _FRONT.sub("", markdown)))
    return len(_WORD.findall(text))


def split_page(markdown: str) -> tuple[str, str]:
    """Return the decision page and the case, which begins with the first heading of the second level."""
    found = _CASE.search(markdown)
    return (markdown[: found.start()], markdown[found.start() :]) if found else (markdown, "")

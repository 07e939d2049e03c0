"""Counts the words of a document as a reader meets them: what Markdown shows, without front matter and pictures."""

from __future__ import annotations

from tests.documents.making import parse


def shown(markdown: str) -> list[str]:
    """Return the tokens with a letter or digit that a reader sees, in order."""
    found: list[str] = []
    for token in parse(markdown):
        if token.type in {"fence", "code_block"}:
            found += token.content.split()
        if token.type == "inline":
            parts = [
                " " if child.type in {"softbreak", "hardbreak", "image"} else child.content
                for child in token.children or ()
                if child.type in {"text", "code_inline", "softbreak", "hardbreak", "image"}
            ]
            found += "".join(parts).split()
    return [word for word in found if any(letter.isalnum() for letter in word)]


def words(markdown: str) -> int:
    return len(shown(markdown))


def page_and_case(markdown: str) -> tuple[int, int]:
    """Return the words of the decision page and of the case; the case begins with the first second-level heading."""
    first, found, rest = markdown.partition("\n## ")
    return words(first), words(f"## {rest}") if found else 0

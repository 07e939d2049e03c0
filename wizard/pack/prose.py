"""Prose of the pack: Markdown files of sections, ``## id`` and below it ``### part``."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from wizard.errors import PackError, Problem


@dataclass(slots=True)
class Section:
    """A section of a prose file.

    Attributes:
        line: Where its heading is, from 1.
        text: The text above the first part.
        parts: Texts by the heading of their part.
    """

    line: int
    text: str = ""
    parts: dict[str, str] = field(default_factory=dict)


def read_sections(name: str, text: str) -> dict[str, Section]:
    """Return the sections of a prose file by the text of their heading.

    Raises:
        PackError: A section or part appears twice.
    """
    from markdown_it import MarkdownIt

    lines = text.splitlines()
    headings: list[tuple[int, int, int, str]] = []
    reader = MarkdownIt("commonmark")
    reader.core.ruler.enableOnly(["normalize", "block"])  # headings are all that is looked for
    tokens = reader.parse(text)
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open" and token.map and token.level == 0 and token.tag in {"h1", "h2", "h3"}:
            headings.append((int(token.tag[1]), token.map[0], token.map[1], inline.content.strip()))
    sections: dict[str, Section] = {}
    current: Section | None = None
    for index, (level, start, end, title) in enumerate(headings):
        stop = headings[index + 1][1] if index + 1 < len(headings) else len(lines)
        body = "\n".join(lines[end:stop]).strip()
        if level == 2:
            if title in sections:
                raise PackError(Problem(f"{name}:{start + 1}", f"has the section '{title}' twice.", code="P107"))
            current = sections[title] = Section(start + 1, body)
        elif level == 3 and current is not None:
            if title in current.parts:
                raise PackError(Problem(f"{name}:{start + 1}", f"has the part '{title}' twice.", code="P107"))
            current.parts[title] = body
    return sections

"""A Markdown page in the making: blocks with blank lines between them, and what they cite.

Everything handed over is Markdown already; users' text went through ``escape`` before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Prose, Span, Table, Text
from wizard.documents.escape import CLOSE, OPEN, finished, inline, shown
from wizard.wording import cited, upper_first

if TYPE_CHECKING:
    from wizard.documents.pictures.drawing import Picture
    from wizard.pack.models.documents import Acronym

PICTURES = "pictures/"
"""The folder of the pictures that documents link."""

_BARE_PIPE = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^(#{1,6})(?=\s)")
_STARTS = re.compile(r"(?:\n|[\n ]- |\n\d+\. |\| |[.!?] |\*\*)\Z")
"""What comes before the first word of a sentence, an item or a cell."""

_FRONT = re.compile(r"---\n.*?\n---\n", re.DOTALL)
_FENCED = re.compile(r"^(?P<fence>`{3,})[^\n]*\n.*?^(?P=fence)$", re.DOTALL | re.MULTILINE)
_SKIPPED = re.compile(r"(?P<tick>`+)[^`]+(?P=tick)|\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]*>")
_ARTICLE = re.compile(r"\b([Aa])n? \Z")
"""An article before a short form; the long form may want the other one."""
_NEAR = 4
"""Characters of an article, its blank and what comes before it."""

_JOINED = re.compile(r"[\w\-/]")

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


class Page:
    """Collects the blocks of one document.

    Attributes:
        facts: Ids of facts cited so far, each once, in the order of first citing, with the section of level 2.
    """

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.facts: dict[str, str] = {}
        self._section = ""

    def copy(self) -> Page:
        """Return a page that begins with what this one has so far."""
        page = Page()
        page.blocks, page.facts, page._section = [*self.blocks], {**self.facts}, self._section
        return page

    def heading(self, level: int, text: str) -> None:
        title = " ".join(text.split())
        self._section = title if level == 2 else self._section
        self.blocks.append(f"{'#' * level} {title}")

    def text(self, *sentences: str) -> None:
        """Add a paragraph of the sentences that are not empty."""
        joined = " ".join(sentence.strip() for sentence in sentences if sentence and sentence.strip())
        if joined:
            self.blocks.append(joined)

    def prose(self, markdown: str, level: int = 3) -> None:
        """Add trusted Markdown; its headings start at the given level."""
        if markdown.strip():
            self.blocks.append(shifted(markdown.strip(), level))

    def bullets(self, items: Iterable[str], *, numbered: bool = False) -> None:
        """Add a list; lines after the first of an item belong to it."""
        lines: list[str] = []
        for number, item in enumerate((item for item in items if item), 1):
            mark = f"{number}. " if numbered else "- "
            head, *rest = item.split("\n")
            lines.append(mark + head)
            lines += [" " * len(mark) + line if line else "" for line in rest]
        if lines:
            self.blocks.append("\n".join(lines))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Add a table; rows are filled to the width of the head. No rows, no table."""
        made = [_line([_cell(cell) for cell in [*cells, *[""] * (len(head) - len(cells))]]) for cells in rows]
        if made:
            self.blocks.append("\n".join([_line(head), _line(["---"] * len(head)), *made]))

    def condensed(self, head: Sequence[str], rows: Iterable[Sequence[str]], keep: int = 1) -> None:
        """Add a table without what says nothing: empty columns go, and one value in all rows becomes a sentence.

        Args:
            head: Names of the columns.
            rows: As wide as the head.
            keep: How many columns from the left stay in any case.
        """
        found = [tuple(cells) for cells in rows]
        columns: list[int] = []
        for index, name in enumerate(head):
            values = {cells[index] for cells in found}
            if index < keep or len(values) > 1 or (values != {""} and len(found) == 1):
                columns.append(index)
            elif values and values != {""}:
                self.text(f"{name}, in every row: {values.pop().rstrip('.')}.")
        self.table([head[index] for index in columns], [[cells[index] for index in columns] for cells in found])

    def fence(self, language: str, content: str) -> None:
        """Add a code block whose fence is longer than any in its content."""
        longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
        fence = "`" * max(3, longest + 1)
        self.blocks.append(f"{fence}{language}\n{content.rstrip()}\n{fence}")

    def picture(self, *pictures: Picture) -> None:
        """Add pictures in one paragraph, side by side where there is room; their words replace them where they cannot be shown."""
        links = [f"![{shown(picture.alt)}]({PICTURES}{picture.name}.svg)" for picture in pictures]
        if links:
            self.blocks.append("\n".join(links))

    def cite(self, facts: Iterable[str]) -> str:
        """Remember facts for the dossier and return them as a mark, ``[F: CA-19]``; empty for none."""
        facts = list(dict.fromkeys(facts))
        for fact in facts:
            self.facts.setdefault(fact, self._section)
        return cited(facts)

    def say(self, *blocks: Block) -> None:
        """Add neutral blocks; what users wrote in them is escaped here."""
        items: list[str] = []
        for block in (*blocks, Gap()):
            if isinstance(block, Text) and (block.mark or block.depth):
                items.append(self._item(block))
                continue
            if items:
                self.blocks.append("\n".join(items))
                items = []
            match block:
                case Heading(text, level, number):
                    self.heading(level, text if number is None else f"{text} ({number})")
                case Text():
                    self.text(self._line(block))
                case Table(head, rows):
                    self.table(head, rows)
                case Prose(markdown, level):
                    self.prose(markdown, level)

    def _item(self, block: Text) -> str:
        shown = {"": "", "-": "", "*": "\\* ", "+": "\\+ "}.get(block.mark, f"{block.mark} ")  # a list in a list else
        mark = f"- {shown}"
        return f"{'  ' * block.depth}{mark}{self._line(block)}"

    def _line(self, block: Text) -> str:
        lead = f"{block.lead}: " if block.lead else ""
        label = f"**{block.label}:** " if block.label else ""
        said = "".join(_spoken(span) for span in block.line)
        return f"{lead}{label}{said} {self.cite(block.facts)}".rstrip()

    def body(self) -> str:
        """Return the blocks as one text, without headings that have nothing under them."""
        kept: list[str] = []
        below = 1
        for block in reversed(self.blocks):
            found = _HEADING.match(block)
            depth = len(found[1]) if found and "\n" not in block else 7
            if depth < 7 and depth >= below:
                continue
            kept.append(block)
            below = depth
        return "\n\n".join(reversed(kept)) + "\n"


def _spoken(span: Span) -> str:
    if span.kind == "theirs":
        return inline(span.text)
    return f"**{span.text}**" if span.kind == "strong" else span.text


@lru_cache(maxsize=8192)
def _cell(text: str) -> str:
    return _BARE_PIPE.sub(r"\\|", " ".join(text.split()))


def _line(cells: Sequence[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def shifted(markdown: str, level: int) -> str:
    """Return Markdown whose highest heading is at the level, none below the sixth."""
    lines = markdown.split("\n")
    marks: list[tuple[int, int]] = []
    fence = ""
    for index, line in enumerate(lines):
        opened = _FENCE.match(line)
        if opened and (not fence or opened[1].startswith(fence)):
            fence = "" if fence else opened[1]
            continue
        found = None if fence else _HEADING.match(line)
        if found:
            marks.append((index, len(found[1])))
    if not marks:
        return markdown
    by = level - min(depth for _, depth in marks)
    for index, depth in marks:
        lines[index] = "#" * max(1, min(6, depth + by)) + lines[index][depth:]
    return "\n".join(lines)


def _fences(markdown: str) -> Iterator[tuple[int, int]]:
    """Yield where each block of code begins and ends; the pattern alone would be tried at every place of a document."""
    at = markdown.find("```")
    while at >= 0:
        found = _FENCED.match(markdown, at)
        if found:
            yield found.span()
        at = markdown.find("```", found.end() if found else at + 1)


def _quoted(markdown: str, at: int) -> bool:
    """Return whether a place is in a user's text, in code, in a link or in an address."""
    if markdown.rfind(OPEN, 0, at) > markdown.rfind(CLOSE, 0, at):
        return True
    begin = markdown.rfind("\n", 0, at) + 1
    end = markdown.find("\n", at)
    line = markdown[begin : end if end >= 0 else len(markdown)]
    return any(found.start() <= at - begin < found.end() for found in _SKIPPED.finditer(line))


class Expander:
    """Writes out short forms where they are met first, in the wizard's own words only."""

    def __init__(self, acronyms: Sequence[Acronym]) -> None:
        self.long = {acronym.short: acronym.long for acronym in acronyms}
        shorts = sorted(self.long, key=lambda short: (-len(short), short))
        known = "|".join(re.escape(short) for short in shorts) or r"(?!)"
        self._pattern = re.compile(rf"({known})(s?)(?![\w\-/])")

    def expand(self, markdown: str) -> str:
        """Return the document with each short form written out once."""
        seen: set[str] = set()
        pieces: list[str] = []
        done = 0
        front = _FRONT.match(markdown)
        fences = list(_fences(markdown))
        for found in self._pattern.finditer(markdown, front.end() if front else 0):
            short, plural = found.groups()
            start = found.start()
            if short in seen or _JOINED.match(markdown[start - 1 : start]):
                continue
            if any(begin <= start < end for begin, end in fences) or _quoted(markdown, start):
                continue
            seen.add(short)
            long = self.long[short]
            before = markdown[max(0, start - len(long) - 1) : start]
            if before.lower() == f"{long} (".lower()[-len(before) :] and before.endswith("("):
                continue
            near = max(done, start - _NEAR)  # a pattern for the end of a text is tried at all its places
            lead = _ARTICLE.sub(rf"\1{'n' if long[0] in 'aeio' else ''} ", markdown[near:start])
            if _STARTS.search(markdown[max(0, start - 4) : start]):
                long = upper_first(long)
            pieces += [markdown[done:near], lead, f"{long}{plural} ({short}{plural})"]
            done = found.end()
        return "".join([*pieces, markdown[done:]])

    def finish(self, markdown: str) -> bytes:
        """Return the finished document as bytes: UTF-8, LF, one final newline."""
        return as_bytes(self.expand(markdown))


def as_bytes(markdown: str) -> bytes:
    """Return a document as bytes, without the marks around users' texts: UTF-8, LF, one final newline."""
    return (finished(markdown).rstrip("\n") + "\n").encode("utf-8")


_CITED = re.compile(r"(?<!\\)\[F: ([A-Z0-9\-, ]+)\]")


def citations(markdown: str) -> list[str]:
    """Return the facts that a document cites by their marks, each once, in order; none that a user typed."""
    return list(dict.fromkeys(fact for found in _CITED.finditer(markdown) for fact in found[1].split(", ")))


def front_matter(pairs: Iterable[tuple[str, str]]) -> str:
    """Return front matter; values are scalars of YAML already."""
    lines = [f"{key}: {value}" for key, value in pairs if value]
    return "\n".join(["---", *lines, "---"]) + "\n"

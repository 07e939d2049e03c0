"""Looks for phrases to avoid in what users read, in docstrings and in comments.

``python -m tests.language`` lists what is too much, ``--all`` every hit, ``--lower`` fits the ceilings to what is
left. ``language_phrases.toml`` holds the phrases, ``language_allowed.toml`` the exceptions and the ceilings.
"""

from __future__ import annotations

import ast
import functools
import io
import re
import sys
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support.packs import ROOT, real_pack
from wizard.evidence.pack_check import cited
from wizard.pack.checks.elsewhere import cited_elsewhere
from wizard.pack.default_pack import default_pack_folder
from wizard.pack.files import read_files
from wizard.pack.models.marks import Words
from wizard.pack.walk import walk

PHRASES = Path(__file__).with_name("language_phrases.toml")
ALLOWED = Path(__file__).with_name("language_allowed.toml")
PAGES = ("README.md", "CHANGELOG.md", "wizard/README.md", ".github/CONTRIBUTING.md")
_SKIPPED = re.compile(r"^```.*?^```|`+[^`]+`+|https?://\S+|“[^”\n]*”|^>.*$", re.DOTALL | re.MULTILINE)
"""Code, addresses and quotations."""


class Text(NamedTuple):
    """A text that people read: ``seen`` by users, or ``code`` for those who read the program."""

    path: str
    line: int
    where: str
    text: str


class Phrase(NamedTuple):
    find: re.Pattern[str]
    write: str
    where: str


class Hit(NamedTuple):
    path: str
    line: int
    found: str
    write: str
    around: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: '{self.found}': write {self.write}\n    {self.around}"


class Allowed(NamedTuple):
    """Exceptions by path and text, and the most hits below a path; everywhere else there are none."""

    exceptions: tuple[tuple[str, str], ...]
    ceilings: dict[str, int]


@functools.cache
def phrases() -> tuple[Phrase, ...]:
    listed = tomllib.loads(PHRASES.read_text(encoding="utf-8"))["phrase"]
    flags = re.IGNORECASE | re.MULTILINE
    return tuple(Phrase(re.compile(one["find"], flags), one["write"], one.get("where", "")) for one in listed)


@functools.cache
def allowed() -> Allowed:
    data = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))
    return Allowed(tuple((one["path"], one["text"]) for one in data.get("exception", ())), data["ceilings"])


def texts_of_python(path: str, source: str) -> Iterator[Text]:
    """Yield docstrings, comments, and string literals of more than one word; values in a message become ``{}``."""
    tree = ast.parse(source)
    docstrings, inner = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            docstrings.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            inner.update(node.values)
    for node in ast.walk(tree):
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inner:
            text = node.value
        if " " in text.strip():
            yield Text(path, node.lineno, "code" if node in docstrings else "seen", text)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(path, token.start[0], "code", token.string.lstrip("# "))


def all_texts() -> Iterator[Text]:
    """Yield the texts of the pack, of the pages and of the program."""
    evidence = cited_elsewhere(read_files(default_pack_folder()), cited(), [])
    for found in (*walk(real_pack()), *evidence):
        if isinstance(found.mark, Words):
            yield Text(f"knowledge/{found.place} {found.field}", 0, "seen", found.value)
    for page in PAGES:
        yield Text(page, 1, "seen", (ROOT / page).read_text(encoding="utf-8"))
    for file in sorted(ROOT.joinpath("wizard").rglob("*.py")):
        yield from texts_of_python(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))


def hits(texts: Iterable[Text]) -> Iterator[Hit]:
    """Yield each phrase that a text should not use, outside code, addresses and quotations."""
    for path, line, where, text in texts:
        prose = _SKIPPED.sub(lambda match: re.sub(r"[^\n]", "`", match[0]), text)
        for phrase in phrases():
            for match in phrase.find.finditer(prose) if phrase.where in {"", where} else ():
                start, end = match.span()
                around = " ".join(text[max(0, start - 50) : end + 50].split())
                yield Hit(path, line + prose.count("\n", 0, start), match[0], phrase.write, around)


def used(hit: Hit, given: Allowed) -> tuple[str, str] | None:
    """Return the exception that allows a hit."""
    return next((one for one in given.exceptions if hit.path == one[0] and one[1] in hit.around), None)


def room(path: str, ceilings: Iterable[str]) -> str:
    """Return the longest path of a ceiling that this one is in; empty where there is none."""
    return max((one for one in ceilings if path == one or path.startswith(f"{one}/")), key=len, default="")


def counted(found: Iterable[Hit], given: Allowed) -> Counter[str]:
    """Return how many hits that no exception allows there are below each path with a ceiling."""
    return Counter(room(hit.path, given.ceilings) for hit in found if not used(hit, given))


def too_many(found: Iterable[Hit], given: Allowed) -> list[str]:
    """Return each hit in finished rooms; of the others the numbers that are above their ceilings."""
    found = list(found)
    numbers = counted(found, given)
    said = [
        str(hit) for hit in found if not used(hit, given) and not given.ceilings.get(room(hit.path, given.ceilings))
    ]
    for name, ceiling in given.ceilings.items():
        if ceiling and numbers[name] > ceiling:
            said.append(f"{name}: {numbers[name]} hits, {ceiling} allowed; --all lists them")
    return said


def lower(numbers: Counter[str]) -> None:
    """Write the ceilings that may fall; a room without hits loses its own."""
    text = ALLOWED.read_text(encoding="utf-8")
    for name, ceiling in allowed().ceilings.items():
        left = min(ceiling, numbers[name])
        text = text.replace(f'"{name}" = {ceiling}\n', f'"{name}" = {left}\n' if left else "")
    ALLOWED.write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    found, given = list(hits(all_texts())), allowed()
    numbers = counted(found, given)
    if "--lower" in words:
        lower(numbers)
        return 0
    wrong = too_many(found, given)
    for one in [hit for hit in found if not used(hit, given)] if "--all" in words else wrong:
        print(one)
    slack = [name for name, ceiling in given.ceilings.items() if numbers[name] < ceiling]
    if slack:
        print(f"Fewer hits than allowed in {', '.join(slack)}: run python -m tests.language --lower")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

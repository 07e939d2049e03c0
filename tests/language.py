"""Looks for phrases to avoid in what users read, in docstrings and in comments.

``python -m tests.language`` lists them. ``language_phrases.toml`` holds the phrases, ``language_allowed.toml`` the few
hits that are right.
"""

from __future__ import annotations

import ast
import functools
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support.packs import ROOT, real_pack
from wizard.evidence.pack_check import cited
from wizard.pack.checks.elsewhere import cited_elsewhere
from wizard.pack.files import default_pack_folder, read_files
from wizard.pack.models.marks import Words
from wizard.pack.walk import walk

PHRASES = Path(__file__).with_name("language_phrases.toml")
ALLOWED = Path(__file__).with_name("language_allowed.toml")
GUIDES = tuple(sorted(f".github/guides/{page.name}" for page in (ROOT / ".github" / "guides").glob("*.md")))
PAGES = ("README.md", "CHANGELOG.md", "wizard/README.md", ".github/CONTRIBUTING.md", *GUIDES)
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
    """A hit that is right, below a path, told by the text around it."""

    path: str
    text: str

    def allows(self, hit: Hit) -> bool:
        return f"{hit.path}/".startswith(f"{self.path}/") and self.text in hit.around


@functools.cache
def phrases() -> tuple[Phrase, ...]:
    listed = tomllib.loads(PHRASES.read_text(encoding="utf-8"))["phrase"]
    flags = re.IGNORECASE | re.MULTILINE
    return tuple(Phrase(re.compile(one["find"], flags), one["write"], one.get("where", "")) for one in listed)


@functools.cache
def allowed() -> tuple[Allowed, ...]:
    listed = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["exception"]
    return tuple(Allowed(one["path"], one["text"]) for one in listed)


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


def too_many(found: Iterable[Hit]) -> list[str]:
    """Return the hits that no exception allows."""
    return [str(hit) for hit in found if not any(one.allows(hit) for one in allowed())]


def main() -> int:
    wrong = too_many(hits(all_texts()))
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

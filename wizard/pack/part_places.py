"""Where the parts of a pack are: from ``row M5a`` to ``tables.toml:57 row M5a``.

Checks and the compiler name a part by its kind and id. The line is looked up only for
what is reported, so nothing of this costs a decision anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from wizard.errors import Problem
from wizard.pack.models import Pack
from wizard.pack.models.marks import CONDITIONS, Key
from wizard.pack.toml_lines import line_of
from wizard.pack.walk import headings, walk

_HEADING = re.compile(r"\s*\[\[?\s*([A-Za-z_.]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([a-z_]+)\s*=\s*\"([^\"]*)\"")
_PLACE = re.compile(r"(?:(?P<file>[\w./-]+): )?(?P<kind>[a-z_]+) (?:of |to )?(?P<id>.+)$", re.DOTALL)

_PATH = re.compile(r"(?P<file>[\w./-]+): at (?P<steps>[\w.]+)$")
"""A place given by keys and positions in lists, for parts without an id."""


class Places:
    """Finds the line of a part of the pack."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    @cached_property
    def _lines(self) -> dict[tuple[str, str], list[tuple[str, int]]]:
        found: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for name, raw in self._files.items():
            text = raw.decode("utf-8", errors="replace")
            if name.endswith(".toml"):
                _index_toml(name, text, found)
            elif name.endswith(".md"):
                for number, line in enumerate(text.splitlines(), start=1):
                    if line.startswith("## "):
                        found.setdefault((f"section {name}", line[3:].strip()), []).append((name, number))
        return found

    def lines(self, kind: str, name: str) -> list[str]:
        """Return ``file:line`` of every part of this kind and id, in the order of the files."""
        return [f"{file}:{line}" for file, line in self._lines.get((kind, name), ())]

    def of(self, place: str) -> str:
        """Return a place with its file and line, or as it was where it cannot be found."""
        path = _PATH.match(place)
        if path and path["file"] in self._files:
            steps = path["steps"].split(".")
            text = self._files[path["file"]].decode("utf-8", errors="replace")
            line = line_of(text, [int(step) if step.isdigit() else step for step in steps])
            return f"{path['file']}:{line} {'.'.join(step for step in steps if not step.isdigit())}"
        found = _PLACE.match(place)
        if not found:
            return place
        kind, name = found["kind"], found["id"]
        file = found["file"]
        for candidate in (name, name.split(" ", 1)[-1]):
            where = [at for at in self.lines(kind, candidate) if file is None or at.startswith(f"{file}:")]
            if where:
                return f"{where[0]} {kind} {name}"
        return place

    def section(self, file: str, title: str) -> str:
        """Return ``file:line`` of a section of a prose file."""
        found = self._lines.get((f"section {file}", title))
        return f"{file}:{found[0][1]}" if found else file

    def with_lines(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return findings whose places have file and line."""
        return [Problem(self.of(p.place), p.message, p.remedy, p.code) for p in problems]


def _index_toml(name: str, text: str, found: dict[tuple[str, str], list[tuple[str, int]]]) -> None:
    """Note every id under its kind, those of nested tables with their owner's id before them too."""
    kinds = headings(name)
    heading = ""
    owners: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        head = _HEADING.match(line)
        if head:
            heading = head[1]
            continue
        key = _KEY.match(line)
        kind, ident = kinds.get(heading, ("", ""))
        if not key or key[1] != ident:
            continue
        owners[heading] = key[2]
        owner = owners.get(heading.rpartition(".")[0])
        for known in (key[2], f"{owner}.{key[2]}") if owner else (key[2],):
            found.setdefault((kind, known), []).append((name, number))


RESERVED = ("main", "decided", "also", "verdicts", "proposed", "outcomes", "always")
"""Names that conditions have already."""


def duplicates(pack: Pack, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield every id that is given twice, at its second place."""
    places = Places(files)
    owners = {(CONDITIONS, name): "word of the condition language" for name in RESERVED}
    for found in walk(pack):
        mark, name = found.mark, found.value
        if not isinstance(mark, Key) or mark.again or (mark.kind, name) == ("table", "main"):
            continue
        kind = mark.kind.replace("_", " ")
        slot = (mark.space or mark.kind, name)
        if slot not in owners:
            owners[slot] = kind
        elif owners[slot] != kind:
            message = f"has the ID of a {owners[slot]}, so nobody can tell which one is meant."
            yield Problem(places.of(found.place), message, "Give it another ID.", "P119")
        else:
            lines = places.lines(mark.kind, name)
            place = lines[1] if len(lines) > 1 else places.of(found.place)
            first = f" The first one is in {lines[0]}." if len(lines) > 1 else ""
            yield Problem(
                place, f"gives the {kind} '{name}' a second time.{first}", "Give one of them another ID.", "P116"
            )

"""Ids that are given twice: two parts of one name, or one name for two kinds that conditions look up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.errors import Problem
from wizard.pack.models import Pack
from wizard.pack.models.marks import CONDITIONS, Key
from wizard.pack.part_places import Places
from wizard.pack.walk import walk

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
            message = f"has the id of a {owners[slot]}, so nobody can tell which one is meant."
            yield Problem(places.of(found.place), message, "Give it another id.", "P119")
        else:
            lines = places.lines(mark.kind, name)
            place = lines[1] if len(lines) > 1 else places.of(found.place)
            first = f" The first one is in {lines[0]}." if len(lines) > 1 else ""
            yield Problem(
                place, f"gives the {kind} '{name}' a second time.{first}", "Give one of them another id.", "P116"
            )

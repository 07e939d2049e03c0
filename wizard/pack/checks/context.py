"""What a static check looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wizard.pack.checks.finding import Finding
from wizard.pack.models import Pack
from wizard.pack.models.marks import Condition, Ref
from wizard.pack.prose import Section
from wizard.pack.walk import Found


@dataclass(frozen=True, slots=True)
class Context:
    """A pack that was read, with what the models do not hold.

    Attributes:
        prose: Sections of the prose files by file name and heading.
        day: The day to go by; nothing else knows today.
        found: Every marked value of the pack, and what other rooms cite of it.
        names: The names of all parts, by kind.
    """

    pack: Pack
    prose: Mapping[str, Mapping[str, Section]]
    day: date
    found: Sequence[Found]
    names: Mapping[str, Sequence[str]]

    def conditions(self) -> Iterator[tuple[str, str]]:
        return ((one.place, one.value) for one in self.found if isinstance(one.mark, Condition))

    def named(self, kind: str) -> set[str]:
        """Return the names of a kind that some part cites."""
        return {one.value for one in self.found if isinstance(one.mark, Ref) and one.mark.kind == kind}


Check = Callable[[Context], Iterator[Finding]]

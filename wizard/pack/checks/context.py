"""What a static check looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wizard.pack.checks.finding import Finding
from wizard.pack.models import Pack
from wizard.pack.prose import Section


@dataclass(frozen=True, slots=True)
class Context:
    """A pack that was read, with what the models do not hold.

    Attributes:
        prose: Sections of the prose files by file name and heading.
        day: The day to go by; nothing else knows today.
        facts_elsewhere: Facts cited by files that other rooms read, by file.
        sources_elsewhere: Sources cited there.
    """

    pack: Pack
    prose: Mapping[str, Mapping[str, Section]]
    day: date
    facts_elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sources_elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()


Check = Callable[[Context], Iterator[Finding]]

"""What a static check looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from wizard.pack.checks.finding import Finding
from wizard.pack.models import Pack
from wizard.pack.prose import Section


@dataclass(frozen=True, slots=True)
class Cited:
    """What code above the pack cites of it.

    Attributes:
        facts: Ids of facts.
        answers: Ids of answers, by question.
        keys: Keys of the tables under ``evidence/`` that hold answers, each with its question.
    """

    facts: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """A pack that was read, with what the models do not hold.

    Attributes:
        prose: Sections of the prose files by file name and heading.
        day: The day to go by; nothing else knows today.
        facts_elsewhere: Facts cited by files that other rooms read, by file.
        sources_elsewhere: Sources cited there.
        answers_elsewhere: Answers named there: file, question and ids.
        has_evidence: The pack has tables for the readers of evidence.
        cited: What those readers cite by themselves.
    """

    pack: Pack
    prose: Mapping[str, Mapping[str, Section]]
    day: date
    facts_elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sources_elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
    answers_elsewhere: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    has_evidence: bool = False
    cited: Cited = Cited()


Check = Callable[[Context], Iterator[Finding]]

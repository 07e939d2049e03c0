"""What a check found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wizard.errors import Problem
from wizard.pack.models import Pack
from wizard.pack.models.marks import Condition, Ref
from wizard.pack.prose import Section
from wizard.pack.walk import Found


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check.

    Attributes:
        code: A stable code: ``P`` and a number for a defect, ``W`` and a number for a warning.
        place: Kind and id of the part, such as ``row M5a``; with its file and line once located.
        message: What is wrong there.
        remedy: What fixes it.
        answers: Answers that show the defect when the pack decides them; None where it shows without.
    """

    code: str
    place: str
    message: str
    remedy: str = ""
    answers: Mapping[str, Any] | None = None

    @property
    def warning(self) -> bool:
        """Whether the pack is valid anyway."""
        return self.code.startswith("W")

    @property
    def problem(self) -> Problem:
        return Problem(self.place, self.message, self.remedy, self.code)

    @classmethod
    def of(cls, problem: Problem) -> Finding:
        return cls(problem.code or "P100", problem.place, problem.message, problem.remedy)

    def at(self, place: str) -> Finding:
        return replace(self, place=place)

    def __str__(self) -> str:
        return str(self.problem)


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

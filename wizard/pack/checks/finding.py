"""What a check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wizard.errors import Problem


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

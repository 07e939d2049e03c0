"""Every error a user can meet, as one tree.

::

    WizardError                 anything said to the user; exit code 1
    ├── UsageError              wrong words, unreadable input, no terminal; exit code 2
    │   ├── AnswersError        answers that the pack does not allow
    │   ├── RecordError         a record that cannot be read, written or locked
    │   ├── ExportError         documents that cannot be written, or must not be yet
    │   ├── EvidenceError       an export of a tenant that cannot be read
    │   └── MissingExtraError   an optional library is not installed
    └── PackError               the knowledge pack is invalid; exit code 3

Each error names the place, what was expected and the remedy. Several findings of
one input travel together as ``Problem`` items, so that nobody mends them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EXIT_DONE = 0
EXIT_INTERNAL = 1
EXIT_USAGE = 2
EXIT_PACK = 3
EXIT_FINDINGS = 4
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it is, what is wrong there, and what mends it.

    Attributes:
        place: File, and the line, key or question in it.
        message: What was found and what was expected.
        remedy: What the user can do; empty where the message says it.
        code: A stable short code, where the check has one.
    """

    place: str
    message: str
    remedy: str = ""
    code: str = ""

    def __str__(self) -> str:
        """Return the finding as one line."""
        head = f"{self.code} " if self.code else ""
        place = f"{self.place}: " if self.place else ""
        tail = f" {self.remedy}" if self.remedy else ""
        return f"{head}{place}{self.message}{tail}"


class WizardError(Exception):
    """Anything that is said to the user instead of a traceback."""

    exit_code = EXIT_INTERNAL

    def __init__(self, *problems: Problem | str) -> None:
        """Take the findings; a plain string stands for one without a place."""
        self.problems: tuple[Problem, ...] = tuple(
            problem if isinstance(problem, Problem) else Problem("", problem) for problem in problems
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> WizardError:
        """Return one error that carries all findings."""
        return cls(*problems)


class UsageError(WizardError):
    """Wrong words, unreadable input, or no terminal."""

    exit_code = EXIT_USAGE


class AnswersError(UsageError):
    """Answers that the pack does not allow; all of one input at once."""


class RecordError(UsageError):
    """A record that cannot be read, written or locked."""


class ExportError(UsageError):
    """Documents that cannot be written, or must not be written yet."""


class EvidenceError(UsageError):
    """An export of a tenant that cannot be read."""


class MissingExtraError(UsageError):
    """An optional library is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        """Name the extra and what it is needed for."""
        remedy = f'Install it: pip install "mfa-wizard[{extra}]".'
        super().__init__(Problem("", f"{purpose} needs the extra '{extra}'.", remedy))


class PackError(WizardError):
    """The knowledge pack is invalid."""

    exit_code = EXIT_PACK

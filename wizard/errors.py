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
one input travel together as ``Problem`` items, so that nobody fixes them one by one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

EXIT_CODES = {
    0: "done",
    1: "internal error; a report was written",
    2: "wrong usage, unreadable input, or no terminal",
    3: "the knowledge pack is invalid",
    4: "done, and something needs action",
    130: "interrupted",
}
"""Every exit code of every command, with its meaning."""
EXIT_DONE, EXIT_INTERNAL, EXIT_USAGE, EXIT_PACK, EXIT_FINDINGS, EXIT_INTERRUPTED = EXIT_CODES

UNMAPPED = "unmapped"
"""Code of a table whose headings are unknown: a face can ask what they mean."""
EMPTY_LIST = "empty-list"
"""Code of an export without entries, as of a tenant that has none."""

Severity = Literal["loss", "note"]
"""``loss``: something could not be used or done. ``note``: worth knowing, and nothing was lost."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it is, what is wrong there, and how to fix it.

    Its maker says what kind it is and how much it matters. Nobody reads that from the words.

    Attributes:
        place: File, and the line, key or question in it.
        message: What was found and what was expected. It continues ``subject``, or ``place`` where that is
            empty; without both it is a sentence.
        remedy: What the user can do; empty where the message says it.
        code: The kind of finding, stable and short; empty where nothing depends on it.
        severity: Whether something was lost.
        subject: What the message is about, where that is not the place: a quoted value or a label.
        for_shell: The remedy is an option or a command, so it helps nobody within a session.
    """

    place: str
    message: str
    remedy: str = ""
    code: str = ""
    severity: Severity = "loss"
    subject: str = ""
    for_shell: bool = False

    @property
    def text(self) -> str:
        return f"{self.subject} {self.message}" if self.subject else self.message

    def within(self, file: str) -> str:
        """Return the place in a file: the key, line or cell; empty for the file as a whole."""
        _, found, place = self.place.rpartition(file)
        return place.strip(": ") if found else self.place

    def in_file(self, file: str) -> Problem:
        """Return the problem with its file at the beginning of its place."""
        return self if self.place.startswith(file) else replace(self, place=f"{file}: {self.place}".rstrip(": "))

    def told_of(self, file: str) -> str:
        """Return what is wrong in a file that is named already, without the remedy."""
        return ": ".join(filter(None, (self.within(file), self.text)))

    def __str__(self) -> str:
        head = f"{self.code} " if self.code else ""
        place = f"{self.place}: " if self.place else ""
        tail = f" {self.remedy}" if self.remedy else ""
        return f"{head}{place}{self.text}{tail}"


def nothing_lost(problems: Iterable[Problem]) -> bool:
    """Return True when every finding is a note."""
    return all(problem.severity == "note" for problem in problems)


class WizardError(Exception):
    """Anything that is said to the user instead of a traceback."""

    exit_code = EXIT_INTERNAL

    def __init__(self, *problems: Problem | str) -> None:
        """Make a plain string a finding without a place."""
        self.problems: tuple[Problem, ...] = tuple(
            problem if isinstance(problem, Problem) else Problem("", problem) for problem in problems
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def listed(self) -> str:
        """Return the problems of an input without a name, one a line."""
        return "\n".join(str(problem).lstrip(": ") for problem in self.problems)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> WizardError:
        return cls(*problems)


class UsageError(WizardError):
    """Wrong words, unreadable input, or no terminal."""

    exit_code = EXIT_USAGE


class AnswersError(UsageError):
    """Answers that the pack does not allow; all of one input at once."""


class RecordError(UsageError):
    """A record that cannot be read, written or locked."""


class ExportError(UsageError):
    """Documents that cannot be written, or must not be written yet.

    Attributes:
        differing: Files that are there with other content; they are the reason, and nothing was written.
    """

    def __init__(self, *problems: Problem | str, differing: Iterable[Path] = ()) -> None:
        super().__init__(*problems)
        self.differing = list(differing)


class EvidenceError(UsageError):
    """An export of a tenant that cannot be read."""


class MissingExtraError(UsageError):
    """An optional library is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        remedy = f'Install it: {_installer()} "mfa-wizard[{extra}]"'
        super().__init__(Problem("", f"{purpose} needs the extra '{extra}'.", remedy))


def _installer() -> str:
    """Return the command that adds a library to this installation; each tool leaves a file that tells it."""
    from pathlib import Path

    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return "pipx runpip mfa-wizard install"
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return f'uv pip install --python "{sys.prefix}"'
    return "python -m pip install"


class PackError(WizardError):
    """The knowledge pack is invalid."""

    exit_code = EXIT_PACK

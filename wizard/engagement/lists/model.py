"""What a list of accounts says: its rows, what its columns mean, and what only a person can tell.

What columns were confirmed to mean is kept with the engagement, so that nobody is asked twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from wizard.errors import Problem
from wizard.files.writing import write_whole
from wizard.record.model import Record

ACCOUNT = "account"
NOTE = "note"
NOTHING = "nothing"
"""What a register says that the wizard wrote: it follows from the answers, so it is not read."""
ANSWERS = "answers."
SIGNOFF = "signoff."
CONFIRMED = "as confirmed"
OPEN = "open"
"""The choice to leave a question open, as a thing to do."""

Target = str
"""What a column holds: the ``account``, a ``note``, ``nothing``, ``answers.<question>`` or ``signoff.<field>``."""

DateOrder = Literal["", "day", "month"]
"""What comes first in dates with slashes; empty where nobody has said."""

_KEPT = "list-headings.json"
_MOST_KEPT = 50


@dataclass(frozen=True)
class AccountRow:
    """One account of the list.

    Attributes:
        line: Line of the file on which the row begins, from 1; of a folder, the number of the record.
        read: Makes its record, which nobody needs of a row that says nothing new.
        place: Where the row is, with file and line or cell.
        key: The same for the same cells under the same headings; empty where nothing is known by it.
    """

    line: int
    read: Callable[[], Record] = field(compare=False)
    place: str = ""
    key: str = ""

    @cached_property
    def record(self) -> Record:
        return self.read()


class Rows(Collection[AccountRow]):
    """Rows of a list that is too large to keep: each walk reads the file again.

    A walk raises EvidenceError where the file has changed.
    """

    def __init__(self, number: int, again: Callable[[], Iterator[AccountRow]]) -> None:
        self._number = number
        self._again = again

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[AccountRow]:
        return self._again()

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)


class Column(BaseModel):
    """What one column of a list holds.

    Attributes:
        heading: As the list has it.
        certain: Nobody needs to be asked.
        why: Why it is taken for that, as the end of a sentence.
        values: What cells mean that no ID and no label says, by cell; none for "leave it open".
        dates: How dates with slashes are read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    target: Target = NOTE
    certain: bool = True
    why: str = ""
    values: dict[str, tuple[str, ...]] = {}
    dates: DateOrder = ""


class Mapping(BaseModel):
    """What the columns of a list mean; plain enough to be kept and to be used for the next list of these headings.

    Attributes:
        fingerprint: Of the heading row; a mapping counts for lists with the same one.
        sheet: The sheet of a workbook, where somebody chose one.
        columns: One for each column, in their order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str
    sheet: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether a person had to say what something means."""
        return bool(self.sheet) or any(one.values or one.dates or one.why == CONFIRMED for one in self.columns)

    def answered(self, unsure: Unsure, choice: str) -> Mapping:
        """Return the mapping with a choice of what was unsure."""
        if unsure.kind == "sheet":  # another sheet has other columns
            return self.model_copy(
                update={"sheet": choice, "fingerprint": "" if choice != unsure.guess else self.fingerprint}
            )
        if unsure.kind == "account":
            named = Unsure("heading", unsure.place, unsure.text, unsure.choices, column=int(choice))
            return self.answered(named, ACCOUNT)
        column = self.columns[unsure.column]
        if unsure.kind == "heading":
            column = column.model_copy(update={"target": choice, "certain": True, "why": CONFIRMED})
        elif unsure.kind == "date":
            column = column.model_copy(update={"dates": choice})
        else:
            meant = () if choice == OPEN else (choice,)
            column = column.model_copy(update={"values": {**column.values, unsure.value: meant}})
        columns = (*self.columns[: unsure.column], column, *self.columns[unsure.column + 1 :])
        return self.model_copy(update={"columns": columns})

    def guessed(self, unsure: Iterable[Unsure]) -> Mapping:
        """Return the mapping with the best guess for everything that has one."""
        found = self
        for one in unsure:
            if one.guess:
                found = found.answered(one, one.guess)
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that something unsure can mean.

    Attributes:
        id: What ``Mapping.answered`` takes.
        label: The same for people.
    """

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Something in a list that only a person can tell.

    Attributes:
        kind: What is unsure: which sheet, which column names the accounts, what a column holds, what a cell means, or
            which number of a date is the day.
        place: Where it is first.
        text: The question, as a sentence.
        choices: What it can mean, the likeliest first.
        guess: The choice that is taken where nobody is asked; empty where there is none.
        column: Position of the column, from 0.
        value: The cell by which ``Column.values`` knows it.
    """

    kind: Literal["sheet", "account", "heading", "value", "date"]
    place: str
    text: str
    choices: tuple[Choice, ...]
    guess: str = ""
    column: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class AccountList:
    """All of a list.

    Attributes:
        rows: Rows that can be decided, in the order of the list.
        problems: What is wrong with the others, with line and column.
        remarks: What a reader should know and what stops nothing.
        mapping: What the columns mean; None for a folder of records, which needs none.
        unsure: What only a person can tell. Rows are read with the best guess of each column, and a row with an
            unsure cell is among the problems.
        lines: What the columns are taken for, one line each, for people.
    """

    rows: Collection[AccountRow]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()
    mapping: Mapping | None = None
    unsure: tuple[Unsure, ...] = ()
    lines: tuple[str, ...] = ()


def remembered(folder: Path) -> list[Mapping]:
    """Return the mappings that were confirmed, the latest first; a file that cannot be read means asking again."""
    try:
        return [Mapping.model_validate(one) for one in json.loads((folder / _KEPT).read_bytes())]
    except (OSError, ValueError, TypeError, RecursionError, ValidationError):
        return []


def remember(folder: Path, mapping: Mapping) -> None:
    """Keep a mapping that was confirmed.

    Raises:
        OSError: The folder cannot be written.
    """
    others = [one for one in remembered(folder) if one.fingerprint != mapping.fingerprint]
    kept = [mapping, *others][:_MOST_KEPT]
    if kept != remembered(folder):
        data = json.dumps([one.model_dump(mode="json") for one in kept], ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / _KEPT, data.encode("utf-8", "replace"))

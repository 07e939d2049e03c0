"""The columns of the table of accounts, and an account as one line of it. A face draws them before anything is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.decision.blocks import Tone
    from wizard.engagement.rows import Row


class Column(StrEnum):
    """A column of the table, by what it tells."""

    ACCOUNT = "account"
    STATE = "state"
    DECISION = "decision"
    RISK = "risk"
    NEXT = "next"
    OWNER = "owner"
    OPEN = "open"
    SAVED = "saved"


HEADS: dict[Column, str] = {
    Column.ACCOUNT: "Account",
    Column.STATE: "State",
    Column.DECISION: "Decision",
    Column.RISK: "Risk",
    Column.NEXT: "Next date",
    Column.OWNER: "Owner",
    Column.OPEN: "Open",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An account as one line.

    Attributes:
        file: Its file, by name.
        cells: What each column says, in the order of ``Column``; hostile until drawn.
        tones: Cells that are highlighted, by column.
        words: All that can be found by typing, in lower case.
    """

    file: str
    cells: dict[Column, str]
    tones: dict[Column, Tone]
    words: str


@dataclass(frozen=True, slots=True)
class AccountLine(Line):
    """An account of an engagement as one line."""

    row: Row


def shared_ending(names: Iterable[str]) -> str:
    """Return the domain of all names that have one, ``@`` included; empty where they differ."""
    endings = {name[name.rfind("@") :] for name in names if "@" in name}
    return endings.pop() if len(endings) == 1 else ""

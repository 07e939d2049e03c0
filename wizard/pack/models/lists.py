"""How people write lists of accounts, as far as no question and no field says it."""

from __future__ import annotations

from wizard.pack.models.base import Model, Name


class ListWords(Model):
    """Headings of lists.

    Attributes:
        account: What people call the column of the accounts; where a list has several of them, the first here counts.
        registers: Columns of registers that the wizard writes, which say what follows from the answers.
        notes: Headings of columns that are notes although their cells are dates or people, or although they resemble another.
        not_known: Cells that say that nobody knows; the question stays open.
    """

    account: tuple[Name, ...] = ("account",)
    registers: tuple[Name, ...] = ()
    notes: tuple[Name, ...] = ()
    not_known: tuple[Name, ...] = ()

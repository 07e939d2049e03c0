"""How people write lists of accounts, as far as no question and no field says it."""

from __future__ import annotations

from wizard.pack.models.base import Model, Name


class ListWords(Model):
    """Headings of lists.

    Attributes:
        account: What people call the column of the accounts; where a list has several of them, the first here counts.
        notes: Headings of columns that hold no answer, whatever they resemble: they are kept as notes.
        not_known: Cells that say that nobody knows; the question stays open.
    """

    account: tuple[Name, ...] = ("account",)
    notes: tuple[Name, ...] = ()
    not_known: tuple[Name, ...] = ()

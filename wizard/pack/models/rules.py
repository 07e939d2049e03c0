"""Terms, decision tables and what is dropped at the end."""

from __future__ import annotations

from typing import Literal

from wizard.pack.models.base import Expression, FactId, Id, Line, Model, RowId


class Case(Model):
    """One value of a term, and when it holds."""

    value: Id
    when: Expression


class Term(Model):
    """A word that the tables use; exactly one of the three forms.

    Attributes:
        when: A yes/no term.
        members: A set: member and when it belongs.
        cases: A value: first match, else that of the question named by ``otherwise``.
    """

    id: Id
    meaning: Line
    when: Expression = ""
    members: dict[Id, Expression] = {}
    cases: tuple[Case, ...] = ()
    otherwise: Id | None = None
    facts: tuple[FactId, ...] = ()


class Also(Model):
    """An accompanying verdict of a row; ``of`` takes the one of another table."""

    verdict: Id | None = None
    of: Id | None = None
    when: Expression = ""


class Row(Model):
    """One row of a table.

    Attributes:
        when: Empty means otherwise.
        verdict: What it gives; or ``of`` (the verdict of that table), or ``value``.
        makes_no_question_matter: The row counts, but is no reason to ask a question.
    """

    id: RowId
    when: Expression = ""
    verdict: Id | None = None
    of: Id | None = None
    value: Id | None = None
    also: tuple[Also, ...] = ()
    makes_no_question_matter: bool = False
    facts: tuple[FactId, ...] = ()


class Table(Model):
    """A decision table.

    Attributes:
        kind: ``first``: the first row that matches decides. ``collect``: every row that matches adds.
        gives: ``main`` the main verdict, ``verdict`` one that other tables take, ``also``
            accompanying verdicts, ``value`` an answer of its own under the table's id.
        when: The table is used only where this holds.
        left_out_beside: Verdicts that are left out where another table takes this one's as accompanying.
        unique: No two rows may hold together.
    """

    id: Id
    kind: Literal["first", "collect"]
    gives: Literal["main", "verdict", "also", "value"]
    title: Line
    when: Expression = ""
    left_out_beside: tuple[Id, ...] = ()
    unique: bool = False
    row: tuple[Row, ...]


class Drop(Model):
    """Verdicts taken back at the end.

    Attributes:
        main_becomes: What a main verdict so dropped becomes; None drops accompanying ones only.
    """

    id: RowId
    when: Expression
    verdicts: tuple[Id, ...]
    main_becomes: Id | None = None
    facts: tuple[FactId, ...] = ()

"""Terms, decision tables and what is dropped at the end."""

from __future__ import annotations

from typing import Annotated, Literal

from wizard.pack.models.base import Facts, Id, Line, Model, ProvedExpression, QuestionId, RowId, VerdictId
from wizard.pack.models.marks import CONDITIONS, Key, Ref

TableId = Annotated[Id, Ref("table", sort="table with a verdict")]
"""The table whose verdict a row takes."""


class Case(Model):
    """One value of a term, and when it holds."""

    value: Id
    when: ProvedExpression


class Term(Model):
    """A word that the tables use; exactly one of the three forms.

    Attributes:
        when: A yes/no term.
        members: A set: member and when it belongs.
        cases: A value: first match, else that of the question named by ``otherwise``.
    """

    id: Annotated[Id, Key("term", space=CONDITIONS, cited=True)]
    meaning: Line
    when: ProvedExpression = ""
    members: dict[Id, ProvedExpression] = {}
    cases: tuple[Case, ...] = ()
    otherwise: QuestionId | None = None
    facts: Facts = ()

    def sorts(self) -> tuple[str, ...]:
        """Return that it is a set, a value, or something that holds or does not."""
        return ("set", "term of yes or no") if self.members else () if self.cases else ("term of yes or no",)


class Also(Model):
    """An accompanying verdict of a row; ``of`` takes the one of another table."""

    verdict: VerdictId | None = None
    of: TableId | None = None
    when: ProvedExpression = ""


class Row(Model):
    """One row of a table.

    Attributes:
        when: Empty means otherwise.
        verdict: What it gives; or ``of`` (the verdict of that table), or ``value``.
        makes_no_question_matter: The row counts, but gives no reason to ask a question.
    """

    id: Annotated[RowId, Key("row", space="row")]
    when: ProvedExpression = ""
    verdict: VerdictId | None = None
    of: TableId | None = None
    value: Id | None = None
    also: tuple[Also, ...] = ()
    makes_no_question_matter: bool = False
    facts: Facts = ()


class Table(Model):
    """A decision table.

    Attributes:
        kind: ``first``: the first row that matches decides. ``collect``: every row that matches adds.
        gives: ``main`` the main verdict, ``verdict`` one that other tables take, ``also``
            accompanying verdicts, ``value`` a separate answer under the table's id.
        when: The table is used only where this holds.
        left_out_beside: Verdicts that are omitted where another table takes this one's as accompanying.
        unique: No two rows may hold together.
    """

    id: Annotated[Id, Key("table", space=CONDITIONS)]
    kind: Literal["first", "collect"]
    gives: Literal["main", "verdict", "also", "value"]
    title: Line
    when: ProvedExpression = ""
    left_out_beside: tuple[VerdictId, ...] = ()
    unique: bool = False
    row: tuple[Row, ...]

    def sorts(self) -> tuple[str, ...]:
        """Return whether other tables may take its verdict."""
        return ("table with a verdict",) if self.gives == "verdict" else ()


class Drop(Model):
    """Verdicts taken back at the end.

    Attributes:
        main_becomes: What a main verdict so dropped becomes; None drops accompanying ones only.
    """

    id: Annotated[RowId, Key("drop", space="row")]
    when: ProvedExpression
    verdicts: tuple[VerdictId, ...]
    main_becomes: VerdictId | None = None
    facts: Facts = ()

"""The risk method: likelihood of one missing control against impact."""

from __future__ import annotations

from pydantic import Field

from wizard.pack.models.base import Expression, Id, Line, Model


class Impact(Model):
    """An impact level and when it holds; the first that matches counts."""

    level: Id
    when: Expression
    basis: str


class Raise(Model):
    """What raises the likelihood."""

    to: Id
    when: Expression
    basis: str


class Lower(Model):
    """What lowers the likelihood, and by how many steps.

    Attributes:
        words: Words in the name or objective of a preventive control that tell it is of this kind.
        usable_when: Only where this holds does such a control count.
        not_usable: Why it counts for nothing elsewhere.
    """

    steps: int = 1
    requires: str
    words: tuple[str, ...] = ()
    usable_when: Expression = ""
    not_usable: str = ""


class Likelihood(Model):
    """Where the likelihood of the missing control starts."""

    initial: Id
    basis: str = ""


class Cell(Model):
    """One cell of the table."""

    likelihood: Id
    impact: Id
    level: Id


class Risk(Model):
    """The whole method.

    Attributes:
        levels: From the mildest to the worst.
    """

    title: Line = "Risk method"
    note: str = ""
    levels: tuple[Id, ...] = ()
    impact: tuple[Impact, ...] = ()
    likelihood: Likelihood | None = None
    raise_: tuple[Raise, ...] = Field(default=(), alias="raise")
    lower: tuple[Lower, ...] = ()
    cell: tuple[Cell, ...] = ()
    sources: tuple[Id, ...] = ()

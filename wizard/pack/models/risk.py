"""The risk method: likelihood of one missing control against impact."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wizard.pack.models.base import Expression, Id, LevelId, Line, Model, Prose, Sources
from wizard.pack.models.marks import Key


class Impact(Model):
    """An impact level and when it holds; the first that matches counts."""

    level: LevelId
    when: Expression
    basis: Prose


class Raise(Model):
    """What raises the likelihood."""

    to: LevelId
    when: Expression
    basis: Prose


class Lower(Model):
    """A kind of control that lowers the likelihood.

    Attributes:
        id: The choice of the field of controls that names it.
        steps: By how many steps it lowers the likelihood.
        requires: What its test has to prove.
        usable_when: Only where this holds does such a control count.
        not_usable: Why it counts for nothing elsewhere.
    """

    id: Annotated[Id, Key("control_kind")]
    steps: int = 1
    effect: Literal["preventive", "detective"]
    requires: Prose
    usable_when: Expression = ""
    not_usable: Prose = ""


class Likelihood(Model):
    """Where the likelihood of the missing control starts."""

    initial: LevelId
    basis: Prose = ""


class Cell(Model):
    """One cell of the table."""

    likelihood: LevelId
    impact: LevelId
    level: LevelId


class Risk(Model):
    """The whole method.

    Attributes:
        levels: From the mildest to the worst.
    """

    title: Line = "Risk method"
    note: Prose = ""
    levels: tuple[Annotated[Id, Key("risk_level")], ...] = ()
    impact: tuple[Impact, ...] = ()
    likelihood: Likelihood | None = None
    raise_: tuple[Raise, ...] = Field(default=(), alias="raise")
    lower: tuple[Lower, ...] = ()
    cell: tuple[Cell, ...] = ()
    sources: Sources = ()

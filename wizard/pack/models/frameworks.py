"""Hooks of control frameworks, printed only for the frameworks that were chosen."""

from __future__ import annotations

from typing import Annotated, Literal

from wizard.pack.models.base import Facts, Id, Line, Model, Name, Prose, ProvedExpression, Sources, Verbatim, VerdictId
from wizard.pack.models.marks import Key, Ref

FrameworkId = Annotated[Id, Ref("framework")]
"""The framework that a part belongs to."""


class Framework(Model):
    """A control framework; its id is an option of the question that chooses frameworks.

    Attributes:
        cited_as: How its requirements are cited; the title where this is empty.
    """

    id: Annotated[Id, Key("framework", cited=True)]
    title: Line
    cited_as: Line = ""
    version: Verbatim = ""
    note: Prose = ""


class Hook(Model):
    """A requirement of a framework that a verdict touches."""

    framework: FrameworkId
    identifier: Annotated[Name, Key("hook", after="framework", again=True)]
    meaning: Prose
    outcomes: tuple[VerdictId, ...]
    when: ProvedExpression = ""
    confidence: Literal["primary", "secondary", "not_verified"]
    seen_in: Prose = ""
    sources: Sources = ()


class FrameworkWarning(Model):
    """What a framework makes of a verdict, said as a warning."""

    framework: FrameworkId
    when: ProvedExpression
    text: Prose
    facts: Facts = ()
    sources: Sources = ()

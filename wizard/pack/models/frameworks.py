"""Hooks of control frameworks, printed only for the frameworks that were chosen."""

from __future__ import annotations

from typing import Literal

from wizard.pack.models.base import Expression, FactId, Id, Line, Model


class Framework(Model):
    """A control framework; its id is an option of the question that chooses frameworks."""

    id: Id
    title: Line
    version: str = ""
    note: str = ""


class Hook(Model):
    """A requirement of a framework that a verdict touches."""

    framework: Id
    identifier: Line
    meaning: str
    outcomes: tuple[Id, ...]
    when: Expression = ""
    confidence: Literal["primary", "secondary", "not_verified"]
    seen_in: str = ""
    sources: tuple[Id, ...] = ()


class FrameworkWarning(Model):
    """What a framework makes of a verdict, said as a warning."""

    framework: Id
    when: Expression
    text: str
    facts: tuple[FactId, ...] = ()
    sources: tuple[Id, ...] = ()

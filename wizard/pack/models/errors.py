"""Error codes and messages in words, and how a text spells them."""

from __future__ import annotations

from typing import Literal

from wizard.pack.models.base import FactId, Id, Line, Model
from wizard.pack.models.facts import Confidence


class ErrorCode(Model):
    """A sign-in error code in words.

    Attributes:
        points_to: Which setting, policy or event it points to.
        unattended: What it means for an account that runs without a person.
        action: The first step.
    """

    code: Line
    meaning: str
    points_to: str
    unattended: str = ""
    action: str
    confidence: Confidence | Literal["not_verified"] = "primary"
    sources: tuple[Id, ...] = ()
    facts: tuple[FactId, ...] = ()


class Message(Model):
    """The text of a message that users meet, in words.

    Attributes:
        pattern: A part of the message, as ``wizard.pack.recognition`` reads it.
        also: Other patterns that mean the same.
        examples: Shortened messages; each pattern fits at least one of them.
        unattended: What it means for an account that runs without a person.
        action: The first step.
    """

    id: Id
    pattern: Line
    also: tuple[Line, ...] = ()
    examples: tuple[Line, ...] = ()
    meaning: str
    unattended: str = ""
    action: str
    facts: tuple[FactId, ...] = ()
    sources: tuple[Id, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """All patterns, the first one first."""
        return (self.pattern, *self.also)


class Spelling(Model):
    """A way to write a number, with ``{code}`` for the number, and a text in which it is written so."""

    pattern: Line
    example: Line


class CodeFamily(Model):
    """Numbers that one service gives to its errors.

    Attributes:
        name: How a code is shown, with ``{code}`` for the number.
        digits: The fewest and the most digits of a code.
        look_up: Address at which the publisher explains a code, with ``{code}``.
        spelled: Ways in which texts write a code.
        not_codes: Ways in which texts write other numbers.
    """

    id: Id
    name: Line
    digits: tuple[int, int]
    look_up: Line
    spelled: tuple[Spelling, ...] = ()
    not_codes: tuple[Spelling, ...] = ()
    sources: tuple[Id, ...] = ()

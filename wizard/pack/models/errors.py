"""Error codes and messages in words, and how a text spells them."""

from __future__ import annotations

from typing import Annotated, Literal

from wizard.pack.models.base import Facts, Id, Line, Model, Name, Prose, Sources
from wizard.pack.models.facts import Confidence
from wizard.pack.models.marks import Key


class ErrorCode(Model):
    """A sign-in error code in words.

    Attributes:
        points_to: Which setting, policy or event it points to.
        unattended: What it means for an account that runs without a person.
        action: The first step.
    """

    code: Annotated[Name, Key("error_code")]
    meaning: Prose
    points_to: Prose
    unattended: Prose = ""
    action: Prose
    confidence: Confidence | Literal["not_verified"] = "primary"
    sources: Sources = ()
    facts: Facts = ()


class Message(Model):
    """The text of a message that users meet, in words.

    Attributes:
        pattern: A part of the message, as ``wizard.pack.recognition`` reads it.
        also: Other patterns that mean the same.
        examples: Shortened messages; each pattern fits at least one of them.
        unattended: What it means for an account that runs without a person.
        action: The first step.
    """

    id: Annotated[Id, Key("message")]
    pattern: Name
    also: tuple[Name, ...] = ()
    examples: tuple[Name, ...] = ()
    meaning: Prose
    unattended: Prose = ""
    action: Prose
    facts: Facts = ()
    sources: Sources = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        return (self.pattern, *self.also)


class Spelling(Model):
    """A way to write a number, with ``{code}`` for the number, and a text in which it is written so."""

    pattern: Name
    example: Name


class CodeFamily(Model):
    """Numbers that one service gives to its errors.

    Attributes:
        name: How a code is shown, with ``{code}`` for the number.
        digits: The fewest and the most digits of a code.
        look_up: Address at which the publisher explains a code, with ``{code}``.
        spelled: Ways in which texts write a code.
        not_codes: Ways in which texts write other numbers.
    """

    id: Annotated[Id, Key("code_family")]
    name: Line
    digits: tuple[int, int]
    look_up: Name
    spelled: tuple[Spelling, ...] = ()
    not_codes: tuple[Spelling, ...] = ()
    sources: Sources = ()

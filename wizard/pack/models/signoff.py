"""What a board needs from people: asked late, skippable."""

from __future__ import annotations

from typing import Literal

from wizard.pack.models.base import Expression, FactId, Id, Letter, Line, Model

Kind = Literal["text", "paragraph", "person", "date", "choice", "choices", "controls", "steps", "evidence"]


class FieldOption(Model):
    """A choice of a field."""

    id: Id
    label: Line
    letter: Letter = ""


class Field(Model):
    """A field of the sign-off.

    Attributes:
        asked_when: A face offers it.
        required_when: A final document needs it; a draft lists it as open.
        front_matter: Key in the front matter of the recommendation, where it stands there.
        min_length: Characters that a text must have.
    """

    id: Id
    section: Id
    kind: Kind
    label: Line
    help: str = ""
    asked_when: Expression = ""
    required_when: Expression | None = None
    min_length: int = 0
    front_matter: str = ""
    facts: tuple[FactId, ...] = ()
    house_rule: bool = False
    option: tuple[FieldOption, ...] = ()

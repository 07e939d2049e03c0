"""Stages, questions and their options."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wizard.pack.models.base import Expression, FactId, Id, Letter, Line, Model

SHORT = 24
"""Characters of a question's title at most; it stands in a column beside its answer."""


class Stage(Model):
    """A part of the interview."""

    id: Id
    title: Line
    summary: str = ""


class Option(Model):
    """One answer that a question takes.

    Attributes:
        letter: Mnemonic, unique in its question.
        offered_when: A face leaves the option out where this cannot hold; it stays allowed.
        attributes: What conditions may ask of a chosen option with ``some(question, attribute)``.
        informational: It decides like another option, and is there for the reader; a check holds it to that.
    """

    id: Id
    label: Line
    letter: Letter = ""
    help: str = ""
    offered_when: Expression = ""
    attributes: tuple[Id, ...] = ()
    informational: bool = False


class Question(Model):
    """A question of the interview.

    Attributes:
        kind: ``one`` answer, or ``many``.
        label: The question as it is asked.
        short: A title of two or three words, for lists; the label stands there without one.
        asked_when: The outer bound; an answer outside it is an error.
        exclusive: Options that exclude all others.
        options_from: Takes the options of a catalogue (``connectors``) before its own.
        why: Why the question is asked, from the prose file of its stage.
        who_knows: The role that can answer.
        ask_for: What to export or look up when nobody knows.
        informational: Its answer is recorded and may change nothing.
    """

    id: Id
    stage: Id
    kind: Literal["one", "many"]
    label: Line
    short: Annotated[str, StringConstraints(max_length=SHORT, pattern=r"^[^\n\r]*$")] = ""
    help: str = ""
    asked_when: Expression = ""
    facts: tuple[FactId, ...] = ()
    exclusive: tuple[Id, ...] = ()
    options_from: Literal["", "connectors"] = ""
    who_knows: str = ""
    ask_for: str = ""
    why: str = ""
    informational: bool = False
    option: tuple[Option, ...] = Field(default=())

    @property
    def title(self) -> str:
        """The name of the question where there is no room to ask it."""
        return self.short or self.label

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in the order of the pack."""
        return self.option


class Connector(Model):
    """An entry of a catalogue that a question takes its options from.

    Attributes:
        aliases: Names of the entry in exports.
        attributes: What conditions may ask of it with ``some(question, attribute)``.
        support: Whether it supports a thing; ``yes`` gives the attribute ``supports_<thing>``.
        informational: It decides like another entry, and is there for the reader.
    """

    id: Id
    label: Line
    letter: Letter = ""
    aliases: tuple[str, ...] = ()
    attributes: tuple[Id, ...] = ()
    support: dict[Id, Literal["yes", "no", "not_verified"]] = {}
    facts: tuple[FactId, ...] = ()
    note: str = ""
    informational: bool = False

    def as_option(self) -> Option:
        """Return the entry as an option of a question."""
        words = {"yes": "supports_service_principal", "no": "refuses_service_principal"}
        supported = tuple(words.get(known, "support_not_settled") for known in self.support.values())
        attributes = (*self.attributes, *supported)
        return Option(
            id=self.id,
            label=self.label,
            letter=self.letter,
            help=self.note,
            attributes=attributes,
            informational=self.informational,
        )

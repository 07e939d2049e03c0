"""Stages, questions and their options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wizard.pack.models.base import (
    AsideExpression,
    Facts,
    Id,
    Letter,
    Line,
    Model,
    Name,
    Prose,
    ProvedExpression,
    QuestionId,
    Verbatim,
)
from wizard.pack.models.marks import CONDITIONS, Key, Ref

SHORT = 24
"""Characters of a question's title at most; it shares a row with its answer."""


class Stage(Model):
    """A part of the interview."""

    id: Annotated[Id, Key("stage", cited=True)]
    title: Line
    summary: Prose = ""


class Option(Model):
    """One answer that a question takes.

    Attributes:
        letter: Mnemonic, unique in its question.
        offered_when: A face hides the option where this cannot hold; it stays allowed.
        attributes: What conditions may ask of a chosen option with ``some(question, attribute)``.
        found_as: Its name where a person looks it up; the label where that is the same.
        look: What to look for there, in a question that asks about each chosen option; replaces the sentence of the question.
        informational: It decides like another option, and is there for the reader; a check holds it to that.
        rare: Few accounts need it: faces offer it behind the common ones, and take it as any other.
    """

    id: Annotated[Id, Key("option", inside=True)]
    label: Line
    letter: Letter = ""
    help: Prose = ""
    offered_when: ProvedExpression = ""
    attributes: tuple[Id, ...] = ()
    found_as: Verbatim = ""
    look: Prose = ""
    informational: bool = False
    rare: bool = False


class PerOption(Model):
    """What a question says about each option that was chosen in another one.

    Attributes:
        of: The question whose chosen options are gone through.
        having: Only those with this attribute.
        text: The sentence for each; ``{option}`` becomes its name.
    """

    of: QuestionId
    having: Id | None = None
    text: Line


class Wording(Model):
    """Other words for a question where its own would make a truthful answer wrong; the first that holds counts.

    Attributes:
        help: In place of the help; empty keeps it.
        options: In place of the labels of these options.
    """

    when: AsideExpression
    label: Line
    help: Prose = ""
    options: dict[Annotated[Id, Ref("option", of="id")], Line] = {}


class Question(Model):
    """A question of the interview.

    Attributes:
        kind: ``one`` answer, or ``many``.
        label: The question as it is asked.
        short: A title of two or three words, for lists; without one the label is used.
        headings: What people call it at the head of a column, in addition to its id, title and label.
        asked_when: The outer bound; an answer outside it is an error.
        exclusive: Options that exclude all others.
        options_from: Takes the options of a catalog (``connectors``) before its own.
        per_option: What it says about each option that was chosen in another question.
        instead: Other words for it under a condition.
        why: Why the question is asked, from the prose file of its stage.
        who_knows: The role that can answer.
        ask_for: What to export or look up when nobody knows.
        informational: Its answer is recorded and may change nothing.
        once: Its answer usually holds for all records of a collection, which then asks it once.
    """

    id: Annotated[Id, Key("question", space=CONDITIONS)]
    stage: Annotated[Id, Ref("stage")]
    kind: Literal["one", "many"]
    label: Line
    short: Annotated[Verbatim, StringConstraints(max_length=SHORT, pattern=r"^[^\n\r]*$")] = ""
    headings: tuple[Name, ...] = ()
    help: Prose = ""
    asked_when: ProvedExpression = ""
    facts: Facts = ()
    exclusive: tuple[Annotated[Id, Ref("option", of="id")], ...] = ()
    options_from: Literal["", "connectors"] = ""
    per_option: PerOption | None = None
    who_knows: Prose = ""
    ask_for: Prose = ""
    why: Prose = ""
    informational: bool = False
    once: bool = False
    instead: tuple[Wording, ...] = ()
    option: tuple[Option, ...] = Field(default=())

    @property
    def title(self) -> str:
        """The name of the question where there is no room to ask it."""
        return self.short or self.label


Value = Literal["yes", "certificate", "limited", "no", "conflict", "not_verified"]
"""What is known of a thing that a connector may support.

``certificate``: yes, with a certificate only. ``limited``: for some of its actions only. ``conflict``: sources disagree.
"""

SUPPORTED: frozenset[Value] = frozenset({"yes", "certificate"})
NOT_SETTLED: frozenset[Value] = frozenset({"limited", "conflict", "not_verified"})


class Support(Model):
    """What is known of one thing that a connector may support.

    Attributes:
        source: The page that says so; None only for ``not_verified``. The date is the date of the source.
        sentence: The same for the reader, with what limits it.
    """

    value: Value
    source: Annotated[Id, Ref("source")] | None = None
    sentence: Line

    @model_validator(mode="after")
    def _rests_on_a_source(self) -> Self:
        if self.source is None and self.value != "not_verified":
            raise ValueError(f"'{self.value}' needs a source; without one write 'not_verified'")
        return self


class Connector(Model):
    """An entry of a catalog that a question takes its options from.

    Attributes:
        aliases: Names of the entry in exports.
        attributes: What conditions may ask of it with ``some(question, attribute)``.
        support: What is known of each thing that it may support. ``yes`` and ``certificate`` give the attribute
            ``supports_<thing>``, ``no`` gives ``refuses_<thing>``; what leaves it open gives ``support_not_settled``.
        found_as: Its name in the place where connections are made; the label where that is the same.
        dialog: What to look for there, where the sentence of the question does not fit.
        shareable: Whether a connection can be shared with other users: ``yes``, ``certificate`` for one that signs in
            with a certificate only, ``no``. ``yes`` and ``certificate`` give the attribute ``shareable``.
        informational: It decides like another entry, and is there for the reader.
        rare: Few accounts use it: faces offer it behind the common ones.
    """

    id: Annotated[Id, Key("connector")]
    label: Line
    letter: Letter = ""
    aliases: tuple[Verbatim, ...] = ()
    attributes: tuple[Id, ...] = ()
    support: dict[Id, Support] = {}
    shareable: Literal["yes", "certificate", "no", "not_verified"] = "not_verified"
    facts: Facts = ()
    note: Prose = ""
    found_as: Verbatim = ""
    dialog: Prose = ""
    informational: bool = False
    rare: bool = False

    def as_option(self) -> Option:
        return Option(
            id=self.id,
            label=self.label,
            letter=self.letter,
            help=" ".join(part for part in (*self.sentences, self.note, self.sharing) if part),
            attributes=(*self.attributes, *self._derived()),
            found_as=self.found_as,
            look=self.dialog,
            informational=self.informational,
            rare=self.rare,
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is known of each thing that it may support."""
        return tuple(known.sentence for known in self.support.values())

    @property
    def sharing(self) -> str:
        """Whether its connections can be shared, in words; empty where that is not verified."""
        return SHARING[self.shareable]

    def _derived(self) -> Iterator[str]:
        yield from (f"supports_{thing}" for thing, known in self.support.items() if known.value in SUPPORTED)
        yield from (f"refuses_{thing}" for thing, known in self.support.items() if known.value == "no")
        if any(known.value in NOT_SETTLED for known in self.support.values()):
            yield "support_not_settled"
        if self.shareable in {"yes", "certificate"}:
            yield "shareable"


SHARING = {
    "yes": "Such a connection can be shared.",
    "certificate": "Such a connection can be shared only if it signs in with a certificate.",
    "no": "Such a connection cannot be shared.",
    "not_verified": "",
}


class Notice(Model):
    """What a face says at once when answers do not fit together, or do not fit what the pack knows.

    Attributes:
        on: The question that shows it; it is also said when any other answer makes it hold.
    """

    id: Annotated[Id, Key("notice")]
    on: QuestionId
    when: AsideExpression
    text: Line
    facts: Facts = ()

"""Questions and answers of older packs, and what became of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wizard.pack.models.base import FieldId, Id, Line, Model, Name, QuestionId
from wizard.pack.models.marks import Key, Ref


class FormerAnswer(Model):
    """An answer that was split or narrowed: its question is asked again.

    Attributes:
        until: The last version of the pack in which the answer had its old meaning.
        became: The answers of today that it may mean; the answer itself may be one of them.
        words: What became of it, and what the reader has to look at.
    """

    question: QuestionId
    answer: Annotated[Id, Key("former_answer", again=True)]
    until: Name
    became: tuple[Annotated[Id, Ref("answer", of="question")], ...] = Field(min_length=1)
    words: Line


class FormerField(Model):
    """A field of the sign-off that is one part of a row today.

    Attributes:
        to: The field that holds the rows.
        part: The part of a row that its value is.
        words: What became of it, as a sentence, where its value cannot be carried over.
    """

    id: Annotated[Id, Key("former_field")]
    to: FieldId
    part: Name
    words: Line


class FormerQuestion(Model):
    """A question that is part of another one today.

    Attributes:
        to: The question that takes its answers, together with those of other former questions.
        answers: The answer of today for each old one. ``unknown`` wins over all others, and an answer that
            excludes all others, such as ``none``, yields to them.
        words: What became of it, said where not all parts of the new answer are there.
    """

    id: Annotated[Id, Key("former_question")]
    to: QuestionId
    answers: dict[Id, Annotated[Id, Ref("answer", of="to")]] = Field(min_length=1)
    words: Line

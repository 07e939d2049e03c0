"""Slots of decision sentences, and the verdicts that are signed as separate decisions."""

from __future__ import annotations

from typing import Annotated, Literal

from wizard.pack.models.base import Expression, FieldId, Id, Line, Model, Name, VerdictId
from wizard.pack.models.marks import Key, Ref

Kind = Literal[
    "account",
    "checked_on",
    "date",
    "end",
    "gaps",
    "person",
    "policies",
    "portals",
    "rated",
    "rated_title",
    "start",
    "words",
]


class SlotWord(Model):
    """Words for a slot, and when they are said.

    Attributes:
        verdict: Only in the sentence of this verdict; in every sentence without one.
        control: The control that these words name; an exclusion that names controls leaves out the words of all others.
    """

    when: Expression = ""
    text: Line
    verdict: VerdictId | None = None
    control: Id = ""


class Slot(Model):
    """What ``{id}`` is replaced by in a decision sentence.

    Attributes:
        kind: Where the value comes from.
        fallback: What a draft says while it has no value.
        brief: The same in fewer words, for a sentence that grows too long.
        field: The sign-off field that gives it.
        then: The slot that is used where none of these words holds.
        instead: Words of which the first that holds is said alone.
        each: Words of which all that hold are said, as a list.
        most: How many of a list are named; 0 names all.
        one: Said in place of a list of one that is too long, or for a count of one.
        many: Said in place of a list that is too long; ``{count}`` is its number.
        one_more: Said after the first of two, where the others are counted.
        more: The same for several others.
        agree: Words of the sentence that change where a list of several is counted.
        unenforced: Verdicts whose sentences name the surfaces that the platform does not enforce.
    """

    id: Annotated[Id, Key("slot")]
    kind: Kind
    fallback: Line
    brief: Line = ""
    field: FieldId | None = None
    then: Annotated[Id, Ref("slot")] | None = None
    instead: tuple[SlotWord, ...] = ()
    each: tuple[SlotWord, ...] = ()
    most: int = 0
    one: Line = ""
    many: Line = ""
    one_more: Line = ""
    more: Line = ""
    agree: dict[Name, Line] = {}
    unenforced: tuple[VerdictId, ...] = ()


class Signed(Model):
    """A verdict that is signed as a separate decision; the first of several leads the documents.

    Attributes:
        name: Its short name, for the column in which people sign where it waives several controls.
    """

    verdict: Annotated[VerdictId, Key("signed")]
    name: Line

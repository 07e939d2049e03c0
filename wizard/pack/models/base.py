"""What all models of the pack share: no unknown keys, nothing changes after reading, every text says what it is.

The annotations here are all that the checks know of a model: ``wizard.pack.walk`` finds them in
every part of a pack. So a new kind of knowledge is a model, an entry in ``wizard.pack.contents``
and its data; ids that lead nowhere, conditions that never hold and long sentences are found in it at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


@dataclass(frozen=True, slots=True)
class Key:
    """Marks the id of a part.

    Attributes:
        kind: What the part is called, in findings and where another part names it.
        inside: The id is unique in the part around it only, whose id comes before it.
        after: The field whose value comes before the id.
        space: Kinds of one space share their ids; a kind is a space of its own.
        again: Several parts may have one id.
        cited: Something else has to name the part.
    """

    kind: str
    inside: bool = False
    after: str = ""
    space: str = ""
    again: bool = False
    cited: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks the id of another part.

    Attributes:
        kind: What that part is called.
        sort: What it must be as well, where not every part of this kind will do; a part tells it in ``sorts``.
        of: The field that names the part in which the other one is; it belongs to this part or to one around it.
        within: The id of that part, where it is always the same one.
    """

    kind: str
    sort: str = ""
    of: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Marks a condition.

    Attributes:
        never: It is a fault that it never holds. A proof of its own says so of the other ones.
        always: It is a fault that it always holds.
    """

    never: bool = True
    always: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Marks a text that is read as prose."""


CONDITIONS = "conditions"
"""The space of the names that conditions use."""

_LINE = StringConstraints(min_length=1, max_length=600, pattern=r"^[^\n\r]*$")
_CONDITION = StringConstraints(max_length=2000)

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""The id of a question, option, term, verdict and the like."""

RowId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*[a-z]?$", max_length=12)]
"""The id of a row or checklist item: a capital letter, a number, perhaps a letter."""

FactId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*-[0-9]{2,3}$")]
"""The id of a fact, such as ``ABC-05``."""

Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]?$")]
"""The mnemonic of an option; empty where letters run out."""

Prose = Annotated[str, Words()]
"""Text that people read."""

Line = Annotated[str, _LINE, Words()]
"""The same in one line."""

Verbatim = Annotated[str, StringConstraints()]
"""Text for programs: an address, a template, a key."""

Name = Annotated[str, _LINE]
"""The same in one line: a code, a pattern, a proper name."""

Expression = Annotated[str, _CONDITION, Condition()]
"""A condition in the language of ``wizard.pack.conditions``."""

ProvedExpression = Annotated[str, _CONDITION, Condition(never=False)]
"""A condition of a part of which a proof of its own says that it never comes to anything."""

AsideExpression = Annotated[str, _CONDITION, Condition(never=False, always=False)]
"""The same for a part that may come at all times, or of which that proof says that it does."""

Facts = tuple[Annotated[FactId, Ref("fact")], ...]
"""The facts on which a part rests."""

Sources = tuple[Annotated[Id, Ref("source")], ...]
"""The sources on which a part rests."""

QuestionId = Annotated[Id, Ref("question")]
"""The question that a part names; the names that follow are those of other kinds."""

VerdictId = Annotated[Id, Ref("verdict")]
FieldId = Annotated[Id, Ref("field")]
GroupId = Annotated[RowId, Ref("group")]
PhaseId = Annotated[RowId, Ref("phase")]
RoleId = Annotated[Id, Ref("role")]
LevelId = Annotated[Id, Ref("risk level")]


class Model(BaseModel):
    """A part of the pack."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    def sorts(self) -> tuple[str, ...]:
        """Return what else the part may be named as; a set is a term, and not every term is a set."""
        return ()

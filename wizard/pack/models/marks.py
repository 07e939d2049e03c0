"""Marks on the fields of models: what is an id, names another part, is a condition, is read as prose.

They are all that the checks know of a model: ``wizard.pack.walk`` finds them in every part of a
pack. So a new kind of knowledge is a model, an entry in ``wizard.pack.contents`` and its data; ids
that lead nowhere, conditions that never hold and long sentences are found in it at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """Marks the id of a part.

    Attributes:
        kind: What the part is called, in findings and where another part names it.
        inside: The id is unique in the part around it only, whose id comes before it.
        after: The field whose value comes before the id.
        space: Kinds of one space share their ids; a kind is its own space.
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
        never: The proof of conditions reports that it never holds; False where another proof does.
        always: The same if it always holds; False also where that is allowed.
    """

    never: bool = True
    always: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Marks a text that is read as prose."""


CONDITIONS = "names in conditions"
"""The space of the names that conditions use."""

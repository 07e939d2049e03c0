"""What all models of the pack share: no unknown keys, nothing changes after reading, every text says what it is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, StringConstraints

from wizard.pack.models.marks import Condition, Ref, Words

_LINE = StringConstraints(min_length=1, max_length=600, pattern=r"^[^\n\r]*$")
_CONDITION = StringConstraints(max_length=2000)
_PLAIN = frozenset({str, int, float, bool, Any})
M = TypeVar("M", bound=BaseModel)
Make = Callable[[Any], Any]

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
"""A condition of a part that has a separate proof that it can take effect."""

AsideExpression = Annotated[str, _CONDITION, Condition(never=False, always=False)]
"""The same for a part that may always apply, or whose separate proof covers that too."""


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
LevelId = Annotated[Id, Ref("risk_level")]


class Model(BaseModel):
    """A part of the pack."""

    # Most processes restore a pack that was validated before, and need no validators.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)

    def sorts(self) -> tuple[str, ...]:
        """Return what else the part may be named as; a set is a term, and not every term is a set."""
        return ()


@functools.cache
def build_validators() -> None:
    """Build the validators of all models, each after those that it holds: one that comes before builds them again."""
    waiting = [Model]
    while waiting:
        model = waiting.pop(0)
        model.model_rebuild()
        waiting += model.__subclasses__()


def restored(model: type[M], kept: dict[str, Any]) -> M:
    """Return a model of a pack from what was kept of it, its JSON as values: names by alias, and only what was given.

    What is kept was validated, and it is kept only where it is restored to the same pack. To validate it once more, every
    process would build the validators of eighty models, which takes longer than everything else that opens a pack.

    Raises:
        AttributeError, LookupError, TypeError, ValueError: It is the JSON of something else.
    """
    makers = _makers(model)
    return model.model_construct(**{name: makers[name](value) for name, value in kept.items()})


@functools.cache
def _makers(model: type[BaseModel]) -> dict[str, Make]:
    return {field.alias or name: _maker(field.annotation) for name, field in model.model_fields.items()}


def _maker(kind: Any) -> Make:
    """Return what makes a value of a type from its JSON."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        known = {_maker(part) for part in parts if part is not NoneType}
        if len(known) > 1:
            raise TypeError(kind)
        return functools.partial(_optional, known.pop())
    if origin is tuple:
        return functools.partial(_tuple, _maker(parts[0]))
    if origin is dict:
        return functools.partial(_dict, _maker(parts[1]))
    if origin is Literal or kind in _PLAIN:
        return _same
    if kind is date:
        return date.fromisoformat
    if issubclass(kind, BaseModel):
        return functools.partial(restored, kind)
    if issubclass(kind, Enum):
        return functools.partial(kind)
    raise TypeError(kind)


def _same(value: Any) -> Any:
    return value


def _optional(make: Make, value: Any) -> Any:
    return None if value is None else make(value)


def _tuple(make: Make, values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(make, values))


def _dict(make: Make, values: dict[str, Any]) -> dict[str, Any]:
    return {name: make(value) for name, value in values.items()}

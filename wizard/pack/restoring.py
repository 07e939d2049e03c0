"""Builds the models of a pack from what was kept of one, without validating them again.

What is kept was validated, and it is kept only where it is restored to the same pack. To validate it once more, every
process would build the validators of eighty models, which takes longer than everything else that opens a pack.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
Make = Callable[[Any], Any]

PLAIN = frozenset({str, int, float, bool, Any})


def restored(model: type[M], kept: dict[str, Any]) -> M:
    """Return a model from its JSON as values: names by alias, and only what was given.

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
    if origin is Literal or kind in PLAIN:
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

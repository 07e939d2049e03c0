"""Goes through a pack and finds every id, reference, condition and text by the annotations of its models.

This is the one place that knows how parts are nested. Checks, proofs and comparisons ask for
what they need by mark and kind, so none of them lists the fields of models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from wizard.pack.contents import SINGLE, lists_of, sources_of
from wizard.pack.models import Pack
from wizard.pack.models.base import Model
from wizard.pack.models.marks import Condition, Key, Ref, Words

Mark = Key | Ref | Condition | Words


class Part(NamedTuple):
    """A part of the pack.

    Attributes:
        path: File, keys and positions, such as ``risk.toml: at impact.0``.
        named: Kind and name of the part, or of the one around it that has a name; empty where none has.
        kind: What the part is called, where it has a name, or is a file or an entry of one.
        name: Its name there.
        around: The parts around it, the nearest one first.
    """

    model: Model
    path: str
    named: str
    kind: str
    name: str
    around: tuple[Model, ...]


class Found(NamedTuple):
    """A value that a model marks.

    Attributes:
        place: The part by name, or the path of the value where no part around it has a name.
        field: The key in the file.
        owner: The id of the part in which another one is looked up, for a reference into a part.
    """

    place: str
    field: str
    value: str
    mark: Mark
    owner: str = ""


class _Field(NamedTuple):
    """A field of a model: its name, its key in the file, the marks of its values and keys, whether it holds parts."""

    name: str
    key: str
    values: tuple[Mark, ...]
    keys: tuple[Mark, ...]
    parts: bool


@cache
def _fields(model: type[Model]) -> tuple[_Field, ...]:
    found = []
    holding = {key for key, _ in models_in(model)}
    for name, info in model.model_fields.items():
        hint, key = info.annotation, info.alias or name
        keys, values = get_args(hint) if get_origin(hint) is dict else (None, hint)
        own = tuple(mark for mark in info.metadata if isinstance(mark, Mark))
        found.append(_Field(name, key, (*own, *_marks(values)), tuple(_marks(keys)), key in holding))
    return tuple(found)


def _marks(hint: Any) -> Iterator[Mark]:
    """Yield the marks in a type: those of a string, or of the strings in a tuple."""
    if get_origin(hint) is Annotated:
        yield from (mark for mark in hint.__metadata__ if isinstance(mark, Mark))
    for inner in get_args(hint):
        yield from _marks(inner)


@cache
def key_of(model: type[Model]) -> tuple[str, str, Key] | None:
    """Return the field by which a part is known, its key in the file, and its mark; None for a part without a name."""
    for field in _fields(model):
        for mark in field.values:
            if isinstance(mark, Key) and get_origin(model.model_fields[field.name].annotation) is not tuple:
                return field.name, field.key, mark
    return None


@cache
def models_in(model: type[Model]) -> tuple[tuple[str, type[Model]], ...]:
    """Return the models of the parts in a part, each with its key in the file."""

    def inner(hint: Any) -> Iterator[type[Model]]:
        if isinstance(hint, type) and issubclass(hint, Model):
            yield hint
        for below in get_args(hint):
            yield from inner(below)

    return tuple((info.alias or n, m) for n, info in model.model_fields.items() for m in inner(info.annotation))


def headings(name: str) -> dict[str, tuple[str, str]]:
    """Return the headings of a file under which parts have names: kind, and the key of the name."""
    found: dict[str, tuple[str, str]] = {}
    waiting = [(head, model) for head, (_, model) in (lists_of(name) or {}).items()]
    if name in SINGLE:
        waiting += models_in(SINGLE[name][1])
    while waiting:
        head, model = waiting.pop()
        if key := key_of(model):
            found[head] = (key[2].kind, key[1])
        waiting += [(f"{head}.{below}", inner) for below, inner in models_in(model)]
    return found


def parts(pack: Pack, *fields: str) -> Iterator[Part]:
    """Yield every part of the pack, or of some of its fields, an outer part before those in it."""
    for field in fields or type(pack).model_fields:
        value = getattr(pack, field)
        if isinstance(value, str):
            continue
        file, head = sources_of(field)
        for index, model in enumerate(value) if head else ((0, value),):
            path = inside(file, head, index) if head else file
            kind, name = (head, str(index + 1)) if head else (file.removesuffix(".toml"),) * 2
            yield from _below(Part(model, path, "", kind, name, ()))


def _below(part: Part, owner: str = "") -> Iterator[Part]:
    model = part.model
    key = key_of(type(model))
    if key:
        known, _, mark = key
        before = owner if mark.inside else getattr(model, mark.after) if mark.after else ""
        joint = "." if mark.inside else " "
        name = f"{before}{joint}{getattr(model, known)}" if before else getattr(model, known)
        part = Part(model, part.path, f"{mark.kind} {name}", mark.kind, name, part.around)
    yield part
    around = (model, *part.around)
    for field in _fields(type(model)):
        for index, below in _items(getattr(model, field.name)) if field.parts else ():
            if below is not None:
                path = inside(part.path, field.key, index)
                yield from _below(Part(below, path, part.named, "", "", around), part.name)


def _items(value: Any) -> Iterable[tuple[int | str | None, Any]]:
    """Return the values of a field, each with its position or key where there are several."""
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, tuple) else ((None, value),)


def inside(place: str, field: str, index: int | str | None = None) -> str:
    """Return the place of a value below a part of a file; its line is found by ``Places``."""
    joint = "." if ": at " in place else ": at "
    return f"{place}{joint}{field}" + ("" if index is None else f".{index}")


def walk(pack: Pack, *fields: str) -> Iterator[Found]:
    """Yield every marked value of the pack, or of some of its fields."""
    return (found for part in parts(pack, *fields) for found in _marked(part))


def walk_file(model: Model, file: str) -> Iterator[Found]:
    """Yield every marked value of a file that another room reads."""
    return (found for part in _below(Part(model, file, "", "", "", ())) for found in _marked(part))


def _marked(part: Part) -> Iterator[Found]:
    key = key_of(type(part.model))
    for field in _fields(type(part.model)):
        if not field.values and not field.keys:
            continue
        place = part.named or inside(part.path, field.key)
        value = getattr(part.model, field.name)
        marked = [(text, mark) for _, text in _items(value) for mark in field.values]
        marked += [(text, mark) for text in value for mark in field.keys] if field.keys else []
        for text, mark in marked:
            if isinstance(text, str) and (text or isinstance(mark, Condition)):
                named = key is not None and mark is key[2]
                yield Found(place, field.key, part.name if named else text, mark, _owner(part, mark))


def _owner(part: Part, mark: Mark) -> str:
    if not isinstance(mark, Ref):
        return ""
    if not mark.of:
        return mark.within
    return next(str(getattr(model, mark.of)) for model in (part.model, *part.around) if hasattr(model, mark.of))


def conditions(pack: Pack, *fields: str) -> Iterator[tuple[str, str]]:
    return ((one.place, one.value) for one in walk(pack, *fields) if isinstance(one.mark, Condition))


def names(pack: Pack, walked: Iterable[Found]) -> dict[str, list[str]]:
    """Return the names of all parts that were found, by kind and sort; an option is named after its question."""
    found: dict[str, list[str]] = {}
    for one in walked:
        if isinstance(one.mark, Key):
            found.setdefault(one.mark.kind, []).append(one.value)
    for part in parts(pack):
        for sort in part.model.sorts():
            found.setdefault(sort, []).append(part.name)
    for question in pack.questions:
        if question.options_from:
            catalog = getattr(pack, question.options_from)
            found.setdefault("option", []).extend(f"{question.id}.{part.id}" for part in catalog)
    return {**found, "answer": found.get("option", [])}

"""The condition language of the pack: ``run_mode is unattended and not (enforced or special)``.

Conditions are in the TOML files next to what they decide, so a consultant can read
them. Their grammar is a small part of Python's, and Python's own parser reads it; a
whitelist of its nodes is all that is accepted. Names are resolved later, by the
compiler, which knows the questions, terms and verdicts.

Forms::

    always                          (an empty condition)
    term                            a yes/no term, or a set term that is not empty
    question is option              question in (option, option)
    question is not option          question not in (option, option)
    option in question_or_set       option not in question_or_set
    has_any(set, id, ...)           the set has one of these
    beyond(set, id, ...)            the set has a member other than these
    only(set, id, ...)              the set has members, and none but these
    some(question, attribute)       a chosen option has the attribute
    some(question, not attribute)   a chosen option lacks it
    some_unknown(except, ...)       an answer is `unknown`, except for these questions
    and   or   not   ( )
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 2000
"""Characters of one condition; longer ones belong in a term."""


MAX_DEPTH = 60
"""Levels of brackets and ``not`` in one condition."""


class ConditionError(ValueError):
    """A condition that is not in the language; the message says where and what."""


@dataclass(frozen=True, slots=True)
class Always:
    """Holds for all answers."""


@dataclass(frozen=True, slots=True)
class Named:
    """A yes/no term, or a set term that is not empty."""

    name: str


@dataclass(frozen=True, slots=True)
class Is:
    """A single-valued question or term has one of the values."""

    subject: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A many-valued question or set has the member."""

    member: str
    collection: str


@dataclass(frozen=True, slots=True)
class HasAny:
    """A set has one of the members."""

    collection: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beyond:
    """A set has a member other than these."""

    collection: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """A chosen option of the question has (or lacks) the attribute."""

    question: str
    attribute: str
    lacks: bool


@dataclass(frozen=True, slots=True)
class SomeUnknown:
    """An answer is ``unknown``; the questions named don't count."""

    leave_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold."""

    operand: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Always | Named | Is | Has | HasAny | Beyond | Some | SomeUnknown | Not | All | Any


def parse_condition(text: str) -> Condition:
    """Return the condition that the text means.

    Raises:
        ConditionError: The text is not in the language.
    """
    source = " ".join(text.split())
    if source in {"", "always"}:
        return Always()
    if len(source) > MAX_LENGTH:
        raise ConditionError(f"is {len(source)} characters long; at most {MAX_LENGTH} are read. Split it into terms.")
    try:
        tree = ast.parse(source, mode="eval")
        return _read(tree.body)
    except SyntaxError as error:
        shown = source if len(source) <= 80 else f"{source[:77]}..."
        raise ConditionError(f"cannot be read at column {error.offset}: {shown!r}") from None
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, ConditionError):
            raise
        raise ConditionError("is nested too deeply. Split it into terms.") from None


def _read(node: ast.expr, depth: int = 0) -> Condition:
    if depth > MAX_DEPTH:
        raise ConditionError("is nested too deeply. Split it into terms.")
    if isinstance(node, ast.BoolOp):
        parts = tuple(_read(value, depth + 1) for value in node.values)
        return All(parts) if isinstance(node.op, ast.And) else Any(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Not(_read(node.operand, depth + 1))
    if isinstance(node, ast.Name):
        return Named(node.id)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _comparison(node.left, node.ops[0], node.comparators[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, node.args)
    raise ConditionError(f"uses {ast.unparse(node)!r}, which is not in the condition language")


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition:
    if isinstance(operator, ast.Is):
        return Is(_name(left), (_name(right),))
    if isinstance(operator, ast.IsNot):
        return Not(Is(_name(left), (_name(right),)))
    if isinstance(operator, ast.In | ast.NotIn):
        inside: Condition
        if isinstance(right, ast.Tuple | ast.List):
            inside = Is(_name(left), tuple(_name(element) for element in right.elts))
        else:
            inside = Has(_name(left), _name(right))
        return inside if isinstance(operator, ast.In) else Not(inside)
    raise ConditionError("compares with something other than 'is', 'is not', 'in' or 'not in'")


def _call(name: str, arguments: list[ast.expr]) -> Condition:
    if name == "some_unknown":
        return SomeUnknown(tuple(_name(argument) for argument in arguments))
    if name == "some" and len(arguments) == 2:
        attribute = arguments[1]
        lacks = isinstance(attribute, ast.UnaryOp) and isinstance(attribute.op, ast.Not)
        inner = attribute.operand if isinstance(attribute, ast.UnaryOp) and lacks else attribute
        return Some(_name(arguments[0]), _name(inner), lacks)
    if name in {"has_any", "beyond", "only"} and len(arguments) >= 2:
        collection = _name(arguments[0])
        members = tuple(_name(argument) for argument in arguments[1:])
        if name == "has_any":
            return HasAny(collection, members)
        if name == "beyond":
            return Beyond(collection, members)
        return All((HasAny(collection, members), Not(Beyond(collection, members))))
    raise ConditionError(f"calls {name!r} with {len(arguments)} parts, which the condition language does not have")


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and node.value is None:
        return "none"
    raise ConditionError(f"has {ast.unparse(node)!r} where an ID is expected")


@lru_cache(maxsize=4096)
def leaves_in(text: str) -> tuple[Condition, ...]:
    """Return the parts of a condition that have no parts, in its order; none where it cannot be read."""
    try:
        return tuple(_leaves(parse_condition(text)))
    except ConditionError:
        return ()


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(operand):
            yield from _leaves(operand)
        case _:
            yield condition


def names_in(text: str) -> set[str]:
    """Return the questions, terms and tables that a condition names."""
    found: set[str] = set()
    for leaf in leaves_in(text):
        match leaf:
            case Named(name) | Is(name, _) | Has(_, name) | HasAny(name, _) | Beyond(name, _) | Some(name, _, _):
                found.add(name)
            case SomeUnknown(names):
                found.update(names)
            case _:
                continue
    return found


def attributes_in(text: str) -> set[str]:
    """Return the attributes of options that a condition asks for."""
    return {leaf.attribute for leaf in leaves_in(text) if isinstance(leaf, Some)}


def outcomes_in(text: str) -> set[str]:
    """Return the groups of outcomes that a condition asks for."""
    found: set[str] = set()
    for leaf in leaves_in(text):
        match leaf:
            case Has(member, "outcomes"):
                found.add(member)
            case HasAny("outcomes", members) | Beyond("outcomes", members):
                found.update(members)
            case _:
                continue
    return found

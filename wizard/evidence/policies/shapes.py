"""Finds the policies in a JSON document, wherever it keeps them.

One object, a list, ``{"value": [...]}``, a template with the policy under ``details``, or a
large result of another tool: the document is walked without recursion, and what looks like a
policy is taken. Other objects that also have conditions, such as mail rules, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wizard.files.collections import context_of, page_of

_CONTROLS = frozenset({"grantcontrols", "sessioncontrols"})
_SCOPES = frozenset({"users", "applications", "clientapplications"})
_STATES = frozenset({"enabled", "disabled", "enabledforreportingbutnotenforced"})
_POLICIES_PATH = "conditionalaccess/policies"


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate.

    Attributes:
        path: Where it is in the document, such as ``value[3]``.
        raw: The object.
        parent: The object around it, which may hold its name.
    """

    path: str
    raw: dict[str, Any]
    parent: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stray:
    """An entry of a list of policies that isn't one; ``value`` is what is there instead."""

    path: str
    value: Any


def keys_of(value: dict[str, Any]) -> frozenset[str]:
    """Return the keys in lower case."""
    return frozenset(key.lower() for key in value)


def looks_like_policy(value: dict[str, Any]) -> bool:
    """Return True for an object that is a policy, whole or damaged."""
    keys = keys_of(value)
    if "conditions" in keys:
        conditions = next(part for key, part in value.items() if key.lower() == "conditions")
        if isinstance(conditions, dict):
            known = not keys.isdisjoint(_CONTROLS) or not keys_of(conditions).isdisjoint(_SCOPES)
            return known or ("displayname" in keys and _has_state(value))
        return not keys.isdisjoint(_CONTROLS)
    return "grantcontrols" in keys


def policies_in(document: Any) -> Iterator[Found | Stray]:
    """Yield the policies of a document, in its order, and stray entries among them."""
    waiting: list[Iterator[_Node]] = [iter([_Node("", document, {}, expected=False)])]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
        elif isinstance(node.value, dict):
            if looks_like_policy(node.value) or (node.expected and _has_state(node.value)):
                yield Found(node.path or "the document", node.value, node.parent)
            else:
                if node.expected:
                    yield Stray(node.path, node.value)
                waiting.append(_children(node))
        elif isinstance(node.value, list):
            waiting.append(_entries(node))
        elif node.expected:
            yield Stray(node.path, node.value)


@dataclass(frozen=True, slots=True)
class _Node:
    path: str
    value: Any
    parent: dict[str, Any]
    expected: bool


def _children(node: _Node) -> Iterator[_Node]:
    page = not node.path and _POLICIES_PATH in context_of(node.value).lower()
    for key, part in node.value.items():
        if isinstance(part, dict | list):
            path = f"{node.path}.{key}" if node.path else key
            yield _Node(path, part, node.value, expected=page and key.lower() == "value" and isinstance(part, list))


def _entries(node: _Node) -> Iterator[_Node]:
    among = node.expected or any(isinstance(part, dict) and looks_like_policy(part) for part in node.value)
    for index, part in enumerate(node.value):
        if among or isinstance(part, dict | list):
            yield _Node(f"{node.path}[{index}]", part, node.parent, expected=among)


def is_empty_list(document: Any) -> bool:
    """Return True for an empty list or page, which is how a tenant without policies exports."""
    return page_of(document) == []


def is_first_version(document: Any) -> bool:
    """Return True when a document says that it comes from Graph v1.0."""
    return "/v1.0/" in context_of(document)


def _has_state(value: dict[str, Any]) -> bool:
    state = next((part for key, part in value.items() if key.lower() == "state"), None)
    return isinstance(state, str) and state.lower() in _STATES

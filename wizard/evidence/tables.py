"""The subject's data tables that the reader and the evaluator of Conditional Access need.

They live in ``knowledge/evidence/conditional_access.toml``: groups of resources, built-in
roles, strengths, and what each requirement asks of an account. Code holds no id.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wizard.errors import PackError, Problem
from wizard.files.toml import part_of_pack
from wizard.pack.files import file_of

FILE = "evidence/conditional_access.toml"
Ability = Literal["yes", "no", "unknown", "device"]
_ABILITIES = frozenset({"yes", "no", "unknown", "device"})


@dataclass(frozen=True, slots=True)
class ResourceGroup:
    """A word, or an id, that represents several resources.

    Attributes:
        name: As Microsoft calls it.
        complete: True when an unknown id is outside for sure.
        members: Ids, lower case.
        undecided: Known ids that no source places in or outside.
    """

    name: str
    complete: bool
    members: frozenset[str]
    undecided: frozenset[str]


@dataclass(frozen=True, slots=True)
class Resource:
    """An application known by id; ``kind`` is ``resource``, ``client`` or ``umbrella``."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Control:
    """What a demand asks: who can meet it, why, and the facts behind it.

    Attributes:
        name: Graph's word.
        label: How people call it.
        kind: What it is counted with in a report on many accounts.
        unattended: Who can meet it; the two that follow likewise.
        reason: Why.
        facts: The facts behind it.
    """

    name: str
    label: str
    kind: str
    unattended: Ability
    person_once: Ability
    person_each_time: Ability
    reason: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionalAccessTables:
    """All tables of the subject; keys are lower case where policies compare without case."""

    groups: dict[str, ResourceGroup]
    resources: dict[str, Resource]
    resource_ids: dict[str, str]
    roles: dict[str, str]
    role_ids: dict[str, str]
    strengths: dict[str, str]
    controls: dict[str, Control]
    baseline_resource: str
    baseline_scopes: frozenset[str]
    baseline_settings: str
    user_actions: dict[str, str]
    special_locations: dict[str, str]
    placeholders: frozenset[str]


def load_tables(pack: Path | None = None) -> ConditionalAccessTables:
    """Read the tables of a pack; the shipped ones serve where it has none.

    Raises:
        PackError: The file cannot be read, is not TOML, or lacks a part.
    """
    place = file_of(pack, FILE)
    data = part_of_pack(place)
    try:
        return _tables(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"lacks a part or has one of another kind: {error}."
        raise PackError(Problem(str(place), message, "Compare it with the file that comes with the product.")) from None


def _tables(data: dict[str, Any]) -> ConditionalAccessTables:
    resources = {row["id"].lower(): Resource(row["id"].lower(), row["name"], row["kind"]) for row in data["resources"]}
    groups = {
        row["word"].lower(): ResourceGroup(
            row["name"],
            bool(row["complete"]),
            frozenset(member.lower() for member in row["members"]),
            frozenset(member.lower() for member in row["undecided"]),
        )
        for row in data["groups"]
    }
    names = {resource.name.lower(): resource.id for resource in resources.values()}
    names |= {group.name.lower(): word for word, group in groups.items()}
    baseline = data["baseline_scopes"]
    return ConditionalAccessTables(
        groups=groups,
        resources=resources,
        resource_ids=names,
        roles={key.lower(): name for key, name in data["roles"].items()},
        role_ids={name.lower(): key.lower() for key, name in data["roles"].items()},
        strengths={row["id"].lower(): row["name"] for row in data["strengths"]},
        controls={row["name"].lower(): _control(row) for row in data["controls"]},
        baseline_resource=baseline["resource"].lower(),
        baseline_scopes=frozenset(scope.lower() for scope in baseline["scopes"]),
        baseline_settings=baseline["settings"],
        user_actions={key.lower(): value.lower() for key, value in data["user_actions"].items()},
        special_locations={key.lower(): value for key, value in data["special_locations"].items()},
        placeholders=frozenset(word.lower() for word in data["placeholders"]["users"]),
    )


def _control(row: dict[str, Any]) -> Control:
    abilities = (row["unattended"], row["person_once"], row["person_each_time"])
    if not _ABILITIES.issuperset(abilities):
        raise ValueError(f"control {row['name']} has an ability other than {sorted(_ABILITIES)}")
    return Control(row["name"], row["label"], row["kind"], *abilities, row["reason"], tuple(row["facts"]))

"""Names what is irregular in a policy that could be read, so that a person can correct the export."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.errors import Problem, Severity
from wizard.evidence.policies.model import Policy
from wizard.wording import short

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEXISH = re.compile(r"[0-9a-f{}-]{24,44}")
_WORDS = frozenset({"all", "none", "guestsorexternalusers"})
_MAX = 5
"""Irregular entries of one list named one by one."""


def is_guid(text: str) -> bool:
    """Return True for an id in Microsoft's form, lower case."""
    return GUID.fullmatch(text) is not None


def is_broken_guid(text: str) -> bool:
    """Return True for a text that is meant as an id but is not one."""
    return not is_guid(text) and _HEXISH.fullmatch(text) is not None and text.count("-") >= 2


def irregularities(policy: Policy, path: str) -> Iterator[Problem]:
    """Yield what a person should know about a policy.

    Args:
        policy: The policy.
        path: Where it is in its document.
    """
    title = short(policy.name or path, 80)
    if policy.invalid:
        yield _problem(policy, title, f"is not usable: {policy.invalid}.", "Export it again.", "invalid")
    if policy.deleted:
        message = (
            f"was deleted on {short(policy.deleted, 40)}; it counts for nothing until an administrator restores it."
        )
        yield _problem(policy, title, message, "", "deleted", severity="note")
    if policy.state is None and not any(entry.startswith("state") for entry in policy.unknown):
        remedy = "A template has none; export the tenant's policies to know which are on."
        yield _problem(policy, title, "has no state.", remedy, "no-state", severity="note")
    if policy.lost and policy.state != "disabled":
        message = f"lacks {policy.lost}; what it requires cannot be known."
        yield _problem(policy, title, message, "Compare it with the portal, or export it again.", "no-demand")
    if policy.unknown and policy.state != "disabled":
        shown = ", ".join(short(entry, 80) for entry in policy.unknown[:_MAX])
        message = f"uses what cannot be judged here: {shown}."
        remedy = "Export with ConvertTo-Json -Depth 10, or ask Microsoft's what-if about this policy."
        yield _problem(policy, title, message, remedy, "unknown-property", severity="note")
    if policy.device_filter is not None and policy.device_filter.error:
        message = f"has a device filter that cannot be parsed: {short(policy.device_filter.error)}."
        yield _problem(policy, title, message, "Compare the rule with the portal.", "device-filter")
    yield from _entries(policy, title)


def _entries(policy: Policy, title: str) -> Iterator[Problem]:
    users, resources = policy.users, policy.resources
    lists = (
        ("users", users.include_users | users.exclude_users),
        ("groups", users.include_groups | users.exclude_groups),
        ("roles", users.include_roles | users.exclude_roles),
        ("resources", resources.include | resources.exclude),
    )
    for noun, entries in lists:
        broken = sorted(entry for entry in entries if is_broken_guid(entry))
        if broken:
            shown = ", ".join(broken[:_MAX])
            message = f"names {noun} by ids that are not whole: {shown}."
            yield _problem(policy, title, message, "Compare the ids with the portal.", "broken-id")
        if noun == "resources":
            continue
        named = sorted(entry for entry in entries - _WORDS if not is_guid(entry) and not is_broken_guid(entry))
        if named:
            shown = ", ".join(short(entry, 60) for entry in named[:_MAX])
            more = f" and {len(named) - _MAX} more" if len(named) > _MAX else ""
            message = f"names {noun} by name instead of id: {shown}{more}."
            yield _problem(
                policy, title, message, "Names are looked up in the directory file.", "by-name", severity="note"
            )


def _problem(
    policy: Policy, title: str, message: str, remedy: str, code: str, *, severity: Severity = "loss"
) -> Problem:
    return Problem(policy.place, message, remedy, code, severity, f"'{title}'")

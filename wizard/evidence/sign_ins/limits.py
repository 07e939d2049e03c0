"""Which limits hold for a file of sign-ins: what it cannot contain, told from what is in it.

The words of each limit are in ``knowledge/evidence/sign_ins.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.evidence.sign_ins.shape import Shape

SHORT_DAYS = 31
PORTAL_CAPS = frozenset({100_000, 250_000})
"""Rows at which downloads of the portal were seen to end."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one file holds, in counts of rows.

    Attributes:
        shape: Its shape.
        rows: Sign-ins of users.
        workload_rows: Sign-ins of workloads.
        other_rows: Rows that are no sign-ins.
        interactive_rows: Rows known to be interactive.
        non_interactive_rows: Rows known not to be.
        first: First time, seconds since 1970.
        last: Last time.
        undated: Rows without a readable time.
        requirement_rows: Rows that say whether MFA was demanded.
        policy_groups: Groups that list policies which took part.
        decided_without_policy: Rows on which Conditional Access decided and no policy is listed.
        arm_groups: Groups with Azure Resource Manager as resource.
        named_groups: Groups whose resource has a name and no id.
    """

    shape: Shape
    rows: int
    workload_rows: int
    other_rows: int
    interactive_rows: int
    non_interactive_rows: int
    first: int | None
    last: int | None
    undated: int
    requirement_rows: int
    policy_groups: int
    decided_without_policy: int
    arm_groups: int
    named_groups: int

    @property
    def days(self) -> float | None:
        """Return the length of the period in days."""
        return None if self.first is None or self.last is None else (self.last - self.first) / 86400


def limits_of(facts: Facts) -> list[str]:
    """Return the ids of the limits that hold for a file, the weightiest first."""
    if not facts.rows:
        return [name for name, holds in _rows(facts).items() if holds]
    shape = facts.shape
    days = facts.days
    found = {
        "interactive_only": bool(facts.interactive_rows) and not facts.non_interactive_rows,
        "no_applications": not {"app_id", "app", "resource_id", "resource"} & shape.fields.keys(),
        "names_only": facts.named_groups > 0,
        "no_results": "error" not in shape.fields and "status" not in shape.fields,
        "interactive_unknown": not facts.interactive_rows and not facts.non_interactive_rows,
        "v1_fields": not facts.requirement_rows,
        "no_requirement_provider": bool(facts.requirement_rows) and "providers" not in shape.fields,
        "policies_hidden": bool(shape.policies) and not facts.policy_groups and facts.decided_without_policy > 0,
        "arm_read_or_write": facts.arm_groups > 0,
        "short_period": days is not None and days <= SHORT_DAYS,
        "capped": shape.id == "portal_csv" and facts.rows in PORTAL_CAPS,
        "non_interactive_only": bool(facts.non_interactive_rows) and not facts.interactive_rows,
        "no_policies": not shape.policies,
        "summarised": shape.summarized,
        "doubled_steps": not shape.summarized,
        **_rows(facts),
    }
    return [name for name, holds in found.items() if holds]


def _rows(facts: Facts) -> dict[str, bool]:
    return {
        "workload_rows": facts.workload_rows > 0 or facts.shape.workload,
        "other_rows": facts.other_rows > 0,
    }

"""Fields of a sign-in that JSON exports share, whatever the spelling of their keys.

Graph writes ``userPrincipalName``, Log Analytics ``UserPrincipalName``, some collectors
``userprincipalname``; the first records tell which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wizard.evidence.sign_ins.nested import (
    Nested,
    is_cut,
    methods_expression,
    nested,
    policies_expression,
    providers_expression,
)
from wizard.evidence.sign_ins.shape import NO_TEXT, FieldName, name

_TEXTS: dict[FieldName, tuple[str, ...]] = {
    "id": ("id",),
    "when": ("createdDateTime", "TimeGenerated"),
    "user_id": ("userId",),
    "account": ("userPrincipalName",),
    "app_id": ("appId",),
    "app": ("appDisplayName",),
    "resource_id": ("resourceId", "resourceIdentity"),
    "resource": ("resourceDisplayName",),
    "address": ("ipAddress",),
    "requirement": ("authenticationRequirement",),
    "protocol": ("authenticationProtocol",),
    "transfer": ("originalTransferMethod",),
    "client": ("clientAppUsed",),
    "token": ("incomingTokenType",),
    "ca_status": ("conditionalAccessStatus",),
}
_POLICIES = ("appliedConditionalAccessPolicies", "conditionalAccessPolicies")
_STEP = {"authenticationMethod": "VARCHAR", "succeeded": "VARCHAR"}


class Keys:
    """The keys of the first records, found whatever their case.

    Attributes:
        columns: Columns that the reader takes, with their types.
    """

    def __init__(self, objects: Sequence[dict[str, Any]], inside: str = "") -> None:
        """Keep the first records; ``inside`` is the key of the object that holds the fields."""
        self.inside = inside
        self.objects = [part for row in objects if isinstance(part := row.get(inside) if inside else row, dict)]
        self.columns: dict[str, str] = {}
        self.spelled: dict[str, str] = {}
        for row in self.objects:
            for key in row:
                self.spelled.setdefault(str(key).lower(), str(key))

    def has(self, *keys: str) -> bool:
        """Return True when one of the keys is in a record."""
        return any(key.lower() in self.spelled for key in keys)

    def values(self, key: str) -> list[Any]:
        """Return what the first records have under a key."""
        spelled = self.spelled.get(key.lower())
        return [] if spelled is None else [row.get(spelled) for row in self.objects]

    def text(self, *keys: str) -> str | None:
        """Return SQL of the first key that exists, as text."""
        parts = [self._take(self.spelled[key.lower()], "VARCHAR") for key in keys if key.lower() in self.spelled]
        if not parts:
            return None
        parts = [f"nullif({part}, '')" for part in parts]
        return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"

    def part(self, wanted: dict[str, str], *keys: str, many: bool) -> Nested | None:
        """Return the first key that exists as a nested value."""
        for key in keys:
            spelled = self.spelled.get(key.lower())
            if spelled is None or is_cut(self.values(key)):
                continue
            value = nested(self._sql(spelled), self.values(key), wanted, many=many)
            self._take(spelled, value.type)
            return value
        return None

    def reader_columns(self) -> dict[str, str]:
        if not self.inside:
            return dict(self.columns)
        members = ", ".join(f"{name(key)} {kind}" for key, kind in self.columns.items())
        return {self.inside: f"STRUCT({members})"} if members else {}

    def _take(self, spelled: str, kind: str) -> str:
        self.columns[spelled] = kind
        return self._sql(spelled)

    def _sql(self, spelled: str) -> str:
        return f"{name(self.inside)}.{name(spelled)}" if self.inside else name(spelled)


def common_fields(keys: Keys) -> dict[FieldName, str]:
    """Return the fields that every JSON export names alike."""
    fields: dict[FieldName, str] = {}
    for target, names in _TEXTS.items():
        expression = keys.text(*names)
        if expression is not None:
            fields[target] = expression
    status = keys.part({"errorCode": "VARCHAR", "additionalDetails": "VARCHAR"}, "status", many=False)
    if status is not None:
        fields["error"] = status.member("errorCode")
        fields["result_text"] = status.member("additionalDetails")
    # As text, which the engine need not take apart for each row: ``Shape.policies`` does so once for each list.
    listed = [key for key in _POLICIES if not is_cut(keys.values(key))]
    policies = keys.text(*listed)
    if policies is not None:
        fields["policies"] = policies
    providers = keys.part({"requirementProvider": "VARCHAR"}, "authenticationRequirementPolicies", many=True)
    if providers is not None:
        fields["providers"] = providers_expression(providers)
    steps = keys.part(_STEP, "authenticationDetails", many=True)
    if steps is not None:
        fields["method"] = methods_expression(steps)
    fields["interactive"] = interactive_expression(keys)
    fields["kind"] = kind_expression(keys)
    return fields


def policy_lists(keys: Keys) -> str:
    """Return SQL that reads a list of policies; empty where the records have none."""
    listed = [key for key in _POLICIES if keys.has(key) and not is_cut(keys.values(key))]
    return policies_expression(value for key in listed for value in keys.values(key)) if listed else ""


def interactive_expression(keys: Keys, category: str = NO_TEXT) -> str:
    """Return SQL that tells interactive from non-interactive, or NULL where nothing does."""
    flag = keys.text("isInteractive")
    events = keys.text("signInEventTypes")
    cases = ["CASE"]
    if events is not None:
        cases.append(f"WHEN contains({events}, 'nonInteractiveUser') THEN false")
        cases.append(f"WHEN contains({events}, 'interactiveUser') THEN true")
    cases.append(f"WHEN contains(lower({category}), 'noninteractive') THEN false")
    if flag is not None:
        cases.append(f"WHEN lower({flag}) = 'true' THEN true WHEN lower({flag}) = 'false' THEN false")
    cases.append(f"WHEN lower({category}) = 'signinlogs' THEN true")
    return " ".join([*cases, "END"])


def kind_expression(keys: Keys, category: str = NO_TEXT) -> str:
    """Return SQL that tells sign-ins of users from those of workloads and from other rows."""
    events = keys.text("signInEventTypes") or NO_TEXT
    user = keys.text("userPrincipalName", "userId") or NO_TEXT
    principal = keys.text("servicePrincipalId") or NO_TEXT
    anything = keys.text("createdDateTime", "TimeGenerated", "appId", "id") or NO_TEXT
    return (
        f"CASE WHEN contains({events}, 'servicePrincipal') OR contains({events}, 'managedIdentity') THEN 'workload'"
        f" WHEN contains(lower({category}), 'serviceprincipal') OR contains(lower({category}), 'managedidentity') THEN 'workload'"
        f" WHEN {category} IS NOT NULL AND NOT contains(lower({category}), 'signin') THEN 'other'"
        f" WHEN {user} IS NOT NULL THEN 'user' WHEN {principal} IS NOT NULL THEN 'workload'"
        f" WHEN {anything} IS NULL AND {category} IS NULL THEN 'unreadable' ELSE 'other' END"
    )


def names_in(objects: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Return all keys of some records, lower case."""
    return frozenset(str(key).lower() for row in objects for key in row)

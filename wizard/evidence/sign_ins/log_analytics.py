"""Exports of the tables SigninLogs and AADNonInteractiveUserSignInLogs from Log Analytics, CSV or JSON.

Sentinel adds twins to some columns (``Status_dynamic``, ``Status_string``) and a note on the time
zone to others (``TimeGenerated [UTC]``).
"""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet

from wizard.evidence.sign_ins.json_fields import (
    Keys,
    common_fields,
    interactive_expression,
    kind_expression,
    names_in,
    policy_lists,
)
from wizard.evidence.sign_ins.nested import (
    Nested,
    methods_expression,
    nested,
    policies_expression,
    providers_expression,
)
from wizard.evidence.sign_ins.shape import (
    NO_TEXT,
    FieldName,
    Shape,
    csv_columns,
    csv_fields,
    first_filled,
    positions,
)
from wizard.files.sniff import Sniffed

HEADINGS: dict[str, FieldName] = {
    "id": "id",
    "timegenerated": "when",
    "createddatetime": "when",
    "userid": "user_id",
    "userprincipalname": "account",
    "appid": "app_id",
    "appdisplayname": "app",
    "resourceidentity": "resource_id",
    "resourcedisplayname": "resource",
    "ipaddress": "address",
    "resulttype": "error",
    "authenticationrequirement": "requirement",
    "authenticationprotocol": "protocol",
    "originaltransfermethod": "transfer",
    "clientappused": "client",
    "incomingtokentype": "token",
    "conditionalaccessstatus": "ca_status",
}
_WHO = frozenset({"userprincipalname", "userid"})
_MARKS = frozenset(
    {
        "appid",
        "resulttype",
        "authenticationrequirement",
        "conditionalaccessstatus",
        "conditionalaccesspolicies",
        "resourceidentity",
        "clientappused",
        "isinteractive",
        "appdisplayname",
        "ipaddress",
    }
)
_FEWEST_MARKS = 2
"""A query may pick columns; with so many of the tables' own the rest is sign-ins, whatever was omitted."""
_TITLE = "sign-ins from Log Analytics"


def recognise(sniffed: Sniffed) -> Shape | None:
    """Return the shape, or None when the file is something else."""
    if sniffed.kind == "csv":
        return _csv(sniffed)
    known = names_in(sniffed.objects)
    if not _is_table(known) or "properties" in known:
        return None
    keys = Keys(sniffed.objects)
    fields = common_fields(keys)
    # ResultType is the code in these tables; Status repeats it where it is filled.
    code = keys.text("ResultType")
    if code is not None:
        fields["error"] = code
    # ResourceId is the tenant's own path there, not the application that was asked for.
    fields.pop("resource_id", None)
    resource = keys.text("ResourceIdentity")
    if resource is not None:
        fields["resource_id"] = resource
    category = keys.text("Category", "Type", "LogTable") or NO_TEXT
    fields["interactive"] = interactive_expression(keys, category)
    fields["kind"] = kind_expression(keys, category)
    return Shape(
        "log_analytics", f"{_TITLE} (JSON)", "json", keys.reader_columns(), fields, policies=policy_lists(keys)
    )


def _is_table(names: AbstractSet[str]) -> bool:
    """Return whether columns are those of the tables, or a choice of them."""
    whole = "resulttype" in names and bool({"timegenerated", "createddatetime"} & names)
    return (whole or "timegenerated" in names) and bool(_WHO & names) and len(_MARKS & names) >= _FEWEST_MARKS


def _csv(sniffed: Sniffed) -> Shape | None:
    found = positions(sniffed.heading)
    if not _is_table(found.keys()):
        return None
    fields = csv_fields(sniffed.heading, HEADINGS)
    category = _column(found, "type", "logtable", "category") or NO_TEXT
    flag = _column(found, "isinteractive") or NO_TEXT
    fields["interactive"] = (
        f"CASE WHEN contains(lower({category}), 'noninteractive') THEN false WHEN lower({flag}) = 'true' THEN true"
        f" WHEN lower({flag}) = 'false' THEN false WHEN lower({category}) = 'signinlogs' THEN true END"
    )
    fields["kind"] = (
        f"CASE WHEN contains(lower({category}), 'serviceprincipal') OR contains(lower({category}), 'managedidentity')"
        f" THEN 'workload' WHEN coalesce({fields.get('account', NO_TEXT)}, {fields.get('user_id', NO_TEXT)}) IS NULL THEN 'other' ELSE 'user' END"
    )
    status = _nested(sniffed, found, "status", {"errorCode": "VARCHAR", "additionalDetails": "VARCHAR"}, many=False)
    if status is not None:
        fields["result_text"] = status.member("additionalDetails")
    policies = ""
    samples = _samples(sniffed, found, "conditionalaccesspolicies")
    if samples is not None:
        fields["policies"] = _column(found, "conditionalaccesspolicies") or NO_TEXT
        policies = policies_expression(samples)
    providers = _nested(
        sniffed, found, "authenticationrequirementpolicies", {"requirementProvider": "VARCHAR"}, many=True
    )
    if providers is not None:
        fields["providers"] = providers_expression(providers)
    steps = _nested(
        sniffed, found, "authenticationdetails", {"authenticationMethod": "VARCHAR", "succeeded": "VARCHAR"}, many=True
    )
    if steps is not None:
        fields["method"] = methods_expression(steps)
    return Shape(
        "log_analytics",
        f"{_TITLE} (CSV)",
        "csv",
        csv_columns(sniffed.heading),
        fields,
        policies=policies,
    )


def _twins(found: dict[str, list[int]], *keys: str) -> list[int]:
    return [index for key in keys for twin in (key, f"{key}_dynamic", f"{key}_string") for index in found.get(twin, ())]


def _column(found: dict[str, list[int]], *keys: str) -> str | None:
    columns = [f"c{index}" for index in _twins(found, *keys)]
    return first_filled(columns) if columns else None


def _nested(
    sniffed: Sniffed, found: dict[str, list[int]], key: str, wanted: dict[str, str], *, many: bool
) -> Nested | None:
    column = _column(found, key)
    samples = _samples(sniffed, found, key)
    return None if column is None or samples is None else nested(column, [*samples, "{}"], wanted, many=many)


def _samples(sniffed: Sniffed, found: dict[str, list[int]], key: str) -> list[str] | None:
    """Return what the first rows have in a column of nested values, or None where the export has none."""
    twins = _twins(found, key)
    samples = [row[index] for index in twins for row in sniffed.rows if index < len(row)]
    filled = [text for text in samples if text not in {"", "[]", "{}"}]
    # Some tools write nested values in another form; then the export does not have them.
    return None if not twins or (filled and not any(_is_json(text) for text in filled)) else samples


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True

"""The result of our own query (``wizard.evidence.kql``), exported from the workspace as CSV or JSON.

Its rows are counts already; they join the table of the aggregation as they are.
"""

from __future__ import annotations

from wizard.evidence.sign_ins.json_fields import Keys, names_in
from wizard.evidence.sign_ins.shape import NO_TEXT, FieldName, Shape, csv_columns, csv_fields, positions
from wizard.files.sniff import Sniffed

COLUMNS: dict[str, FieldName] = {
    "UserPrincipalName": "account",
    "UserId": "user_id",
    "AppId": "app_id",
    "AppDisplayName": "app",
    "ResourceIdentity": "resource_id",
    "ResourceDisplayName": "resource",
    "LogTable": "interactive",
    "ResultCode": "error",
    "ClientApp": "client",
    "Protocol": "protocol",
    "TransferMethod": "transfer",
    "RequirementProvider": "providers",
    "SignIns": "rows",
    "MfaDemanded": "required",
    "SingleFactor": "single_factor",
    "ByClaim": "by_claim",
    "CaApplied": "ca_applied",
    "RefreshTokens": "refresh_tokens",
    "PrimaryTokens": "primary_tokens",
    "FirstSeen": "first",
    "LastSeen": "last",
    "Addresses": "addresses",
    "Address": "address",
}
"""Columns of the query, and the field that each is."""
_MARKS = frozenset({"signins", "mfademanded", "resultcode", "logtable", "firstseen"})
_TITLE = "result of the wizard's own query"


def recognise(sniffed: Sniffed) -> Shape | None:
    """Return the shape, or None when the file is something else."""
    if sniffed.kind == "csv":
        if not positions(sniffed.heading).keys() >= _MARKS:
            return None
        fields = csv_fields(sniffed.heading, {key.lower(): target for key, target in COLUMNS.items()})
        columns = csv_columns(sniffed.heading)
        reader = "csv"
    else:
        if not names_in(sniffed.objects) >= _MARKS:
            return None
        keys = Keys(sniffed.objects)
        found = {target: keys.text(key) for key, target in COLUMNS.items()}
        fields = {target: expression for target, expression in found.items() if expression is not None}
        columns = keys.reader_columns()
        reader = "json"
    table = fields.get("interactive", NO_TEXT)
    fields["interactive"] = (
        f"CASE WHEN contains(lower({table}), 'noninteractive') THEN false WHEN lower({table}) = 'signinlogs' THEN true END"
    )
    return Shape(
        "kql_result",
        f"{_TITLE} ({'CSV' if reader == 'csv' else 'JSON'})",
        "csv" if reader == "csv" else "json",
        columns,
        fields,
        summarized=True,
    )

"""Diagnostic events of Entra as a storage account, an event hub or a collector keeps them: one JSON object a line.

The fields of the sign-in are under ``properties``; ``category`` tells the kind of log.
"""

from __future__ import annotations

from wizard.evidence.sign_ins.json_fields import (
    Keys,
    common_fields,
    interactive_expression,
    kind_expression,
    names_in,
    policy_lists,
)
from wizard.evidence.sign_ins.shape import NO_TEXT, Shape, name
from wizard.files.sniff import Sniffed


def recognise(sniffed: Sniffed) -> Shape | None:
    """Return the shape, or None when the file is something else."""
    if sniffed.kind == "csv" or not {"category", "properties"} <= names_in(sniffed.objects):
        return None
    outer = Keys(sniffed.objects)
    if not any("signin" in str(row.get(outer.spelled["category"], "")).lower() for row in sniffed.objects):
        return None
    inner = Keys(sniffed.objects, outer.spelled["properties"])
    fields = common_fields(inner)
    category = f"nullif({name(outer.spelled['category'])}, '')"
    columns = {outer.spelled["category"]: "VARCHAR"}
    for key in ("time", "resultType", "callerIpAddress"):
        if outer.has(key):
            columns[outer.spelled[key.lower()]] = "VARCHAR"
    if outer.has("time"):
        fields["when"] = f"coalesce({fields.get('when', NO_TEXT)}, {name(outer.spelled['time'])})"
    if outer.has("resultType"):
        code = name(outer.spelled["resulttype"])
        fields["error"] = f"coalesce(nullif({code}, ''), {fields.get('error', NO_TEXT)})"
    if outer.has("callerIpAddress"):
        fields["address"] = f"coalesce({fields.get('address', NO_TEXT)}, {name(outer.spelled['calleripaddress'])})"
    fields["interactive"] = interactive_expression(inner, category)
    fields["kind"] = kind_expression(inner, category)
    return Shape(
        "diagnostic",
        "sign-ins from diagnostic settings (JSON Lines)",
        "json",
        columns | inner.reader_columns(),
        fields,
        policies=policy_lists(inner),
    )

"""Changes in Azure: the Activity Log from the portal, the command line, Log Analytics or diagnostic settings.

Rows of Microsoft's two built-in policies are in the same log: they show requests that came without MFA.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wizard.evidence.accounts import Period
from wizard.evidence.exports.items import AzureChanges, Item
from wizard.evidence.exports.rows import Row, RowReader
from wizard.evidence.mappings import Mappings
from wizard.evidence.namesakes import object_id

MOST_CALLERS = 100_000
_MOST_OPERATIONS = 10
_OPERATION = ("operationName.value", "OperationNameValue", "authorization.action", "operationName", "Operation name")
_CALLER = ("caller", "Event initiated by", "CallerName")
_OBJECT = "http://schemas.microsoft.com/identity/claims/objectidentifier"
_OBJECT_IN_TEXT = re.compile(rf'"{re.escape(_OBJECT)}"\s*:\s*"([^"]*)"', re.IGNORECASE)
_TIME = ("eventTimestamp", "TimeGenerated", "EventSubmissionTimestamp", "time", "Time")


def is_activity(row: Row) -> bool:
    if "OperationNameValue" in row or "Event initiated by" in row:
        return True
    if "caller" in row and ("operationName" in row or "authorization" in row):
        return True
    return row.text("category").lower() in {"administrative", "policy"} and "operationName" in row


def read_activity(reader: RowReader, mappings: Mappings) -> Iterator[Item]:
    """Yield the changes of each caller, summed up; memory grows with callers, not with rows.

    One change may have several rows, its start and its end; rows are counted.
    """
    reader.tell_undated()
    sums: dict[tuple[str, str], _Sum] = {}
    for row in reader:
        operation = row.text(*_OPERATION)
        caller = (row.text(*_CALLER) or _claimed(row)).lower()
        if not operation or not caller:
            continue
        identifier = _object(row) if "@" in caller else ""
        first = sums.get((caller, ""))
        another = first is not None and first.id and identifier not in {"", first.id}
        key = (caller, identifier if another else "")
        if key not in sums and len(sums) >= MOST_CALLERS:
            reader.report(row.line, f"names more than {MOST_CALLERS:,} callers; the row is skipped.")
            continue
        total = sums.setdefault(key, _Sum())
        total.id = total.id or identifier
        total.add(row, operation, mappings)
    for (caller, _), total in sorted(sums.items()):
        if total.changes or total.audited:
            yield AzureChanges(
                caller,
                total.changes,
                total.audited,
                tuple(total.operations.most_common(_MOST_OPERATIONS)),
                total.period,
                total.id,
            )


def _object(row: Row) -> str:
    """Return the object ID of who changed something; empty where the export lacks it."""
    claims = row.get("claims", "Claims_d", "identity.claims")
    if isinstance(claims, dict):
        return object_id(claims.get(_OBJECT))
    found = _OBJECT_IN_TEXT.search(claims) if isinstance(claims, str) else None
    return object_id(found[1]) if found else ""


def _claimed(row: Row) -> str:
    return row.text("identity.claims.upn", "identity.claims.name", "identity.authorization.evidence.principalId")


class _Sum:
    __slots__ = ("audited", "changes", "id", "operations", "period")

    def __init__(self) -> None:
        self.id = ""
        self.changes = 0
        self.audited = 0
        self.operations: Counter[str] = Counter()
        self.period = Period()

    def add(self, row: Row, operation: str, mappings: Mappings) -> None:
        name = operation.lower()
        if name in mappings.azure.audit_operations:
            text = f"{row.get('properties.policies', 'Properties', 'Properties_d', 'properties') or ''}".lower()
            # Other policies audit as well; only Microsoft's two are about MFA.
            if any(identifier in text for identifier in mappings.azure.policy_definitions):
                self.audited += 1
                self._seen(row)
            return
        if not name.endswith(tuple(mappings.azure.change_endings)) and not _worded_change(name):
            return
        self.changes += 1
        self.operations[operation] += 1
        self._seen(row)

    def _seen(self, row: Row) -> None:
        found = row.time(*_TIME)
        if found is not None:
            self.period = self.period.joined(Period(found, found))


def _worded_change(name: str) -> bool:
    """Tell a change by the words that the portal writes instead of an operation's name."""
    return name.split(" ", 1)[0] in {"create", "update", "delete", "write", "start", "stop", "restart", "deploy"}

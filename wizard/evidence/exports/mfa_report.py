"""The workbook of Export-MsIdAzureMfaReport: who used Azure's portals and tools, and with which methods."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.exports.items import Item, ReportRow
from wizard.evidence.exports.rows import Row, RowReader

TOOLS = ("Az Portal", "Az CLI", "Az PowerShell", "Az Mobile App", "M365 Admin Portal")
_NO = frozenset({"", "false", "no", "0", "-"})


def is_report(row: Row) -> bool:
    return "MFA Status" in row and "UserPrincipalName" in row


def read_report(reader: RowReader) -> Iterator[Item]:
    """Yield the rows of the report; other sheets of the workbook are passed over."""
    for row in reader:
        account = row.text("UserPrincipalName")
        if not is_report(row) or not account:
            continue
        yield ReportRow(
            account.lower(),
            row.text("UserId").lower(),
            row.text("MFA Status"),
            tuple(tool for tool in TOOLS if row.text(tool).lower() not in _NO),
            row.names("Authentication Methods"),
        )

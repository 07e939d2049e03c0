"""The portal's CSV of service principals and managed identities: recognized, counted and reported, no more."""

from __future__ import annotations

from wizard.evidence.sign_ins.shape import FieldName, Shape, csv_columns, csv_fields, positions
from wizard.files.sniff import Sniffed

HEADINGS: dict[str, FieldName] = {"date (utc)": "when", "sign-in error code": "error"}


def recognise(sniffed: Sniffed) -> Shape | None:
    """Return the shape, or None when the file is something else."""
    if sniffed.kind != "csv":
        return None
    found = positions(sniffed.heading)
    if "service principal id" not in found or "date (utc)" not in found or "username" in found:
        return None
    fields = csv_fields(sniffed.heading, HEADINGS)
    fields["kind"] = "'workload'"
    return Shape(
        "service_principal_csv",
        "sign-ins of service principals or managed identities from the Entra portal (CSV)",
        "csv",
        csv_columns(sniffed.heading),
        fields,
        workload=True,
    )

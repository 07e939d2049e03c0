"""Sign-ins as Microsoft Graph gives them, v1.0 or beta: the portal's JSON, pages, arrays or lines."""

from __future__ import annotations

from wizard.evidence.sign_ins.json_fields import Keys, common_fields, names_in, policy_lists
from wizard.evidence.sign_ins.portal_csv import interactive_by_name
from wizard.evidence.sign_ins.shape import Shape
from wizard.files.sniff import Sniffed

_BETA = frozenset({"authenticationrequirement", "authenticationprotocol", "signineventtypes", "incomingtokentype"})


_OWN = frozenset(
    {"signineventtypes", "isinteractive", "clientappused", "conditionalaccessstatus", "authenticationrequirement"}
)
"""Fields that only sign-ins have; a request may leave out the application."""


def recognise(sniffed: Sniffed) -> Shape | None:
    """Return the shape, or None when the file is something else."""
    if sniffed.kind not in {"json_lines", "json_array", "json_nested"}:
        return None
    known = names_in(sniffed.objects)
    if "createddatetime" not in known or not {"userprincipalname", "userid", "serviceprincipalid"} & known:
        return None
    if "appid" not in known and not _OWN & known:
        return None
    if {"timegenerated", "resulttype"} <= known:
        return None
    beta = bool(_BETA & known)
    keys = Keys(sniffed.objects)
    fields = common_fields(keys)
    return Shape(
        "graph_beta" if beta else "graph_v1",
        "sign-ins from Microsoft Graph, beta" if beta else "sign-ins from Microsoft Graph, v1.0",
        "json",
        keys.reader_columns(),
        fields,
        interactive=interactive_by_name(sniffed.path),
        policies=policy_lists(keys),
    )

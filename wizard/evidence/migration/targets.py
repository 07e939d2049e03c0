"""What a connection or flow moves to: identity by connector, sharing, owner and license, each with facts and doubts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.evidence.cites import Fact

if TYPE_CHECKING:
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.migration.items import FoundConnection, FoundFlow
    from wizard.pack.models import Connector

TargetKind = Literal["kept", "service_principal", "certificate", "partial", "none", "unknown"]
Sharing = Literal["yes", "certificate", "no", "disagree", "unknown"]
Tier = Literal["premium", "standard", "unknown"]
Move = Literal["kept", "change_owner", "export_import", "unknown"]
SUPPORT = "service_principal"
"""What is asked of a connector's support."""
_KINDS: dict[str, TargetKind] = {
    "yes": "service_principal",
    "certificate": "certificate",
    "limited": "partial",
    "no": "none",
    "conflict": "unknown",
    "not_verified": "unknown",
}
WORDS: dict[TargetKind, str] = {
    "kept": "signs in as a service principal already",
    "service_principal": "service principal",
    "certificate": "service principal with a client certificate",
    "partial": "service principal for some actions only",
    "none": "no service principal: redesign, or keep the user account",
    "unknown": "not known",
}
"""What a connection moves to, as people say it."""

_TIERS: dict[str, Tier] = {"premium": "premium", "standard": "standard"}


@dataclass(frozen=True, slots=True)
class Target:
    """The identity that a connection signs in with afterwards.

    Attributes:
        kind: What it is.
        words: The same in words.
        basis: What the pack says of the connector.
        facts: Facts behind it.
        tells: What would tell where it is not known; empty where it is.
    """

    kind: TargetKind
    words: str
    basis: str = ""
    facts: tuple[str, ...] = ()
    tells: str = ""


def kind_of(connector: Connector | None) -> TargetKind:
    """Return what the connections of a connector move to, as far as the pack knows."""
    support = connector.support.get(SUPPORT) if connector is not None else None
    return _KINDS[support.value] if support is not None else "unknown"


def target_of(connection: FoundConnection, connector: Connector | None) -> Target:
    if connection.identity == "service_principal":
        return Target("kept", WORDS["kept"])
    support = connector.support.get(SUPPORT) if connector is not None else None
    if connector is None or support is None:
        name = connection.api or "a connector that the file does not name"
        return Target(
            "unknown",
            WORDS["unknown"],
            f"The knowledge has no connector {name}.",
            (Fact.CONNECTORS,),
            "Whether its connection dialog offers a service principal or a client certificate.",
        )
    kind = kind_of(connector)
    facts = tuple(dict.fromkeys((*connector.facts, *((Fact.NO_SERVICE_PRINCIPAL,) if kind == "none" else ()))))
    tells = ""
    if kind == "unknown":
        tells = connector.dialog or "Whether its connection dialog offers a service principal or a client certificate."
    elif kind == "partial":
        tells = "Which actions the flows use: compare them with the connector's page."
    return Target(kind, WORDS[kind], support.sentence, facts, tells)


def sharing_of(connection: FoundConnection, connector: Connector | None) -> tuple[Sharing, str]:
    """Return whether a connection can be shared, and where that is said."""
    page = connector.shareable if connector is not None else "not_verified"
    said = connection.shareable
    if said is None:
        return {
            "yes": ("yes", "the connector's page"),
            "certificate": ("certificate", "the connector's page: only if it signs in with a certificate"),
            "no": ("no", "the connector's page"),
            "not_verified": ("unknown", "not verified for this connector"),
        }[page]  # type: ignore[return-value]
    if said and page == "no":
        return "disagree", "the export says that it can be shared, the connector's page that it cannot"
    if not said and page in {"yes", "certificate"}:
        return "disagree", "the connector's page says that it can be shared, the export that this connection cannot"
    return ("yes", "the export") if said else ("no", "the export")


def label_of(api: str, connector: Connector | None) -> str:
    """Return what people call a connector; the name of its API where the pack has none."""
    return connector.label if connector is not None else api or "connector not in the export"


def tiers_of(flows: list[FoundFlow]) -> dict[str, Tier]:
    """Return the license class of connectors, as far as flows name it; two different ones settle nothing."""
    found: dict[str, set[Tier]] = {}
    for flow in flows:
        for one in flow.references or ():
            if one.api and (tier := _TIERS.get(one.tier)):
                found.setdefault(one.api, set()).add(tier)
    return {api: next(iter(tiers)) for api, tiers in found.items() if len(tiers) == 1}


def tier_of_flow(flow: FoundFlow, tiers: dict[str, Tier]) -> Tier:
    """Return whether a flow uses a premium connector; one unknown connector leaves a standard flow unknown."""
    if flow.references is None:
        return "unknown"
    found = {_TIERS.get(one.tier) or tiers.get(one.api, "unknown") for one in flow.references}
    if "premium" in found:
        return "premium"
    # A web request needs no connection, and no file says which license it needs.
    web = flow.http is False and flow.receives is False
    return "standard" if found == {"standard"} and web else "unknown"


def move_of(flow: FoundFlow) -> Move:
    """Return how a flow comes to its new owner."""
    if flow.identity_of_owner == "service_principal":
        return "kept"
    return {True: "change_owner", False: "export_import", None: "unknown"}[flow.solution]  # type: ignore[return-value]


def connector_of(connection: FoundConnection, mappings: Mappings) -> Connector | None:
    """Return the connector of a connection, where the pack has it."""
    return mappings.connector(connection.api) if connection.api else None

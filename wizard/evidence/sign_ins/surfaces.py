"""Which surface a client and a resource represent."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.evidence.cites import Surfaces
from wizard.evidence.mappings import Certainty, Mappings

OTHER = Surfaces.OTHER


@dataclass(frozen=True, slots=True)
class Found:
    """Surfaces of one use: shown ones, and those of which one is meant."""

    surfaces: tuple[str, ...]
    undecided: tuple[str, ...]
    certainty: Certainty


def surfaces_of(client_id: str, resource_id: str, client_app: str, mappings: Mappings) -> Found:
    """Return the surfaces of a use.

    A client with its own surface decides; otherwise the resource does, because policies and
    the enforcement look at what is asked for. An old mail client is a surface by itself. A log without
    applications tells none.

    Args:
        client_id: Id of the application that asked.
        resource_id: Id of the application that was asked for.
        client_app: The kind of client as the log writes it, or nothing.
        mappings: The tables of the subject.
    """
    if not (client_id or resource_id or client_app):
        return Found((), (), "suggests")
    old = mappings.client_app(client_app) if client_app else None
    if old is not None and old.surface:
        return Found((old.surface,), (), old.certainty)
    client = mappings.application(client_id)
    resource = mappings.application(resource_id)
    shown: list[str] = []
    undecided: tuple[str, ...] = ()
    certainty: Certainty = "shows"
    if client is not None and client.as_client:
        if len(client.as_client) == 1:
            shown.append(client.as_client[0])
        else:
            undecided = client.as_client
        certainty = client.certainty
    if (
        resource is not None
        and resource.as_resource
        and (not (shown or undecided) or (client and client.with_resource))
    ):
        known = tuple(name for name in resource.as_resource if name not in shown)
        if len(resource.as_resource) == 1:
            shown.extend(known)
        elif len(known) == len(resource.as_resource):
            undecided = known
        if not (client and client.as_client):
            certainty = resource.certainty
    if not shown and not undecided:
        return Found((OTHER,), (), "suggests")
    return Found(tuple(shown), undecided, certainty)

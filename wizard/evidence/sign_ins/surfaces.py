"""Which surface a client and a resource represent."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.evidence.cites import Surfaces
from wizard.evidence.mappings import Certainty, Mappings
from wizard.evidence.policies.fields import is_guid

OTHER = Surfaces.OTHER


@dataclass(frozen=True, slots=True)
class Found:
    """Surfaces of one use: shown ones, and those of which one is meant.

    ``undecided_besides`` are those of the resource where client and resource leave it open, each by itself.
    """

    surfaces: tuple[str, ...]
    undecided: tuple[str, ...]
    certainty: Certainty
    undecided_besides: tuple[str, ...] = ()


def surfaces_of(client_id: str, resource_id: str, client_app: str, mappings: Mappings) -> Found:
    """Return the surfaces of a use.

    A client with its own surface decides; otherwise the resource does, because policies and
    the enforcement look at what is asked for. An old mail client is a surface by itself. A log without
    applications tells none, and a resource without its ID may be any of them.

    Args:
        client_id: Id of the application that asked.
        resource_id: Id of the application that was asked for; its name where a log has no id.
        client_app: The kind of client as the log writes it, or nothing.
        mappings: The tables of the subject.
    """
    old = mappings.client_app(client_app) if client_app else None
    if old is not None and old.surface:
        return Found((old.surface,), (), old.certainty)
    client, resource = mappings.application(client_id), mappings.application(resource_id)
    certainty: Certainty = "shows"
    told: list[tuple[str, ...]] = []
    if client is not None and client.as_client:
        told.append(client.as_client)
        certainty = client.certainty
    if resource is not None and resource.as_resource and (not told or (client and client.with_resource)):
        certainty = certainty if told else resource.certainty
        told.append(resource.as_resource)
    if not told:
        return Found((OTHER,) if is_guid(resource_id) else (), (), "suggests")
    shown = dict.fromkeys(names[0] for names in told if len(names) == 1)
    several: list[tuple[str, ...]] = []
    for names in told:
        # What the other side says already settles which of them it is, or leaves the same open.
        if len(names) > 1 and not {*shown, *(one for known in several for one in known)}.intersection(names):
            several.append(names)
    return Found(tuple(shown), several[0] if several else (), certainty, several[1] if several[1:] else ())

"""Surfaces: where an account signs in, and where the platform enforces a demand of its own."""

from __future__ import annotations

from datetime import date

from wizard.pack.models.base import Expression, FactId, Id, Line, Model


class Surface(Model):
    """A place where accounts sign in.

    Attributes:
        enforced: The platform can enforce its demand here.
        reached_when: The account uses it; empty means it is chosen by its id.
        enforced_when: The platform's demand holds for this account.
        operations: Kinds of requests that the demand covers.
    """

    id: Id
    label: Line
    enforced: bool = False
    phase: str = ""
    enforced_since: date | None = None
    application_ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    reached_when: Expression = ""
    enforced_when: Expression = ""
    why_enforced: str = ""
    why_not_enforced: str = ""
    facts: tuple[FactId, ...] = ()
    note: str = ""

"""Surfaces: where an account signs in, and where the platform enforces its own requirement."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from wizard.pack.models.base import Facts, Id, Line, Model, Prose, ProvedExpression, Verbatim
from wizard.pack.models.marks import Key


class Surface(Model):
    """A place where accounts sign in.

    Attributes:
        short: The same in a few words, for sentences.
        enforced: The platform can enforce its demand here.
        reached_when: The account uses it; empty means it is chosen by its id.
        enforced_when: The platform's demand holds for this account.
        operations: Kinds of requests that the demand covers.
    """

    id: Annotated[Id, Key("surface")]
    label: Line
    short: Line = ""
    enforced: bool = False
    phase: Verbatim = ""
    enforced_since: date | None = None
    application_ids: tuple[Verbatim, ...] = ()
    addresses: tuple[Verbatim, ...] = ()
    operations: tuple[Verbatim, ...] = ()
    reached_when: ProvedExpression = ""
    enforced_when: ProvedExpression = ""
    why_enforced: Prose = ""
    why_not_enforced: Prose = ""
    facts: Facts = ()
    note: Prose = ""

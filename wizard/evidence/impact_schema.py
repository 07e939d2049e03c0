"""The shape of ``evidence impact --format json``, which scripts rely on.

The command writes its result piece by piece, so that a large one needs no memory. These models say what the pieces
form together.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wizard.files.published_schema import Printed


class Met(Printed):
    """What an account meets in a context."""

    outcome: Literal["block", "controls", "allow", "unknown"]
    controls: list[list[str]] = Field(description="Requirements met for sure; each a list of alternatives.")
    unattended: Literal["works", "breaks", "unknown"]
    details: list[str] | None = Field(
        default=None, description="Strengths, terms of use and custom controls, where nothing else differs."
    )


class Changed(Printed):
    """An account and a context for which something changes."""

    account: str = Field(description="Sign-in name, or id where no name was exported.")
    context: str
    before: Met
    after: Met


class Unknown(Changed):
    """An account and a context of which the outcome cannot be known."""

    missing: list[str] = Field(description="Files or fields that would tell.")
    change: Literal["none", "possible", "sure"] = Field(
        description="none: the same policies count on both sides; sure: both sides differ, whatever is missing."
    )


class PolicyChange(Printed):
    """A policy, and the accounts to which it begins or ceases to apply in one of the contexts."""

    displayName: str  # noqa: N815 - Graph's word
    id: str | None
    change: Literal["same", "changed", "added", "removed"]
    before: str | None = Field(description="State before; null where it was not there or had none.")
    after: str | None
    gained: list[str]
    lost: list[str]
    unknown: list[str]


class Result(Printed):
    """What a change of policies does to every account."""

    changed: list[Changed]
    unknown: list[Unknown]
    unchanged: int
    policies: list[PolicyChange]

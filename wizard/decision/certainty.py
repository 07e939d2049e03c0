"""How sure a fact is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.pack.models import Fact

CONFIDENCE = {
    "primary": "read in the publisher's own text",
    "primary_old": "read in an old text of the publisher",
    "secondary": "second-hand",
    "inference": "inferred",
    "not_verified": "not verified",
}


def sureness(fact: Fact) -> str:
    """Return how sure a fact is, and which part of it is less sure."""
    text = CONFIDENCE[fact.confidence]
    return f"{text}, in part second-hand. {fact.second_hand.rstrip('.')}" if fact.second_hand else text

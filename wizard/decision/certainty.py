"""How sure a fact is and how old the text of a source is, worded the same wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from wizard.wording import long_date

if TYPE_CHECKING:
    from wizard.pack.models import Fact, Source


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


def term_of(fact: Fact, write: Callable[[date], str] = long_date) -> str:
    """Return from when and until when a fact holds, as far as that is known: ``from 1 May 2026 until 31 July 2026``."""
    start = f"from {write(fact.effective_from)}" if fact.effective_from else ""
    end = f"until {write(fact.effective_until)}" if fact.effective_until else ""
    return " ".join(filter(None, (start, end)))


def publication(source: Source, write: Callable[[date], str] = long_date) -> str:
    """Return when a text was last published: ``republished 6 October 2026``, ``published 3 April 2026``, ``undated``."""
    if source.text_date is None:
        return "undated"
    return f"{'republished' if source.republished else 'published'} {write(source.text_date)}"


def aged(source: Source, since: Callable[[date], str], write: Callable[[date], str] = long_date) -> str:
    """Return the publication with the age of the text in the words of ``since``."""
    text = publication(source, write)
    return f"{text}, {since(source.text_date)}" if source.text_date else text

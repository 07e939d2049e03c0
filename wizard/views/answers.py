"""Which answers a question offers: the common ones in sight, the rare ones behind one line more.

What is rare the pack says. An answer that is given, marked or proposed is always in sight, and no face refuses one that is not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.decision.answers import UNKNOWN
from wizard.pack.literals import options_of

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.pack.models import Option

FEWEST = 2
"""Answers that are worth the line behind which they are, and that stay in sight without it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The answers of a question, in the order in which every face numbers them.

    Attributes:
        options: All that are offered: the common ones, then the rare ones.
        folded: Ids of those that are behind the line.
    """

    options: tuple[Option, ...]
    folded: frozenset[str]


def offer(session: Session, name: str, given: Collection[str]) -> Offer:
    """Return the answers that are offered, and those that are given though nobody would be offered them."""
    offered = {*session.interview.offered(name), *given}
    pack = session.words.pack
    options = [option for option in options_of(pack, pack.question_by_id[name]) if option.id in offered]
    common = [option for option in options if not option.rare]
    rare = sorted((option for option in options if option.rare), key=lambda option: option.id not in given)
    folded = frozenset(option.id for option in rare if option.id not in given)
    in_sight = sum(option.id != UNKNOWN and option.id not in folded for option in options)
    if len(folded) < FEWEST or in_sight < FEWEST:
        folded = frozenset()
    return Offer((*common, *rare), folded)

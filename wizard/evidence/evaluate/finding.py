"""What one condition says about a sign-in, and what all conditions say together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wizard.evidence.truth import Truth
from wizard.wording import short

FUTURE = "unknownfuturevalue"
"""What Graph writes for a member of a list that its version does not name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of one condition.

    Attributes:
        truth: Whether the sign-in meets the condition.
        reason: Graph's word for "this condition is not met".
        missing: Files or fields that would tell, when it cannot be known.
        notes: What a person should know about the verdict.
    """

    truth: Truth
    reason: str
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def met(reason: str) -> Finding:
    return Finding(True, reason)  # noqa: FBT003 - the value is the finding


def unmet(reason: str) -> Finding:
    return Finding(False, reason)  # noqa: FBT003 - the value is the finding


def open_question(reason: str, *missing: str) -> Finding:
    """Return that nobody can know, and what would tell."""
    return Finding(None, reason, missing)


def strange_words(words: frozenset[str], known: frozenset[str], path: str) -> list[str]:
    """Return what would tell about words of a list that nobody here knows; any of them may mean what is judged.

    Graph writes ``unknownFutureValue`` for members that its version does not name, and adds new ones at any time.
    """
    return [f"what '{short(word, 60)}' in {path} means" for word in sorted(words - known)]


def scoped(
    include: Callable[[], tuple[Truth, list[str]]], exclude: Callable[[], tuple[Truth, list[str]]], reason: str
) -> Finding:
    """Return whether something is included and not excluded; an exclusion beats an inclusion.

    What would tell is asked for only where it could still turn the verdict.

    Args:
        include: Returns whether it is included, and what would tell.
        exclude: The same for exclusion.
        reason: Graph's word.
    """
    included, missing_in = include()
    if included is False:
        return unmet(reason)
    excluded, missing_out = exclude()
    if excluded is True:
        return unmet(reason)
    if included is True and excluded is False:
        return met(reason)
    missing = [*(missing_in if included is None else ()), *(missing_out if excluded is None else ())]
    return open_question(reason, *dict.fromkeys(missing))

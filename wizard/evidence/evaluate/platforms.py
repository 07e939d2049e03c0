"""The platform condition. Entra reads the platform from the user agent and does not verify it (CA-12).

A request that names no platform leaves it open; ``unknown`` says that Entra recognizes none.
"""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, met, scoped, strange_words
from wizard.evidence.evaluate.sign_in import OTHER_PLATFORM, PLATFORMS
from wizard.evidence.policies.model import Choice
from wizard.evidence.truth import Truth

REASON = "devicePlatform"
_ALL = "all"
_EVERY = PLATFORMS | {OTHER_PLATFORM}
_MISSING = ("signInConditions.devicePlatform",)


def judge(platforms: Choice | None, platform: str | None) -> Finding:
    """Return whether the platform is in scope.

    Args:
        platforms: The condition; None stands for all platforms.
        platform: Platform of the sign-in, or None.
    """
    if platforms is None:
        return met(REASON)
    included = _EVERY if _ALL in platforms.include else platforms.include
    excluded = _EVERY if _ALL in platforms.exclude else platforms.exclude
    possible = _EVERY if platform is None or platform == _ALL else frozenset({platform})
    return scoped(
        lambda: _listed(possible, included, "includePlatforms"),
        lambda: _listed(possible, excluded, "excludePlatforms"),
        REASON,
    )


def _listed(possible: frozenset[str], words: frozenset[str], name: str) -> tuple[Truth, list[str]]:
    if possible <= words:
        return True, []
    strange = strange_words(words, _EVERY, f"conditions.platforms.{name}")
    if possible.isdisjoint(words):
        return (None, strange) if strange else (False, [])
    return None, [*_MISSING, *strange]

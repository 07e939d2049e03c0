"""The platform condition. Entra reads the platform from the user agent and does not verify it (CA-12).

A request that names no platform leaves it open; ``unknown`` says that Entra recognises none.
"""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, met, open_question, unmet
from wizard.evidence.evaluate.sign_in import OTHER_PLATFORM, PLATFORMS
from wizard.evidence.policies.model import Choice

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
    covered = included - excluded
    possible = _EVERY if platform is None or platform == _ALL else frozenset({platform})
    if possible <= covered:
        return met(REASON)
    if possible.isdisjoint(covered):
        return unmet(REASON)
    return open_question(REASON, *_MISSING)

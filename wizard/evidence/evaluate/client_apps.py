"""The client condition: browser, modern clients, Exchange ActiveSync, legacy clients (CA-11).

A request that says ``all``, or nothing, leaves open which client it is; a policy that names
every kind applies nevertheless.
"""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, met, open_question, strange_words, unmet
from wizard.evidence.evaluate.sign_in import CLIENT_APPS

REASON = "clientApps"
_ALL = "all"
_EAS = "exchangeactivesync"
_EAS_SUPPORTED = "eassupported"
_EAS_UNSUPPORTED = "easunsupported"
_EAS_PLATFORMS = frozenset({"android", "ios", "windows"})
_MISSING = ("signInConditions.clientAppType",)


def judge(wanted: frozenset[str], client: str | None, platform: str | None) -> Finding:
    """Return whether the kind of client is in scope.

    Args:
        wanted: Kinds in the policy; empty stands for all.
        client: Kind of the sign-in, or None.
        platform: Platform of the sign-in, which tells the two halves of Exchange ActiveSync apart.
    """
    if not wanted or _ALL in wanted:
        return met(REASON)
    covered = set(wanted)
    if _EAS in covered:
        covered |= {_EAS_SUPPORTED, _EAS_UNSUPPORTED}
    possible = _possible(client, platform)
    if possible <= covered:
        return met(REASON)
    strange = strange_words(wanted, CLIENT_APPS, "conditions.clientAppTypes")
    if possible.isdisjoint(covered):
        return open_question(REASON, *strange) if strange else unmet(REASON)
    return open_question(REASON, *_MISSING, *strange)


def _possible(client: str | None, platform: str | None) -> set[str]:
    """Return the kinds that the client may be, with Exchange ActiveSync in its two halves."""
    if client == _EAS:
        if platform is None:
            return {_EAS_SUPPORTED, _EAS_UNSUPPORTED}
        return {_EAS_SUPPORTED if platform in _EAS_PLATFORMS else _EAS_UNSUPPORTED}
    if client is not None and client != _ALL:
        return {client}
    return (set(CLIENT_APPS) - {_EAS}) | {_EAS_SUPPORTED, _EAS_UNSUPPORTED}

"""In which circumstances a policy asks, and whether the account's own sign-ins are among them.

A condition is met, not met, or cannot be known. Only answers of a person can make it "not met":
a log that lacks something does not prove that it never happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wizard.evidence.policies.model import Choice, Policy
from wizard.evidence.proposals.account_usage import NOTHING, Opened, Usage
from wizard.evidence.truth import Truth
from wizard.wording import joined

Covers = Callable[[str], Truth]
"""Tells whether the resource condition of the policy is met by a resource, by its id."""
_ALL = "all"
_MODERN = frozenset({"browser", "mobileappsanddesktopclients"})
_LEGACY = frozenset({"exchangeactivesync", "eassupported", "other"})


@dataclass(frozen=True, slots=True)
class Reach:
    """In which circumstances a policy asks.

    Attributes:
        whole: It asks, for sure: in all circumstances, or in one that is known of the account.
        mostly: As ``whole``, but for exceptions that the policy names, or as circumstances suggest.
        elsewhere: It looks at actions and contexts alone, not at sign-ins to resources.
        words: The limits in words, in brackets after the name of the policy; empty where there are none.
        would_tell: What one must know to decide whether it asks.
        out: Why it never asks this account, by what a person answered; empty where it may ask.
    """

    whole: bool
    mostly: bool
    elsewhere: bool
    words: str
    would_tell: tuple[str, ...]
    out: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """One condition that leaves most sign-ins alone."""

    truth: Truth
    words: str
    would_tell: str = ""
    by_log: bool = False


def reach(policy: Policy, usage: Usage = NOTHING, covers: Covers = lambda _: None) -> Reach:
    """Return in which circumstances a policy asks, as seen from an account.

    Args:
        policy: The policy.
        usage: What is known of the account's sign-ins.
        covers: Tells whether it covers a resource.
    """
    target = policy.resources
    elsewhere = bool(target.user_actions or target.contexts) and not target.include and not target.filter_mode
    parts = list(_parts(policy, usage, covers))
    excepted = list(_excepted(policy, usage, covers))
    out = next((part.words for part in parts if part.truth is False), "")
    met = all(part.truth for part in parts)
    # Several conditions may each be met by another sign-in, so together they are a hint.
    sure = met and sum(part.by_log for part in parts) <= 1
    words = "; ".join([part.words for part in parts] + excepted)
    return Reach(
        whole=sure and not excepted,
        mostly=met,
        elsewhere=elsewhere,
        words=f" ({words})" if words else "",
        would_tell=tuple(part.would_tell for part in parts if part.truth is None),
        out=out,
    )


def _parts(policy: Policy, usage: Usage, covers: Covers) -> Iterator[_Part]:
    """Yield the conditions that leave most sign-ins alone, each with what would tell."""
    target = policy.resources
    if target.filter_mode == "include" or _ALL not in target.include:
        yield _resources(policy, usage, covers)
    elif _excludes(policy) and usage.opened and _opened(usage, covers)[0] is False:
        yield _Part(truth=False, words="not for what the answers name")
    if policy.client_apps and _ALL not in policy.client_apps and not policy.client_apps >= _MODERN:
        yield _clients(policy, usage)
    if policy.platforms is not None and not _everything(policy.platforms):
        yield _Part(None, "on some platforms only", "on which platform the account signs in")
    if policy.flows:
        yield _flows(policy, usage)
    if policy.device_filter is not None or (policy.devices is not None and _narrows(policy.devices)):
        yield _Part(None, "for some devices only", "on which device the account signs in")
    if policy.locations is not None and _ALL not in policy.locations.include:
        yield _Part(None, "from some places only", "from which addresses the account signs in")
    if policy.unknown:
        yield _Part(None, "with a condition that is not known here", "the policy in the portal")


def _resources(policy: Policy, usage: Usage, covers: Covers) -> _Part:
    by_filter = policy.resources.filter_mode == "include"
    words = "resources chosen by a filter" if by_filter else "for some resources only"
    truth, hits = _opened(usage, covers)
    if truth:
        what = joined(dict.fromkeys(one.what for one in hits))
        return _Part(True, f"for {what}", by_log=not any(one.said for one in hits))  # noqa: FBT003 - the verdict
    if truth is False:
        return _Part(False, f"{words}, and none that the answers name")  # noqa: FBT003 - the verdict
    if by_filter:
        return _Part(None, words, "the custom attributes of the resources")
    if usage.logged:
        seen = f"none of those in {usage.logged:,} logged sign-ins is known to be among them"
        return _Part(None, f"{words}; {seen}", "all portals, services and connectors of the account, from its owner")
    return _Part(None, words, "which resources the account opens, from its sign-in logs")


def _opened(usage: Usage, covers: Covers) -> tuple[Truth, list[Opened]]:
    """Return whether the account opens a resource that the policy covers, and by what that is known."""
    truth: Truth = False
    hits: list[Opened] = []
    for one in usage.opened:
        told = [covers(identifier) for identifier in one.ids]
        if told and all(told):
            hits.append(one)
        elif not one.whole or not all(value is False for value in told):
            truth = None
    if hits:
        return True, hits
    return truth if usage.complete else None, []


def _clients(policy: Policy, usage: Usage) -> _Part:
    words = "for some clients only"
    if usage.clients & policy.client_apps:
        return _Part(True, words, by_log=True)  # noqa: FBT003 - the verdict
    if usage.only_modern and policy.client_apps <= _LEGACY:
        return _Part(False, "for old clients only, and the answers name none")  # noqa: FBT003 - the verdict
    return _Part(None, words, "which clients the account uses, from its sign-in logs")


def _flows(policy: Policy, usage: Usage) -> _Part:
    words = f"for {', '.join(sorted(policy.flows))} only"
    if usage.flows & policy.flows:
        return _Part(True, words, by_log=True)  # noqa: FBT003 - the verdict
    if policy.flows <= usage.no_flows:
        return _Part(False, f"{words}, and the answers name another way to sign in")  # noqa: FBT003 - the verdict
    return _Part(None, words, "whether the account uses this way to sign in")


def _excepted(policy: Policy, usage: Usage, covers: Covers) -> Iterator[str]:
    # Once a resource is known to be covered, the others do not matter.
    if _excludes(policy) and _opened(usage, covers)[0] is not True:
        yield "not for some resources"
    if policy.platforms is not None and _everything(policy.platforms) and policy.platforms.exclude:
        yield "not on some platforms"
    if policy.locations is not None and _ALL in policy.locations.include and policy.locations.exclude:
        yield "not from some places"
    if policy.devices is not None and not _narrows(policy.devices) and policy.devices.exclude:
        yield "not for some devices"


def _excludes(policy: Policy) -> bool:
    return bool(policy.resources.exclude) or policy.resources.filter_mode == "exclude"


def _everything(choice: Choice) -> bool:
    return _ALL in choice.include


def _narrows(devices: Choice) -> bool:
    return bool(devices.include) and not _everything(devices)

"""What a policy demands in the words of the questions, and in which circumstances it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.evidence.evaluate import grant
from wizard.evidence.mappings import Mappings
from wizard.evidence.policies.model import Choice, Policy

_ALL = "all"
_MODERN = frozenset({"browser", "mobileappsanddesktopclients"})


@dataclass(frozen=True, slots=True)
class Reach:
    """In which circumstances a policy asks.

    Attributes:
        whole: Whatever is opened, however, from wherever.
        mostly: As ``whole``, but for exceptions that the policy names.
        elsewhere: It looks at actions and contexts alone, not at sign-ins to resources.
        words: The limits in words, in brackets after the name of the policy; empty where there are none.
        would_tell: What one must know to decide whether it asks.
    """

    whole: bool
    mostly: bool
    elsewhere: bool
    words: str
    would_tell: tuple[str, ...]


def reach(policy: Policy) -> Reach:
    """Return in which circumstances a policy asks."""
    target = policy.resources
    elsewhere = bool(target.user_actions or target.contexts) and not target.include and not target.filter_mode
    narrow = list(_narrow(policy))
    excepted = list(_excepted(policy))
    words = "; ".join([words for words, _ in narrow] + excepted)
    return Reach(
        whole=not narrow and not excepted,
        mostly=not narrow,
        elsewhere=elsewhere,
        words=f" ({words})" if words else "",
        would_tell=tuple(tell for _, tell in narrow),
    )


def asked(policy: Policy, mappings: Mappings) -> tuple[str, ...]:
    """Return the controls of a policy as the questions name them.

    A block that spares named places is access from those places only. Where a level of risk is
    the condition, the demand counts as one on risk.
    """
    found: dict[str, None] = {}
    risky = bool(policy.sign_in_risks or policy.user_risks or policy.insider_risks)
    if policy.grant is not None and policy.grant.blocks:
        spares = policy.locations is not None and _ALL in policy.locations.include and bool(policy.locations.exclude)
        found["location" if spares else "risk" if risky else "block"] = None
    else:
        demands = [name for requirement in grant.requirements(policy.grant) for name in requirement]
        controls = [row.control for name in demands if (row := mappings.grant(name)) is not None]
        found = dict.fromkeys(
            control for control in controls if not risky or control in {"terms_of_use", "password_change"}
        )
        if risky and policy.grant is not None:
            found["risk"] = None
    session = policy.session
    if session.every_time or session.hours is not None:
        found["sign_in_frequency"] = None
    if session.token_protection:
        found["token_protection"] = None
    if session.persistent_browser:
        found["persistent_browser"] = None
    return tuple(found)


def _narrow(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield the conditions that leave most sign-ins alone, each with what would tell."""
    target = policy.resources
    if target.filter_mode == "include":
        yield "resources chosen by a filter", "the custom attributes of the resources"
    elif _ALL not in target.include:
        yield "for some resources only", "which resources the account opens, from its sign-in logs"
    if policy.client_apps and _ALL not in policy.client_apps and not policy.client_apps >= _MODERN:
        yield "for some clients only", "which clients the account uses, from its sign-in logs"
    if policy.platforms is not None and not _everything(policy.platforms):
        yield "on some platforms only", "on which platform the account signs in"
    if policy.flows:
        yield f"for {', '.join(sorted(policy.flows))} only", "whether the account uses this way to sign in"
    if policy.device_filter is not None:
        yield "for some devices only", "on which device the account signs in"
    if policy.locations is not None and _ALL not in policy.locations.include:
        yield "from some places only", "from which addresses the account signs in"
    if policy.unknown:
        yield "with a condition that is not known here", "the policy in the portal"


def _excepted(policy: Policy) -> Iterator[str]:
    target = policy.resources
    if target.exclude or target.filter_mode == "exclude":
        yield "not for some resources"
    if policy.platforms is not None and _everything(policy.platforms) and policy.platforms.exclude:
        yield "not on some platforms"
    if policy.locations is not None and _ALL in policy.locations.include and policy.locations.exclude:
        yield "not from some places"


def _everything(choice: Choice) -> bool:
    return _ALL in choice.include

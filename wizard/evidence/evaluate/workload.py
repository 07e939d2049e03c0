"""The workload condition: service principals. Only blocks work for them, and no user policy does (CA-19, CA-24)."""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, scoped, strange_words, unmet
from wizard.evidence.evaluate.sign_in import ServicePrincipal
from wizard.evidence.policies.irregular import is_broken_guid, is_guid
from wizard.evidence.policies.model import Workloads
from wizard.evidence.truth import Truth

REASON = "workloadIdentities"
_ALL = frozenset({"serviceprincipalsinmytenant", "all"})
_NOBODY = "none"


def judge(workloads: Workloads | None, principal: ServicePrincipal) -> Finding:
    """Return whether a service principal is in scope; a policy without workloads concerns none."""
    if workloads is None:
        return unmet(REASON)
    filtered: tuple[Truth, list[str]] = (None, ["custom security attributes of the service principal"])

    def include() -> tuple[Truth, list[str]]:
        named = principal.id in workloads.include or not _ALL.isdisjoint(workloads.include)
        if named:
            return filtered if workloads.filtered else (True, [])
        if workloads.filtered and not workloads.include:
            return filtered
        return _by_word(workloads.include, "includeServicePrincipals")

    def exclude() -> tuple[Truth, list[str]]:
        if principal.id in workloads.exclude:
            return True, []
        return _by_word(workloads.exclude, "excludeServicePrincipals")

    return scoped(include, exclude, REASON)


def _by_word(entries: frozenset[str], name: str) -> tuple[Truth, list[str]]:
    """Judge entries that are not the principal's own id: only a word may still mean it."""
    words = frozenset(entry for entry in entries if not is_guid(entry) and not is_broken_guid(entry))
    strange = strange_words(words, _ALL | {_NOBODY}, f"conditions.clientApplications.{name}")
    return (None, strange) if strange else (False, [])

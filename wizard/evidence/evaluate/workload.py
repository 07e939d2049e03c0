"""The workload condition: service principals. Only blocks work for them, and no user policy does (CA-19, CA-24)."""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, scoped, unmet
from wizard.evidence.evaluate.sign_in import ServicePrincipal
from wizard.evidence.policies.model import Workloads
from wizard.evidence.truth import Truth

REASON = "workloadIdentities"
_ALL = frozenset({"serviceprincipalsinmytenant", "all"})


def judge(workloads: Workloads | None, principal: ServicePrincipal) -> Finding:
    """Return whether a service principal is in scope; a policy without workloads concerns none."""
    if workloads is None:
        return unmet(REASON)
    filtered: tuple[Truth, list[str]] = (None, ["custom security attributes of the service principal"])

    def include() -> tuple[Truth, list[str]]:
        named = principal.id in workloads.include or not _ALL.isdisjoint(workloads.include)
        if named:
            return filtered if workloads.filtered else (True, [])
        return filtered if workloads.filtered and not workloads.include else (False, [])

    return scoped(include, lambda: (principal.id in workloads.exclude, []), REASON)

"""Published sets of policies: an exclusion from each policy is proved and fits Graph, or refused with what to do."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from ch_builders import DAY, MAPPINGS, TABLES, contexts, row
from test_ch_requests import BODIES, ID, wrong

from tests.evidence.conditional_access.ca_tenants import TYPE, around
from tests.support.packs import SHARED
from wizard.errors import EvidenceError
from wizard.evidence.change.model import Approved
from wizard.evidence.change.plan import plan_exclusion
from wizard.evidence.change.proof import prove
from wizard.evidence.change.rules import Exports, demands
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.policies.reading import read_originals, read_policies

SETS = Path(SHARED) / "data" / "conditional-access"
NAMED = ("cisagov+ScubaGear", "j0eyv+ConditionalAccessBaseline")
"""Sets whose policies have ids, as those of a tenant."""
ACCOUNT = "99999999-0000-4000-8000-000000000001"


def directory_with(policy, known):
    """Return a directory in which the account is in every group and role that a policy includes."""
    found = copy.deepcopy(known)
    found["users"] = [{**user, "@odata.type": TYPE} for user in found["users"]]
    user = {"id": ACCOUNT, "userPrincipalName": "svc@contoso.com", "userType": "Member", "@odata.type": TYPE}
    found["users"].append(user)
    for name, key, included in (
        ("groups", "id", policy.users.include_groups),
        ("directoryRoles", "roleTemplateId", policy.users.include_roles),
    ):
        for one in found[name]:
            if one[key] in included:
                one["members"] = [*one["members"], ACCOUNT]
    return found


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not SETS.is_dir(), reason="the data is not there")
@pytest.mark.parametrize("name", NAMED)
def test_every_policy_is_proved_with_requests_that_fit_graph_or_refused_with_a_remedy(name):
    reading, originals = read_policies(SETS / name), read_originals(SETS / name)
    known = around(reading.policies)
    proved, refused = 0, []
    for policy in (one for one in reading.policies if one.id):
        waived = {min(one) for one in demands(policy, MAPPINGS)} or {"mfa"}
        given = {"policy": policy.name, "policy_id": policy.id.lower(), "group": "New exclusion", "group_id": ""}
        rows = tuple(row(control=control, **given) for control in sorted(waived))
        known_now = directory_of(directory_with(policy, known))
        exports = Exports(reading, originals, known_now, MAPPINGS, name)
        try:
            change = plan_exclusion(Approved("svc@contoso.com", (ACCOUNT,), rows), exports, "none", DAY)
            prove(change, reading, known_now, TABLES, contexts(change, exports))
        except EvidenceError as error:
            refused += error.problems
            continue
        proved += 1
        for request in (*change.requests, *change.rollback):
            kind = BODIES[f"{request.method} {ID.sub('ID', request.url)}"]
            if kind not in {None, "$ref"}:
                assert [*wrong(request.body, f"graph.{kind}", policy.name)] == []
    assert proved
    assert [problem for problem in refused if not problem.remedy] == []

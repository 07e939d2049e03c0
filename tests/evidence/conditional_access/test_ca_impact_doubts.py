"""What is said in doubt holds when the doubt is gone: the same change, with parts of the directory and with all of it."""

from __future__ import annotations

import copy
import ipaddress

import pytest
from ca_builders import ALICE, APP, BOB, GLOBAL_ADMIN, GUEST, INNER, OFFICE, PLACE, STAFF, TENANT, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.evidence.batch import Context
from wizard.evidence.contexts import NamedContext
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.sign_in import Circumstances, Target
from wizard.evidence.impact import Impact
from wizard.evidence.policies.model import Reading
from wizard.evidence.tables import load_tables

TABLES = load_tables()


def part_of(draw):
    """Return the directory as an export leaves it: without collections, names, or members of groups."""
    known = copy.deepcopy(TENANT)
    for name in ("groups", "directoryRoles", "namedLocations"):
        if draw(st.booleans()):
            del known[name]
    for group in known.get("groups", ()):
        if draw(st.booleans()):
            del group["members"]
    if draw(st.booleans()):
        known["users"] = [{"id": identifier} for identifier in (ALICE, BOB, GUEST)]
    return known


USERS = [
    {"includeUsers": ["All"]},
    {"includeUsers": ["All"], "excludeGroups": [STAFF]},
    {"includeGroups": [INNER]},
    {"includeRoles": [GLOBAL_ADMIN]},
    {"includeUsers": ["GuestsOrExternalUsers"]},
]
PLACES = [None, None, {"includeLocations": [OFFICE]}, {"includeLocations": [PLACE]}]
CONTROLS = ["block", "mfa", "mfa", "compliantDevice"]
made = st.builds(
    lambda users, places, control, state: {
        "users": users,
        "locations": places,
        "grantControls": {"operator": "OR", "builtInControls": [control]},
        "state": state,
    },
    st.sampled_from(USERS),
    st.sampled_from(PLACES),
    st.sampled_from(CONTROLS),
    st.sampled_from(["enabled", "enabled", "enabledForReportingButNotEnforced"]),
)


@st.composite
def tenants(draw):
    old, new = ({str(n): one for n, one in enumerate(draw(st.lists(made, max_size=3)))} for _ in range(2))
    kept = {name: one for name, one in old.items() if draw(st.booleans())}
    sides = ([policy(name, **one) for name, one in side.items()] for side in (old, {**new, **kept}))
    return *sides, part_of(draw)


def cells(old, new, known, context):
    sides = (Reading(tuple(side), (), (), 1) for side in (old, new))
    found = Impact(*sides, directory_of(known), TABLES, [NamedContext("C", context)])
    kinds = ("changed", "unknown", "unchanged")
    return {found.accounts[row.account]: row.cell for kind in kinds for row in found.rows(kind)}


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(tenants(), st.sampled_from([None, "203.0.113.7"]))
def test_more_of_the_directory_never_contradicts_what_less_of_it_said(tenant, address):
    old, new, known = tenant
    told = Circumstances("browser", "windows", ipaddress.ip_address(address) if address else None, "de")
    context = Context(Target((APP,)), told)
    partly, wholly = cells(old, new, known, context), cells(old, new, TENANT, context)
    for account, cell in partly.items():
        whole = wholly[account]
        if cell.kind == "changed":
            assert (whole.kind, whole.before[:2], whole.after[:2]) == ("changed", cell.before[:2], cell.after[:2])
        elif cell.kind == "unchanged":
            assert whole.kind == "unchanged"
        elif cell.change == "sure":
            assert whole.change == "sure"
            assert whole.kind != "unchanged"
        elif cell.change == "none":
            assert whole.change == "none"

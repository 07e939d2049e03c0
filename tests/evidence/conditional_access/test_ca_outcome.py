"""Several policies together, and what they mean for an account that nobody attends."""

from __future__ import annotations

import pytest
from ca_builders import ALICE, APP, PLACE, ROBOT, STAFF, UNSEEN, blocking, policy, sign_in, tenant

from wizard.evidence.evaluate.outcome import evaluate
from wizard.evidence.tables import load_tables

TABLES = load_tables()
REPORT = "enabledForReportingButNotEnforced"


def grant(*controls, operator="OR", **more):
    return {"operator": operator, "builtInControls": list(controls), **more}


def meet(*policies, asked=None, unread=(), directory=None):
    return evaluate(policies, asked or sign_in(), directory or tenant(), TABLES, unread)[1]


def test_no_policy_means_access():
    outcome = meet()
    assert (outcome.outcome, outcome.controls, outcome.unattended) == ("allow", (), "works")


def test_no_policy_that_applies_means_access():
    assert meet(policy(users={"includeUsers": ["None"]})).outcome == "allow"


def test_a_block_wins_over_whatever_stands_beside_it():
    outcome = meet(policy(), blocking("Stop"), policy(grantControls=grant("block", "mfa")))
    assert (outcome.outcome, outcome.controls, outcome.unattended) == ("block", (), "breaks")
    assert "Stop" in outcome.unattended_reason


@pytest.mark.parametrize(
    ("demands", "expected"),
    [
        ([grant("mfa")], (("mfa",),)),
        ([grant("mfa", "compliantDevice")], (("mfa", "compliantDevice"),)),
        ([grant("compliantDevice", "mfa", operator="AND")], (("mfa",), ("compliantDevice",))),
        ([grant("mfa", "compliantDevice"), grant("mfa")], (("mfa",), ("mfa", "compliantDevice"))),
        ([grant("mfa"), grant("mfa")], (("mfa",),)),
        ([grant(termsOfUse=["t"])], (("termsOfUse",),)),
        ([grant("mfa", operator="AND", termsOfUse=["t"])], (("mfa",), ("termsOfUse",))),
        ([grant("mfa", termsOfUse=["t", "u"])], (("mfa", "termsOfUse"),)),
        ([grant(authenticationStrength={"id": "x"})], (("authenticationStrength",),)),
        ([grant(customAuthenticationFactors=["c"])], (("customAuthenticationFactors",),)),
        ([None], ()),
    ],
)
def test_requirements_add_up_in_the_order_in_which_entra_asks(demands, expected):
    outcome = meet(*(policy(str(number), grantControls=demand) for number, demand in enumerate(demands)))
    assert outcome.controls == expected
    assert outcome.outcome == ("controls" if expected else "allow")


def test_a_report_only_policy_changes_nothing():
    assert meet(policy(state=REPORT), blocking(state=REPORT)).outcome == "allow"


def test_one_policy_that_cannot_be_known_leaves_the_outcome_unknown():
    outcome = meet(policy("Sure"), policy("Open", users={"includeGroups": [UNSEEN]}))
    assert outcome.outcome == "unknown"
    assert outcome.controls == (("mfa",),)


def test_a_sure_block_beats_what_cannot_be_known():
    assert meet(policy("Open", users={"includeGroups": [UNSEEN]}), blocking()).outcome == "block"


def test_an_open_report_only_policy_leaves_the_outcome_alone():
    assert meet(policy(state=REPORT, users={"includeGroups": [UNSEEN]})).outcome == "allow"


def test_an_unreadable_file_may_hold_a_policy():
    outcome = meet(unread=["broken.json:7"])
    assert (outcome.outcome, outcome.unattended) == ("unknown", "unknown")
    assert "broken.json:7" in outcome.unattended_reason
    assert meet(blocking(), unread=["broken.json:7"]).outcome == "block"


@pytest.mark.parametrize(
    ("demand", "told", "expected"),
    [
        (grant("mfa"), {}, "breaks"),
        (grant(authenticationStrength={"id": "00000000-0000-0000-0000-000000000004"}), {}, "breaks"),
        (grant("passwordChange"), {}, "breaks"),
        (grant("approvedApplication", "compliantApplication"), {}, "breaks"),
        (grant(termsOfUse=["t"]), {}, "breaks"),
        (grant("compliantDevice", operator="AND", termsOfUse=["t"]), {"device": {"iscompliant": True}}, "breaks"),
        (grant(customAuthenticationFactors=["c"]), {}, "breaks"),
        (grant("compliantDevice"), {}, "unknown"),
        (grant("compliantDevice"), {"device": {"iscompliant": True}}, "works"),
        (grant("compliantDevice"), {"device": {"iscompliant": False}}, "breaks"),
        (grant("compliantDevice"), {"device": {"trusttype": "AzureAD"}}, "breaks"),
        (grant("domainJoinedDevice"), {"device": {"trusttype": "ServerAD"}}, "works"),
        (grant("domainJoinedDevice"), {"device": {"trusttype": "AzureAD"}}, "breaks"),
        (grant("domainJoinedDevice"), {"device": {"model": "x"}}, "unknown"),
        (grant("mfa", "compliantDevice"), {"device": {"iscompliant": True}}, "works"),
        (grant("mfa", "compliantDevice"), {}, "unknown"),
        (grant("mfa", "compliantDevice", operator="AND"), {"device": {"iscompliant": True}}, "breaks"),
        (grant("compliantDevice"), {"device": {"iscompliant": True}, "flow": "devicecodeflow"}, "breaks"),
        (grant("compliantDevice"), {"device": {"iscompliant": True}, "client_app": "other"}, "breaks"),
        (grant("somethingNew"), {}, "unknown"),
        (None, {}, "works"),
    ],
)
def test_an_unattended_account_meets_what_no_person_has_to_do(demand, told, expected):
    outcome = meet(policy(grantControls=demand), asked=sign_in(**told))
    assert outcome.unattended == expected
    assert outcome.unattended_reason


def test_each_control_says_who_can_meet_it_and_by_which_fact():
    (terms,) = meet(policy(grantControls=grant(termsOfUse=["t"]))).abilities
    assert (terms.unattended, terms.person_each_time) == ("no", "yes")
    assert "CA-27" in terms.facts
    (mfa,) = meet(policy()).abilities
    assert (mfa.unattended, mfa.person_once, mfa.person_each_time) == ("no", "yes", "yes")


def test_a_sign_in_frequency_ends_what_a_person_did_once():
    hourly = {"signInFrequency": {"isEnabled": True, "type": "hours", "value": 1}}
    outcome = meet(policy(), policy("Session", grantControls=None, sessionControls=hourly))
    assert outcome.abilities[0].person_once == "no"
    assert "CA-17" in outcome.abilities[0].facts
    assert outcome.sessions["signInFrequency"]["value"] == 1


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ({"signInFrequency": {"isEnabled": True, "frequencyInterval": "everyTime"}}, "unknown"),
        ({"signInFrequency": {"isEnabled": False, "type": "hours", "value": 1}}, "works"),
        ({"secureSignInSession": {"isEnabled": True}}, "unknown"),
        ({"persistentBrowser": {"isEnabled": True, "mode": "never"}}, "works"),
    ],
)
def test_session_controls_that_end_tokens_have_to_be_tried(control, expected):
    assert meet(policy(grantControls=None, sessionControls=control)).unattended == expected


def test_the_strictest_frequency_holds():
    def frequency(name, **values):
        return policy(name, grantControls=None, sessionControls={"signInFrequency": {"isEnabled": True, **values}})

    every, four = frequency("E", frequencyInterval="everyTime"), frequency("F", type="hours", value=4)
    day = frequency("D", type="days", value=1)
    assert meet(day, four).sessions["signInFrequency"]["source"] == "F"
    assert meet(day, every, four).sessions["signInFrequency"]["source"] == "E"


class TestThePlaceByGps:
    """Even a report-only policy asks the Authenticator app for the place (EV-08)."""

    places = {"locations": {"includeLocations": [PLACE]}}

    @pytest.mark.parametrize("state", ["enabled", REPORT])
    def test_nobody_is_there_to_answer(self, state):
        outcome = meet(policy(state=state, grantControls=None, **self.places), asked=sign_in(country="us"))
        assert outcome.outcome == "allow"
        assert outcome.unattended == "breaks"
        assert "Authenticator" in outcome.unattended_reason

    def test_a_policy_that_does_not_concern_the_account_asks_nobody(self):
        item = policy(users={"includeUsers": ["None"]}, **self.places)
        assert meet(item, asked=sign_in(country="us")).unattended == "works"

    def test_a_disabled_policy_asks_nobody(self):
        assert meet(policy(state="disabled", **self.places), asked=sign_in(country="us")).unattended == "works"

    def test_it_is_open_when_nobody_knows_whether_the_policy_concerns_the_account(self):
        item = policy(state=REPORT, users={"includeGroups": [UNSEEN]}, **self.places)
        assert meet(item, asked=sign_in(country="us")).unattended == "unknown"


def test_a_workload_is_blocked_or_works():
    scope = {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]}
    lock = blocking(
        users={"includeUsers": ["None"]},
        clientApplications=scope,
        locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
    )
    asked = {"principal": ROBOT, "app": APP}
    assert meet(policy(), lock, asked=sign_in(address="198.51.100.7", **asked)).outcome == "block"
    inside = meet(policy(), lock, asked=sign_in(address="203.0.113.7", **asked))
    assert (inside.outcome, inside.unattended) == ("allow", "works")


def test_the_usual_lock_for_service_accounts_lets_them_in_from_trusted_places_only():
    lock = blocking(
        users={"includeGroups": [STAFF]}, locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}
    )
    mfa = policy(users={"includeUsers": ["All"], "excludeGroups": [STAFF]})
    assert meet(mfa, lock, asked=sign_in(ALICE, address="203.0.113.7")).unattended == "works"
    assert meet(mfa, lock, asked=sign_in(ALICE, address="198.51.100.7")).outcome == "block"
    assert meet(mfa, lock, asked=sign_in(ALICE)).outcome == "unknown"

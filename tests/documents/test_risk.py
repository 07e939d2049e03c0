"""The rating: a look-up that two people with the same inputs read the same way."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.making import ANSWERS, CONTROLS, DAY, SIGNOFF, changed, documents, make_case, person
from tests.support.packs import real_engine, real_pack
from wizard.decision.risk import control_effects, rate
from wizard.documents.readiness import open_items
from wizard.record.signoff import typed_signoff
from wizard.record.values import Control

LEVELS = ["low", "medium", "high", "maximum"]
TABLE = {
    "low": ["low", "low", "medium", "medium"],
    "medium": ["low", "medium", "medium", "high"],
    "high": ["medium", "high", "high", "maximum"],
    "maximum": ["medium", "high", "maximum", "maximum"],
}
"""Likelihood down, impact across; the stricter reading of low likelihood and high impact."""


def rating(reviewer: bool = False, **values):
    answers = real_engine().read(ANSWERS)
    return rate(real_pack(), real_engine(), answers, typed(**values), DAY, reviewer_overrides=reviewer)


def typed(**values):
    return typed_signoff(real_pack().signoff, changed(**values))


def levels(rated) -> tuple[str | None, str | None]:
    return rated.initial.level, rated.adjusted.level


def control(**parts):
    return {**CONTROLS[1], **parts}


def effects_of(*rows, fitting=("location_lock", "device_lock", "alert", "vault")):
    controls = [Control.model_validate(row) for row in rows]
    return control_effects(controls, real_pack().risk.lower, fitting, real_pack().profile.limits, DAY)


ROBOT = {**ANSWERS, "token": "windows_session", "egress": "fixed"}
"""An account that every kind of control fits."""


def robot(*kinds):
    controls = [control(kind=kind) for kind in kinds] or None
    answers = real_engine().read(ROBOT)
    return rate(real_pack(), real_engine(), answers, typed(compensating_controls=controls), DAY)


def test_the_table_is_the_published_one():
    found = {(cell.likelihood, cell.impact): cell.level for cell in real_pack().risk.cell}

    assert found == {(row, LEVELS[i]): level for row, cells in TABLE.items() for i, level in enumerate(cells)}


@pytest.mark.parametrize(
    ("values", "impact"),
    [
        ({"write_scope": "read_only", "data_class": "non_sensitive"}, "low"),
        ({"write_scope": "read_only", "data_class": "personal"}, "medium"),
        ({"write_scope": "single_workload", "data_class": "non_sensitive"}, "medium"),
        ({"write_scope": "production_data"}, "high"),
        ({"write_scope": "read_only", "data_class": "special_category"}, "high"),
        ({"write_scope": "above_resource_group"}, "maximum"),
        ({"highly_privileged": "yes", "write_scope": "read_only", "data_class": "non_sensitive"}, "maximum"),
    ],
)
def test_impact_is_the_worst_of_what_is_known(values, impact):
    assert rating(**values).initial.impact == impact


@pytest.mark.parametrize(
    "exposure", ["shared_secret", "legacy_authentication", "several_countries", "credential_exposure"]
)
def test_an_exposure_raises_the_likelihood_to_maximum(exposure):
    assert rating().initial.likelihood == "high"
    assert rating(exposures=[exposure]).initial.likelihood == "maximum"


@pytest.mark.parametrize(("count", "likelihood"), [(0, "high"), (1, "medium"), (2, "low"), (4, "low")])
def test_each_kind_of_proven_control_lowers_by_one_step_two_at_most(count, likelihood):
    kinds = ("location_lock", "device_lock", "alert", "vault")[:count]

    assert robot(*kinds).adjusted.likelihood == likelihood


def test_controls_do_not_lower_the_initial_facet_or_the_impact():
    rated = rating()

    assert (rated.initial.likelihood, rated.initial.impact) == ("high", rated.adjusted.impact)
    assert levels(rated) == ("high", "medium")


@pytest.mark.parametrize(
    ("parts", "why_not"),
    [
        ({"kind": ""}, "lowers nothing"),
        ({"kind": "", "name": "Long password of 24 characters", "objective": "Vault, alert, location lock"}, "lowers nothing"),
        ({"kind": "training"}, "lowers nothing"),
        ({"passed": False}, "did not pass"),
        ({"passed": False, "evidence": "The alert arrived, it passed"}, "did not pass"),
        ({"passed": None, "result": "passed"}, "whether its last test passed"),
        ({"above_and_beyond": False}, "mandatory"),
        ({"above_and_beyond": None}, "mandatory"),
        ({"tested_on": None}, "no date"),
        ({"tested_on": (DAY + timedelta(days=1)).isoformat()}, "future"),
        ({"tested_on": (DAY - timedelta(days=91)).isoformat()}, "more than 90 days old"),
    ],
)  # fmt: skip
def test_a_control_without_a_kind_and_recent_proof_counts_nothing(parts, why_not):
    (effect,) = effects_of(control(**parts))

    assert not effect.counts
    assert why_not in effect.why_not


def test_a_test_of_ninety_days_ago_still_counts():
    tested = (DAY - timedelta(days=90)).isoformat()

    assert effects_of(control(tested_on=tested))[0].counts


def test_the_same_kind_twice_counts_once_and_a_failed_one_takes_no_place():
    effects = effects_of(control(passed=False), control(), control(name="Another alert"))

    assert [effect.counts for effect in effects] == [False, True, False]
    assert "counts once" in effects[2].why_not


def test_one_unknown_input_rates_one_step_worse_and_is_listed():
    rated = rating(write_scope="unknown", data_class="internal")
    assert (rated.unknown, rated.one_worse) == (("write_scope",), True)
    assert (rated.initial.impact, rating(write_scope="single_workload").initial.impact) == ("high", "medium")

    exposed = rating(exposures=["unknown"])
    assert (exposed.unknown, exposed.initial.likelihood) == (("exposures",), "maximum")


@pytest.mark.parametrize(
    "values", [{"write_scope": "unknown", "exposures": ["unknown"]}, {"write_scope": None, "data_class": None}]
)
def test_two_unknown_inputs_read_unknown(values):
    rated = rating(**values)

    assert levels(rated) == (None, None)
    assert len(rated.unknown) == 2


def override(level, name="Somebody", reason="It hides a second use"):
    return {"risk_override_level": level, "risk_override_by": person(name), "risk_override_reason": reason}


def test_anybody_may_raise_with_a_name_and_a_reason():
    rated = rating(**override("maximum"))
    assert rated.override.taken
    assert levels(rated) == ("maximum", "maximum"), "the residual risk never stands above the initial one"

    assert not rating(**override("high", reason="")).override.taken
    assert not rating(**{**override("high"), "risk_override_by": None}).override.taken


def test_only_the_security_reviewer_may_lower():
    high = {"write_scope": "production_data", "compensating_controls": None}
    assert rating(**high).adjusted.level == "high"

    refused = rating(**high, **override("medium"))
    assert (refused.override.taken, refused.adjusted.level) == (False, "high")
    lowered = rating(reviewer=True, **high, **override("medium"))
    assert (lowered.override.taken, levels(lowered)) == (True, ("high", "medium"))


def test_who_the_reviewer_is_comes_from_the_people_of_the_case():
    high = {"write_scope": "production_data", "compensating_controls": None}
    names = (SIGNOFF["security_reviewer"]["name"], "Rex Pol")
    by_reviewer, by_other = (changed(**high, **override("medium", name)) for name in names)

    levels = [make_case(signoff=signoff).rating.adjusted.level for signoff in (by_reviewer, by_other)]
    assert levels == ["medium", "high"]
    taken, refused = (documents(signoff=signoff)["recommendation.md"] for signoff in (by_reviewer, by_other))
    assert "The table gives High; Sue Wit set Medium: It hides a second use" in taken
    assert "An override to Medium does not count. Only the risk reviewer may lower the rating." in refused


def test_a_fall_of_more_than_two_levels_is_refused():
    maximum = {"write_scope": "production_data", "exposures": ["shared_secret"], "compensating_controls": None}
    rated = rating(reviewer=True, **maximum, **override("low"))

    assert (rated.override.taken, rated.adjusted.level) == (False, "maximum")
    assert rating(reviewer=True, **maximum, **override("medium")).adjusted.level == "medium"


VALUES = {
    "highly_privileged": st.sampled_from([None, "yes", "no", "unknown"]),
    "write_scope": st.sampled_from(
        [None, "read_only", "single_workload", "production_data", "tenant_wide", "above_resource_group", "unknown"]
    ),
    "data_class": st.sampled_from([None, "non_sensitive", "internal", "personal", "special_category", "unknown"]),
    "exposures": st.sampled_from([None, ["none"], ["shared_secret"], ["unknown"]]),
    "compensating_controls": st.lists(
        st.sampled_from([CONTROLS[0], CONTROLS[1], control(passed=False)]), max_size=4
    ).map(lambda x: x or None),
    "risk_override_level": st.sampled_from([None, *LEVELS]),
}


@pytest.mark.slow
@given(st.fixed_dictionaries(VALUES), st.booleans())
def test_the_residual_risk_never_stands_above_the_initial_and_falls_by_two_at_most(values, reviewer):
    rated = rating(reviewer=reviewer, **values, risk_override_by=person("X"), risk_override_reason="Because")
    if rated.initial.level is None:
        assert len(rated.unknown) > 1
        return
    fall = LEVELS.index(rated.initial.level) - LEVELS.index(rated.adjusted.level)
    assert 0 <= fall <= 2


def test_an_unknown_data_class_rates_no_milder_than_an_internal_one():
    known = {"write_scope": ["read_only", "single_workload", "production_data"], "exposures": [["none"]]}
    for scope, exposure in itertools.product(known["write_scope"], known["exposures"]):
        sure = rating(write_scope=scope, exposures=exposure, data_class="internal", compensating_controls=None)
        unsure = rating(write_scope=scope, exposures=exposure, data_class="unknown", compensating_controls=None)
        assert LEVELS.index(unsure.initial.level) >= LEVELS.index(sure.initial.level)


FITS = [
    ("location_lock", {"egress": "fixed"}, True),
    ("location_lock", {"egress": "microsoft_cloud"}, False),
    ("location_lock", {"egress": "changing"}, False),
    ("location_lock", {"egress": "unknown"}, False),
    ("location_lock", {"egress": None}, False),
    ("device_lock", {"token": "windows_session"}, True),
    ("device_lock", {"token": "connection_refresh"}, False),
    ("device_lock", {"token": "ropc_password"}, False),
    ("device_lock", {"token": "device_code"}, False),
    ("device_lock", {"token": None}, False),
    ("alert", {"run_mode": "unattended"}, True),
    ("alert", {"run_mode": "human_each_time"}, False),
    ("vault", {"token": "ropc_password"}, True),
    ("vault", {"token": "connection_refresh"}, False),
    ("vault", {"token": "connection_refresh", "run_mode": "human_on_setup"}, False),
    ("vault", {"token": "interactive_cached"}, False),
    ("vault", {"token": "interactive_cached", "run_mode": "human_each_time"}, True),
    ("vault", {"token": None}, False),
]


@pytest.mark.parametrize(("kind", "answers", "fits"), FITS)
def test_a_kind_counts_only_where_it_fits_the_account(kind, answers, fits):
    given = {name: value for name, value in {**ANSWERS, **answers}.items() if value is not None}
    rated = rate(
        real_pack(), real_engine(), real_engine().read(given), typed(compensating_controls=[control(kind=kind)]), DAY
    )
    rule = next(rule for rule in real_pack().risk.lower if rule.id == kind)

    assert rated.effects[0].counts is fits
    assert rated.effects[0].why_not == ("" if fits else rule.not_usable)
    assert rated.adjusted.likelihood == ("medium" if fits else "high")


def test_a_control_that_prevents_misuse_is_wanted_where_one_fits():
    wanted = "No control that counts prevents misuse"
    robots = make_case(ROBOT, changed(compensating_controls=[control()]))
    flows = make_case(signoff=changed(compensating_controls=[control()]))

    assert any(wanted in item.reason for item in open_items(robots))
    assert not any(wanted in item.reason for item in open_items(flows)), "nothing that prevents fits this account"


def test_an_open_item_names_why_each_control_does_not_count():
    rows = [control(kind="location_lock", name="Block outside named locations"), control(passed=False)]
    reasons = [item.reason for item in open_items(make_case(signoff=changed(compensating_controls=rows)))]

    assert [reason for reason in reasons if reason.startswith("Control")] == [
        "Control 1 does not count. It locks the account to a location, and no fixed address of this account is on record.",
        "Control 2 does not count. Its last test did not pass.",
    ]


@pytest.mark.parametrize(
    ("given", "why_not"),
    [
        ({"tested_by": ""}, "Nobody is named who tested it."),
        ({"tested_by": "nobody"}, "Nobody is named who tested it."),
        ({"evidence": ""}, "Nothing shows the result of its test."),
        ({"evidence": "TBD"}, "Nothing shows the result of its test."),
    ],
)
def test_a_control_counts_only_with_a_tester_and_with_proof_of_the_result(given, why_not):
    case = make_case(signoff=changed(compensating_controls=[control(**given)]))

    assert [effect.why_not for effect in case.rating.effects] == [why_not]
    assert case.rating.adjusted.level == case.rating.initial.level

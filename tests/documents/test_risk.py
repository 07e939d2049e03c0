"""The rating: a look-up that two people with the same inputs read the same way."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.making import ANSWERS, CONTROLS, DAY, SIGNOFF, changed, make_case, person
from tests.support.packs import real_engine, real_pack
from wizard.decision.risk import control_effects, rate
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
    return {**CONTROLS[0], **parts}


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


@pytest.mark.parametrize(("count", "likelihood"), [(0, "high"), (1, "medium"), (2, "low"), (5, "low")])
def test_each_proven_control_lowers_by_one_step_two_at_most(count, likelihood):
    controls = [control(name=f"Control {number}") for number in range(count)] or None

    assert rating(compensating_controls=controls).adjusted.likelihood == likelihood


def test_controls_do_not_lower_the_initial_facet_or_the_impact():
    rated = rating()

    assert (rated.initial.likelihood, rated.initial.impact) == ("high", rated.adjusted.impact)
    assert levels(rated) == ("high", "low")


@pytest.mark.parametrize(
    ("parts", "why_not"),
    [
        ({"above_and_beyond": False}, "mandatory"),
        ({"above_and_beyond": None}, "mandatory"),
        ({"method": "interview"}, "neither examined nor tested"),
        ({"method": ""}, "neither examined nor tested"),
        ({"result": "  "}, "result"),
        ({"tested_on": None}, "no date"),
        ({"tested_on": (DAY + timedelta(days=1)).isoformat()}, "future"),
        ({"tested_on": (DAY - timedelta(days=91)).isoformat()}, "more than 90 days old"),
    ],
)
def test_a_control_without_recent_proof_counts_nothing(parts, why_not):
    (effect,) = control_effects([Control.model_validate(control(**parts))], real_pack().profile.limits, DAY)

    assert not effect.counts
    assert why_not in effect.why_not


def test_a_test_of_ninety_days_ago_still_counts():
    tested = (DAY - timedelta(days=90)).isoformat()

    assert control_effects([Control.model_validate(control(tested_on=tested))], real_pack().profile.limits, DAY)[
        0
    ].counts


def test_the_same_control_named_twice_counts_once():
    effects = control_effects(
        [Control.model_validate(row) for row in (control(), control(name=" BLOCK on  the admin PORTALS "))],
        real_pack().profile.limits,
        DAY,
    )

    assert [effect.counts for effect in effects] == [True, False]


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
    by_reviewer = make_case(signoff=changed(**high, **override("medium", SIGNOFF["security_reviewer"]["name"])))
    by_other = make_case(signoff=changed(**high, **override("medium", "Rex Pol")))

    assert (by_reviewer.rating.adjusted.level, by_other.rating.adjusted.level) == ("medium", "high")


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
        st.sampled_from([CONTROLS[0], CONTROLS[1], control(method="interview")]), max_size=4
    ).map(lambda x: x or None),
    "risk_override_level": st.sampled_from([None, *LEVELS]),
}


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


def test_controls_are_rated_from_their_typed_values():
    tested = Control.model_validate(control(tested_on=date(2026, 11, 1)))

    assert control_effects([tested], real_pack().profile.limits, DAY)[0].counts


LOCK = {"name": "Network lock (trusted IP)", "objective": "Nobody signs in from elsewhere", "effect": "preventive"}


@pytest.mark.parametrize(
    ("egress", "counts"), [("fixed", True), ("microsoft_cloud", False), ("changing", False), ("unknown", False)]
)
def test_a_lock_to_a_network_counts_only_where_the_addresses_are_fixed(egress, counts):
    answers = real_engine().read({**ANSWERS, "egress": egress})
    rated = rate(real_pack(), real_engine(), answers, typed(compensating_controls=[control(**LOCK)]), DAY)

    assert rated.effects[0].counts is counts
    assert rated.adjusted.likelihood == ("medium" if counts else "high")
    assert counts or "lock to a network" in rated.effects[0].why_not


@pytest.mark.parametrize(
    "words",
    [
        {"name": "Block outside named locations"},
        {"name": "Block except from the approved place"},
        {"name": "Policy CA17", "objective": "Only our IP ranges may sign in"},
        {"name": "Allow one country only"},
    ],
)
def test_a_lock_to_a_network_is_known_by_its_words(words):
    assert not rating(compensating_controls=[control(**words)]).effects[0].counts


@pytest.mark.parametrize(
    "words",
    [
        {"name": "Alert on sign-in from other countries", "effect": "detective"},
        {"name": "Sign-in limited to a compliant device"},
        {"name": "Secret in a vault", "objective": "It is rotated in place"},
    ],
)
def test_other_controls_count_whatever_the_addresses(words):
    assert rating(compensating_controls=[control(**words)]).effects[0].counts

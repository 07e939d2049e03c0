"""What a board asks of both documents: who closes what, how old each source is, what cannot hold."""

from __future__ import annotations

import re

import pytest

from tests.documents.making import ANSWERS, CONTROLS, changed, documents, make_case, scenarios, section
from tests.documents.test_recommendation import PORTAL, recommendation
from wizard.documents.bundle import build_documents


def test_open_items_stand_by_section_with_whoever_closes_them():
    text = section(recommendation(signoff={}), "Assumptions, open questions and confidence")
    risk = text.split("#### Inputs of the risk rating\n", 1)[1].split("\n#### ", 1)[0]

    assert "Closed by: risk reviewer." in risk
    assert risk.count("Required for this outcome, and not given yet:") == 1
    assert "- How far can it change things? (`write_scope`)\n" in risk
    assert "It is required for this outcome." not in text


def test_open_items_of_several_kinds_say_what_is_wrong_with_each():
    text = section(
        recommendation(signoff=changed(valid_from="2026-11-01", review_by="2026-11-02", expires_on=None)),
        "Assumptions, open questions and confidence",
    )

    assert "Each is to be closed by 4 December 2026" in text
    assert "It lies before the day of this document, 24 November 2026:\n\n- From when" in text


def test_what_exports_propose_to_a_question_that_is_not_asked_is_no_answer_given():
    origin = {"how": "proposed", "file": "log.csv", "digest": "ab" * 32, "rows": 1, "period": "2026-11"}
    parked = {"home_trust": "trusted", "terms": ["short_expiry"]}
    case = make_case(ANSWERS, parked=parked, origins={"home_trust": origin})
    text = section(build_documents(case)["recommendation.md"].decode(), "Answers given")
    given, proposed = text.split("Exports propose these answers to questions that are not asked now:\n")
    words = case.words

    assert words.question("terms") in given.split("set aside, because their questions are not asked now:")[1]
    assert words.question("home_trust") not in given
    assert words.question("home_trust") in proposed
    assert "Export `log.csv`, 1 row, 2026" in proposed.replace("\\", "")


def test_both_sides_of_a_conflict_carry_their_sources_with_dates():
    text = section(recommendation(), "Assumptions, open questions and confidence").split("### Where sources disagree")[
        1
    ]
    sides = re.findall(r"^- (.+(?:\n  - .+)*)", text, re.MULTILINE)

    assert len(sides) > 6
    for side in sides:
        assert re.search(r"\n  - .*(checked \d+ November 2026|was not kept)", side), side


def test_every_fact_says_how_sure_it_is():
    text = section(recommendation({**ANSWERS, "replacement": "service_principal"}), "Why this outcome")
    entries = text.split("### Facts behind it", 1)[1].split("\n- **")[1:]

    assert all("\n  - Confidence: " in entry for entry in entries)
    rows = section(recommendation(), "Appendix A: sources")
    assert re.search(r"in part second-hand\. [A-Z]", rows)


@pytest.mark.parametrize(
    ("answers", "row", "fact"),
    [
        (PORTAL, "W2", "MFA-01"),
        ({**PORTAL, "surfaces": ["graph"], "mfa_sources": ["security_defaults"]}, "W2c", "CA-22"),
    ],
)
def test_who_could_waive_rests_on_the_fact_that_matters(answers, row, fact):
    answers = {name: value for name, value in answers.items() if name not in {"controls", "met_today"} or row == "W2"}
    rows = section(recommendation(answers), "Why this outcome")

    assert re.search(rf"^\| {row} \|[^|]*\|[^|]*\| {fact} \|$", rows, re.MULTILINE)


LOCK = {**CONTROLS[0], "name": "Trusted IP only"}


def test_a_control_that_cannot_hold_is_warned_of_beside_the_decision():
    text = recommendation(signoff=changed(compensating_controls=[LOCK, CONTROLS[1]]))

    assert "- Compensating control 1, Trusted IP only, lowers nothing. It is a lock to a network" in section(
        text, "Decision"
    )
    assert "It lowers nothing. It is a lock to a network" in section(text, "Compensating controls")
    assert "cannot hold" not in section(recommendation({**ANSWERS, "egress": "fixed"}), "Decision")


def test_causes_of_a_refusal_stand_right_under_the_decision():
    text = section(recommendation({**ANSWERS, "privilege": ["entra_admin"]}), "Decision")

    assert "Why an exception is refused:\n\n- The account holds an administrator role." in text


def test_nobody_deciding_does_not_bring_back_a_demand_behind_an_exclusion():
    answers = {**ANSWERS, "privilege": ["entra_admin"], "exclusion_today": "documented"}

    assert "If nobody decides, today's exclusion stays in force until its own approval ends" in section(
        recommendation(answers), "Decision"
    )


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
@pytest.mark.parametrize("name", ["recommendation.md", "checklist.md"])
def test_no_two_lists_run_together(case, name):
    assert not re.search(r"^- .*\n\n- ", documents(case["answers"])[name], re.MULTILINE)


def test_an_emergency_account_gets_no_steps_of_everyday_work():
    answers = {
        "identity": "emergency_access",
        "cloud": "public",
        "activity": "idle",
        "run_mode": "human_each_time",
        "token": "interactive_cached",
        "surfaces": ["azure_portals"],
        "methods": ["none"],
        "exclusion_today": "undocumented",
    }
    text = recommendation(answers)

    assert "passkey or certificate" in section(text, "Decision")
    assert "connections" not in section(text, "Plan")


def test_an_answer_names_the_evidence_behind_it():
    origins = {"surfaces": {"how": "observed", "by": "Ida", "file": "signins.csv", "digest": "ab" * 32}}
    text = recommendation(ANSWERS, origins=origins)

    assert "Export `signins.csv`, evidence E2" in section(text, "Answers given")
    assert "| E2 | Export `signins.csv`" in section(text, "Evidence")

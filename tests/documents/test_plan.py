"""The plan holds the steps of every verdict, in the order in which they can be done."""

from __future__ import annotations

import re

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, documents, make_case, scenarios, section
from tests.support.packs import real_pack
from wizard.documents.sections.plan import ordered_steps
from wizard.pack.checks.sentences import words

TERMS = {
    "controls": ["mfa", "terms_of_use"],
    "terms": ["none"],
}
BOTH = {**ANSWERS, **TERMS, "record": "partial"}
"""Terms of use, an exception and a record with gaps in one decision."""

RETIRED = {"identity": "user_cloud", "activity": "idle", "exclusion_today": "undocumented"}


def steps(answers, signoff=None) -> list[tuple[str, str, str]]:
    return ordered_steps(make_case(answers, SIGNOFF if signoff is None else signoff))


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_every_verdict_has_all_its_steps(case):
    made = make_case(case["answers"])
    plan = section(documents(case["answers"])["recommendation.md"], "Plan")
    found = ordered_steps(made)

    assert {verdict for _, _, verdict in found if verdict} == set(made.outcome.verdicts)
    for verdict in set(made.outcome.verdicts) - set(made.words.instead):
        assert [v for _, _, v in found].count(verdict) == len(made.library.steps(verdict))
    assert len(re.findall(r"^\| P\d+ \|", plan, re.MULTILINE)) == len(found)


def test_controls_stand_before_the_signature_and_the_exclusion_after_it():
    told = [text for _, text, _ in steps(BOTH)]
    places = [
        next(i for i, text in enumerate(told) if words in text)
        for words in (
            "sets up the controls",
            "sets an alert",
            "rates the risk",
            "sign before anything is excluded",
            "confirms right before the change",
            "excludes a group made for this purpose",
            "excludes the group from the policies with terms of use",
            "ends the exclusion on its end date",
        )
    ]

    assert places == sorted(places)


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_nothing_is_changed_for_good_before_it_is_signed(case):
    made = make_case(case["answers"])
    phases = list(made.library.phases)
    order = [phases.index(phase) for phase, _, _ in ordered_steps(made)]

    assert order == sorted(order)
    if made.outcome.main != "evidence_needed" and made.outcome.checklist:
        assert made.pack.documents.sign_phase in {phase for phase, _, _ in ordered_steps(made)}


def test_an_old_exclusion_ends_when_the_new_one_has_begun():
    told = [text for _, text, _ in steps({**ANSWERS, "exclusion_today": "undocumented"})]
    new = next(i for i, text in enumerate(told) if "excludes a group made for this purpose" in text)
    old = next(i for i, text in enumerate(told) if "removes every older one" in text)

    assert new < old


def test_each_step_says_of_which_decision_it_is_part_where_there_are_several():
    several = section(documents(BOTH)["recommendation.md"], "Plan")
    one = section(documents()["recommendation.md"], "Plan")

    assert "| Step | When | What | Part of |" in several
    assert "| Exclude from terms of use |" in several
    assert "| Time-limited exception |" in several
    assert "| Step | When | What |\n" in one


def test_steps_of_an_identity_that_nobody_signs_for_have_no_phase():
    assert "| Step | What |\n" in section(documents({"identity": "managed_identity"}, {})["recommendation.md"], "Plan")


def test_every_step_of_the_pack_has_a_phase():
    library = make_case().library
    phases = set(library.phases)

    assert set(library.phases_of_steps) == {verdict.id for verdict in real_pack().verdicts}
    for verdict, known in library.phases_of_steps.items():
        assert len(known) == len(library.steps(verdict)), verdict
        assert set(known) <= phases, verdict
        assert list(known).count("B") <= 1, verdict
    assert {step.phase for words in real_pack().documents.instead for step in words.step} <= phases


def test_a_retired_account_gets_no_steps_that_prepare_work_for_it():
    told = " ".join(text for _, text, _ in steps(RETIRED))

    assert "lists every policy that leaves the account out" in told
    assert "deletes each exclusion group that has become empty" in told
    assert "prepares the work" not in told
    assert "What If" not in told
    assert "no new exclusion takes its place" in documents(RETIRED)["recommendation.md"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"enforcement": "enforced"}, "Microsoft demands MFA for its Azure changes, and without MFA they fail."),
        ({"enforcement": "not_confirmed"}, "Microsoft demands MFA for its Azure changes"),
        ({"enforcement": "lifted_by_support"}, "only a lift by Microsoft's support can still let its Azure changes"),
    ],
)
def test_the_headline_is_as_hard_as_the_body_where_changes_of_azure_fail_already(changes, said):
    answers = {**ANSWERS, "surfaces": ["arm_write"], "platform_use": "same_run", "token": "ropc_password", **changes}
    answers = {name: value for name, value in answers.items() if name not in {"connectors", "flow_role"}}
    made = documents(answers)

    for name in ("recommendation.md", "checklist.md"):
        bold = next(line for line in made[name].splitlines() if line.startswith("**Move the affected work"))
        assert said.replace("MFA", "") in re.sub(r"multifactor authentication \(MFA\)|MFA", "", bold)
        assert "can stop" not in bold


def test_other_words_of_a_decision_are_as_short_as_its_own():
    for other in real_pack().documents.instead:
        assert words(other.decision) <= 25, other
        assert other.decision.count("{account}") == bool(other.decision)

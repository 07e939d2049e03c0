"""The checklist prints what applies, in order, and quotes the recommendation that it signs."""

from __future__ import annotations

import re

import pytest

from tests.documents.making import ANSWERS, changed, documents, make_case, scenarios, section
from tests.support.packs import real_pack
from wizard.documents.checklist import reminders


def checklist(*args, **kwargs) -> str:
    return documents(*args, **kwargs)["checklist.md"]


def items(text: str) -> list[str]:
    return re.findall(r"^- \[ \] \*\*([A-Z]\d+)\*\* ", text, re.MULTILINE)


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_items_are_those_of_the_decision_in_its_order(case):
    assert items(checklist(case["answers"])) == list(make_case(case["answers"]).decision.checklist)


def test_each_item_names_role_evidence_and_source():
    text = checklist()
    for item_id in items(text):
        item = next(item for item in real_pack().checklist.item if item.id == item_id)
        entry = text.split(f"**{item_id}** ", 1)[1].split("\n- [ ]", 1)[0].split("\n## ", 1)[0]
        assert f"  - Owner role: {item.owner_role}. Evidence: " in entry
        assert "Not applicable because:" in entry
        assert ("house rule" in entry) == item.house_rule


def test_phases_carry_their_pause_points():
    text = checklist()

    assert re.findall(r"^## Phase ([A-E]): ", text, re.MULTILINE) == list("ABCDE")
    assert "Pause point: Is the package complete?" in section(text, "Phase A: before approval")


def test_questions_to_talk_about_are_no_boxes():
    assert "[ ]" not in section(checklist(), "Questions for the meeting")


def test_the_sign_off_table_names_who_signs():
    text = section(checklist(), "Sign-off")

    assert "| Role | Name | Decision | Conditions | Date | Signature or reference |" in text
    assert "| Business risk acceptor | Bea Kay | | | | |" in text


def test_conditions_are_copied_into_a_register():
    assert "| K1 | Review the group each month | Ida Berg | 20 December 2026 | |" in section(
        checklist(), "Conditions register"
    )


def test_reminders_come_before_review_and_end():
    dates = [(day.isoformat(), what) for day, what in reminders(make_case())]

    assert ("2027-01-27", "Review in 30 days") in dates
    assert ("2027-05-24", "End of the exception in 7 days") in dates
    assert dates == sorted(dates)


def test_reminders_that_are_past_are_left_out_and_said_so():
    text = section(
        checklist(signoff=changed(valid_from="2026-11-24", expires_on="2026-12-05", review_by="2026-12-01")),
        "Reminder calendar",
    )

    assert "November 2026 | End of the exception in 30" not in text
    assert "left out" in text


@pytest.mark.parametrize(("number", "shown"), [("0", False), ("1", True), ("3", True)])
def test_a_renewal_asks_for_more(number, shown):
    assert ("## Renewal" in checklist(signoff=changed(renewal_number=number))) is shown


def test_an_outcome_without_a_checklist_says_so():
    text = checklist({"identity": "managed_identity"}, {})

    assert items(text) == []
    assert "## Items" in text
    assert "Nobody signs this outcome." in text


def test_missing_evidence_is_signed_by_nobody():
    answers = {name: value for name, value in ANSWERS.items() if name not in {"connectors", "flow_role"}}
    text = checklist({**answers, "surfaces": ["unknown"]}, {})

    assert items(text) == ["A1", "A2", "A3", "A4"]
    assert "Nobody signs yet" in section(text, "Sign-off")

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
    assert "| Risk owner | Bea Kay | | | | |" in text


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


def test_sources_of_an_item_carry_their_dates():
    entry = checklist().split("**C2** ", 1)[1].split("\n- [ ]", 1)[0]

    assert ", republished 9 April 2026, checked 29 November 2026; fact CA-31 (see appendix)." in entry


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_every_fact_that_an_item_cites_stands_in_the_appendix_with_source_and_age(case):
    text = checklist(case["answers"])
    if "\n- [ ] " not in text:
        return  # an outcome that asks for no signature has no items
    cited = set(re.findall(r"\b(?:MFA|CA|PP|GOV|EV)-\d\d\b", text.split("## Appendix")[0]))
    rows = {line.split("|")[1].strip() for line in text.split("## Appendix")[1].splitlines() if line.startswith("| ")}

    assert cited <= rows
    assert re.search(r" November 2026, \d+ days? (before|after the day of) this document", text.split("## Appendix")[1])


def test_the_head_says_when_an_exception_ends_and_is_reviewed():
    text = checklist()

    assert "| Ends on | 31 May 2027 |" in text
    assert "| Reviews on | 26 February 2027 and 27 May 2027 |" in text
    assert "\nexpires_on: 2027-05-31\n" in text


def test_the_head_says_that_end_and_review_are_open():
    text = checklist(signoff={})

    assert "| Ends on | Open: no end date is given yet" in text
    assert "| Reviews on | Open: no review date is given yet |" in text
    assert '\nexpires_on: ""\n' in text


def test_the_head_of_a_decision_without_an_end_says_what_holds_instead():
    answers = {"identity": "user_cloud", "activity": "idle", "exclusion_today": "none"}

    assert "| Validity | Disable now; delete after the watching period |" in checklist(answers, {})


RETIRED = {"identity": "user_cloud", "activity": "idle", "exclusion_today": "undocumented"}


@pytest.mark.parametrize("exclusion", ["undocumented", "documented", "none"])
def test_a_retirement_prints_its_own_items_only_and_they_cover_exclusion_groups(exclusion):
    text = checklist({**RETIRED, "exclusion_today": exclusion})

    assert "exclusion groups" in text
    assert set(items(text)) == {"A1", "A2", "A3", "A4", "B2", "C8", "E3", "E4", "E5"}


def test_a_retirement_is_reminded_of_the_day_on_which_the_account_is_gone():
    dated = section(checklist(RETIRED), "Reminder calendar")
    undated = section(checklist(RETIRED, {}), "Reminder calendar")

    assert "| 4 December 2026 | Decision is due" in dated
    assert "| 3 January 2027 | Watching period ends: check" in dated
    assert "| 30 days after that date | Watching period ends: check" in undated


def test_a_retirement_is_signed_for_as_one_matter():
    assert "a target date is needed" not in "".join(documents(RETIRED).values())


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_every_role_of_an_item_is_explained(case):
    text = checklist(case["answers"])
    roles = {
        re.sub(r".*\((\w+)\)", r"\1", role) for role in re.findall(r"^  - Owner role: ([^.]+)\.", text, re.MULTILINE)
    }
    rows = [line.split("|") for line in section(text, "Who is who").splitlines() if line.startswith("| ")]
    explained = {re.sub(r".*\((\w+)\)", r"\1", row[1].strip()) for row in rows}

    assert roles <= explained
    assert all(row[2].strip() for row in rows)

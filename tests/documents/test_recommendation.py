"""What a board member reads, section by section."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from wizard.documents.sections.options import is_chosen

from tests.documents.making import ACCOUNT, ANSWERS, CONTROLS, DAY, changed, documents, make_case, scenarios, section
from tests.support.packs import real_pack
from wizard.documents.page import Expander
from wizard.documents.sections import parts
from wizard.wording import age, long_date

PORTAL = {**ANSWERS, "surfaces": ["azure_portals"], "run_mode": "human_each_time", "token": "interactive_cached"}
PORTAL = {name: value for name, value in PORTAL.items() if name not in {"connectors", "flow_role"}}
TERMS = {
    **ANSWERS,
    "controls": ["terms_of_use"],
    "terms": ["none"],
}
TERMS = {name: value for name, value in TERMS.items() if name != "met_today"}
ORDER = [
    "Decision", "At a glance", "What cannot be waived", "What the tenant can decide", "Account and use", "Answers given",
    "Why this outcome", "Control frameworks", "Accompanying decisions", "Options considered", "Constraint", "Risk",
    "Compensating controls", "Conditions", "Validity and renewal", "Plan", "Consequences", "Confirmation",
    "Rollback and emergency", "Assumptions, open questions and confidence", "Evidence", "People", "Provenance",
    "Appendix A: sources", "Appendix B: pieces for other tools",
]  # fmt: skip
ALWAYS = [0, 1, 2, 3, 4, 5, 6, 9, 11, 15, 16, 17, 18, 19, 20, 21, 22, 23]


def recommendation(*args, **kwargs) -> str:
    return documents(*args, **kwargs)["recommendation.md"]


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_sections_stand_in_order_and_the_mandatory_ones_always(case):
    found = re.findall(r"^## (.+)$", recommendation(case["answers"]), re.MULTILINE)

    assert found == [name for name in ORDER if name in found]
    assert {ORDER[number] for number in ALWAYS} <= set(found)


def test_an_exception_has_every_section():
    answers = {**ANSWERS, "record": "complete", "exclusion_today": "undocumented"}
    found = re.findall(r"^## (.+)$", recommendation(answers), re.MULTILINE)

    assert found == ORDER


def test_the_decision_comes_first_in_one_sentence():
    text = section(recommendation(), "Decision")
    first = text.strip().splitlines()[0]

    assert first.startswith(f"**Exclude `{ACCOUNT}` from the named tenant controls")
    assert "Account owner, risk owner and identity governance: please sign" in text
    assert "by 4 December 2026" in text
    assert "If nobody decides, no exclusion is approved" in text


def test_the_glance_has_eight_rows_at_most():
    assert 3 <= section(recommendation(), "At a glance").count("\n| ") - 1 <= 9


@pytest.mark.parametrize("account", ["", "   "])
def test_an_account_without_a_name_is_the_account(account):
    assert recommendation(name=account).split("# ", 1)[1].startswith("Time-limited exception – the account")


def test_what_the_platform_enforces_stands_apart_with_its_facts():
    text = section(recommendation(PORTAL), "What cannot be waived")

    assert "| Azure portal, Microsoft Entra admin center and Microsoft Intune admin center | 1 October 2024 |" in text
    assert "MFA-02" in text
    assert "waivable_by: nobody" in recommendation(PORTAL)
    assert "No rating is offered" in section(recommendation(PORTAL), "Risk")
    assert "## Constraint" not in recommendation(PORTAL)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (["none"], "no sign-in log is named"),
        (["interactive_log"], "only one of the two"),
        (["interactive_log", "noninteractive_log"], "both the interactive and the non-interactive"),
    ],
)
def test_none_found_says_what_it_rests_on(evidence, said):
    text = section(recommendation({**ANSWERS, "evidence": evidence}), "What cannot be waived")

    assert "None found" in text
    assert said in text


def test_every_asked_question_is_printed_with_its_answer():
    case = make_case()
    text = section(recommendation(), "Answers given")
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]

    assert len(rows) == len(case.decision.asked)
    assert "| Which Microsoft cloud is the tenant in? | Public cloud," in text


def test_answers_say_who_gave_them_and_where_they_came_from():
    origins = {
        "cloud": {"how": "stated", "by": "Olga Ney"},
        "surfaces": {
            "how": "observed",
            "by": "Ida",
            "file": "signins.csv",
            "digest": "ab" * 32,
            "rows": 12,
            "period": "30 days",
        },
        "methods": {"how": "proposed", "file": "methods.csv"},
    }
    text = recommendation(ANSWERS, origins=origins, notes={"cloud": "Checked with IT"})
    answers = section(text, "Answers given")

    assert "| Stated by Olga Ney | Checked with IT |" in answers
    assert "Export `signins.csv`, evidence E2, 12 rows, 30 days, SHA-256 `abababababab`; confirmed by Ida" in answers
    assert "Export `methods.csv`, evidence E3; not confirmed" in answers
    assert "Export `signins.csv`, behind:" in section(text, "Evidence")


def test_every_rule_that_fired_is_told_with_facts_and_their_sources():
    case = make_case()
    text = section(recommendation(), "Why this outcome")

    for rule in case.decision.rules:
        assert f"| {rule} |" in text
    for fact in case.decision.facts:
        entry = text.split(f"- **{fact}** ", 1)[1].split("\n- **", 1)[0]
        for name in real_pack().fact_by_id[fact].sources:
            source = real_pack().source_by_id[name]
            assert source.title.split("[")[0] in entry
            assert f"checked {long_date(source.checked_on)}, {age(source.checked_on, DAY)}" in entry


def test_sources_that_were_checked_too_long_ago_carry_a_warning_in_words():
    last = real_pack().info.checked_on + timedelta(days=90)
    text = recommendation(day=last + timedelta(days=1))

    assert "Warning: that is more than 90 days" in section(text, "Why this outcome")
    assert "(too long ago)" in section(text, "Appendix A: sources")
    assert "Warning: the knowledge was checked more than 90 days" in section(text, "Provenance")
    assert "Warning" not in section(recommendation(day=last), "Provenance")


def test_every_fact_cited_anywhere_has_a_row_in_the_appendix():
    text = recommendation()
    cited = set(re.findall(r"\b(?:MFA|CA|PP|GOV|EV)-\d\d\b", text.split("## Appendix A")[0]))

    rows = {
        line.split("|")[1].strip()
        for line in section(text, "Appendix A: sources").splitlines()
        if line.startswith("| ")
    }
    assert cited <= rows


@pytest.mark.parametrize("case", scenarios(), ids=lambda case: case["id"])
def test_at_least_three_options_are_weighed_and_each_has_a_reason(case):
    text = section(recommendation(case["answers"]), "Options considered")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")][2:]

    assert len(rows) >= 5
    assert all(reason for _, _, reason in rows)
    assert any(title.startswith("Do nothing") for title, _, _ in rows)
    assert any("managed identity" in title for title, _, _ in rows)
    made = make_case(case["answers"])
    covered = {
        verdict for option in real_pack().documents.option if is_chosen(made, option) for verdict in option.verdicts
    }
    choices = {verdict for option in real_pack().documents.option for verdict in option.verdicts}
    assert choices.intersection(made.outcome.verdicts) <= covered, "what is decided is among the options chosen"


def test_only_chosen_frameworks_are_printed_with_how_sure_they_are():
    text = recommendation()
    frameworks = section(text, "Control frameworks")

    titles = re.findall(r"^### (.+)$", frameworks, re.MULTILINE)
    assert [title.split(" ")[-1] for title in titles] == ["ID", "Essentials"]
    assert "| MS.AAD.3.2v1 |" in frameworks
    assert "Read in the publisher's own text |" in frameworks
    assert "fails a Cyber Essentials" in section(text, "Decision")
    assert "## Control frameworks" not in recommendation({**ANSWERS, "frameworks": ["none"]})


def test_each_accompanying_verdict_has_its_reason():
    case = make_case({**ANSWERS, "record": "partial", "methods": ["sms_voice"]})
    text = section(recommendation({**ANSWERS, "record": "partial", "methods": ["sms_voice"]}), "Accompanying decisions")

    assert set(case.outcome.also) >= {"complete_record", "method_expires"}
    for verdict in case.outcome.also:
        part = text.split(f"### {parts.title(case, verdict)}", 1)[1].split("\n### ")[0]
        assert parts.reasons(case, verdict).split(". ")[0].split("MFA")[0] in part


def test_terms_of_use_alone_carry_the_short_form_and_a_review():
    text = recommendation(TERMS)

    assert "outcome: exclude_from_terms_of_use" in text
    assert "\nrisk_initial:" not in text
    assert "takes away no control that protects the sign-in" in section(text, "Risk")
    assert "The next review is due by 26 February 2027." in section(text, "Validity and renewal")


def test_an_accompanying_exception_is_weighed_too():
    answers = {**ANSWERS, "record": "complete", "replacement": "personal_accounts"}
    text = section(recommendation(answers), "Consequences")

    assert "For the accompanying decision “Time-limited exception”:" in text


def test_validity_is_computed_from_dates():
    text = section(recommendation(), "Validity and renewal")

    assert "| Length | 175 days |" in text
    assert "| Last possible day | 7 December 2027 |" in text
    assert "On 31 May 2027 the approval ends by itself" in text
    assert "2 left before a higher approver joins" in text


def test_controls_are_told_with_their_effect():
    weak = {**CONTROLS[1], "method": "interview"}
    text = section(recommendation(signoff=changed(compensating_controls=[CONTROLS[0], weak])), "Compensating controls")

    assert "| Validation | Tested, 20 November 2026 |" in text
    assert "It lowers the likelihood by one step." in text
    assert "It lowers nothing. It was neither examined nor tested." in text


def test_pieces_for_other_tools_hold_quoted_values():
    text = section(recommendation(), "Appendix B: pieces for other tools")

    assert '- "0f8fad5b-d9cb-469f-a165-70867728950e"' in text
    assert 'RemediationDate: "2027-05-31"' in text
    without = section(recommendation(signoff=changed(exclusion_group_id=None)), "Appendix B: pieces for other tools")
    assert "Aad:" not in without
    assert "It is printed once these are given:" in without


def test_cells_of_the_register_are_no_formulas():
    text = section(
        recommendation(signoff=changed(policy_name='=cmd|" /C calc"!A0')), "Appendix B: pieces for other tools"
    )

    assert "'=cmd|" in text
    assert "\n=cmd" not in text


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({**ANSWERS, "evidence": ["none"]}, "low"),
        ({**ANSWERS, "evidence": ["noninteractive_log"]}, "medium"),
        (ANSWERS, "high"),
    ],
)
def test_confidence_is_the_lowest_that_holds(answers, level):
    assert f"\nconfidence: {level}\n" in recommendation(answers)


def test_old_evidence_is_marked():
    item = {"what": "Log", "collected_by": "Ida", "method": "examine", "collected_on": "2026-08-01"}
    text = section(
        recommendation(signoff=changed(evidence_items=[item, {**item, "expires_on": "2026-11-01"}])), "Evidence"
    )

    assert "Older than 90 days" in text
    assert "Expired on 1 November 2026" in text


def test_an_undecided_case_says_what_is_still_possible():
    text = recommendation({"identity": "user_cloud", "activity": "active"}, {})

    assert "outcome: open" in text
    assert "- Time-limited exception" in section(text, "Decision")
    assert "(`surfaces`), known to: " in section(text, "Assumptions, open questions and confidence")


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("It has an MFA baseline.", "It has a multifactor authentication (MFA) baseline."),
        ("Call an API.", "Call an application programming interface (API)."),
        ("An SDK does it.", "A software development kit (SDK) does it."),
        ("Look. MFA is on.", "Look. Multifactor authentication (MFA) is on."),
    ],
)
def test_an_article_fits_the_long_form_of_a_short_one(text, expanded):
    assert Expander(real_pack().documents.acronym).expand(text) == expanded


SPECIAL = {"emergency_access": "together with everybody else", "sync_account": "synchronization", "room_device": "device",
           "shared_mailbox": "password", "agent_user": "changes nothing"}  # fmt: skip


@pytest.mark.parametrize("identity", SPECIAL)
def test_what_follows_from_a_refusal_fits_the_kind_of_special_account(identity):
    answers = {**ANSWERS, "identity": identity, "surfaces": ["none"], "run_mode": "human_each_time"}
    left_out = {"connectors", "flow_role"} | ({"token"} if identity == "agent_user" else set())
    answers = {name: value for name, value in answers.items() if name not in left_out}
    text = section(recommendation(answers), "Consequences")

    assert SPECIAL[identity] in text
    assert ("everybody else" in text) is (identity == "emergency_access")


def test_an_agents_account_is_not_told_of_exclusions_that_serve_its_purpose():
    answers = {**ANSWERS, "identity": "agent_user", "surfaces": ["azure_devops"]}
    answers = {name: value for name, value in answers.items() if name not in {"connectors", "flow_role", "token"}}
    text = recommendation(answers)

    assert "An exclusion would change nothing" in section(text, "Decision")
    assert "Its exclusions serve that purpose" not in text
    assert "whether the policy behind each control reaches it" in section(text, "What the tenant can decide")


def test_a_possible_compromise_is_stopped_first_and_not_put_into_a_list():
    text = recommendation({**ANSWERS, "activity": "unexplained"})

    assert "First step: revoke all sessions of the account today (identity admin)." in section(text, "Decision")
    assert "revokes all sessions" in section(text, "Plan")
    assert "runs on as before" not in text
    assert "an answer on which the decision hangs is missing" not in text


def test_an_open_case_claims_no_outcome_and_no_finding():
    answers = {**ANSWERS, "controls": ["mfa", "terms_of_use"], "terms": ["each_device"]}
    text = recommendation(
        {name: value for name, value in answers.items() if name not in {"surfaces", "connectors", "flow_role"}}
    )

    assert "| Outcome | Not decided yet; certain already: Correct the policy or setting |" in text
    assert "None found among the surfaces named" not in text


def test_a_demand_other_than_mfa_is_met_by_no_registered_method():
    answers = {**ANSWERS, "run_mode": "human_each_time", "controls": ["compliant_device"]}
    text = recommendation(answers)

    assert "lists what each policy requires of the account" in section(text, "Plan")
    for part in ("Plan", "Consequences", "Confirmation", "Rollback and emergency"):
        assert not re.search(r"register|key or phone|stolen password|completed MFA|Removing MFA", section(text, part))


def test_an_agents_account_under_suspicion_has_no_password_to_change():
    answers = {**ANSWERS, "identity": "agent_user", "activity": "unexplained", "surfaces": ["graph"]}
    text = recommendation(
        {name: value for name, value in answers.items() if name not in {"connectors", "flow_role", "token"}}
    )

    assert "disables the parent agent identity" in text
    assert not re.search(r"chang\w+ (?:its|the) (?:password|secret)", text)


def test_an_account_that_stays_and_loses_its_exclusion_reads_so():
    answers = {**ANSWERS, "surfaces": ["graph"], "controls": ["none"], "exclusion_today": "documented"}
    answers |= {
        "token": "interactive_cached",
        "controls": ["authentication_strength"],
        "met_today": ["authentication_strength"],
    }
    text = recommendation({name: value for name, value in answers.items() if name not in {"connectors", "flow_role"}})

    assert "Only today's exclusion is removed" in section(text, "Options considered")

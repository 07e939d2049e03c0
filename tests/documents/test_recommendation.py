"""What a board reads: the decision page, then the case behind it."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from tests.documents.making import (
    ACCOUNT,
    ANSWERS,
    CONTROLS,
    DAY,
    changed,
    documents,
    make_case,
    scenarios,
    section,
    written,
)
from tests.documents.words import words
from tests.support.answering import allowed, random_answers
from tests.support.packs import real_engine, real_pack
from tests.support.tables import for_each
from wizard.documents.board.open_list import by_person, open_rows
from wizard.documents.board.options import chosen_options
from wizard.documents.board.plan import planned_steps, step_words
from wizard.documents.board.room import ROOMS
from wizard.documents.escape import finished
from wizard.documents.page import Expander
from wizard.documents.people import signers
from wizard.documents.readiness import status
from wizard.documents.signed import signed

TERMS = {**ANSWERS, "controls": ["mfa", "terms_of_use"], "terms": ["none"], "record": "partial"}
"""An exception, an exclusion from terms of use and a record with gaps in one decision."""

PORTAL = {**ANSWERS, "surfaces": ["azure_portals"], "run_mode": "human_each_time", "token": "interactive_cached"}
PORTAL = {name: value for name, value in PORTAL.items() if name not in {"connectors", "flow_role"}}
UNKNOWN = {**ANSWERS, "connectors": ["unknown"], "privilege": ["unknown"]}
UNEXPLAINED = {**ANSWERS, "activity": "unexplained"}
WORKLOAD = {"identity": "service_principal"}
RETIRED = {"identity": "user_cloud", "activity": "idle", "exclusion_today": "undocumented"}
CASES = {
    "exception": ANSWERS, "terms": TERMS, "portal": PORTAL, "unknown": UNKNOWN, "unexplained": UNEXPLAINED,
    "workload": WORKLOAD, "retired": RETIRED,
}  # fmt: skip

ORDER = [
    "Open items", "Read this first", "Why", "Scope", "The account", "What stays in force", "Options", "Risk and controls",
    "Plan", "Your part", "Consequences", "Conditions and early end", "Conditions", "Reviews",
]  # fmt: skip
ALWAYS = {"Why", "What stays in force", "Options", "Plan", "Your part", "Consequences"}


def recommendation(*args, **kwargs) -> str:
    return documents(*args, **kwargs)["recommendation.md"]


def page(text: str) -> str:
    """Return the decision page."""
    return text.split("\n## ", maxsplit=1)[0].split("\n---\n", 1)[1]


def table(text: str) -> list[list[str]]:
    """Return the rows of the last table of a part, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][2:]


@for_each(case=scenarios(), signoff=[None, {}])
def test_the_case_has_its_parts_in_order(case, signoff):
    found = re.findall(r"^## (.+)$", recommendation(case["answers"], signoff), re.MULTILINE)

    assert found == [name for name in ORDER if name in found]
    assert set(found) >= ALWAYS


@pytest.mark.parametrize("answers", CASES.values(), ids=CASES)
def test_the_page_begins_with_the_question_its_answer_and_the_decisions(answers):
    lines = [line for line in page(recommendation(answers)).splitlines() if line]
    decisions = signed(make_case(answers))

    assert lines[0].startswith("# Should `svc-flow@contoso.com` be ")
    assert re.match(r"\*\*[A-Z0-9 ,]+\*\* · ", lines[1])
    told = lines[2 : 2 + len(decisions)]
    assert all(re.fullmatch(r"(\d\. )?\*\*.+\.\*\*", line) for line in told)
    assert [line[:2] for line in told] == [f"{number}." for number in (1, 2)] or len(told) == 1


def test_what_waives_a_control_is_decided_before_terms_of_use():
    lines = page(recommendation(TERMS)).splitlines()
    first, second = (next(line for line in lines if line.startswith(f"{number}. ")) for number in (1, 2))

    assert "31 May 2027" in first
    assert "terms of use" in second
    assert "terms of use" not in first


@pytest.mark.parametrize("account", ["", "   "])
def test_an_account_without_a_name_is_asked_about_all_the_same(account):
    assert re.search(r"^# Should (this|the) account be excluded", recommendation(name=account), re.MULTILINE)


def test_the_page_says_by_when_and_what_follows_if_nobody_decides():
    text = page(recommendation())

    assert "Decide by 4 December 2026 · Nothing is open" in text
    assert "**If nobody decides:** " in text
    assert "**Worst case:** " in text
    assert "**Exit plan:** Switch over, by 30 April 2027 (Wes Hu)." in text
    assert "**Ends early if:** " in text
    assert "**Microsoft's own rule:** not reached" in text


@pytest.mark.parametrize(
    "answers", [{}, {"surfaces": ["unknown"], "mfa_sources": ["unknown"]}], ids=["open", "unknown"]
)
def test_what_no_one_has_answered_is_told_as_not_known(answers):
    known = {"identity": "user_cloud", "cloud": "public", "activity": "active", "run_mode": "unknown"}
    text = recommendation({**known, **answers})

    assert "**Microsoft's own rule:** cannot be judged: where the account signs in is not known" in page(text)
    why = section(text, "Why")
    assert "services not known yet → tenant's rules not known yet" in why
    assert "policies require a control" not in why


def test_what_only_a_possible_exclusion_would_require_is_told_as_not_known():
    maybe = {"mfa_sources": ["conditional_access"], "controls": ["terms_of_use"], "exclusion_today": "unknown"}
    text = recommendation(
        {"identity": "user_cloud", "cloud": "public", "activity": "active", "run_mode": "unknown", **maybe}
    )

    assert "tenant's rules not known yet" in section(text, "Why")
    assert "policies require a control" not in section(text, "Why")

    sure = recommendation(
        {"identity": "user_cloud", "cloud": "public", "activity": "active", **maybe, "controls": ["mfa"]}
    )
    assert "so it counts as not met" in section(sure, "Why")


ON_ITS_OWN = {"surfaces": ["m365_data"], "controls": ["none"], "exclusion_today": "none"}
ROOM = {"identity": "room_device", "surfaces": ["m365_data"], "token": "windows_session"}
SENDS_TEXT = {"run_mode": "human_on_setup", "methods": ["sms_voice"], "exclusion_today": "none"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (ON_ITS_OWN | {"token": "scripted_browser"}, "a stored second factor proves nothing"),
        (ON_ITS_OWN | {"token": "ropc_password"}, "It signs in with a stored password"),
        (ON_ITS_OWN | {"run_mode": "shared_by_people"}, "Several people know its secret"),
        (ON_ITS_OWN | {"privilege": ["azure_privileged"]}, "It has, or may have, an administrator role"),
        (ROOM | {"privilege": ["entra_admin"]}, "an administrator role, which has to be removed first"),
        (SENDS_TEXT, "ends on 1 February 2027"),
        (SENDS_TEXT | {"privilege": ["entra_admin"]}, "on 1 July for a Global Administrator"),
        (SENDS_TEXT | {"identity": "guest", "home_trust": "trusted"}, "ends on 1 July 2027"),
        (SENDS_TEXT | {"methods": ["custom_control"]}, "Its custom control ends in early 2027"),
        (SENDS_TEXT | {"methods": ["temporary_access_pass"]}, "Its Temporary Access Pass ends after 30 days at most"),
    ],
)
def test_why_names_what_decided_and_the_day_on_which_a_method_ends(answers, said):
    assert said in section(recommendation(allowed(real_engine(), {**ANSWERS, **answers})), "Why")


@pytest.mark.parametrize(
    "account",
    [
        {"identity": "emergency_access", "run_mode": "unattended", "token": "ropc_password"},
        {"identity": "emergency_access", "run_mode": "shared_by_people", "surfaces": ["m365_data"], "record": "none"},
        {"identity": "sync_account", "surfaces": ["azure_devops"]},
        ROOM,
    ],
)
def test_a_special_account_that_stays_excluded_reads_of_nothing_that_rules_it_out(account):
    answers = allowed(real_engine(), {**ANSWERS, "privilege": ["entra_admin"], **account})

    assert "rules out an exclusion" not in section(recommendation(answers), "Why")


def test_an_exception_that_waives_no_mfa_says_nothing_of_a_password_that_is_enough():
    met = {"controls": ["mfa", "location"], "met_today": ["mfa"], "egress": "changing"}
    text = recommendation({**ANSWERS, **met}, {})

    assert "YES, UNTIL" in page(text)
    assert "password" not in page(text) + section(text, "Consequences")
    assert "Nobody is there when MFA is asked for" not in section(text, "Options")


def test_per_user_mfa_is_switched_off_for_the_exception_and_on_again_at_its_end():
    answers = allowed(real_engine(), {**ANSWERS, "mfa_sources": ["per_user_mfa"]})
    plan = section(recommendation(answers, {}), "Plan")

    assert plan.index("Switch per-user MFA off") < plan.index("Switch per-user MFA on again")
    assert "per-user MFA" not in section(recommendation(ANSWERS, {}), "Plan")


SCRIPTED = {"identity": "robot_user", "token": "scripted_browser", "run_mode": "human_on_setup"}
TERMS_TOO = {"controls": ["mfa", "terms_of_use"], "terms": ["none"], "run_mode": "human_on_setup"}


@pytest.mark.parametrize(
    ("answers", "title", "unsaid"),
    [
        (SCRIPTED, "Options", "although a replacement is ready"),
        (TERMS_TOO, "Consequences", "nothing is waived"),
    ],
)
def test_no_reason_contradicts_the_decision(answers, title, unsaid):
    assert unsaid not in section(recommendation(allowed(real_engine(), {**ANSWERS, **answers}), {}), title)


def test_an_emergency_account_gets_its_methods_before_they_are_tested():
    empty = {"identity": "emergency_access", "run_mode": "human_each_time", "methods": ["none"]}
    plan = section(recommendation(allowed(real_engine(), {**ANSWERS, **empty})), "Plan")

    assert plan.index("Register the method") < plan.index("Test both credentials")


def test_the_page_shows_layers_risk_and_dates():
    assert re.findall(r"\]\(pictures/(\w+)\.svg\)", page(recommendation())) == ["layers", "risk", "dates"]
    assert "](pictures/path.svg)" in section(recommendation(), "Why")


def test_everybody_who_signs_reads_what_the_signature_means():
    rows = table(page(recommendation()))

    assert [row[0] for row in rows] == [signer.title for signer in signers(make_case())]
    assert all(row[2] and not row[3] for row in rows)
    assert rows[0][1] == "Bea Kay, CFO"


def test_the_foot_names_record_revision_digest_knowledge_and_classification():
    foot = page(recommendation()).strip().splitlines()[-1]
    case = make_case()

    assert case.record.record_id in foot
    assert re.search(r"revision 1 · record sha256 [0-9a-f]{64} · knowledge ", foot)
    assert foot.endswith(real_pack().profile.classification.default)


def test_what_is_not_known_is_an_open_item_and_no_row():
    text = recommendation(signoff={})

    assert not re.search(r"not known|not given|not told", section(text, "The account"), re.IGNORECASE)
    assert "purpose" in section(text, "Open items")


@pytest.mark.parametrize("signoff", [{}, changed(valid_from="2026-11-01", expires_on=None)], ids=["empty", "wrong"])
@pytest.mark.parametrize("case", scenarios()[::7], ids=lambda case: case["id"])
def test_open_items_are_listed_by_person_in_six_words_each(case, signoff):
    made = make_case(case["answers"], signoff)
    people = by_person(made, ROOMS[0])
    text = recommendation(case["answers"], signoff)

    assert all(words(item) <= 6 for items in people.values() for item in items), people
    for person, count, first in open_rows(made, ROOMS[0]):
        assert f"| {finished(person)} | {count} | {first} |" in text
    assert not people or all(f"**{finished(person)}:**" in section(text, "Open items") for person in people)


def test_no_open_item_is_named_twice():
    unknown = {name: ["unknown"] for name in ("privilege", "surfaces", "mfa_sources", "settings", "methods")}
    unknown |= dict.fromkeys(("token", "replacement", "exclusion_today"), "unknown")
    answers = {name: ANSWERS[name] for name in ("identity", "cloud", "activity", "run_mode")}
    told = section(recommendation(answers | unknown, {}), "Open items").replace("**", "")

    found = [item.strip(" .") for line in told.splitlines() for item in line.partition(":")[2].split(";") if item]
    assert "record" in found
    assert sorted(found) == sorted(set(found))


def test_a_value_that_is_wrong_is_named_as_one_to_correct():
    assert "start date: correct" in section(recommendation(signoff=changed(valid_from="2026-11-01")), "Open items")


def test_missing_evidence_is_asked_of_whoever_can_export_it():
    text = page(recommendation(UNKNOWN))
    rows = table(text.split("| Missing |")[1].join(["| Missing |", ""]))

    assert "outcome: evidence_needed" in recommendation(UNKNOWN)
    assert 1 < len(rows) <= 8
    assert all(all(cell for cell in row) for row in rows)
    assert "4 December 2026" in rows[0]
    assert "By signing I" not in text
    assert "pictures/" not in text


def test_a_workload_identity_has_neither_pictures_nor_signatures_on_its_page():
    text = page(recommendation(WORKLOAD))

    assert "pictures/" not in text
    assert "By signing I" not in text


@pytest.mark.slow
@for_each(case=scenarios(), signoff=[None, {}])
def test_exactly_one_option_is_chosen_for_each_decision(case, signoff):
    made = make_case(case["answers"], signoff)
    rows = table(section(recommendation(case["answers"], signoff), "Options"))
    yes = [row[1] for row in rows if row[1].startswith("yes")]

    assert set(chosen_options(made)) == {one.verdict for one in signed(made)}
    assert yes == (["yes"] if len(signed(made)) == 1 else [f"yes, decision {n}" for n in range(1, len(yes) + 1)])
    assert len(yes) == len(signed(made))
    assert all(row[2] for row in rows)
    assert {row[1] for row in rows} <= {*yes, "no", "in the plan"}


def test_the_scope_has_a_row_for_each_exclusion_and_names_the_rule_deviated_from():
    text = section(recommendation(), "Scope")

    assert (
        "| MFA | CA001 Require MFA (7c9e6679…) | CA-EXC-svc-flow (0f8fad5b…) | 7 December 2026 | 31 May 2027 |" in text
    )
    assert "**Constraint:** The connections take users only" in text
    assert "**Deviates from:** " in text


def test_the_account_is_told_in_ten_rows_at_most():
    assert 5 < len(table(section(recommendation(), "The account"))) <= 10


def test_risk_and_every_control_are_one_table_with_their_effect():
    first, second = changed()["compensating_controls"]
    failed = [first, {**second, "passed": False}]
    rows = table(section(recommendation(signoff=changed(compensating_controls=failed)), "Risk and controls"))

    assert len(rows) == 2
    effects = make_case(signoff=changed(compensating_controls=failed)).rating.effects
    assert [row[-1].startswith("lowers") for row in rows] == [effect.counts for effect in effects]
    assert rows[1][3] == "no"
    assert rows[1][-1].startswith("none: ")


def test_what_is_urgent_is_read_first():
    text = recommendation({**ANSWERS, "frameworks": ["cyber_essentials"]})

    assert "Cyber Essentials" in section(text, "Read this first")


def test_sources_are_not_in_the_recommendation_but_facts_are_cited():
    text = recommendation()

    assert "https://" not in text
    assert re.search(r"\[F: [A-Z]+-\d\d", text)


def test_reviews_are_one_line_and_long_ones_are_counted():
    assert section(recommendation(), "Reviews").strip() == "26 February 2027 and 27 May 2027."
    late = changed(review_by="2026-12-20", expires_on=(DAY + timedelta(days=3600)).isoformat())
    assert re.search(r", and \d+ more on the checklist\.$", section(recommendation(signoff=late), "Reviews").strip())


def test_an_undecided_case_says_what_is_still_possible_and_who_can_answer():
    text = recommendation({"identity": "user_cloud", "activity": "active"}, {})

    assert "outcome: open" in text
    assert "**NOT YET**" in text
    assert "Possible: " in page(text)
    assert "| Missing | Who can export it | How |" in page(text)
    assert "By signing I" not in text


@pytest.mark.parametrize(
    "identity", ["emergency_access", "sync_account", "room_device", "shared_mailbox", "agent_user"]
)
def test_each_kind_of_special_account_has_its_own_steps_and_consequences(identity):
    answers = {**ANSWERS, "identity": identity, "surfaces": ["none"], "run_mode": "human_each_time"}
    gone = {"connectors", "flow_role"} | ({"token"} if identity == "agent_user" else set())
    text = recommendation({name: value for name, value in answers.items() if name not in gone})
    told = {
        "emergency_access": "Repeat the drill every 90 days and after staff changes",
        "sync_account": "Limit its sign-in to the server's address",
        "room_device": "one policy: compliant device or known location",
        "shared_mailbox": "Block sign-in; alert on any attempt",
        "agent_user": "agent identity",
    }

    assert told[identity] in section(text, "Plan")
    others = [words for kind, words in told.items() if kind not in {identity, "agent_user"}]
    assert not any(words in text for words in others)


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


@pytest.mark.parametrize("signoff", [None, {}], ids=["complete", "draft"])
@pytest.mark.parametrize("answers", CASES.values(), ids=CASES)
def test_a_draft_says_so(answers, signoff):
    made = make_case(answers, signoff)

    assert (status(made) == "draft") == ("this is a draft" in page(recommendation(answers, signoff)))


def test_the_name_of_the_account_is_shown_as_it_is():
    assert recommendation().count(f"`{ACCOUNT}`") >= 2


def test_a_control_that_cannot_hold_says_why_beside_it():
    lock = {**CONTROLS[0], "kind": "location_lock"}
    rows = table(
        section(recommendation(signoff=changed(compensating_controls=[lock, CONTROLS[1]])), "Risk and controls")
    )

    assert rows[0][-1].startswith("none: ")
    assert "address" in rows[0][-1]


def test_causes_of_a_refusal_are_reasons():
    text = section(recommendation({**ANSWERS, "privilege": ["entra_admin"]}), "Why")

    assert "It has, or may have, an administrator role, which rules out an exclusion" in text


def test_nobody_deciding_does_not_bring_back_a_requirement_behind_an_exclusion():
    answers = {**ANSWERS, "privilege": ["entra_admin"], "exclusion_today": "documented"}

    assert "**If nobody decides:** today's exclusion stays in force until its own approval ends" in recommendation(
        answers
    )


@pytest.mark.parametrize("case", scenarios()[::5], ids=lambda case: case["id"])
@pytest.mark.parametrize("name", ["recommendation.md", "checklist.md"])
def test_no_two_lists_run_together(case, name):
    assert not re.search(r"^- .*\n\n- ", documents(case["answers"])[name], re.MULTILINE)


@pytest.mark.slow
@for_each(case=scenarios(), signoff=[None, {}])
def test_the_plan_is_in_order_and_every_step_has_an_owner(case, signoff):
    made = make_case(case["answers"], signoff)
    steps = planned_steps(made, ROOMS[0])
    days = [step.day for step in steps[1:] if step.day is not None]

    assert all(step.who and step.what and step.done and step.when for step in steps)
    assert days == sorted(days)
    assert all(day >= made.day for day in days)
    if signoff == {}:
        assert steps[0].what == step_words(made)[0]


def test_a_group_is_made_before_something_is_excluded_through_it():
    told = [step.what for step in planned_steps(make_case(TERMS), ROOMS[0])]
    groups, signed_by, excluded = (
        next(place for place, what in enumerate(told) if words in what)
        for words in ("Create one group", "Sign the decision", "Exclude the groups")
    )

    assert groups < signed_by < excluded


def test_steps_whose_day_has_passed_are_not_in_the_plan():
    past = [{"step": "Done long ago", "owner": "Wes Hu", "due": "2026-11-01"}]

    assert "Done long ago" not in section(recommendation(signoff=changed(plan_steps=past)), "Plan")


def test_a_possible_compromise_is_stopped_before_anything_else():
    first, second = planned_steps(make_case(UNEXPLAINED, {}), ROOMS[0])[:2]

    assert (first.when, second.when) == ("today", "today")
    assert "evoke all sessions" in first.what


def test_your_part_names_every_step_of_a_person_once():
    made = make_case(TERMS)
    text = section(recommendation(TERMS), "Your part")
    numbers = [
        int(n)
        for n in re.findall(
            r"\b\d+\b", re.sub(r"(\d+) to (\d+)", lambda m: ", ".join(map(str, range(int(m[1]), int(m[2]) + 1))), text)
        )
    ]
    expected = [n for n, step in enumerate(planned_steps(made, ROOMS[0]), 1) if not step.signs]

    assert sorted(numbers) == expected


def test_every_field_has_a_name_of_five_words_at_most():
    short = {part.field: part.text for part in real_pack().case.short}

    assert set(short) == {field.id for field in real_pack().signoff}
    assert all(words(text) <= 5 for text in short.values())


def test_every_role_of_the_plan_is_told_in_who_is_who():
    roles = {entry.role for entry in real_pack().documents.who}

    assert {step.who for step in real_pack().case.step} <= roles
    assert {part.role for part in real_pack().case.part} <= roles


def test_every_verdict_that_leads_has_a_first_step():
    first = {verdict for step in real_pack().case.step for verdict in step.first_for}

    assert {verdict.id for verdict in real_pack().verdicts} == first


def test_the_scope_holds_only_what_is_signed():
    terms = {name: value for name, value in {**TERMS, "controls": ["terms_of_use"]}.items() if name != "met_today"}
    text = recommendation(terms)

    assert "outcome: exclude_from_terms_of_use" in text
    assert "| MFA |" not in section(text, "Scope")


SOON = {"policy": "CA900 Terms | for *all*", "question": "controls", "requires": ["terms_of_use"], "sure": True}


def test_what_report_only_policies_would_add_is_said_apart_from_what_holds_today():
    perhaps = {"policy": "CA901", "question": "controls", "requires": ["mfa", "risk"], "sure": False}
    there = {**SOON, "policy": "ca001 require MFA "}
    made = documents(report_only=[SOON, perhaps, there])
    told = section(made["recommendation.md"], "What stays in force")

    assert "**In report-only mode today:** once on, CA900 Terms \\| for \\*all\\* would apply: “Terms of use”; " in told
    assert "CA901 may apply: “Require multifactor authentication (MFA)” and “Any control that depends on" in told
    assert "ca001" not in told, "The account is excluded from it."
    assert "In report-only mode" not in section(documents()["recommendation.md"], "What stays in force")


def test_the_dossier_lists_every_report_only_policy_with_its_export():
    rows = [{**SOON, "policy": f"CA9{n:02}", "sources": [{"file": "policies.json", "digest": "ab"}]} for n in range(60)]
    made = documents(report_only=[{**row, "question": "no question"} if not n else row for n, row in enumerate(rows)])
    told = section(made["dossier.md"], "Policies in report-only mode")

    assert re.search(r" \d+ more in the dossier\.", section(made["recommendation.md"], "What stays in force"))
    assert all(row["policy"] in told for row in rows)
    assert "Export, in every row: R1." in told
    assert "policies.json" in section(made["dossier.md"], "What was read")


def test_no_reason_of_the_case_is_said_again_as_an_option():
    pack = real_pack()
    reasons = {variant.text for variant in pack.case.why}
    options = [variant.text for option in pack.documents.option for variant in (*option.chosen, *option.reason)]

    assert reasons
    assert not reasons.intersection(options)


def test_an_exclusion_with_a_valid_approval_is_nowhere_called_unconfirmed():
    text = documents({**ANSWERS, "exclusion_today": "documented"})["recommendation.md"]

    assert "| Do nothing | no | Today's exclusion ends with its approval, and nothing renews it [F: CA-31]. |" in text
    assert "not confirmed" not in text


def test_a_possible_compromise_says_what_it_means_and_not_what_missing_evidence_means():
    text = recommendation({**ANSWERS, "activity": "unexplained"})

    assert "**If nobody decides:** nothing is granted, and anyone who may be using the account keeps access." in text
    assert "**Worst case:** someone copied data before the sessions were revoked" in text
    assert "**If you do not:** Anyone who may be using the account keeps access" in text


@for_each(
    account=[
        {},
        {"identity": "emergency_access"},
        {"identity": "agent_user", "surfaces": ["m365_data"], "methods": ["none"]},
        {"identity": "room_device", "surfaces": ["none"]},
    ],
    signoff=[None, {}],
)
def test_a_possible_compromise_is_said_first_of_every_kind_of_account(account, signoff):
    made = make_case(allowed(real_engine(), {**UNEXPLAINED, **account}), signoff)
    text = written(made.record.answers, signoff)["recommendation.md"]

    assert "anyone who may be using the account keeps access" in page(text)
    assert section(text, "Why").lstrip().startswith("- Nobody can explain some of its sign-ins")
    assert "nswer that decides is missing" not in text
    assert planned_steps(made, ROOMS[0])[0].when == "today"
    assert "policy for users" not in page(text)


def test_who_revokes_the_sessions_is_the_same_in_the_plan_and_in_what_is_read_first():
    text = recommendation(UNEXPLAINED, {})

    assert "the identity admin revokes all sessions" in section(text, "Read this first")
    assert "| Identity admin | Revoke all sessions" in section(text, "Plan")
    assert "no open answer" not in section(text, "Plan")
    assert "Investigate first | yes" in section(text, "Options")


def test_answers_that_contradict_each_other_are_named_where_a_board_reads_of_them():
    text = recommendation({**ANSWERS, "mfa_sources": ["security_defaults", "conditional_access"]})

    assert "Security defaults and Conditional Access policies exclude each other" in section(text, "Read this first")
    assert "Two answers contradict each other" in section(text, "Why")
    assert "is missing" not in text
    assert "Find out which of the contradicting answers is right" in section(text, "Plan")


def test_each_setting_that_a_decision_counts_is_corrected_in_the_plan():
    settings = ["remember_mfa", "short_sign_in_frequency", "embedded_app_mismatch"]
    text = recommendation(allowed(real_engine(), {**ANSWERS, "settings": settings, "controls": ["none"]}))

    assert "Correct the 3 settings listed below" in page(text)
    assert [row[2] for row in table(section(text, "Plan")) if row[1] == "Owner of the tenant's policies"] == [
        "Turn off remembered MFA on trusted devices",
        "Lengthen the sign-in frequency for this account",
        "Give the host app and the embedded flow equal requirements",
    ]


@pytest.mark.parametrize("seed", range(40))
def test_every_correction_says_what_is_corrected(seed):
    rng = random.Random(seed)
    made = next(
        case
        for case in (make_case(random_answers(real_engine(), rng, 0.1), {}) for _ in range(4000))
        if "fix_policy" in case.outcome.verdicts
    )

    assert any(step.role == "Owner of the tenant's policies" for step in planned_steps(made, ROOMS[0]))


def test_a_deletion_without_a_day_comes_after_every_step_with_one():
    plan = section(recommendation(RETIRED), "Plan")

    assert plan.index("| Run What If |") < plan.index("| Delete the account after 30 days without need |")


DEFAULTS = {"mfa_sources": ["security_defaults"], "exclusion_today": "none"}
AGENT = {"identity": "agent_user", "surfaces": ["m365_data"], "methods": ["none"]}
BY_HAND = {"run_mode": "human_each_time", "token": "interactive_cached", "surfaces": ["m365_data"]}
CERTIFICATE = {"token": "certificate_or_passkey", "methods": ["certificate"], "surfaces": ["m365_data"]}
MAIL = {"surfaces": ["smtp_auth", "legacy_mail"], "token": "basic_auth"}


@pytest.mark.parametrize(
    ("account", "said", "unsaid"),
    [
        (AGENT, ["what the agent may do stays unchecked", "misuse of its agent identity"], ["rdinary rules", "policy for users"]),
        (AGENT | DEFAULTS, ["policies for agents do not apply"], ["Security defaults require MFA", "Target a policy for agents"]),
        (
            {"identity": "sync_account", "surfaces": ["none"], **DEFAULTS},
            ["Security defaults exclude synchronization accounts on their own"],
            ["Security defaults require MFA", "no exclusions possible", "Exclude the synchronization role"],
        ),
        ({"identity": "emergency_access", **DEFAULTS}, ["support no exclusions"], ["Make a group; exclude it from policies"]),
        ({"identity": "shared_mailbox", "surfaces": ["none"]}, ["open to a sign-in that nobody needs"], ["rdinary rules"]),
        ({"surfaces": ["arm_write"], "token": "ropc_password"}, ["work that cannot meet it fails"], ["The sign-in stays until"]),
        ({"privilege": ["dataverse_admin"]}, ["or a cause is removed"], ["an exclusion that has no effect"]),
        (BY_HAND | {"controls": ["compliant_device"]}, ["can meet the requirement"], ["the method is lost", "prompt"]),
        (BY_HAND | {"controls": ["sign_in_frequency"]}, ["can meet the requirement"], ["location"]),
        (
            BY_HAND | {"controls": ["none"], "privilege": ["entra_admin"]},
            ["Require MFA for an administrator", "Require MFA of the account in a policy"],
            [],
        ),
        (CERTIFICATE, ["the certificate expires unnoticed"], ["that it does not meet today", "so its work fails"]),
        (MAIL, ["refuses IMAP and POP with a password"], ["Mail protocols with a password are closed"]),
        (
            {"surfaces": ["m365_admin_center"], "met_today": ["unknown"], "methods": ["none"], "exclusion_today": "documented"}
            | {"run_mode": "human_each_time", "token": "interactive_cached"},
            ["MFA required, not known whether met"],
            ["Remove tenant exclusions"],
        ),
        (
            BY_HAND | {"methods": ["sms_voice"]},
            ["Register a lasting method and test it"],
            ["Register the method and test it"],
        ),
    ],
)  # fmt: skip
def test_no_sentence_contradicts_what_is_known_of_the_account(account, said, unsaid):
    text = recommendation(allowed(real_engine(), {**ANSWERS, **account}))

    assert not [words for words in said if words not in text]
    assert not [words for words in unsaid if words in text]


def test_a_plan_without_days_follows_the_approval_and_its_last_step_is_the_exit():
    steps = [{"step": step, "owner": "Wes Hu"} for step in ("Test a replacement", "Switch over")]
    text = recommendation(ANSWERS, changed(plan_steps=steps))
    plan = section(text, "Plan")

    assert "**Exit plan:** Switch over (Wes Hu)." in page(text)
    places = [
        plan.index(f"| {what}") for what in ("Exclude the groups", "Test a replacement", "Switch over", "Remove the")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("account", "first", "later"),
    [
        (BY_HAND | {"controls": ["compliant_device"]}, "List what each policy requires", "Provide what is missing"),
        (BY_HAND | {"token": "device_code", "controls": ["compliant_device"]}, "List the jobs", "Change device code to a browser"),
        (BY_HAND | {"identity": "guest", "home_trust": "not_trusted"}, "Choose trust in the home tenant", "Trust the home tenant's"),
        ({"activity": "unexplained", "identity": "unknown"}, "Revoke all sessions", "Give each open question"),
    ],
)  # fmt: skip
def test_a_draft_begins_with_what_comes_first_and_loses_no_step(account, first, later):
    plan = section(recommendation(allowed(real_engine(), {**ANSWERS, **account}), {}), "Plan")

    assert table(plan)[0][2].startswith(first)
    assert plan.index(first) < plan.index(later)
    assert "Register the method" not in plan


@pytest.mark.parametrize(
    "account",
    [
        {"controls": ["terms_of_use"], "connectors": ["dataverse"], "replacement": "service_principal"},
        {"controls": ["terms_of_use", "mfa"], "run_mode": "human_on_setup"},
        {"controls": ["terms_of_use"], "settings": ["embedded_app_mismatch"]},
    ],
)
def test_an_exclusion_from_terms_alone_begins_with_the_approval_and_its_page_is_about_it(account):
    given = {"terms": ["none"], **account}
    text = recommendation(allowed(real_engine(), {**ANSWERS, **given}))
    rows = {row[2]: row[3] for row in table(section(text, "Plan"))}

    assert "**YES, TERMS ONLY**" in page(text)
    assert "nothing is excluded, and runs fail wherever the terms are required" in page(text)
    assert "without a recorded acceptance of the terms" in page(text)
    assert "from the day of approval" in page(text)
    assert rows["Exclude the groups in the named policies; then add the account"] == "after approval"


def test_a_room_that_needs_no_terms_keeps_its_own_exclusions_unsaid():
    room = {
        "identity": "room_device",
        "surfaces": ["none"],
        "token": "interactive_cached",
        "controls": ["terms_of_use", "mfa"],
    }
    text = page(recommendation(allowed(real_engine(), {**ANSWERS, **room, "terms": ["none"]})))

    assert "**YES, TERMS ONLY** · " in text
    assert "no other control is waived" not in text


def test_an_exception_next_to_uses_that_are_separated_does_not_deny_the_enforcement():
    uses = {"surfaces": ["pp_connections", "azure_portals"], "connectors": ["dataverse"], "replacement": "partial"}
    made = documents(allowed(real_engine(), {**ANSWERS, **uses, "platform_use": "person_beside"}))

    assert "**YES, UNTIL" in made["recommendation.md"]
    assert "**If nobody decides:** no exclusion is approved" in made["recommendation.md"]
    assert "Microsoft enforces nothing" not in made["recommendation.md"]
    assert "**A5**" not in made["checklist.md"]


def test_the_group_of_a_renewal_is_checked_and_never_deleted():
    rows = table(section(recommendation({**ANSWERS, "exclusion_today": "documented"}), "Plan"))
    (row,) = [row for row in rows if "group of each row" in row[2]]

    assert row[2].startswith("Check the group")
    assert row[5] == "delete only new groups"
    assert not [other for other in rows if other[2].startswith("Create one group")]


@pytest.mark.parametrize(("enforcement", "together"), [("enforced", False), ("lifted_by_support", True)])
def test_what_microsoft_enforces_does_not_run_next_to_its_replacement(enforcement, together):
    azure = {
        "surfaces": ["arm_write"],
        "token": "ropc_password",
        "enforcement": enforcement,
        "platform_use": "same_run",
    }
    plan = section(
        recommendation(allowed(real_engine(), {**ANSWERS, **azure, "replacement": "managed_identity"})), "Plan"
    )

    assert ("Run old and new together" in plan) is together
    assert ("Run the replacement for one full cycle" in plan) is not together
    assert "turn the old sign-in on again" not in plan


@for_each(
    account=[
        {"privilege": ["dataverse_admin"]},
        {"surfaces": ["pp_connections", "azure_portals"], "run_mode": "shared_by_people"},
    ]
)
def test_what_follows_from_no_exclusion_from_terms_is_told_next_to_a_refusal(account):
    terms = {"controls": ["terms_of_use", "mfa"], "terms": ["none"]}
    text = recommendation(allowed(real_engine(), {**ANSWERS, **terms, **account}))
    told = section(text, "Consequences")

    assert "**If refused:** Runs stop wherever the terms have to be accepted" in told
    assert "No other exclusion is awaited" in told
    assert "that is not listed under Scope" in section(text, "What stays in force")


def test_what_is_not_known_to_be_met_is_not_told_as_failed():
    told = section(recommendation({**ANSWERS, "met_today": ["unknown"]}), "Why")

    assert "so it counts as not met" in told
    assert "that it does not meet today" not in told


@for_each(
    given=[
        {"identity": "user_cloud", "target": "2027-04-30", "by": "1 February 2027"},
        {"identity": "user_cloud", "target": "2027-01-15", "by": "15 January 2027"},
        {"identity": "guest", "target": "2027-08-31", "by": "1 July 2027"},
    ]
)
def test_a_method_that_ends_is_replaced_before_its_end_whatever_else_has_a_later_date(given):
    answers = {
        "run_mode": "human_each_time",
        "token": "interactive_cached",
        "methods": ["sms_voice"],
        "home_trust": "trusted",
    }
    answers = allowed(real_engine(), {**ANSWERS, **answers, "identity": given["identity"]})
    rows = table(section(recommendation(answers, changed(target_date=given["target"], plan_steps=[])), "Plan"))
    (by,) = [row[3] for row in rows if row[2] == "Register a lasting method and test it"]

    assert given["by"] in by


def test_where_another_sign_in_flow_helps_the_worst_case_is_about_no_method():
    code = {"token": "device_code", "run_mode": "human_each_time", "settings": ["device_code_block"]}
    text = page(recommendation(allowed(real_engine(), {**ANSWERS, **code})))

    assert "browser on the device in use" in text
    assert "**Worst case:** a job still uses device code flow" in text


PERSON = {"run_mode": "human_each_time", "token": "interactive_cached", "settings": ["embedded_app_mismatch"]}


@for_each(
    given=[
        {"controls": ["compliant_device"], "step": "Provide what is missing"},
        {"controls": ["none"], "privilege": ["entra_admin"], "step": "Require MFA of the account in a policy"},
    ]
)
def test_what_a_corrected_account_has_to_meet_is_in_its_plan(given):
    given = dict(given)
    step = given.pop("step")
    text = recommendation(allowed(real_engine(), {**ANSWERS, **PERSON, **given}))

    assert "outcome: fix_policy" in text
    assert "| in the plan |" in text
    assert step in section(text, "Plan")


def test_mail_with_a_password_looks_for_a_replacement_while_the_connectors_are_not_known():
    mail = {"token": "app_password", "connectors": ["unknown"], "flow_role": ["owner"]}

    assert "Find a replacement" in section(recommendation({**ANSWERS, **mail}), "Plan")

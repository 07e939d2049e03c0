"""The checklist prints what carries this outcome, names who does it, and is the one place where people sign."""

from __future__ import annotations

import random
import re

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, changed, documents, make_case, person, scenarios, section
from tests.documents.words import words
from tests.support.answering import allowed, complete, random_answers
from tests.support.packs import real_engine, real_pack
from tests.support.tables import for_each
from wizard.documents.checklist import checklist as make_checklist
from wizard.documents.reminders import checks_after


class Scenarios(dict):
    """The worked cases by id; who asks for one is skipped where they are absent, and fails where they lack it."""

    def __missing__(self, name):
        if self:
            raise KeyError(name)
        pytest.skip("the worked cases stand beside the checkout")


SCENARIOS = Scenarios((case["id"], case["answers"]) for case in scenarios())
RETIRED = {"identity": "user_cloud", "activity": "idle", "exclusion_today": "undocumented"}
EVERYTHING_LONG = {
    **SIGNOFF,
    **{
        name: {**value, "name": f"Maria del Carmen {value['name']}"}
        for name, value in SIGNOFF.items()
        if isinstance(value, dict) and "contact" in value
    },
    "renewal_number": "3",
    "write_scope": "production_data",
    "data_class": "personal",
    "expires_on": "2027-02-19",
    "review_by": "2026-12-20",
}


def checklist(*args, **kwargs) -> str:
    return documents(*args, **kwargs)["checklist.md"]


def items(text: str) -> list[str]:
    return re.findall(r"^\| \[ \] \| \*\*([A-Z]\d+)\*\* ", text, re.MULTILINE)


def rows(text: str) -> list[list[str]]:
    found = re.findall(r"^\| \[ \] \|.*$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]


def part(text: str, heading: str) -> str:
    """Return the text under a heading of the third level."""
    _, found, rest = text.partition(f"\n### {heading}\n")
    assert found, f"no part {heading}"
    return re.split(r"\n##+ ", rest)[0]


CARRIED = {
    # An outcome, a worked case, the items that carry it, and items that do not fit.
    "exception": ("mail-monitoring-in-the-exclusion-group", "A5 A8 B4 B6 C1 C2 C3 C4 D2 E2", "C27 C32 C34 C42 A30"),
    "exception and terms of use": ("seed-case", "A14 B1 C2 E2", "C32 C27 E4"),
    "operate with MFA": ("person-with-authenticator", "C27 C28 C29 C30 D17", "A5 A6 B3 B4 C8 E2 C32"),
    "operate without a requirement of MFA": ("device-code-person", "C31", "C27 C28 C29 C30 D17"),
    "migrate": ("scanner-smtp", "C32 E1 E4 E7", "B4 B6 C1 C2 A6 E2"),
    "migrate and bridge": ("delegated-app", "C32 E2 E7 B4", "E4"),
    "refusal by the platform": ("portal-no-method", "A6 C42 C8", "B3 B4 C32 E2"),
    "refusal, and a move": ("arm-read-security-defaults", "C42 C32", "B4"),
    "emergency access": ("break-glass-ready", "A30 A31 C2 C34 C35 C36 C5 D18", "A6 B4 C1 C27 C42 E3 E4"),
    "synchronization": ("sync-account", "A19 C22 C23 C38 D19", "A6 C2 E3 E4 C34"),
    "room": ("kiosk-signs-in-by-itself", "A20 C24 C39 C40 D13", "A6 E3 E4 C27"),
    "shared mailbox": ("shared-mailbox-read-by-password", "A21 C25 D14", "E3 E4 C27 A20"),
    "agent's user account": ("agent-user-pipelines", "A32 C41 D20", "E3 E4 C27 A20"),
    "fix a policy": ("remember-mfa", "A10 B8 C9 D6 E5", "B4 C2 E2"),
    "clean up": ("excluded-global-admin", "A12 C14 D8", "C15 C16 B4"),
    "method ends": ("sms-of-leaver", "A13 C17 C18", "C2 B4"),
    "guest": ("guest-arm-writer", "A17 B8 C20 D11 E6", "C2 B4"),
    "no baseline": ("no-baseline", "A18 C21 D12", "B4 C2"),
    "other cloud": ("us-gov-writer", "C19", "A16 D10"),
    "keep": ("per-user-mfa-met", "B9 C26 D15 D16", "C8 E5 B4 D1"),
}


@pytest.mark.skipif(not SCENARIOS, reason="the worked cases stand beside the checkout")
@pytest.mark.parametrize("kind", CARRIED)
def test_each_outcome_has_the_items_that_carry_it_and_none_that_do_not_fit(kind):
    case, wanted, unwanted = CARRIED[kind]
    found = set(items(checklist(SCENARIOS[case])))

    assert set(wanted.split()) <= found
    assert not set(unwanted.split()) & found


@pytest.mark.slow
@for_each(case=scenarios(), signoff=[SIGNOFF, {}])
def test_a_checklist_keeps_to_its_budget_and_to_nine_items_a_checkpoint(case, signoff):
    text = checklist(case["answers"], signoff)

    assert words(text) <= 700
    assert items(text) == list(make_case(case["answers"], signoff).outcome.checklist)
    assert all(len(items(sheet)) <= 14 for sheet in text.split("\n## "))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_mixture_of_outcomes_and_no_long_name_breaks_the_budget(seed):
    rng = random.Random(seed)
    for _ in range(25):
        answers = {name: value for name, value in ANSWERS.items() if rng.random() < 0.55}
        answers = complete(real_engine(), {**random_answers(real_engine(), rng, 0.02), **answers}, rng)
        case = make_case(answers, rng.choice([EVERYTHING_LONG, SIGNOFF, {}]))

        assert words(make_checklist(case, "a" * 64, "b" * 64).decode()) <= 700, answers


def test_an_item_is_one_short_sentence_with_evidence_in_four_words():
    for item in real_pack().checklist.item:
        assert len(item.text.split()) <= 12, item.id
        assert len(item.evidence.split()) <= 4, item.id


@pytest.mark.parametrize("case", ["seed-case", "scanner-smtp", "break-glass-ready", "controls-unknown", "remember-mfa"])
def test_every_row_names_a_person_evidence_and_a_source_of_the_dossier(case):
    made = documents(SCENARIOS[case])
    numbers = set(re.findall(r"^\| (\d+) \|", section(made["dossier.md"], "Sources"), re.MULTILINE))
    for _, _, who, evidence, date in rows(made["checklist.md"]):
        assert who
        assert date == ""
        assert set(re.findall(r"\[(\d+)\]$", evidence)) <= numbers


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ({}, "Ida Berg"),
        ({"identity_admin": None}, "Ian Fox"),
        ({"identity_admin": None, "implementer": None}, "Implementer"),
    ],
)
def test_an_item_names_the_person_whoever_stands_in_or_the_role_that_is_asked_for(named, shown):
    assert rows(checklist(signoff=changed(**named)))[0][2] == shown


def test_checkpoints_stand_in_order_with_the_sign_off_right_after_the_approval():
    heads = re.findall(r"^##+ (.*)$", checklist(), re.MULTILINE)

    assert heads == [
        "Before approval: is the package complete?",
        "At approval: has the decision been read aloud?",
        "Sign-off",
        "Result",
        "After approval: is the change safe?",
        "At review 1, 26 February 2027: is it still true?",
        "Review log",
        "At exit: is it really gone?",
        "Closure",
    ]


def test_one_decision_has_one_column_and_two_have_one_each_the_waiver_first():
    one = part(checklist(), "Sign-off")
    two = part(checklist({**ANSWERS, "controls": ["mfa", "terms_of_use"], "terms": ["none"]}), "Sign-off")

    assert "| Role | Person | Decision | Conditions | Date | Signature or reference |" in one
    assert re.search(r"\| Role \| Person \| 1 [^|]+ \| 2 Terms of use \| Conditions \|", two)
    assert "| Risk owner | Bea Kay, CFO | | | | |" in one
    assert "for each decision" in two
    assert "for each decision" not in one


def test_the_result_asks_for_the_dates_of_a_decision_that_ends():
    text = part(checklist(), "Result")

    assert "| Decision 1 valid to, not later than 31 May 2027 | |" in text
    assert "valid from" not in part(checklist(SCENARIOS["scanner-smtp"]), "Result")


def test_the_review_log_holds_a_row_for_each_review():
    dated, open_, other = (
        part(checklist(answers, signoff), "Review log")
        for answers, signoff in ((None, None), (None, {}), (SCENARIOS["scanner-smtp"], None))
    )

    assert re.findall(r"^\| (\d+ \w+ \d+) \|", dated, re.MULTILINE) == ["26 February 2027", "27 May 2027"]
    assert "| A date to be set |" in open_
    assert "| Monthly until the migration is done |" in other


@pytest.mark.parametrize(("number", "shown"), [("0", False), ("1", True), ("3", True)])
def test_a_renewal_asks_for_more(number, shown):
    assert ("\n### Renewal\n" in checklist(signoff=changed(renewal_number=number))) is shown


def test_the_full_digest_of_the_recommendation_is_on_the_sheet():
    made = documents()

    assert re.search(r"^SHA-256 hash of the recommendation: [0-9a-f]{64}$", made["checklist.md"], re.MULTILINE)


def test_a_draft_says_that_nobody_signs_yet():
    assert re.search(r"^Draft, \d+ open items: nobody signs yet\.$", checklist(signoff={}), re.MULTILINE)
    assert "Draft" not in checklist()


def test_a_workload_identity_has_one_sentence_and_nothing_to_tick():
    text = checklist({"identity": "managed_identity"}, {})

    assert text.endswith("\n\nNo exception is requested, so there is nothing to sign.\n")
    assert items(text) == []


MISSING = {
    "sign-in logs": ({"surfaces": ["unknown"], "connectors": None, "flow_role": None}, ["A1", "A2", "A3", "A4"]),
    "policies": ({"controls": ["unknown"], "met_today": None}, ["A1", "A2", "A3", "A22"]),
    "connectors": ({"connectors": ["unknown"]}, ["A1", "A2", "A3", "A23"]),
    "sign-ins that nobody explains": ({"activity": "unexplained"}, ["A1", "A2", "A3", "A4", "A29"]),
}


@pytest.mark.parametrize("gap", MISSING)
def test_missing_evidence_asks_for_each_missing_export_and_for_no_signature(gap):
    given, wanted = MISSING[gap]
    answers = {name: value for name, value in {**ANSWERS, **given}.items() if value is not None}
    text = checklist(answers, {})

    assert items(text) == wanted
    assert not re.search(r"^### (?:Sign-off|Result|Review log|Closure)$", text, re.MULTILINE)


@pytest.mark.parametrize("exclusion", ["undocumented", "documented", "none"])
def test_a_retirement_prints_its_own_items_only(exclusion):
    found = items(checklist({**RETIRED, "exclusion_today": exclusion}))

    assert found == ["A1", "A2", "A3", "A4", "B1", "B2", "C8", "E3", "E4", "E5"]


def test_every_role_that_owns_an_item_is_one_of_the_roles_of_the_documents():
    known = {one.role for one in real_pack().documents.who}

    assert {item.owner_role for item in real_pack().checklist.item} <= known


@pytest.mark.slow
@for_each(case=scenarios())
def test_no_item_is_owned_by_a_role_that_this_outcome_does_not_have(case):
    made = make_case(case["answers"], {})
    titles = {role.id: role.title for role in real_pack().profile.role}
    absent = {titles[name] for name in titles if name not in made.outcome.fields}

    assert not absent & {row[2] for row in rows(checklist(case["answers"], {}))}


def test_a_name_that_looks_like_a_row_stays_in_its_cell():
    text = checklist(signoff=changed(account_owner=person("A | [ ] | **Z9** tick me")))

    assert "Z9" not in items(text)
    assert all(len(row) == 5 for row in rows(text.replace(r"\|", "")))


def test_a_retirement_is_checked_once_the_observation_period_is_over():
    found = {}
    for name, signoff in (("dated", SIGNOFF), ("undated", {})):
        case = make_case(RETIRED, signoff)
        due = checks_after(case.pack, case.outcome.groups, case.date)
        found[name] = [(day.isoformat(), what.split(":")[0]) for day, what in due]

    assert found == {"dated": [("2027-01-03", "Observation period ends")], "undated": []}


def test_the_title_is_the_decision_that_waives_a_control_and_not_what_accompanies_it():
    bridge = {**ANSWERS, "connectors": ["dataverse"], "replacement": "service_principal"}
    made = documents(bridge)

    assert "outcome: migrate_planned" in made["checklist.md"]
    assert "**YES, UNTIL 31 MAY 2027**" in made["recommendation.md"]
    assert "\n# Checklist: time-limited exception – " in made["checklist.md"]


@pytest.mark.parametrize(
    ("account", "printed", "missing"),
    [
        ({"token": "certificate_or_passkey", "methods": ["certificate"], "surfaces": ["m365_data"]}, ["C27", "C28"], ["C29", "C30"]),
        ({"identity": "room_device", "surfaces": ["none"], "exclusion_today": "undocumented"}, ["A15"], []),
        ({"identity": "agent_user", "surfaces": ["m365_data"], "mfa_sources": ["security_defaults"]}, ["A32"], ["C41"]),
        ({"identity": "sync_account", "surfaces": ["none"], "mfa_sources": ["security_defaults"]}, ["C22"], ["C23"]),
        ({"identity": "emergency_access", "mfa_sources": ["security_defaults"]}, ["C34"], ["C2", "C36"]),
    ],
)  # fmt: skip
def test_no_item_asks_for_what_this_account_cannot_have(account, printed, missing):
    made = documents(allowed(real_engine(), {**ANSWERS, **account}))["checklist.md"]

    assert [name for name in (*printed, *missing) if f"**{name}**" in made] == printed


@pytest.mark.parametrize("name", ["A18", "C19"])
def test_decisions_for_the_whole_tenant_are_those_of_the_ciso(name):
    cloud = {"cloud": "us_gov", "surfaces": ["azure_portals"], "mfa_sources": ["none"]}
    made = documents(allowed(real_engine(), {**ANSWERS, **cloud}))["checklist.md"]

    assert next(line for line in made.splitlines() if f"**{name}**" in line).split("|")[3].strip() == "Cy Ross"

"""Decision sentences: true on every path, filled on every path, and read aloud in one breath."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.documents.making import ACCOUNT, ANSWERS, SIGNOFF, changed, make_case
from tests.documents.said import PERSON, SAID
from tests.support.answering import allowed, random_answers
from tests.support.packs import real_engine, real_pack
from wizard.decision.blocks import Line, plain
from wizard.documents import slots
from wizard.documents.escape import finished
from wizard.documents.readiness import open_items
from wizard.documents.signed import column_names, period
from wizard.pack.checks.words import sentences, words


def told(answers: dict[str, Any], signoff: dict[str, Any] | None = None, **record: Any) -> Any:
    """Return the case of a usual account with other answers; those that are no longer asked fall away."""
    return make_case(allowed(real_engine(), {**ANSWERS, **answers}), signoff, **record)


def said(line: Line) -> str:
    return plain(line).replace(ACCOUNT, "svc")


@pytest.mark.parametrize(("_name", "verdict", "answers", "title", "answer", "sentence"), SAID, ids=[s[0] for s in SAID])
def test_a_verdict_says_what_is_true_for_the_account(_name, verdict, answers, title, answer, sentence):
    case = told(answers)

    assert verdict in case.outcome.verdicts
    assert case.words.verdict(verdict) == title
    assert slots.answer_words(case, verdict) == answer
    assert said(slots.decision_sentence(case, verdict)) == sentence


def test_every_verdict_and_every_variant_of_a_sentence_is_in_the_table():
    pack = real_pack()
    cases = [(told(answers), verdict) for _, verdict, answers, *_ in SAID]
    used = {slots.template(case, verdict) for case, verdict in cases}
    written = {verdict.decision for verdict in pack.verdicts} | {one.decision for one in pack.documents.instead}
    # The kinds of special accounts, and the two causes of an impossible exception, are all cases of their verdicts.
    covered = {pack.verdict_by_id[name].decision for name in ("special_account_guidance", "exception_impossible")}
    agents = {one.decision for one in pack.documents.instead if "agent_user" in one.when and "unexplained" in one.when}

    assert written - {""} - covered - agents <= used


BAD = [
    {},
    {"exclusions": None, "valid_from": None, "expires_on": None},
    {"exclusions": [{"control": "mfa", "policy": f"CA00{n} Require MFA for all users in all apps"} for n in range(4)]},
    {
        "exclusions": [
            {"control": "mfa", "policy": "A policy with a name as long as a sentence that nobody wants to read"}
        ]
    },
    {"exclusions": [{"control": "mfa", "policy": "{account} {end} {"}], "account_owner": {"name": "{owner}"}},
]
NAMES = ["svc", "an account with a name of very many words that people gave it", "x" * 60, "", "{end}"]


@pytest.mark.parametrize("seed", range(40))
def test_every_sentence_of_any_account_is_one_short_filled_sentence(seed):
    rng = random.Random(seed)
    values = changed(**rng.choice(BAD))
    signoff = {name: value for name, value in values.items() if rng.random() < 0.7}
    case = make_case(random_answers(real_engine(), rng, 0.1), signoff, name=rng.choice(NAMES))
    for verdict in case.outcome.verdicts:
        line = slots.decision_sentence(case, verdict)
        own = "".join(span.text for span in line if not span.kind)

        assert words(plain(line)) <= slots.MOST_WORDS, plain(line)
        assert not set(own) & set("{}"), plain(line)
        assert own.endswith(".")
        assert not own.endswith("..")
        assert len(list(sentences(own.replace("  ", " x ")))) == 1, own
        assert slots.answer_words(case, verdict)


def test_what_users_wrote_is_told_apart_and_never_read_as_a_slot():
    signoff = changed(exclusions=[{"control": "mfa", "policy": "{end} **all**"}])
    line = slots.decision_sentence(make_case(signoff=signoff, name="{policies}"), "time_limited_exception")

    assert [span.text for span in line if span.kind == "theirs"] == ["{policies}", "{end} **all**"]


def exclusion(control: str, policy: str, **more: Any) -> dict[str, Any]:
    return {"control": control, "policy": policy, **more}


POLICIES = [
    (["CA004"], "in “CA004” from"),
    (["CA004", "CA004"], "in “CA004” from"),
    (["CA004", "CA005"], "in “CA004” and “CA005” from"),
    (["CA004", "CA005", "CA006", "CA007"], "in 4 policies (listed under Scope) from"),
    ([], "in the policies listed under Scope from"),
]


@pytest.mark.parametrize(("names", "part"), POLICIES)
def test_one_or_two_policies_are_named_and_more_are_counted(names, part):
    rows = [exclusion("mfa", name) for name in names]
    case = make_case(signoff=changed(exclusions=rows or None))

    assert part in plain(slots.decision_sentence(case, "time_limited_exception"))


BOTH = {"controls": ["mfa", "terms_of_use"], "terms": ["none"]}
ROWS = [
    exclusion("mfa", "CA004", starts_on="2026-12-08", ends_on="2027-03-01"),
    exclusion("terms_of_use", "CA011", starts_on="2026-12-09", no_end=True),
]


def test_each_signed_decision_names_its_own_policies_and_days():
    case = told(BOTH, changed(exclusions=ROWS))
    first, second = (said(slots.decision_sentence(case, verdict)) for verdict in case.outcome.signed)

    assert first.startswith("Exclude svc from MFA in “CA004” from 8 December 2026 to 1 March 2027,")
    assert second.startswith("Exclude svc from the terms of use in “CA011” from 9 December 2026, without an end date;")
    assert [str(day) for day in period(case, case.outcome.signed[0])] == ["2026-12-08", "2027-03-01"]
    assert tuple(map(finished, column_names(case))) == ("1 MFA", "2 Terms of use")


def test_a_sentence_names_only_what_the_exclusion_covers():
    answers = {"controls": ["mfa", "compliant_device"]}
    both = said(slots.decision_sentence(told(answers, changed(exclusions=None)), "time_limited_exception"))
    one = said(slots.decision_sentence(told(answers), "time_limited_exception"))

    assert "from MFA and the compliant-device requirement in" in both
    assert "from MFA in" in one


SIGNED = [
    ("an exception leads over its migration", {"surfaces": ["graph"], "replacement": "service_principal"},
     ("time_limited_exception",)),
    ("an exception leads over terms of use", BOTH, ("time_limited_exception", "exclude_from_terms_of_use")),
    ("terms of use are signed where nothing else is waived", {**BOTH, "privilege": ["entra_admin"], "surfaces": ["graph"]},
     ("exclude_from_terms_of_use",)),
    ("a refusal is signed by its strongest word",
     {"surfaces": ["azure_portals"], "platform_use": "same_run", "run_mode": "shared_by_people",
      "token": "interactive_cached"}, ("platform_mfa_no_exception",)),
    ("a plan is signed as it is", {"privilege": ["entra_admin"], "surfaces": ["graph"], "controls": ["none"]},
     ("migrate_planned",)),
]  # fmt: skip


@pytest.mark.parametrize(("_why", "answers", "expected"), SIGNED, ids=[s[0] for s in SIGNED])
def test_the_decision_that_waives_a_control_is_signed_first(_why, answers, expected):
    assert told(answers).outcome.signed == expected


def test_one_refusal_is_told_once():
    case = told(
        {
            "surfaces": ["azure_portals"],
            "platform_use": "same_run",
            "run_mode": "shared_by_people",
            "token": "interactive_cached",
        }
    )

    assert {"platform_mfa_no_exception", "exception_refused"} <= set(case.outcome.verdicts)
    assert "exception_refused" not in case.outcome.told


def test_nothing_is_signed_while_the_main_verdict_is_open():
    case = make_case({"identity": "user_cloud"}, {})

    assert case.outcome.main is None
    assert case.outcome.signed == ()
    assert case.outcome.lead is None


EMPTY = [
    ({}, "expires_on", "time_limited_exception"),
    ({**PERSON}, "target_date", "operate_with_mfa"),
    ({**PERSON, "controls": ["compliant_device"], "surfaces": ["graph"]}, "requiring_policies", "operate_with_mfa"),
]


@pytest.mark.parametrize(("answers", "field", "verdict"), EMPTY)
def test_an_empty_slot_of_a_signed_sentence_is_an_open_item(answers, field, verdict):
    case = told(answers, changed(**{field: None}))

    assert case.outcome.lead == verdict
    assert [item.field_id for item in open_items(case)].count(field) == 1


def test_a_rating_that_refuses_names_its_level():
    worst = changed(highly_privileged="yes", write_scope="tenant_wide", exposures=["credential_exposure"])
    case = make_case(signoff={**worst, "compensating_controls": []})

    assert case.outcome.refused
    assert said(slots.decision_sentence(case, "exception_refused")) == (
        "Refuse to exclude svc from MFA: its residual risk is Maximum, and the organization allows no exception at that level."
    )


def test_the_page_asks_one_question_of_every_account():
    assert said(slots.question(make_case())) == "Should svc be excluded from a sign-in requirement?"
    assert said(slots.question(make_case(name=""))) == "Should this account be excluded from a sign-in requirement?"


def test_the_full_sign_off_fills_every_signed_sentence_of_the_table():
    for _, _, answers, *_ in SAID:
        case = told(answers, {**SIGNOFF, "requiring_policies": "CA004"})

        assert not list(slots.empty_slots(case))

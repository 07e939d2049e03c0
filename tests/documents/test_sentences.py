"""Decision sentences: true on every path, filled on every path, and read aloud in one breath."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.documents.making import ACCOUNT, ANSWERS, SIGNOFF, changed, make_case
from tests.support.answering import random_answers
from tests.support.packs import real_engine, real_pack
from wizard.decision.blocks import Line, plain
from wizard.documents import slots
from wizard.documents.escape import finished
from wizard.documents.readiness import open_items
from wizard.documents.signed import column_names, period
from wizard.pack.checks.sentences import sentences, words

PERSON = {"run_mode": "human_each_time", "token": "interactive_cached"}

SAID: list[tuple[str, str, dict[str, Any], str, str, str]] = [
    (
        "workload",
        "workload_identity_ok",
        {"identity": "service_principal"},
        "No exception needed: workload identity",
        "NOT NEEDED",
        "Grant no exception, because svc needs none: it is a workload identity, and neither user policies nor Microsoft's mandatory MFA apply to it.",
    ),
    (
        "emergency",
        "special_account_guidance",
        {"identity": "emergency_access", "methods": ["fido2"]},
        "Emergency access account",
        "NOT NEEDED",
        "Keep svc excluded from policies that block or restrict sign-in, with a tested passkey or certificate and alerts; review by 26 February 2027.",
    ),
    (
        "sync",
        "special_account_guidance",
        {"identity": "sync_account"},
        "Directory synchronization account",
        "NOT NEEDED",
        "Use svc for directory synchronization only; exclude it from user MFA policies, and allow sign-in only from the synchronization server's address.",
    ),
    (
        "room",
        "special_account_guidance",
        {"identity": "room_device"},
        "Room or shared device account",
        "NOT NEEDED",
        "Exclude svc from interactive requirements, and allow sign-in only from its compliant device or a known location.",
    ),
    (
        "mailbox",
        "special_account_guidance",
        {"identity": "shared_mailbox"},
        "Shared mailbox or resource account",
        "NOT NEEDED",
        "Block sign-in for svc and keep it blocked; people and programs use the mailbox through their own identities.",
    ),
    (
        "agent",
        "special_account_guidance",
        {"identity": "agent_user"},
        "AI agent's user account",
        "NOT NEEDED",
        "Govern svc through its agent identity; grant no exclusion from user policies, because policies for all users do not include it.",
    ),
    (
        "retire",
        "retire",
        {"activity": "idle"},
        "Retire the account",
        "NOT NEEDED",
        "Disable svc now, remove every exclusion it has, and delete it after the observation period; nothing used it in a full business cycle.",
    ),
    (
        "evidence",
        "evidence_needed",
        {"controls": ["unknown"]},
        "Evidence needed first",
        "NOT YET",
        "Grant no new exclusion for svc until Gus Lin has closed 1 open question, due by 4 December 2026.",
    ),
    (
        "unexplained",
        "evidence_needed",
        {"activity": "unexplained"},
        "Possible compromise: investigate first",
        "NOT YET",
        "Treat svc as possibly compromised: revoke its sessions, change its secret and alert security operations now; grant no exclusion until this is resolved.",
    ),
    (
        "now-emergency",
        "migrate_now",
        {"identity": "emergency_access", "run_mode": "unattended", "surfaces": ["graph"], "methods": ["fido2"]},
        "Remove the account from automation",
        "NO",
        "Remove svc from every script and connection now, and change its credentials; an emergency access account must not run automation.",
    ),
    (
        "now-lifted",
        "migrate_now",
        {
            "surfaces": ["arm_write"],
            "platform_use": "same_run",
            "token": "ropc_password",
            "enforcement": "lifted_by_support",
        },
        "Migrate now",
        "NO",
        "Move the Azure changes of svc to a supported identity now, finishing by 30 April 2027; only Microsoft Support's temporary lift still allows them without MFA.",
    ),
    (
        "now-arm",
        "migrate_now",
        {"surfaces": ["arm_write"], "platform_use": "same_run", "enforcement": "enforced", "token": "ropc_password"},
        "Migrate now",
        "NO",
        "Move the Azure changes of svc to a supported identity now, finishing by 30 April 2027; Microsoft requires MFA for them and blocks them without it.",
    ),
    (
        "now-enforced",
        "migrate_now",
        {
            "surfaces": ["azure_portals"],
            "token": "scripted_browser",
            "platform_use": "same_run",
            "enforcement": "enforced",
        },
        "Migrate now",
        "NO",
        "Move the affected work of svc to a supported identity now, finishing by 30 April 2027; Microsoft requires MFA on the Azure, Entra and Intune portals, and this sign-in cannot complete it.",
    ),
    (
        "now-smtp",
        "migrate_now",
        {"surfaces": ["smtp_auth"], "token": "ropc_password"},
        "Replace SMTP AUTH",
        "NO",
        "Replace password sign-in for SMTP AUTH on svc now, by 30 April 2027; Exchange Online turns it off by default at the end of December 2026.",
    ),
    (
        "now-code",
        "migrate_now",
        {"surfaces": ["graph"], "token": "device_code", "settings": ["device_code_block"]},
        "Migrate now",
        "NO",
        "Replace device code flow on svc now, finishing by 30 April 2027; the tenant's policies block it or require a device it cannot prove.",
    ),
    (
        "now-ropc",
        "migrate_now",
        {"surfaces": ["graph"], "token": "ropc_password"},
        "Migrate now",
        "NO",
        "Replace the stored-password sign-in of svc now, finishing by 30 April 2027; the tenant requires MFA, which that sign-in cannot meet.",
    ),
    (
        "now-mail",
        "migrate_now",
        {"surfaces": ["legacy_mail"], "token": "basic_auth"},
        "Migrate now",
        "NO",
        "Move affected work of svc to a supported identity or sign-in now, finishing by 30 April 2027; Microsoft or tenant policies can block the current one.",
    ),
    (
        "planned",
        "migrate_planned",
        {"surfaces": ["graph"], "replacement": "service_principal", "record": "partial"},
        "Migrate by a set date",
        "NO",
        "Move the work of svc to a service principal by 30 April 2027; Olga Ney leads the move.",
    ),
    (
        "planned-owner",
        "migrate_planned",
        {"flow_role": ["owner"], "controls": ["none"]},
        "Migrate by a set date",
        "NO",
        "Move ownership of flows from svc to a service principal by 30 April 2027; connections stay as they are, and Olga Ney leads the move.",
    ),
    (
        "planned-none",
        "migrate_planned",
        {"privilege": ["entra_admin"], "surfaces": ["graph"], "controls": ["none"]},
        "Find a replacement by a set date",
        "NO",
        "Find a replacement for svc and agree on a migration date by 30 April 2027; Olga Ney leads the work.",
    ),
    (
        "planned-partial",
        "migrate_planned",
        {"surfaces": ["graph"], "replacement": "partial", "controls": ["none"]},
        "Migrate part of the work by a set date",
        "NO",
        "Move the replaceable part of svc's work by 30 April 2027; Olga Ney leads the move, and the rest is decided separately.",
    ),
    (
        "separate",
        "separate_uses",
        {"surfaces": ["graph", "azure_portals"], "platform_use": "person_beside"},
        "Separate the two uses",
        "NO",
        "Block svc on the Azure, Entra and Intune portals by 30 April 2027, once each person who works there has their own account with MFA.",
    ),
    (
        "platform",
        "platform_mfa_no_exception",
        {**PERSON, "surfaces": ["azure_portals"], "methods": ["none"]},
        "No exception: Microsoft requires MFA",
        "NO",
        "Grant no exception for svc on the Azure, Entra and Intune portals: Microsoft requires MFA there, and nobody in this tenant can waive it.",
    ),
    (
        "operate",
        "operate_with_mfa",
        {**PERSON},
        "Use MFA",
        "NO, USE MFA",
        "Have svc meet MFA, required by the tenant, with an accepted method registered and tested by 30 April 2027; grant no exclusion from MFA.",
    ),
    (
        "operate-enforced",
        "operate_with_mfa",
        {**PERSON, "surfaces": ["azure_portals"]},
        "Use MFA",
        "NO, USE MFA",
        "Have svc meet MFA, required by Microsoft, with an accepted method registered and tested by 30 April 2027; grant no exclusion from MFA.",
    ),
    (
        "operate-defaults",
        "operate_with_mfa",
        {**PERSON, "mfa_sources": ["security_defaults"]},
        "Use MFA",
        "NO, USE MFA",
        "Have svc meet MFA, required by security defaults, with an accepted method registered and tested by 30 April 2027; grant no exclusion from MFA.",
    ),
    (
        "operate-peruser",
        "operate_with_mfa",
        {**PERSON, "mfa_sources": ["per_user_mfa"]},
        "Use MFA",
        "NO, USE MFA",
        "Have svc meet MFA, required by per-user MFA, with an accepted method registered and tested by 30 April 2027; grant no exclusion from MFA.",
    ),
    (
        "operate-emergency",
        "operate_with_mfa",
        {"identity": "emergency_access", "methods": ["none"], "run_mode": "human_each_time"},
        "Equip the emergency access account",
        "NO, USE MFA",
        "Register a passkey (FIDO2) or certificate for svc by 30 April 2027, test it, and name its custodians; its exclusions from tenant policies stay.",
    ),
    (
        "operate-code",
        "operate_with_mfa",
        {
            "run_mode": "human_each_time",
            "token": "device_code",
            "settings": ["device_code_block"],
            "surfaces": ["graph"],
        },
        "Replace device code flow",
        "NO",
        "From 30 April 2027, sign svc in through a browser on the device in use; tenant policies do not accept device code flow.",
    ),
    (
        "operate-cert",
        "operate_with_mfa",
        {
            "surfaces": ["arm_write"],
            "platform_use": "same_run",
            "enforcement": "enforced",
            "token": "certificate_or_passkey",
            "methods": ["certificate"],
            "replacement": "managed_identity",
        },
        "Use the account's certificate",
        "NO, USE MFA",
        "Keep svc signing in with its certificate, which meets the MFA requirement of Microsoft; renew it before it expires.",
    ),
    (
        "operate-meet",
        "operate_with_mfa",
        {**PERSON, "controls": ["compliant_device"], "surfaces": ["graph"]},
        "Meet the policy requirement",
        "NO",
        "Keep svc under the policies listed under Scope and have it meet the compliant-device requirement by 30 April 2027; grant no exclusion.",
    ),
    (
        "operate-admin",
        "operate_with_mfa",
        {**PERSON, "controls": ["none"], "privilege": ["entra_admin"], "surfaces": ["graph"]},
        "Require MFA for an administrator",
        "NO, USE MFA",
        "Require MFA for svc from 30 April 2027, although no policy does so today, because it has or may have an administrator role.",
    ),
    (
        "impossible-defaults",
        "exception_impossible",
        {"mfa_sources": ["security_defaults"], "surfaces": ["graph"]},
        "No exception possible",
        "NO",
        "Grant no exception for svc: security defaults require MFA across the tenant and support no exclusions, for as long as they are on.",
    ),
    (
        "impossible-partner",
        "exception_impossible",
        {"surfaces": ["partner_center"], "token": "interactive_cached"},
        "No exception possible",
        "NO",
        "Grant no exception for svc: Partner Center requires MFA for calls with a user's token, and no tenant can waive it.",
    ),
    (
        "refused",
        "exception_refused",
        {"privilege": ["entra_admin"], "surfaces": ["graph"]},
        "Exception refused",
        "NO",
        "Refuse to exclude svc from MFA for as long as it has an administrator role.",
    ),
    (
        "refused-two",
        "exception_refused",
        {"privilege": ["entra_admin"], "surfaces": ["graph"], "record": "none"},
        "Exception refused",
        "NO",
        "Refuse to exclude svc from MFA for as long as it has an administrator role and 1 more cause applies.",
    ),
    (
        "refused-special",
        "exception_refused",
        {"identity": "room_device", "privilege": ["entra_admin"]},
        "Exception refused",
        "NO",
        "Refuse any exclusion of svc beyond its special purpose, for as long as it has an administrator role and 1 more cause applies.",
    ),
    (
        "terms",
        "exclude_from_terms_of_use",
        {"controls": ["terms_of_use"], "terms": ["none"], "met_today": ["none"]},
        "Exclude from terms of use",
        "YES, TERMS ONLY",
        "Exclude svc from the terms of use in the policies listed under Scope from the day of approval, without an end date; no other control is waived; review by 26 February 2027.",
    ),
    (
        "terms-with",
        "exclude_from_terms_of_use",
        {"controls": ["mfa", "terms_of_use"], "terms": ["none"]},
        "Exclude from terms of use",
        "YES, TERMS ONLY",
        "Exclude svc from the terms of use in the policies listed under Scope from the day of approval, without an end date; review by 26 February 2027.",
    ),
    (
        "fix",
        "fix_policy",
        {"settings": ["remember_mfa"], "controls": ["none"]},
        "Correct the policy or setting",
        "NO",
        "Correct remembered MFA on trusted devices by 30 April 2027, because it breaks or can break svc; consider no exclusion for that cause before then.",
    ),
    (
        "fix-two",
        "fix_policy",
        {"settings": ["remember_mfa", "short_sign_in_frequency"], "controls": ["none"]},
        "Correct the policy or setting",
        "NO",
        "Correct the 2 settings listed below by 30 April 2027, because they break or can break svc; consider no exclusion for that cause before then.",
    ),
    (
        "fix-block",
        "fix_policy",
        {**PERSON, "controls": ["block"], "surfaces": ["graph"]},
        "Correct the policy or setting",
        "NO",
        "Narrow the policy that blocks svc by 30 April 2027, so that its legitimate work passes; grant no exclusion from it.",
    ),
    (
        "limited",
        "time_limited_exception",
        {},
        "Time-limited exception",
        "YES, UNTIL 31 May 2027",
        "Exclude svc from MFA in CA001 Require MFA from 7 December 2026 to 31 May 2027, under the listed compensating controls, with medium residual risk.",
    ),
    (
        "limited-planned",
        "time_limited_exception",
        {"surfaces": ["graph"], "replacement": "service_principal"},
        "Time-limited exception",
        "YES, UNTIL 31 May 2027",
        "Exclude svc from MFA in CA001 Require MFA from 7 December 2026 to 31 May 2027, while its work moves to a service principal, with medium residual risk.",
    ),
    (
        "limited-now",
        "time_limited_exception",
        {"surfaces": ["graph"], "token": "ropc_password", "egress": "fixed", "replacement": "service_principal"},
        "Time-limited exception",
        "YES, UNTIL 31 May 2027",
        "Exclude svc from MFA in CA001 Require MFA from 7 December 2026 to 31 May 2027, only until its sign-in is replaced, with medium residual risk.",
    ),
    (
        "keep",
        "keep_under_review",
        {"controls": ["none"], "surfaces": ["graph"]},
        "Keep, and review",
        "NOT NEEDED",
        "Keep svc in use without an exclusion until its review on 26 February 2027; it fails no sign-in requirement that is known today.",
    ),
    (
        "method",
        "method_expires",
        {"methods": ["sms_voice"]},
        "MFA method is ending",
        "NO",
        "Register a lasting MFA method for svc by 1 February 2027, the end date of text message and voice call.",
    ),
    (
        "method-custom",
        "method_expires",
        {"methods": ["custom_control"]},
        "MFA method is ending",
        "NO",
        "Register a lasting MFA method for svc by early 2027, the end date of the custom control.",
    ),
    (
        "clean",
        "clean_up_exclusion",
        {"exclusion_today": "undocumented", "surfaces": ["graph"], "met_today": ["mfa"]},
        "Remove the existing exclusion",
        "NO",
        "Remove svc from the policies that exclude it today by 30 April 2027, unless a newly signed record with an end date covers an exclusion.",
    ),
    (
        "clean-refused",
        "clean_up_exclusion",
        {"exclusion_today": "expired", "privilege": ["entra_admin"], "surfaces": ["graph"]},
        "Remove the existing exclusion",
        "NO",
        "Remove svc from the policies that exclude it today by 30 April 2027; the exception is refused, and nothing replaces it.",
    ),
    (
        "clean-limited",
        "clean_up_exclusion",
        {"exclusion_today": "expired", "surfaces": ["graph"]},
        "Remove the existing exclusion",
        "NO",
        "End the existing exclusion of svc on 7 December 2026, when the exclusion approved here takes effect.",
    ),
    (
        "clean-retire",
        "clean_up_exclusion",
        {"exclusion_today": "expired", "activity": "idle"},
        "Remove the existing exclusion",
        "NO",
        "Remove svc from every policy that excludes it when it is disabled; no new exclusion replaces it.",
    ),
    (
        "record",
        "complete_record",
        {"record": "partial"},
        "Complete the record",
        "NOT YET",
        "Complete the record of svc by 30 April 2027: owner, purpose, permissions, risk, review date, end date, and the reason for any exclusion.",
    ),
    (
        "record-special",
        "complete_record",
        {"identity": "sync_account", "exclusion_today": "undocumented"},
        "Record the exclusion",
        "NOT YET",
        "Record by 30 April 2027, for each policy that excludes svc, the reason and the approval; the exclusion itself stays.",
    ),
    (
        "cloud",
        "not_enforced_in_cloud",
        {"cloud": "us_gov", "surfaces": ["azure_portals"], "platform_use": "person_beside"},
        "Not enforced in this cloud",
        "TENANT DECIDES",
        "Decide in the tenant whether svc needs MFA on the Azure, Entra and Intune portals; Microsoft does not enforce it in this cloud as of 29 November 2026.",
    ),
    (
        "trust",
        "set_up_mfa_trust",
        {**PERSON, "identity": "guest", "home_trust": "not_trusted"},
        "Accept the guest's MFA",
        "NO, USE MFA",
        "Enable svc to meet MFA by 30 April 2027: trust its home tenant's MFA, or register a method in this tenant.",
    ),
    (
        "baseline",
        "tenant_baseline_missing",
        {"mfa_sources": ["none"], "controls": ["none"], "surfaces": ["graph"]},
        "No MFA baseline in the tenant",
        "TENANT DECIDES",
        "Decide by 30 April 2027 on an MFA baseline for the whole tenant; today no tenant rule requires MFA from svc.",
    ),
]
"""Name, verdict, answers that differ, and then its title, answer and sentence about ``svc``."""


def told(answers: dict[str, Any], signoff: dict[str, Any] | None = None, **record: Any) -> Any:
    """Return the case of a usual account with other answers; those that are no longer asked fall away."""
    engine = real_engine()
    kept: dict[str, Any] = {}
    given = {**ANSWERS, **answers}
    for name in engine.questions:
        if name in given and engine.bounds({k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()})[name]:
            kept[name] = given[name]
    return make_case(kept, signoff, **record)


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
    (["CA004"], "in CA004 from"),
    (["CA004", "CA004"], "in CA004 from"),
    (["CA004", "CA005"], "in CA004 and CA005 from"),
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

    assert first.startswith("Exclude svc from MFA in CA004 from 8 December 2026 to 1 March 2027,")
    assert second.startswith("Exclude svc from the terms of use in CA011 from 9 December 2026, without an end date;")
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

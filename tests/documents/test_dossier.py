"""The dossier holds what the other documents cite and shorten: each thing once, whole, with its source."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, changed, documents, make_case, scenarios, section
from tests.support.answering import allowed, random_answers
from tests.support.packs import real_engine, real_pack
from tests.support.tables import for_each
from wizard.documents.bundle import build_documents
from wizard.documents.page import citations
from wizard.documents.sections.rules import conflicts
from wizard.wording import cited

DOCUMENTS = ("recommendation.md", "checklist.md", "dossier.md")
BARE = re.compile(r"(?<![\w\-])(?:MFA|CA|PP|GOV|EV)-\d{2}\b(?!-)")
CONTROL = re.compile(r"(?<![\w\-])(?:AC|CA|CM|IA|RA|SI|AU)-\d{1,2}(?:\(\d+\))?(?![\w\-])")


def resolves(made: dict[str, str]) -> None:
    """Check that every fact, source number and exhibit that any document names is in the dossier."""
    dossier = made["dossier.md"]
    told = set(re.findall(r"^### \[F: ([A-Z]+-\d+)\] ", dossier, re.MULTILINE))
    named = {fact for name in DOCUMENTS for fact in citations(made[name])}
    assert named <= told, named - told
    if "\n## Sources\n" in dossier:
        numbers = re.findall(r"^\| (\d+) \|", section(dossier, "Sources"), re.MULTILINE)
        used = {
            number
            for name in ("checklist.md", "dossier.md")
            for group in re.findall(r"(?<!\\)\[(\d+(?:, \d+)*)\](?!\()", made[name])
            for number in group.split(", ")
        }
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert used == set(numbers)


@pytest.mark.slow
@for_each(case=scenarios())
def test_what_a_worked_case_cites_is_in_its_dossier(case):
    resolves(documents(case["answers"]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_what_any_account_cites_is_in_its_dossier(seed):
    rng = random.Random(seed)
    for _ in range(5):
        answers = random_answers(real_engine(), rng, rng.choice([0, 0.1, 0.3]))
        resolves(documents(answers, {name: value for name, value in SIGNOFF.items() if rng.random() < 0.7}))


@pytest.mark.parametrize("case", scenarios()[::6], ids=lambda case: case["id"])
def test_no_fact_can_be_taken_for_a_control_of_a_standard(case):
    every = {**case["answers"], "frameworks": ["nist", "iso27001", "pci", "cis", "scuba"]}
    for text in documents(every).values():
        body = re.sub(r"\[F: [^\]]*\]", "", text)
        assert not BARE.findall(body)
        for found in CONTROL.finditer(body):
            assert body[: found.start()].endswith("NIST SP 800-53 "), body[found.start() - 60 : found.end()]


def test_a_fact_that_a_user_types_is_no_citation():
    text = documents(signoff=changed(purpose="See [F: CA-43] for it"))["dossier.md"]

    assert "CA-43" in text
    assert "CA-43" not in citations(text)


def test_a_mark_names_each_fact_once():
    assert cited(["CA-19", "MFA-01", "CA-19"]) == "[F: CA-19, MFA-01]"
    assert cited([]) == ""


def test_the_text_of_a_fact_keeps_its_list():
    text = documents()["dossier.md"].split("### [F: CA-01] ")[1].split("\n### ")[0]

    assert "\n- MFA\n- compliant device\n" in text


def test_titles_of_sources_and_facts_are_left_as_they_are():
    text = documents()["dossier.md"]

    titles = {source.title for source in real_pack().sources if source.address}
    listed = re.findall(r"^\| \d+ \| \[(.*?)\]\(https?:", section(text, "Sources"), re.MULTILINE)

    assert set(listed) <= titles
    assert listed
    assert "### [F: EV-03] Sign-in JSON and how long logs are kept\n" in text


def test_each_source_is_listed_once():
    listed = re.findall(r"^\| \d+ \| (.*?) \|", section(documents()["dossier.md"], "Sources"), re.MULTILINE)

    assert len(listed) == len(set(listed))


def test_a_column_that_says_the_same_in_every_row_is_one_sentence():
    answers = section(documents()["dossier.md"], "Answers")

    assert "How, in every row: Stated." in answers
    assert "| Question | Answer |\n" in answers


def test_an_answer_says_who_gave_it_when_and_on_which_export():
    origins = {
        "cloud": {"how": "stated", "by": "Fay Moss", "given_on": "2026-11-20"},
        "activity": {
            "how": "observed",
            "by": "Ida Berg",
            "sources": [{"file": "signins.csv", "digest": "ab" * 32, "period": "1 to 20 November 2026"}],
            "rows": 12,
        },
    }
    text = documents(origins=origins)["dossier.md"]

    assert re.search(r"\| Public cloud.* \| Stated \| Fay Moss \| 20 November 2026 \| +\|", text)
    assert re.search(r"\| Yes \| Read in an export and confirmed \| Ida Berg \| +\| R1, 12 rows \|", text)
    assert re.search(rf"\| R1 \| `signins.csv` \| 1 to 20 November 2026 \| `{'ab' * 32}` \|", text)


def test_what_people_wrote_is_whole_in_the_dossier():
    long = " ".join(f"word{number}" for number in range(300))
    made = documents(signoff=changed(justification=long, plan_steps=[{"step": long, "owner": "Wes Hu"}]))

    assert section(made["dossier.md"], "The sign-off in full").count(long) == 2
    assert long not in made["recommendation.md"]


def test_a_parked_answer_stands_with_its_reason():
    made = documents({**ANSWERS, "activity": "idle"}, parked={}, notes={"egress": "ask Ida"})
    kept = make_case({**ANSWERS, "home_trust": "trusted"}, knowledge_version="2020.1")
    text = build_documents(kept)["dossier.md"].decode()

    assert "its question is not asked now" in section(text, "Answers")
    assert "ask Ida" in made["dossier.md"]


def test_what_is_asked_again_is_told_by_its_label_with_what_it_was():
    asked = {"place": "signoff.compensating_controls.1.passed", "was": {"tested_on": "2026-11-20"}, "why": "It is old."}
    text = documents(ask_again=[asked])["dossier.md"]

    assert " Row 1: It is old. It was “2026-11-20”." in text
    assert "signoff." not in text
    assert "tested_on" not in text


def test_a_disagreement_on_the_method_is_told_where_the_rating_meets_it():
    case = make_case()
    found = {one.id for one in conflicts(case)}
    low = replace(case.rating.adjusted, likelihood="low", impact="high")
    object.__setattr__(case, "rating", replace(case.rating, adjusted=low))

    assert "mozilla_low_likelihood_high_impact" not in found
    assert {one.id for one in conflicts(case)} - found == {"mozilla_low_likelihood_high_impact"}


@pytest.mark.parametrize("framework", ["nist", "iso27001", "pci", "cis", "scuba", "nis2", "dora"])
def test_each_sentence_on_a_framework_names_standard_and_control(framework):
    text = section(documents({**ANSWERS, "frameworks": [framework]})["dossier.md"], "Frameworks asked for")
    entry = next(one for one in real_pack().frameworks if one.id == framework)
    name = entry.cited_as or entry.title
    controls = re.findall(r"^\| (?!---|Control)(.*?) \|", text, re.MULTILINE)

    assert controls
    assert all(control.startswith(f"{name} ") for control in controls)


@for_each(identity=["agent_user", "emergency_access", "user_cloud"])
def test_a_possible_compromise_is_never_told_as_a_collection_of_evidence(identity):
    kept = {name: answer for name, answer in ANSWERS.items() if name not in {"connectors", "flow_role"}}
    own = {"identity": identity, "activity": "unexplained", "surfaces": ["m365_data"], "methods": ["fido2"]}
    text = documents(allowed(real_engine(), {**kept, **own}))["dossier.md"]

    assert "Possible compromise: investigate first" in text
    assert "Security operations closes the incident in writing" in text
    assert "collecting evidence changes nothing" not in text
    assert "the account runs on as before" not in text
    assert "- Low: nobody can explain" in text
    assert "a gap remains" not in text


def test_nobody_is_said_to_have_read_the_directory_for_an_account_that_is_only_named():
    assert "the directory shows" not in documents({"identity": "service_principal"})["dossier.md"]

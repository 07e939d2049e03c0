"""A board reads one page, and the people who work on it two more: no case says more than that."""

from __future__ import annotations

import random
import re

import pytest

from tests.documents.making import SIGNOFF, changed, documents, make_case, scenarios
from tests.documents.words import page_and_case, words
from tests.support.answering import half, random_answers
from tests.support.packs import real_engine
from tests.support.tables import for_each
from wizard.documents.board.room import split_page, word_count
from wizard.documents.case import Case
from wizard.documents.recommendation import CASE_WORDS, DECISION_WORDS, WAIVING_WORDS, budget, recommendation

WAIVING = {"time_limited_exception", "exclude_from_terms_of_use"}
LONG = "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore. " * 40
NAME = "Ma Ria An Na Vo N Un D Zu Al Te Nb Ur G Vo M Ho Fe Un D Ta L"
"""Sixty characters in as many words as they hold."""

LOUD = changed(
    **{
        name: {**value, "name": f"{NAME} {number}", "role": NAME}
        for number, (name, value) in enumerate(SIGNOFF.items())
        if isinstance(value, dict) and "contact" in value
    },
    purpose=LONG[:1900],
    dependencies=LONG,
    permissions=LONG,
    justification=LONG,
    consequence_if_refused=LONG,
    constraint=LONG,
    plan_steps=[
        {"step": LONG[:900], "owner": NAME, "due": f"2027-01-{day:02}", "evidence": LONG[:900], "rollback": LONG[:900]}
        for day in range(1, 29)
    ],
    conditions=[{"step": LONG[:900], "owner": NAME, "due": "2026-12-20"}] * 30,
    confirmation=[{"step": LONG[:900], "owner": NAME, "due": "2026-12-20"}] * 30,
    compensating_controls=[
        {**row, "name": LONG[:190], "evidence": LONG[:900]} for row in SIGNOFF["compensating_controls"]
    ]
    * 10,
)


COMING = [{"policy": f"{NAME} {number}", "question": "controls", "requires": ["mfa", "risk"]} for number in range(30)]


def held(case: Case, text: str = "") -> None:
    page, rest = page_and_case(text or recommendation(case, "0" * 64).decode())

    assert page <= 350, "the decision page"
    assert rest <= (1000 if WAIVING.intersection(case.outcome.verdicts) else 650), "the case"


@pytest.mark.slow
@for_each(case=scenarios(), signoff=[SIGNOFF, {}])
def test_every_outcome_is_said_within_its_budget(case, signoff):
    held(make_case(case["answers"], signoff), documents(case["answers"], signoff)["recommendation.md"])


@pytest.mark.slow
@pytest.mark.parametrize("case", {case["main"]: case for case in scenarios()}.values(), ids=lambda case: case["main"])
def test_long_texts_and_names_are_cut_to_the_budget(case):
    held(make_case(case["answers"], LOUD, name=NAME, report_only=COMING))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_every_account_is_described_within_the_budget(seed):
    rng = random.Random(seed)
    answers = random_answers(real_engine(), rng, 0.1)
    if seed % 4 == 0:
        answers = half(real_engine(), answers, rng)
    held(make_case(answers, {name: value for name, value in LOUD.items() if rng.random() < 0.7}))


@pytest.mark.slow
def test_the_product_counts_as_the_tests_do():
    text = documents()["recommendation.md"]

    told, shown = map(word_count, split_page(text)), page_and_case(text)
    numbers = len(re.findall(r"^\d+\. ", text, re.MULTILINE))
    assert 0 <= sum(told) - sum(shown) <= numbers, "the number of a list item counts as well"
    assert (DECISION_WORDS, CASE_WORDS, WAIVING_WORDS) == (350, 650, 1000)
    assert budget(make_case()) == WAIVING_WORDS


@pytest.mark.parametrize(
    ("markdown", "counted"),
    [
        ("---\nkey: value\n---\n\nOne two", 2),
        ("![many words of a picture](pictures/path.svg) three", 1),
        ("[a link](https://example.org/one/two) – and | a dash", 5),
        ("| a | b |\n| --- | --- |\n| c d | – |", 4),
    ],
)
def test_only_what_is_read_is_counted(markdown, counted):
    assert words(markdown) == word_count(markdown) == counted


def test_what_is_cut_says_where_the_whole_text_is():
    made = documents(signoff=changed(constraint=LONG))

    assert "… (full text in the dossier)" in made["recommendation.md"]
    assert LONG.strip() not in made["recommendation.md"]
    assert " ".join(LONG.split()) in made["dossier.md"]

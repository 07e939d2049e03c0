"""Any answers that the pack allows, complete or partial, give documents that hold together."""

from __future__ import annotations

import random
import re

import pytest

from tests.documents.making import SIGNOFF, documents, make_case, section
from tests.documents.words import words
from tests.support.answering import half, random_answers
from tests.support.packs import real_engine
from wizard.documents.readiness import open_items, status
from wizard.record.reading import read_record


@pytest.mark.parametrize("seed", range(40))
def test_documents_of_any_account(seed):
    rng = random.Random(seed)
    answers = random_answers(real_engine(), rng, 0.1)
    if seed % 3 == 0:
        answers = half(real_engine(), answers, rng)
    signoff = {name: value for name, value in SIGNOFF.items() if rng.random() < 0.8}
    case = make_case(answers, signoff)
    made = documents(answers, signoff)
    text = made["recommendation.md"]

    assert f"status: {status(case)}\n" in text
    assert read_record(made["record.json"].encode(), "x").answers == case.record.answers
    assert (status(case) == "draft") == bool(open_items(case))
    ticked = re.findall(r"^\| \[ \] \| \*\*([A-Z]\d+)\*\*", made["checklist.md"], re.MULTILINE)
    assert ticked == list(case.outcome.checklist)
    assert words(made["checklist.md"]) <= 700
    if case.outcome.main:
        rows = [line.split("|")[1:-1] for line in section(text, "Options").splitlines() if line.startswith("| ")][2:]
        assert sum(row[1].strip().startswith("yes") for row in rows) == len(case.outcome.signed)
        assert all(cell.strip() for row in rows for cell in row), rows

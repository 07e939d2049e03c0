"""What answers add to a question: words that fit the account, and notices on answers that cannot both be true."""

from __future__ import annotations

import pytest

from tests.decision.test_rows import FLOW, USUAL
from tests.support.packs import real_engine, real_pack
from wizard.decision.asides import as_asked, notices_on


def asked(**changes):
    engine = real_engine()
    answers = engine.read({**USUAL, **changes}, parked=True)
    return as_asked(real_pack(), engine, answers).question_by_id["surfaces"]


@pytest.mark.parametrize("identity", ["sync_account", "room_device", "shared_mailbox"])
def test_a_special_account_is_asked_what_it_does_besides_its_purpose(identity):
    question = asked(identity=identity)

    assert question.label.startswith("Besides its own purpose")
    assert {option.id: option.label for option in question.option}["none"] == "Nowhere else"


def test_an_ordinary_account_is_asked_in_the_pack_s_own_words():
    question = asked()

    assert question == real_pack().question_by_id["surfaces"]


NOTICES = [
    ("replacement", FLOW | {"connectors": ["dataverse"]}, "every chosen connector"),
    ("mfa_sources", {"mfa_sources": ["security_defaults", "conditional_access"]}, "exclude each other"),
    ("methods", {"controls": ["mfa"], "met_today": ["mfa"], "methods": ["none"]}, "no method"),
    ("exclusion_today", {"mfa_sources": ["none"], "exclusion_today": "documented"}, "could exclude"),
]


@pytest.mark.parametrize(("question", "changes", "words"), NOTICES, ids=[case[0] for case in NOTICES])
def test_answers_that_do_not_fit_together_are_named_at_their_question(question, changes, words):
    engine = real_engine()
    there = notices_on(real_pack(), engine, question, engine.read({**USUAL, **changes}, parked=True))
    elsewhere = notices_on(real_pack(), engine, question, engine.read(USUAL, parked=True))

    assert len(there) == 1
    assert words in there[0]
    assert elsewhere == ()

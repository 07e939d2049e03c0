"""Questions and verdicts in the words that fit the account: the same in every face and in the documents."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.documents.making import DAY
from tests.faces.asking import held, plain_lines, prompted
from tests.support.answering import allowed
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import on_stage
from tests.tui.test_result import page_text, to_result
from tests.views.saying import in_lines, in_print, on_screen, session_of, squeezed
from tests.views.test_one_explanation import cases
from wizard.cli.main import run
from wizard.decision.blocks import plain
from wizard.decision.kernel import Kernel, build_kernel
from wizard.decision.why import compile_with_trees
from wizard.documents.bundle import build_documents
from wizard.documents.case import case_of_answers
from wizard.engagement.assessed import assessed
from wizard.views.decision import case_page, case_sentences, result_page

NAME = "svc-flow@contoso.com"
USUAL = real_pack().question_by_id["surfaces"]
FITTING = USUAL.instead[0]
NOWHERE = FITTING.options["none"]


def at_surfaces() -> dict[str, Any]:
    """Return answers of a room's account up to the question on portals and services."""
    session = held({"identity": "room_device"})
    while (name := session.interview.current) != "surfaces":
        assert name is not None
        question = session.engine.questions[name]
        option = next(o for o in session.interview.offered(name) if o not in {"unknown", "retired"})
        session.answer(name, [option] if question["many"] else option)
    return session.as_record().answers


# ---- questions


def test_plain_lines_ask_and_repeat_in_the_words_that_fit():
    shown = plain_lines(held(at_surfaces()), "none\n")

    assert FITTING.label in shown
    assert FITTING.help in shown
    assert f"Taken: {FITTING.label} {NOWHERE}." in shown
    assert USUAL.label not in shown


def test_prompts_ask_and_repeat_in_the_words_that_fit(capsys):
    session = held(at_surfaces())
    shown = prompted(session, f"{next(o.letter for o in USUAL.option if o.id == 'none')}\r", capsys)

    assert FITTING.help in shown
    assert f"Taken: {FITTING.label} {NOWHERE}." in shown
    assert USUAL.label not in shown


@pytest.mark.slow
async def test_the_wizard_asks_and_repeats_in_the_words_that_fit(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=at_surfaces(), size=(160, 70)) as stage:
        assert stage.current == "surfaces"
        assert FITTING.label in stage.words("#asked")
        assert FITTING.help in stage.words("#asked")
        assert NOWHERE in stage.words("#choices")
        session = stage.session
        session.answer("surfaces", ["none"])
        stage.app.screen.refresh_all()
        await stage.settle()
        assert NOWHERE in stage.words("#trail")
        await stage.press("f4")
        assert FITTING.label in stage.words("#review")
        assert NOWHERE in stage.words("#review")


def test_the_dossier_repeats_the_words_that_were_asked():
    session = held({**at_surfaces(), "surfaces": ["none"]})
    text = build_documents(session.case(DAY))["dossier.md"].decode()

    assert f"{FITTING.label} | {NOWHERE}" in text
    assert USUAL.label not in text


def test_reasons_name_the_question_as_it_was_asked():
    session = session_of({**at_surfaces(), "surfaces": ["none"]})
    explainer = session.case(DAY).library.explainer
    said = explainer.explain(session.interview.answers)
    told = " ".join(reason.text for row in (*said.fired, *said.rejected) for reason in row.reasons)

    assert USUAL.label not in told


def test_the_words_follow_an_answer_that_is_changed():
    session = held(at_surfaces())
    assert session.words.question("surfaces") == FITTING.label
    session.answer("identity", "user_cloud")
    assert session.words.question("surfaces") == USUAL.label


# ---- verdicts


@pytest.mark.parametrize("answers", cases())
def test_title_and_sentence_of_a_verdict_are_the_same_in_every_face(answers):
    session = session_of(allowed(real_engine(), answers))
    case = session.case(DAY)
    decision, words = session.interview.decision, session.words
    if decision.main is None:
        assert not words.instead.keys() - set(decision.also)
        return
    recommendation = unexpanded(build_documents(case)["recommendation.md"].decode())
    text = case_page(case_of_answers(session.pack, session.engine, decision, NAME))
    faces = {
        "text": in_print(text),
        "wizard": on_screen(result_page(session, case)),
        "plain": in_lines(result_page(session, case)),
    }
    sentences = [squeezed(plain(sentence)) for sentence in case_sentences(case)]
    row = assessed(case)

    for face, shown in faces.items():
        assert all(said in shown for said in sentences), face
        for verdict in decision.verdicts:
            assert f"{words.verdict(verdict)} ({verdict})" in shown, face
    assert all(unexpanded(said) in recommendation for said in sentences)
    assert {name: row.title_of(name) for name in row.verdicts} == {
        verdict: words.verdict(verdict) for verdict in decision.verdicts
    }


def unexpanded(markdown: str) -> str:
    """Return a document with short forms as the pack writes them, and articles of one form."""
    text = squeezed(markdown).replace("`", "")
    for acronym in real_pack().documents.acronym:
        text = re.sub(rf"{re.escape(acronym.long)} \({acronym.short}\)", acronym.short, text, flags=re.IGNORECASE)
    return re.sub(r"\ban\b", "a", text)


def test_verdicts_that_are_only_possible_keep_their_general_titles():
    session = session_of({"identity": "user_cloud", "surfaces": ["smtp_auth"]})
    decision = session.interview.decision

    assert decision.main is None
    assert "migrate_now" in decision.possible
    assert session.words.verdict("migrate_now") == real_pack().verdict_by_id["migrate_now"].title


@pytest.mark.parametrize("answers", cases())
def test_use_mfa_is_said_only_where_mfa_is_required(answers):
    session = session_of(allowed(real_engine(), answers))
    general = real_pack().verdict_by_id["operate_with_mfa"].title
    if "operate_with_mfa" not in session.interview.decision.verdicts:
        return
    if session.words.verdict("operate_with_mfa") == general:
        assert required(session.interview.answers)


def required(answers: dict[str, Any]) -> bool:
    """Return whether Microsoft or the tenant requires MFA, by the terms of the pack."""
    _, _, holds, _ = requiring()(*real_engine().bits(answers))
    return any(holds)


@functools.cache
def requiring() -> Kernel:
    program, trees = compile_with_trees(real_pack())
    return build_kernel(program, [trees[f"term {name}"].literal for name in ("enforced", "demands_mfa")])


FITTED = [
    ("emergency_access", {"identity": "emergency_access"}, "Emergency access account"),
    ("smtp_auth", {"surfaces": ["smtp_auth"], "token": "ropc_password"}, "Replace SMTP AUTH"),
]


def finished(**changes: Any) -> dict[str, Any]:
    """Return answers to every question, with the last option that says something where nothing else is given."""
    session = held({"identity": changes.get("identity", "user_cloud")})
    while (name := session.interview.current) is not None:
        offered = [option for option in session.interview.offered(name) if option != "unknown"]
        value = changes.get(name, [offered[-1]] if session.engine.questions[name]["many"] else offered[0])
        session.answer(name, value)
    return session.as_record().answers


@pytest.mark.slow
@pytest.mark.parametrize(("_name", "changes", "title"), FITTED, ids=[case[0] for case in FITTED])
async def test_the_faces_themselves_say_the_fitting_title(tmp_path: Path, capsys, _name, changes, title) -> None:
    answers = finished(**changes)
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": answers}))
    assert run(["decide", str(path), "--format", "text"]) == 0
    assert f"{title} (" in capsys.readouterr().out

    async with on_stage(tmp_path / "home", answers=answers) as stage:
        await to_result(stage)
        assert title in stage.words()
        assert title in page_text(stage)

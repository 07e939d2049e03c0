"""Every face says the same sentences, and each of them is true."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.decision.test_rows import CASES, USUAL
from tests.documents.making import DAY, documents, scenarios
from tests.prompts.playing import typed_lines
from tests.support.answering import allowed
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import on_stage
from tests.tui.test_result import page_text, to_result
from tests.views.saying import FACES, pages_of, sentences, session_of, squeezed
from wizard.cli.main import run
from wizard.decision.words import DENIED, Words
from wizard.pack.conditions import parse_condition
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview

ENFORCED_PASSWORD: dict[str, Any] = {
    **USUAL,
    "token": "ropc_password",
    "surfaces": ["azure_portals"],
    "platform_use": "same_run",
    "evidence": ["noninteractive_log"],
}
"""Row M5a fires because nobody signs in each time: one part of its condition fails, under a denial."""


def asked(answers: dict[str, Any]) -> dict[str, Any]:
    """Return those answers that an interview asks for."""
    session = session_of({})
    while (name := session.interview.current) is not None:
        session.answer(name, answers[name])
    return session.as_record().answers


def printed_by_explain(answers: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = folder / "answers.json"
    path.write_text(json.dumps({"answers": answers}))
    assert run(["explain", str(path), "--format", "text"]) == 0
    return squeezed(capsys.readouterr().out)


def said_by_plain_lines(answers: dict[str, Any], folder: Path) -> str:
    session = session_of({})
    typed = "".join(f"{line}\n" for line in ["svc@x", *typed_lines(session, answers), "s", "y", "q"])
    out = io.StringIO()
    face = PlainFace(io.StringIO(typed), out)
    assert hold_interview(face, Run(folder / "home", real_pack(), real_engine(), DAY, to=None)) == 0
    return squeezed(out.getvalue())


async def drawn_by_screens(answers: dict[str, Any], folder: Path) -> str:
    async with on_stage(folder, answers=answers) as stage:
        await to_result(stage)
        await stage.press("4")
        await stage.settle()
        return page_text(stage)


@pytest.mark.slow
async def test_a_part_that_fails_is_stated_as_failing_by_every_face(tmp_path, capsys):
    answers = asked(ENFORCED_PASSWORD)
    words = Words(real_pack())
    part = f"“{words.question('run_mode')}” is “{words.option('run_mode', 'human_each_time')}”"
    said = {
        "explain": printed_by_explain(answers, tmp_path, capsys),
        "plain lines": said_by_plain_lines(answers, tmp_path),
        "screens": await drawn_by_screens(answers, tmp_path),
        "dossier": squeezed(documents(answers)["dossier.md"]),
    }
    assert "M5a" in session_of(answers).interview.decision.rules

    for face, text in said.items():
        told = text.lower()
        assert f"{DENIED}{part}".lower() in told, face
        assert told.count(f"{DENIED}{part}".lower()) == told.count(part.lower()), face


OWN = {f"{row} {number}": {**USUAL, **changes} for number, (row, changes, *_) in enumerate(CASES)}


def cases() -> list[Any]:
    own = [pytest.param({k: v for k, v in one.items() if v is not None}, id=name) for name, one in OWN.items()]
    return own + [pytest.param(one["answers"], id=one["id"], marks=pytest.mark.shared) for one in scenarios()]


@pytest.mark.slow
@pytest.mark.parametrize("answers", cases())
def test_every_face_says_every_sentence_of_every_page_and_no_reason_is_denied_twice(answers):
    pages = pages_of(session_of(allowed(real_engine(), answers)))

    assert not [one for one in sentences(pages["why"]) if f"{DENIED}{DENIED}" in one]
    for name, blocks in pages.items():
        said = sentences(blocks)
        assert said, name
        for face, draw in FACES.items():
            text = draw(blocks)
            missing = [one for one in said if one not in text]
            assert not missing, f"{face}, {name}"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("not (identity is user_cloud and token is none)", "{0}({1}; and {2})"),
        ("not (identity is user_cloud or token is none)", "{0}({1}; or {2})"),
        ("identity is user_cloud and (token is none or cloud is public)", "{1}; and ({2}; or {3})"),
        ("identity is user_cloud or (token is none and cloud is public)", "{1}; or ({2}; and {3})"),
        ("not workload and token is none", "({0}{4}); and {2}"),
        ("not not (identity is user_cloud and token is none)", "{1}; and {2}"),
    ],
)
def test_a_group_within_a_condition_reads_one_way(condition, words):
    said = Words(real_pack())
    parts = ("identity is user_cloud", "token is none", "cloud is public", "workload")
    known = [said.condition(parse_condition(part)) for part in parts]

    assert said.condition(parse_condition(condition)) == words.format(DENIED, *known)


@pytest.mark.parametrize(
    "condition", ["identity is user_cloud", "not identity is user_cloud", "identity is not user_cloud", "workload"]
)
def test_what_fails_is_stated_as_the_opposite_of_what_holds(condition):
    said, parsed = Words(real_pack()), parse_condition(condition)
    other = parse_condition(condition.replace("not ", "", 1)) if "not " in condition else None

    assert said.stated(parsed, holds=True) == said.condition(parsed)
    assert said.stated(parsed, holds=False) == (said.condition(other) if other else f"{DENIED}{said.condition(parsed)}")

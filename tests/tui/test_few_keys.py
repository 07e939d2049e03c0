"""What the case of the README costs a person: questions that are asked, and keys that are pressed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.readme import README, blocks
from tests.support.engagements import write_account
from tests.tui.stage import Stage, knowledge, on_stage
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.widgets.choices import Choices

pytestmark = pytest.mark.slow

CASE: dict[str, Any] = json.loads(blocks("json")[0])["answers"]
TENANT = {
    question.id: CASE[question.id] for question in knowledge().pack.questions if question.once and question.id in CASE
}


def told() -> str:
    """Return the README without the ends of its lines."""
    return " ".join(README.read_text(encoding="utf-8").split())


def keys_for(choices: Choices, value: str | list[str]) -> list[str]:
    """Return what one presses for an answer: letters that are on the screen, and Enter where marks wait for it."""
    letters = {choice.id: choice.letter for choice in choices.choices}
    keys = [letters[option] for option in ([value] if isinstance(value, str) else value)]
    return keys if isinstance(value, str) or value[0] in choices.exclusive else [*keys, "enter"]


async def walk(stage: Stage) -> tuple[int, int]:
    """Answer what is asked until nothing is; return the questions and the keys."""
    asked, pressed = [], 0
    while isinstance(stage.app.screen, QuestionScreen):
        name = stage.current
        assert name is not None
        assert name not in asked, f"{name} is asked twice"
        keys = keys_for(stage.one("#choices", Choices), CASE[name])
        await stage.press(*keys)
        asked.append(name)
        pressed += len(keys)
    assert stage.session.interview.decision.main == "time_limited_exception"
    assert {name: list(v) if isinstance(v, tuple) else v for name, v in stage.session.interview.answers.items()} == {
        name: [o for o in knowledge().engine.questions[name]["options"] if o in v] if isinstance(v, list) else v
        for name, v in CASE.items()
    }
    return len(asked), pressed


async def test_the_case_takes_at_most_24_questions_and_40_keys(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        questions, keys = await walk(stage)
        assert questions <= 24
        assert keys <= 40
        assert f"this account takes {questions} questions and {keys} keys" in told()


async def test_it_takes_at_most_18_questions_and_30_keys_where_the_tenant_is_answered_for(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts"
    accounts.mkdir()
    lines = [f"{name} = {json.dumps(value)}" for name, value in TENANT.items()]
    (tmp_path / "engagement.toml").write_text("\n".join(["[answers]", *lines, ""]), encoding="utf-8")
    write_account(accounts, "svc-invoices", 1)
    async with on_stage(accounts, name=None) as stage:
        await stage.until(lambda: stage.app.screen.lines and not stage.app.screen.busy)
        await stage.press("enter")
        await stage.until(lambda: stage.app.session is not None)
        await stage.settle()
        questions, keys = await walk(stage)
        assert questions <= 18
        assert keys <= 30
        assert f"{questions} and {keys} where the tenant is answered for once" in told()

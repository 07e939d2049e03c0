"""A person who presses anything, in windows of any size: the wizard stays in order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.tui.hostile_checks import assert_drawn_safely
from tests.tui.stage import Stage, on_stage
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.screens.question import QuestionScreen

pytestmark = pytest.mark.slow

KEYS = [
    *"abcdefghiklmnoprstuvxyz0123456789",
    *["enter"] * 12,
    *["space", "up", "down", "left", "right", "tab", "shift+tab", "home", "end", "pageup", "pagedown"] * 2,
    *["escape"] * 6,
    *["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10"],
    *["backspace", "delete", "ctrl+p", "ctrl+s", "ctrl+r", "ctrl+u", "?", ":", "<", ">", "#", "=", "+", "@", "!"],
]
"""Everything but the keys that leave."""

SIZES = [(60, 18), (80, 24), (120, 36), (200, 50), (40, 10), (12, 4), (1, 1), (300, 12)]


def assert_in_order(stage: Stage, home: Path) -> None:
    app = stage.app
    assert app.crash is None
    session = app.session
    if session is None:
        return
    interview = session.interview
    assert set(interview.answers).isdisjoint(interview.parked)
    assert session.engine.outside(interview.answers) == []
    assert interview.current is None or interview.current in interview.path
    assert session.save_error is None
    assert session.path is not None
    assert session.path.is_file()
    screen = app.screen
    if isinstance(screen, QuestionScreen):
        assert screen.question is None or screen._shown == screen.question.id
    assert len([s for s in app.screen_stack if isinstance(s, Dialog)]) <= 4


@pytest.mark.parametrize("seed", range(2))
async def test_any_keys_in_any_window_leave_the_wizard_in_order(tmp_path: Path, monkeypatch, seed: int) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(seed)
    async with on_stage(Path("home"), painted=True) as stage:
        for _ in range(40):
            if rng.random() < 0.25:
                await stage.pilot.resize_terminal(*rng.choice(SIZES))
            await stage.pilot.press(*rng.choices(KEYS, k=4))
            await stage.settle()
            assert_in_order(stage, tmp_path)
            assert_drawn_safely(stage)
        await stage.settle()
        assert_in_order(stage, tmp_path)

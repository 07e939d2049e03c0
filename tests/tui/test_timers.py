from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import EXCEPTION, on_stage
from wizard.tui.screens import result

OVER = 1e-12
"""Seconds that are over before a timer begins to wait, as longer ones are on a busy machine."""


@pytest.mark.slow
async def test_a_page_is_filled_although_its_time_came_before_the_timer_waited(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(result, "FILL_AFTER", OVER)
    async with on_stage(tmp_path / "home", answers=EXCEPTION) as stage:
        await stage.press("f10")
        assert "You are asked to" in stage.text()

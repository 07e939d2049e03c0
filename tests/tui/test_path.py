from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import EXCEPTION, on_stage


@pytest.mark.slow
async def test_one_key_shows_where_each_option_leads_and_the_same_key_closes_it(tmp_path: Path) -> None:
    answers = {name: EXCEPTION[name] for name in list(EXCEPTION)[:7]}
    async with on_stage(tmp_path, size=(60, 18), answers=answers) as stage:
        asked = stage.current
        await stage.press("ctrl+l")
        assert "? Where does the account sign in" in stage.words("#path")
        assert "├─" in stage.text()
        assert "Cloud:" not in stage.words("#path")
        await stage.press("end")
        assert "└ Next question:" in stage.words("#path")
        await stage.press("home")
        assert stage.words("#path").startswith("+ Account type: ")
        await stage.press("ctrl+l")
        assert not stage.app.screen.query("#path")
        assert stage.current == asked
        assert set(stage.session.interview.answers) == set(answers)

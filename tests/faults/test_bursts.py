from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.bursts import ANSWER, COMMANDS, TAKES_BACK, again, answers_in, burst, stay
from tests.tui.stage import on_stage

pytestmark = pytest.mark.slow


async def test_an_answer_and_any_command_in_one_packet_keep_the_answer(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        stay(stage)
        lost = []
        for command in COMMANDS:
            path = await again(stage)
            await burst(stage, (ANSWER, command, command) if command == "ctrl+c" else (ANSWER, command))
            if answers_in(path).get("identity") != "user_cloud":
                lost.append(command)
            assert stage.app.crash is None, command
            path.unlink()
        assert set(lost) <= TAKES_BACK

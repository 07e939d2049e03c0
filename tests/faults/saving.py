"""Short interviews in every face that saves: each resumes a record that is there already, and gives what is left of the answers."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.cli.running import Result, mfa_wizard
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import DAY, PLATFORM, Stage, on_stage
from wizard.prompts.ask import PromptFace
from wizard.prompts.run import Run, hold_interview
from wizard.tui.screens.dialogs import SaveDialog, UnsavedDialog
from wizard.tui.screens.result import ResultScreen
from wizard.tui.widgets.inputs import Line

Act = Callable[[Stage, Path, list[str]], Awaitable[None]]
NAME = "svc-asked@contoso.com"
LETTERS = {"identity": "c", "cloud": "p"}
"""Answers to the first questions; every face takes the letter."""


def _left(folder: Path) -> tuple[Path | None, list[str]]:
    """Return the record that is there, and the answers that are still to be given."""
    path = next((folder / "home").glob("*.json"), None)
    given = json.loads(path.read_bytes())["answers"] if path is not None else {}
    return path, [letter for name, letter in LETTERS.items() if name not in given]


def ask_plain(folder: Path) -> Result:
    """Hold the interview line by line."""
    path, letters = _left(folder)
    lines = "\n".join(["1" if path is not None else NAME, *letters, "q", ""])
    return mfa_wizard("ask", "--plain", "--folder", "home", "--date", DAY.isoformat(), stdin=lines)


def ask(folder: Path) -> Result:
    """Hold the interview in prompts, and leave with Ctrl+C."""
    path, letters = _left(folder)
    keys = ["" if path is not None else NAME, *letters]
    out = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("\r".join(keys) + "\r\x03")
        with contextlib.redirect_stdout(out):
            code = hold_interview(PromptFace(), Run(folder / "home", real_pack(), real_engine(), DAY))
    return Result(code, out.getvalue(), "")


def wizard(folder: Path) -> Result:
    """Hold the interview on screens."""
    return _shown(folder, _answered)


def wizard_documents(folder: Path) -> Result:
    """Write the documents from the screen of the result."""
    return _shown(folder, _written)


def _shown(folder: Path, act: Act) -> Result:
    try:
        return asyncio.run(_on_screens(folder, act))
    except Exception:  # noqa: BLE001 - whatever it is, it is a fault
        return Result(1, "", traceback.format_exc(limit=-4))


async def _on_screens(folder: Path, act: Act) -> Result:
    path, _ = _left(folder)
    said: list[str] = []
    async with on_stage(folder / "home", name=None, day=DAY) as stage:
        if path is None:
            await stage.open(NAME)
        else:
            stage.app.open_record(path)
        await stage.until(lambda: stage.app.session is not None)
        await _look(stage, said)
        await act(stage, folder, said)
        await stage.pilot.press("ctrl+q")
        if isinstance(stage.app.screen, UnsavedDialog):
            await stage.pilot.press("3")
        crash, code = stage.app.crash, stage.app.return_code
    return Result(1 if crash is not None else code or 0, "\n".join(said), "")


async def _press(stage: Stage, key: str, said: list[str]) -> None:
    await stage.press(key)
    await _look(stage, said)


async def _look(stage: Stage, said: list[str]) -> None:
    """Keep what is shown, and stay with the answers in memory where another place for them is asked for."""
    said.append(stage.words())
    if isinstance(stage.app.screen, SaveDialog):
        await stage.press("escape")


async def _answered(stage: Stage, folder: Path, said: list[str]) -> None:
    for letter in _left(folder)[1]:
        await _press(stage, letter, said)


async def _written(stage: Stage, folder: Path, said: list[str]) -> None:
    await stage.answer(PLATFORM)
    await _look(stage, said)
    if not isinstance(stage.app.screen, ResultScreen):
        await _press(stage, "f10", said)
    await _press(stage, "w", said)
    stage.one("#folder", Line).value = str(folder / "out")
    await stage.settle()
    await _press(stage, "enter", said)

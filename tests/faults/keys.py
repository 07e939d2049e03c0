"""Random keys and sizes on every screen: no crash, and what is answered is on the disk."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import json
import os
import random
import shutil
import signal
import tempfile
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from textual import events

from tests.faults.bursts import COMMANDS, OTHERS, differences, stay
from tests.faults.trying import Fault, Rows, Tries
from tests.support.engagements import write_engagement
from tests.tui.stage import EXCEPTION, PLATFORM, Stage, on_stage
from tests.tui.terminal import Terminal
from wizard.tui.keys import KEYS

SCREENS = ("start", "portfolio", "question", "result", "signoff", "dialog", "all")
OF_THE_APP = sorted({key for entry in KEYS if {*SCREENS} & {*entry.screens} for key in entry.keys})
MOVES = (
    "up",
    "down",
    "left",
    "right",
    "tab",
    "shift+tab",
    "enter",
    "escape",
    "space",
    "pageup",
    "pagedown",
    "home",
    "end",
    "backspace",
)
TYPED = (*"abcdefghijklmnopqrstuvwxyz0123456789", "é", "日", "[", "/", "?", "=", "\u202e", "👍🏽"[0], "A", "Z")
SIZES = ((60, 18), (80, 24), (120, 36), (200, 50), (30, 8), (1, 1), (400, 100))
SENT = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F", "backspace": "\x7f", "space": " ", "delete": "\x1b[3~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
    **dict(zip((f"f{n}" for n in range(1, 11)), ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~"), strict=True)),
    "mouse": "\x1b[<0;10;10M\x1b[<0;10;10m", "paste": "\x1b[200~a\x1b[2J\r\nb\x1b[201~", "junk": "\x1b[999;999R\x1b[?9999h", "half": "\xff\xfe",
}  # fmt: skip
"""What a terminal sends for a key, and for what is none."""
LENGTH = 30
"""Keys of a walk."""
Opened = Callable[[Path], AbstractAsyncContextManager[Stage]]


@asynccontextmanager
async def _at_result(home: Path, press: str = "f10") -> AsyncIterator[Stage]:
    async with on_stage(home, answers=EXCEPTION) as stage:
        await stage.press(*press.split())
        yield stage


@asynccontextmanager
async def _at_portfolio(home: Path) -> AsyncIterator[Stage]:
    async with on_stage(write_engagement(home / "contoso") / "accounts", name=None) as stage:
        await stage.until(lambda: stage.app.screen.lines and not stage.app.screen.busy)
        yield stage


WALKS: dict[str, Opened] = {
    "start": lambda home: on_stage(home, name=None),
    "questions": on_stage,
    "questions, at the end": lambda home: on_stage(home, answers=PLATFORM),
    "result": _at_result,
    "sign-off": lambda home: _at_result(home, "f10 s"),
    "accounts of an engagement": _at_portfolio,
}


def rows(work: Path) -> Rows:
    """Return a row for each screen that a walk begins at, for keys in one packet, and for a real terminal."""
    walks = {name: functools.partial(_walks, work / "keys", opened) for name, opened in WALKS.items()}
    return {
        **walks,
        "two commands in one packet": _packets,
        "real terminal": functools.partial(_terminals, work / "terminal"),
    }


def _walks(home: Path, opened: Opened, rng: random.Random) -> Tries:
    while True:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        pressed: list[str] = []
        with contextlib.chdir(home):
            wrong = asyncio.run(_walk(home, opened, rng, pressed))
        yield Fault(f"{wrong} after {' '.join(pressed)}", json.dumps(pressed).encode(), ".json") if wrong else None


async def _walk(home: Path, opened: Opened, rng: random.Random, pressed: list[str]) -> str:
    try:
        async with opened(home) as stage:
            stay(stage)
            for _ in range(LENGTH):
                await _step(stage, rng, pressed)
                if wrong := _wrong(stage):
                    return wrong
    except Exception:  # noqa: BLE001 - whatever it is, it is a fault
        return traceback.format_exc(limit=-4)
    return ""


async def _step(stage: Stage, rng: random.Random, pressed: list[str]) -> None:
    act = rng.random()
    if act < 0.06:
        size = rng.choice(SIZES)
        pressed.append("x".join(map(str, size)))
        await stage.pilot.resize_terminal(*size)
        await stage.settle()
        return
    keys = rng.choices((OF_THE_APP, MOVES, TYPED), (4, 4, 2))[0]
    packet = [rng.choice(keys) for _ in range(rng.choice((1, 1, 1, 3)))]
    pressed.extend(packet)
    for key in packet:
        stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await stage.settle()


def _wrong(stage: Stage) -> str:
    app = stage.app
    if app.crash is not None:
        return "".join(traceback.format_exception(app.crash)[-5:])
    session = app.session
    if session is None or session.path is None or session.save_error is not None or not session.path.is_file():
        return ""
    kept = json.loads(session.path.read_text(encoding="utf-8"))["answers"]
    told = {
        name: list(value) if isinstance(value, tuple) else value for name, value in session.interview.answers.items()
    }
    tenant = {name for name, origin in session.record.origins.items() if origin.how == "tenant"}
    mine = {name: told[name] for name in session.record.answers.keys() & told.keys() - tenant}
    lost = {name: value for name, value in mine.items() if kept.get(name) != value}
    return f"{lost} is not on the disk" if lost else ""


def _packets(rng: random.Random) -> Tries:
    pairs = list(itertools.product((*COMMANDS, *OTHERS), repeat=2))
    rng.shuffle(pairs)
    for pair in pairs:
        wrong = asyncio.run(differences([pair]))
        yield Fault(wrong[0]) if wrong else None


def _terminals(home: Path, rng: random.Random) -> Tries:
    while True:
        folder = Path(tempfile.mkdtemp(dir=home.parent))
        pressed: list[str] = []
        terminal = Terminal(folder, env={"HOME": str(folder)})
        try:
            terminal.wait_for("Knowledge 2026")
            terminal.send("svc-one\r")
            terminal.wait_for("Stage 1 of 4")
            for _ in range(LENGTH):
                key = rng.choice((*SENT, *SENT, *TYPED))
                if key == "ctrl+z" or not terminal.child.isalive():
                    continue
                pressed.append(key)
                terminal.child.send(SENT.get(key, key).encode("utf-8", "replace"))
                if rng.random() < 0.1:
                    rows_and_columns = rng.choice(SIZES)[::-1]
                    pressed.append("x".join(map(str, rows_and_columns)))
                    terminal.child.setwinsize(*rows_and_columns)
                terminal.read(rng.choice((0.0, 0.02, 0.1)))
            terminal.read(0.5)
            if terminal.child.isalive():
                os.kill(terminal.child.pid, signal.SIGTERM)
            code = terminal.end()
            wrong = [] if code in {0, 130} else [f"ends with {code}"]
        except AssertionError as error:
            wrong = [str(error)[-300:]]
        wrong += [f"a report: {path.read_text()[-400:]}" for path in folder.glob("reports/*")]
        wrong += ["a traceback"] * ("Traceback" in terminal.text)
        yield Fault(f"{'; '.join(wrong)} after {' '.join(pressed)}", terminal.seen, ".txt") if wrong else None

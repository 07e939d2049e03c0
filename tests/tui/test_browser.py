"""The wizard in a real browser: skipped where there is no Chromium."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import zipfile
from datetime import date
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

from tests.support.waiting import ROOM, there
from tests.tui.browser import Tab, browser, chromium
from tests.tui.stage import knowledge
from wizard.documents.bundle import build_documents
from wizard.engagement.session import Session
from wizard.record.reading import read_record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        chromium() is None or sys.platform == "win32", reason="needs Chromium, and a server that ends by a signal"
    ),
]
DAY = "2026-11-24"
CTRL_V = """document.querySelector(".xterm-helper-textarea").dispatchEvent(
    new KeyboardEvent("keydown", {key: "v", keyCode: 86, ctrlKey: true, bubbles: true, cancelable: true}))"""
"""Whether the page leaves Ctrl+V to the browser."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def record_with(folder: Path, name: str, count: int) -> Path | None:
    for path in folder.glob(f"web/tab-*/{name}.json"):
        if len(json.loads(path.read_text(encoding="utf-8"))["answers"]) == count:
            return path
    return None


def whole(path: Path) -> bytes | None:
    """Return a download that is finished; the browser gives it its name at the end."""
    return path.read_bytes() if path.is_file() else None


def reports(folder: Path) -> list[Path]:
    return list(folder.rglob("reports/*"))


async def goes_on_after_a_reload(tab: Tab) -> None:
    """Look back at the first question, load the page again, make the letters larger, and hear the question."""
    asked = knowledge().pack.questions[0]
    await tab.press("<")
    await tab.wait_for(asked.label)
    size = await tab.run("parseInt(document.getElementById('pixels').textContent)")
    await tab.reload()
    await tab.wait_for(asked.label)
    await tab.wait_for("svc-one")
    assert tab.warned == 1
    await tab.run("document.getElementById('larger').click()")
    await tab.shows("document.querySelector('h2')?.textContent", asked.label)
    await tab.shows("document.getElementById('pixels').textContent", f"{size + 2} px")
    assert tab.warned == 1, "Another size is no leaving."
    heard = await tab.heard(f"heading: {asked.label}")
    for option in (option for option in asked.option if not option.rare):
        assert any(line.startswith(f"StaticText: {option.letter}. {option.label}") for line in heard), heard
    assert f"StaticText: {asked.option[0].letter}. {asked.option[0].label}, chosen" in heard
    second = asked.option[1]
    await tab.press("ArrowDown")
    said = f"{second.letter}. {second.label}" + (f" – {second.help}" if second.help else "")
    await tab.shows(
        "document.getElementById('aloud').lastElementChild?.textContent.replace(/\\.$/, '')", said.removesuffix(".")
    )
    assert "textbox: Keys for the wizard" in heard


async def test_two_tabs_answer_apart_and_take_their_documents(tmp_path: Path) -> None:
    port, downloads = free_port(), tmp_path / "downloads"
    downloads.mkdir()
    code = (
        "import argparse, datetime, sys; from pathlib import Path; from wizard.tui.serve import run_serve; "
        f"sys.exit(run_serve(argparse.Namespace(host='127.0.0.1', port={port}, folder=Path(sys.argv[1]), "
        f"date=datetime.date.fromisoformat('{DAY}'))))"
    )
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(tmp_path), env=os.environ, stderr=asyncio.subprocess.PIPE
    )
    try:
        assert server.stderr is not None
        assert b"The wizard is at" in await asyncio.wait_for(server.stderr.readline(), ROOM)
        async with browser(tmp_path / "profile", downloads) as chrome:
            address = f"http://localhost:{port}"  # another name than the one it was started with
            tabs = {name: await chrome.open(address) for name in ("svc-one", "svc-two")}
            for name, tab in tabs.items():
                await tab.wait_for("Knowledge 2026")
                await tab.type(name)
                await tab.press("Enter")
                await tab.wait_for("Stage 1 of 4")
                await tab.press("c")
                await there(partial(record_with, tmp_path, name, 1))
            await goes_on_after_a_reload(tabs["svc-one"])
            assert await tabs["svc-one"].run(CTRL_V), "The browser itself pastes."
            tab = tabs["svc-two"]
            await tab.press("p")
            first = await there(lambda: record_with(tmp_path, "svc-one", 1))
            second = await there(lambda: record_with(tmp_path, "svc-two", 2))
            assert first.parent != second.parent
            assert all(url.startswith((address, f"ws://localhost:{port}", "data:")) for url in tab.asked), tab.asked

            await tab.press("F10")
            await tab.wait_for("this is a draft")
            await tab.press("w")
            await tab.wait_for("Prepare downloads")
            await tab.press("1")
            await tab.wait_for("documents.zip")
            await tab.press("1")
            packed = await there(lambda: whole(downloads / "documents.zip"))
            await tab.press("2")
            text = await there(lambda: whole(downloads / "recommendation.md"))
            await tab.press("Escape")
            await tab.wait_for("Recommendation")
            assert not reports(tmp_path), "Closing the downloads is no crash."
    finally:
        server.terminate()
        await asyncio.wait_for(server.wait(), ROOM)
    pack, engine = knowledge().pack, knowledge().engine
    session = Session(pack, engine, read_record(second.read_bytes(), str(second)))
    documents = build_documents(session.case(date.fromisoformat(DAY)))
    assert text == documents["recommendation.md"]
    (tmp_path / "packed.zip").write_bytes(packed)
    with zipfile.ZipFile(tmp_path / "packed.zip") as file:
        assert {name: file.read(name) for name in file.namelist()} == documents

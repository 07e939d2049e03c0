"""A browser without a window: Chromium, driven over its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.waiting import ROOM, moments, there

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--remote-debugging-port=0",
)  # fmt: skip
ANSI = re.compile(r"\x1b(\[[0-9;?<>=$]*[a-zA-Z~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)")
SPECIAL = {"Enter": (13, "\r"), "Escape": (27, ""), "F10": (121, ""), "ArrowDown": (40, "")}


def chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One browser; messages are answered in any order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.number = 0
        self.answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.tabs: dict[str, Tab] = {}

    async def listen(self) -> None:
        async for message in self.socket:
            data = message.json()
            if "id" in data and data["id"] in self.answers:
                self.answers.pop(data["id"]).set_result(data)
            elif data.get("sessionId") in self.tabs:
                self.tabs[data["sessionId"]].take(data["method"], data["params"])

    async def send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        self.number += 1
        answer = self.answers[self.number] = asyncio.get_running_loop().create_future()
        extra = {"sessionId": session} if session else {}
        await self.socket.send_json({"id": self.number, "method": method, "params": params, **extra})
        data = await asyncio.wait_for(answer, ROOM)
        assert "error" not in data, data
        return data["result"]

    async def open(self, address: str) -> Tab:
        target = (await self.send("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.send("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        tab = self.tabs[session] = Tab(self, session)
        await self.send("Network.enable", session)
        await self.send("Page.enable", session)
        await self.send("Accessibility.enable", session)
        await self.send("Page.navigate", session, url=address)
        return tab


class Tab:
    """A page; what the server sends to its terminal is read on the way."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser = browser
        self.session = session
        self.text = ""
        self.asked: list[str] = []
        self.warned = 0
        self.answers: set[asyncio.Task[Any]] = set()

    def take(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            sent = base64.b64decode(params["response"]["payloadData"]).decode("utf-8", "replace")
            self.text += ANSI.sub("", sent)
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self.warned += 1
            leave = self.browser.send("Page.handleJavaScriptDialog", self.session, accept=True)
            self.answers.add(asyncio.create_task(leave))

    async def reload(self) -> None:
        """Load the page anew, whatever it warns of; what is shown afterwards is read anew."""
        self.text = ""
        await self.browser.send("Page.reload", self.session)

    async def shows(self, script: str, value: Any) -> None:
        """Wait until a script finds a value."""
        for _ in moments():
            with suppress(AssertionError):  # the page is being loaded
                if await self.run(script) == value:
                    return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{script} is not {value!r} but {await self.run(script)!r}.")

    async def heard(self, line: str) -> list[str]:
        """Return what a screen reader gets, roles and names, once a line is among them: it follows the page with a delay."""
        found: list[str] = []
        for _ in moments():
            tree = await self.browser.send("Accessibility.getFullAXTree", self.session)
            found = []
            for node in tree["nodes"]:
                name = node.get("name", {}).get("value", "").strip()
                role = node.get("role", {}).get("value", "")
                if name and not node["ignored"] and role != "InlineTextBox":
                    found.append(f"{role}: {name}")
            if line in found:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"Not heard: {line!r}\n{found}")

    async def wait_for(self, text: str) -> None:
        await there(lambda: text in self.text, lambda: f"Not shown: {text!r}\n{self.text[-1500:]}")

    async def run(self, script: str) -> Any:
        found = await self.browser.send("Runtime.evaluate", self.session, expression=script, returnByValue=True)
        return found["result"].get("value")

    async def type(self, text: str) -> None:
        await self.browser.send("Input.insertText", self.session, text=text)

    async def press(self, key: str) -> None:
        """Press a key; what is shown afterwards is read anew."""
        self.text = ""
        code, text = SPECIAL.get(key) or (ord(key.upper()), key)
        event: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.browser.send("Input.dispatchKeyEvent", self.session, type="keyDown", text=text, **event)
        await self.browser.send("Input.dispatchKeyEvent", self.session, type="keyUp", **event)


def told_port(file: Path) -> list[str] | None:
    """Return port and address that a browser has written down; nothing while it has not written both."""
    words = file.read_text().split() if file.is_file() else []
    return words if len(words) > 1 else None


@asynccontextmanager
async def browser(place: Path, downloads: Path) -> AsyncIterator[Browser]:
    """Start a browser with a profile of its own."""
    path = chromium()
    assert path is not None
    process = await asyncio.create_subprocess_exec(
        path, *FLAGS, f"--user-data-dir={place}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, env={**os.environ, "HOME": str(place)},
    )  # fmt: skip
    try:
        port_file = place / "DevToolsActivePort"
        port, way = await there(lambda: told_port(port_file))
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"ws://127.0.0.1:{port}{way}", max_msg_size=0) as socket,
        ):
            made = Browser(socket)
            listening = asyncio.create_task(made.listen())
            await made.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
            try:
                yield made
            finally:
                with suppress(Exception):
                    await made.send("Browser.close")
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

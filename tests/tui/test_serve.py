"""The wizard in a browser: this machine only, one folder a tab, and no other site's page."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import re
import shlex
import socket
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.support.packs import real_engine, real_pack
from tests.support.waiting import ROOM, moments, there
from wizard.engagement.beginning import begun
from wizard.errors import UsageError, WizardError
from wizard.pack.files import default_pack_folder
from wizard.tui import tabs as module
from wizard.tui.screens.write import archive
from wizard.tui.serve import TAKEN_OVER, allowed_hosts, command_line, is_loopback, refusal, run_serve
from wizard.tui.tabs import Tabs, folder_name

ANYWHERE = ".".join("0000")

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.9.9.9", True),
        (ANYWHERE, False),
        ("example.org", False),
    ],
)
def test_only_this_machine_is_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize(
    ("headers", "answered"),
    [
        ({"Host": "127.0.0.1:8000"}, True),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, True),
        ({"Host": "evil.example:8000"}, False),
        ({"Host": "127.0.0.1:8000", "Origin": "http://evil.example"}, False),
        ({"Host": "127.0.0.1:8000", "Origin": "null"}, False),
        ({"Host": "127.0.0.1:9000"}, False),
        ({}, False),
    ],
)
def test_other_sites_and_other_names_are_refused(headers: dict[str, str], answered: bool) -> None:
    assert (refusal(headers, allowed_hosts("127.0.0.1", 8000)) == "") is answered


def arguments(**changed) -> argparse.Namespace:
    return argparse.Namespace(**{"host": "127.0.0.1", "port": 8000, "open_to_network": False, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"host": ANYWHERE}, "asks nobody for a password"),
        ({"port": 0}, "isn't a port"),
        ({"text_size": 7}, "from 8 to 72"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(changed: dict, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run_serve(arguments(**changed))


def test_what_no_tab_could_say_is_said_before_the_server_begins(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for changed, said in (
            ({"pack": tmp_path}, "holds no pack.toml"),
            ({"folder": tmp_path / "file" / "records"}, "cannot be written"),
            ({"folder": tmp_path, "port": taken.getsockname()[1]}, "cannot be listened on"),
        ):
            with pytest.raises(WizardError, match=said):
                run_serve(arguments(**changed))

    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="quotes differ")
def test_the_command_of_a_tab_is_quoted() -> None:
    words = shlex.split(command_line(Path("/a b;rm -rf"), Path("/p'q"), "2026-11-24", ("a.json; x", "")))
    assert words[0] == "exec"
    assert words[2:4] == ["-m", "wizard.tui.tabs"]
    assert words[4:] == ["/a b;rm -rf", "/p'q", "2026-11-24", "a.json; x", ""]


def test_an_archive_of_the_same_documents_is_the_same() -> None:
    documents = {"a.md": b"x\n", "b.json": b"{}"}
    assert archive(documents) == archive(documents)
    with zipfile.ZipFile(io.BytesIO(archive(documents))) as file:
        assert {name: file.read(name) for name in file.namelist()} == documents


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def first_page(session, address: str) -> str:
    """Return the page, as soon as the server listens."""
    for _ in moments():
        try:
            async with session.get(address) as answer:
                return await answer.text()
        except aiohttp.ClientError:
            await asyncio.sleep(0.05)
    raise AssertionError("The server never listened.")


class Page:
    """What a page of the browser gets from the server."""

    def __init__(self, socket_) -> None:
        self.socket = socket_
        self.drawn = b""
        self.token = ""
        self.parts = ""

    async def until(self, found) -> None:
        while not found(self):
            message = await asyncio.wait_for(self.socket.receive(), ROOM)
            assert message.type in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}, message
            if isinstance(message.data, bytes):
                self.drawn += message.data
            else:
                kind, value = json.loads(message.data)
                if kind == "tab":
                    self.token = value
                elif kind == "spoken":
                    self.parts = json.dumps(value["parts"])

    async def type(self, text: str) -> None:
        await self.socket.send_json(["stdin", text])


async def connected(session, address: str, *offered: str) -> Page:
    return Page(await session.ws_connect(f"{address}/ws/{'-'.join(offered) or '-'}?width=100&height=30"))


async def opened(session, address: str, *offered: str) -> Page:
    page = await connected(session, address, *offered)
    await page.until(lambda page: b"Knowledge 2026" in page.drawn or "Stage 1 of" in page.parts)
    return page


async def ended(page: Page) -> int | None:
    """Return why the server ended a page."""
    while (await asyncio.wait_for(page.socket.receive(), ROOM)).type not in {
        aiohttp.WSMsgType.CLOSE,
        aiohttp.WSMsgType.CLOSED,
    }:
        pass
    return page.socket.close_code


def folder_of(page: Page) -> bytes:
    return page.drawn.split(b"tab-")[1][:16]


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[str]:
    port = free_port()
    code = (
        "import argparse, sys; from pathlib import Path; from wizard.tui.serve import run_serve; "
        f"sys.exit(run_serve(argparse.Namespace(host='127.0.0.1', port={port}, text_size=21, folder=Path(sys.argv[1]))))"
    )
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(folder), env=os.environ)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        await asyncio.wait_for(server.wait(), ROOM)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")
async def test_each_tab_is_the_wizard_with_a_folder_of_its_own(tmp_path: Path) -> None:
    async with serving(tmp_path) as address, aiohttp.ClientSession() as session:
        page = await first_page(session, address)
        assert not re.search(r"<script(?! src=\"/)|<style|\son\w+=|https?:|//", page.replace("<!DOCTYPE html>", ""))
        assert 'data-text-size="21"' in page
        async with session.get(address) as answer:
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self';" in policy
        for name in re.findall(r'(?:src|href)="(/[^"]+)"', page):
            async with session.get(f"{address}{name}") as answer:
                assert answer.status == 200, name
        async with session.get(address, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403
        async with session.get(f"{address}/ws", headers={"Origin": "http://evil.example"}) as answer:
            assert answer.status == 403
        pages = await asyncio.gather(opened(session, address), opened(session, address))
        assert len({folder_of(page) for page in pages}) == 2

        first, other = pages
        await first.type("svc-one\r")
        await first.until(lambda page: "Stage 1 of" in page.parts)
        await first.type("cp<")
        await first.until(lambda page: '"chosen": true' in page.parts)
        asked = first.parts
        told = asyncio.create_task(ended(first))
        hasty = await connected(session, address, first.token)
        await hasty.until(lambda page: page.parts)
        await hasty.socket.close()
        again = await opened(session, address, first.token)
        await again.until(lambda page: page.parts == asked)
        assert again.token == first.token
        assert await told == TAKEN_OVER
        for page in (again, other):
            await page.socket.close()
        late = await opened(session, address, "", again.token)
        assert late.token == again.token, "A new tab has the records of one that was closed."
        await late.until(lambda page: "svc-one" in page.parts)
        await late.socket.send_str("{}")
        await ended(late)
    left = lambda: [path.name for path in (tmp_path / "web").iterdir()]  # noqa: E731
    await there(
        lambda: left() == [folder_name(first.token)], lambda: f"Tabs without a record leave nothing behind: {left()}"
    )


def engagement_in(folder: Path) -> Path:
    begun(folder, real_pack(), real_engine())
    return folder


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")
async def test_the_tabs_of_an_engagement_share_its_accounts(tmp_path: Path) -> None:
    folder = engagement_in(tmp_path)
    async with serving(folder) as address, aiohttp.ClientSession() as session:
        await first_page(session, address)
        page = await connected(session, address)
        await page.until(lambda page: "0 accounts" in page.parts)
        await page.socket.close()
        await ended(page)
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == [
        "accounts",
        "engagement.toml",
    ]
    assert not (folder / "accounts" / "web").exists()


def test_an_engagement_is_not_opened_to_the_network(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="all its accounts"):
        run_serve(arguments(host=ANYWHERE, open_to_network=True, folder=engagement_in(tmp_path)))


class TabPage:
    """A page that holds a tab until it is told to end."""

    def __init__(self, tabs: Tabs, *offered: str) -> None:
        self.told = asyncio.Event()
        self.stack = AsyncExitStack()
        self.tabs, self.offered = tabs, offered

    async def open(self, *, ends: bool = True) -> TabPage:
        async def close() -> None:
            self.told.set()

        self.tab = await self.stack.enter_async_context(self.tabs.taken(self.offered, close))
        if ends:
            self.ending = asyncio.create_task(self._end())
        return self

    async def _end(self) -> None:
        await self.told.wait()
        await asyncio.sleep(0)  # the process saves
        await self.stack.aclose()


async def test_a_reload_has_its_folder_again_and_the_question_it_was_at() -> None:
    tabs = Tabs()
    first = await TabPage(tabs).open()
    first.tab.where = ("svc.json", "cloud")
    await first.stack.aclose()
    again = await TabPage(tabs, first.tab.token).open()
    assert again.tab.token == first.tab.token
    assert again.tab.where == ("svc.json", "cloud")


async def test_the_newer_of_two_pages_with_one_token_ends_the_older_one_first() -> None:
    tabs = Tabs()
    first = await TabPage(tabs).open()
    first.tab.where = ("svc.json", "cloud")
    pages = await asyncio.gather(*(TabPage(tabs, first.tab.token).open() for _ in range(3)))
    assert first.tab.ended.is_set()
    assert {page.tab.token for page in pages} == {first.tab.token}
    assert sum(not page.tab.ended.is_set() for page in pages) == 1
    assert pages[-1].tab.where == ("svc.json", "cloud")


async def test_a_page_that_does_not_end_keeps_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    tabs = Tabs()
    first = await TabPage(tabs).open(ends=False)
    second = await TabPage(tabs, first.tab.token).open()
    assert second.tab.token != first.tab.token
    assert second.tab.where == ("", "")


async def test_a_new_tab_has_the_folder_of_a_closed_one_but_never_of_an_open_one() -> None:
    tabs = Tabs()
    closed, opened = await TabPage(tabs).open(), await TabPage(tabs).open()
    closed.tab.where = ("svc.json", "cloud")
    await closed.stack.aclose()
    tokens = ("", opened.tab.token, closed.tab.token)
    third, fourth = await asyncio.gather(TabPage(tabs, *tokens).open(), TabPage(tabs, *tokens).open())
    assert third.tab.token == closed.tab.token
    assert third.tab.where == ("", ""), "It begins at the list of records."
    assert fourth.tab.token not in tokens
    assert not opened.told.is_set()


async def test_a_new_tab_waits_for_the_one_that_is_being_closed() -> None:
    tabs = Tabs()
    closing = await TabPage(tabs).open()
    closing.tab.ending = True
    new = asyncio.create_task(TabPage(tabs, "", closing.tab.token).open())
    await asyncio.sleep(0)
    assert not new.done()
    await closing.stack.aclose()
    assert (await new).tab.token == closing.tab.token


@pytest.mark.parametrize("offered", ["../../etc", "a" * 31, "A" * 32, "0" * 33, "tab-" + "0" * 28, "0" * 31 + "\n"])
async def test_what_is_no_token_gets_a_new_one(offered: str) -> None:
    page = await TabPage(Tabs(), offered, offered).open()
    assert page.tab.token != offered
    assert len(page.tab.token) == 32


async def test_the_name_of_a_folder_does_not_tell_its_token() -> None:
    page = await TabPage(Tabs()).open()
    name = folder_name(page.tab.token)
    assert name.startswith("tab-")
    assert not any(page.tab.token[at : at + 6] in name for at in range(27))


@pytest.mark.slow
async def test_a_tab_that_shows_nothing_new_ends_with_its_server(tmp_path: Path) -> None:
    words = shlex.split(command_line(tmp_path / "tab", default_pack_folder(), "", ("", "")).removeprefix("exec "))
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "TEXTUAL_DRIVER": "wizard.tui.spoken:SpeakingDriver"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    shown = b""
    while b"MFA Exception Wizard" not in shown:
        shown += await asyncio.wait_for(process.stdout.read(1 << 16), ROOM)
    with suppress(TimeoutError):
        while await asyncio.wait_for(process.stdout.read(1 << 16), 1.5):
            pass  # until it is idle
    process.stdin.close()
    try:
        await asyncio.wait_for(asyncio.gather(process.wait(), process.stdout.read()), ROOM)
    finally:
        if process.returncode is None:
            process.kill()

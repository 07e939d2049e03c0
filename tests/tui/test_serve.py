"""The wizard in a browser: this machine only, one folder a tab, and no other site's page."""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import shlex
import socket
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.waiting import ROOM, moments, there
from wizard.errors import UsageError
from wizard.tui.screens.downloads import archive
from wizard.tui.serve import allowed_hosts, command_line, is_loopback, refusal, run_serve

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
    ("changed", "said"), [({"host": ANYWHERE}, "asks nobody for a password"), ({"port": 0}, "isn't a port")]
)
def test_it_does_not_listen_to_the_network_by_accident(changed: dict, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run_serve(arguments(**changed))


@pytest.mark.skipif(sys.platform == "win32", reason="quotes differ")
def test_the_command_of_a_tab_is_quoted() -> None:
    words = shlex.split(command_line(Path("/a b;rm -rf"), Path("/p'q"), "2026-11-24"))
    assert words[1:3] == ["-m", "wizard.tui.tab"]
    assert words[3:] == ["/a b;rm -rf", "/p'q", "2026-11-24"]


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


async def first_bytes(session, address: str) -> bytes:
    seen = b""
    async with session.ws_connect(f"{address}/ws?width=100&height=30") as socket_:
        while b"Knowledge 2026" not in seen:
            message = await asyncio.wait_for(socket_.receive(), ROOM)
            assert message.type in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}, message
            seen += message.data if isinstance(message.data, bytes) else b""
    return seen


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")
async def test_each_tab_is_the_wizard_with_a_folder_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    code = (
        "import argparse, sys; from pathlib import Path; from wizard.tui.serve import run_serve; "
        f"sys.exit(run_serve(argparse.Namespace(host='127.0.0.1', port={port}, folder=Path(sys.argv[1]))))"
    )
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(tmp_path), env=os.environ)
    try:
        async with aiohttp.ClientSession() as session:
            page = await first_page(session, address)
            assert all(
                address in word for word in page.split('"') if word.startswith(("http", "ws:")) and "ws://" not in word
            )
            assert "googleapis" not in page
            async with session.get(address, headers={"Host": "evil.example"}) as answer:
                assert answer.status == 403
            async with session.get(f"{address}/ws", headers={"Origin": "http://evil.example"}) as answer:
                assert answer.status == 403
            pages = await asyncio.gather(first_bytes(session, address), first_bytes(session, address))
        folders = {page.split(b"tab-")[1][:8] for page in pages}
        assert len(folders) == 2
    finally:
        server.terminate()
        await asyncio.wait_for(server.wait(), ROOM)
    await there(lambda: not list((tmp_path / "web").iterdir()), lambda: "Tabs without a record leave nothing behind.")

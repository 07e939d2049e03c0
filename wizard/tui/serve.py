"""The wizard in a browser: a server on this machine, one process and one folder of records for each tab.

The tabs of an engagement share its accounts, as several terminals do; only the person at this machine has them.

There is no authentication. So it listens on this machine only, unless an option opens it,
and it answers only requests that name the address it was started with: a page of another
site cannot reach it through somebody's browser. A page gets a token for its folder (`tabs.py`), not a password:
it keeps tabs apart, and leads a page that is loaded again back to its record.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import json
import logging
import shlex
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wizard.errors import EXIT_DONE, Problem, UsageError
from wizard.files.reading import reason, refused
from wizard.tui.strings import PRODUCT
from wizard.tui.tabs import SAVES_WITHIN, Tab, Tabs, folder_name

if TYPE_CHECKING:
    import argparse

    from aiohttp import web

TEMPLATES = Path(__file__).with_name("web")
PAGE = TEMPLATES / "page"

TAKEN_OVER = 4001
"""Why a page is ended: another one has its folder now."""

SIZES = range(8, 73)
"""Heights of letters that a page takes."""

HEADERS = {
    # The terminal writes its own style elements; everything else comes from files of this server.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    """Return whether a name or address is this machine's own."""
    if host in LOCAL:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_hosts(host: str, port: int) -> frozenset[str]:
    """Return the values of the Host header that belong to this server; empty for any."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return frozenset()
    names = LOCAL if is_loopback(host) else {host}
    shown = {f"[{name}]" if ":" in name else name for name in {*names, host}}
    return frozenset({f"{name}:{port}" for name in shown} | (shown if port in {80, 443} else set()))


def refusal(headers: Any, hosts: frozenset[str]) -> str:
    """Return why a request is refused; empty where it is answered.

    A page of another site has another Origin; a name that was made to point here has another Host.
    """
    host = headers.get("Host", "")
    if hosts and host.lower() not in hosts:
        return "This server does not answer to that name."
    origin = headers.get("Origin")
    if origin and urlsplit(origin).netloc.lower() != host.lower():
        return "Pages of other sites cannot use this server."
    return ""


def command_line(home: Path, pack: Path, day: str, where: tuple[str, str]) -> str:
    """Return the command that starts one tab; it replaces the shell that reads it."""
    words = [sys.executable, "-m", "wizard.tui.tabs", str(home), str(pack), day, *where]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else f"exec {shlex.join(words)}"


def make_server(
    start: Callable[[str, tuple[str, str]], str], host: str, port: int, text_size: int | None = None
) -> Any:
    """Return the server; textual-serve is imported here.

    Args:
        start: Returns the command of a tab, from the name of its folder and from record and question to resume.
        text_size: Height of the letters where a page chose no other; None fits them to the window.
    """
    import aiohttp_jinja2
    from aiohttp import web
    from textual_serve.app_service import AppService
    from textual_serve.server import Server, to_int

    hosts = allowed_hosts(host, port)

    @web.middleware
    async def guard(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        reason = refusal(request.headers, hosts)
        if reason:
            raise web.HTTPForbidden(text=reason)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    class TabService(AppService):  # type: ignore[misc, unused-ignore]
        """The process of a tab, which says what is on its screen."""

        def __init__(self, tab: Tab, socket: web.WebSocketResponse, downloads: Any) -> None:
            super().__init__(
                start(folder_name(tab.token), tab.where),
                write_bytes=socket.send_bytes,
                write_str=socket.send_str,
                close=self.close,
                download_manager=downloads,
            )
            self.tab, self.socket = tab, socket

        async def close(self) -> None:
            await self.socket.close()

        async def run(self) -> None:
            """Pass on what the process draws, and end the page with it."""
            await super().run()
            await self.remote_close()

        async def stop(self) -> None:
            """End the process, and wait until it has saved; the next page may open the same record at once."""
            assert self._process is not None  # noqa: S101 - it was started
            try:
                await asyncio.wait_for(self._end(self._process), SAVES_WITHIN)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    self._process.kill()

        async def _end(self, process: asyncio.subprocess.Process) -> None:
            await super().stop()
            await process.communicate()

        def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
            return super()._build_environment(width, height) | {"TEXTUAL_DRIVER": "wizard.tui.spoken:SpeakingDriver"}

        async def on_meta(self, data: bytes) -> None:
            """Pass on what is said; remember what is shown."""
            told = json.loads(data)
            if told["type"] != "spoken":
                await super().on_meta(data)
                return
            record, question = told["where"]
            self.tab.where = record, question
            await self.remote_write_str(json.dumps(["spoken", {"record": bool(record), "parts": told["parts"]}]))

    class WizardServer(Server):  # type: ignore[misc, unused-ignore]
        """Serves the wizard, says little, and lets nobody else's page in."""

        tabs = Tabs()

        def initialize_logging(self) -> None:
            """Log nothing: what is typed in a tab is nobody's business here."""
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            logging.getLogger("textual-serve").setLevel(logging.CRITICAL)

        async def _make_app(self) -> web.Application:
            app: web.Application = await super()._make_app()
            app.router.add_get("/ws/{tokens}", self.handle_websocket)
            app.router.add_static("/page", PAGE)
            app.middlewares.append(guard)
            return app

        @aiohttp_jinja2.template("app_index.html")  # type: ignore[untyped-decorator, unused-ignore]
        async def handle_index(self, request: web.Request) -> dict[str, Any]:
            """Return what the page says."""
            del request
            return {"product": self.title, "text_size": text_size or ""}

        async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
            """Run a tab for as long as its page is there; a page that is loaded again continues where it was."""
            socket = web.WebSocketResponse(heartbeat=15, timeout=2)
            await socket.prepare(request)
            offered = request.match_info.get("tokens", "").split("-")

            async def let_go() -> None:
                await socket.close(code=TAKEN_OVER)

            with suppress(ConnectionError):  # the page is gone already
                async with self.tabs.taken(offered, let_go) as tab:
                    await socket.send_json(["tab", tab.token])
                    await self._run_tab(tab, socket, request)
            await socket.close()
            return socket

        async def _run_tab(self, tab: Tab, socket: web.WebSocketResponse, request: web.Request) -> None:
            service = TabService(tab, socket, self.download_manager)
            await service.start(*(to_int(request.query.get(side, ""), 80) for side in ("width", "height")))
            try:
                with suppress(AssertionError, AttributeError, LookupError, TypeError, ValueError):  # a page's nonsense
                    await self._process_messages(socket, service)
            finally:
                tab.ending = True
                await service.stop()

        async def on_startup(self, app: web.Application) -> None:
            """Say where the wizard is, on stderr."""
            del app
            print(f"The wizard is at {self.public_url} . Ctrl+C ends it.", file=sys.stderr, flush=True)  # noqa: T201

    shown = f"[{host}]" if ":" in host else host
    return WizardServer(
        "",
        host=host,
        port=port,
        title=PRODUCT,
        public_url=f"http://{shown}:{port}",
        templates_path=str(TEMPLATES),
    )


def run_serve(args: argparse.Namespace) -> int:
    """Serve until interrupted.

    Args:
        args: ``host``, ``port``, ``open_to_network``, ``text_size``, and the common options ``folder``, ``pack`` and
            ``date``.

    Raises:
        UsageError: The host is not this machine and ``open_to_network`` is not set or the folder is an engagement, the
            port is taken, the folder can't be made, or letters of that size can't be read.
        PackError: The pack is invalid.
    """
    from wizard.engagement.paths import home, opened_engagement
    from wizard.files.writing import make_folder
    from wizard.pack.files import default_pack_folder
    from wizard.pack.loader import load_pack

    host, port = args.host, args.port
    if not is_loopback(host) and not getattr(args, "open_to_network", False):
        message = f"'{host[:60]}' is not this machine, and the wizard asks nobody for a password."
        raise UsageError(
            Problem("--host", message, "Add --open-to-network if anyone who reaches it may use it.", for_shell=True)
        )
    if not 0 < port < 65_536:
        raise UsageError(Problem("--port", f"{port} isn't a port.", "Name one from 1 to 65535."))
    size = getattr(args, "text_size", None)
    if size is not None and size not in SIZES:
        most = f"Name a number of pixels from {SIZES[0]} to {SIZES[-1]}."
        raise UsageError(Problem("--text-size", f"{size} can't be read.", most))
    folder = getattr(args, "folder", None)
    engagement = opened_engagement(folder)
    if engagement is not None and not is_loopback(host):
        message = "is an engagement, and everyone who reaches this server would have all its accounts."
        remedy = "Serve it on this machine alone, or name another folder with --folder."
        raise UsageError(Problem(str(engagement.absolute()), message, remedy, for_shell=True))
    root = home(folder).absolute()
    pack = Path(getattr(args, "pack", None) or default_pack_folder()).absolute()
    day = str(getattr(args, "date", None) or "")

    def start(name: str, where: tuple[str, str]) -> str:
        return command_line(root if engagement is not None else root / "web" / name, pack, day, where)

    # A tab has no place to say what is wrong with these, and the server says where it is before it listens.
    load_pack(pack)
    try:
        make_folder(root)
    except OSError as error:
        raise UsageError(refused(root, error, "Name another folder with --folder.", for_shell=True)) from None
    try:
        _listen(host, port)
        make_server(start, host, port, size).serve()
    except OSError as error:
        raise UsageError(
            Problem(
                f"{host}:{port}",
                f"cannot be listened on: {reason(error)}.",
                "Name another port with --port.",
                for_shell=True,
            )
        ) from None
    return EXIT_DONE


def _listen(host: str, port: int) -> None:
    """Try whether an address can be listened on.

    Raises:
        OSError: It can't.
    """
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":  # there it would share the port with who has it
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                if error.errno != errno.EADDRNOTAVAIL:  # one of several addresses of a name may not be there
                    raise

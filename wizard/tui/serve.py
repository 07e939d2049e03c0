"""The wizard in a browser: a server on this machine, one process and one folder of records for each tab.

There is no authentication. So it listens on this machine only, unless an option opens it,
and it answers only requests that name the address it was started with: a page of another
site cannot reach it through somebody's browser.
"""

from __future__ import annotations

import ipaddress
import logging
import shlex
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wizard.errors import EXIT_DONE, Problem, UsageError
from wizard.files.reading import reason

if TYPE_CHECKING:
    import argparse

    from aiohttp import web

TEMPLATES = Path(__file__).with_name("web")
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


def command_line(root: Path, pack: Path, day: str) -> str:
    """Return the command that starts one tab."""
    words = [sys.executable, "-m", "wizard.tui.tab", str(root), str(pack), day]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def make_server(command: str, host: str, port: int) -> Any:
    """Return the server; textual-serve is imported here."""
    from aiohttp import web
    from textual_serve.server import Server

    hosts = allowed_hosts(host, port)

    @web.middleware
    async def guard(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        reason = refusal(request.headers, hosts)
        if reason:
            raise web.HTTPForbidden(text=reason)
        response = await handler(request)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    class WizardServer(Server):  # type: ignore[misc, unused-ignore]
        """Serves the wizard, says little, and lets nobody else's page in."""

        def initialize_logging(self) -> None:
            """Log nothing: what is typed in a tab is nobody's business here."""
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            logging.getLogger("textual-serve").setLevel(logging.CRITICAL)

        async def _make_app(self) -> web.Application:
            app: web.Application = await super()._make_app()
            app.middlewares.append(guard)
            return app

        async def on_startup(self, app: web.Application) -> None:
            """Say where the wizard is, on stderr."""
            del app
            print(f"The wizard is at {self.public_url} . Ctrl+C ends it.", file=sys.stderr, flush=True)  # noqa: T201

    shown = f"[{host}]" if ":" in host else host
    return WizardServer(
        command,
        host=host,
        port=port,
        title="MFA Exception Wizard",
        public_url=f"http://{shown}:{port}",
        templates_path=str(TEMPLATES),
    )


def run_serve(args: argparse.Namespace) -> int:
    """Serve until interrupted.

    Args:
        args: ``host``, ``port``, ``open_to_network``, and the common options ``folder``, ``pack`` and ``date``.

    Raises:
        UsageError: The host is not this machine and ``open_to_network`` is not set, or the port is taken.
    """
    from wizard.engagement.paths import home
    from wizard.pack.default_pack import default_pack_folder

    host, port = args.host, args.port
    if not is_loopback(host) and not getattr(args, "open_to_network", False):
        message = f"'{host[:60]}' is not this machine, and the wizard asks nobody for a password."
        raise UsageError(
            Problem("--host", message, "Add --open-to-network if anyone who reaches it may use it.", for_shell=True)
        )
    if not 0 < port < 65_536:
        raise UsageError(Problem("--port", f"{port} isn't a port.", "Name one from 1 to 65535."))
    root = home(getattr(args, "folder", None)) / "web"
    pack = getattr(args, "pack", None) or default_pack_folder()
    day = getattr(args, "date", None)
    try:
        make_server(command_line(root, Path(pack).absolute(), str(day or "")), host, port).serve()
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

"""``serve``: the wizard in a browser tab, on this machine only unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wizard.cli.parser import add_date
from wizard.errors import MissingExtraError

if TYPE_CHECKING:
    import argparse


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Serves the wizard to a browser. There is no authentication: anyone who reaches the port can use it.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="NAME", help="address to listen on (default: this computer)"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="NUMBER", help="the port to listen on")
    parser.add_argument("--open-to-network", action="store_true", help="allow a host other than this machine")
    parser.add_argument(
        "--text-size", type=int, metavar="PIXELS", help="height of the letters; else they fit the window"
    )
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted.

    Raises:
        MissingExtraError: textual-serve is not installed.
    """
    if find_spec("textual_serve") is None:
        raise MissingExtraError("web", "The wizard in a browser")
    from wizard.tui.serve import run_serve

    return run_serve(args)

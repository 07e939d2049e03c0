"""``evidence``: the commands that read exports of a tenant, each in its own module."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wizard.cli.parser import EVIDENCE, Parser, connect
from wizard.errors import Problem, UsageError

if TYPE_CHECKING:
    import argparse


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Define ``evidence`` and its commands."""
    parser = add(description="Reads exports of the tenant; changes nothing.")
    below = parser.add_subparsers(title="commands", metavar="COMMAND", dest="evidence_command", parser_class=Parser)
    for name, (module, purpose) in EVIDENCE.items():
        if find_spec(module) is not None:
            connect(below, name, module, purpose)


def run(_args: argparse.Namespace) -> int:
    """Say which commands there are: none was named.

    Raises:
        UsageError: Always.
    """
    names = ", ".join(name for name, (module, _) in EVIDENCE.items() if find_spec(module) is not None)
    raise UsageError(Problem("", "evidence needs a command.", f"There are: {names}."))

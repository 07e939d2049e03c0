"""The commands that write, each with files to work on, and what they may leave behind."""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tests.cli.running import Result, mfa_wizard
from tests.faults.formats import FORMATS
from tests.support.desk import DAY, SIGNED, write_desk
from tests.support.packs import TINY
from wizard.files import writing

RECORD = "contoso/accounts/svc-orders-contoso-com.json"
PAPER = "contoso/decisions/2026-11-24 invoices"
IN = ("--folder", "contoso")
ON = ("--date", DAY)
GONE = 4194301
"""No process has this number."""
NEW_ID = re.compile(rb"MFA-20\d\d-[0-9A-F]{8}")
"""Drawn at random for each new record."""


@dataclass(frozen=True)
class Command:
    """A command line, and the exit codes of a run that nothing disturbs."""

    words: tuple[str, ...]
    codes: tuple[int, ...] = (0,)
    stdin: str = ""
    cold: bool = False  # nothing is compiled yet


ASKED = "\n".join(["svc-asked@contoso.com", *["1"] * 12, "q", ""])
COMMANDS = {
    "decide": Command(("decide", "answers.json"), cold=True),
    "export": Command(("export", RECORD, "--to", "out", "--format", "html", *ON)),
    "export --redact": Command(("export", RECORD, "--to", "out", "--redact", *ON)),
    "export --revision": Command(("export", "answers.json", "--to", PAPER, "--revision", *ON)),
    "assess": Command(("assess", "accounts.csv", "--to", "contoso", "--yes", "--documents", *ON)),
    "assess, new": Command(("assess", "accounts.csv", "--to", "new", "--yes", *ON)),
    "assess, exports": Command(
        ("assess", "accounts.csv", "--to", "new", "--yes", "--sign-ins", "sign-ins.jsonl", "--directory", "directory.json", "--connections", "connections.json", *ON)
    ),
    "board": Command(("board", "contoso", "--accounts", "svc-orders@contoso.com,svc-bills@contoso.com", "--title", "Bills", *ON)),
    "status": Command(("status", "contoso", *ON)),
    "records rename": Command(("records", "rename", "svc-orders-contoso-com", "svc-sales@contoso.com", *IN)),
    "records delete": Command(("records", "delete", "svc-orders-contoso-com", "--yes", *IN)),
    "records renew": Command(("records", "renew", SIGNED + "-contoso-com", "--until", "2027-11-28", *IN, *ON)),
    "records close": Command(
        ("records", "close", "svc-orders-contoso-com", "--by", "Gil Orr", "--outcome", "account_retired", "--evidence", "ticket 4711", *IN, *ON)
    ),
    "records hand-over": Command(("records", "hand-over", "--from", "Olga Ney", "--to", "Nora New", *IN, *ON)),
    "evidence change": Command(
        ("evidence", "change", PAPER, "--policies", "policies.json", "--directory", "directory.json", "--to", "change", *ON)
    ),
    "evidence propose": Command(("evidence", "propose", "svc-crm-contoso-com", "sign-ins.jsonl", *IN)),
    "evidence show": Command(("evidence", "show", "sign-ins.jsonl", "directory.json")),
    "evidence collect": Command(("evidence", "collect", "--to", "collect.ps1")),
    "knowledge check": Command(("knowledge", "check", "--pack", "bad", "--counterexamples", "found"), (3,)),
    "knowledge paper": Command(("knowledge", "paper", "--to", "rules.html", *ON)),
    "knowledge schema": Command(("knowledge", "schema", "--to", "shapes")),
    "schema": Command(("schema", "--to", "shapes")),
    "ask --plain": Command(("ask", "--plain", "--folder", "home", *ON), (0, 2, 130), ASKED),
}  # fmt: skip


@functools.cache
def desk() -> Path:
    """Return a folder with the files of the guides, and a small pack with a defect."""
    folder = Path(tempfile.mkdtemp(prefix="mfa-wizard-desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()):
        write_desk(folder)
    shutil.copytree(TINY, folder / "bad")
    (folder / "tmp").mkdir()
    run_at(folder, Command(("decide", "answers.json")))
    return folder


def fresh(folder: Path, command: Command) -> Path:
    """Return a copy of the desk for a command."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(desk(), folder)
    if command.cold:
        shutil.rmtree(folder / "cache")
    return folder


@contextlib.contextmanager
def at(folder: Path) -> Iterator[None]:
    """Work in a folder: current folder, records, cache and temporary files."""
    homes = {"MFA_WIZARD_HOME": str(folder / "home"), "MFA_WIZARD_CACHE": str(folder / "cache")}
    with (
        contextlib.chdir(folder),
        patch.dict(os.environ, homes),
        patch.object(tempfile, "tempdir", str(folder / "tmp")),
    ):
        yield


def run_at(folder: Path, command: Command) -> Result:
    """Run a command in a folder, as in a process that begins: what is there already was left by another one."""
    writing._SWEPT.clear()
    for left in sorted(folder.rglob(f".*{os.getpid()}-*"), reverse=True):
        left.rename(left.with_name(left.name.replace(f"{os.getpid()}-", f"{GONE}-")))
    with at(folder):
        return mfa_wizard(*command.words, stdin=command.stdin)


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, without locks; identifiers drawn at random are made equal."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.endswith(".lock"):
            found[path.relative_to(folder).as_posix()] = NEW_ID.sub(b"MFA-ID", path.read_bytes())
    return found


def temporary(names: Iterable[str]) -> list[str]:
    """Return the names that only files in the making have; openpyxl's own holds headings and nothing of a user."""
    return sorted(
        name
        for name in names
        if name.endswith(".tmp")
        or (name.startswith("tmp/") and not name.startswith("tmp/openpyxl."))
        or "/.mfa-wizard-" in name
    )


def lasting(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files without those in the making, and without what can be computed again at any time."""
    return {name: data for name, data in found.items() if not name.startswith("cache/") and not temporary([name])}


def half_written(found: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Return files that are neither as before nor as a whole run leaves them, nor whole by themselves."""
    wrong = [f"{name} is gone" for name in before if name not in found and name in after]
    for name, data in found.items():
        if data not in (before.get(name), after.get(name)) and not _whole(name, data):
            wrong.append(f"{name} is neither old nor new")
    return wrong


def _whole(name: str, data: bytes) -> bool:
    """Return whether a file that depends on the moment is whole, such as an account between two answers."""
    try:
        FORMATS.get(Path(name).suffix, json.loads)(data)
    except Exception:  # noqa: BLE001 - whatever a parser says of it
        return False
    return bool(data)

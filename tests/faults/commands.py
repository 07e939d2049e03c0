"""Every command, and every face that saves, each with files to work on."""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tests.cli.running import Result, mfa_wizard
from tests.faults.once import read_once
from tests.faults.saving import ask, ask_plain, wizard, wizard_documents
from tests.support.desk import DAY, SIGNED, write_desk
from tests.support.packs import TINY, real_engine, real_pack
from wizard.decision import engine
from wizard.engagement.session import Session
from wizard.files import writing

RECORD = "contoso/accounts/svc-orders-contoso-com.json"
OWN = "contoso/accounts/svc-crm-contoso-com.json"
"""A record as the wizard itself writes it; nothing changes when it is opened and closed."""
PAPER = "contoso/decisions/2026-11-24 invoices"
PSEUDONYMS = {
    "schema_version": "1.0",
    "entries": [{"kind": "Account", "pseudonym": "Account 1", "names": ["svc-one@contoso.com"]}],
}
IN = ("--folder", "contoso")
ON = ("--date", DAY)
TENANT = ("--policies", "policies.json", "--directory", "directory.json")
GONE = 4194301
"""No process has this number."""


@dataclass(frozen=True)
class Command:
    """A command line, and the exit codes of a run that nothing disturbs.

    Attributes:
        cold: Nothing is compiled yet.
        face: Holds an interview in a folder, in place of a command line.
    """

    words: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0,)
    stdin: str = ""
    cold: bool = False
    face: Callable[[Path], Result] | None = None


COMMANDS = {
    "decide": Command(("decide", "answers.json"), cold=True),
    "export": Command(("export", RECORD, "--to", "out", *ON)),
    "export --redact": Command(("export", RECORD, "--to", "out", "--redact", *ON)),
    "export --revision": Command(("export", "answers.json", "--to", PAPER, "--revision", *ON)),
    "assess": Command(("assess", "accounts.csv", "--to", "contoso", "--yes", *ON)),
    "assess, new": Command(("assess", "accounts.csv", "--to", "new", "--yes", "--documents", *ON)),
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
    "explain": Command(("explain", "answers.json")),
    "template": Command(("template",)),
    "records list": Command(("records", "list", "--owner", "Olga Ney", *IN)),
    "records open": Command(("records", "open", "svc-crm-contoso-com", "--plain", *IN, *ON), stdin="q\n"),
    "records key": Command(("records", "key", "Account 1", "--key", "key.json")),
    "evidence what-if": Command(("evidence", "what-if", *TENANT, "--request", "request.json")),
    "evidence impact": Command(("evidence", "impact", "--policies", "policies.json", "--against", "fewer.json", "--directory", "directory.json"), (4,)),
    "evidence migration": Command(("evidence", "migration", "connections.json")),
    "evidence explain": Command(("evidence", "explain", "AADSTS50076")),
    "evidence kql": Command(("evidence", "kql", "--account", "svc-orders@contoso.com")),
    "verify": Command(("verify", "contoso", *ON)),
    "drift": Command(("drift", "contoso", *TENANT, *ON), (0, 4)),
    "knowledge diff": Command(("knowledge", "diff", "bad", "bad")),
    "knowledge facts": Command(("knowledge", "facts", "CA-19")),
    "knowledge due": Command(("knowledge", "due", *ON)),
    "completion": Command(("completion", "bash")),
    "help": Command(("help", "export")),
    "ask --plain": Command(face=ask_plain),
    "ask": Command(face=ask, codes=(130,)),
    "wizard": Command(face=wizard),
    "wizard, documents": Command(face=wizard_documents),
}  # fmt: skip


@functools.cache
def desk() -> Path:
    """Return a folder with the files of the guides, and a small pack with a defect."""
    folder = Path(tempfile.mkdtemp(prefix="mfa-wizard-desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()):
        write_desk(folder)
    session = Session.open(folder / OWN, real_pack(), real_engine())
    session.save()
    session.close()
    shutil.copytree(TINY, folder / "bad")
    (folder / "key.json").write_text(json.dumps(PSEUDONYMS))
    (folder / "tmp").mkdir()
    run_at(folder, COMMANDS["decide"])
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
    # A process that begins has no engine yet, so it reads what is kept of the pack, or keeps it.
    begun = patch.dict(engine._engines, clear=True) if command.cold else read_once()
    with at(folder), begun:
        return command.face(folder) if command.face else mfa_wizard(*command.words, stdin=command.stdin)

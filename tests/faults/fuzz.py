"""Damaged files for every reader: read, or refused with place and remedy; no traceback, no hang, nobody else's values."""

from __future__ import annotations

import functools
import json
import random
import resource
import shutil
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.cli.running import Result, mfa_wizard
from tests.documents.making import ANSWERS, SIGNOFF
from tests.evidence.collect import exported
from tests.faults.commands import PAPER, Command, at, fresh
from tests.faults.damage import damaged
from tests.faults.once import read_once
from tests.faults.readers import OTHER, READERS, Reader
from tests.faults.trying import Fault, Rows, Tries
from tests.support.packs import TINY
from tests.support.waiting import cpu_seconds
from wizard.cli import main
from wizard.errors import WizardError
from wizard.wording import printable

SECONDS = 10.0
"""Processor time that one file may take."""
MEGABYTES = 700
"""How much the largest memory of this process may grow with one file."""
RESULTS = {"made", "new", "reports"}
"""Folders that a command writes."""


def rows(work: Path) -> Rows:
    """Return a row for each reader."""
    return {name: functools.partial(_fuzz, work / "fuzz", reader) for name, reader in READERS.items()}


@functools.cache
def _desk(folder: Path) -> Path:
    """Write the files that readers start from."""
    fresh(folder, Command(()))
    for name in ("home", "old", "exports"):
        (folder / name).mkdir(exist_ok=True)
    shutil.copytree(TINY, folder / "good")
    exported.folder(folder / "exports", exported.rows())
    (folder / "none.json").write_text("{}")
    (folder / "table.csv").write_text("Flow connection owner,API name,Where\nsvc@contoso.com,shared_arm,Default\n")
    (folder / "contoso" / "evidence").mkdir(exist_ok=True)
    (folder / "contoso" / "evidence" / "list-headings.json").write_text("[]")
    record = {"account": {"name": "svc-flow@contoso.com"}, "answers": ANSWERS, "signoff": SIGNOFF}
    (folder / "word.json").write_text(json.dumps(record))
    with at(folder):
        mfa_wizard("export", "word.json", "--to", "word", "--format", "docx", "--date", "2026-12-08")
        mfa_wizard("assess", "accounts.csv", "--to", "contoso", "--yes", "--documents", "--date", "2026-12-08")
    (folder / "word" / "checklist.md").unlink()
    shutil.copytree(folder / PAPER, folder / "earlier" / "svc")
    return folder


def _fuzz(folder: Path, reader: Reader, rng: random.Random) -> Tries:
    _desk(folder)
    path = folder / reader.file
    before = path.read_bytes() if path.exists() else None
    good = reader.seed(folder) if reader.seed is not None else path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    for number in range(10**9):
        data = damaged(good, reader.kind, rng) if number else good
        path.write_bytes(data)
        wrong = tried_once(folder, reader, good=not number)
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
        yield Fault("; ".join(wrong), data, path.suffix) if wrong else None


def tried_once(folder: Path, reader: Reader, *, good: bool = False) -> list[str]:
    """Let a command read the file; return what is wrong with how it ends. A good file is not refused."""
    for name in RESULTS:
        shutil.rmtree(folder / name, ignore_errors=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    raised: list[str] = []
    with at(folder), read_once(), _limited(), _watched(raised):
        try:
            result, spent = cpu_seconds(lambda: _read(reader))
        except TimeoutError:
            return [f"takes more than {SECONDS} s", *traceback.format_exc().splitlines()[-12:]]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    wrong = _said(result, reader) + [f"refuses a good file: {result.err[-300:]}"] * (good and result.code == 2)
    wrong += [f"takes {spent:.1f} s"] * (spent > SECONDS)
    wrong += [f"takes {grown} MB"] * (grown > MEGABYTES)
    return wrong + raised


def _read(reader: Reader) -> Result:
    if reader.call is None:
        return mfa_wizard(*reader.words, **(reader.environment or {}))
    try:
        reader.call(Path(reader.file))
    except WizardError as error:
        return Result(error.exit_code, "", f"mfa-wizard: {printable(str(error))}\n")
    return Result(0, "", "")


def _said(result: Result, reader: Reader) -> list[str]:
    wrong = []
    if result.code not in {0, 2, 3, 4} or (result.code == 3 and "bad" not in reader.words):
        wrong.append(f"ends with {result.code}: {result.err[-200:]}")
    if result.code == 2 and not result.err.strip() and '"error"' not in result.out:
        wrong.append("refuses without a word")
    lines = [line for line in result.err.splitlines() if line.startswith("mfa-wizard: ")]
    if any(OTHER in line for line in lines):
        wrong.append(f"names another account: {next(line for line in lines if OTHER in line)[:300]}")
    if any(not char.isprintable() and char != "\n" for char in result.err):
        wrong.append("writes control characters to stderr")
    return wrong


@contextmanager
def _watched(raised: list[str]) -> Iterator[None]:
    """Keep where the code failed, which the command itself does not show."""

    def internal(error: Exception, *_: object) -> int:
        raised.append("".join(traceback.format_exception(error)[-6:]))
        return 1

    with patch.object(main, "_internal", internal):
        yield


@contextmanager
def _limited() -> Iterator[None]:
    """Raise where a file takes too long."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS * 2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

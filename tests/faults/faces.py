"""Faces and long runs that get a signal at any moment, each in a process and a terminal of its own."""

from __future__ import annotations

import asyncio
import functools
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pexpect
from pexpect.popen_spawn import PopenSpawn

from tests.engagement.test_assess import cells, listed
from tests.faults.saving import LETTERS
from tests.faults.trying import Fault, Rows, Tries
from tests.faults.whole_run import files, half_written, lasting, temporary
from tests.support.answering import random_answers
from tests.support.packs import real_engine, real_pack
from tests.support.waiting import ROOM, moments
from tests.tui.test_serve import first_page, opened
from wizard.engagement.locks import is_locked
from wizard.engagement.session import Session

KEYS = {**LETTERS, "activity": "a", "run_mode": "a", "token": "c", "privilege": ""}
"""Answers to the first questions, each as the letter that every face takes."""
SHOWN = 16
"""Characters of a question that no face wraps."""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PATIENCE = 30.0
"""Seconds in which a face ends."""
SPREAD = 104
"""Accounts that are worth several processes."""
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "faults", "version": "1"}},
}


@dataclass(frozen=True)
class Face:
    """How a face is started, and what ends an answer there."""

    words: tuple[str, ...]
    enter: str
    terminal: bool = True


FACES = {
    "wizard in a terminal": Face((), ""),
    "ask in a terminal": Face(("ask",), "\r"),
    "ask --plain in a pipe": Face(("ask", "--plain"), "\n", terminal=False),
}


def rows(work: Path) -> Rows:
    """Return a row for each face, each server, and a run in several processes."""
    found = {name: functools.partial(_faces, work / "home", face) for name, face in FACES.items()}
    servers = {f"{name} server": functools.partial(_servers, work / "home", name) for name in ("mcp", "serve")}
    return {**found, **servers, "assess in processes": functools.partial(_processes, work)}


def _faces(home: Path, face: Face, rng: random.Random) -> Tries:
    labels = [real_pack().question_by_id[name].label[:SHOWN] for name in KEYS]
    tries = 0
    while True:
        tries += 1
        folder = home / f"{len(face.words)}{tries}"
        folder.mkdir(parents=True)
        number = rng.choice(SIGNALS)
        stop = rng.randrange(-1, len(KEYS))
        with _started(face, folder) as child:
            log = child.logfile_read = io.BytesIO()
            given: list[str] = []
            if stop >= 0:
                child.expect_exact(["What is the account called", "Knowledge 2026"])
                time.sleep(0.3)
                child.send(f"svc-one{face.enter or chr(13)}")
                child.expect_exact(labels[0])
                for (name, key), shown in zip(list(KEYS.items())[:stop], labels[1:], strict=False):
                    time.sleep(0.1)
                    child.send(f"{key}{face.enter}")
                    child.expect_exact(shown)
                    given.append(name)
                if stop < len(KEYS) - 1:
                    child.send(f"{list(KEYS.values())[stop]}{face.enter}")
            time.sleep(rng.uniform(0, 0.2 if stop >= 0 else 1.2))
            child.kill(number)
            wrong = _ended(child, number, log, early=stop < 0)
        wrong += _kept(folder, given)
        told = f"{number.name} after {len(given)} answers" if stop >= 0 else f"{number.name} at the start"
        yield Fault(f"{told}: {'; '.join(wrong)}", log.getvalue()) if wrong else None


class _started:  # noqa: N801 - read as a phrase
    """A face that runs, and is gone afterwards."""

    def __init__(self, face: Face, home: Path) -> None:
        environment = {**os.environ, "MFA_WIZARD_HOME": str(home), "TERM": "xterm-256color"}
        words = ["-m", "wizard", *face.words]
        if face.terminal:
            self.child = pexpect.spawn(sys.executable, words, env=environment, dimensions=(40, 120), timeout=ROOM)
        else:
            self.child = PopenSpawn([sys.executable, *words], env=environment, timeout=ROOM)

    def __enter__(self) -> pexpect.spawn | PopenSpawn:
        return self.child

    def __exit__(self, *_: object) -> None:
        if isinstance(self.child, pexpect.spawn):
            self.child.close(force=True)
        else:
            self.child.proc.kill()
            self.child.wait()


def _ended(child: pexpect.spawn | PopenSpawn, number: signal.Signals, log: io.BytesIO, *, early: bool) -> list[str]:
    """Wait for the end; return what was wrong with it."""
    try:
        child.expect(pexpect.EOF, timeout=PATIENCE)
    except pexpect.TIMEOUT:
        return ["it does not end"]
    child.wait()
    code = child.exitstatus if child.exitstatus is not None else -(child.signalstatus or 0)
    wrong = []
    if number != signal.SIGKILL and code not in ({130, -number} if early else {130}):
        wrong.append(f"ends with {code}")
    if any(word in log.getvalue() for word in (b"Traceback", b"internal error")):
        wrong.append("shows an internal error")
    return wrong


def _kept(home: Path, given: list[str]) -> list[str]:
    """Return what is wrong with the record: locked, damaged, without an answer that was taken."""
    wrong = []
    found = sorted(home.glob("*.json"))
    if given and not found:
        return ["there is no record"]
    for path in found:
        if is_locked(path):
            wrong.append("the record is still locked")
        session = Session.open(path, real_pack(), real_engine())
        lost = [name for name in given if name not in session.interview.answers]
        wrong += [f"{name} is lost" for name in lost]
        session.close()
    wrong += [f"{path} stays behind" for path in temporary(path.name for path in home.iterdir())]
    return wrong + [f"a report of an internal error: {path.name}" for path in home.glob("reports/*")]


def _servers(home: Path, name: str, rng: random.Random) -> Tries:
    port = rng.randrange(20_000, 30_000)
    words = {"mcp": ["mcp"], "serve": ["serve", "--port", str(port)]}[name]
    hello = json.dumps(INITIALIZE).encode() + b"\n"
    while True:
        number = rng.choice(SIGNALS)
        with subprocess.Popen(
            [sys.executable, "-m", "wizard", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "MFA_WIZARD_HOME": str(home)},
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            if name == "mcp":
                child.stdin.write(hello)
                child.stdin.flush()
            if rng.random() < 0.7:
                child.stdout.readline()
                if name == "serve":
                    asyncio.run(_with_a_tab(port, functools.partial(child.send_signal, number)))
            time.sleep(rng.uniform(0, 0.3))
            child.send_signal(number)
            said = child.communicate(timeout=ROOM)[0]
        wrong = [f"leaves process {process}" for process in of_session(child.pid)]
        # An interpreter that is interrupted before it begins with the program says so in its own way.
        wrong += ["shows an internal error"] * (
            b"internal error" in said or (b"Traceback" in said and b"/wizard/" in said)
        )
        yield Fault(f"{number.name}: {'; '.join(wrong)}", said) if wrong else None


async def _with_a_tab(port: int, act: Callable[[], None]) -> None:
    """Do something while the wizard is open in a tab, in a process of its own."""
    async with aiohttp.ClientSession() as session:
        await first_page(session, f"http://127.0.0.1:{port}")
        page = await opened(session, f"http://127.0.0.1:{port}")
        await page.type("svc-one\r")
        await page.until(lambda page: "Stage 1 of" in page.parts)
        act()


def of_session(leader: int) -> list[int]:
    """Return the processes of a session that still run a moment after its leader ended."""
    found: list[int] = []
    for _ in moments(10):
        found = list(_of_session(leader))
        if not found:
            break
        time.sleep(0.02)
    return found


def _of_session(leader: int) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = process.read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(words[3]) == leader and words[0] != b"Z":
            yield int(process.parent.name)


def _processes(work: Path, rng: random.Random) -> Tries:
    """Kill ``assess`` while several processes write its drafts."""
    answered = [[f"svc-{number}@x", *cells(random_answers(real_engine(), rng))] for number in range(SPREAD)]
    accounts = listed(work / "many.csv", *answered)
    words = ["assess", str(accounts), "--yes", "--documents", "--date", "2026-12-08", "--to"]

    def started(folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "wizard", *words, str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "MFA_WIZARD_HOME": str(work / "home")},
        )

    def hangs(run: subprocess.Popen[bytes]) -> bool:
        try:
            run.wait(ROOM)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            return True
        return False

    start = time.monotonic()
    if hangs(started(work / "whole" / "contoso")):
        yield Fault("a run that nobody kills does not end")
        return
    lasts = time.monotonic() - start
    whole = lasting(files(work / "whole" / "contoso"))
    tries = 0
    while True:
        tries += 1
        folder = work / f"killed-{tries}" / "contoso"
        moment = rng.uniform(0, lasts)
        run = started(folder)
        time.sleep(moment)
        run.kill()
        run.wait()
        wrong = [f"leaves process {process}" for process in of_session(run.pid)]
        wrong += half_written(lasting(files(folder)), {}, whole)
        wrong += ["the next run does not end"] * hangs(started(folder))
        now = files(folder)
        wrong += [f"{name} stays behind" for name in temporary(now)]
        wrong += [f"{name} differs after the next run" for name, data in whole.items() if now.get(name) != data]
        yield Fault(f"killed after {moment:.2f} s: {'; '.join(wrong[:10])}") if wrong else None

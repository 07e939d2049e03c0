"""Every test works in its own folders and never on the user's."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from prompt_toolkit.application import application

from wizard.decision import why
from wizard.pack import loader
from wizard.pack.files import PackFiles
from wizard.pack.models import Pack

# The program is started hundreds of times here; compiling it at every start would take longer than the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# No terminal of a test tells where its cursor is, and a prompt would wait two seconds for that.
os.environ["PROMPT_TOOLKIT_NO_CPR"] = "1"

# A shell that runs the tests in the background lets them ignore interrupts, and every program that they start would too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Thousands of saves wait for the disk here, and nothing in a folder of a test has to outlive the machine.
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Run one worker more than there are processors: an eighth of the time is spent waiting for terminals and processes."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Look for garbage rarely: each search goes through all packs and modules, which stay, and that took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["MFA_WIZARD_SETTINGS"] = ""
    os.environ["MFA_WIZARD_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session", autouse=True)
def _packs_read_once() -> Iterator[None]:
    """Let commands that run in this process share packs of the same bytes; reading one takes longer than most tests."""
    kept = dict[str, Pack]()

    def once(read: Callable[[PackFiles], Pack]) -> Callable[[PackFiles], Pack]:
        def read_once(files: PackFiles) -> Pack:
            if files.digest not in kept:
                kept[files.digest] = read(files)
            return kept[files.digest]

        return read_once

    both = {"read_pack": once(loader.read_pack), "pack_of": once(loader.pack_of)}
    with patch.multiple(loader, **both):
        yield


@pytest.fixture(scope="session", autouse=True)
def _trees_compiled_once() -> Iterator[None]:
    """Let engines of one pack share what explains it; each command in this process has an engine of its own."""
    compile_, kept = why.compile_with_trees, dict[int, tuple[Pack, Any]]()

    def once(pack: Pack) -> Any:
        if id(pack) not in kept:
            kept[id(pack)] = pack, compile_(pack)
        return kept[id(pack)][1]

    with patch.object(why, "compile_with_trees", once):
        yield


@pytest.fixture(scope="session", autouse=True)
def _keys_of_prompts_bound_once() -> Iterator[None]:
    """Let prompts share the keys that all of them have; each would bind some hundreds of keys of two editors anew."""
    with patch.object(application, "load_key_bindings", functools.cache(application.load_key_bindings)):
        yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MFA_WIZARD_HOME", str(tmp_path / "home"))

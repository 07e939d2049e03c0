"""Every test works in its own folders and never on the user's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# The program is started hundreds of times here; compiling it at every start would take longer than the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["MFA_WIZARD_SETTINGS"] = ""
    os.environ["MFA_WIZARD_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MFA_WIZARD_HOME", str(tmp_path / "home"))

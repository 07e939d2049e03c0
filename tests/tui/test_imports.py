"""What the first paint may load: screens, and none of the knowledge."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "markdown_it", "questionary", "prompt_toolkit", "pygments", "wizard.pack.models", "docx", "duckdb")


@pytest.mark.slow
@pytest.mark.parametrize("module", ["wizard.tui.run", "wizard.tui.app", "wizard.tui.screens.portfolio"])
def test_the_first_screen_loads_nothing_that_it_does_not_show(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

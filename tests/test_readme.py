"""The README is tested: its commands run, and every command stands in it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from tests.readme import blocks, console_commands, set_up_commands
from tests.support.packs import ROOT
from tests.support.waiting import ROOM


def test_the_quick_start_has_two_commands():
    wizard, tests = set_up_commands()

    assert wizard.endswith("python -m wizard")
    assert tests.endswith("python -m pytest")
    assert all(command.startswith("python -m pip install ") and "\n" not in command for command in (wizard, tests))


@pytest.mark.slow
def test_the_console_examples_run(tmp_path):
    for command in console_commands():
        name, *arguments = shlex.split(command)
        target = None
        if ">" in arguments:
            at = arguments.index(">")
            target = tmp_path / arguments[at + 1]
            arguments = arguments[:at]
        assert name == "mfa-wizard"
        done = subprocess.run(
            [sys.executable, "-m", "wizard", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=ROOM,
            check=False,
            env=environment(tmp_path),
        )
        assert done.returncode in {0, 4}, (command, done.stderr)
        if target is not None:
            target.write_text(done.stdout, encoding="utf-8")


def environment(tmp_path):
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT), "MFA_WIZARD_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}


def test_the_example_for_other_programs_runs(capsys):
    (example,) = blocks("python")
    exec(example, {})  # noqa: S102 - the README is our own

    assert capsys.readouterr().out.startswith("workload_identity_ok [")


def test_every_command_is_described():
    from wizard.cli.parser import COMMANDS

    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"mfa-wizard {name}" not in text and f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    "picture", re.findall(r"!\[([^\]]*)\]\((screenshots/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
)
def test_pictures_are_there_and_say_what_they_show(picture):
    words, path = picture

    assert (ROOT / path).is_file()
    assert len(words.split()) >= 8

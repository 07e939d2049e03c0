"""Shells complete what the parser knows, and the manual page tells all of it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.cli.test_help import PARSERS
from wizard.cli.completion import SHELLS
from wizard.cli.main import run
from wizard.cli.parser import COMMANDS


@pytest.fixture(scope="module", params=SHELLS)
def script(request) -> tuple[str, str]:
    import io
    from contextlib import redirect_stdout

    with redirect_stdout(io.StringIO()) as out:
        assert run(["completion", request.param]) == 0
    return request.param, out.getvalue()


def test_every_command_and_short_form_is_in_the_script(script):
    shell, text = script

    assert ("json" if shell in {"fish", "tcsh"} else "--json") in text
    assert [name for name in COMMANDS if name not in text] == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["evid"], "evidence"),
        (["evidence", "what"], "what-if"),
        (["decide", "--js"], "--json"),
        (["evidence", "migration", "--format", "cs"], "csv"),
    ],
)
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_commands_options_and_values(typed, offered, tmp_path, capsys):
    assert run(["completion", "bash"]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out, encoding="utf-8")
    words = " ".join(["mfa-wizard", *typed])
    ask = f"source ./script; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _shtab_mfa_wizard; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == offered


def test_the_manual_page_has_every_command_and_option(capsys):
    assert run(["help", "--man"]) == 0
    page = capsys.readouterr().out.replace("\\-", "-")

    assert page.startswith(".TH MFA-WIZARD")
    assert [name for name in PARSERS if f"mfa-wizard {name}" not in page] == []
    assert all(option in page for parser in PARSERS.values() for option in parser._option_string_actions)

"""What an installation lacks: the error names the extra, and the command that installs it."""

from __future__ import annotations

import json
import sys

import pytest

from tests.cli.cases import changed
from wizard import errors
from wizard.cli.main import run
from wizard.errors import MissingExtraError

LACKING = [
    ("mcp", "mcp", ["mcp"]),
    ("shtab", "shell", ["completion", "bash"]),
    ("argparse_manpage", "shell", ["help", "--man"]),
    ("textual_serve", "web", ["serve"]),
    ("pysat", "proof", ["knowledge", "check"]),
    ("duckdb", "data", ["evidence", "show", "log.jsonl"]),
    ("openpyxl", "data", ["evidence", "show", "users.xlsx"]),
]
"""A library, its extra, and a command that needs it."""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    row = {"createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": "svc@contoso.com", "isInteractive": True}
    (tmp_path / "log.jsonl").write_text(json.dumps({**row, "appId": "a", "status": {"errorCode": 0}}), encoding="utf-8")
    (tmp_path / "accounts.json").write_text(json.dumps({"answers": changed()}), encoding="utf-8")
    from openpyxl import Workbook

    Workbook().save(tmp_path / "users.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize(("library", "extra", "words"), LACKING, ids=[row[0] for row in LACKING])
def test_a_missing_extra_is_named_with_the_command_that_installs_it(library, extra, words, desk, monkeypatch, capsys):
    for name in [name for name in sys.modules if name == library or name.startswith(f"{library}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)

    assert run(words) == 2
    assert f'python -m pip install "mfa-wizard[{extra}]"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("receipt", "command"),
    [
        ("pipx_metadata.json", 'pipx runpip mfa-wizard install "mfa-wizard[web]"'),
        ("uv-receipt.toml", 'uv pip install --python "{prefix}" "mfa-wizard[web]"'),
    ],
)
def test_the_command_fits_the_tool_that_installed_the_wizard(receipt, command, tmp_path, monkeypatch):
    (tmp_path / receipt).touch()
    monkeypatch.setattr(errors.sys, "prefix", str(tmp_path))

    assert command.format(prefix=tmp_path) in str(MissingExtraError("web", "The wizard in a browser"))

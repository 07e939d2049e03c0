"""The help of every command: what it does, an example that is true, the options that all share, and their completion in a shell."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.cli.running import mfa_wizard
from tests.support.packs import ROOT
from tests.support.tables import for_each
from wizard.cli.completion import PLACES
from wizard.cli.examples import EXAMPLES, HEAD
from wizard.cli.main import run
from wizard.cli.parser import COMMANDS, build_parser

DATED = {
    "ask",
    "export",
    "records open",
    "records renew",
    "records close",
    "records hand-over",
    "assess",
    "board",
    "evidence show",
    "evidence explain",
    "evidence propose",
    "verify",
    "drift",
    "status",
    "knowledge check",
    "knowledge paper",
    "knowledge due",
    "knowledge facts",
    "serve",
    "mcp",
    "evidence impact",
    "evidence change",
}
"""Commands whose answer depends on today."""


def every_parser() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for command in COMMANDS:
        for name, parser in _below(build_parser([command])):
            if name == command or name.startswith(f"{command} "):
                yield name, parser


def _below(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below.prog.removeprefix("mfa-wizard "), below
                yield from _below(below)


PARSERS = dict(every_parser())


@for_each(name=PARSERS)
def test_every_command_takes_a_pack_and_a_folder_and_says_what_it_does_with_an_example(name):
    parser = PARSERS[name]
    options = parser._option_string_actions

    assert {"--pack", "--folder"} <= options.keys()
    assert parser.description
    assert parser.epilog
    assert parser.epilog.startswith(HEAD)
    assert all(action.help for action in parser._actions if not isinstance(action, argparse._SubParsersAction))


def test_every_command_whose_answer_depends_on_today_takes_a_date():
    assert {name for name, parser in PARSERS.items() if "--date" in parser._option_string_actions} == DATED


def test_there_are_examples_for_these_commands_and_no_others():
    assert EXAMPLES.keys() - {""} == PARSERS.keys()


@for_each(line=[line for lines in EXAMPLES.values() for line in lines])
def test_every_example_is_a_command_line_that_is_understood(line):
    name, *words = shlex.split(line)
    words = words[: min((words.index(mark) for mark in "<>" if mark in words), default=len(words))]

    assert name == "mfa-wizard"
    build_parser(words).parse_args(words)


@pytest.mark.parametrize("name", PARSERS)
def test_the_help_is_printed_with_its_examples_as_they_stand(name, capsys):
    assert run([*name.split(), "--help"]) == 0
    shown = capsys.readouterr()

    assert shown.err == ""
    assert all(f"  {line}\n" in shown.out for line in EXAMPLES[name])


def test_the_first_help_says_how_to_begin():
    done = mfa_wizard("--help")

    assert done.code == 0
    assert all(f"  {line}\n" in done.out for line in EXAMPLES[""])
    assert "mfa-wizard COMMAND --help" in done.out


@pytest.fixture(scope="module", params=PLACES)
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


def test_the_script_and_the_guide_name_one_place_for_it(script):
    shell, text = script
    guide = (ROOT / ".github/guides/embed.md").read_text(encoding="utf-8").replace("`", "")

    assert f"\n# Put it into: {PLACES[shell]}\n" in text
    assert f"| {shell} | {PLACES[shell]} |" in guide
    assert "Copy this" not in text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["evid"], "evidence"),
        (["evidence", "what"], "what-if"),
        (["decide", "--js"], "--json"),
        (["evidence", "migration", "--format", "cs"], "csv"),
        *((words, "svc.json") for words in (["decide", "sv"], ["export", "sv"], ["records", "renew", "sv"])),
        (["evidence", "what-if", "--request", "sv"], "svc.json"),
        (["evidence", "migration", "--record", "sv"], "svc.json"),
    ],
)
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_commands_options_and_values(typed, offered, tmp_path, capsys):
    assert run(["completion", "bash"]) == 0
    (tmp_path / "svc.json").touch()
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


def test_the_manual_page_loses_no_line_and_can_be_found_by_its_purpose(capsys):
    assert run(["help", "--man"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert [line for line in lines if line.startswith("'")] == []
    assert "\\&'evidence kql'; users, roles and methods" in "\n".join(lines)
    assert lines[lines.index(".SH NAME") + 1].replace("\\-", "-").startswith("mfa-wizard - decides whether")

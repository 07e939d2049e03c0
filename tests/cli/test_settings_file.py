"""The settings of a user: options that are not to be typed each time, in one documented file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.support.packs import ROOT
from wizard.cli.main import run
from wizard.cli.parser import build_parser
from wizard.engagement.paths import home, settings_path


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Write settings, and answers next to them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MFA_WIZARD_HOME")
    monkeypatch.setenv("MFA_WIZARD_SETTINGS", str(tmp_path / "settings.toml"))
    (tmp_path / "answers.json").write_text(json.dumps(changed()), encoding="utf-8")

    def write(text: str) -> Path:
        (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_setting_is_used_where_the_option_is_not_typed(settings, capsys):
    settings('[decide]\nformat = "text"\n')
    assert run(["decide", "answers.json"]) == 0
    text = capsys.readouterr().out
    assert run(["decide", "answers.json", "--json"]) == 0

    assert not text.startswith("{")
    assert json.loads(capsys.readouterr().out)["main"] == "time_limited_exception"


@pytest.mark.slow
def test_a_setting_can_be_a_folder_a_switch_and_what_is_required_otherwise(settings, monkeypatch, capsys):
    folder = settings('quiet = true\n[export]\nto = "~/papers"\nformat = "md,html"\n')
    monkeypatch.setenv("HOME", str(folder))
    assert run(["export", "answers.json"]) == 0

    assert (folder / "papers" / "recommendation.html").is_file()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["\n", "\ufeff"])
def test_a_file_without_settings_changes_nothing(settings, text, capsys):
    settings(text)
    assert run(["records"]) == 0
    assert "settings" not in capsys.readouterr().err


def test_a_command_below_another_has_its_own_table(settings, capsys):
    settings('[records.list]\nformat = "json"\n')
    assert run(["records", "list"]) == 0

    assert json.loads(capsys.readouterr().out) == []


def test_records_are_where_the_settings_say_unless_the_environment_or_the_command_says_otherwise(settings, monkeypatch):
    settings('folder = "~/mfa"\n')

    assert home() == Path("~/mfa").expanduser()
    monkeypatch.setenv("MFA_WIZARD_HOME", "elsewhere")
    assert home() == Path("elsewhere")
    assert home(Path("here")) == Path("here")


@pytest.mark.parametrize(
    ("text", "variable", "words"),
    [
        ('folder = "~no-such-user/mfa"\n', "", ["records"]),
        ("#", "MFA_WIZARD_HOME", ["records"]),
        ("#", "MFA_WIZARD_SETTINGS", ["records"]),
        ("#", "", ["records", "--folder", "~no-such-user/mfa"]),
        ("#", "", ["status", "~no-such-user/papers"]),
        ('keys = "~no-such-user/keys.toml"\n', "", ["records"]),
        ("#", "", ["export", "answers.json", "--to", "out", "--redact", "--key", "~no-such-user/key"]),
    ],
)
def test_a_home_folder_of_nobody_is_an_error_that_names_it(settings, monkeypatch, capsys, text, variable, words):
    settings(text)
    if variable:
        monkeypatch.setenv(variable, "~no-such-user/mfa")

    assert run(words) == 2
    assert "'~no-such-user' cannot be used: this computer has no home folder for it." in capsys.readouterr().err


def test_a_name_with_a_tilde_after_the_current_folder_is_in_it(settings, capsys):
    folder = settings("#")
    (folder / "answers.json").rename(folder / "~answers.json")

    assert run(["decide", "./~answers.json"]) == 0
    assert run(["records", "list", "--folder", "./~"]) == 0
    assert f"no records in {folder / '~'}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "them = 'dark'",
            "settings.toml: them: isn't an option or a command that settings can hold. The nearest is 'theme'.",
        ),
        ("theme = 'pink'", "settings.toml: theme: isn't one of dark, light."),
        ("projector = 'yes'", "settings.toml: projector: isn't true or false."),
        ("folder = 7", "settings.toml: folder: isn't a text."),
        ("[decide]\nformat = ['json']", "settings.toml: decide.format: isn't a text or a number."),
        ("[decide]\nlines = 1", "settings.toml: decide.lines: isn't true or false."),
        ("[decide]\npack = 'other'", "settings.toml: decide.pack: isn't an option"),
        ("theme = ", "settings.toml: isn't valid TOML"),
    ],
)
def test_what_no_option_takes_is_named_with_its_place(settings, text, said, capsys):
    settings(text)
    assert run(["decide", "answers.json"]) == 2

    assert said in capsys.readouterr().err


def test_the_settings_of_other_commands_are_left_alone(settings, capsys):
    settings("[export]\nnonsense = 1\n")

    assert run(["decide", "answers.json"]) == 0


def test_an_empty_variable_turns_the_settings_off(settings, monkeypatch, capsys):
    settings("nonsense = 1")
    monkeypatch.setenv("MFA_WIZARD_SETTINGS", "")

    assert settings_path() is None
    assert run(["decide", "answers.json"]) == 0


@pytest.mark.parametrize("words", [["--help"], ["help", "decide"], ["decide", "-h"], ["--version"]])
def test_help_does_not_fail_by_settings_that_cannot_be_read(settings, words, capsys):
    settings("[decide")

    assert run(words) == 0


@pytest.mark.parametrize("name", ["no-such.toml", "."])
def test_a_variable_that_names_no_file_is_an_error_that_names_it(settings, monkeypatch, name, capsys):
    settings("")
    monkeypatch.setenv("MFA_WIZARD_SETTINGS", name)

    assert run(["decide", "answers.json"]) == 2
    assert f"MFA_WIZARD_SETTINGS: {name}: isn't a file. Name the file of your settings there" in capsys.readouterr().err


def test_without_a_file_the_platform_says_where_it_would_be(monkeypatch):
    monkeypatch.delenv("MFA_WIZARD_SETTINGS")

    assert str(settings_path()).endswith("settings.toml")


def test_the_settings_in_the_guide_are_right(settings):
    text = (ROOT / ".github/guides/embed.md").read_text(encoding="utf-8")
    example = text.split("```toml\n# settings.toml\n")[1].split("```")[0]
    settings(example)

    assert run(["--version"]) == 0
    for command in ("export", "template", "status"):
        assert command in build_parser([command]).format_help()
        assert run([command, "--help"]) == 0

"""What people try because other tools have it: --json, --quiet, help, and colors where they are welcome."""

from __future__ import annotations

import io
import json
import re

import pytest

from tests.cli.cases import changed
from tests.cli.test_help import PARSERS
from wizard.cli.main import run
from wizard.cli.streams import _VARIABLES, colored_help, takes_color, takes_links
from wizard.decision.blocks import Span
from wizard.views.lines import as_text

REPORTS = [
    name
    for name, parser in PARSERS.items()
    if "json" in (getattr(parser._option_string_actions.get("--format"), "choices", None) or ())
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"account": {"name": "svc"}, "answers": changed()}), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", REPORTS)
def test_every_command_that_prints_json_takes_the_short_form(name):
    short = PARSERS[name]._option_string_actions["--json"]

    assert (short.dest, short.const) == ("format", "json")


@pytest.mark.slow
def test_the_short_form_prints_what_the_long_one_does(answers, capsys):
    shown = []
    for words in (["--format", "json"], ["--json"], ["--format", "text", "--json"]):
        assert run(["explain", str(answers), *words]) == 0
        shown.append(capsys.readouterr().out)

    assert json.loads(shown[0])
    assert len(set(shown)) == 1


def test_the_format_that_was_the_default_stays_it(capsys):
    assert run(["records", "list"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("words", [["--quiet", "records", "list"], ["records", "list", "-q"]])
def test_quiet_leaves_out_remarks(words, capsys):
    assert run(["records", "list"]) == 0
    assert "no records in" in capsys.readouterr().err
    assert run(words) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_never_hides_an_error(capsys):
    assert run(["decide", "nowhere.json", "--quiet"]) == 2
    assert "nowhere.json" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["decide"], ["evidence", "what-if"], ["knowledge"]])
def test_help_prints_what_the_option_does(words, capsys):
    assert run(["help", *words]) == 0
    typed = capsys.readouterr()
    assert run([*words, "--help"]) == 0

    assert typed == capsys.readouterr()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("help decid", "'decid' isn't a command of 'mfa-wizard'. The nearest is 'decide'."),
        ("--them dark", "'--them' isn't an option of 'mfa-wizard'. The nearest is '--theme'."),
        ("--pack decide shw x", "'shw' isn't a command of 'mfa-wizard'. See 'mfa-wizard --help'."),
        ("evidence --pack show shw x", "'shw' isn't a command of 'mfa-wizard evidence'. The nearest is 'show'."),
        ("assess list.csv --too=x", "'--too' isn't an option of 'mfa-wizard assess'. The nearest is '--to'."),
    ],
)
def test_a_word_that_is_not_known_is_named_with_the_nearest(capsys, line, told):
    assert run(line.split()) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stream", "variables", "colored"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (Terminal(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colors_are_where_they_are_welcome(stream, variables, colored, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert takes_color(stream) is colored


def test_colors_change_no_word_of_the_help():
    text = PARSERS["export"].format_help()
    colored = colored_help(text)

    assert "\x1b[36m--to\x1b[0m" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == text


def test_a_pipe_gets_the_help_without_colors(capsys):
    assert run(["export", "--help"]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("stream", "variables", "linked"),
    [
        (Terminal(), {"VTE_VERSION": "7200"}, True),
        (Terminal(), {"TERM_PROGRAM": "iTerm.app"}, True),
        (Terminal(), {}, False),
        (Terminal(), {"VTE_VERSION": "7200", "TERM": "dumb"}, False),
        (Terminal(), {"VTE_VERSION": "7200", "TERM": "screen-256color"}, False),
        (io.StringIO(), {"VTE_VERSION": "7200"}, False),
    ],
)
def test_links_are_where_terminals_open_them(stream, variables, linked, monkeypatch):
    for name in (*_VARIABLES, "TERM", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert takes_links(stream) is linked


@pytest.mark.slow
def test_a_source_is_a_link_to_its_page_on_a_terminal_and_plain_in_a_pipe(monkeypatch, capsys):
    assert run(["knowledge", "facts", "CA-19"]) == 0
    plain = capsys.readouterr().out
    monkeypatch.setattr("wizard.cli.streams.takes_links", lambda _: True)
    assert run(["knowledge", "facts", "CA-19"]) == 0
    linked = capsys.readouterr().out

    assert "\x1b" not in plain
    assert "\x1b]8;;https://learn.microsoft.com/" in linked
    assert re.sub(r"\x1b]8;;[^\x1b]*\x1b\\", "", linked) == plain


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (Span("page", address="https://example.org/a"), "\x1b]8;;https://example.org/a\x1b\\page\x1b]8;;\x1b\\"),
        (Span("page", address="file:///etc"), "page"),
        (Span("page", address="https://example.org/\x1b\\ \x07"), "page"),
        (Span("theirs", "theirs", "https://example.org"), "theirs"),
    ],
)
def test_only_web_addresses_of_the_knowledge_become_links(span, shown):
    assert as_text((span,), links=True) == shown

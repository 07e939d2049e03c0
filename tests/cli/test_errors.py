"""Every error of the tree: one exit code, a message a line, never a traceback, whoever shows it."""

from __future__ import annotations

import contextlib
import importlib
import io
import pkgutil
import signal
from collections.abc import Iterator

import pytest

import wizard
from tests.engagement.sessions import DAY
from tests.support.packs import TINY, engine_at, pack_at
from wizard.cli import decide
from wizard.cli.main import run
from wizard.errors import EXIT_INTERRUPTED, EXIT_PACK, EXIT_USAGE, MissingExtraError, PackError, Problem, WizardError
from wizard.prompts import exports
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview
from wizard.prompts.signals import interrupts_held

FACES = ("wizard.tui", "wizard.prompts")


def every_error() -> list[type[WizardError]]:
    """Return the tree with its leaves, wherever in the project they are defined."""
    for module in pkgutil.walk_packages(wizard.__path__, "wizard."):
        if not module.name.startswith(FACES) and module.name != "wizard.__main__":
            importlib.import_module(module.name)
    return sorted(set(_below(WizardError)), key=lambda kind: kind.__name__)


def _below(kind: type[WizardError]) -> Iterator[type[WizardError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _below(below)


def made(kind: type[WizardError]) -> WizardError:
    """Return an error of a kind with a place, an expectation and a remedy, where it takes them."""
    if issubclass(kind, MissingExtraError):
        return kind("data", "Reading sign-ins")
    try:
        return kind(Problem("a.json:3", "holds text; a list was expected.", "Give a list."))
    except TypeError:
        return kind()


EVERY = every_error()


@pytest.fixture
def failing(monkeypatch):
    def fail_with(error: BaseException) -> None:
        def fail(_args):
            raise error

        monkeypatch.setattr(decide, "run", fail)

    return fail_with


def test_the_tree_has_leaves_outside_its_module():
    assert {"StoppedError", "AnswersError", "MissingExtraError", "PackError"} <= {kind.__name__ for kind in EVERY}


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_error_ends_a_command_with_its_code_and_one_line_for_each_finding(failing, tmp_path, capsys, kind):
    error = made(kind)
    failing(error)
    code = run(["decide", "-", "--folder", str(tmp_path)])
    shown = capsys.readouterr()

    assert code == kind.exit_code
    assert shown.out == ""
    assert shown.err == "".join(f"mfa-wizard: {problem}\n" for problem in error.problems)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_the_codes_of_the_tree_are_those_of_the_contract(kind):
    expected = {"WizardError": 1, "PackError": EXIT_PACK, "StoppedError": EXIT_INTERRUPTED}

    assert kind.exit_code == expected.get(kind.__name__, EXIT_USAGE)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_error_of_a_reading_is_said_in_an_interview_which_goes_on(monkeypatch, tmp_path, kind):
    def fail(*_args):
        raise made(kind)

    monkeypatch.setattr(exports, "_proposed", fail)
    out = io.StringIO()
    face = PlainFace(io.StringIO("machine@office\nx log.csv\nleak\nq\n"), out)
    code = hold_interview(face, Run(tmp_path, pack_at(TINY), engine_at(TINY), DAY))

    assert code == 0
    assert "Not read: " in out.getvalue()
    assert "Taken: What is wrong? It leaks." in out.getvalue()


@pytest.mark.parametrize(
    "error", [KeyError("secret"), RecursionError(), MemoryError(), UnicodeDecodeError("a", b"", 0, 1, "x")]
)
def test_everything_else_is_an_internal_error_without_a_traceback(failing, tmp_path, capsys, error):
    failing(error)
    code = run(["decide", "-", "--folder", str(tmp_path)])
    shown = capsys.readouterr()

    assert code == 1
    assert shown.err.startswith("mfa-wizard: internal error")
    assert len(shown.err.splitlines()) == 1
    assert "secret" not in shown.err


def test_many_findings_are_printed_up_to_a_hundred_and_counted(failing, capsys):
    failing(WizardError(*(Problem(f"line {n}", "is wrong.") for n in range(250))))
    run(["decide", "-"])
    lines = capsys.readouterr().err.splitlines()

    assert len(lines) == 101
    assert "150 more findings" in lines[-1]


def test_an_export_without_policies_is_said_once(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.json").write_text('{"value": []}')
    (tmp_path / "accounts.csv").write_text("account\nsvc@example.org\n")

    assert run(["assess", "accounts.csv", "--to", "engagement", "--yes", "--policies", "empty.json"]) == EXIT_USAGE
    (line,) = capsys.readouterr().err.splitlines()
    assert "holds an empty list" in line


def test_a_message_with_control_characters_is_one_line(failing, capsys):
    failing(WizardError(Problem("a\x1b[31m.json", "says \u202eevil\nTwo lines.")))
    run(["decide", "-"])
    (line,) = capsys.readouterr().err.splitlines()

    assert line.isprintable()


def test_an_interrupt_that_a_library_takes_for_a_defect_stays_an_interrupt(monkeypatch, capsys):
    def check(_args):
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise PackError(Problem("pack.toml", "does not match."))

    monkeypatch.setattr(decide, "run", check)

    assert run(["decide", "-"]) == EXIT_INTERRUPTED
    assert capsys.readouterr().err == "mfa-wizard: interrupted.\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_waits_while_the_pack_is_read():
    steps = []

    def read() -> None:
        with interrupts_held():
            signal.raise_signal(signal.SIGINT)
            steps.append("read")

    with pytest.raises(KeyboardInterrupt):
        read()
    assert steps == ["read"]

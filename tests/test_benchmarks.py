"""The command that measures: what it says of a figure, of one that cannot be measured, and in the table of a page."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks._figures import KEPT, Figure, told

DAY = date(2026, 11, 24)
MARKED = f"# Page\n\n{command.START}\n{command.END}\n\nThe rest.\n"
FAST = Figure("Fast", 20.0, "ms", 2.0, "floor", 16.0)
SLOW = Figure("Slow", 12.0, "s", 10.0)


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("at a ratio", 30.0, "ms", 1.5, "floor", 20.0), True),
        (Figure("beyond a ratio", 31.0, "ms", 1.5, "floor", 20.0), False),
        (Figure("at a limit", 10.0, "s", 10.0), True),
        (Figure("beyond a limit", 10.1, "s", 10.0), False),
        (Figure("within a limit, whatever its ratio", 0.9, "s", 1.0, "floor", 0.1, absolute=True), True),
        (Figure("beyond a limit, whatever its ratio", 1.1, "s", 1.0, "floor", 9.0, absolute=True), False),
        (Figure("nothing at all", 0.0, "bytes", 0.0), True),
    ],
    ids=lambda value: value.what if isinstance(value, Figure) else "",
)
def test_a_figure_is_met_up_to_its_limit(figure, met):
    assert figure.met is met


def test_a_figure_is_told_with_yardstick_ratio_and_limit_and_kept(tmp_path, monkeypatch, capsys):
    kept = tmp_path / "figures"
    monkeypatch.setenv(KEPT, str(kept))
    assert told(FAST) == 0
    assert told(FAST, SLOW) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Fast: 20 ms; floor: 16 ms; 1.25 x (limit 2 x): met"
    assert lines[2] == "Slow: 12 s (limit 10 s): NOT met"
    assert [Figure(**json.loads(line)) for line in kept.read_text().splitlines()] == [FAST, FAST, SLOW]


def test_the_table_stands_between_the_marks_of_a_page():
    page = command.with_table(MARKED, [FAST, SLOW], "Python 3.11.7, 2 cores", DAY)
    assert page.startswith(f"# Page\n\n{command.START}\nPython 3.11.7, 2 cores, ")
    assert page.endswith(f"{command.END}\n\nThe rest.\n")
    assert "| Fast | 20 ms | floor: 16 ms | 1.25 x | 2 x | yes | 2026-11-24 |" in page
    assert "| Slow | 12 s |  |  | 10 s | no | 2026-11-24 |" in page


def test_a_row_that_was_not_measured_again_keeps_its_day_on_the_same_machine_only():
    page = command.with_table(MARKED, [FAST, SLOW], "Python 3.11.7, 2 cores", DAY)
    quicker = Figure("Slow", 9.0, "s", 10.0)
    same = command.with_table(page, [quicker], "Python 3.11.7, 2 cores", date(2026, 12, 1))
    rows = [line for line in same.splitlines() if line.startswith("|")][2:]
    assert [row.split(" | ")[0::6] for row in rows] == [["| Fast", "2026-11-24 |"], ["| Slow", "2026-12-01 |"]]
    other = command.with_table(page, [quicker], "Python 3.13.1, 8 cores", date(2026, 12, 1))
    assert "Fast" not in other


def test_a_page_without_marks_is_refused_with_the_marks_it_needs(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n")
    with pytest.raises(SystemExit, match=command.START):
        command.main(["decide", "--write", str(page)])
    assert page.read_text() == "# Page\n"


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(monkeypatch, capsys):
    absent = command.Benchmark(needs=("a_module_of_nobody",))
    monkeypatch.setitem(command.BENCHMARKS, "decision", absent)
    assert command.main(["decision"]) == 0
    out = capsys.readouterr().out
    assert f"skipped: needs a_module_of_nobody. Run: {command.INSTALL}" in out
    assert "0 figures" in out


def test_an_unknown_benchmark_is_refused_with_the_names_there_are(capsys):
    with pytest.raises(SystemExit):
        command.main(["speed"])
    assert "there is no benchmark speed. Choose from: terminal, decide" in capsys.readouterr().err


def test_every_benchmark_is_named_in_the_command():
    files = {path.stem for path in command.HERE.glob("[!_]*.py")}
    assert files == command.BENCHMARKS.keys() | command.ON_DEMAND.keys()


@pytest.mark.slow
def test_a_benchmark_runs_to_its_figure(capfd):
    command.main(["decide", "--small"])
    out = capfd.readouterr().out
    assert "`decide` on one file, whole process: " in out
    assert "1 figures" in out

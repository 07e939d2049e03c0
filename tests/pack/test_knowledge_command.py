"""``mfa-wizard knowledge`` as people run it: lines, files and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pack import corpus
from wizard.cli.main import run

DAY = corpus.DAY_OF_THE_CORPUS


def bad(name, tmp_path):
    return corpus.build(corpus.read_defect(corpus.PACKS / "bad" / name / "defect.toml"), tmp_path)


def test_a_valid_pack_is_said_to_be_proven(tmp_path, capsys):
    assert run(["knowledge", "check", "--pack", str(corpus.good("bicycle", tmp_path)), "--date", DAY]) == 0
    assert capsys.readouterr().out == "The pack is valid, proven over all answers: 0 warnings.\n"


def test_each_defect_is_one_line_on_stdout_and_the_pack_is_refused(tmp_path, capsys):
    assert run(["knowledge", "check", "--pack", str(bad("letter_twice", tmp_path)), "--date", DAY]) == 3
    out, err = capsys.readouterr()

    found = "P601 questions.toml:53 option fault.tyre: has the letter 'k', which 'brakes' has already."
    assert out == f"{found} Give it another letter, or none.\nThe pack is invalid: 1 defect, 0 warnings.\n"
    assert err == ""


def test_a_counterexample_is_written_where_it_is_wanted_and_decides(tmp_path, capsys):
    pack, folder = bad("gap_in_a_table", tmp_path), tmp_path / "examples"

    assert run(["knowledge", "check", "--pack", str(pack), "--counterexamples", str(folder), "--date", DAY]) == 3
    out = capsys.readouterr().out
    path = folder / "P801-table-paid-by.json"
    assert f"Counterexample: {path}\n" in out
    assert json.loads(path.read_text(encoding="utf-8"))["finding"].startswith("P801 tables.toml:")

    assert run(["decide", str(path), "--pack", str(pack)]) == 0
    assert json.loads(capsys.readouterr().out)["unanswered"] == []


def test_without_a_folder_a_counterexample_has_one_of_its_own(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run(["knowledge", "check", "--pack", str(bad("two_main_verdicts", tmp_path)), "--date", DAY])
    named = [line.partition(" Counterexample: ")[2] for line in capsys.readouterr().out.splitlines()[:-1]]

    assert len(set(named)) == len(named) == 3
    assert all(Path(name).is_file() for name in named)


def test_a_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    blocker = tmp_path / "file"
    blocker.touch()
    code = run(
        ["knowledge", "check", "--pack", str(bad("gap_in_a_table", tmp_path)), "--counterexamples", str(blocker / "x")]
    )

    assert code == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_pack_that_cannot_be_read_is_refused_without_a_proof(tmp_path, capsys):
    assert run(["knowledge", "check", "--pack", str(bad("byte_order_mark", tmp_path))]) == 3
    out = capsys.readouterr().out

    assert out.startswith("P103 questions.toml:1: starts with a byte order mark.")
    assert out.endswith("Nothing was proven, because it cannot be read or compiled.\n")


@pytest.mark.parametrize(("strict", "code"), [([], 0), (["--strict"], 4)])
def test_warnings_count_only_where_they_are_wanted(strict, code, tmp_path, capsys):
    pack = corpus.good("bicycle", tmp_path)

    assert run(["knowledge", "check", "--pack", str(pack), "--date", "2027-03-01", *strict]) == code
    assert capsys.readouterr().out.endswith("The pack is valid, proven over all answers: 3 warnings.\n")


def test_control_characters_of_a_pack_never_reach_the_terminal(tmp_path, capsys):
    run(["knowledge", "check", "--pack", str(bad("control_character", tmp_path))])
    out, err = capsys.readouterr()

    assert "\x1b" not in out + err


def test_without_the_solver_the_extra_is_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pysat.solvers", None)

    assert run(["knowledge", "check", "--pack", str(corpus.good("bicycle", tmp_path)), "--date", DAY]) == 2
    assert "extra 'proof'" in capsys.readouterr().err


def test_the_paper_goes_to_stdout_or_to_a_file(tmp_path, capsys):
    pack, file = str(corpus.good("bicycle", tmp_path)), tmp_path / "out" / "paper.md"
    assert run(["knowledge", "paper", "--pack", pack, "--date", DAY]) == 0
    printed = capsys.readouterr().out

    assert run(["knowledge", "paper", "--pack", pack, "--date", DAY, "--to", str(file)]) == 0
    assert file.read_bytes().decode() == printed
    assert capsys.readouterr().out == ""


def test_a_paper_that_was_signed_is_never_overwritten(tmp_path, capsys):
    pack, file = str(corpus.good("bicycle", tmp_path)), tmp_path / "paper.md"
    arguments = ["knowledge", "paper", "--pack", pack, "--to", str(file), "--date"]
    assert run([*arguments, DAY]) == run([*arguments, DAY]) == 0
    file.write_text(file.read_text(encoding="utf-8") + "signed\n", encoding="utf-8")

    assert run([*arguments, DAY]) == 2
    assert "is there already and differs" in capsys.readouterr().err


def test_the_paper_is_a_page_too(tmp_path):
    pytest.importorskip("wizard.documents.html")
    pack, file = str(corpus.good("bicycle", tmp_path)), tmp_path / "paper.html"

    assert run(["knowledge", "paper", "--pack", pack, "--to", str(file), "--date", DAY]) == 0
    page = file.read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "Repair of lent bicycles: the knowledge behind the verdicts" in page


def test_the_difference_of_two_packs_is_printed(tmp_path, capsys):
    one = corpus.good("minimal", tmp_path)
    other = one.rename(tmp_path / "other")
    corpus.edit(other / "tables.toml", 'when = "clouds is yes"', 'when = "clouds is no"')

    assert run(["knowledge", "diff", str(corpus.good("minimal", tmp_path)), str(other)]) == 0
    out = capsys.readouterr().out
    assert "- Take it (`take_it`) becomes Leave it (`leave_it`)\n  - For: `clouds` is `yes`\n" in out
    assert '  - Example: `{"answers":{"clouds":"yes"}}`' in out


def test_due_sources_are_printed_as_tasks(tmp_path, capsys):
    pack = str(corpus.good("bicycle", tmp_path))

    assert run(["knowledge", "due", "--pack", pack, "--date", "2027-03-01"]) == 0
    assert capsys.readouterr().out.count("- [ ] ") == 3


@pytest.mark.slow
def test_schemas_are_compared_and_written(tmp_path, capsys):
    pack = corpus.good("bicycle", tmp_path)
    assert run(["knowledge", "schema", "--pack", str(pack)]) == 4
    assert "schema/questions.schema.json: differs from the models." in capsys.readouterr().out

    assert run(["knowledge", "schema", "--to", str(pack / "schema")]) == 0
    assert run(["knowledge", "schema", "--pack", str(pack)]) == 0


def test_a_folder_that_is_no_pack_is_named(tmp_path, capsys):
    assert run(["knowledge", "paper", "--pack", str(tmp_path)]) == 3
    assert "holds no pack.toml" in capsys.readouterr().err

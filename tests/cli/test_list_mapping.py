"""What is not certain in a list is asked on a terminal, taken with --yes, and refused otherwise."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.support.packs import real_engine, real_pack
from wizard.cli.assess import confirmed_list
from wizard.cli.main import run
from wizard.errors import EvidenceError

UNSURE = "account,idenity,surfaces\none@x,guest,key vault\ntwo@x,robot_user,graph\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def assess(folder: Path, text: str, *words: str) -> int:
    path = folder / "a.csv"
    path.write_text(text)
    return run(["assess", str(path), "--to", str(folder / "out"), "--date", "2026-11-29", *words])


def confirmed(folder: Path, text: str = UNSURE, *, yes: bool = False) -> dict[str, tuple]:
    """Return answers and notes of each account."""
    path = folder / "a.csv"
    path.write_text(text)
    found = confirmed_list(path, real_pack(), real_engine(), date(2026, 11, 29), yes=yes)
    return {row.record.account.name: (row.record.answers, row.record.notes) for row in found.rows}


@pytest.fixture
def terminal(monkeypatch):
    def typed(text: str) -> Terminal:
        shown = Terminal()
        monkeypatch.setattr(sys, "stdin", Terminal(text))
        monkeypatch.setattr(sys, "stderr", shown)
        return shown

    return typed


def test_without_a_terminal_an_unsure_heading_is_refused_with_what_it_can_be(tmp_path, capsys):
    assert assess(tmp_path, UNSURE) == 2
    err = capsys.readouterr().err

    assert "a.csv:1: Column 'idenity': what does it hold?" in err
    assert "It can be: Account type (answers.identity); a note." in err
    assert "--yes" in err
    assert not (tmp_path / "out").exists()


def test_yes_takes_the_best_guess_and_says_it(tmp_path, capsys):
    assert assess(tmp_path, UNSURE, "--yes") == 0
    err = capsys.readouterr().err
    record = json.loads((tmp_path / "out" / "accounts" / "one-x.json").read_text())

    assert record["answers"] == {"identity": "guest", "surfaces": ["azure_data_plane"]}
    assert "Taken: Account type (answers.identity)." in err
    assert "what does 'key vault' mean? Taken: Data in Azure" in err


def test_on_a_terminal_the_mapping_is_shown_and_each_unsure_thing_is_one_question(tmp_path, terminal):
    shown = terminal("nonsense\n1\n\n")
    found = confirmed(tmp_path)
    text = shown.getvalue()

    assert found["one@x"] == ({"identity": "guest", "surfaces": ["azure_data_plane"]}, {})
    assert "  account: the account" in text
    assert "  idenity: Account type (answers.identity) (best guess)" in text
    assert text.count("Number, Enter for 1: ") == 3
    assert "Type a number from 1 to 2." in text


def test_on_a_terminal_a_column_can_be_made_a_note(tmp_path, terminal):
    terminal("2\n1\n")

    assert confirmed(tmp_path)["two@x"] == ({"surfaces": ["graph"]}, {"idenity": "robot_user"})


def test_the_end_of_the_input_is_no_answer(tmp_path, terminal):
    terminal("")
    with pytest.raises(EvidenceError, match="Column 'idenity'"):
        confirmed(tmp_path)


def test_an_unsure_cell_concerns_its_row_alone(tmp_path, capsys):
    assert assess(tmp_path, UNSURE.replace("idenity", "identity")) == 2

    assert "a.csv:2: surfaces: 'key vault' probably means 'azure_data_plane'" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "out" / "accounts").glob("*.json")] == ["two-x.json"]


def test_a_date_of_two_readings_is_not_guessed_even_with_yes(tmp_path):
    assert confirmed(tmp_path, "account,expires on\none@x,03/04/2026\ntwo@x,13/04/2026\n", yes=True) == {
        "two@x": ({}, {})
    }


def test_which_column_names_the_accounts_is_not_guessed_from_nothing(tmp_path):
    with pytest.raises(EvidenceError, match=r"Which column names the accounts\? It can be: Thing\."):
        confirmed(tmp_path, "Thing,identity\nsvc,guest\n", yes=True)

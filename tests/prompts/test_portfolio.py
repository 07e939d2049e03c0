"""The accounts of an engagement line by line, and what is done with a record after its board."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, SIGNOFF
from tests.engagement.making import engaged
from tests.prompts.playing import typed
from tests.support.engagements import file_of, write_engagement
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import DAY
from wizard.engagement.locks import held
from wizard.engagement.store import read_saved
from wizard.errors import EXIT_DONE, EXIT_USAGE
from wizard.prompts.run import Run
from wizard.record.reading import dump_record, record_from


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_engagement(tmp_path / "contoso")


def in_engagement(folder: Path, *lines: str) -> tuple[int, str]:
    return typed(Run(folder / "accounts", real_pack(), real_engine(), DAY), *lines)


def record(folder: Path, name: str) -> dict:
    return json.loads((folder / "accounts" / file_of(name)).read_text(encoding="utf-8"))


def test_an_engagement_is_worked_through_account_by_account_in_lines(folder: Path) -> None:
    code, told = in_engagement(folder, "robot", "1", "active", "q", "1", "1", "q")
    assert code == EXIT_DONE
    assert "Contoso Ltd, 6 accounts. What next?" in told
    assert "2. Repair the file (1)" in told
    assert "svc-billing@contoso.com: draft, Time-limited exception, risk High, owner Bo Chen" in told
    assert "Account: robot-07@contoso.com" in told
    assert f"Saved: {folder / 'accounts' / file_of('robot-07')}" in told
    assert "it ends before the JSON is complete" in told
    assert record(folder, "robot-07")["answers"]["activity"] == "active"
    assert "cloud" not in record(folder, "robot-07")["answers"]


@pytest.mark.slow
def test_one_answer_goes_to_several_accounts_in_lines_and_is_undone(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "accounts").glob("*.json")}
    with held(folder / "accounts" / file_of("svc-crm")):
        code, told = in_engagement(folder, "a", "1", "egress", "fixed", "Bo", "everywhere", "z", "z", "q")
    assert code == EXIT_DONE
    assert "3 accounts have the answer “Fixed public addresses that belong to us” now." in told
    assert f"{file_of('svc-crm')} is open in another window" in told
    assert "Undone in" in told
    assert "There is nothing to undo." in told
    assert {path.name: path.read_bytes() for path in (folder / "accounts").glob("*.json")} == before


def test_an_account_begins_after_another_one_in_lines(folder: Path) -> None:
    code, told = in_engagement(folder, "t", "3", "svc-archive@contoso.com", "q", "n", "SVC-archive@contoso.com", "q")
    assert code == EXIT_DONE
    assert "Account: svc-archive@contoso.com" in told
    assert "An account of this name is here already." in told
    made = record(folder, "svc-archive")
    assert made["template"] == "MFA-2026-00000002"
    assert made["origins"]["identity"]["how"] == "template"


def test_input_that_ends_is_no_success(folder: Path) -> None:
    code, told = in_engagement(folder, "robot", "1", "active")
    assert code == EXIT_USAGE
    assert f"Resume with: mfa-wizard ask --plain --record {Path(file_of('robot-07')).stem}" in told


def test_what_a_person_holds_is_handed_over_in_lines_once_it_is_agreed(folder: Path) -> None:
    taker = "Nora New; Lead; nora@contoso.com"
    before = record(folder, "svc-billing")
    code, told = in_engagement(folder, "o", "Bo Chen", taker, "", "", "n", "q")
    assert code == EXIT_DONE
    assert "svc-billing@contoso.com" in told.partition("Does this pass on?")[0]
    assert record(folder, "svc-billing") == before

    _, told = in_engagement(folder, "o", "Bo Chen", taker, "moved", "Ada", "y", "billing", "b", "q")
    assert record(folder, "svc-billing")["signoff"]["account_owner"]["name"] == "Nora New"
    assert "owner Nora New" in told

    _, told = in_engagement(folder, "o", "Bo Chen", "Bo Chen", "", "", "o", "b", "q")
    assert "the person who hands over. Name another person." in told


def test_a_hand_over_that_was_refused_keeps_its_lines(folder: Path) -> None:
    lines = ["o", "Bo Chan", "Nora New; Lead; nora@contoso.com", "moved", "Ada", "o", "Bo Chen", "", "", "", "y"]
    _, told = in_engagement(folder, *lines, "o", "b", "q")

    assert "Now: moved. Press Enter to keep it." in told
    owner = record(folder, "svc-billing")["signoff"]["account_owner"]
    assert (owner["name"], owner["role"]) == ("Nora New", "Lead")
    assert told.count("Now: ") == 4, "a hand-over that was done is over"


@pytest.mark.slow
def test_papers_for_a_board_are_written_in_lines(tmp_path: Path) -> None:
    home = engaged(tmp_path / "contoso", a=None, b=None, c={"constraint": None})
    code, told = in_engagement(home, "p", "1", "autumn", "q")
    assert code == EXIT_DONE
    assert "1 paper for 2 accounts in decisions:" in told
    assert "Not ready: c@contoso.com" in told
    assert [path.name for path in (home / "decisions").iterdir()] == [f"{DAY} autumn"]


def after_board(home: Path, *lines: str) -> str:
    """Type lines at the end of an interview; return what was printed."""
    path = home / "svc.json"
    if not path.exists():
        signoff = {**SIGNOFF, "valid_from": "2026-06-01", "expires_on": "2026-11-30"}
        record = record_from({"account": {"name": "svc"}, "answers": ANSWERS, "signoff": signoff}, "test")
        path.write_bytes(dump_record(record))
    code, told = typed(Run(home, real_pack(), real_engine(), DAY, record="svc"), "s", *lines, "q")
    assert code == EXIT_DONE
    return told


def test_an_exception_is_renewed_line_by_line(tmp_path: Path) -> None:
    told = after_board(tmp_path, "n", "r", "", "2027-04-30")

    assert "until 30 May 2027 at the latest" in told
    assert "Test again, and say whether each passed" in told
    record = read_saved(tmp_path / "svc.json")
    assert (record.revision, record.signoff["expires_on"], record.answers.keys()) == (2, "2027-04-30", ANSWERS.keys())


@pytest.mark.parametrize(
    ("lines", "steps"),
    [
        (["b"], [("Plan", "Ada")]),
        (["Move", "Bo", "q"], [("Plan", "Ada"), ("Move", "Bo")]),
        (["Move", "Bo", "b", "Cy", *[""] * 4], [("Plan", "Ada"), ("Move", "Cy")]),
        (["Move", "Bo", "b", "b", "Test", "", "", "", "", ""], [("Plan", "Ada"), ("Test", "Bo")]),
    ],
)
def test_entries_of_a_list_stay_whatever_ends_it(
    tmp_path: Path, lines: list[str], steps: list[tuple[str, str]]
) -> None:
    home = tmp_path / "home"
    answers = {"account": {"name": "svc"}, "answers": ANSWERS}
    home.mkdir()
    (home / "svc.json").write_bytes(dump_record(record_from(answers, "test")))
    begin = ["s", "s", "plan_steps", "Plan", "Ada", "", "", ""]
    typed(Run(home, real_pack(), real_engine(), DAY, record="svc"), *begin, *lines)

    kept = read_saved(home / "svc.json").signoff["plan_steps"]
    assert [(step["step"], step["owner"]) for step in kept] == steps


def test_a_record_is_closed_and_opened_again_line_by_line(tmp_path: Path) -> None:
    told = after_board(
        tmp_path, *("n", "c", "", "account_retired", "log", "Ian Fox", ""), *("n", "c", "", "", "", "Gil Orr", "")
    )
    assert "can't be closed by the implementer alone" in told
    assert "closed on 24 November 2026 by Gil Orr" in told, "what was typed before is offered again"
    assert read_saved(tmp_path / "svc.json").closed is not None
    assert "is undone" in after_board(tmp_path, "n", "u")
    assert read_saved(tmp_path / "svc.json").closed is None

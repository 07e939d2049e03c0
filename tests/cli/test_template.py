"""A blank file: every allowed id can be seen in it, and the filled file is taken by every command."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.cases import changed
from tests.support.packs import TINY, real_engine, real_pack
from wizard.cli.main import run
from wizard.cli.template import outcomes_in
from wizard.record.signoff import check_signoff

DAY = ["--date", "2026-11-24"]

VALUES = {
    "purpose": "Moves orders at night",
    "data_class": "internal",
    "exposures": ["shared_secret", "several_countries"],
    "account_owner": {"name": "Bo Chen", "role": "Head of logistics", "contact": "bo@example.org"},
    "compensating_controls": [
        {
            "name": "Location lock",
            "kind": "location_lock",
            "passed": True,
            "tested_on": "2026-11-02",
            "tested_by": "Sue Wit",
        }
    ],
    "expires_on": "2027-02-01",
    "constraint": "The scanner of the warehouse has no browser and no key for a second factor.",
}
AS_CELLS = {
    **VALUES,
    "exposures": "shared_secret;several_countries",
    "account_owner": "Bo Chen; Head of logistics; bo@example.org",
    "compensating_controls": "Location lock | location_lock | yes | 2026-11-02 | Sue Wit",
}


@pytest.fixture
def printed(capsys):
    def template(*words: str) -> str:
        assert run(["template", *words]) == 0
        return capsys.readouterr().out

    return template


def test_every_question_and_every_allowed_id_is_there(printed):
    made = json.loads(printed())
    questions = real_engine().questions

    assert list(made["answers"]) == list(questions)
    assert set(made["answers"].values()) == {None}
    assert {name: shown["ids"] for name, shown in made["allowed"].items()} == {
        name: question["options"] for name, question in questions.items()
    }


def test_every_field_of_the_sign_off_is_there_with_its_kind_ids_and_outcomes(printed):
    made = json.loads(printed())
    fields = {field.id: field for field in real_pack().signoff}

    assert list(made["signoff"]) == list(made["signoff_allowed"]) == list(fields)
    assert set(made["signoff"].values()) == {None}
    for name, shown in made["signoff_allowed"].items():
        assert shown["kind"] == fields[name].kind
        options = fields[name].option if fields[name].kind in {"choice", "choices"} else ()
        assert shown.get("ids", []) == [option.id for option in options]
        assert bool(shown["asked_for"]) == (fields[name].asked_when is not None)
        assert bool(shown["required_for"]) == (fields[name].required_when is not None)
    assert made["signoff_allowed"]["constraint"]["required_for"] == ["Time-limited exception"]


def test_no_condition_is_lost_on_the_way_into_words():
    pack = real_pack()

    assert outcomes_in("", pack) == ["every outcome"]
    assert outcomes_in("EXC in outcomes", pack) == ["Time-limited exception"]
    assert outcomes_in("(EXC in outcomes or MIG in outcomes) and main is not retire", pack) == [
        "Time-limited exception",
        "Migration",
        "and only where main is not retire",
    ]
    assert outcomes_in("main in (retire, migrate_now)", pack) == ["and only where main in (retire, migrate_now)"]


@pytest.mark.slow
@pytest.mark.parametrize("command", [["decide"], ["explain"]])
def test_a_blank_file_is_taken_as_it_is(printed, tmp_path, capsys, command):
    path = tmp_path / "a.json"
    path.write_text(printed())

    assert run([*command, str(path)]) == 0


@pytest.mark.slow
def test_a_filled_file_is_taken_by_every_command(printed, tmp_path, capsys):
    made = json.loads(printed())
    made["account"]["name"] = "svc@x"
    made["answers"].update(changed())
    made["signoff"].update(VALUES)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(made))

    assert run(["decide", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["main"] == "time_limited_exception"
    assert run(["explain", str(path)]) == 0
    assert run(["export", str(path), "--to", str(tmp_path / "out"), *DAY]) == 0
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert record["signoff"] == check_signoff(real_pack().signoff, VALUES)
    assert not {"allowed", "signoff_allowed"} & record.keys()


def test_a_blank_table_has_a_column_for_every_question_and_every_field(printed):
    header, allowed, required = csv.reader(io.StringIO(printed("--format", "csv")))
    fields = [f"signoff.{field.id}" for field in real_pack().signoff]

    assert header == ["account", *real_engine().questions, *fields]
    assert allowed[0].startswith("#")
    assert required[0].startswith("#")
    assert all(allowed[1:])
    assert all(required[-len(fields) :])
    assert required[header.index("signoff.subject_ref")] == "Every decision about a user account"


@pytest.mark.slow
def test_a_filled_table_gives_the_answers_and_the_sign_off_of_the_filled_file(printed, tmp_path, capsys):
    header, *notes = csv.reader(io.StringIO(printed("--format", "csv")))
    answers = {name: ";".join(value) if isinstance(value, list) else value for name, value in changed().items()}
    row = {"account": "svc@x", **answers, **{f"signoff.{name}": value for name, value in AS_CELLS.items()}}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *notes, [row.get(name, "") for name in header]])
    (tmp_path / "accounts.csv").write_text(text.getvalue())
    made = {"account": {"name": "svc@x"}, "answers": changed(), "signoff": VALUES}
    (tmp_path / "a.json").write_text(json.dumps(made))

    assert run(["assess", str(tmp_path / "accounts.csv"), "--to", str(tmp_path / "batch"), "--documents", *DAY]) == 0
    assert run(["export", str(tmp_path / "a.json"), "--to", str(tmp_path / "one"), *DAY]) == 0
    files = (tmp_path / "batch" / "drafts" / "svc-x" / "record.json", tmp_path / "one" / "record.json")
    listed, filled = (json.loads(path.read_text()) for path in files)

    assert listed["answers"] == filled["answers"]
    assert listed["signoff"] == filled["signoff"]


def test_the_blank_file_of_another_pack_is_its_own(printed):
    made = json.loads(printed("--pack", str(TINY)))

    assert list(made["answers"]) == ["fault", "parts", "warranty"]
    assert "signoff" not in made


def test_the_blank_table_of_a_pack_without_a_sign_off_has_two_rows(printed):
    assert len(list(csv.reader(io.StringIO(printed("--format", "csv", "--pack", str(TINY)))))) == 2

"""Rows that say nothing new are not read again, and what becomes of a list is the same as if they were."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from tests.engagement.test_assess import LATER, QUESTIONS, assess, cells, listed, opened, written
from tests.support.answering import random_answers
from tests.support.packs import real_engine, real_pack
from wizard.engagement import engagement
from wizard.engagement.lists import rows
from wizard.engagement.settled import Settled

HEADER = ["account", "object id", "remark", *QUESTIONS]


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("MFA_WIZARD_CACHE", str(tmp_path / "cache"))


def made(count: int) -> list[list[str]]:
    """Return rows of all kinds: with everything, with answers left open, with remarks and without anything."""
    rng = random.Random(5)
    found = []
    for number in range(count):
        answers = random_answers(real_engine(), rng, 0.1)
        if number % 4 == 1:
            answers = {name: value for name, value in answers.items() if rng.random() < 0.7}
        subject = f"00000000-0000-4000-8000-{number:012d}" if number % 3 else ""
        given = cells(answers) if number % 7 else ["not known"] * 3 + [""] * (len(QUESTIONS) - 3)
        found.append([f"svc-{number:02d}@contoso.com", subject, f"note {number}" if number % 5 == 0 else "", *given])
    return found


def refuse(*_: object) -> None:
    raise AssertionError("read again")


@pytest.mark.slow
def test_a_list_that_says_nothing_new_is_neither_read_nor_merged(tmp_path, monkeypatch, capsys):
    path = listed(tmp_path / "a.csv", *made(30), header=HEADER)
    assert assess(path, tmp_path / "out") in {0, 2}
    before = written(tmp_path / "out" / "accounts")
    monkeypatch.setattr(engagement, "read_record", refuse)
    monkeypatch.setattr(rows.RowReader, "_cell", refuse)
    count = len(before)
    capsys.readouterr()
    assess(path, tmp_path / "out")
    assert f"0 new, 0 changed, {count} unchanged" in capsys.readouterr().err
    assert written(tmp_path / "out" / "accounts") == before


def edited(out: Path) -> None:
    """Change an account as another program does, answer in one, copy one, and remove one."""
    folder = out / "accounts"
    record = json.loads((folder / "svc-02-contoso-com.json").read_text(encoding="utf-8"))
    record["notes"]["identity"] = "by hand"
    (folder / "svc-02-contoso-com.json").write_text(json.dumps(record), encoding="utf-8")
    session = opened(out, "svc-04-contoso-com")
    session.answer("activity", "unknown")
    session.close()
    shutil.copy(folder / "svc-05-contoso-com.json", folder / "svc-05-copy.json")
    (folder / "svc-06-contoso-com.json").unlink()
    (folder / "svc-08-contoso-com.json").write_text("{", encoding="utf-8")


def mended(table: list[list[str]]) -> list[list[str]]:
    """Return another edition of a list: cells that changed, a new name, a new row, one twice, one less, another order."""
    table = [list(row) for row in table]
    table[9][3:] = table[10][3:]
    table[11][0] = "svc-eleven@contoso.com"
    table[12][2] = "another note"
    return [*table[:14], *reversed(table[15:]), table[3], ["svc-new@contoso.com", *table[0][1:]]]


@pytest.mark.slow
def test_what_becomes_of_a_list_does_not_depend_on_what_was_kept(tmp_path, monkeypatch, capsys):
    table = made(30)
    found = {}
    for kept in (True, False):
        monkeypatch.setenv("MFA_WIZARD_CACHE", str(tmp_path / "cache") if kept else "")
        place = tmp_path / str(kept)
        place.mkdir()
        monkeypatch.chdir(place)
        out, path = place / "out", Path("a.csv")
        told = []
        for step in (lambda: None, lambda out=out: edited(out), lambda: None, lambda: None):
            step()
            listed(path, *(table if len(told) < 2 else mended(table)), header=HEADER)
            told.append((assess(path, Path("out"), day=LATER if told else "2026-11-24"), capsys.readouterr()))
        found[kept] = told, written(out)
    assert found[True] == found[False]


@pytest.mark.slow
def test_nothing_counts_that_was_found_with_other_settings(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x", "guest"], header=["account", "identity"])
    assert assess(path, tmp_path / "out") == 0
    assert len(Settled(tmp_path / "out", real_pack()).files) == 1
    with (tmp_path / "out" / "engagement.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert not Settled(tmp_path / "out", real_pack()).files


@pytest.mark.slow
def test_a_difference_from_what_a_person_answered_is_told_each_time(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", "guest"], header=["account", "identity"])
    assert assess(path, tmp_path / "out") == 0
    session = opened(tmp_path / "out", "one-x")
    session.answer("identity", "user_cloud")
    session.close()
    for _ in range(3):
        capsys.readouterr()
        assert assess(path, tmp_path / "out") == 0
        assert "identity says guest; the account keeps user_cloud" in capsys.readouterr().err

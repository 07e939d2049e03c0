"""The key of a redaction: private, apart from the documents, and the same for every run."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
import threading

import pytest

from tests.documents.making import ANSWERS, DAY, SIGNOFF, person
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.pseudonym_key import Redacting, read_key
from wizard.errors import RecordError
from wizard.record.reading import record_from

WHEN = ["--date", DAY.isoformat()]
ACCOUNTS = {
    "svc-orders@x.org": "Ada Zorn; Lead; ada@x.org",
    "svc-mail@x.org": "Bo Quist",
    "svc-bill@x.org": "Zorn, Ada",
}


def batch(path, accounts):
    answers = [(name, ";".join(value) if isinstance(value, list) else value) for name, value in ANSWERS.items()]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["account", *(name for name, _ in answers), "signoff.account_owner", "Zorn's remarks"])
        writer.writerows([name, *(value for _, value in answers), owner, "Ask Ada"] for name, owner in accounts)
    return path


def assess(path, out, *words, day=str(DAY)):
    """Bring a list into an engagement whose reports and drafts name nobody."""
    out.mkdir(exist_ok=True)
    (out / "engagement.toml").write_text("[reports]\nredact = true\n")
    return run(["assess", str(path), "--to", str(out), "--documents", "--yes", "--date", day, *words])


def register(out):
    with (out / "reports" / "register.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["account"]: row["owner"] for row in csv.DictReader(file)}


def told(path):
    return {entry.pseudonym: entry.names for entry in read_key(path).entries}


@pytest.fixture
def key(tmp_path):
    return tmp_path / "home" / "redaction" / "key.json"


@pytest.mark.slow
def test_two_runs_two_orders_and_two_days_give_the_same_pseudonyms(tmp_path, key, capsys):
    there = batch(tmp_path / "a.csv", ACCOUNTS.items())
    back = batch(tmp_path / "b.csv", reversed(ACCOUNTS.items()))
    runs = [(there, DAY.isoformat()), (back, DAY.isoformat()), (back, "2026-12-01")]
    for number, (path, day) in enumerate(runs):
        assert assess(path, tmp_path / str(number), day=day) == 0
    found = [register(tmp_path / str(number)) for number in range(3)]

    assert (
        found[0] == found[1] == found[2] == {"Account 1": "Person 1", "Account 2": "Person 2", "Account 3": "Person 1"}
    )
    assert {path.name for path in (tmp_path / "2" / "drafts").iterdir()} == {
        "account-1",
        "account-2",
        "account-3",
    }
    assert told(key)["Account 1"] == ["svc-bill@x.org"]


@pytest.mark.slow
def test_a_batch_and_an_export_share_the_key(tmp_path, capsys):
    path = batch(tmp_path / "a.csv", ACCOUNTS.items())
    assert assess(path, tmp_path / "out") == 0
    one = {
        "account": {"name": "SVC-BILL@x.org"},
        "answers": ANSWERS,
        "signoff": {**SIGNOFF, "ciso": person("Ada Zorn")},
    }
    (tmp_path / "one.json").write_text(json.dumps(one))
    assert run(["export", str(tmp_path / "one.json"), "--to", str(tmp_path / "one"), "--redact", *WHEN]) == 0
    record = json.loads((tmp_path / "one" / "record.json").read_text())

    assert record["account"]["name"] == "Account 1"
    assert record["signoff"]["ciso"]["name"] != record["signoff"]["account_owner"]["name"]


@pytest.mark.slow
def test_a_new_key_beside_earlier_reports_is_said(tmp_path, key, capsys):
    path = batch(tmp_path / "a.csv", [("svc-a@x.org", "Ada Zorn")])
    told = f"{key}: was missing, so a new key of pseudonyms is made."
    assert assess(path, tmp_path / "out") == 0
    assert told not in capsys.readouterr().err
    assert assess(path, tmp_path / "out") == 0
    assert told not in capsys.readouterr().err

    key.unlink()
    assert assess(path, tmp_path / "out") == 0
    assert told in capsys.readouterr().err
    assert key.is_file()


def test_exports_at_the_same_time_give_no_pseudonym_twice(key):
    made: list[str] = []

    def one(number):
        record = record_from({"account": {"name": f"svc-{number}"}, "answers": ANSWERS}, "test")
        made.append(Redacting(key).redacted(real_pack(), real_engine(), record, DAY).account.name)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [f"Account {number}" for number in range(1, 7)]
    assert sorted(told(key)) == sorted([*made, *(f"MFA-2026-P{number:04d}" for number in range(1, 7))])


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_its_user_reads_the_key(tmp_path, key, capsys):
    assert assess(batch(tmp_path / "a.csv", ACCOUNTS.items()), tmp_path / "out") == 0

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    files = [path for part in ("drafts", "reports") for path in (tmp_path / "out" / part).rglob("*") if path.is_file()]
    assert not [path for path in files if b"svc-bill" in path.read_bytes()]


@pytest.mark.parametrize("where", ["out/key.json", "out/deep/key.json", "out/../out/key.json", "link/key.json"])
def test_a_key_among_the_documents_is_refused(tmp_path, capsys, where):
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "out")
    given = tmp_path / "a.json"
    given.write_text(json.dumps({"account": {"name": "svc"}, "answers": ANSWERS}))
    words = ["export", str(given), "--to", str(tmp_path / "out"), "--redact", "--key", str(tmp_path / where)]

    assert run(words) == 2
    assert "would be in the folder of the documents" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_key_in_an_engagement_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MFA_WIZARD_HOME", str(tmp_path / "out" / "home"))

    assert assess(batch(tmp_path / "a.csv", ACCOUNTS.items()), tmp_path / "out") == 2
    assert "key.json: would be in the folder of the documents" in capsys.readouterr().err
    assert not (tmp_path / "out" / "reports").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "key.json"),
        (b"[]", "isn't a key of pseudonyms"),
        (b'{"answers": {}}', "isn't a key of pseudonyms"),
        (b'{"schema_version": "2.0", "entries": []}', "is of version 2.0; this wizard reads version 1.0"),
        (b'{"schema_version": "1.0", "entries": [{"kind": "Cat", "pseudonym": "Cat 1"}]}', "entries.0.kind"),
        (b"PK\x03\x04", "key.json"),
    ],
)
def test_a_key_that_cannot_be_read_stops_before_anything_is_written(tmp_path, key, capsys, content, said):
    key.parent.mkdir(parents=True)
    key.write_bytes(content)
    path = batch(tmp_path / "a.csv", ACCOUNTS.items())

    assert assess(path, tmp_path / "out") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out" / "drafts").exists()
    assert key.read_bytes() == content


def test_a_key_that_cannot_be_saved_stops_before_anything_is_written(tmp_path, key, monkeypatch, capsys):
    monkeypatch.setattr("wizard.engagement.pseudonym_key.write_whole", _refuse)
    path = batch(tmp_path / "a.csv", ACCOUNTS.items())

    assert assess(path, tmp_path / "out") == 2
    assert "Without it nobody could lead a pseudonym back" in capsys.readouterr().err
    assert not (tmp_path / "out" / "drafts").exists()


def _refuse(*_):
    raise PermissionError


@pytest.mark.slow
def test_a_row_that_cannot_be_decided_takes_nothing_from_the_others(tmp_path, capsys):
    path = batch(tmp_path / "a.csv", [*ACCOUNTS.items(), ("svc-bad", "x")])
    text = path.read_text().replace("svc-bad,user_cloud", "svc-bad,nobody")
    path.write_text(text)

    assert assess(path, tmp_path / "out") == 2
    assert len(register(tmp_path / "out")) == 3


@pytest.mark.slow
def test_a_pseudonym_of_a_signature_leads_back(tmp_path, key, capsys):
    path = batch(tmp_path / "a.csv", ACCOUNTS.items())
    assert assess(path, tmp_path / "out") == 0
    other = key.rename(tmp_path / "key of the engagement.json")
    capsys.readouterr()

    assert run(["records", "key", "account 1", "--key", str(other)]) == 0
    assert capsys.readouterr().out == "Account 1: svc-bill@x.org\n"
    assert run(["records", "key", "--key", str(other)]) == 0
    assert re.search(r"^Person 1: Zorn, Ada; .*ada@x\.org$", capsys.readouterr().out, re.MULTILINE)
    assert run(["records", "key", "Account 9", "--key", str(other)]) == 2
    assert "isn't a pseudonym of this key. 'mfa-wizard records key' lists those it has." in capsys.readouterr().err
    assert run(["records", "key", "Account 3"]) == 2
    assert "doesn't exist" in capsys.readouterr().err


@pytest.mark.slow
def test_the_key_is_no_record(tmp_path, capsys):
    path = batch(tmp_path / "a.csv", ACCOUNTS.items())
    assert assess(path, tmp_path / "out") == 0
    capsys.readouterr()

    assert run(["records"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("option", [["--keep-text"], ["--key", "k.json"]])
def test_an_option_of_the_redaction_needs_it(tmp_path, capsys, option):
    (tmp_path / "a.json").write_text(json.dumps({"account": {"name": "svc"}, "answers": ANSWERS}))
    assert run(["export", str(tmp_path / "a.json"), "--to", str(tmp_path / "out"), *option]) == 2
    assert "only with --redact" in capsys.readouterr().err


def test_a_look_at_the_screen_saves_nothing(key):
    record = record_from({"account": {"name": "svc"}, "answers": ANSWERS}, "test")

    assert Redacting(key).peeked().of(real_pack(), record).account.name == "Account 1"
    assert not key.exists()


def test_another_export_that_holds_the_key_is_waited_for_and_then_named(key, monkeypatch):
    monkeypatch.setattr("wizard.engagement.pseudonym_key.PATIENCE", 0.01)
    with Redacting(key).opened(), pytest.raises(RecordError, match="in use by another export"), Redacting(key).opened():
        pass

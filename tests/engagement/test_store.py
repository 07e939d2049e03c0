"""The store: names of files, lists, renaming and deleting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engagement.sessions import DAY, new_session, reopened
from tests.support.packs import TINY, engine_at, pack_at
from wizard.cli.main import run
from wizard.engagement import locks, store
from wizard.engagement.paths import MAX_SLUG, home, settings_path, slug
from wizard.engagement.session import Session
from wizard.errors import RecordError, UsageError
from wizard.pack.cache import cache_folder

TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
"""Any text at all: control characters, directions, lone surrogates."""

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("svc-flow@contoso.com", "svc-flow-contoso-com"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "account-con"),
        ("lpt1", "account-lpt1"),
        ("Müller & Søn", "muller-s-n"),
        ("漢字", "account"),
        ("", "account"),
        ("a" * 300, "a" * MAX_SLUG),
    ],
)
def test_a_file_is_named_after_the_account_and_safe_everywhere(name, expected):
    assert slug(name) == expected


@given(TEXT)
def test_no_name_leads_out_of_the_folder(name):
    made = slug(name)

    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made == Path(made).name


@pytest.mark.slow
@QUICK
@given(name=TEXT, note=TEXT, by=TEXT)
def test_any_text_survives_saving_and_opening(tmp_path_factory, name, note, by):
    folder = tmp_path_factory.mktemp("home")
    session = Session.new(folder, pack_at(TINY), engine_at(TINY), name, DAY)
    session.answer("fault", "leak", by=by)
    session.note("fault", note)
    session.close()
    assert session.save_error is None
    again = reopened(session.path)

    assert again.as_record() == session.as_record()
    assert again.record.account.name == " ".join(name.encode("utf-8", "replace").decode().split())


def test_records_are_listed_with_damaged_ones_named(tmp_path):
    session = new_session(tmp_path, "one")
    session.answer("fault", "leak")
    (tmp_path / "broken.json").write_text("{")
    entries = {entry.path.stem: entry for entry in store.list_records(tmp_path)}

    assert (entries["one"].name, entries["one"].answered, entries["one"].problem) == ("one", 1, "")
    assert entries["broken"].problem
    assert entries["one"].in_use


def test_a_folder_that_is_not_there_has_no_records(tmp_path):
    assert store.list_records(tmp_path / "none") == []


def test_a_record_is_found_by_file_by_stem_and_by_account(tmp_path):
    session = new_session(tmp_path, "Svc@Contoso")

    for word in (str(session.path), session.path.name, session.path.stem, "Svc@Contoso", "svc@contoso"):
        assert store.find_record(tmp_path, word) == session.path


def test_a_name_that_several_records_carry_is_no_way_to_one(tmp_path):
    new_session(tmp_path, "twin")
    new_session(tmp_path, "twin")
    (tmp_path / "twin.json").rename(tmp_path / "first.json")
    with pytest.raises(RecordError, match="several"):
        store.find_record(tmp_path, "twin")


def test_a_name_that_no_record_carries_gets_the_nearest(tmp_path):
    new_session(tmp_path, "machine@office")
    for word in ("machin@office", "machin"):
        with pytest.raises(RecordError, match="The nearest is 'machine@office'"):
            store.find_record(tmp_path, word)
    with pytest.raises(RecordError, match=f'records list --folder "{tmp_path}"'):
        store.find_record(tmp_path, "another")


def test_renaming_moves_the_file_and_keeps_the_answers(tmp_path):
    session = new_session(tmp_path, "old")
    session.answer("fault", "leak")
    session.close()
    path = store.rename_record(session.path, "new name")

    assert path.name == "new-name.json"
    assert not session.path.exists()
    record = store.read_saved(path)
    assert (record.account.name, record.answers) == ("new name", {"fault": "leak"})


def test_renaming_never_takes_the_place_of_another_record(tmp_path):
    kept, moved = new_session(tmp_path, "kept"), new_session(tmp_path, "moved")
    kept.close()
    moved.close()
    path = store.rename_record(moved.path, "kept")

    assert path != kept.path
    assert store.read_saved(kept.path).account.name == "kept"


@pytest.mark.slow
@pytest.mark.parametrize("change", [lambda path: store.rename_record(path, "x"), store.delete_record])
def test_an_open_record_is_neither_renamed_nor_deleted(tmp_path, change):
    session = new_session(tmp_path)
    with pytest.raises(RecordError, match="another window"):
        change(session.path)

    assert session.path.exists()


def test_a_deleted_record_is_gone_until_it_is_restored_and_takes_no_place(tmp_path):
    session = new_session(tmp_path)
    session.close()
    deleted = store.delete_record(session.path)

    assert store.list_records(tmp_path) == []
    assert list((tmp_path / ".locks").iterdir()) == []

    other = new_session(tmp_path)
    other.close()
    assert store.restore_record(deleted).stem == f"{other.path.stem}-2"
    assert len(store.list_records(tmp_path)) == 2


@pytest.mark.slow
def test_a_record_held_by_another_process_is_told(tmp_path):
    session = new_session(tmp_path)
    session.close()
    code = f"""
import sys
from pathlib import Path
from wizard.engagement.locks import take
lock = take(Path({str(session.path)!r}))
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        assert locks.is_locked(session.path)
        assert reopened(session.path).read_only
        other.kill()
        other.wait()
    again = reopened(session.path)

    assert not again.read_only


def test_the_named_folder_wins_over_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MFA_WIZARD_HOME", str(tmp_path / "environment"))

    assert home(tmp_path / "named") == tmp_path / "named"
    assert home() == tmp_path / "environment"


def test_without_either_the_platform_says_where_records_lie(monkeypatch):
    monkeypatch.delenv("MFA_WIZARD_HOME")

    assert home().name == "mfa-wizard"


@pytest.fixture
def homeless(monkeypatch):
    """A user without a home folder, as in a container that runs under any number."""

    def no_home(text: str) -> str:
        return text

    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DOCUMENTS_DIR", "MFA_WIZARD_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("MFA_WIZARD_SETTINGS", "MFA_WIZARD_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", no_home)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there the system always names a folder")
@pytest.mark.usefixtures("homeless")
def test_a_user_without_a_home_folder_is_told_only_where_one_is_needed():
    assert settings_path() is None
    assert cache_folder() is None
    with pytest.raises(UsageError, match="no home folder for you"):
        home()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there the system always names a folder")
@pytest.mark.usefixtures("homeless")
def test_an_engagement_is_looked_at_without_a_home_folder(tmp_path, capsys):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "engagement.toml").write_text('client = "Contoso"', encoding="utf-8")
    assert run(["status", str(tmp_path)]) == 0
    assert "no home folder" not in capsys.readouterr().err


@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_is_no_folder_without_records(tmp_path, capsys, below):
    (tmp_path / "file").touch()
    for words in (["records", "list"], ["records", "open", "x"], ["ask", "--plain"], ["records", "rename", "x", "y"]):
        assert run([*words, "--folder", str(tmp_path / "file" / below)]) == 2
        assert "isn't a folder" in capsys.readouterr().err


def test_a_record_larger_than_any_is_not_read(tmp_path):
    path = tmp_path / "large.json"
    path.write_text(json.dumps({"answers": {}, "notes": {"x": "y" * 5_100_000}}))
    with pytest.raises(RecordError, match="larger"):
        store.read_saved(path)

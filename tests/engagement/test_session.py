"""A session keeps every answer on the disk, and in memory where the disk refuses; every change can be undone and redone."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest

from tests.engagement.sessions import DAY, new_session, reopened
from tests.support.packs import TINY, engine_at, pack_at, real_engine, real_pack
from tests.views.saying import session_of
from wizard.engagement import store
from wizard.engagement.session import Session
from wizard.engagement.templates import begun
from wizard.errors import AnswersError, RecordError
from wizard.files import writing as files
from wizard.record.model import Account, Origin, Record


def on_disk(session: Session) -> dict:
    assert session.path is not None
    return json.loads(session.path.read_text(encoding="utf-8"))


def test_a_new_record_is_on_the_disk_before_the_first_answer(tmp_path):
    session = new_session(tmp_path / "home")

    assert on_disk(session)["account"] == {"name": "machine@office"}
    assert on_disk(session)["created_on"] == "2026-11-24"


def test_each_change_is_on_the_disk_at_once(tmp_path):
    session = new_session(tmp_path)
    session.answer("fault", "leak")
    assert on_disk(session)["answers"] == {"fault": "leak"}
    session.answer("parts", ["hose", "tank"])
    assert on_disk(session)["answers"]["parts"] == ["tank", "hose"]
    session.note("parts", "seen by Ada")
    assert on_disk(session)["notes"] == {"parts": "seen by Ada"}
    assert session.toggle_discuss("parts")
    assert on_disk(session)["discuss"] == ["parts"]
    session.do_not_know("warranty")
    assert on_disk(session)["to_do"] == ["warranty"]


def test_an_empty_note_removes_the_note(tmp_path):
    session = new_session(tmp_path)
    session.note("fault", "x")
    session.note("fault", "")

    assert on_disk(session)["notes"] == {}


def test_who_answered_and_what_an_export_said_are_kept_until_the_answer_changes(tmp_path):
    session = new_session(tmp_path)
    session.answer("fault", "leak", by="Ada")
    assert on_disk(session)["origins"]["fault"]["by"] == "Ada"
    session.answer("fault", "leak", origin=Origin(how="observed", file="log.csv", rows=3))
    assert on_disk(session)["origins"]["fault"]["rows"] == 3
    session.answer("fault", "no_power")
    assert on_disk(session)["origins"] == {}


def test_a_reopened_record_goes_on_where_it_was_left(tmp_path):
    session = new_session(tmp_path)
    session.answer("fault", "leak")
    session.answer("parts", ["hose"])
    session.do_not_know("warranty")
    session.close()
    again = reopened(session.path)

    assert again.interview.answers == session.interview.answers
    assert again.interview.to_do == {"warranty"}
    assert not again.read_only
    assert again.save_error is None


def test_an_answer_of_a_closed_question_is_parked_and_comes_back(tmp_path):
    session = new_session(tmp_path)
    session.answer("fault", "leak")
    session.answer("parts", ["hose"])
    session.answer("fault", "no_power")
    assert on_disk(session)["parked"] == {"parts": ["hose"]}
    session.answer("fault", "leak")
    assert on_disk(session)["answers"]["parts"] == ["hose"]


def test_an_answer_that_the_pack_refuses_changes_nothing(tmp_path):
    session = new_session(tmp_path)
    with pytest.raises(AnswersError):
        session.answer("fault", "rust")

    assert session.interview.answers == {}


def test_two_accounts_of_one_name_have_two_files(tmp_path):
    first, second = new_session(tmp_path), new_session(tmp_path)

    assert first.path != second.path
    assert not second.read_only


def test_records_are_for_their_user_only(tmp_path):
    session = new_session(tmp_path / "home")
    if os.name == "nt":
        pytest.skip("rights are kept otherwise there")

    assert stat.S_IMODE(session.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(session.path.parent.stat().st_mode) == 0o700


def test_the_second_window_on_a_record_is_told_and_writes_nothing(tmp_path):
    first = new_session(tmp_path)
    second = reopened(first.path)
    assert second.read_only
    second.answer("fault", "leak")

    assert on_disk(first)["answers"] == {}
    assert second.interview.answers == {"fault": "leak"}
    assert "another window" in second.save_error


def test_what_another_computer_wrote_into_a_shared_file_is_kept_as_a_copy(tmp_path):
    session = new_session(tmp_path)
    assert session.path is not None
    session.close()
    again = reopened(session.path)
    theirs = session.path.read_text(encoding="utf-8").replace("machine@office", "machine@plant")
    session.path.write_text(theirs, encoding="utf-8")
    again.answer("fault", "leak")
    again.note("fault", "seen")

    copies = [path for path in tmp_path.glob("*.json") if path != session.path]
    assert [path.read_text(encoding="utf-8") for path in copies] == [theirs]
    assert on_disk(again)["answers"] == {"fault": "leak"}


def test_a_closed_window_lets_the_record_go(tmp_path):
    first = new_session(tmp_path)
    first.close()

    assert not reopened(first.path).read_only


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "not have permission")],
)
def test_a_disk_that_refuses_is_named_and_the_answers_stay_in_memory(tmp_path, monkeypatch, number, words):
    session = new_session(tmp_path)
    session.answer("fault", "leak")

    def refuse(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", refuse)
    session.answer("parts", ["hose"])

    assert words in session.save_error
    assert str(session.unsaved("it", "Try again.")).startswith("it: cannot be written: ")
    assert words in str(session.unsaved("it", "Try again."))
    assert session.interview.answers["parts"] == ("hose",)
    assert on_disk(session)["answers"] == {"fault": "leak"}
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_a_disk_that_takes_again_gets_all_answers(tmp_path, monkeypatch):
    session = new_session(tmp_path)
    monkeypatch.setattr(files.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    session.answer("fault", "leak")
    assert session.save_error
    monkeypatch.undo()
    session.answer("parts", ["hose"])
    assert session.unsaved("it", "") is None

    assert session.save_error is None
    assert on_disk(session)["answers"] == {"fault": "leak", "parts": ["hose"]}


def test_answers_are_saved_where_no_lock_can_be_made(tmp_path):
    (tmp_path / ".locks").write_text("")
    session = new_session(tmp_path)
    session.answer("fault", "leak")

    assert (session.save_error, session.unsaved("it", "")) == (None, None)
    assert on_disk(session)["answers"] == {"fault": "leak"}


def test_answers_in_memory_can_go_to_another_place(tmp_path, monkeypatch):
    session = new_session(tmp_path / "full")
    whole = files.write_whole

    def refuse_there(path: Path, data: bytes, mode: int = 0o600):
        if path.parent.name == "full":
            raise OSError(errno.ENOSPC, "full")
        whole(path, data, mode)

    monkeypatch.setattr("wizard.files.writing.write_whole", refuse_there)
    session.answer("fault", "leak")
    assert session.save_to(tmp_path / "free" / "kept.json")
    session.answer("parts", ["hose"])

    assert session.save_error is None
    assert on_disk(session)["answers"] == {"fault": "leak", "parts": ["hose"]}
    assert session.path == tmp_path / "free" / "kept.json"


def test_another_place_never_takes_the_place_of_a_file(tmp_path):
    session = new_session(tmp_path)
    (tmp_path / "there.json").write_text("mine")

    assert not session.save_to(tmp_path / "there.json")
    assert (tmp_path / "there.json").read_text() == "mine"


def test_a_folder_that_cannot_be_made_starts_a_session_in_memory(tmp_path):
    (tmp_path / "file").write_text("no folder")
    session = new_session(tmp_path / "file" / "home")
    session.answer("fault", "leak")

    assert session.save_error is not None
    assert session.interview.answers == {"fault": "leak"}


def test_what_a_killed_wizard_left_half_written_is_swept_away(tmp_path):
    session = new_session(tmp_path)
    session.close()
    left = tmp_path / f".{session.path.name}.4194301-1.mfa.tmp"
    left.write_text("half")
    reopened(session.path)

    assert not left.exists()


def test_answers_that_the_pack_no_longer_knows_are_kept_aside(tmp_path):
    path = tmp_path / "old.json"
    path.write_text(
        json.dumps({"account": {"name": "a"}, "answers": {"fault": "leak", "colour": "red"}, "to_do": ["x"]})
    )
    session = reopened(path)
    session.answer("warranty", "yes")

    assert any("colour" in notice for notice in session.notices)
    assert on_disk(session)["set_aside"] == {"colour": "red"}
    assert on_disk(session)["answers"] == {"fault": "leak", "warranty": "yes"}


def test_a_record_of_a_newer_wizard_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "new.json"
    path.write_text('{"schema_version": "9.0", "answers": {}}')
    with pytest.raises(RecordError, match="Update"):
        reopened(path)

    assert path.read_text() == '{"schema_version": "9.0", "answers": {}}'


def test_a_session_in_memory_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = Session(pack_at(TINY), engine_at(TINY), Record(account=Account(name="m")))
    session.answer("fault", "leak")

    assert session.save_error is None
    assert list(tmp_path.iterdir()) == []


def test_moving_back_changes_no_answer(tmp_path):
    session = new_session(tmp_path)
    session.answer("fault", "leak")
    before = on_disk(session)
    session.back()
    assert session.interview.current == "fault"
    session.go_to(None)

    assert on_disk(session) == before


def test_the_day_of_creation_is_the_day_passed_in(tmp_path):
    assert new_session(tmp_path).record.created_on == DAY


def test_a_note_that_is_too_long_is_refused_with_its_length(tmp_path):
    session = new_session(tmp_path)
    with pytest.raises(RecordError, match="20,001"):
        session.note("fault", "x" * 20_001)


CHANGES = [
    lambda session: session.answer("fault", "leak", by="Ada"),
    lambda session: session.do_not_know("fault"),
    lambda session: session.note("fault", "wet floor"),
    lambda session: session.toggle_discuss("fault"),
]


def _kept(session):
    return store.read_saved(session.path)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_undone_and_redone_on_the_disk_too(tmp_path, change):
    session = new_session(tmp_path)
    before = _kept(session)
    change(session)
    after = _kept(session)
    assert after != before

    assert session.undo() == ("fault",)
    assert _kept(session) == before
    assert session.redo() == ("fault",)
    assert _kept(session) == after
    assert session.redo() == ()


def test_changes_are_undone_one_by_one_and_their_question_is_asked_again(tmp_path):
    session = new_session(tmp_path)
    first = session.interview.current
    session.answer("fault", "leak")
    session.note("fault", "wet floor")
    session.go_to("fault")
    session.note("fault", "wet floor")

    assert session.undo() == ("fault",)
    assert session.record.notes == {}
    session.undo()
    assert session.interview.current == first
    assert session.undo() == ()


def test_another_change_ends_what_can_be_redone(tmp_path):
    session = new_session(tmp_path)
    session.answer("fault", "leak")
    session.undo()
    session.note("fault", "other")
    assert session.redo() == ()


def test_a_closed_session_writes_no_more(tmp_path):
    session = new_session(tmp_path)
    session.close()
    session.answer("fault", "leak")
    assert _kept(session).answers == {}


def test_people_and_rows_that_a_file_says_as_text_are_what_a_form_shows_and_keeps(tmp_path):
    path = tmp_path / "svc.json"
    said = {"account_owner": "Olga Ney; Lead", "plan_steps": "Rebuild | Wes Hu\nTest", "purpose": "Pays; bills"}
    path.write_text(json.dumps({"account": {"name": "svc"}, "signoff": said}))
    session = Session.open(path, real_pack(), real_engine())
    session.set_field("purpose", "Pays")
    session.close()

    kept = json.loads(path.read_text())["signoff"]
    assert kept["account_owner"] == {"name": "Olga Ney", "role": "Lead"}
    assert [row["step"] for row in kept["plan_steps"]] == ["Rebuild", "Test"]
    assert kept["plan_steps"][0]["owner"] == "Wes Hu"
    assert kept["purpose"] == "Pays"


@pytest.mark.parametrize("rows", ["Vault | vault | yes | 2026-11-20 | Eve", ["Vault | vault | yes | 2026-11-20 | Eve"]])
def test_a_new_account_takes_controls_of_another_one_without_their_tests(rows):
    template = Record(account=Account(name="old"), signoff={"compensating_controls": rows})
    signoff = begun(real_pack(), "new", DAY, template).signoff

    assert signoff["compensating_controls"] == [{"name": "Vault", "kind": "vault"}]


@pytest.mark.parametrize(
    ("given", "name", "policy"),
    [
        ("Contoso Ltd; Access policy", "Contoso Ltd", "Access policy"),
        ({"name": "Contoso Ltd", "policy": ["x"], "clause": None}, "Contoso Ltd", ""),
    ],
)
def test_an_organization_that_a_file_says_in_its_own_way_is_read_as_far_as_it_goes(given, name, policy):
    session = session_of({}, signoff={"organization": given})

    applied = session.settled(DAY).applied
    assert (applied.organization, applied.policy) == (name, policy)

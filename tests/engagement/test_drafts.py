"""Marks that nobody confirmed yet: saved as they are made, and part of nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engagement.sessions import DAY, new_session, reopened
from tests.support.packs import TINY, engine_at, pack_at
from wizard.documents.bundle import build_documents
from wizard.engagement.session import Session
from wizard.record.model import Record
from wizard.record.reading import dump_record, read_record


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = new_session(tmp_path)
    session.answer("fault", "leak")
    return session


def on_disk(session: Session) -> Record:
    assert session.path is not None
    return read_record(session.path.read_bytes(), "record")


def test_a_mark_is_on_the_disk_at_once_and_is_no_answer(session: Session) -> None:
    before = session.interview
    session.mark("parts", ["hose"])
    assert on_disk(session).drafts == {"parts": ["hose"]}
    assert "parts" not in on_disk(session).answers
    assert session.interview is before


def test_marks_come_back_with_the_record(session: Session) -> None:
    session.mark("parts", ["hose", "tank"])
    path = session.path
    assert path is not None
    session.close()
    again = reopened(path)
    assert again.draft("parts") == ("tank", "hose")
    assert again.interview.current == "parts"


@pytest.mark.parametrize(
    "done",
    [
        lambda s: s.answer("parts", ["tank"]),
        lambda s: s.do_not_know("parts"),
        lambda s: s.clear("parts"),
        lambda s: s.mark("parts", []),
    ],
    ids=["answered", "not known", "cleared", "no mark left"],
)
def test_marks_go_when_the_question_is_settled(session: Session, done) -> None:
    session.mark("parts", ["hose"])
    done(session)
    assert session.draft("parts") is None
    assert b"drafts" not in session.path.read_bytes()


def test_marks_like_the_answer_are_no_draft_and_others_leave_the_answer_alone(session: Session) -> None:
    session.answer("parts", ["tank"])
    session.mark("parts", ["tank", "hose"])
    assert session.interview.answers["parts"] == ("tank",)
    assert session.draft("parts") == ("tank", "hose")
    session.mark("parts", [])
    assert session.draft("parts") == ()
    session.mark("parts", ["tank"])
    assert session.draft("parts") is None


def test_documents_hold_no_marks(session: Session) -> None:
    without = build_documents(session.case(DAY))
    session.mark("parts", ["hose"])
    assert build_documents(session.case(DAY)) == without
    assert "drafts" not in json.loads(without["record.json"])


def test_a_record_without_marks_is_written_as_it_always_was() -> None:
    assert b"drafts" not in dump_record(Record())


def test_marks_that_the_pack_does_not_know_are_shown_nowhere() -> None:
    record = Record(drafts={"parts": ["handle", "hose"], "lid": ["x"], "fault": ["leak"]})
    session = Session(pack_at(TINY), engine_at(TINY), record)
    assert session.draft("parts") == ("hose",)
    assert session.draft("lid") is None
    assert session.draft("fault") is None

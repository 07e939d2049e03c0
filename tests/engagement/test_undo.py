"""Every change of a session can be undone and redone, and is on the disk at once."""

from __future__ import annotations

import pytest

from tests.engagement.sessions import new_session
from wizard.engagement import store

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

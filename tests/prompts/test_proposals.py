"""Proposals of exports in the interview, line by line."""

from __future__ import annotations

import re

import pytest

from tests.engagement.sessions import DAY, new_session, reopened
from tests.engagement.test_proposed_answers import seen
from tests.prompts.playing import typed
from tests.support.packs import TINY, engine_at, pack_at
from wizard.prompts.run import Run


@pytest.fixture
def play(tmp_path):
    session = new_session(tmp_path)
    session.propose([seen("fault", "leak"), seen("parts", "hose")])
    session.close()

    def played(*lines: str):
        _, out = typed(Run(tmp_path, pack_at(TINY), engine_at(TINY), DAY, record=str(session.path)), *lines)
        again = reopened(session.path)
        again.close()
        return out, again

    return played


def test_a_proposal_is_shown_with_its_source(play):
    out, _ = play("q")

    assert "Suggested by log.csv (3 rows, 2026-11-01): It leaks." in out
    assert "It leaks [suggested]" in out
    assert "Exports suggest 2 of them" in out
    assert not re.search(r"\b[Pp]ropos(e|ed|es)\b", out)


@pytest.mark.parametrize("line", ["", "c", "leak"])
def test_enter_c_or_the_answer_itself_confirms(play, line):
    out, session = play(line, "q")

    assert session.record.origins["fault"].how == "observed"
    assert session.proposals == ("parts",)
    assert "Which parts leak?" in out


def test_another_answer_replaces_it_at_once_and_the_contradiction_is_said(play):
    out, session = play("no_power", "q")

    assert session.interview.answers["fault"] == "no_power"
    assert "fault" not in session.record.origins
    assert "The export contradicts it" in out
    assert "log.csv suggests “It leaks”" in out


def test_all_are_confirmed_with_one_line(play):
    out, session = play("a", "q")

    assert session.proposals == ()
    assert out.count("Confirmed:") == 2


def test_all_of_one_file_are_confirmed_and_an_unknown_file_is_said(play):
    out, session = play("a other.csv", "a log.csv", "q")

    assert "Nothing is suggested by 'other.csv'" in out
    assert session.proposals == ()


def test_a_rejected_proposal_is_asked_again(play):
    out, session = play("r", "leak", "q")

    assert "Rejected" in out
    assert "fault" not in session.record.origins
    assert session.interview.answers["fault"] == "leak"


def test_the_list_of_answers_marks_what_is_not_confirmed(play):
    out, _ = play(":l", "q")

    assert "Suggested, not confirmed." in out


def test_all_are_confirmed_from_a_question_without_a_proposal_too(play):
    _, session = play("no_power", "b", "a", "q")

    assert session.proposals == ()

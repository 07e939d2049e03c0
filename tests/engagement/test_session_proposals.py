"""Proposals in a session: taken from exports, confirmed or rejected by a person, saved at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engagement.sessions import DAY, new_session, reopened
from tests.engagement.test_proposed_answers import seen
from wizard.documents.readiness import open_items
from wizard.engagement.session import CERTAIN, Session
from wizard.errors import AnswersError


def on_disk(session: Session) -> dict:
    assert session.path is not None
    return json.loads(session.path.read_text(encoding="utf-8"))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_session(tmp_path)


def test_open_questions_take_proposals_and_the_disk_has_them_with_their_source(session):
    assert session.propose([seen("fault", "leak"), seen("parts", "hose")]) == ("fault", "parts")

    assert session.proposals == ("fault", "parts")
    origin = on_disk(session)["origins"]["parts"]
    assert (origin["how"], origin["rows"]) == ("proposed", 3)
    assert origin["sources"] == [{"file": "log.csv", "digest": "0" * 64, "period": "2026-11-01"}]


def test_the_first_proposal_is_looked_at_before_any_later_question(session):
    session.propose([seen("fault", "leak")])

    assert session.interview.current == "fault"
    session.confirm("fault")
    assert session.interview.current == "parts"


def test_what_exports_prove_is_confirmed_at_once_and_the_rest_waits(session):
    session.propose([seen("fault", "leak"), seen("parts", "hose")])

    assert session.certain == ("fault",), "of several answers an export shows some, never all"
    assert session.confirm_all(CERTAIN, by="Ana") == ("fault",)
    assert session.record.origins["fault"].how == "observed"
    assert session.proposals == ("parts",)
    assert session.certain == ()


@pytest.mark.parametrize("beside", [[], [seen("fault", "leak")], [seen("fault", undecided=("leak", "no_power"))]])
def test_what_exports_suggest_is_not_proven(session, beside):
    session.propose([seen("fault", "leak", certainty="suggests"), *beside])

    assert session.proposals == ("fault",)
    assert session.certain == ()


def test_a_record_that_is_opened_stands_at_its_first_proposal(session):
    session.propose([seen("fault", "leak")])
    session.close()

    assert reopened(session.path).interview.current == "fault"


def test_an_answer_that_is_there_stays_and_the_contradiction_is_a_note(session):
    session.answer("fault", "no_power")
    assert session.propose([seen("fault", "leak")]) == ()

    assert session.interview.answers["fault"] == "no_power"
    assert [one.missing for one in session.contradictions] == [("leak",)]
    assert "leak" in on_disk(session)["notes"]["fault"]


def test_a_confirmed_answer_is_observed_and_keeps_its_source(session):
    session.propose([seen("fault", "leak")])
    session.confirm("fault", by="Ada")

    origin = on_disk(session)["origins"]["fault"]
    assert (origin["how"], origin["by"], origin["rows"]) == ("observed", "Ada", 3)
    assert origin["sources"][0]["file"] == "log.csv"
    assert session.proposals == ()


def test_to_give_the_proposed_answer_is_to_confirm_it(session):
    session.propose([seen("fault", "leak")])
    session.answer("fault", "leak", by="Ada")

    assert on_disk(session)["origins"]["fault"]["how"] == "observed"


def test_another_answer_replaces_the_proposal_and_leaves_a_note_on_what_speaks_against_it(session):
    session.propose([seen("fault", "leak")])
    session.answer("fault", "no_power")

    assert "fault" not in on_disk(session)["origins"]
    assert "log.csv suggests “It leaks”" in on_disk(session)["notes"]["fault"]


def test_an_answer_that_has_more_than_the_proposal_contradicts_nothing(session):
    session.propose([seen("fault", "leak"), seen("parts", "hose")])
    session.answer("parts", ["hose", "tank"])

    assert "parts" not in on_disk(session)["notes"]


def test_all_are_confirmed_at_once(session):
    session.propose([seen("fault", "leak"), seen("parts", "hose"), seen("warranty", "yes")])

    assert session.confirm_all(by="Ada") == ("fault", "parts", "warranty")
    assert {origin["how"] for origin in on_disk(session)["origins"].values()} == {"observed"}
    assert session.interview.finished


@pytest.mark.parametrize(
    ("of", "confirmed"), [("remedy", ("warranty",)), ("log.csv", ("fault", "warranty")), ("x", ())]
)
def test_all_of_a_stage_or_of_a_file_are_confirmed_at_once(session, of, confirmed):
    session.propose([seen("fault", "leak"), seen("warranty", "yes")])

    assert session.confirm_all(of) == confirmed


def test_a_rejected_proposal_leaves_the_question_open(session):
    session.propose([seen("fault", "leak")])
    session.reject("fault")

    assert on_disk(session)["answers"] == {}
    assert on_disk(session)["origins"] == {}
    assert session.interview.current == "fault"


@pytest.mark.parametrize("how", ["confirm", "reject"])
def test_only_a_proposal_is_confirmed_or_rejected(session, how):
    session.answer("fault", "leak")

    with pytest.raises(AnswersError, match="holds no suggested answer"):
        getattr(session, how)("fault")


def test_reading_the_same_exports_twice_changes_nothing(session):
    exports = [seen("fault", "leak"), seen("parts", "hose"), seen("warranty", undecided=("yes", "no"))]
    session.propose(exports)
    before = on_disk(session)

    assert session.propose(exports) == ()
    assert on_disk(session) == before


def test_more_exports_widen_a_proposal_that_nobody_confirmed(session):
    session.propose([seen("fault", "leak"), seen("parts", "hose")])
    assert session.propose([seen("parts", "tank")]) == ("parts",)

    assert session.interview.answers["parts"] == ("tank", "hose")
    assert on_disk(session)["origins"]["parts"]["rows"] == 6


def test_more_exports_do_not_widen_what_a_person_confirmed(session):
    session.propose([seen("fault", "leak"), seen("parts", "hose")])
    session.confirm_all()
    session.propose([seen("parts", "tank")])

    assert session.interview.answers["parts"] == ("hose",)
    assert "tank" in on_disk(session)["notes"]["parts"]


def test_an_answer_of_not_known_stays_with_a_note_on_what_exports_say(session):
    session.answer("fault", "unknown")
    session.propose([seen("fault", "leak")])

    assert session.interview.answers["fault"] == "unknown"
    assert "suggests “It leaks”" in session.record.notes["fault"]


def test_a_note_in_earlier_words_is_not_made_again(session):
    session.answer("fault", "unknown")
    session.note("fault", "Ada saw it")
    session.propose([seen("fault", "leak")])
    earlier = session.record.notes["fault"].replace("suggests", "proposes")
    session.note("fault", earlier)
    session.propose([seen("fault", "leak")])

    assert "proposes “It leaks”" in earlier
    assert session.record.notes["fault"] == earlier


def test_a_proposal_is_an_open_item_until_it_is_confirmed(session):
    session.propose([seen("fault", "leak")])
    assert "fault" in {item.field_id for item in open_items(session.case(DAY))}

    session.confirm("fault")
    assert "fault" not in {item.field_id for item in open_items(session.case(DAY))}

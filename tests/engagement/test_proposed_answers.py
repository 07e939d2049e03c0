"""Proposals of exports: where they agree, where they do not, and what never happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.packs import TINY, engine_at, pack_at
from wizard.decision.words import Words
from wizard.engagement.proposed_answers import with_proposals
from wizard.evidence.observations import Coming, Observation, Source
from wizard.record.model import Record

ENGINE, WORDS = engine_at(TINY), Words(pack_at(TINY))
FILE = Source("log.csv", "0" * 64)


def seen(
    question: str, *answers: str, certainty: str = "shows", undecided: tuple[str, ...] = (), tell: str = ""
) -> Observation:
    return Observation(
        "m",
        question,
        answers,
        undecided,
        certainty,
        (FILE,),
        3,
        "2026-11-01",
        f"It says {answers or undecided}.",
        would_tell=tell,
    )


def propose(record: Record, *observations: Observation) -> Record:
    return with_proposals(record, observations, ENGINE, WORDS)


def test_one_answer_is_proposed_with_its_source():
    found = propose(Record(), seen("fault", "leak"))

    assert found.answers == {"fault": "leak"}
    origin = found.origins["fault"]
    assert (origin.how, origin.files, origin.rows, origin.period) == ("proposed", ("log.csv",), 3, "2026-11-01")


def test_what_is_shown_wins_over_what_is_suggested():
    found = propose(Record(), seen("fault", "leak", certainty="suggests"), seen("fault", "no_power"))

    assert found.answers == {"fault": "no_power"}


def test_exports_that_disagree_leave_the_question_open_with_a_note():
    found = propose(Record(), seen("fault", "leak"), seen("fault", "no_power"))

    assert found.answers == {}
    assert "“It leaks”" in found.notes["fault"]
    assert "“It does not start”" in found.notes["fault"]


def test_several_answers_come_together_in_the_order_of_the_pack():
    record = Record(answers={"fault": "leak"})

    assert propose(record, seen("parts", "hose"), seen("parts", "tank")).answers["parts"] == ["tank", "hose"]


def test_an_answer_that_is_there_is_never_replaced():
    found = propose(Record(answers={"fault": "leak"}), seen("fault", "no_power"))

    assert found.answers == {"fault": "leak"}
    assert "shows “It does not start”" in found.notes["fault"]


def test_a_note_of_a_person_stays_before_what_is_added():
    record = Record(answers={"fault": "leak"}, notes={"fault": "Ada saw it"})

    assert propose(record, seen("fault", "no_power")).notes["fault"].startswith("Ada saw it\n")


def test_what_is_undecided_names_what_would_tell():
    found = propose(Record(), seen("fault", undecided=("leak", "no_power"), tell="the log of the pump"))

    assert found.answers == {}
    assert "What would tell: the log of the pump" in found.notes["fault"]


def test_an_answer_to_a_question_that_is_not_asked_is_parked():
    found = propose(Record(answers={"fault": "bad_taste"}), seen("parts", "hose"))

    assert found.answers == {"fault": "bad_taste"}
    assert found.parked == {"parts": ["hose"]}


def test_questions_and_answers_that_the_pack_lacks_are_passed_over():
    found = propose(Record(), seen("colour", "red"), seen("fault", "rust"))

    assert found.answers == {}
    assert found.origins == {}


COMING = Coming("CA900", "fault", ("leak",), True, (FILE,))


def with_policies(*coming: Coming) -> Observation:
    return replace(seen("fault", "leak"), coming=coming)


def test_what_report_only_policies_would_require_is_kept_with_its_source():
    (kept,) = propose(Record(), seen("parts", "hose"), with_policies(COMING)).report_only

    assert (kept.policy, kept.requires, kept.sure) == ("CA900", ["leak"], True)
    assert [source.file for source in kept.sources] == ["log.csv"]


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (seen("parts", "hose"), ["CA900"]),
        (with_policies(), []),
        (with_policies(replace(COMING, policy="CA901")), ["CA901"]),
    ],
    ids=["no policies", "policies without any", "other policies"],
)
def test_policies_that_are_read_later_replace_what_was_kept_of_report_only_mode(later, left):
    record = propose(propose(Record(), with_policies(COMING)), later)

    assert [one.policy for one in record.report_only] == left


@pytest.mark.parametrize("others", [(), (seen("fault", "leak"),)])
@pytest.mark.parametrize("answers", [{}, {"fault": "leak"}])
def test_what_an_export_says_without_an_answer_stays_as_a_note_once_whatever_is_answered(answers, others):
    beside = replace(seen("fault"), reason="Report-only today. Would apply once on: P: MFA.")
    found = propose(Record(answers=answers), *others, beside)
    again = propose(found, *others, beside)

    assert found.notes["fault"].count("Would apply once on: P: MFA.") == 1
    assert again.notes["fault"] == found.notes["fault"]

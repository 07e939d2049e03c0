"""Proposals of exports: where they agree, where they are from, what never happens, and what documents say of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.documents.making import ANSWERS, DAY, section
from tests.engagement.sessions import new_session, reopened
from tests.support.packs import TINY, engine_at, pack_at, real_engine, real_pack
from wizard.decision.words import Words
from wizard.documents.bundle import build_documents
from wizard.engagement.proposed_answers import with_proposals
from wizard.engagement.session import Session
from wizard.errors import ExportError
from wizard.evidence.observations import Coming, Observation, Source
from wizard.record.model import Account, Origin, Record
from wizard.record.reading import read_record
from wizard.record.redact import Redaction
from wizard.tui.screens.proposals import CERTAIN, kinds
from wizard.wording import lower_first

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


COMMA = "users, June.json"


def spoken(question: str, answer: str, *files: str, period: str = "2026-11-01"):
    sources = tuple(Source(file, file[:1] * 64) for file in files)
    return replace(seen(question, answer), sources=sources, period=period)


def test_proposals_of_a_file_with_a_comma_in_its_name_are_confirmed_by_that_name(tmp_path):
    session = new_session(tmp_path)
    session.propose([spoken("fault", "leak", COMMA), spoken("parts", "hose", "log.csv")])

    assert session.confirm_all(COMMA) == ("fault",)
    assert session.proposals == ("parts",)


def test_a_face_offers_each_file_whole(tmp_path):
    session = new_session(tmp_path)
    session.propose([spoken("fault", "leak", COMMA), spoken("parts", "hose", "log.csv", COMMA)])

    offered = {name: questions for _, name, questions in kinds(session) if name}
    assert offered["log.csv"] == ("parts",)
    assert set(offered) <= {CERTAIN, "log.csv", *(stage.id for stage in session.pack.stages)}


def test_several_files_keep_their_digests_and_days(tmp_path):
    session = new_session(tmp_path)
    session.propose([spoken("parts", "hose", "a.csv"), spoken("parts", "tank", "b.csv", period="2026-11-02")])
    session.close()

    origin = reopened(session.path).record.origins["parts"]
    assert [(one.file, one.digest, one.period) for one in origin.sources] == [
        ("a.csv", "a" * 64, "2026-11-01"),
        ("b.csv", "b" * 64, "2026-11-02"),
    ]
    assert origin.period == "2026-11-01; 2026-11-02"


@pytest.mark.parametrize(
    ("old", "files", "digests"),
    [
        ({"file": "a.csv", "digest": "1"}, ("a.csv",), ("1",)),
        ({"file": "a.csv, b.csv", "digest": "1, 2"}, ("a.csv", "b.csv"), ("1", "2")),
        ({"file": COMMA, "digest": "1"}, (COMMA,), ("1",)),
        ({"file": f"{COMMA}, log.csv", "digest": "1, 2"}, (COMMA, "log.csv"), ("1", "2")),
        ({"file": "one, two, three", "digest": "1, 2"}, ("one, two, three",), ("1, 2",)),
        ({"file": "a.csv"}, ("a.csv",), ()),
        ({}, (), ()),
    ],
)
def test_a_record_of_the_old_shape_is_read_as_a_list_of_sources(old, files, digests):
    data = {"answers": {}, "origins": {"fault": {"how": "observed", "rows": 2, "period": "2026-11-01", **old}}}
    origin = read_record(json.dumps(data).encode(), "old.json").origins["fault"]

    assert origin.files == files
    assert tuple(source.digest for source in origin.sources if source.digest) == digests
    assert (origin.how, origin.rows, origin.period) == ("observed", 2, "2026-11-01")
    assert not origin.model_extra


def test_the_new_shape_is_written_and_read_back_unchanged():
    origin = Origin(sources=[{"file": COMMA, "digest": "1", "period": "2026"}])

    assert Origin.model_validate(origin.model_dump()) == origin
    assert set(origin.model_dump()) == {"how", "by", "sources", "rows", "reason"}


REASON = "Sign-ins of ada.byron@contoso.com from 203.0.113.9 and 2001:db8:1::77"


@pytest.fixture
def session() -> Session:
    answers = {name: value for name, value in ANSWERS.items() if name != "activity"}
    record = Record(account=Account(name="svc@contoso.com"), answers=answers, created_on=DAY)
    made = Session(real_pack(), real_engine(), record)
    observation = seen("activity", "active")
    made.propose([type(observation)(*[REASON if part == observation.reason else part for part in _parts(observation)])])
    return made


def _parts(observation):
    return [getattr(observation, name) for name in observation.__slots__]


def test_a_final_export_refuses_while_a_proposal_is_not_confirmed(session):
    with pytest.raises(ExportError) as error:
        build_documents(session.case(DAY), final=True)
    assert any(problem.place == "answers.activity" for problem in error.value.problems)

    session.confirm("activity")
    with pytest.raises(ExportError) as error:
        build_documents(session.case(DAY), final=True)
    assert not any(problem.place == "answers.activity" for problem in error.value.problems)


@pytest.mark.slow
def test_a_draft_says_that_nobody_confirmed(session):
    made = build_documents(session.case(DAY))
    title = lower_first(session.pack.question_by_id["activity"].title)

    assert f"{title}: confirm" in section(made["recommendation.md"].decode(), "Open items")
    assert "Suggested by an export, not confirmed" in row_of(made, "Answers", session.words.question("activity"))

    session.confirm("activity")
    made = build_documents(session.case(DAY))
    assert f"{title}: confirm" not in made["recommendation.md"].decode()
    assert "not confirmed" not in row_of(made, "Answers", session.words.question("activity"))


def test_the_dossier_names_file_digest_rows_and_days_of_an_observed_answer(session):
    session.confirm("activity", by="Ada Byron")
    made = build_documents(session.case(DAY))

    answer = row_of(made, "Answers", session.words.question("activity"))
    assert "Read in an export and confirmed | Ada Byron" in answer
    assert "R1, 3 rows" in answer
    read = row_of(made, "What was read", "R1")
    assert "log.csv" in read
    assert "2026" in read
    assert "0" * 64 in read


def row_of(made: dict[str, bytes], heading: str, begins: str) -> str:
    """Return the row of a table of the dossier by its first cell."""
    lines = section(made["dossier.md"].decode(), heading).splitlines()
    return next(line for line in lines if line.startswith(f"| {begins}"))


def test_redaction_covers_who_confirmed_the_file_and_what_the_reason_names(session):
    session.confirm("activity", by="Ada Byron")
    made = build_documents(session.case(DAY, redact=Redaction()))

    for data in made.values():
        text = data.decode()
        for secret in ("ada.byron", "Ada Byron", "203.0.113.9", "2001:db8", "log.csv", "svc@contoso.com"):
            assert secret not in text
    assert json.loads(made["record.json"])["origins"]["activity"]["how"] == "observed"

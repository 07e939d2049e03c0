"""Where answers come from: each export by itself, whatever its name holds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.engagement.sessions import new_session, reopened
from tests.engagement.test_proposed_answers import seen
from wizard.evidence.observations import Source
from wizard.record.model import Origin
from wizard.record.reading import read_record
from wizard.tui.screens.proposals import CERTAIN, kinds

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

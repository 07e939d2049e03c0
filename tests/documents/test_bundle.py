"""Documents, pictures and record, each with exact bytes; digests tie them together."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from datetime import date

import pytest

from tests.documents.making import ACCOUNT, ANSWERS, DAY, SIGNOFF, changed, documents, make_case, scenarios, written
from tests.support.packs import ROOT, real_engine, real_pack
from tests.support.tables import for_each
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.documents.readiness import open_items
from wizard.errors import AnswersError, RecordError
from wizard.record.reading import read_record, record_from
from wizard.record.redact import Redaction

CASES = [{"answers": case["answers"]} for case in scenarios()]
CASES += [{"answers": ANSWERS, "notes": {"cloud": "a\nb"}}, {"answers": {}}]


PICTURES = [f"pictures/{name}.svg" for name in ("layers", "risk", "dates", "path")]
FILES = ["recommendation.md", "checklist.md", "dossier.md", *PICTURES, "record.json", "SHA256SUMS"]


def test_the_files_are_three_documents_the_pictures_that_apply_the_record_and_the_sums():
    assert list(documents()) == FILES
    assert set(documents({"identity": "managed_identity"}, {})) <= set(FILES) - set(PICTURES[:3])


def test_every_picture_that_a_document_links_to_is_there():
    made = documents()

    assert set(re.findall(r"\]\((pictures/\w+\.svg)\)", made["recommendation.md"])) == set(PICTURES) & set(made)


def test_digests_tie_the_files_together():
    made = build_documents(make_case())
    digest = {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}

    for name in ("recommendation.md", "checklist.md", "dossier.md"):
        assert f"\nrecord_sha256: {digest['record.json']}\n" in made[name].decode()
    assert f"\nSHA-256 hash of the recommendation: {digest['recommendation.md']}\n" in made["checklist.md"].decode()
    for name in ("recommendation.md", *PICTURES):
        assert f"| SHA-256 of {name} | `{digest[name]}` |" in made["dossier.md"].decode()
    assert made["SHA256SUMS"].decode().splitlines() == [
        f"{digest[name]}  {name}" for name in FILES if name not in {"checklist.md", "SHA256SUMS"}
    ]


@pytest.mark.parametrize("answers", [ANSWERS, {}, {"identity": "managed_identity"}], ids=["decided", "open", "none"])
def test_every_document_begins_with_the_same_eight_keys(answers):
    keys = [
        "record_id",
        "schema_version",
        "status",
        "outcome",
        "waivable_by",
        "knowledge_version",
        "record_sha256",
        "printed_on",
    ]
    made = documents(answers)
    heads = {made[name].split("---\n")[1] for name in ("recommendation.md", "checklist.md", "dossier.md")}

    assert [line.split(": ")[0] for line in heads.pop().splitlines()] == keys
    assert not heads


@pytest.mark.skipif(sys.platform == "win32", reason="sha256sum is a tool of POSIX systems")
def test_the_sums_are_checked_by_sha256sum(tmp_path):
    (tmp_path / "pictures").mkdir()
    for name, data in build_documents(make_case()).items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@for_each(case=CASES, signoff=[SIGNOFF, {}])
def test_the_record_reads_back_and_gives_the_same_documents(case, signoff):
    first = documents(signoff=signoff, **case)
    record = read_record(first["record.json"].encode(), "record.json")
    again = build_documents(build_case(real_pack(), real_engine(), record, DAY))

    assert {name: data.decode() for name, data in again.items()} == first


def test_the_order_in_which_things_were_entered_does_not_matter():
    turned = {
        name: list(reversed(value)) if isinstance(value, list) else value for name, value in reversed(ANSWERS.items())
    }
    notes = {"methods": "m", "cloud": "c"}
    one = documents(ANSWERS, notes=notes, discuss=["methods", "cloud"])
    other = documents(
        turned, dict(reversed(SIGNOFF.items())), notes=dict(reversed(notes.items())), discuss=["cloud", "methods"]
    )

    assert one == other


def test_empty_values_are_no_values():
    empty = {"notes": {"cloud": " "}, "signoff": {**SIGNOFF, "supersedes": "", "informed": None}}

    assert documents(ANSWERS, empty.pop("signoff"), **empty) == documents()


def test_nothing_comes_from_a_clock(monkeypatch):
    before = written()
    monkeypatch.setattr(time, "time", lambda: 4e9)
    monkeypatch.setenv("TZ", "Asia/Tokyo")

    assert written() == before
    assert written(day=date(2026, 11, 25)) != before


@pytest.mark.slow
def test_bytes_are_the_same_in_another_process_with_other_hashing():
    code = (
        "from tests.documents.making import make_case; from wizard.documents.bundle import build_documents; import hashlib;"
        "print(hashlib.sha256(b''.join(build_documents(make_case()).values())).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1


@pytest.mark.slow
def test_a_record_id_is_the_same_whoever_asks_and_no_two_accounts_share_it():
    ids = {make_case(name=f"svc-{number}@contoso.com").record.record_id for number in range(300)}

    assert len(ids) == 300
    assert all(re.fullmatch(r"MFA-2026-[0-9A-F]{8}", record_id) for record_id in ids)
    assert make_case(name=" SVC-1@contoso.com").record.record_id == make_case(name="svc-1@contoso.com").record.record_id
    assert make_case(record_id="MFA-2025-0007").record.record_id == "MFA-2025-0007"
    assert make_case(created_on="2025-03-01").record.record_id.startswith("MFA-2025-")
    assert make_case(revision=2).record.record_id.endswith("-R2")


def test_the_record_given_is_left_as_it_is():
    record = record_from({"account": {"name": ACCOUNT}, "answers": ANSWERS}, "x")
    before = record.model_dump_json()
    build_case(real_pack(), real_engine(), record, DAY, redact=Redaction())

    assert record.model_dump_json() == before


def test_answers_that_the_pack_does_not_allow_are_refused():
    for answers in ({"identity": "robot"}, {"colour": "red"}, {**ANSWERS, "privilege": ["none", "entra_admin"]}):
        with pytest.raises(AnswersError):
            make_case(answers)
    with pytest.raises(AnswersError, match="home_trust"):
        make_case({**ANSWERS, "home_trust": "trusted"})


def test_answers_of_an_older_pack_are_set_aside_instead():
    case = make_case({**ANSWERS, "home_trust": "trusted"}, knowledge_version="2020.1")

    assert case.record.parked == {"home_trust": "trusted"}
    assert "set aside" in build_documents(case)["dossier.md"].decode()


def test_signoff_values_of_the_wrong_kind_are_refused():
    with pytest.raises(RecordError, match=r"signoff\.expires_on"):
        make_case(signoff=changed(expires_on="soon"))


def test_unknown_keys_of_a_record_survive():
    made = documents(ANSWERS, x_register={"row": 7})

    assert json.loads(made["record.json"])["x_register"] == {"row": 7}


@pytest.mark.parametrize(
    ("signoff", "record", "place"),
    [
        ({"supersedes": "mfa-2026-0007 "}, {}, "signoff.supersedes"),
        ({}, {"supersedes": "MFA-2026-0007"}, "supersedes"),
    ],
)
@pytest.mark.parametrize("final", [True, False])
def test_a_record_does_not_replace_itself(signoff, record, place, final):
    case = make_case(ANSWERS, changed(**signoff), record_id="MFA-2026-0007", **record)

    with pytest.raises(RecordError) as caught:
        build_documents(case, final=final)

    (problem,) = caught.value.problems
    assert problem.place == place
    assert "names this record itself" in problem.message
    assert "earlier record" in problem.remedy


def test_a_record_that_replaces_itself_shows_it_among_the_open_items():
    case = make_case(ANSWERS, changed(supersedes="MFA-2026-0007"), record_id="MFA-2026-0007")

    assert [item.field_id for item in open_items(case)] == ["supersedes"]


def test_a_record_replaces_another_one():
    made = documents(ANSWERS, changed(supersedes="MFA-2026-0006"))

    assert "| Replaces | `MFA-2026-0006` |" in made["dossier.md"]

"""What cannot be read is named with file and line; the rest is used, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile
from contextlib import suppress

import pytest
from ca_builders import codes, names, raw_policy, write
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.waiting import cpu_seconds
from wizard.errors import EvidenceError
from wizard.evidence.policies import reading
from wizard.evidence.policies.reading import POLICIES, read_policies, read_text
from wizard.files.decoding import decode
from wizard.files.reading import ATTEMPTS

A, B = raw_policy("A"), raw_policy("B")


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("p.json", json.dumps(A))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        pytest.param(b"", "empty", "is empty", id="empty"),
        pytest.param(b"  \n\t ", "empty", "is empty", id="blanks"),
        pytest.param(b"<!DOCTYPE html>\n<html>sign in</html>", "html", "HTML", id="HTML"),
        pytest.param(b"\xef\xbb\xbf<html>", "html", "HTML", id="HTML with BOM"),
        pytest.param(zipped(), "archive", "zip archive", id="zip"),
        pytest.param(gzip.compress(b"{}"), "archive", "gzip", id="gzip"),
        pytest.param(b"displayName;state", "not-json", "neither { nor [", id="CSV"),
        pytest.param(json.dumps(A).encode()[:-20], "cut-off", "cut off", id="cut-off object"),
        pytest.param(json.dumps(A).encode("utf-16")[:-5], "damaged", "cut off", id="cut-off UTF-16"),
        pytest.param(b"[" * 200_000, "too-deep", "deeper", id="deep lists"),
        pytest.param(b'{"a":' * 200_000, "too-deep", "deeper", id="deep objects"),
        pytest.param(b'[{"id": ' + b"9" * 10_000 + b"}]", "damaged", "cannot be read", id="a number without end"),
    ],
)
def test_a_file_that_is_no_json_is_named_and_the_others_are_used(content, code, words, tmp_path):
    write(tmp_path, "bad.json", content)
    write(tmp_path, "good.json", A)
    result = read_policies(tmp_path)
    assert names(result) == ["A"]
    problem = next(problem for problem in result.problems if problem.code == code)
    assert "bad.json" in problem.place
    assert words in problem.message
    assert any("bad.json" in place for place in result.unread)


def test_a_cut_off_list_keeps_its_whole_policies_and_names_the_line(tmp_path):
    text = json.dumps([A, B, raw_policy("C")], indent=1)
    cut = text[: text.index('"id-C"') + 30]
    result = read_policies(write(tmp_path, "p.json", cut))
    assert names(result) == ["A", "B"]
    (problem,) = result.problems
    assert problem.code in ("cut-off", "not-json")
    assert int(problem.place.rsplit(":", 1)[1]) >= cut.count("\n")
    assert result.unread


@pytest.mark.parametrize("broken", ["missing comma", "empty value"])
def test_one_broken_policy_in_a_list_does_not_take_the_others_along(broken, tmp_path):
    text = json.dumps([A, B, raw_policy("C")], indent=1)
    if broken == "missing comma":
        text = text.replace('"id": "id-B",', '"id": "id-B"')
        line = text[: text.index('"displayName": "B"')].count("\n") + 1
    else:
        text = text.replace('"displayName": "B"', '"displayName": ')
        line = text[: text.index('"displayName": ,')].count("\n") + 1
    result = read_policies(write(tmp_path, "p.json", text))
    assert names(result) == ["A", "C"]
    assert [problem.place for problem in result.problems] == [f"{tmp_path / 'p.json'}:{line}"]


def test_objects_one_after_the_other_without_a_list_are_all_read(tmp_path):
    result = read_policies(write(tmp_path, "p.json", f"{json.dumps(A, indent=1)}\n{json.dumps(B, indent=1)}"))
    assert names(result) == ["A", "B"]


def test_a_file_of_ten_gigabytes_is_named_without_being_opened(tmp_path):
    big = tmp_path / "big.json"
    with big.open("wb") as file:
        file.truncate(10 * 1024**3)
    write(tmp_path, "good.json", A)
    result, spent = cpu_seconds(lambda: read_policies(tmp_path))
    assert spent < 1
    assert names(result) == ["A"]
    assert "10.0 GB" in result.problems[0].message


@pytest.mark.slow
def test_a_long_list_of_strangers_is_bounded_in_messages(tmp_path):
    content = "[" + ",".join(["{}"] * 100_000) + "," + json.dumps(A) + "]"
    result = read_policies(write(tmp_path, "p.json", content))
    assert names(result) == ["A"]
    assert len(result.problems) <= reading.MAX_STRAYS + 2
    assert any("99,980 more" in problem.message for problem in result.problems)


def test_a_list_in_which_every_object_is_broken_takes_bounded_time_and_few_words():
    broken = json.dumps(A)[:-1]
    result, spent = cpu_seconds(lambda: read_text("[" + ",".join([broken] * 10_000) + "]"))
    assert spent < 10
    assert result.unread
    assert len(result.problems) <= 22


def test_more_policies_than_any_tenant_has_are_cut_with_a_message(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_POLICIES", 3)
    result = read_policies(write(tmp_path, "p.json", [raw_policy(str(number)) for number in range(5)]))
    assert len(result.policies) == 3
    assert "too-many" in codes(result)
    assert result.unread


def test_a_policy_with_ten_thousand_ids_is_read_whole():
    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(10_000)]
    result = read_text(json.dumps(raw_policy("A", users={"includeUsers": ids, "excludeGroups": ids})))
    assert len(result.policies[0].users.include_users) == 10_000
    assert len(result.policies[0].users.exclude_groups) == 10_000


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    file = write(tmp_path, "p.json", A)
    real, calls = type(file).open, []

    def meddle(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            os.truncate(self, 0)
            os.write(descriptor := os.open(self, os.O_WRONLY), json.dumps([A, B]).encode())
            os.close(descriptor)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(type(file), "open", meddle)
    assert names(read_policies(file)) == ["A", "B"]
    assert len(calls) == 2


def test_a_file_that_never_stops_changing_is_named(tmp_path, monkeypatch):
    file = write(tmp_path, "p.json", A)
    real, calls = type(file).open, []

    def meddle(self, *args, **kwargs):
        calls.append(1)
        os.truncate(self, len(calls))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(type(file), "open", meddle)
    result = read_policies(file)
    assert codes(result) == ["changing"]
    assert len(calls) == ATTEMPTS


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are files of POSIX")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "p.json")
    result = read_policies(tmp_path)
    assert "not a regular file" in result.problems[0].message


def test_an_archive_beside_the_exports_is_named(tmp_path):
    write(tmp_path, "a.json", A)
    write(tmp_path, "rest.zip", zipped())
    result = read_policies(tmp_path)
    assert any("rest.zip" in place for place in result.unread)


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(EvidenceError, match="does not exist"):
        read_policies(tmp_path / "nowhere")


def test_a_folder_without_json_is_an_error(tmp_path):
    with pytest.raises(EvidenceError, match="no JSON file"):
        read_policies(tmp_path)


def test_json_without_policies_is_named_but_loses_nothing(tmp_path):
    write(tmp_path, "rules.json", {"value": [{"Name": "mail rule", "Conditions": None, "State": "Enabled"}]})
    write(tmp_path, "good.json", A)
    result = read_policies(tmp_path)
    assert names(result) == ["A"]
    assert codes(result) == ["no-policy"]
    assert not result.unread


def test_a_page_with_a_next_link_says_that_pages_are_missing():
    result = read_text(json.dumps({"@odata.nextLink": "https://graph.microsoft.com/next", "value": [A]}))
    assert "page" in codes(result)
    assert result.unread


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(data):
    with suppress(EvidenceError):
        read_text(decode(data, "x", POLICIES, guess=True)[0])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_cut_makes_the_reader_fail_or_lose_a_policy_in_silence(data):
    text = json.dumps([A, B], indent=1)
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    result = read_text(cut)
    assert result.unread
    assert result.problems
    assert names(result) in ([], ["A"], ["A", "B"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "conditions",
                    "users",
                    "includeUsers",
                    "grantControls",
                    "state",
                    "devices",
                    "deviceFilter",
                    "rule",
                    "mode",
                    "sessionControls",
                    "signInFrequency",
                    "value",
                    "locations",
                    "x",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(json_values)
def test_no_json_makes_the_reader_fail(value):
    read_text(json.dumps({"conditions": value, "grantControls": value, "sessionControls": value, "state": value}))
    read_text(json.dumps(value))

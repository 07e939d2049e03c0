"""One way in for bytes: no module outside the room opens, decodes or words a refusal by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wizard.errors import EvidenceError, RecordError
from wizard.files.decoding import decode
from wizard.files.json_object import parse_json
from wizard.files.reading import Wanted, files_in, read_bytes, read_settled

ROOT = Path(__file__).parent.parent / "wizard"
SOURCES = [path for path in ROOT.rglob("*.py") if "files" not in path.relative_to(ROOT).parts]
WANTED = Wanted(RecordError, "a saved record", "Give a record.", 1000)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\.strerror\b",
        r"utf-?_?16",
        r"5_000_000",
        r"def _kind\(value",
        r"startswith\(b\"PK",
        r"detect_encoding",
        r"os\.walk",
        r"\btomllib\b",
        r"\.write_(text|bytes)\(|NamedTemporaryFile|copytree|copyfile|mkstemp",
    ],
)
def test_what_the_room_does_is_done_nowhere_else(pattern):
    found = [path.name for path in SOURCES if re.search(pattern, path.read_text(encoding="utf-8"))]
    assert found in ([], ["main.py"])  # main words a refusal of stdout before anything else is loaded


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_every_encoding_of_json_is_told_from_its_bytes(encoding):
    text = '{"name": "é"}'
    assert json.loads(decode(text.encode(encoding), "x", WANTED)[0]) == {"name": "é"}


def test_windows_text_is_read_with_a_note_only_where_a_guess_is_allowed():
    text, note = decode("a,é".encode("cp1252"), "x", WANTED, guess=True)
    assert (text, note.severity) == ("a,é", "note")
    with pytest.raises(RecordError, match="x:1: is not UTF-8"):
        decode(b"a,\xe9", "x", WANTED)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"PK\x03\x04", "zip archive"), (b"%PDF-1", "PDF"), (b"", "is empty"), (b"\xff\xfe\x00", "UTF-16")],
)
def test_what_is_no_text_is_named_in_the_words_of_who_asked(data, words):
    with pytest.raises(RecordError, match=words):
        decode(data, "x", WANTED)


def test_everything_wrong_with_one_text_is_said_at_once():
    with pytest.raises(RecordError) as caught:
        parse_json('{"a": NaN, "b": 1, "b": 2, "c": 1, "c": 1}', "x", WANTED)
    assert len(caught.value.problems) == 3


def test_limits_and_missing_files_have_one_wording(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"x" * 1001)
    for read in (read_bytes, read_settled):
        with pytest.raises(RecordError, match=r"than the 1000 bytes that a saved record can have"):
            read(path, WANTED)
        with pytest.raises(RecordError, match=r"cannot be read: it does not exist. Check the path"):
            read(tmp_path / "none.json", WANTED)


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
def test_a_file_of_any_size_up_to_the_limit_is_read_whole(tmp_path, size):
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    (tmp_path / "file").write_bytes(data)

    assert read_bytes(tmp_path / "file", Wanted(RecordError, "a thing", "", limit=size)) == data
    with pytest.raises(RecordError):
        read_bytes(tmp_path / "file", Wanted(RecordError, "a thing", "", limit=size - 1))


def test_only_findings_on_evidence_carry_a_kind(tmp_path):
    evidence = Wanted(EvidenceError, "an export", "Export again.")
    assert evidence.refused("x", "is odd.", code="odd").problems[0].code == "odd"
    assert WANTED.refused("x", "is odd.", code="odd").problems[0].code == ""


def test_a_folder_stands_for_its_files_in_order_without_hidden_ones(tmp_path):
    for name in ("b.json", "a.json", ".hidden.json", "below/c.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    assert [path.name for path in files_in(tmp_path)] == ["a.json", "b.json"]
    assert [path.name for path in files_in(tmp_path, deep=True)] == ["a.json", "b.json", "c.json"]
    assert list(files_in(tmp_path / "a.json")) == [tmp_path / "a.json"]

from __future__ import annotations

import gzip
import json
import os
import zipfile

import pytest
from openpyxl import Workbook

from wizard.errors import EvidenceError
from wizard.files.sniff import sniff, sniff_all

ROW = {"createdDateTime": "2026-10-05T08:19:41Z", "userPrincipalName": "a@b.c"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Date (UTC),User\n2026,x\n", "csv"),
        ("a;b\n1;2\n", "csv"),
        (json.dumps(ROW) + "\n" + json.dumps(ROW) + "\n", "json_lines"),
        (json.dumps(ROW), "json_lines"),
        (json.dumps([ROW]), "json_array"),
        ("\n  " + json.dumps([ROW], indent=2), "json_array"),
        (json.dumps({"value": [ROW]}), "json_nested"),
        (json.dumps({"@odata.context": "x", "value": [ROW]}, indent=2), "json_nested"),
        (json.dumps([{"value": [ROW]}]), "json_nested"),
        (json.dumps(ROW, indent=2) + "\n" + json.dumps(ROW, indent=2), "json_nested"),
        ("ConnectionName : a\nConnectorName  : b\nDisplayName    : c\n", "text_list"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_kind_is_told_from_the_content_in_every_encoding(tmp_path, text, kind, encoding):
    path = tmp_path / "export.dat"
    path.write_bytes(text.encode(encoding))
    found = sniff(path)
    assert found.kind == kind
    assert (found.encoding == "utf-8") == (encoding != "utf-16")


def test_utf_16_without_a_mark_is_noticed(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes("a,b\n1,2\n".encode("utf-16-le"))
    assert sniff(path).encoding == "utf-16-le"
    assert sniff(path).heading == ("a", "b")


def test_an_older_encoding_is_read_and_said(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes("Name,Ort\nMüller,Köln\n".encode("cp1252"))
    found = sniff(path)
    assert found.encoding == "cp1252"
    assert [note.code for note in found.notes] == ["encoding"]
    assert found.rows == (("Müller", "Köln"),)


def test_a_few_bad_bytes_do_not_make_it_another_encoding(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes("Name,Ort\nMüller,Köln\n".encode() * 5 + b"x,\xff\n")
    assert sniff(path).encoding == "utf-8"


def _zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sign-ins.csv", "a,b\n")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\xef\xbb\xbf \n"), "is empty"),
        (_zip, "zip archive"),
        (lambda path: path.write_bytes(gzip.compress(b"a,b\n")), "gzip archive"),
        (lambda path: path.write_text("<!DOCTYPE html><html>Sign in</html>"), "HTML"),
        (lambda path: path.write_text("\n\n<html>"), ":3: is HTML"),
        (lambda path: path.write_bytes(b"%PDF-1.7"), "PDF"),
        (lambda path: path.write_text("just words\n"), "neither CSV nor JSON"),
        (lambda path: path.write_bytes(b"\xf0,\x1b\x00\n\xff,\xfb\n"), "is not text: it has zero bytes"),
        (lambda path: path.write_text("[ ]\n"), "holds an empty list"),
        (lambda path: path.write_text('{"@odata.context": "x", "value": []}'), "holds an empty list"),
        (lambda path: path.mkdir(), "not a regular file"),
        (lambda _: None, "cannot be read"),
    ],
)
def test_what_is_no_export_is_named_as_what_it_is(tmp_path, make, words):
    path = tmp_path / "export.json"
    make(path)
    with pytest.raises(EvidenceError, match=words) as caught:
        sniff(path)
    assert str(path) in str(caught.value)


def test_a_folder_without_files_is_named(tmp_path):
    found, problems = sniff_all([tmp_path])

    assert found == []
    assert [problem.text for problem in problems] == ["holds no file to read."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(EvidenceError, match="not a regular file"):
        sniff(tmp_path / "pipe.json")


@pytest.mark.slow
def test_a_workbook_is_no_archive(tmp_path):
    book = Workbook()
    book.active.append(["a", "b"])
    book.save(tmp_path / "report.xlsx")
    assert sniff(tmp_path / "report.xlsx").kind == "excel"


def test_only_a_bounded_part_of_a_huge_file_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    path.write_bytes(b"a,b\n1,2\n")
    os.truncate(path, 50 << 30)
    found = sniff(path)
    assert found.size == 50 << 30
    assert found.heading == ("a", "b")


def test_a_table_of_too_many_columns_is_refused_at_once(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(",".join(f"c{number}" for number in range(100_000)) + "\n")
    with pytest.raises(EvidenceError, match="100,000 columns"):
        sniff(path)


@pytest.mark.parametrize("text", ["[1, 2, 3]", "[" * 50_000 + "]" * 50_000, '[{"a": ' * 2000])
def test_json_without_a_whole_object_is_named_as_such(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(EvidenceError, match="no object in it is whole"):
        sniff(path)


def test_files_come_by_path_however_they_were_named(tmp_path):
    paths = [tmp_path / f"{name}.json" for name in "abc"]
    for path in paths:
        path.write_text("[{}]", encoding="utf-8")
    for order in (paths, paths[::-1], [paths[1], paths[0], paths[2], paths[1]]):
        assert [one.path for one in sniff_all(order)[0]] == paths

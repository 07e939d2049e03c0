"""Bad input: a clear error with place and remedy, all of one input at once, and exit code 2."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import mfa_wizard
from wizard.cli.main import run

BAD: dict[str, tuple[bytes, list[str]]] = {
    "an unknown question": (b'{"idenity": "guest"}', ["answers.idenity", "identity"]),
    "an unknown answer": (b'{"identity": "gest"}', ["answers.identity", "'gest'", "guest"]),
    "none beside others": (
        b'{"identity": "user_cloud", "surfaces": ["none", "graph"]}',
        ["answers.surfaces", "none", "graph"],
    ),
    "an empty list": (b'{"identity": "user_cloud", "surfaces": []}', ["answers.surfaces", "empty"]),
    "text where a list belongs": (b'{"surfaces": "graph"}', ["answers.surfaces", "list"]),
    "a list where text belongs": (b'{"identity": ["guest"]}', ["answers.identity", "text"]),
    "a number": (b'{"identity": 7}', ["answers.identity", "number"]),
    "an object as answer": (b'{"identity": {"a": "b"}}', ["answers.identity", "object"]),
    "an answer outside its bound": (
        b'{"identity": "managed_identity", "cloud": "public"}',
        ["answers.cloud", "not asked"],
    ),
    "an unknown question beside one outside its bound": (
        b'{"identity": "managed_identity", "colour": "red", "token": "nothing"}',
        ["answers.colour", "answers.token"],
    ),
    "JSON that is cut off": (b'{"identity":\n "user_cl', [":2:", "cut off"]),
    "JSON that is wrong": (b'{"identity": guest}', [":1:14", "JSON"]),
    "two objects": (b"{} {}", [":1:4"]),
    "no object": (b'["identity"]', ["list", "object"]),
    "null": (b"null", ["null", "object"]),
    "nothing": (b"  \n", ["empty"]),
    "answers that are a list": (b'{"answers": []}', ["answers", "list"]),
    "one key twice": (b'{"identity": "guest", "identity": "guest"}', ["identity", "twice"]),
    "no number": (b'{"identity": NaN}', ["NaN"]),
    "deep nesting": (b'{"a":' * 200_000, ["nested"]),
    "a number without an end": (b'{"identity": ' + b"1" * 5000 + b"}", ["number"]),
    "UTF-16 that is cut off": ('{"identity": "guest"}'.encode("utf-16")[:-3], ["UTF-16", "cut off"]),
    "Latin-1": (b'{\n"account": {"name": "\xe9t\xe9"}}', [":2", "UTF-8"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ["a picture"]),
    "a newer record": (b'{"schema_version": "7.2", "answers": {}}', ["schema_version", "Update"]),
    "a version that is none": (b'{"schema_version": [], "answers": {}}', ["schema_version"]),
}


@pytest.mark.parametrize(("data", "words"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_an_error_that_names_it(tmp_path, capsys, data, words):
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    code = run(["decide", str(path)])
    out = capsys.readouterr()

    assert code == 2
    assert out.out == ""
    assert str(path) in out.err
    assert "Traceback" not in out.err
    for word in words:
        assert word in out.err
    assert all(line.startswith("mfa-wizard: ") for line in out.err.splitlines())


def test_all_errors_of_one_input_are_said_at_once(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({"identity": "x", "colour": "red", "surfaces": [], "token": 3}))
    assert run(["decide", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()

    assert len(lines) == 4
    assert {line.split("answers.")[1].split(":")[0] for line in lines} == {"identity", "colour", "surfaces", "token"}


def test_thousands_of_errors_are_counted_not_listed(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({f"q{number}": "x" for number in range(3000)}))
    assert run(["decide", str(path)]) == 2

    assert len(capsys.readouterr().err.splitlines()) <= 201


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    done = mfa_wizard("decide", path)

    assert (done.code, done.out) == (2, "")
    assert "4.8 MB" in done.err


@pytest.mark.parametrize("name", ["missing.json", ".", "no/such/folder.json"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)

    assert run(["decide", name]) == 2
    assert f"mfa-wizard: {name}: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["export", "a.json", "--to", ""], ["status", ""], ["records", "--folder="]])
def test_an_empty_path_is_not_the_current_folder(tmp_path, monkeypatch, capsys, words):
    monkeypatch.chdir(tmp_path)

    assert run(words) == 2
    assert "'' isn't a path. Name a file or a folder." in capsys.readouterr().err


@pytest.mark.parametrize("words", [["serve", "--port", "x"], ["evidence", "kql", "--days", "1.5"]])
def test_a_number_that_is_none_is_said_in_our_words(capsys, words):
    assert run(words) == 2
    assert (
        f"argument {words[-2]}: '{words[-1]}' isn't a whole number. Use one, for example 30." in capsys.readouterr().err
    )


def test_hostile_text_reaches_no_terminal_as_a_command(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({"\x1b]0;title\x07": "x", "identity": "\x1b[2J\u202e"}))
    assert run(["decide", str(path)]) == 2
    err = capsys.readouterr().err

    assert not {"\x1b", "\x07", "\u202e"} & set(err)


@pytest.mark.parametrize(
    "words",
    [
        ["decide"],
        ["decide", "-", "--what"],
        ["decid", "-"],
        ["decide", "-", "--format", "xml"],
        ["decide", "-", "--lines", "--format", "text"],
        ["export", "x"],
        ["--fold", "x", "records"],
        ["--nothing"],
        ["records", "lost"],
        ["evidence", "wat"],
        ["ask", "--plain", "--date", "2026-02-30"],
        ["ask", "--plain", "--date", "2026-W01-1"],
        ["status", "x", "--date", "9999-12-31"],
        ["board", "x", "--due", "9999-12"],
        ["template", "--format", "xml"],
    ],
)
def test_wrong_words_are_a_usage_error_in_one_line(words):
    done = mfa_wizard(*words)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("mfa-wizard: ")
    assert len(done.err.splitlines()) == 1


def test_a_pack_that_is_none_is_said_with_its_own_code(tmp_path):
    done = mfa_wizard("decide", "-", "--pack", tmp_path, stdin="{}")

    assert done.code == 3
    assert str(tmp_path) in done.err


def test_a_pack_with_a_typing_error_names_file_and_line(tmp_path):
    import shutil

    from tests.support.packs import TINY

    folder = tmp_path / "pack"
    shutil.copytree(TINY, folder)
    tables = folder / "tables.toml"
    tables.write_text(tables.read_text().replace('kind = "first"', 'kind = "frist"', 1))
    done = mfa_wizard("decide", "-", "--pack", folder, stdin="{}")

    assert (done.code, done.out) == (3, "")
    assert "tables.toml:" in done.err
    assert "Traceback" not in done.err

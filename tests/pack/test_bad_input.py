"""Packs from anybody: refused with place and remedy, in bounded time, whatever they hold."""

from __future__ import annotations

import pytest

from tests.pack import corpus
from tests.support.waiting import cpu_seconds
from wizard.errors import PackError
from wizard.pack.files import read_files
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program, load_program


def refused(folder):
    with pytest.raises(PackError) as caught:
        compile_program(load_pack(folder))
    return caught.value.problems


def test_all_files_are_read_before_anything_is_said(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    corpus.edit(pack / "questions.toml", 'letter = "c"', 'letter = "cc"')
    corpus.edit(pack / "sources.toml", "published = 2026-09-01", 'published = "soon"')

    assert [problem.place for problem in refused(pack)] == ["questions.toml:23", "sources.toml:22"]


def test_a_key_that_a_part_does_not_take_gets_the_nearest_or_all(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    corpus.edit(pack / "questions.toml", 'help = "Look at the frame."', 'halp = "Look at the frame."')
    corpus.edit(pack / "tables.toml", 'id = "B1"', 'id = "B1"\nverdikt = "ride"\nzzz = 1')

    told = {problem.message.partition(":")[0]: problem.remedy for problem in refused(pack)}

    assert told["halp"] == "The nearest is 'help'."
    assert told["row.0.verdikt"] == "The nearest is 'verdict'."
    assert told["row.0.zzz"].startswith("It takes: id, when, verdict")


def test_what_does_not_compile_is_told_with_its_line(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    corpus.edit(pack / "terms.toml", 'light = "light in fault"', 'light = "lite in fault"')

    with pytest.raises(PackError) as caught:
        load_program(pack)

    assert str(caught.value) == (
        "P201 terms.toml:14 term broken: names the member of fault 'lite', which the pack does not have. "
        "The nearest is 'light'."
    )


@pytest.mark.parametrize("content", [b"", b"# Nothing yet.\n"])
def test_an_empty_file_is_told_by_what_it_lacks(content, tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    told = {}
    for name in ["pack.toml", "questions.toml", "tables.toml", "verdicts.toml"]:
        kept = (pack / name).read_bytes()
        (pack / name).write_bytes(content)
        told[name] = [str(problem) for problem in refused(pack)]
        (pack / name).write_bytes(kept)

    assert {line.partition(": ")[2] for line in told.pop("pack.toml")} >= {
        "id: Field required.",
        "version: Field required.",
    }
    assert told == {
        "questions.toml": [
            "P108 questions.toml: holds no [[stage]]. Every pack needs at least one.",
            "P108 questions.toml: holds no [[question]]. Every pack needs at least one.",
        ],
        "tables.toml": ["P108 tables.toml: holds no [[table]]. Every pack needs at least one."],
        "verdicts.toml": ["P108 verdicts.toml: holds no [[verdict]]. Every pack needs at least one."],
    }
    for name in ["checklist.toml", "sources.toml"]:
        (pack / name).write_bytes(content)
    load_pack(pack)


@pytest.mark.parametrize("name", ["verdict_unknown", "table_unknown", "question_unknown", "exclusive_unknown"])
def test_a_pack_that_cannot_decide_is_refused_outside_of_the_check_too(name, tmp_path):
    defect = corpus.read_defect(corpus.PACKS / "bad" / name / "defect.toml")

    assert [problem.code for problem in refused(corpus.build(defect, tmp_path))] == [defect.code]


def test_hidden_files_and_other_kinds_are_no_part_of_a_pack(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    digest = read_files(pack).digest
    (pack / ".questions.toml.swp").write_bytes(b"\xff")
    (pack / ".git").mkdir()
    (pack / ".git" / "x.toml").write_text("=")
    (pack / "notes.txt").write_text("x")
    (pack / "schema").mkdir()
    (pack / "schema" / "questions.schema.json").write_text("{}")

    assert read_files(pack).digest == digest


def test_a_link_inside_the_folder_is_followed(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    (pack / "texts.toml").rename(pack / "texts.txt")
    corpus.link(pack / "texts.toml", pack / "texts.txt")

    assert load_pack(pack).texts[0].id == "winter"


def test_a_link_in_a_circle_is_refused(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    corpus.link(pack / "more.toml", pack / "more.toml")

    assert refused(pack)[0].place == "more.toml"


def test_a_folder_that_is_no_pack_at_all_is_not_searched_through(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    for number in range(4100):
        (pack / f"n{number}.txt").touch()

    assert refused(pack)[0].code == "P106"


def test_a_folder_nested_too_deeply_is_refused(tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    deep = pack.joinpath(*["deeper"] * 12)
    deep.mkdir(parents=True)

    assert refused(pack)[0].code == "P106"


def test_a_file_without_rights_is_named(tmp_path, monkeypatch):
    pack = corpus.good("bicycle", tmp_path)

    def no_rights(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wizard.pack.files.Path.open", no_rights)
    problem = refused(pack)[0]

    assert (problem.code, problem.message) == ("P118", "cannot be read: you do not have permission.")


HOSTILE = {
    "keys of many parts": "a." * 20_000 + "b = 1",
    "many keys of many parts": ("a." * 150 + "b = 1\n") * 3000,
    "brackets in brackets": "a = " + "[" * 20_000,
    "tables in tables": "[" + "a." * 20_000 + "b]",
    "one very long line": "a = '" + "x" * 900_000 + "'",
    "ninety thousand keys": "".join(f"k{n} = 1\n" for n in range(90_000)),
    "ninety thousand tables": "[[text]]\n" * 90_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_in_bounded_time(text, tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    (pack / "texts.toml").write_text(text)

    problems, spent = cpu_seconds(lambda: refused(pack))

    assert spent < 10
    assert problems[0].place.startswith("texts.toml")
    assert len(str(PackError(*problems))) < 100_000


CONDITIONS = {
    "not of not": "not " * 480 + "kind is city",
    "many brackets": "(" * 190 + "kind is city" + ")" * 190,
    "many parts": " or ".join(["kind is city"] * 120),
    "a very long one": "kind is city or " * 200 + "kind is city",
    "numbers": "kind is 3",
    "a call of a method": "kind.upper() is city",
    "a comprehension": "[kind for kind in fault]",
    "a walrus": "(kind := fault)",
    "a lambda": "lambda: kind",
    "null": "kind is city\\u0000",
    "another script": "kind is сity",
    "nothing but brackets": "()",
    "chained": "kind is city is cargo",
}


READ = {CONDITIONS["many parts"], CONDITIONS["many brackets"]}
"""Long, but in the language."""


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_a_condition_is_read_or_refused_and_never_run(condition, tmp_path):
    pack = corpus.good("bicycle", tmp_path)
    corpus.edit(pack / "tables.toml", 'when = "tyre in broken"', f'when = "{condition}"')

    if condition in READ:
        compile_program(load_pack(pack))
        return
    (problem,) = refused(pack)

    assert problem.code in {"P113", "P115", "P201", "P203", "P204"}
    assert problem.place.startswith(("tables.toml", "terms.toml"))

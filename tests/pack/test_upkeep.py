"""Keeping a pack: what grows old, what differs from another pack, and what its schemas say."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date

import pytest

from tests.pack import corpus
from wizard.decision.certainty import publication
from wizard.decision.engine import Engine
from wizard.documents.paper import build_paper
from wizard.documents.upkeep import difference_page, due_tasks
from wizard.pack import json_schema
from wizard.pack.checks.run import check_folder
from wizard.pack.diff import compare
from wizard.pack.due import by_age, overdue
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program
from wizard.tui.widgets.blocks import flow
from wizard.tui.widgets.drawn import drawn
from wizard.views.facts import fact_blocks
from wizard.views.lines import heard

LATE = date(2027, 3, 1)


@pytest.fixture
def bicycle(tmp_path):
    return corpus.good("bicycle", tmp_path)


def changed(folder, *edits):
    for file, find, replace in edits:
        corpus.edit(folder / file, find, replace)
    return load_pack(folder)


# ---- What grows old


def test_the_oldest_reading_comes_first(bicycle):
    pack = changed(
        bicycle, ("sources.toml", "2026-09-01\nchecked_on = 2026-11-01", "2026-09-01\nchecked_on = 2026-10-01")
    )

    assert [due.source.id for due in by_age(pack, date(2026, 11, 24))] == ["card", "rules", "handbook"]


def test_a_source_is_due_the_day_after_its_limit(bicycle):
    pack = load_pack(bicycle)

    assert overdue(pack, date(2027, 1, 30)) == ()
    assert len(overdue(pack, date(2027, 1, 31))) == 3


def test_a_task_names_the_facts_and_rules_that_rest_on_the_source(bicycle):
    tasks = due_tasks(load_pack(bicycle), LATE)

    assert "- [ ] 2026-11-01 (120 days ago): [Handbook of the pool](https://bicycles.example.org/handbook)" in tasks
    assert "  - Facts: BIKE-01\n  - Rules that rest on them: B1, B2, S1, E1, D1\n" in tasks


def test_where_nothing_is_due_the_next_one_is_named(bicycle):
    tasks = due_tasks(load_pack(bicycle), date(2026, 11, 24))

    assert "[ ]" not in tasks
    assert "The next one is due on 2027-01-30: Rules of the road (`rules`)." in tasks


def test_old_facts_are_warnings(bicycle):
    report = check_folder(bicycle, LATE)

    assert report.errors == ()
    assert [finding.code for finding in report.warnings] == ["W101"] * 3
    assert str(report.warnings[0]) == (
        "W101 facts/bicycle.toml:2 fact BIKE-01: was last checked 120 days ago, "
        "in texts of which the newest is of 2026-10-01; "
        "the organization's limit is 90 days. "
        "Read its sources again, and set 'checked_on'."
    )


def test_a_secondary_source_behind_a_rule_is_a_warning(bicycle):
    edit = (
        "facts/bicycle.toml",
        'sources = ["handbook"]\nconfidence = "primary"',
        'sources = ["handbook"]\nconfidence = "secondary"',
    )
    changed(bicycle, edit)
    (finding,) = check_folder(bicycle, date(2026, 11, 24)).findings

    assert finding.code == "W102"
    assert "row B1, row B2, row S1, row E1 and drop D1 rest on it" in finding.message


# ---- What differs


def test_a_pack_does_not_differ_from_itself(bicycle):
    pack = load_pack(bicycle)

    assert compare(pack, pack).same
    assert "Both packs are the same." in difference_page(compare(pack, pack))


def test_packs_of_which_only_the_layout_differs_say_the_same(bicycle):
    old = load_pack(bicycle)
    corpus.edit(bicycle / "tables.toml", 'id = "B1"', 'id = "B1"  # first')

    assert "The files differ, and nothing that they say." in difference_page(compare(old, load_pack(bicycle)))


def test_a_changed_rule_is_told_by_who_gets_another_verdict(bicycle):
    old = load_pack(bicycle)
    new = changed(bicycle, ("tables.toml", 'when = "tyre in broken"', 'when = "tyre in broken and kind is cargo"'))
    difference = compare(old, new)

    shifts = [shift for shift in difference.shifts if shift.what == "main" and shift.after == "repair_later"]
    main = shifts[0]
    assert main.before == "repair_now"
    assert {condition.question for condition in main.kind} == {"kind", "fault"}
    before, after = (Engine(compile_program(pack)) for pack in (old, new))
    assert before.decide(before.read(main.answers)).main == "repair_now"
    assert after.decide(after.read(main.answers)).main == "repair_later"


def test_the_kind_of_answers_holds_for_everybody_who_answers_so(bicycle):
    old = load_pack(bicycle)
    new = changed(bicycle, ("tables.toml", 'when = "tyre in broken"', 'when = "tyre in broken and kind is cargo"'))
    before, after = (Engine(compile_program(pack)) for pack in (old, new))
    from tests.pack.test_proof import all_answers

    shifts = [shift for shift in compare(old, new).shifts if shift.what == "main" and shift.kind]
    assert shifts
    for shift in shifts:
        of_the_kind = [answers for answers in all_answers(before) if all(fits(answers, c) for c in shift.kind)]
        assert of_the_kind
        for answers in of_the_kind:
            assert (before.judge(answers).main, after.judge(answers).main) == (shift.before, shift.after)


def fits(answers, condition):
    answer = answers.get(condition.question, ())
    if isinstance(answer, str):
        return answer in condition.chosen if condition.chosen else answer not in condition.not_chosen
    return set(condition.chosen) <= set(answer) and set(condition.not_chosen).isdisjoint(answer)


def test_new_words_and_dates_are_told_apart_from_new_decisions(bicycle):
    old = load_pack(bicycle)
    new = changed(
        bicycle,
        ("questions.toml", 'label = "What is broken?"', 'label = "Which parts are broken?"'),
        ("sources.toml", "published = 2026-10-01", "published = 2026-10-15"),
        ("facts/bicycle.md", "In winter a bicycle needs light.", "In winter every bicycle needs light."),
        ("checklist.toml", 'text = "The lock is closed."', 'text = "Both locks are closed."'),
    )
    difference = compare(old, new)
    page = difference_page(difference)

    assert difference.shifts == ()
    assert "Nothing, for any answers that both packs allow." in page
    assert "`label`: What is broken? becomes Which parts are broken?" in page
    assert "`published`: 2026-10-01 becomes 2026-10-15" in page
    assert "- Changed `BIKE-02`: Light\n  - `statement` is reworded" in page
    assert "`text`: The lock is closed. becomes Both locks are closed." in page


def test_a_change_in_any_file_is_told_with_the_part_that_it_is_in(bicycle):
    old = load_pack(bicycle)
    new = changed(
        bicycle,
        ("documents.toml", "Nobody rides until", "No one rides until"),
        ("risk.toml", "The bicycle is worth little.", "It is worth little."),
        ("profile.toml", "days_before = [7, 1]", "days_before = [8, 1]"),
    )
    page = difference_page(compare(old, new))

    assert "`undecided.1.text`: Nobody rides until the mechanic has looked. becomes No one rides until" in page
    assert "`impact.2.basis`: The bicycle is worth little. becomes It is worth little." in page
    assert "`reminders.days_before`: 7, 1 becomes 8, 1" in page


def test_what_comes_and_goes_is_named(bicycle):
    old = load_pack(bicycle)
    new = changed(
        bicycle,
        ("texts.toml", 'id = "winter"', 'id = "salt"'),
        (
            "questions.toml",
            'id = "din"\nlabel = "DIN"\nletter = "d"',
            'id = "din"\nlabel = "DIN"\n\n[[question.option]]\nid = "iso"\nlabel = "ISO"',
        ),
    )
    page = difference_page(compare(old, new))

    assert "- Added `salt`: Salt on the roads wears the chain." in page
    assert "- Removed `winter`: Salt on the roads wears the chain." in page
    assert "- Added `standards.iso`: ISO" in page


# ---- Schemas


def test_the_committed_schemas_are_those_of_the_models():
    assert json_schema.differing(default_pack_folder()) == [], "mfa-wizard knowledge schema --to knowledge/schema"


def test_a_schema_knows_the_keys_of_each_file_and_what_they_mean():
    made = {name: json.loads(content) for name, content in json_schema.schemas().items()}
    option = made["questions.schema.json"]["$defs"]["Option"]

    assert option["additionalProperties"] is False
    assert option["properties"]["letter"]["description"] == "Mnemonic, unique in its question."
    assert "why" not in made["questions.schema.json"]["$defs"]["Question"]["properties"]
    assert "raise" in made["risk.schema.json"]["properties"]


def test_every_file_of_the_real_pack_has_the_keys_of_its_schema():
    made = {name: json.loads(content) for name, content in json_schema.schemas().items()}
    folder = default_pack_folder()
    for path in [*folder.glob("*.toml"), *folder.glob("facts/*.toml")]:
        name = "facts" if path.parent.name == "facts" else path.stem
        properties = made[f"{name}.schema.json"]["properties"]
        assert set(tomllib.loads(path.read_text(encoding="utf-8"))) <= set(properties), path.name


def test_every_file_of_the_real_pack_names_its_schema_for_editors():
    folder = default_pack_folder()
    for path in [*folder.glob("*.toml"), *folder.glob("facts/*.toml")]:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first.startswith("#:schema "), path.name
        assert (path.parent / first.removeprefix("#:schema ")).resolve().is_file(), path.name


@pytest.mark.slow
def test_writing_the_schemas_twice_changes_nothing(tmp_path):
    assert len(json_schema.write(tmp_path / "schema")) == len(json_schema.schemas())
    assert json_schema.write(tmp_path / "schema") == []
    (tmp_path / "schema" / "old.schema.json").write_text("{}")

    assert json_schema.differing(tmp_path) == ["schema/old.schema.json"]


def test_schemas_name_no_place_of_this_machine():
    assert not re.search(rb"/(?:home|root|work|tmp)/", b"".join(json_schema.schemas().values()))


@pytest.fixture
def folder(tmp_path):
    folder = corpus.good("bicycle", tmp_path)
    corpus.edit(
        folder / "sources.toml",
        "published = 2026-10-01\nchecked_on = 2026-11-01",
        "published = 2026-01-15\nrepublished = 2026-10-20\nchecked_on = 2026-11-01",
    )
    return folder


@pytest.fixture
def pack(folder):
    return load_pack(folder)


def test_the_date_of_a_text_is_that_of_its_republication(pack):
    assert publication(pack.source_by_id["handbook"]) == "republished 20 October 2026"


def test_without_one_it_is_the_authors_date(pack):
    assert publication(pack.source_by_id["card"]) == "published 1 September 2026"
    assert publication(pack.source_by_id["rules"]) == "undated"


def test_every_face_counts_the_age_from_the_republication(pack, folder):
    said = list(fact_blocks(pack, pack.fact_by_id["BIKE-01"], LATE))
    shown = {
        "tasks": due_tasks(pack, LATE),
        "paper": build_paper(pack, LATE),
        "prompts": "\n".join(heard(said)),
        "screens": flow(drawn(said), 1_000).plain,
        "check": "\n".join(str(finding) for finding in check_folder(folder, LATE).findings),
    }

    for face, text in shown.items():
        assert "2026-10-20" in text, face
        assert "2026-01-15" not in text, face
    assert "republished 2026-10-20, about 4 months before this document" in shown.pop("paper")
    assert "in texts of which the newest is of 2026-10-20" in shown.pop("check")
    for face, text in shown.items():
        assert "republished 2026-10-20, about 4 months ago" in text, face

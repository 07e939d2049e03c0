"""What the annotations of the models say is all that the checks need, and some code reads every key that a pack may hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest

import wizard.evidence.mapping_tables
import wizard.evidence.tables
import wizard.pack.models
from tests.pack import corpus
from tests.support.packs import real_pack
from wizard.pack import contents, models
from wizard.pack.checks.run import Report, check_folder
from wizard.pack.models.base import Expression, Facts, Id, Line, Model, Name, Prose, VerdictId
from wizard.pack.models.marks import Condition, Key, Ref
from wizard.pack.walk import key_of, models_in, walk

DAY = date.fromisoformat(corpus.DAY_OF_THE_CORPUS)


# ---- A kind of knowledge that no check knows


class Ring(Model):
    """A way to ring a bell."""

    when: Expression = ""
    words: Line


class Bell(Model):
    """A bell, as a new kind of knowledge."""

    id: Annotated[Id, Key("bell", cited=True)]
    maker: Name
    text: Prose
    when: Expression = ""
    verdict: VerdictId
    facts: Facts = ()
    beside: Annotated[Id, Ref("bell")] | None = None
    part: Annotated[Id, Ref("option", within="fault")] | None = None
    ring: tuple[Ring, ...] = ()


class PackWithBells(models.Pack):
    """A pack with the new kind."""

    bells: tuple[Bell, ...] = ()


GOOD = """
[[bell]]
id = "loud"
maker = "A maker whose name is no sentence"
text = "It rings."
when = "season is winter"
verdict = "ride_on"
facts = ["BIKE-01"]
beside = "quiet"
part = "brakes"
ring = [{ when = "kind is cargo", words = "Ring twice." }]

[[bell]]
id = "quiet"
maker = "Nobody"
text = "It hums."
verdict = "ride_on"
beside = "loud"
"""


@pytest.fixture
def checked(monkeypatch, tmp_path):
    monkeypatch.setitem(contents.FILES, "bells.toml", {"bell": ("bells", Bell)})
    monkeypatch.setattr(models, "Pack", PackWithBells)

    def check(*edits: tuple[str, str]) -> Report:
        folder = corpus.good("bicycle", tmp_path)
        text = GOOD
        for find, replace in edits:
            assert text.count(find) == 1
            text = text.replace(find, replace)
        (folder / "bells.toml").write_text(text, encoding="utf-8")
        return check_folder(folder, DAY)

    return check


def test_a_new_kind_of_knowledge_passes(checked):
    report = checked()

    assert (report.findings, report.proven) == ((), True)


LONG = "It rings " + "and rings " * 40 + "."

FAULTS = [
    (('beside = "quiet"', 'beside = "quite"'), "P300", "bells.toml:3 bell loud", "the bell 'quite'"),
    (('verdict = "ride_on"\nfacts', 'verdict = "ride"\nfacts'), "P301", "bells.toml:3 bell loud", "the verdict 'ride'"),
    (('"BIKE-01"', '"BIKE-77"'), "P302", "bells.toml:3 bell loud", "the fact 'BIKE-77'"),
    (('part = "brakes"', 'part = "bell"'), "P314", "bells.toml:3 bell loud", "'fault' does not have"),
    (('beside = "loud"', ""), "P415", "bells.toml:3 bell loud", "used nowhere"),
    (('"It rings."', f'"{LONG}"'), "P501", "bells.toml:3 bell loud", "'text'"),
    (('"Ring twice."', f'"{LONG}"'), "P501", "bells.toml:3 bell loud", "'words'"),
    (('season is winter"', 'season is wet"'), "P201", "bells.toml:3 bell loud", "'wet'"),
    (('kind is cargo"', 'kind is tandem"'), "P201", "bells.toml:3 bell loud", "'tandem'"),
    (('season is winter"', 'season is winter and season is summer"'), "P833", "bells.toml:3 bell loud", "never holds"),
    (('season is winter"', 'season is winter or season is not winter"'), "P837", "bells.toml:3 bell loud", "always"),
    (('id = "quiet"', 'id = "loud"'), "P116", "bells.toml:14", "'loud' a second time"),
]


@pytest.mark.parametrize(
    ("edit", "code", "place", "words"), FAULTS, ids=[f"{n} {row[1]}" for n, row in enumerate(FAULTS)]
)
def test_each_fault_in_a_new_kind_of_knowledge_is_found_where_it_is(edit, code, place, words, checked):
    found = [finding for finding in checked(edit).findings if finding.code == code]

    assert [finding.place for finding in found] == [place]
    assert words in found[0].message


def test_the_walk_names_each_value_with_its_place_and_mark():
    found = [one for one in walk(real_pack(), "former_questions") if one.field == "answers"]

    assert found
    assert {(one.mark, one.owner) for one in found} == {(Ref("answer", of="to"), found[0].owner)}
    assert found[0].place.startswith("former_question ")


# ---- What every model of a pack says


def known_models() -> Iterator[type[Model]]:
    waiting = [models.Pack]
    seen = set()
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen.add(model)
            yield model
            waiting += [below for _, below in models_in(model)]


def bare(hint: Any) -> bool:
    """Whether a type holds a text of which nothing is said."""
    if get_origin(hint) is Annotated:
        return False
    return hint is str or any(bare(inner) for inner in get_args(hint))


def test_every_text_of_a_model_says_whether_it_is_prose():
    silent = [
        f"{model.__name__}.{name}"
        for model in known_models()
        for name, info in model.model_fields.items()
        if not info.metadata and bare(info.annotation)
    ]

    assert silent == []


def test_every_key_that_is_called_a_condition_is_checked_as_one():
    from wizard.pack.walk import _fields

    fields = [(model, field) for model in known_models() for field in _fields(model)]
    called = [(model, field) for model, field in fields if field.key == "when" or field.key.endswith("_when")]

    assert len(called) > 20
    assert [
        (model.__name__, field.key)
        for model, field in called
        if not any(isinstance(mark, Condition) for mark in field.values)
    ] == []


def test_parts_of_several_files_have_names():
    filled = [field for lists in contents.FILES.values() for field, _ in lists.values()]
    several = {field for field in filled if filled.count(field) > 1} | {"facts"}

    kinds = {field: model for lists in contents.FILES.values() for field, model in lists.values()}
    assert [field for field in several if key_of(kinds[field]) is None] == []


def test_every_field_of_the_pack_has_a_file():
    filled = {field for lists in contents.FILES.values() for field, _ in lists.values()}
    filled |= {field for field, _ in contents.SINGLE.values()}

    assert filled == set(models.Pack.model_fields) - {"digest"}


# ---- References that lie deep in a part


DEEP = [
    ("documents.toml", 'demand_set = "broken"', 'demand_set = "broken"\nsign_phase = "Z"', "P309", "sign_phase"),
    (
        "documents.toml",
        'demand_set = "broken"',
        'demand_set = "broken"\nrisk = { refuses = "fly" }',
        "P301",
        "risk.refuses",
    ),
    (
        "documents.toml",
        'demand_set = "broken"',
        'demand_set = "broken"\nwho = [{ role = "Driver", meaning = "Drives.", field = "driver" }]',
        "P315",
        "who.field",
    ),
    (
        "profile.toml",
        "days_before = [7, 1]",
        'days_before = [7, 1]\nafter = [{ group = "ALL", field = "ride", days = 3, what = "Look at it." }]',
        "P315",
        "reminders.after.field",
    ),
    (
        "profile.toml",
        "days_before = [7, 1]",
        'days_before = [7, 1]\nafter = [{ group = "NONE", field = "rider", days = 3, what = "Look at it." }]',
        "P308",
        "reminders.after.group",
    ),
    (
        "questions.toml",
        'label = "What kind of bicycle is it?"',
        (
            'label = "What kind of bicycle is it?"\n'
            'instead = [{ when = "fault is unknown", label = "Which kind?", options = { tricycle = "Three wheels" } }]'
        ),
        "P314",
        "question kind",
    ),
]


@pytest.mark.parametrize(("file", "find", "replace", "code", "place"), DEEP, ids=[row[4] for row in DEEP])
def test_a_reference_that_leads_nowhere_is_found_however_deep_it_is(file, find, replace, code, place, tmp_path):
    folder = corpus.good("bicycle", tmp_path)
    corpus.edit(folder / file, find, replace)

    found = [finding for finding in check_folder(folder, DAY, proof=False).findings if finding.code == code]

    assert [finding.place.partition(" ")[2] for finding in found] == [place]
    assert found[0].place.startswith(f"{file}:")


ROOT = Path(__file__).resolve().parents[2] / "wizard"
ROOMS = (wizard.pack.models, wizard.evidence.mapping_tables, wizard.evidence.tables)
"""Where models of a pack's files are defined; what others make of such models is read by those who get it."""

FOLLOWED = {"corrects", "became"}
"""References for those who keep the pack: the checks follow them, and no face shows them."""


def kinds_of(kind: type[Model]) -> Iterator[type[Model]]:
    for part in kind.__subclasses__():
        yield part
        yield from kinds_of(part)


def read_names() -> set[str]:
    """Return the attributes that code reads, by name or as one of those that a ``Literal`` lists."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found.add(node.attr)
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
                found.update(part.value for part in ast.walk(node.slice) if isinstance(part, ast.Constant))
    return found


@pytest.mark.slow
def test_every_key_of_a_pack_is_read():
    known = read_names()
    rooms = tuple(room.__name__ for room in ROOMS)
    unread = [
        f"{model.__name__}.{key}"
        for model in kinds_of(Model)
        if model.__module__.startswith(rooms)
        for key in model.model_fields
        if key not in known | FOLLOWED
    ]

    assert unread == []

"""What other programs import: at most ten names, typed, documented by examples that run, and cheap to name."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path

import pytest

import wizard
import wizard.api
from tests.cli.cases import changed
from tests.cli.test_schemas import POLICY, REQUEST
from wizard.cli.main import run

NAMES = wizard.api.__all__
DAY = "2030-01-01"


def test_there_are_at_most_ten_names_and_each_is_reached_from_the_package():
    assert len(NAMES) <= 10
    assert all(getattr(wizard, name) is getattr(wizard.api, name) for name in NAMES)
    with pytest.raises(AttributeError, match="no attribute 'folder_of'"):
        _ = wizard.folder_of


def test_the_stub_for_type_checkers_lists_the_same_names():
    tree = ast.parse(Path(wizard.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))

    assert [node.names[0].asname for node in tree.body if isinstance(node, ast.ImportFrom)] == NAMES


@pytest.mark.slow
def test_the_examples_of_the_documentation_are_true():
    assert doctest.testmod(wizard.api).failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_name_says_what_it_is_for(name):
    thing = getattr(wizard, name)

    assert inspect.getdoc(thing)
    if inspect.isfunction(thing):
        assert thing.__annotations__["return"]
        assert "Raises:" in (thing.__doc__ or "")


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, content in {"answers": changed(), "policies": [POLICY], "request": REQUEST}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["decide", "answers.json"], lambda: wizard.decide(changed())),
        (["explain", "answers.json"], lambda: wizard.explain({"answers": changed()})),
        (["knowledge", "facts", "CA-19", "--json"], lambda: wizard.facts("CA-19")),
        (["knowledge", "due", "--json", "--date", DAY], lambda: wizard.due(date.fromisoformat(DAY))),
        (["schema", "decide"], lambda: wizard.schema("decide")),
        (
            ["evidence", "what-if", "--policies", "policies.json", "--request", "request.json"],
            lambda: wizard.what_if("policies.json", REQUEST),
        ),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_a_function_returns_what_the_command_prints(files, words, call, capsys):
    assert run(words) == 0
    assert call() == json.loads(capsys.readouterr().out)


def test_what_cannot_be_read_is_a_warning_and_the_rest_is_used(files):
    (files / "both").mkdir()
    (files / "both" / "good.json").write_text(json.dumps([POLICY]), encoding="utf-8")
    (files / "both" / "page.json").write_text("<html>", encoding="utf-8")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = wizard.what_if("both", REQUEST)

    assert "page.json" in str(caught[0].message)
    assert [policy["displayName"] for policy in found["policies"]] == [POLICY["displayName"]]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: wizard.decide({"identity": "robot"}), "identity"),
        (lambda: wizard.facts("CA-1999"), "isn't a fact"),
        (lambda: wizard.facts("ca-19"), "'ca-19' isn't a fact. The nearest is 'CA-19'"),
        (lambda: wizard.what_if("nowhere", REQUEST), "does not exist"),
        (lambda: wizard.schema("kql"), "isn't a command that prints JSON"),
    ],
)
def test_every_error_is_of_the_wizards_own_tree(call, said):
    with pytest.raises(wizard.WizardError, match=said):
        call()


def test_naming_the_package_loads_nothing_of_it():
    code = "import sys, wizard; print(sorted(name for name in sys.modules if name.startswith('wizard')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "['wizard']"

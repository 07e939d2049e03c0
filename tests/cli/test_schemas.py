"""Everything that is printed as JSON has a published schema, and what is printed fits it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.cli.cases import changed
from tests.cli.test_conventions import REPORTS
from tests.documents.making import SIGNOFF
from tests.engagement.signing import filled_in, printed
from tests.support.packs import TINY
from wizard.cli.main import run
from wizard.shapes import SHAPES, schema_of

DAY = ["--date", "2026-12-07"]
WHO, ID = "svc-flow@contoso.com", SIGNOFF["subject_ref"]
GROUP = SIGNOFF["exclusions"][0]
POLICY = {
    "id": GROUP["policy_id"],
    "displayName": GROUP["policy"],
    "state": "enabled",
    "conditions": {
        "users": {"includeUsers": ["All"]},
        "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"],
    },
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
}
REQUEST = {
    "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ID},
    "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [ID]},
    "signInConditions": {"clientAppType": "browser"},
}
SIGN_IN = {
    "createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": WHO, "userId": ID, "isInteractive": True,
    "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "appDisplayName": "Azure Portal", "resourceId": "r",
    "status": {"errorCode": 50076}, "appliedConditionalAccessPolicies": [{"id": "p", "displayName": "P", "result": "success"}],
}  # fmt: skip
CONNECTION = {
    "name": "c1",
    "type": "Microsoft.PowerApps/apis/connections",
    "properties": {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_sql",
        "displayName": "c1",
        "accountName": WHO,
        "environment": {"name": "E1"},
        "statuses": [{"status": "Connected"}],
    },
}
FILES = {
    "answers.json": {"account": {"name": WHO}, "answers": changed()},
    "home/svc.json": {
        "account": {"name": WHO},
        "answers": {"identity": "user_cloud", "activity": "idle"},
        "signoff": {"account_owner": SIGNOFF["account_owner"]},
    },
    "policies.json": [POLICY],
    "fewer.json": [{**POLICY, "state": "disabled"}],
    "directory.json": {
        "users": [{"id": ID, "userPrincipalName": WHO, "userType": "Member"}],
        "groups": [{"id": GROUP["group_id"], "displayName": GROUP["group"], "members": []}],
        "directoryRoles": [],
        "namedLocations": [],
    },
    "request.json": REQUEST,
    "sign-ins.jsonl": SIGN_IN,
    "connections.json": [CONNECTION],
}
TENANT = ["--policies", "policies.json", "--directory", "directory.json"]
LINES: list[tuple[str, list[str]]] = [
    ("decide", ["answers.json"]),
    ("decide", ["--lines", "two.jsonl"]),
    ("explain", ["answers.json"]),
    ("template", []),
    ("records list", ["--folder", "home"]),
    ("records list", ["--owner", "Olga Ney", "--folder", "home"]),
    ("records hand-over", ["--from", "Olga Ney", "--to", "Nora New", "--dry-run", "--folder", "home"]),
    ("evidence what-if", [*TENANT, "--request", "request.json"]),
    ("evidence what-if", [*TENANT, "--request", "requests.jsonl", "--lines"]),
    ("evidence impact", ["--policies", "policies.json", "--against", "fewer.json", "--directory", "directory.json"]),
    ("evidence change", ["signed", *TENANT, "--to", "change", *DAY]),
    ("evidence migration", ["connections.json"]),
    ("evidence show", ["sign-ins.jsonl"]),
    ("evidence propose", ["svc", "sign-ins.jsonl", "--folder", "home"]),
    ("evidence explain", ["AADSTS50076"]),
    ("evidence explain", ["50076", "--account", WHO, "--sign-ins", "sign-ins.jsonl"]),
    ("evidence collect", ["--for", "policies"]),
    ("verify", ["signed", *DAY]),
    ("status", ["signed", *DAY]),
    ("drift", ["signed", *DAY]),
    ("drift", ["signed", *TENANT, *DAY]),
    ("knowledge check", ["--pack", str(TINY), *DAY]),
    ("knowledge due", ["--date", "2030-01-01"]),
    ("knowledge facts", []),
]
"""A command line for each command that prints JSON, and for each shape that it prints."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "home").mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "two.jsonl").write_text(f"{json.dumps(changed())}\n[]\n", encoding="utf-8")
    (folder / "requests.jsonl").write_text(f"{json.dumps(REQUEST)}\n{{}}\n", encoding="utf-8")
    filled_in(printed(folder / "signed"))
    return folder


def test_every_command_that_prints_json_has_a_schema():
    assert sorted(SHAPES) == sorted(REPORTS), "give it a type in wizard/shapes/__init__.py"


def test_every_schema_is_tried_on_what_is_printed():
    assert {command for command, _ in LINES} == SHAPES.keys(), "give it a command line in LINES"


@pytest.mark.slow
@pytest.mark.parametrize(("command", "words"), LINES, ids=[" ".join([name, *words[:1]]) for name, words in LINES])
def test_what_is_printed_fits_its_schema(desk, command, words, monkeypatch, capsys):
    monkeypatch.chdir(desk)
    assert run([*command.split(), *words, "--json"]) in {0, 2, 3, 4}
    out = capsys.readouterr().out
    values = [json.loads(line) for line in out.splitlines()] if "--lines" in words else [json.loads(out)]
    schema = schema_of(command)

    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema, format_checker=FormatChecker())
    assert values
    assert [error.message for value in values for error in check.iter_errors(value)] == []


def test_a_schema_refuses_a_key_that_it_does_not_name():
    check = Draft202012Validator(schema_of("knowledge due"))
    found = {"day": "2026-12-07", "limit_days": 90, "sources": 1, "due": []}

    assert check.is_valid(found)
    assert not check.is_valid({**found, "more": 1})


def test_a_schema_is_printed_by_name_and_all_are_written_to_a_folder(tmp_path, capsys):
    assert run(["schema", "evidence", "what-if"]) == 0
    one = capsys.readouterr().out
    assert run(["schema"]) == 0
    assert capsys.readouterr().out.splitlines() == list(SHAPES)
    assert run(["schema", "--to", str(tmp_path)]) == 0

    assert (tmp_path / "evidence-what-if.schema.json").read_text(encoding="utf-8") == one
    assert len(list(tmp_path.iterdir())) == len(SHAPES)


def test_a_command_without_json_is_refused_by_name(capsys):
    assert run(["schema", "decides"]) == 2
    assert "The nearest is 'decide'." in capsys.readouterr().err

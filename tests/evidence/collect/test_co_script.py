"""The script of ``evidence collect``: read-only by its words, whatever a record holds, with the least scopes."""

from __future__ import annotations

import json
import re

import pytest

from tests.evidence.collect.powershell_words import tokens
from wizard.cli.main import run
from wizard.errors import EXIT_USAGE, UsageError
from wizard.evidence.cites import with_section
from wizard.evidence.collect.script import quoted, script
from wizard.evidence.collect.tables import load_collect, scopes_of, sections_for, sections_named
from wizard.evidence.mappings import load_mappings
from wizard.shapes.evidence import Collected

ALLOWED = re.compile(
    r"Get-[A-Za-z]+|Connect-(MgGraph|AzAccount)|Add-PowerAppsAccount|Invoke-(MgGraphRequest|AzRestMethod)|ConvertTo-Json|"
    r"ConvertFrom-Json|Out-(File|Null|String)|Join-Path|Test-Path|New-Item|Select-Object|Sort-Object|Where-Object|"
    r"Write-(Host|Warning|Progress)"
)
"""What the script may run. ``New-Item`` makes the folder of the export, and ``Out-File`` writes into it."""
LOCAL_CALLS = {
    "Add", "AddDays", "ContainsKey", "Dequeue", "Enqueue", "EscapeDataString", "Min", "Replace", "ToLowerInvariant", "ToString",
    "ToUniversalTime", "new",
}  # fmt: skip
TABLE = load_collect()
HOSTILE = [
    "o'brien@contoso.com",
    "x'; Remove-MgUser -UserId 'y",
    "x\u2019; Remove-MgUser -UserId \u2018y",
    "x\u201b\u201a; Stop-Computer #",
    "$(Remove-MgUser)@contoso.com",
    "`$env:PATH`",
    '"@; Invoke-Expression "x"; @"',
    "m\u00fcller@b\u00fccher.example",
    "\U0001f511@contoso.com",
    "#> Remove-Item x <#",
]


def printed(accounts=(), sections=TABLE.section, label=str):
    return script(TABLE, sections, accounts, 30, label)


def test_the_script_runs_nothing_that_could_change_a_tenant():
    found = tokens(printed())

    assert [name for name, _ in found.commands if not ALLOWED.fullmatch(name) and name not in found.functions] == []
    assert found.operators == set()
    assert found.calls <= LOCAL_CALLS


def test_every_request_is_a_get():
    requests = [words for name, words in tokens(printed()).commands if name.startswith("Invoke-")]

    assert len(requests) == 3
    assert all(words[:2] == ["-Method", "GET"] for words in requests)


@pytest.mark.parametrize(
    "more",
    ["Remove-MgUser -UserId x", "if ($x) { Update-MgGroup }", "$a = Set-Item x", "& $block", '"$(Stop-Computer)"', "@{ a = Remove-Item x }"],
)  # fmt: skip
def test_the_tokenizer_sees_a_command_wherever_one_can_stand(more):
    usual, found = tokens(printed()), tokens(f"{printed()}{more}\n")

    assert [one[0] for one in usual.commands] != [one[0] for one in found.commands] or found.operators


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_stays_a_text_whatever_is_in_it(name):
    usual, found = tokens(printed(["a@contoso.com"])), tokens(printed([name]))

    assert [one[0] for one in found.commands] == [one[0] for one in usual.commands]
    assert found.operators == set()
    assert read_back(quoted(name)) == name
    assert printed([name]).isascii()


def read_back(literal):
    """Return the text of a literal as PowerShell evaluates it."""
    units = b""
    for text, code in re.findall(r"'((?:[^']|'')*)'|\[char\]0x([0-9A-F]{4})", literal):
        units += int(code, 16).to_bytes(2, "little") if code else text.replace("''", "'").encode("utf-16-le")
    return units.decode("utf-16-le")


@pytest.mark.parametrize("name", ["", " ", "a\nb@contoso.com", "a\u2028b", "x" * 500])
def test_what_no_sign_in_name_can_be_is_refused(name):
    with pytest.raises(UsageError, match="sign-in name"):
        printed([name])


def test_words_of_a_pack_cannot_leave_their_comment():
    found = tokens(printed(label=lambda name: f"{name}\r\nRemove-MgUser \u2028 <# #> ' \""))

    assert "Remove-MgUser" not in {name for name, _ in found.commands}


def test_every_section_says_file_questions_scope_and_role_and_writes_that_file():
    text = printed()

    for section in TABLE.section:
        head, _, body = text.partition(f"# ---- section {section.id}: ")[2].partition("try {")
        assert section.file in head
        assert all(name in head for name in section.questions)
        assert all(scope in head for scope in section.scopes)
        assert section.role in head
        assert f"Write-Export '{section.id}' '{section.file}'" in body
        assert f"Write-Failure '{section.id}' '{section.file}'" in body


def test_files_and_ids_are_there_once_and_each_says_where_its_scopes_were_looked_up():
    assert len({one.file for one in TABLE.section}) == len({one.id for one in TABLE.section}) == len(TABLE.section)
    assert all(one.sources for one in TABLE.section)
    assert all(one.scopes for one in TABLE.section if one.service == "graph")


def test_scopes_are_those_of_the_sections_and_a_wider_one_makes_a_narrower_one_needless():
    logs = sections_named(TABLE, ["noninteractive"], ())
    both = sections_named(TABLE, ["noninteractive", "policies"], ())

    assert scopes_of(TABLE, logs) == ("AuditLog.Read.All", "Policy.Read.ConditionalAccess")
    assert scopes_of(TABLE, both) == ("AuditLog.Read.All", "Policy.Read.All")
    assert not [
        scope
        for scope in scopes_of(TABLE, TABLE.section)
        if "Write" in scope or (not scope.endswith(".All") and ".Read" not in scope)
    ]


def test_a_section_brings_what_it_needs_and_a_question_the_sections_that_answer_it():
    assert [one.id for one in sections_named(TABLE, ["groups"], ())] == ["policies", "groups", "users"]
    assert [one.id for one in sections_for(TABLE, {"methods"})] == ["methods"]
    assert "connections" in [one.id for one in sections_named(TABLE, ["connectors"], {"connectors"})]


def test_a_script_of_some_sections_signs_in_to_their_services_only():
    names = {name for name, _ in tokens(printed(sections=sections_named(TABLE, ["connections"], ()))).commands}

    assert "Add-PowerAppsAccount" in names
    assert not {"Connect-MgGraph", "Connect-AzAccount", "Invoke-MgGraphRequest"} & names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--for", "licence"], "can't be answered from an export"),
        (["--for", "polices"], "neither a question nor a section"),
        (["--days", "0"], "is 0"),
        (["--days", "90"], "is 90"),
        (["--for", "users", "--account", "a\tb"], "control character"),
    ],
)
def test_a_wrong_word_is_named(words, said, capsys):
    refused(capsys, said, *words)


def refused(capsys, said, *words):
    assert run(["evidence", "collect", *words]) == EXIT_USAGE
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


def test_a_record_gets_what_its_open_questions_need_and_for_its_account_only(tmp_path, capsys):
    record = tmp_path / "a.json"
    record.write_text(
        json.dumps({"account": {"name": "svc-a@contoso.com"}, "answers": {"identity": "user_cloud"}}), encoding="utf-8"
    )

    assert run(["evidence", "collect", "--record", str(record), "--format", "json"]) == 0
    found = Collected.model_validate_json(capsys.readouterr().out)

    assert found.accounts == ["svc-a@contoso.com"]
    assert "$Accounts = @('svc-a@contoso.com')" in found.script
    assert found.sections
    for section in found.sections:
        assert any(one.open for one in section.questions), section.id
    assert not [one for section in found.sections for one in section.questions if one.id == "identity" and one.open]


def test_a_record_whose_account_has_no_sign_in_name_is_asked_for_one(tmp_path, capsys):
    record = tmp_path / "a.json"
    tenant = {"tenant_ref": "11111111-aaaa-4aaa-8aaa-000000000001"}
    record.write_text(json.dumps({"account": {"name": "orders"}, "answers": {}, "signoff": tenant}), encoding="utf-8")

    refused(capsys, "isn't a sign-in name", "--record", str(record))
    assert run(["evidence", "collect", "--record", str(record), "--account", "svc-orders@contoso.com"]) == 0


def test_the_script_goes_to_a_new_file_and_never_over_another(tmp_path, capsys):
    place = tmp_path / "collect.ps1"

    assert run(["evidence", "collect", "--for", "policies", "--to", str(place)]) == 0
    assert capsys.readouterr().out == ""
    assert place.read_text(encoding="utf-8") == script(
        TABLE, sections_named(TABLE, ["policies"], ()), [], 30, lambda name: labels()[name]
    )
    refused(capsys, "is there already and differs", "--to", str(place))


def labels():
    from wizard.pack.files import default_pack_folder
    from wizard.pack.loader import load_pack

    return {name: one.short for name, one in load_pack(default_pack_folder()).question_by_id.items()}


def test_the_command_prints_the_script_and_nothing_else(capsys):
    assert run(["evidence", "collect", "--for", "methods"]) == 0
    printed = capsys.readouterr()

    assert printed.out.startswith("# mfa-wizard evidence collect")
    assert printed.err == ""


@pytest.mark.parametrize(
    ("entry", "section"),
    [
        ("groups: the group x with its members, in the directory file", "groups"),
        ("users or groups: x, below the group y, in the directory file", "groups"),
        ("users: id of x, in the directory file", "users"),
        ("directoryRoles: the role x, in the directory file", "roles"),
        ("namedLocations: x, in the directory file", "locations"),
        ("policies that could not be read: x.json", "policies"),
    ],
)
def test_what_is_missing_names_its_section(entry, section):
    assert with_section(entry) == f"{entry} (section {section} of 'mfa-wizard evidence collect')"
    assert section in {one.id for one in TABLE.section}


@pytest.mark.parametrize("entry", ["signInConditions.clientAppType", "users: who is meant by 'GROUP_ID'"])
def test_what_no_export_holds_names_no_section(entry):
    assert with_section(entry) == entry


def test_every_section_that_a_limit_names_is_there():
    named = {one.section for one in load_mappings().limits.values() if one.section}

    assert named
    assert named <= {one.id for one in TABLE.section}

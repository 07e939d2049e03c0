from __future__ import annotations

import json

import pytest
from openpyxl import Workbook

from wizard.errors import EvidenceError
from wizard.evidence.exports.heading_map import HeadingMaps, TableMapping, parse_mapping, suggest
from wizard.evidence.exports.reading import headings_of
from wizard.files.sniff import sniff

CMDLET = {
    "ConnectionName": "c1", "ConnectorName": "shared_arm", "DisplayName": "Azure", "EnvironmentName": "Default-1",
    "CreatedBy": "@{id=U1; displayName=Svc@contoso.com; type=User; tenantId=t}",
    "Statuses": "{@{status=Error; target=token; error=}}", "LastModifiedTime": "2026-10-01T00:00:00Z",
}  # fmt: skip


def test_connections_of_the_admin_api_name_the_account_that_signs_in(tmp_path, read):
    row = {"name": "c1", "type": "Microsoft.PowerApps/apis/connections", "properties": {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_sharepointonline", "displayName": "Lists",
        "accountName": "Svc@contoso.com", "createdBy": {"id": "U2", "userPrincipalName": "maker@contoso.com"},
        "statuses": [{"status": "Error", "target": "token", "error": {"code": "Unauthorized"}}],
        "environment": {"id": "/providers/x/environments/E1"}, "connectionParameters": {"token:grantType": "code"}}}  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps({"value": [row]}))
    (found,) = read(tmp_path / "c.json").items
    assert (found.account, found.api, found.status, found.error) == (
        "svc@contoso.com", "shared_sharepointonline", "Error", "Unauthorized",
    )  # fmt: skip
    assert (found.environment, found.identity) == ("E1", "user")


@pytest.mark.parametrize("form", ["json", "csv", "list"])
def test_the_cmdlets_output_is_read_as_json_csv_and_printed_list(tmp_path, read, form):
    path = tmp_path / f"connections.{form}"
    if form == "json":
        path.write_text(json.dumps([CMDLET]))
    elif form == "csv":
        path.write_text(",".join(CMDLET) + "\n" + ",".join(f'"{value}"' for value in CMDLET.values()) + "\n")
    else:
        wrapped = {
            key: value[:40] + "\n" + " " * 20 + value[40:] if len(value) > 40 else value
            for key, value in CMDLET.items()
        }
        path.write_text("\n".join(f"{key:<17} : {value}" for key, value in wrapped.items()) + "\n\n")
    (found,) = read(path).items
    assert (found.account, found.api, found.status, found.environment) == (
        "svc@contoso.com", "shared_arm", "Error", "Default-1",
    )  # fmt: skip


def test_a_table_with_the_type_in_its_first_line_reads_like_one_without_and_keeps_its_lines(tmp_path, read):
    rows = [",".join(CMDLET), ",".join(f'"{value}"' for value in CMDLET.values()), "too,short"]
    paths = (tmp_path / "plain.csv", tmp_path / "typed.csv")
    paths[0].write_text("\n".join(rows))
    paths[1].write_text("\n".join(["#TYPE System.Management.Automation.PSCustomObject", *rows]))
    plain, typed = (read(path) for path in paths)

    assert plain.items == typed.items
    assert [export.problems[0].place.rpartition(":")[2] for export in (plain, typed)] == ["3", "4"]


def test_flows_tell_connectors_and_schedules(tmp_path, read):
    row = {"name": "f", "type": "Microsoft.ProcessSimple/environments/flows", "properties": {
        "displayName": "Nightly", "state": "Started", "creator": {"userId": "U1"},
        "connectionReferences": {"shared_office365": {"id": "/providers/Microsoft.PowerApps/apis/shared_office365"}},
        "definitionSummary": {"triggers": [{"type": "Recurrence"}]}}}  # fmt: skip
    (tmp_path / "f.json").write_text(json.dumps([row]))
    (found,) = read(tmp_path / "f.json").items
    assert (found.id, found.apis, found.scheduled) == ("u1", ("shared_office365",), True)


def test_the_inventory_gives_its_flows_and_says_that_the_owner_is_the_maker(tmp_path, read):
    book = Workbook()
    book.active.append(["Exported inventory"])
    book.active.append(["Name", "Item type", "Owner", "Environment", "Modified on"])
    book.active.append(["Nightly", "Cloud flow", "svc@contoso.com", "Default", "2026-10-01"])
    book.active.append(["App", "Canvas app", "svc@contoso.com", "Default", "2026-10-01"])
    book.save(tmp_path / "inventory.xlsx")
    export = read(tmp_path / "inventory.xlsx")
    assert [item.name for item in export.items] == ["Nightly"]
    assert [limit.id for limit in export.limits] == ["owner_is_creator"]


def test_the_mfa_report_gives_tools_and_methods(tmp_path, read):
    book = Workbook()
    heading = ["Name", "UserPrincipalName", " ", "MFA Status", "Az Portal", "Az CLI", "Az PowerShell", "Az Mobile App",
               "M365 Admin Portal", "Authentication Methods", "UserId", "Notes"]  # fmt: skip
    book.active.append(heading)
    book.active.append(["Svc", "svc@contoso.com", "x", "MFA Capable", "\u2713", None, "True", "", "False",
                        "Microsoft Authenticator app, FIDO2 security key", "U1", ""])  # fmt: skip
    book.save(tmp_path / "report.xlsx")
    (found,) = read(tmp_path / "report.xlsx").items
    assert found.tools == ("Az Portal", "Az PowerShell")
    assert found.methods == ("Microsoft Authenticator app", "FIDO2 security key")


def test_a_damaged_workbook_is_named(tmp_path, read):
    path = tmp_path / "report.xlsx"
    book = Workbook()
    book.active.append(["a", "b"])
    book.save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(EvidenceError, match="isn't a whole Excel workbook"):
        read(path)


def table(path):
    path.write_text("Flow connection owner,API name,Where\nsvc@contoso.com,shared_arm,Default\n,shared_teams,x\n")
    return path


def test_unknown_headings_are_refused_with_the_way_to_map_them(tmp_path, read):
    with pytest.raises(EvidenceError, match=r"Flow connection owner, API name, Where.*--map"):
        read(table(tmp_path / "x.csv"))


def test_a_mapping_is_remembered_and_used_for_the_next_file_of_that_kind(tmp_path, read):
    memory = tmp_path / "home" / "headings.json"
    first = table(tmp_path / "x.csv")
    mapping = parse_mapping("connections:account=Flow connection owner,connector=API name,environment=Where")
    HeadingMaps(memory).remember(headings_of(sniff(first)), mapping)
    export = read(table(tmp_path / "next.csv"), HeadingMaps(memory))
    (found,) = export.items
    assert (found.account, found.api, found.environment) == ("svc@contoso.com", "shared_arm", "Default")
    assert "names no account" in export.problems[0].message
    assert export.problems[0].place.endswith(":3")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (TableMapping("nothing", {}), "is not known"),
        (TableMapping("connections", {"account": "Where"}), "is missing"),
        (TableMapping("connections", {"account": "Where", "connector": "Nowhere"}), "is not in the table"),
        (TableMapping("connections", {"account": "Where", "connector": "Where", "colour": "Where"}), "is not known"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path, mapping, words):
    with pytest.raises(EvidenceError, match=words):
        HeadingMaps(tmp_path / "m.json").remember(headings_of(sniff(table(tmp_path / "x.csv"))), mapping)
    assert not (tmp_path / "m.json").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2, "maps": []}', '{"format": 1, "maps": [{}]}', "\xff"])
def test_a_broken_memory_is_named(tmp_path, text):
    (tmp_path / "m.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(EvidenceError, match="isn't a memory of column headings"):
        HeadingMaps(tmp_path / "m.json")


@pytest.mark.parametrize("text", ["", "connections", "connections:", "connections:account", ":a=", "x:=y"])
def test_a_mapping_of_another_form_is_refused(text):
    with pytest.raises(EvidenceError, match="kind:field=heading"):
        parse_mapping(text)


def test_likely_mappings_are_suggested():
    best = suggest(["Connection owner", "Connector name", "Environment", "Status", "Something"])[0]
    assert best.kind == "connections"
    assert best.columns["account"] == "Connection owner"
    assert best.columns["connector"] == "Connector name"


@pytest.mark.shared
def test_public_samples_of_connections_and_flows_are_read(shared, read):
    (folder,) = shared.glob("microsoft*")
    (many,) = folder.glob("*datasource_connections_Validate_Read_get_connections.json")
    assert {item.api for item in read(many).items} == {"shared_commondataserviceforapps", "shared_flowmanagement"}
    (printed,) = read(shared / "NoUselessTech+PowerPlatformAnalyzer" / "Connectors.md").items
    assert (printed.api, printed.status) == ("shared_logicflows", "Error")
    assert printed.environment.startswith("Default-3a6da")
    (flow,) = read(shared / "m365-flow-list.sample.json").items
    assert flow.scheduled is True


def test_a_connection_without_a_type_is_known_by_its_api_and_status(tmp_path, read):
    row = {"name": "c1", "properties": {"apiId": "/providers/Microsoft.PowerApps/apis/shared_sharepointonline",
           "accountName": "svc@x.org", "statuses": [{"status": "Connected"}]}}  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps([row]))
    export = read(tmp_path / "c.json")
    assert (export.kind, export.items[0].account) == ("connections", "svc@x.org")


MAKER = {"id": "m", "displayName": "Anna", "userPrincipalName": "anna@contoso.com"}


def api(label, **more):
    inner = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_arm", "displayName": label, "createdBy": MAKER}
    return {"name": "c", "type": "Microsoft.PowerApps/apis/connections", "properties": inner | {"statuses": []} | more}


def cmdlet(label, **more):
    return {"ConnectionName": "c", "ConnectorName": "shared_arm", "DisplayName": label, "CreatedBy": MAKER} | more


@pytest.mark.parametrize("form", [api, cmdlet])
def test_a_connection_that_lost_its_account_names_everybody_it_may_be(tmp_path, read, form):
    path = tmp_path / "c.json"
    path.write_text(json.dumps([form("svc-flow@contoso.com"), form("anna@contoso.com"), form("Orders")]))
    found = read(path)

    assert {item.account for item in found.items} == {"anna@contoso.com", "svc-flow@contoso.com"}
    assert len(found.items) == 4
    assert {item.guessed for item in found.items} == {True}


@pytest.mark.parametrize(
    ("form", "account"),
    [
        (api, {"accountName": "svc-flow@contoso.com"}),
        (cmdlet, {"Internal": {"properties": {"accountName": "svc-flow@contoso.com"}}}),
    ],
)
def test_a_connection_that_names_its_account_belongs_to_it_alone(tmp_path, read, form, account):
    path = tmp_path / "c.json"
    path.write_text(json.dumps([form("other@contoso.com", **account)]))

    assert [(item.account, item.guessed) for item in read(path).items] == [("svc-flow@contoso.com", False)]

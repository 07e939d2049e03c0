"""Every connection and flow of every shape of export is in exactly one row, and every other row is counted."""

from __future__ import annotations

import json

import pytest
from mi_builders import APIS, ENVIRONMENT, FLOW, SVC, by_label, connection, flow, only, planned, reference, written
from openpyxl import Workbook

from wizard.errors import EvidenceError
from wizard.evidence.collect.manifest import TOOL
from wizard.evidence.migration.reading import read_estate

CMDLET = {
    "ConnectionName": "c1", "FullConnectorName": APIS + "shared_sql", "ConnectorName": "shared_sql",
    "DisplayName": "Orders", "CreatedBy": "@{id=u1; displayName=Anna; userPrincipalName=anna@contoso.com}",
    "EnvironmentName": ENVIRONMENT, "Statuses": "System.Object[]", "Internal": "@{name=c1; properties=}",
}  # fmt: skip
GET_FLOW = {
    "FlowName": FLOW.format(1), "Enabled": True, "DisplayName": "Nightly", "EnvironmentName": ENVIRONMENT,
    "CreatedBy": {"userId": "u1", "objectId": "u1"},
    "Internal": {"properties": {"connectionReferences": {"shared_sql": {"connectionName": "c1", "id": APIS + "shared_sql"}},
                                "workflowEntityId": "e1"}},
}  # fmt: skip


def listed(rows):
    """Return rows as PowerShell's Format-List prints them."""
    return "\n\n".join("\n".join(f"{key:<17} : {value}" for key, value in row.items()) for row in rows) + "\n"


def as_csv(rows, first=""):
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    return first + "\n".join(lines) + "\n"


SHAPES = {
    "a page of the admin API": {"a__json": {"value": [connection(), flow(1, reference())]}},
    "an array with both": {"a__json": [flow(1, reference()), connection()]},
    "one object with two lists": {"a__json": {"connections": [connection()], "flows": [flow(1, reference())]}},
    "two files": {"a__json": {"value": [connection()]}, "b__json": [flow(1, reference())]},
    "cmdlets as JSON": {"a__json": [CMDLET], "b__json": [GET_FLOW]},
    "cmdlets as CSV and JSON": {"a__csv": as_csv([CMDLET], "#TYPE System.Object\n"), "b__json": [GET_FLOW]},
    "a printed list and JSON": {"a__txt": listed([CMDLET, CMDLET | {"ConnectionName": "c2"}]), "b__json": [GET_FLOW]},
    "the same rows in two formats": {
        "a__json": [connection()],
        "b__csv": as_csv([CMDLET]),
        "c__json": [flow(1, reference())],
        "d__json": [GET_FLOW],
    },
}


@pytest.mark.parametrize("files", SHAPES.values(), ids=SHAPES)
def test_each_shape_gives_each_connection_and_flow_one_row(tmp_path, files):
    plan = planned(tmp_path, **files)

    found = [(row.kind, row.name) for row in plan.rows]
    assert len(found) == len(set(found))
    assert ("connection", "c1") in found
    assert ("flow", FLOW.format(1)) in found
    assert plan.lost == 0
    (row,) = (row for row in plan.rows if row.name == "c1")
    (moved,) = (row for row in plan.rows if row.kind == "flow")
    assert row.uses == (moved.id,)
    assert moved.uses == (row.id,)


def test_two_rows_that_differ_on_who_signs_in_leave_it_open_in_any_order(tmp_path):
    principal = {"createdBy": {"type": "ServicePrincipal"}, "accountName": None}
    rows = [connection(), connection(**principal)]
    identities = set()
    for number, order in enumerate((rows, rows[::-1])):
        (tmp_path / str(number)).mkdir()
        estate = read_estate(written(tmp_path / str(number), a__json=[order[0]], b__json=[order[1]]))
        identities |= {one.identity for one in estate.connections}
    assert identities == {"unknown"}


def test_rows_given_twice_are_counted_once_and_the_second_file_adds_what_the_first_lacks(tmp_path):
    plan = planned(tmp_path, a__csv=as_csv([CMDLET]), b__json=[connection(account=SVC)])

    assert only(plan).account == SVC
    assert plan.repeated == {"connection": 1}
    assert len(only(plan).places) == 2


def test_two_files_that_name_two_accounts_for_one_connection_leave_it_to_nobody(tmp_path):
    plan = planned(tmp_path, a__json=[connection()], b__json=[connection(account="other@contoso.com")])

    assert only(plan).account == ""
    assert {SVC, "other@contoso.com"} <= set(only(plan).hints)


def test_the_same_name_in_two_environments_or_connectors_is_two_connections(tmp_path):
    other = connection(api="shared_arm")
    elsewhere = connection(environment={"name": ENVIRONMENT.replace("1", "2")})

    assert planned(tmp_path, connection(), other, elsewhere).connections == 3


def test_rows_without_an_id_are_never_joined(tmp_path):
    book = Workbook()
    book.active.append(["Name", "Item type", "Owner", "Environment"])
    for _ in range(2):
        book.active.append(["Nightly", "Cloud flow", SVC, "Contoso"])
    book.active.append(["Orders", "Canvas app", SVC, "Contoso"])
    path = tmp_path / "inventory.xlsx"
    book.save(path)
    estate = read_estate([path])

    assert len(estate.flows) == 2
    assert estate.files[0].others == (("Canvas app", 1),)
    assert any("1 Canvas app" in problem.message for problem in estate.problems)


def test_name_and_id_of_the_account_of_a_flow_are_of_one_person(tmp_path):
    head = "Display name,Item type,Created by,Creator ID,Owner ID,Environment ID,Item ID"
    text = f"{head}\nNightly,Cloud flow,{SVC},u1,u2,{ENVIRONMENT},{FLOW.format(1)}\n"
    (found,) = read_estate(written(tmp_path, a__csv=text)).flows

    assert (found.owner, found.owner_id) == (SVC, "u1")


@pytest.mark.parametrize(("kind", "found"), [("Cloud flow", 0), ("Agent flow", 1), ("Desktop flow", 1)])
def test_another_kind_of_flow_is_a_row_and_says_that_its_steps_may_differ(tmp_path, kind, found):
    text = f"Display name,Item type,Owner,Environment ID,Item ID\nNightly,{kind},{SVC},{ENVIRONMENT},{FLOW.format(1)}\n"
    row = only(planned(tmp_path, a__csv=text))

    assert (row.kind, row.label, row.account, row.name) == ("flow", "Nightly", SVC, FLOW.format(1))
    assert len([note for note in row.notes if kind.lower() in note]) == found


def test_the_inventory_of_resource_graph_joins_the_flows_of_the_admin_api(tmp_path):
    row = {"name": FLOW.format(1), "type": "microsoft.powerautomate/cloudflows",
           "properties": {"displayName": "Nightly", "ownerId": "u1", "environmentId": ENVIRONMENT,
                          "powerPlatformConnectors": ["sql"], "workflowEntityId": "e1"}}  # fmt: skip
    app = {"name": "x", "type": "microsoft.powerapps/canvasapps", "properties": {"environmentId": ENVIRONMENT}}
    plan = planned(tmp_path, a__json=[row, app], b__json=[flow(1, reference()), connection()])

    assert (plan.flows, plan.repeated, plan.lost) == (1, {"flow": 1}, 0)
    assert by_label(plan)["Nightly"].uses == ("C1",)


def test_connections_that_only_flows_or_shares_name_have_a_row_and_belong_to_nobody(tmp_path):
    share = {"name": "p", "id": f"{APIS}shared_arm/connections/c9/permissions/p",
             "type": "Microsoft.PowerApps/apis/connections/permissions",
             "properties": {"roleName": "Owner", "principal": {"email": SVC}}}  # fmt: skip
    plan = planned(tmp_path, flow(1, reference("c7")), share)
    rows = {row.name: row for row in plan.rows}

    assert plan.named_only == 2
    assert plan.lost == 0
    assert {rows[name].owner for name in ("c7", "c9")} == {"account not in the export"}
    assert rows["c9"].hints == (SVC,)


@pytest.mark.parametrize("content", ["[]", '{"value": []}', '{"a": 1}', "a,b\n1,2\n"])
def test_files_without_a_connection_or_flow_are_refused(tmp_path, content):
    with pytest.raises(EvidenceError) as caught:
        read_estate(written(tmp_path, a__json=content))
    assert any("flow" in str(problem) for problem in caught.value.problems)


def test_a_page_of_several_and_an_error_in_place_of_an_export_are_losses(tmp_path):
    page = {"value": [connection()], "nextLink": "https://x/?skip=1"}
    plan = planned(tmp_path, a__json=page, b__json={"error": {"code": "Forbidden"}})

    assert {problem.code for problem in plan.problems if problem.severity == "loss"} == {"page", "refused"}


def test_a_folder_of_the_script_is_read_as_it_is_and_a_section_that_failed_is_said(tmp_path):
    account = {"properties": {"accountName": SVC}}
    manifest = {"collectedBy": TOOL, "sections": [{"section": "users", "status": "failed", "error": "Forbidden"}]}
    names = written(
        tmp_path,
        connections__json={"value": [CMDLET | {"Internal": account}]},
        flows__json={"value": [GET_FLOW]},
        manifest__json=manifest,
    )
    estate = read_estate([names[0].parent])

    assert (len(estate.connections), len(estate.flows), estate.connections[0].account) == (1, 1, SVC)
    assert [problem.code for problem in estate.problems] == ["not-collected"]


def test_an_empty_list_says_that_there_are_none(tmp_path):
    plan = planned(tmp_path, a__json={"flows": []}, b__json=[connection()])

    assert plan.problems == ()
    assert plan.connections == 1


def test_bad_rows_are_named_and_the_rest_is_planned(tmp_path):
    text = as_csv([CMDLET]) + '"c2","x"\n' + json.dumps(CMDLET["ConnectionName"]) + "\n"
    plan = planned(tmp_path, a__csv=text)

    assert plan.connections == 1
    assert [problem.code for problem in plan.problems] == ["bad-row", "bad-row"]


def test_real_exports_lose_nothing(shared_connections):
    folders = [path for path in shared_connections.iterdir() if path.is_dir()]
    estate = read_estate([*folders, shared_connections / "m365-flow-list.sample.json"])

    assert len(estate.connections) == 6
    assert len(estate.flows) == 1

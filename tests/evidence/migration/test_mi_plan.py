"""What the plan says of each connection and flow, and in which order; what no file says stays unknown."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mi_builders import SVC, by_label, connection, flow, only, planned, reference

from wizard.evidence.mappings import load_mappings
from wizard.evidence.migration.items import Estate, FoundConnection, FoundFlow, Reference
from wizard.evidence.migration.making import make_plan
from wizard.evidence.migration.plan import STAGES

MAPPINGS = load_mappings()

TARGETS = [
    ("shared_sql", "service_principal", "move"),
    ("shared_commondataserviceforapps", "service_principal", "move"),
    ("shared_servicebus", "certificate", "prepare"),
    ("shared_webcontents", "certificate", "prepare"),
    ("shared_flowmanagement", "partial", "find_out"),
    ("shared_sharepointonline", "none", "redesign"),
    ("shared_office365", "none", "redesign"),
    ("shared_arm", "unknown", "find_out"),
    ("shared_approvals", "unknown", "find_out"),
    ("shared_logicflows", "unknown", "find_out"),
    ("shared_of-a-vendor-5f1234", "unknown", "find_out"),
]


@pytest.mark.parametrize(("api", "target", "wave"), TARGETS)
def test_the_connector_decides_the_target_and_what_is_not_known_of_it_has_no_replacement_and_no_deletion(
    tmp_path, api, target, wave
):
    row = only(planned(tmp_path, connection(api=api)))

    assert (row.target, row.wave) == (target, wave)
    stages = [step.stage for step in row.steps]
    if target == "unknown":
        assert stages == ["find_out"]
        assert any(one.what.startswith("Target") and one.tells for one in row.open)
    else:
        assert stages == ["find_out", "replace", "delete"]


def test_a_connection_of_a_service_principal_stays(tmp_path):
    row = only(planned(tmp_path, connection(connectionParametersSet={"name": "oauthSP"})))

    assert (row.target, row.wave, row.steps, row.open) == ("kept", "kept", (), ())


def test_a_connection_whose_account_is_lost_belongs_to_nobody_and_its_maker_is_a_hint(tmp_path):
    row = only(planned(tmp_path, connection(account=None, createdBy={"id": "u", "userPrincipalName": SVC})))

    assert (row.account, row.owner, row.hints, row.wave) == ("", "account not in the export", (SVC,), "find_out")
    assert any("accountName" in one.tells for one in row.open)


@pytest.mark.parametrize(
    ("api", "said", "sharing"),
    [
        ("shared_sql", None, "yes"),
        ("shared_sql", True, "yes"),
        ("shared_sql", False, "disagree"),
        ("shared_arm", None, "no"),
        ("shared_arm", True, "disagree"),
        ("shared_keyvault", None, "certificate"),
        ("shared_approvals", None, "unknown"),
        ("shared_approvals", False, "no"),
    ],
)
def test_sharing_follows_page_and_export_and_is_not_known_where_they_disagree(tmp_path, api, said, sharing):
    more = {} if said is None else {"allowSharing": said}
    row = only(planned(tmp_path, connection(api=api, **more)))

    assert row.sharing == sharing
    assert any(one.what.startswith("Sharing") for one in row.open) == (sharing in {"disagree", "unknown"})


SOLUTIONS = [
    ({"workflowEntityId": "e1"}, "change_owner", ["owner", "cut_over"]),
    ({"workflowEntityId": "absent", "isManaged": True}, "change_owner", ["owner", "cut_over"]),
    ({"workflowEntityId": "absent"}, "unknown", ["find_out", "owner", "copy", "cut_over", "delete"]),
    ({"workflowEntityId": None}, "unknown", ["find_out", "owner", "copy", "cut_over", "delete"]),
    (
        {"workflowEntityId": "absent", "isManaged": False},
        "unknown",
        ["find_out", "owner", "copy", "cut_over", "delete"],
    ),
]


@pytest.mark.parametrize(("more", "move", "stages"), SOLUTIONS)
def test_a_flow_changes_its_owner_in_a_solution_and_a_missing_field_is_not_no(tmp_path, more, move, stages):
    row = by_label(planned(tmp_path, flow(1, reference(), **more), connection()))["Flow 1"]

    assert row.move == move
    assert [step.stage for step in row.steps] == stages
    assert any("solution" in one.what for one in row.open) == (move == "unknown")


def test_an_empty_field_means_no_solution_only_where_the_file_fills_it_for_other_flows(tmp_path):
    plan = planned(tmp_path, flow(1, workflowEntityId=None), flow(2), flow(3, workflowEntityId="absent"))

    assert [by_label(plan)[f"Flow {number}"].move for number in (1, 2, 3)] == [
        "export_import",
        "change_owner",
        "unknown",
    ]
    assert [step.stage for step in by_label(plan)["Flow 1"].steps] == ["copy", "cut_over", "delete"]


@pytest.mark.parametrize(
    ("references", "more", "license"),
    [
        ([reference()], {}, "standard"),
        ([reference(tier="Premium"), reference("c2", tier=None)], {}, "premium"),
        ([reference(), reference("c2", "shared_x", tier=None)], {}, "unknown"),
        ([reference(), reference("c2", tier=None)], {}, "standard"),
        ([reference()], {"definitionSummary": "absent"}, "unknown"),
        ([reference()], {"definitionSummary": {"triggers": [], "actions": [{"type": "Http"}]}}, "unknown"),
        ([reference()], {"definitionSummary": {"triggers": [{"type": "Request", "kind": "Http"}], "actions": []}}, "unknown"),
        ([reference()], {"definitionSummary": {"triggers": [{"type": "Request", "kind": "Button"}], "actions": []}}, "standard"),
        ([reference()], {"connectionReferences": "absent"}, "unknown"),
        ([], {}, "unknown"),
    ],
)  # fmt: skip
def test_a_license_is_known_only_where_the_class_of_every_connector_is(tmp_path, references, more, license):  # noqa: A002
    row = by_label(planned(tmp_path, flow(1, *references, **more)))["Flow 1"]

    assert row.license == license
    assert ("license" in [step.stage for step in row.steps]) == (license == "premium")


def test_a_flow_whose_connections_no_file_names_is_found_out_first_and_may_use_any(tmp_path):
    plan = planned(tmp_path, connection(), flow(1, connectionReferences="absent"), flow(2, reference()))
    rows = by_label(plan)

    assert rows["Flow 1"].wave == "find_out"
    assert rows["Flow 2"].wave == "move"
    assert any("1 flow may use it" in one.what for one in rows["Connection c1"].open)


def test_connections_without_any_flow_say_that_no_file_has_flows(tmp_path):
    assert any("--flows" in one.tells for one in only(planned(tmp_path, connection())).open)


def test_a_flow_waits_for_the_slowest_of_its_connections(tmp_path):
    rows = [
        connection(),
        connection("c2", "shared_office365"),
        flow(1, reference(), reference("c2", "shared_office365")),
    ]

    assert by_label(planned(tmp_path, *rows))["Flow 1"].wave == "redesign"


def test_a_broken_connection_and_a_caller_that_brings_one_are_noted(tmp_path):
    broken = connection(statuses=[{"status": "Error", "error": {"code": "Unauthorized"}}])
    plan = planned(tmp_path, broken, flow(1, reference(), {**reference("", "shared_arm"), "source": "Invoker"}))

    assert "Unauthorized" in by_label(plan)["Connection c1"].notes[0]
    assert len(by_label(plan)["Flow 1"].notes) == 2


def test_web_requests_of_a_flow_are_said_because_they_sign_in_by_themselves(tmp_path):
    summary = {"triggers": [{"type": "Recurrence"}], "actions": [{"type": "Http"}]}
    row = by_label(planned(tmp_path, flow(1, reference(), definitionSummary=summary), connection()))["Flow 1"]

    assert row.wave == "find_out"
    assert any("web requests" in one.what for one in row.open)


@pytest.mark.parametrize("name", ["c'1", "c’1; Remove-Item x", "c`$(calc)", "c\n1"])
def test_names_of_exports_are_quoted_in_commands_or_give_none(tmp_path, name):
    row = only(planned(tmp_path, connection(name)))
    command = row.steps[0].command

    if "\n" in name:
        assert command == ""
    else:
        quoted = "'" + name.lower().replace("'", "''").replace("’", "’’") + "'"
        assert command.endswith(f"-ConnectionName {quoted}")


def test_an_accounts_plan_has_its_rows_and_what_hangs_together_with_them(tmp_path):
    rows = [connection(), connection("c2", account="b@contoso.com"), connection("c3", account="c@contoso.com"),
            flow(1, reference(), reference("c2")), flow(2, reference("c3"), creator={"userId": "u3"})]  # fmt: skip
    plan = planned(tmp_path, *rows, accounts=("b@contoso.com",))

    assert {row.label for row in plan.rows} == {"Connection c1", "Connection c2", "Flow 1"}
    assert (plan.omitted, plan.lost) == (2, 0)


def test_groups_count_every_row_once(tmp_path):
    rows = [connection(f"c{number}") for number in range(3)] + [connection("d", "shared_arm"), flow(1, reference("c1"))]
    groups = planned(tmp_path, *rows).groups()

    assert sum(group.rows for group in groups) == 5
    assert ("move", "connection", "SQL Server", "service_principal", "standard", SVC, 3) in [
        (one.wave, one.kind, one.connector, one.target, one.license, one.owner, one.rows) for one in groups
    ]


APIS = ("shared_sql", "shared_arm", "shared_office365", "shared_servicebus", "shared_x", "")


@st.composite
def estates(draw):
    """Estates in which anything may be unknown."""
    some = random.Random(draw(st.integers(0, 2**32)))
    connections = [
        FoundConnection(
            name=f"c{number}", api=some.choice(APIS), account=some.choice(["", SVC]),
            identity=some.choice(["user", "service_principal", "unknown"]), shareable=some.choice([True, False, None]),
        )
        for number in range(some.randrange(6))
    ]  # fmt: skip
    flows = [
        FoundFlow(
            name=f"f{number}", owner=some.choice(["", SVC]), solution=some.choice([True, False, None]),
            http=some.choice([True, False, None]), identity_of_owner=some.choice(["service_principal", "unknown"]),
            references=some.choice([None, tuple(
                Reference(one.name, one.api, some.choice(["premium", "standard", ""])) for one in connections if some.random() < 0.5
            )]),
        )
        for number in range(some.randrange(6))
    ]  # fmt: skip
    return Estate(connections, flows)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(estates())
def test_every_step_comes_after_all_that_it_waits_for_and_nothing_is_deleted_before_its_replacement_ran(estate):
    plan = make_plan(estate, MAPPINGS)
    steps = {step.id: step for row in plan.rows for step in row.steps}
    order = {step.id: place for place, step in enumerate(plan.sequence())}

    assert len(plan.rows) == len(estate.connections) + len(estate.flows)
    assert order.keys() == steps.keys()
    for step in steps.values():
        assert all(order[one] < order[step.id] for one in step.after)
    for row in plan.rows:
        deletion = steps.get(f"{row.id}.delete")
        if deletion is None:
            continue
        replacement = "copy" if row.kind == "flow" else "replace"
        assert order[f"{row.id}.{replacement}"] < order[deletion.id]
        if row.kind == "connection":
            assert {f"{one}.cut_over" for one in row.uses} <= set(deletion.after)
        else:
            assert f"{row.id}.cut_over" in deletion.after


@settings(max_examples=100, deadline=None)
@given(estates())
def test_owners_change_before_connections_are_replaced(estate):
    plan = make_plan(estate, MAPPINGS)
    stages = [STAGES.index(step.stage) for step in plan.sequence()]

    assert stages == sorted(stages)
    for row in plan.rows:
        replacing = next((step for step in row.steps if step.stage == "replace"), None)
        owners = {
            f"{one.id}.owner" for one in plan.rows if row.id in one.uses and any(s.stage == "owner" for s in one.steps)
        }
        assert replacing is None or owners <= set(replacing.after)


OLD, NEW = (f"11111111-aaaa-4aaa-8aaa-00000000000{number}" for number in range(1, 3))


def user(identifier, *, enabled):
    return {"id": identifier, "userPrincipalName": SVC, "accountEnabled": enabled}


@pytest.mark.parametrize(
    ("users", "notes", "opened"),
    [
        ([user(NEW, enabled=False)], ["its account", "its owner"], []),
        ([user(OLD, enabled=False)], ["its account"], []),
        ([user(OLD, enabled=False), user(NEW, enabled=True)], [], ["its account's"]),
        ([user(OLD, enabled=True), user(NEW, enabled=False)], ["its owner"], ["its account's"]),
        ([{"id": OLD, "accountEnabled": False}], [], []),
    ],
)
def test_who_is_disabled_is_told_by_object_id_and_by_a_name_only_where_all_that_have_it_are(
    tmp_path, users, notes, opened
):
    rows = [connection(), connection("c2", account=None), flow(1, creator={"userId": NEW, "userPrincipalName": SVC})]
    rows = planned(tmp_path, *rows, directory={"users": users}).rows

    told = [note.lower() for row in rows for note in row.notes if "disabled" in note]
    assert told == [f"{note} is disabled in the directory." for note in notes]
    which = [one.what for row in rows for one in row.open if "Which of several users" in one.what]
    assert [f"with {one}" in " ".join(which) for one in opened] == [True] * len(which)


@pytest.mark.parametrize(
    ("users", "accounts", "given", "flows", "left"),
    [
        ([], [SVC], "", {"Flow 3"}, [OLD, NEW]),
        ([NEW], [SVC], "", {"Flow 2", "Flow 3"}, [OLD]),
        ([OLD, NEW], [SVC], "", {"Flow 3"}, [OLD, NEW]),
        ([OLD, NEW], [SVC, OLD], OLD, {"Flow 1", "Flow 3"}, [NEW]),
        ([], [NEW], "", {"Flow 2", "Flow 3"}, [OLD]),
    ],
)
def test_an_accounts_plan_has_no_rows_of_another_account_with_its_name(tmp_path, users, accounts, given, flows, left):
    rows = [
        *(flow(n, creator={"userId": key, "userPrincipalName": SVC}) for n, key in ((1, OLD), (2, NEW))),
        flow(3, creator={"userPrincipalName": SVC}),
        connection("c1", account=None, createdBy={"id": NEW, "userPrincipalName": SVC}),
        connection("c2"),
    ]
    directory = {"users": [user(key, enabled=True) for key in users]} if users else None
    plan = planned(tmp_path, *rows, accounts=accounts, given=given, directory=directory)

    own = {"Connection c2", *flows} | ({"Connection c1"} if NEW not in left else set())
    assert {row.label for row in plan.rows} == own
    (said,) = plan.problems
    assert said.code == "another-account"
    assert all(one in said.message for one in left)
    assert plan.lost == 0

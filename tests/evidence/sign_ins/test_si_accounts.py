from __future__ import annotations

import pytest
from si_builders import (
    ARM,
    CLI,
    CONNECTIONS,
    EXCHANGE,
    GRAPH,
    OWN_APP,
    PORTAL,
    USER,
    graph_object,
    limits,
    lines,
    portal_csv,
    sign_in,
)

from wizard.cli.evidence_text import account_lines
from wizard.evidence.sign_ins.per_account import account, account_names, accounts, few
from wizard.evidence.sign_ins.surfaces import surfaces_of

FLOW = "7df0a125-d3be-4c96-aa54-591f83ff541c"
M365_ADMIN = "618dd325-23f6-4b6f-8380-4df78026e39b"
M365_PORTAL = "00000006-0000-0ff1-ce00-000000000000"
WHO = "svc-flow@contoso.com"
POLICY = {"id": "p1", "displayName": "CA001", "result": "success", "enforcedGrantControls": ["Mfa"]}


def summary(read, tmp_path, *rows):
    return account(read(lines(tmp_path / "x.jsonl", [graph_object(row) for row in rows])), WHO)


@pytest.mark.parametrize(
    ("client", "resource", "app", "surfaces", "undecided"),
    [
        (PORTAL, ARM, "Browser", ("azure_portals",), ()),
        (PORTAL, GRAPH, "Browser", ("azure_portals",), ()),
        (M365_ADMIN, GRAPH, "Browser", ("m365_admin_center",), ()),
        (M365_PORTAL, M365_PORTAL, "Browser", (), ("m365_admin_center", "m365_data")),
        (CLI, ARM, "", (), ("arm_read", "arm_write")),
        (OWN_APP, ARM, "", (), ("arm_read", "arm_write")),
        (CLI, GRAPH, "", ("graph",), ()),
        (OWN_APP, EXCHANGE, "", ("m365_data",), ()),
        (OWN_APP, EXCHANGE, "IMAP4", ("legacy_mail",), ()),
        (OWN_APP, EXCHANGE, "Other clients", ("m365_data",), ()),
        (CONNECTIONS, EXCHANGE, "", ("m365_data",), ("pp_connections", "logic_apps")),
        (CONNECTIONS, ARM, "", (), ("pp_connections", "logic_apps", "arm_read", "arm_write")),
        (CONNECTIONS, FLOW, "", (), ("pp_connections", "logic_apps")),
        (OWN_APP, CONNECTIONS, "", (), ("pp_connections", "logic_apps")),
        (FLOW, ARM, "", ("pp_connections",), ("arm_read", "arm_write")),
        (OWN_APP, FLOW, "", (), ("pp_connections", "pp_portals")),
        (OWN_APP, OWN_APP, "", ("other",), ()),
        (CLI, "Windows Azure Service Management API", "", (), ()),
        ("Microsoft Azure CLI", ARM, "", (), ("arm_read", "arm_write")),
        (PORTAL, "Windows Azure Service Management API", "", ("azure_portals",), ()),
        (OWN_APP, "", "", (), ()),
        ("", "", "", (), ()),
    ],
)
def test_client_and_resource_tell_the_surface_or_leave_it_open(mappings, client, resource, app, surfaces, undecided):
    found = surfaces_of(client.upper(), resource, app, mappings)
    assert (found.surfaces, found.undecided + found.undecided_besides) == (surfaces, undecided)


def test_a_resource_without_its_id_suggests_no_surface_and_the_file_says_what_would_tell(tmp_path, read):
    row = graph_object(sign_in(app=CLI, resource=ARM))
    whole = read(lines(tmp_path / "whole.jsonl", [row]))
    cut = read(lines(tmp_path / "cut.jsonl", [{key: value for key, value in row.items() if key != "resourceId"}]))

    assert account(whole, WHO).undecided == (("arm_read", "arm_write"),)
    assert (account(cut, WHO).surfaces, account(cut, WHO).undecided) == ((), ())
    assert ["names_only" in limits(found.files[0]) for found in (whole, cut)] == [False, True]


def test_a_demand_by_the_application_on_an_enforced_surface_is_likely_the_platform(tmp_path, read):
    found = summary(
        read, tmp_path, sign_in(providers=["request"]), sign_in(resource=GRAPH, app=OWN_APP, providers=["user"])
    )
    assert {(demand.provider, demand.source) for demand in found.demands} == {
        ("request", "platform"),
        ("user", "per_user"),
    }
    assert all(demand.certainty == "suggests" for demand in found.demands if demand.source == "platform")


def test_a_demand_by_the_application_elsewhere_stays_the_applications(tmp_path, read):
    (demand,) = summary(read, tmp_path, sign_in(app=OWN_APP, resource=EXCHANGE, providers=["request"])).demands
    assert demand.source == "application"


def test_several_providers_of_one_sign_in_are_told_apart(tmp_path, read):
    found = summary(read, tmp_path, sign_in(providers=["multiConditionalAccess", "securityDefaults", "brandNew"]))
    assert {demand.source for demand in found.demands} == {"tenant", "defaults", "other"}


def test_wrong_passwords_alone_do_not_show_where_the_account_works(tmp_path, read):
    found = summary(
        read, tmp_path, sign_in(app=CLI, resource=GRAPH, error=50126), sign_in(app=OWN_APP, resource=EXCHANGE)
    )
    assert [use.surface for use in found.surfaces] == ["m365_data"]
    assert [use.attempts_only for use in found.uses if use.resource.id == GRAPH] == [True]


def test_a_sign_in_that_mfa_stopped_still_shows_where_the_account_works(tmp_path, read):
    found = summary(read, tmp_path, sign_in(error=50076))
    assert [(use.surface, use.counts.failed) for use in found.surfaces] == [("azure_portals", 1)]


def test_steps_of_a_sign_in_are_no_failures(tmp_path, read):
    counts = summary(read, tmp_path, sign_in(error=50140), sign_in()).counts
    assert (counts.interrupted, counts.failed, counts.succeeded) == (1, 0, 1)


@pytest.mark.slow
def test_addresses_are_complete_only_when_they_can_be(tmp_path, read):
    few = summary(read, tmp_path, *(sign_in() for _ in range(5))).addresses
    assert (few.sample, few.at_least, few.complete) == (("203.0.113.7",), 1, True)
    many = summary(read, tmp_path, *(sign_in(address=f"203.0.113.{n}") for n in range(100))).addresses
    assert not many.complete
    assert 30 <= many.at_least <= 100


def test_two_accounts_under_one_name_are_told_apart_by_their_ids_alone(tmp_path, read):
    one = summary(read, tmp_path, sign_in(), sign_in(user=USER.upper()))
    two = summary(read, tmp_path, sign_in(), sign_in(user=USER.replace("1", "9")))
    said = [
        any("Different accounts had this name" in line for line in account_lines(WHO, found, (), lambda _, word: word))
        for found in (one, two)
    ]

    assert (len(one.ids), len(two.ids), said) == (1, 2, [False, True])


@pytest.mark.parametrize("only", [(), (WHO,)])
def test_sign_ins_without_an_account_in_the_tenant_are_told_apart_by_their_names(tmp_path, read, only):
    nobody = "00000000-0000-0000-0000-000000000000"
    rows = [sign_in(user=nobody, account=name) for name in (WHO, "zoe@contoso.com")] + [sign_in()]
    found = account(read(lines(tmp_path / "x.jsonl", [graph_object(row) for row in rows]), only=only), WHO)

    assert (found.ids, found.counts.rows) == ((USER,), 2)


def test_hours_and_days_are_told(tmp_path, read):
    found = summary(read, tmp_path, *(sign_in(when=f"2026-10-{day:02}T03:00:00Z") for day in range(1, 11)))
    assert found.hours == (3,)
    assert found.days == 10


def test_a_step_of_a_sign_in_is_said_to_be_no_failure(tmp_path, read):
    found = summary(read, tmp_path, sign_in(error=50140))
    assert (found.counts.interrupted, found.counts.failed) == (1, 0)
    assert "interrupted" in found.errors[0].meaning


def test_many_look_ups_say_the_same_as_the_first(tmp_path, read):
    rows = [
        sign_in(account=f"a{n}@x.org", user=f"aaaaaaaa-0000-4000-8000-{n:012d}", policies=[POLICY]) for n in range(9)
    ]
    result = read(lines(tmp_path / "x.jsonl", [graph_object(row) for row in rows]))
    first = account(result, "a3@x.org")
    for n in range(9):
        assert account(result, f"a{n}@x.org").counts.rows == 1
    assert result.sorted
    assert account(result, "A3@x.org") == first
    assert account(result, "aaaaaaaa-0000-4000-8000-000000000003") == first
    assert account(result, "absent@x.org") is None


def test_a_few_accounts_say_in_one_pass_what_each_says_by_itself(tmp_path, read):
    nameless = "aaaaaaaa-0000-4000-8000-000000000002"
    rows = [
        sign_in(account="a@x.org", error=50126, policies=[POLICY]),
        sign_in(account="A@x.org", app=CLI),
        sign_in(account="", user=nameless),
        sign_in(account="odd@x.org", user="odd", protocol="ropc"),
        sign_in(account="b@x.org", user="aaaaaaaa-0000-4000-8000-000000000003"),
    ]
    result = read(lines(tmp_path / "x.jsonl", [graph_object(row) for row in rows]))
    assert account_names(result) == ["a@x.org", nameless, "b@x.org", "odd@x.org"]

    asked = [USER, "a@x.org", "absent@x.org", "odd@x.org", nameless]
    found = few(result, asked)
    assert found == {name: account(result, name) for name in asked if name != "absent@x.org"}
    assert found[USER].account == "a@x.org"
    assert list(accounts(result)) == [account(result, name) for name in account_names(result)]


def test_each_value_out_of_the_ordinary_is_kept_and_no_other(tmp_path, read):
    rows = [
        sign_in(),
        sign_in(protocol="deviceCode"),
        sign_in(protocol="oAuth2", client="IMAP4"),
        sign_in(method="Text message", app="not-a-guid"),
    ]
    found = account(read(portal_csv(tmp_path / "x.csv", rows)), WHO)
    assert [(way.value, way.rows) for way in found.protocols] == [("deviceCode", 1)]
    assert [(way.value, way.rows) for way in found.old_clients] == [("IMAP4", 1)]
    assert found.methods == (("Text message", 1),)
    assert {use.client.id for use in found.uses} == {PORTAL, "not-a-guid"}


@pytest.mark.parametrize("write", ["csv", "json"])
def test_what_a_file_cannot_say_does_not_depend_on_the_accounts_that_are_asked_for(tmp_path, read, write):
    rows = [
        sign_in(account="a@x.org", user="a", interactive=False, resource=GRAPH, policies=[POLICY]),
        sign_in(account="b@x.org", user="b", interactive=True, resource=ARM, when="2026-01-05T08:00:00Z"),
    ]
    if write == "csv":
        path = portal_csv(tmp_path / "x.csv", rows)
    else:
        path = lines(tmp_path / "x.jsonl", [graph_object(row) for row in rows])
    whole, part = read(path), read(path, only=["A@x.org"])

    assert account_names(part) == ["a@x.org"]
    assert limits(part.files[0]) == limits(whole.files[0])
    for name in ("rows", "first", "last", "interactive_rows", "non_interactive_rows"):
        assert getattr(part.files[0], name) == getattr(whole.files[0], name)
    assert account(part, "a@x.org") == account(whole, "a@x.org")

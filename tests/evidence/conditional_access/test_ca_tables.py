"""The tables of the subject are whole and say what the facts say."""

from __future__ import annotations

import tomllib

import pytest
from ca_builders import ARM, AZURE_PORTAL, EXCHANGE, GLOBAL_ADMIN

from wizard.errors import PackError
from wizard.evidence.policies.controls import grant_of
from wizard.evidence.policies.fields import Section, is_guid
from wizard.evidence.tables import FILE, load_tables
from wizard.pack.files import file_of

GRAPH_CONTROLS = [
    "block",
    "mfa",
    "compliantDevice",
    "domainJoinedDevice",
    "approvedApplication",
    "compliantApplication",
    "passwordChange",
    "riskRemediation",
    "termsOfUse",
    "authenticationStrength",
    "customAuthenticationFactors",
]


def test_every_control_of_graph_says_who_can_meet_it(tables):
    assert {control.name for control in tables.controls.values()} == set(GRAPH_CONTROLS)
    for control in tables.controls.values():
        assert control.reason
        assert len(control.reason.split()) <= 25
        assert control.facts


def test_no_control_is_met_unattended_but_by_a_device(tables):
    assert {control.name for control in tables.controls.values() if control.unattended != "no"} == {
        "compliantDevice",
        "domainJoinedDevice",
    }


def test_controls_are_spelled_as_in_graph(tables):
    words = [name.upper() for name in GRAPH_CONTROLS[:8]]
    assert grant_of(Section({"builtInControls": words}, "", [])).built_in == tuple(GRAPH_CONTROLS[:8])


def test_ids_have_microsofts_form_and_members_of_groups_are_known(tables):
    assert all(is_guid(key) for key in (*tables.resources, *tables.roles, *tables.strengths))
    for group in tables.groups.values():
        assert not group.members & group.undecided
        assert group.members | group.undecided <= tables.resources.keys()


def test_the_groups_hold_what_the_facts_name(tables):
    assert EXCHANGE in tables.groups["office365"].members
    assert tables.groups["microsoftadminportals"].members == {
        "497effe9-df71-4043-a8bb-14cf78c4b63b",
        AZURE_PORTAL,
        "00000006-0000-0ff1-ce00-000000000000",
        "80ccca67-54bd-44ab-8625-4b79c4dc7775",
    }
    assert {ARM, AZURE_PORTAL} < tables.groups[ARM].members
    assert not tables.groups["office365"].complete


def test_baseline_scopes_are_those_of_the_fact(tables):
    assert len(tables.baseline_scopes) == 11


def test_roles_are_found_by_name(tables):
    assert tables.role_ids["global administrator"] == GLOBAL_ADMIN


@pytest.mark.parametrize("text", ["", "groups = [", "groups = []\nresources = [{ id = 1 }]\n"])
def test_damaged_tables_are_an_invalid_pack(text, tmp_path):
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(PackError, match=r"conditional_access\.toml"):
        load_tables(tmp_path)


def test_a_pack_without_tables_takes_the_shipped_ones(tmp_path, tables):
    assert file_of(None, FILE).is_file()
    assert load_tables(tmp_path) == tables


def test_every_fact_that_a_table_names_is_in_the_pack():
    data = tomllib.loads(file_of(None, FILE).read_text("utf-8"))
    named = {
        fact
        for rows in (data["groups"], data["controls"], [data["baseline_scopes"]])
        for row in rows
        for fact in row["facts"]
    }
    folder = file_of(None, FILE).parents[1] / "facts"
    known = {fact["id"] for file in folder.glob("*.toml") for fact in tomllib.loads(file.read_text("utf-8"))["fact"]}
    assert named <= known

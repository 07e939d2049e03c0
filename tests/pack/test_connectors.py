"""What the pack knows of each connector: what it supports, on which page that rests, and what it does in Azure."""

from __future__ import annotations

import pytest

from tests.support.packs import real_pack
from wizard.pack.compiler import options_of
from wizard.pack.models import Connector, Support

YES = """dataverse sql_server azure_key_vault azure_blob_storage azure_table_storage azure_devops azure_automation
azure_monitor_logs power_platform_for_admins_v2 custom_connector desktop_flow"""
CERTIFICATE = "http_with_entra_id_preauthorized azure_queues azure_service_bus"
LIMITED = "power_automate_management power_automate_for_admins"
NO = "sharepoint office365_outlook teams planner office365_users office365_groups power_bi"
CONFLICT = "azure_resource_manager"
NOT_VERIFIED = """excel_online onedrive approvals http_with_entra_id_v2 power_platform_for_admins power_apps_for_admins
azure_vm azure_container_instance azure_app_service azure_data_factory azure_log_analytics azure_logic_apps
other_azure other"""
VALUES = {
    "yes": YES,
    "certificate": CERTIFICATE,
    "limited": LIMITED,
    "no": NO,
    "conflict": CONFLICT,
    "not_verified": NOT_VERIFIED,
}


def connector(name):
    return next(part for part in real_pack().connectors if part.id == name)


def options():
    question = real_pack().question_by_id["connectors"]
    return {option.id: option.attributes for option in options_of(real_pack(), question)}


@pytest.mark.parametrize("value", VALUES)
def test_a_connector_supports_a_service_principal_as_its_page_says(value):
    found = {part.id for part in real_pack().connectors if part.support["service_principal"].value == value}

    assert found == set(VALUES[value].split())


def test_what_is_known_rests_on_a_dated_page_or_says_why_it_has_no_date():
    sources = real_pack().source_by_id
    for part in real_pack().connectors:
        known = part.support["service_principal"]
        if known.source:
            assert sources[known.source].published or sources[known.source].no_date, part.id
        else:
            assert known.value == "not_verified", part.id
        assert known.value != "not_verified" or known.sentence.startswith("Not verified"), part.id


def test_a_statement_without_a_source_is_refused():
    with pytest.raises(ValueError, match="needs a source"):
        Support(value="yes", sentence="It does.")


@pytest.mark.parametrize("value", VALUES)
def test_a_value_gives_the_attribute_that_conditions_ask_for(value):
    source = None if value == "not_verified" else "page"
    known = Support(value=value, source=source, sentence="As the page says.")
    option = Connector(id="some", label="Some", support={"service_principal": known}).as_option()

    expected = {
        "yes": "supports_service_principal",
        "certificate": "supports_service_principal",
        "no": "refuses_service_principal",
    }
    assert option.attributes == (expected.get(value, "support_not_settled"),)
    assert option.help == "As the page says."


def test_a_connector_that_nobody_knows_is_not_settled():
    assert "support_not_settled" in options()["unknown"]


def test_connectors_manage_azure_only_where_an_action_may_change_something():
    manages = {name for name, has in options().items() if "manages_azure" in has}

    assert {"azure_resource_manager", "azure_automation", "other_azure"} <= manages
    assert not manages & {"azure_monitor_logs", "azure_key_vault", "azure_blob_storage", "other"}
    assert {name for name, has in options().items() if "reads_only_azure" in has} == {"azure_monitor_logs"}


def test_an_alias_belongs_to_one_connector():
    aliases = [alias for part in real_pack().connectors for alias in part.aliases]

    assert len(aliases) == len(set(aliases))

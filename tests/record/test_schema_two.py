"""The second schema of the record: typed once, older records carried over, nothing lost."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.documents.making import ANSWERS, CONTROLS, SIGNOFF, make_case
from tests.support.packs import real_engine, real_pack
from wizard.documents.carry_over import carry_fields
from wizard.documents.readiness import open_items
from wizard.engagement.session import Session
from wizard.errors import RecordError
from wizard.pack.models import Meaning
from wizard.record.model import Record
from wizard.record.names import names_told
from wizard.record.reading import dump_record, read_record, record_from
from wizard.record.redact import named
from wizard.record.schema import record_schema
from wizard.record.signoff import check_signoff, parse_field, parts_of, shape, typed_signoff
from wizard.record.values import LISTS, ONE, Control, Exclusion, Organization, Person, kind_parts
from wizard.record.version import SCHEMA_VERSION

FIELDS = {field.id: field for field in real_pack().signoff}
OLD_CONTROL = {
    "name": "Block on the admin portals",
    "objective": "A stolen secret opens no portal",
    "kind": "preventive",
    "above_and_beyond": True,
    "method": "test",
    "tested_on": "2026-11-20",
    "result": "A sign-in to a portal was refused",
    "owner": "Ida Berg",
}


def old_record(**parts):
    return {"schema_version": "1.0", "account": {"name": "svc"}, "answers": ANSWERS, "signoff": SIGNOFF, **parts}


def test_a_record_of_the_first_schema_keeps_every_value():
    record = record_from(old_record(signoff={**SIGNOFF, "compensating_controls": [OLD_CONTROL]}), "old.json")

    assert record.schema_version == SCHEMA_VERSION == "2.0"
    assert record.signoff["compensating_controls"][0] == {
        "effect": "preventive",
        **{key: value for key, value in OLD_CONTROL.items() if key != "kind"},
    }
    assert {name: value for name, value in record.signoff.items() if name != "compensating_controls"} == {
        name: value for name, value in SIGNOFF.items() if name != "compensating_controls"
    }


def test_what_the_first_schema_told_in_free_text_is_asked_again_with_what_stood_there():
    record = record_from(old_record(signoff={"compensating_controls": [OLD_CONTROL]}), "old.json")

    assert [(entry.place, entry.was) for entry in record.ask_again] == [
        ("signoff.compensating_controls.1.passed", "A sign-in to a portal was refused"),
        ("signoff.compensating_controls.1.kind", "Block on the admin portals"),
    ]
    assert all(entry.why.endswith(".") for entry in record.ask_again)


def test_a_record_that_was_carried_over_reads_back_as_it_is():
    data = dump_record(record_from(old_record(signoff={"compensating_controls": [OLD_CONTROL]}), "old.json"))

    assert dump_record(read_record(data, "new.json")) == data


def test_the_documents_of_an_old_record_say_what_they_said():
    old = make_case(signoff={**SIGNOFF, "compensating_controls": [OLD_CONTROL]}, schema_version="1.0")

    assert old.signoff == {**make_case().signoff, "compensating_controls": old.controls}
    assert not any(effect.counts for effect in old.rating.effects)


def test_exclusions_have_ends_of_their_own():
    rows = typed_signoff(
        real_pack().signoff,
        {
            "exclusions": [
                {"control": "mfa", "policy": "CA001", "group": "EXC-1", "starts_on": "2026-12-07", "ends_on": "2027-05-31"},
                {"control": "terms_of_use", "policy": "CA002", "group": "EXC-2", "no_end": True, "reason": "No person"},
            ],
            "organization": {"name": "Contoso", "policy": "Access policy", "clause": "4.2", "retention": "7 years"},
        },
    )  # fmt: skip

    assert rows["exclusions"] == [
        Exclusion(control="mfa", policy="CA001", group="EXC-1", starts_on=date(2026, 12, 7), ends_on=date(2027, 5, 31)),
        Exclusion(control="terms_of_use", policy="CA002", group="EXC-2", no_end=True, reason="No person"),
    ]
    assert rows["organization"] == Organization(
        name="Contoso", policy="Access policy", clause="4.2", retention="7 years"
    )


def test_a_control_says_whether_it_passed_who_tested_it_and_of_which_kind_it_is():
    given = {**CONTROLS[0], "kind": "location_lock", "passed": "yes", "tested_by": "Sue Wit", "evidence": "Log"}
    (row,) = typed_signoff(real_pack().signoff, {"compensating_controls": [given]})["compensating_controls"]

    assert (row.kind, row.passed, row.tested_by, row.evidence) == ("location_lock", True, "Sue Wit", "Log")
    with pytest.raises(RecordError, match="Allowed: location_lock, device_lock, alert, vault"):
        parse_field(FIELDS["compensating_controls"], [{"name": "a", "kind": "long_password"}])


def test_the_schema_holds_the_sign_off_and_leaves_no_hole():
    schema = json.loads(record_schema())
    text = json.dumps(schema)

    assert '"additionalProperties": true' not in text
    assert set(schema["$defs"]) >= {row.__name__ for row in (*ONE.values(), *LISTS.values())}
    values = json.dumps(schema["properties"]["signoff"]["additionalProperties"])
    assert all(f"#/$defs/{row.__name__}" in values for row in (*ONE.values(), *LISTS.values()))
    for name, row in {**ONE, **LISTS}.items():
        assert list(schema["$defs"][row.__name__]["properties"]) == sorted(part.key for part in kind_parts(name))
        assert schema["$defs"][row.__name__]["additionalProperties"] is False


def test_new_parts_stand_in_a_file_only_where_they_are_given():
    data = json.loads(dump_record(Record()))

    assert not {"closed", "applied", "hand_overs", "ask_again", "renews", "template"} & data.keys()
    assert "represents" not in Person(name="Ada").plain()
    assert Person(name="Ada", represents="Bo").plain()["represents"] == "Bo"


@pytest.mark.parametrize("kind", [*ONE, *LISTS])
def test_forms_and_typed_lines_follow_the_parts(kind):
    field = next(field for field in FIELDS.values() if field.kind == kind)
    asked = [part.key for part in parts_of(field)]

    assert asked == [part.key for part in kind_parts(kind) if not part.ask.unasked]
    assert all(part.label for part in parts_of(field))
    assert shape(field).startswith(asked[0])


def test_names_are_told_by_the_definition_of_a_row():
    control = Control(name="Lock", owner="Ida Berg", tested_by="Sue Wit", objective="x")

    assert list(named(control)) == ["Sue Wit", "Ida Berg"]
    stored = check_signoff(real_pack().signoff, {**SIGNOFF, "compensating_controls": [control.plain()]})
    told = set(names_told(stored))
    assert {"Ida Berg", "Sue Wit", "Olga Ney", "olga@contoso.com"} <= told
    assert "Lock" not in told


def test_every_date_of_a_case_is_a_date_and_every_person_a_person():
    case = make_case()

    assert case.date(Meaning.END) == date(2027, 5, 31)
    assert isinstance(case.person(Meaning.OWNER), Person)
    assert not case.person("nobody_of_this_id")
    assert all(isinstance(row, Control) for row in case.controls)


def test_an_answer_that_was_given_once_for_many_accounts_says_so_and_where():
    origins = {"cloud": {"how": "tenant", "given_on": "2026-12-01", "place": "engagement.toml"}, "token": {"by": "Ida"}}
    record = record_from({"answers": ANSWERS, "origins": origins}, "new.json")
    written = json.loads(dump_record(record))["origins"]

    assert written["cloud"]["how"] == "tenant"
    assert (written["cloud"]["given_on"], written["cloud"]["place"]) == ("2026-12-01", "engagement.toml")
    assert not {"given_on", "place"} & written["token"].keys()


ONE_POLICY = {"policy_name": "CA001 Require MFA", "exclusion_group": "CA-EXC-svc-flow", "exclusion_group_id": ""}
BOTH = {**ANSWERS, "controls": ["mfa", "terms_of_use"], "terms": ["selected_apps"]}


def without_rows(**values):
    return {name: value for name, value in {**SIGNOFF, **values}.items() if name != "exclusions"}


def test_one_policy_and_one_group_of_the_first_schema_become_a_row():
    case = make_case(signoff=without_rows(**ONE_POLICY), schema_version="1.0")

    assert case.exclusions == [
        Exclusion(
            control="mfa",
            policy="CA001 Require MFA",
            group="CA-EXC-svc-flow",
            starts_on=date(2026, 12, 7),
            ends_on=date(2027, 5, 31),
        )
    ]
    assert case.record.ask_again == []
    assert not ONE_POLICY.keys() & case.record.signoff.keys()


@pytest.mark.parametrize(
    ("answers", "values", "why"),
    [
        (ANSWERS, {**ONE_POLICY, "policy_name": "CA001, CA002"}, "More than one policy or group is named"),
        (ANSWERS, {**ONE_POLICY, "policy_name": "CA001\nCA002"}, "More than one policy or group is named"),
        (BOTH, ONE_POLICY, "More than one decision is signed"),
    ],
)
def test_what_makes_no_certain_row_is_asked_again_and_keeps_the_documents_a_draft(answers, values, why):
    case = make_case(answers, without_rows(**values), schema_version="1.0")
    (item,) = [item for item in open_items(case) if item.field_id == "exclusions"]

    assert case.exclusions == []
    assert why in item.reason
    assert "“CA001" in item.reason
    assert case.record.ask_again[0].was["group"] == "CA-EXC-svc-flow"


def test_what_was_asked_again_is_settled_once_it_is_given():
    record = record_from(old_record(signoff={**without_rows(**ONE_POLICY), "policy_name": "A; B"}), "old.json")
    session = Session(real_pack(), real_engine(), make_case_of(record))
    assert [entry.place for entry in session.record.ask_again] == ["signoff.exclusions"]

    session.set_field("exclusions", SIGNOFF["exclusions"])

    assert session.record.ask_again == []


def make_case_of(record):
    return carry_fields(real_pack(), real_engine(), record, real_engine().read(record.answers))


def test_controls_of_the_first_schema_are_asked_again_and_lower_nothing_until_they_are_given():
    old = make_case(signoff={**SIGNOFF, "compensating_controls": [OLD_CONTROL]}, schema_version="1.0")
    reasons = [item.reason for item in open_items(old) if item.field_id == "compensating_controls"]

    assert any("asks for its kind. It was “Block on the admin portals”." in reason for reason in reasons)
    assert old.rating.adjusted.level == old.rating.initial.level == "high"

"""Values of sign-off fields: what is typed and what files hold become the same plain JSON."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.making import SIGNOFF
from tests.support.packs import real_pack
from tests.support.tables import for_each
from wizard.errors import RecordError
from wizard.pack.models import Field
from wizard.record.signoff import check_signoff, field_text, parse_field, shape

FIELDS = {field.id: field for field in real_pack().signoff}


def parse(field_id: str, raw):
    return parse_field(FIELDS[field_id], raw)


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("purpose", "  one\n workload ", "one workload"),
        ("constraint", "line\r\nline", "line\nline"),
        ("renewal_number", 2, "2"),
        ("expires_on", "2027-01-31", "2027-01-31"),
        ("expires_on", " 31 January 2027 ", "2027-01-31"),
        ("expires_on", "3 Feb 2027", "2027-02-03"),
        ("expires_on", date(2027, 1, 31), "2027-01-31"),
        ("write_scope", "read_only", "read_only"),
        ("write_scope", "R", "read_only"),
        ("write_scope", "it only reads", "read_only"),
        ("exposures", "credential_exposure, shared_secret", ["shared_secret", "credential_exposure"]),
        ("exposures", ["s", "e", "s"], ["shared_secret", "credential_exposure"]),
        ("account_owner", "Ada Lane; Lead; ada@contoso.com", {"name": "Ada Lane", "role": "Lead", "contact": "ada@contoso.com"}),
        ("account_owner", "Ada Lane", {"name": "Ada Lane", "role": "", "contact": ""}),
        ("account_owner", {"name": "Ada"}, {"name": "Ada", "role": "", "contact": ""}),
    ],
)  # fmt: skip
def test_values_are_read(field, raw, value):
    assert parse(field, raw) == value


@for_each(field=FIELDS, raw=[None, "", "  ", [], {}])
def test_nothing_is_no_value(field, raw):
    assert parse(field, raw) is None


def test_rows_are_read_from_typed_lines_and_from_objects():
    typed = "Block elsewhere | loc | yes | 2026-11-20 | Sue | Log | yes | Ida\n\nAlert | alert on"
    rows = parse("compensating_controls", typed)

    assert rows[0] == {
        "name": "Block elsewhere", "kind": "location_lock", "passed": True, "tested_on": "2026-11-20",
        "tested_by": "Sue", "evidence": "Log", "above_and_beyond": True, "owner": "Ida",
    }  # fmt: skip
    assert (rows[1]["name"], rows[1]["kind"], rows[1]["passed"], rows[1]["tested_on"]) == ("Alert", "alert", None, None)
    assert parse("compensating_controls", rows) == rows


@pytest.mark.parametrize(
    ("field", "raw", "place", "said"),
    [
        ("expires_on", "31.1.27", "signoff.expires_on", "YYYY-MM-DD"),
        ("expires_on", "03/12/2026", "signoff.expires_on", "can mean 12 March 2026 or 3 December 2026"),
        ("expires_on", "2027-02-30", "signoff.expires_on", "isn't a date"),
        ("expires_on", "9999-01-01", "signoff.expires_on", "isn't a date"),
        ("expires_on", 5, "signoff.expires_on", "isn't a date"),
        ("write_scope", "much", "signoff.write_scope", "Allowed: read_only"),
        ("write_scope", ["read_only"], "signoff.write_scope", "isn't one of the choices"),
        ("exposures", ["none", "shared_secret"], "signoff.exposures", "excludes every other"),
        ("exposures", {"a": 1}, "signoff.exposures", "must be a list"),
        ("purpose", ["x"], "signoff.purpose", "must be text"),
        ("purpose", True, "signoff.purpose", "must be text"),
        ("purpose", "x" * 2_001, "signoff.purpose", "at most 2,000"),
        ("account_owner", "a; b; c; d; e", "signoff.account_owner", "more than 4 parts"),
        ("account_owner", {"name": "A", "mail": "x"}, "signoff.account_owner.mail", "isn't a part"),
        ("account_owner", {"contact": "x"}, "signoff.account_owner.name", "is missing"),
        ("account_owner", 7, "signoff.account_owner", "must be a person"),
        ("plan_steps", 7, "signoff.plan_steps", "must be a list of rows"),
        ("plan_steps", [7], "signoff.plan_steps.1", "must be a row"),
        ("plan_steps", ["a|b|c|d|e|f"], "signoff.plan_steps.1", "has 6 parts"),
        ("plan_steps", [{"step": "a"}, {"due": "soon"}], "signoff.plan_steps.2.due", "isn't a date"),
        ("compensating_controls", [{"effect": "nice"}], "signoff.compensating_controls.1.effect", "preventive, detective"),
        ("compensating_controls", [{"kind": "nice"}], "signoff.compensating_controls.1.kind", "location_lock, device_lock"),
        ("compensating_controls", [{"above_and_beyond": "maybe"}], "signoff.compensating_controls.1.above_and_beyond", "yes or no"),
        ("plan_steps", [{"step": "x"}] * 201, "signoff.plan_steps", "at most 200"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(field, raw, place, said):
    with pytest.raises(RecordError) as caught:
        parse(field, raw)

    assert caught.value.problems[0].place == place
    assert said in str(caught.value)


def test_all_fields_are_told_at_once():
    with pytest.raises(RecordError) as caught:
        check_signoff(real_pack().signoff, {"expires_on": "x", "write_scope": "x", "plan_steps": 1, "purpose": "ok"})

    assert {p.place for p in caught.value.problems} == {
        "signoff.write_scope",
        "signoff.expires_on",
        "signoff.plan_steps",
    }


def test_values_of_fields_that_the_pack_does_not_have_are_kept():
    found = check_signoff(real_pack().signoff, {"zz_own": [1], "purpose": "x", "aa_own": {}})

    assert list(found) == ["purpose", "aa_own", "zz_own"]


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda x: (
            st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["name", "step", "due", "what"]), x, max_size=3)
        ),
        max_leaves=6,
    )
)
@pytest.mark.parametrize("field", ["purpose", "expires_on", "exposures", "write_scope", "account_owner", "plan_steps"])
def test_any_value_is_read_or_refused_in_words_and_reads_back_as_itself(field, raw):
    try:
        value = parse(field, raw)
    except RecordError as error:
        places = [problem.place for problem in error.problems]
        assert all(place.startswith(f"signoff.{field}") for place in places)
        return
    assert parse(field, value) == value
    assert isinstance(field_text(FIELDS[field], value), str)


def test_every_kind_says_how_it_is_typed_and_how_it_reads():
    assert shape(FIELDS["account_owner"]) == "name; role; contact; represents"
    assert shape(FIELDS["plan_steps"]).startswith("step | owner | due")
    shown = {name: field_text(FIELDS[name], parse(name, value)) for name, value in SIGNOFF.items()}

    assert shown["expires_on"] == "31 May 2027"
    assert shown["write_scope"] == "It changes one workload"
    assert shown["account_owner"] == "Olga Ney (Finance lead), olga@contoso.com"
    assert shown["plan_steps"] == "Test a replacement; Switch over"
    assert shown["exclusions"] == "MFA, CA001 Require MFA"
    assert field_text(FIELDS["purpose"], None) == ""


def test_a_short_text_is_kept_for_the_draft():
    field = Field(id="reason", section="reason", kind="paragraph", label="Why?", min_length=40)

    assert parse_field(field, "short") == "short"

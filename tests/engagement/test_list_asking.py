"""What is not certain in a list is asked, and an answer counts for the next list too."""

from __future__ import annotations

import json

import pytest

from tests.engagement.list_making import GUEST, TABLE, WHOLE, choose, read, said
from wizard.engagement.lists.model import Mapping

ASKED: dict[str, tuple[str, str, str, str]] = {
    "a slip of the pen": ("idenity", "guest", "heading", "answers.identity"),
    "a slip of the pen in a field": ("signoff.account_ower", "Ada", "heading", "signoff.account_owner"),
    "cells that are answers": ("Where to", "graph; m365_data", "heading", "answers.surfaces"),
    "cells that are answers below a word of exports": ("Status", "idle", "heading", "answers.activity"),
    "a field that is not there": ("signoff.zzz", "x", "heading", "note"),
    "dates": ("When", "2027-01-31", "heading", "note"),
    "people": ("Contact person", "Ada <ada@x.org>", "heading", "note"),
    "cells that do not fit the heading": ("License", "E5", "heading", "note"),
    "no date below a word for one": ("Valid until", "never", "heading", "note"),
    "a part of a label": ("surfaces", "key vault", "value", "azure_data_plane"),
    "a question mark": ("identity", "guest?", "value", "guest"),
    "a bare yes": ("enforcement", "Yes", "value", "enforced"),
    "the beginning of several labels": ("exclusion_today", "Yes", "value", ""),
    "a date of two readings": ("expires on", "03/04/2026", "date", ""),
}


@pytest.mark.parametrize(("heading", "cell", "kind", "guess"), ASKED.values(), ids=ASKED)
def test_what_is_not_certain_is_asked(tmp_path, heading, cell, kind, guess):
    more = ",surfaces" if heading == "enforcement" else ",x"
    found = read(tmp_path, f'account,{heading}{more}\nsvc,"{cell}",{"arm_write" if heading == "enforcement" else ""}\n')
    [one] = found.unsure

    assert (one.kind, one.guess) == (kind, guess)
    assert not one.guess or one.guess == one.choices[0].id
    assert heading in one.text
    if kind in {"value", "date"}:
        assert not found.rows
        assert f"'{cell}'" in str(found.problems[0])


def test_a_confirmed_mapping_answers_and_is_plain_json(tmp_path):
    text = "account,Where to,exclusion today,expires on\na,key vault,Yes,03/04/2026\nb,graph,Yes,05/06/2026\n"
    found = read(tmp_path, text)
    while found.unsure:
        pick = lambda one: "day" if one.kind == "date" else one.choices[0].id  # noqa: E731
        found = read(tmp_path, text, mapping=choose(found, pick))
    kept = Mapping.model_validate(json.loads(json.dumps(found.mapping.model_dump())))
    again = read(tmp_path, "ACCOUNT;where-to;Exclusion Today;Expires on\nc;key vault;yes;07/08/2026\n", mapping=kept)

    assert not found.problems
    assert said(found)["a"][:2] == (
        {"surfaces": ["azure_data_plane"], "exclusion_today": "documented"},
        {"expires_on": "2026-04-03"},
    )
    assert said(again)["c"][1] == {"expires_on": "2026-08-07"}
    assert again.unsure == ()


def test_a_mapping_for_other_headings_changes_nothing(tmp_path):
    other = Mapping(fingerprint="0" * 16, columns=())

    assert said(read(tmp_path, TABLE, mapping=other)) == WHOLE


def test_nothing_that_a_pack_no_longer_has_is_taken_from_a_mapping(tmp_path):
    first = read(tmp_path, TABLE).mapping
    gone = first.model_copy(
        update={
            "columns": tuple(
                c.model_copy(update={"target": c.target.replace("identity", "gone")}) for c in first.columns
            )
        }
    )

    assert said(read(tmp_path, TABLE, mapping=gone)) == WHOLE


@pytest.mark.parametrize(
    ("text", "guess"),
    [("Technical user,identity\nsvc@x.org,guest\n", "account"), ("Technical user,identity\nsvc,guest\n", "")],
)
def test_which_column_names_the_accounts_is_asked_where_no_heading_says_it(tmp_path, text, guess):
    found = read(tmp_path, text)
    [one] = found.unsure
    answered = read(tmp_path, text, mapping=found.mapping.answered(one, one.choices[0].id))

    assert one.guess == guess
    assert [row.record.answers for row in answered.rows] == [GUEST]


def test_a_choice_to_leave_a_cell_open_makes_it_a_thing_to_do(tmp_path):
    text = "account,exclusion_today\na,Yes\n"
    found = read(tmp_path, text)

    assert said(read(tmp_path, text, mapping=choose(found, lambda one: one.choices[-1].id)))["a"] == (
        {},
        {},
        {"exclusion_today": "Yes"},
        ["exclusion_today"],
    )

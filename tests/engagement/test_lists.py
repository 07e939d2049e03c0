"""Headings and cells of account lists are known by their words, in any dialect; what is not certain is asked once."""

from __future__ import annotations

import json

import pytest

from tests.engagement.list_making import ADA, GUEST, TABLE, WHOLE, choose, read, said
from tests.support.packs import real_pack
from wizard.engagement.lists.cells import Meanings
from wizard.engagement.lists.headings import Headings
from wizard.engagement.lists.model import Mapping
from wizard.errors import EvidenceError

COMMAS = 'account,identity,signoff.purpose\nsvc-ä@x.org,guest,"Löhne, und so"\n'

DIALECTS: dict[str, str | bytes] = {
    "commas": COMMAS,
    "semicolons": TABLE,
    "tabs": TABLE.replace(";", "\t"),
    "bars": TABLE.replace(";", "|"),
    "sep= with semicolons": "sep=;\r\n" + TABLE,
    "sep= with commas": "sep=,\n" + COMMAS,
    "a mark before UTF-8": b"\xef\xbb\xbf" + TABLE.encode(),
    "a mark before quotes": b"\xef\xbb\xbf" + TABLE.replace("account", '"account"').encode(),
    "UTF-16 with a mark": TABLE.encode("utf-16"),
    "UTF-16 little endian": TABLE.encode("utf-16-le"),
    "UTF-16 big endian": TABLE.encode("utf-16-be"),
    "UTF-16 little endian with a mark": b"\xff\xfe" + TABLE.encode("utf-16-le"),
    "UTF-16 big endian with a mark": b"\xfe\xff" + TABLE.encode("utf-16-be"),
    "Windows-1252": TABLE.encode("cp1252"),
    "CR": TABLE.replace("\n", "\r"),
    "CRLF": TABLE.replace("\n", "\r\n"),
    "no end of the last line": TABLE.rstrip(),
    "titles above": "Technical accounts, 2026;;\n;;\n" + TABLE,
    "blank rows": TABLE.replace("\n", "\n;;\n\n"),
    "trailing blanks": TABLE.replace(";", " ; ").replace("\n", ";;;\n"),
}


@pytest.mark.parametrize("data", DIALECTS.values(), ids=DIALECTS)
def test_a_list_reads_the_same_in_any_dialect(tmp_path, data):
    found = read(tmp_path, data)

    assert said(found) == WHOLE
    assert (found.problems, found.unsure) == ((), ())


@pytest.mark.parametrize("last", ['"b@x,guest\nc@x,guest\n', 'b@x,"guest'])
def test_a_quote_that_is_never_closed_swallows_no_account(tmp_path, last):
    with pytest.raises(EvidenceError, match=r"list\.csv:3: cannot be read on: a quote is open"):
        said(read(tmp_path, "account,identity\na@x,guest\n" + last))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TABLE.encode("cp1252"), "read as Windows-1252"),
        (TABLE.encode() + "b;guest;ü".encode()[:-1], "has bytes that are not UTF-8, although the rest is"),
    ],
)
def test_what_is_odd_about_the_encoding_is_said(tmp_path, data, words):
    found = read(tmp_path, data)

    assert said(found)["svc-ä@x.org"] == WHOLE["svc-ä@x.org"]
    assert words in found.remarks[0]


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        *(
            (heading, "svc", None)
            for heading in ("Account", "UPN", "User principal name", "User", "Konto", "Benutzerprinzipalname")
        ),
        *(
            (heading, "Graph", {"surfaces": ["graph"]})
            for heading in (
                "surface",
                "SURFACES",
                "Services used",
                "Service 2",
                "Where does the account sign in, and which services does it call?",
            )
        ),
        *(
            (heading, "unattended", {"run_mode": "unattended"})
            for heading in ("Run mode", "run-mode", "RUN_MODE", "Signing in again")
        ),
        ("MFA sources", "Security defaults", {"mfa_sources": ["security_defaults"]}),
        ("Kontotyp", "Guest", GUEST),
    ],
)
def test_a_heading_is_known_by_its_words(tmp_path, heading, cell, expected):
    text = f"{heading}\n{cell}\n" if expected is None else f"account;{heading}\nsvc;{cell}\n"
    found = read(tmp_path, text)

    assert found.unsure == ()
    assert said(found)["svc"][0] == (expected or {})


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("justification", "Payroll", "justification", "Payroll"),
        ("Business justification", "Payroll", "justification", "Payroll"),
        ("account_owner", "Ada Lovelace", "account_owner", ADA),
        ("Account owner", "Ada Lovelace <ada@x.org>", "account_owner", {**ADA, "contact": "ada@x.org"}),
        ("Owner", "Ada Lovelace (CISO)", "account_owner", {**ADA, "role": "CISO"}),
        ("Besitzer", "Ada Lovelace; CISO; ada@x.org", "account_owner", {**ADA, "role": "CISO", "contact": "ada@x.org"}),
        ("expires_on", "31.12.2026", "expires_on", "2026-12-31"),
        ("Expires on", "2026-12-31", "expires_on", "2026-12-31"),
        ("Gültig bis", "31. Dezember 2026", "expires_on", "2026-12-31"),
        ("signoff.expires_on", "46387", "expires_on", "2026-12-31"),
        ("Data class", "Personal data", "data_class", "personal"),
        ("Compensating controls", "Vault; Alert", "compensating_controls", 2),
    ],
)
def test_a_field_of_the_sign_off_is_known_by_its_words(tmp_path, heading, cell, field, value):
    found = read(tmp_path, f'account,{heading}\nsvc,"{cell}"\n')
    held = said(found)["svc"][1][field]

    assert (len(held) if isinstance(value, int) else held) == value
    assert (found.problems, found.unsure) == ((), ())


@pytest.mark.parametrize(
    ("heading", "cell", "answer"),
    [
        ("cloud", "Public cloud", "public"),
        ("cloud", "Public cloud, including GCC", "public"),
        ("identity", "User_Cloud", "user_cloud"),
        ("identity", "Cloud-only user account", "user_cloud"),
        ("activity", "Yes", "active"),
        ("activity", "unknown", "unknown"),
        ("surfaces", "GRAPH", ["graph"]),
        ("surfaces", "M365 data", ["m365_data"]),
        ("surfaces", "graph, m365_data", ["graph", "m365_data"]),
        ("surfaces", "graph\nm365_data", ["graph", "m365_data"]),
        ("surfaces", "Graph|M365 data", ["graph", "m365_data"]),
        ("surfaces", "graph; graph ;;", ["graph"]),
        ("surfaces", "Mail, files or Teams data, with modern authentication, graph", ["m365_data", "graph"]),
        ("connectors", "shared_sharepointonline", ["sharepoint"]),
    ],
)
def test_an_answer_is_known_by_its_words(tmp_path, heading, cell, answer):
    more = {"connectors": ("surfaces", "pp_connections")}.get(heading, ("note", ""))
    found = read(tmp_path, f'account,{heading},{more[0]}\nsvc,"{cell}",{more[1]}\n')

    assert (found.problems, found.unsure) == ((), ())
    assert said(found)["svc"][0][heading] == answer


@pytest.mark.parametrize("cell", ["?", "n/a", "N/A", "-", "tbd", "unbekannt", "not known", "#N/A"])
def test_a_cell_that_says_nobody_knows_leaves_the_question_open(tmp_path, cell):
    found = read(tmp_path, f"account,identity,expires on,owner\nsvc,{cell},{cell},{cell}\n")

    assert said(found)["svc"] == ({}, {}, {}, ["identity"])
    assert (found.problems, found.unsure) == ((), ())


def test_unknown_is_an_answer_where_the_question_takes_it_and_no_answer_elsewhere(tmp_path):
    found = read(tmp_path, "account,identity,record\nsvc,unknown,unknown\n")

    assert said(found)["svc"] == ({"identity": "unknown"}, {}, {}, ["record"])


def test_what_is_known_beside_an_unknown_part_is_kept_as_a_note_on_the_question(tmp_path):
    assert said(read(tmp_path, "account,surfaces\nsvc,graph; ?\n"))["svc"] == (
        {},
        {},
        {"surfaces": "graph; ?"},
        ["surfaces"],
    )


def test_a_repeated_note_column_makes_two_notes(tmp_path):
    found = read(tmp_path, "account,Remark,Remark\nsvc,a,b\n")

    assert said(found)["svc"][2] == {"Remark": "a", "Remark (2)": "b"}
    assert "Remark, Remark (2)" in found.remarks[0]


def test_a_column_without_heading_is_a_note_and_not_lost(tmp_path):
    assert said(read(tmp_path, "account,,identity\nsvc,seen in May,guest\n"))["svc"] == (
        GUEST,
        {},
        {"column 2": "seen in May"},
        [],
    )


def test_several_columns_of_one_question_are_joined_and_must_not_contradict(tmp_path):
    found = read(
        tmp_path,
        "account,Service 1,Service 2,identity,Account type\na,graph,m365_data,guest,Guest\nb,graph,,guest,robot_user\n",
    )

    assert said(found) == {"a": ({"surfaces": ["graph", "m365_data"], **GUEST}, {}, {}, [])}
    assert "list.csv:3: Account type: says something else than the column 'identity'" in str(found.problems[0])


def test_names_without_a_heading_are_all_accounts(tmp_path):
    assert list(said(read(tmp_path, "a@x.org\nb@x.org\n"))) == ["a@x.org", "b@x.org"]


def test_accounts_with_equal_cells_share_nothing_that_can_change(tmp_path):
    rows = list(read(tmp_path, "account,surfaces,owner\na,graph,Ada\nb,graph,Ada\n").rows)
    rows[0].record.answers["surfaces"].append("m365_data")
    rows[0].record.signoff["account_owner"]["name"] = "Eve"

    assert rows[1].record.answers == {"surfaces": ["graph"]}
    assert rows[1].record.signoff["account_owner"]["name"] == "Ada"


@pytest.mark.parametrize("header", ["account", "UPN", "User"])
def test_short_rows_are_read_and_long_ones_are_named(tmp_path, header):
    found = read(tmp_path, f"{header},identity,note\na\nb,guest,x,,\nc,guest,x,more\n")

    assert list(said(found)) == ["a", "b"]
    assert "list.csv:4: has 4 cells; the heading row has 3." in str(found.problems[0])


def test_an_answer_that_is_none_is_named_with_the_allowed_ones_and_never_with_its_opposite(tmp_path):
    found = read(tmp_path, "account,activity,identity,surfaces\na,inactive,,\nb,,gest,\nc,,,grph\n")
    told = [str(problem).partition("list.csv:")[2] for problem in found.problems]

    assert (
        told[0]
        == "2: activity: 'inactive' isn't an answer to this question. Allowed: active, idle, unexplained, unknown."
    )
    assert told[1].startswith(
        "3: identity: 'gest' isn't an answer to this question. The nearest is 'guest'. Allowed: user_cloud, "
    )
    assert told[2].startswith("4: surfaces: 'grph'")
    assert told[2].endswith(" and 13 more.")


def test_every_heading_of_the_pack_leads_to_one_thing():
    pack = real_pack()
    headings = Headings(pack, Meanings(pack))
    named = {f"answers.{q.id}": (q.id, q.title, q.label, *q.headings) for q in pack.questions}
    named |= {f"signoff.{f.id}": (f"signoff.{f.id}", f.label, *f.headings) for f in pack.signoff}
    named |= {"account": pack.lists.account}

    assert [(t, name) for t, names in named.items() for name in names if headings.known(name) != t] == []
    assert [name for name in pack.lists.notes if headings.known(name)] == []


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

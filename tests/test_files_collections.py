"""Collections: entries come out of every wrapping, and a part is never taken for the whole."""

from __future__ import annotations

import json

import pytest

from wizard.files.collections import cut_members, entries_of, parts_of
from wizard.files.json_stream import records

A, B = {"id": "a"}, {"id": "b"}
NEXT = {"@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=x"}


def answer(body, status=200):
    return {"id": "1", "status": status, "body": body}


def batch(*answers):
    return {"responses": list(answers)}


REFUSED = answer({"error": {"code": "AccessDenied"}}, 403)
WRAPPED = {
    "list": [A, B],
    "page": {"value": [A, B]},
    "page of PowerShell": {"value": [A, B], "Count": 2},
    "records": {"records": [A, B]},
    "pages in a list": [{"value": [A]}, {"value": [B]}],
    "one batch": batch(answer({"value": [A]}), answer({"value": [B]})),
}
PARTS = {
    "next page": ({**NEXT, "value": [A]}, ["page"]),
    "next page behind the entries": ({"value": [A], **NEXT}, ["page"]),
    "other spelling": ({"Value": [A], "NextLink": "https://x"}, ["page"]),
    "second of the pages in a list": ([{"value": [A]}, {"value": [B], **NEXT}], ["page"]),
    "page in a batch": (batch(answer({**NEXT, "value": [A]})), ["page"]),
    "fewer than counted": ({"@odata.count": 3, "value": [A]}, ["counted"]),
    "fewer than counted behind the entries": ({"value": [A, B], "Count": 3}, ["counted"]),
    "fewer than counted in one of the pages": ([{"value": [A], "Count": 1}, {"Count": 2, "value": [B]}], ["counted"]),
    "fewer than counted in a batch": (batch(answer({"@odata.count": 9, "value": [A]})), ["counted"]),
    "more follow, so the count is of all": ({"@odata.count": 9, "value": [A], **NEXT}, ["page"]),
    "refused answer": (batch(REFUSED, answer({"value": [A]})), ["refused"]),
    "refused answer behind a good one": (batch(answer({"value": [A]}), REFUSED), ["refused"]),
    "both": (batch(answer({"value": [A], **NEXT}), REFUSED), ["page", "refused"]),
}
WHOLE = {
    **WRAPPED,
    "as many as counted": {"@odata.count": 1, "value": [A]},
    "a count inside an entry": {"value": [{"id": "a", "count": 7, "inner": {"count": 9}}], "Count": 1},
    "no link": {"@odata.nextLink": None, "value": [A]},
    "a link inside an entry": {"value": [{"id": "a", "nextLink": "https://x"}]},
    "a status inside an entry": [{"id": "a", "status": 403, "responses": [1]}],
}


def streamed(document, indent=None):
    parts = []
    text = json.dumps(document, indent=indent).encode()
    chunks = [text[at : at + 7] for at in range(0, len(text), 7)]
    found = [json.loads(record.data) for record in records(chunks, strict=True, parts=parts, place="x")]
    return found, [part.kind for part in parts]


@pytest.mark.parametrize("document", WRAPPED.values(), ids=WRAPPED.keys())
def test_entries_come_out_of_every_wrapping_whole_or_as_a_stream(document):
    assert entries_of(document) == [A, B]
    assert streamed(document)[0] == streamed(document, 1)[0] == [A, B]


@pytest.mark.parametrize(("document", "kinds"), PARTS.values(), ids=PARTS.keys())
def test_a_part_says_so_whole_or_as_a_stream(document, kinds):
    assert sorted(part.kind for part in parts_of(document, "x")) == kinds
    assert sorted(streamed(document)[1]) == sorted(streamed(document, 1)[1]) == kinds
    assert A in entries_of(document)


@pytest.mark.parametrize("document", WHOLE.values(), ids=WHOLE.keys())
def test_what_is_whole_is_not_called_a_part(document):
    assert parts_of(document, "x") == ()
    assert streamed(document)[1] == []


def test_fewer_entries_than_counted_are_a_part():
    (part,) = parts_of({"@odata.count": 3, "value": [A]}, "x.json")
    assert (part.kind, part.detail, part.problem.severity) == ("counted", "1 of 3", "loss")


def test_a_part_names_its_place_in_the_document():
    places = [part.place for part in parts_of(batch(REFUSED, answer({**NEXT, "value": []})), "x.json")]
    assert places == ["x.json (responses[0])", "x.json (responses[1].body)"]


@pytest.mark.parametrize(
    ("change", "cut"),
    [
        ({}, True),
        ({"members@odata.count": 20}, False),
        ({"members@odata.count": 21}, True),
        ({"members": [str(number) for number in range(20)]}, False),
        ({"members": [{"id": str(number)} for number in range(19)]}, False),
        ({"members": [{"id": str(number)} for number in range(21)]}, False),
        ({"members": [], "members@odata.nextLink": "https://x"}, True),
        ({"members": {"value": [], "@odata.nextLink": "https://x"}}, True),
        ({"Members": [{"Id": str(number)} for number in range(20)], "members": None}, True),
    ],
)
def test_twenty_members_may_be_the_first_of_more_unless_something_tells(change, cut):
    entry = {"id": "g", "members": [{"id": str(number)} for number in range(20)], **change}
    assert cut_members({name: value for name, value in entry.items() if value is not None}) is cut

"""The directory file: Graph's collections, as they come; what cannot be used is named."""

from __future__ import annotations

import json

import pytest
from ca_builders import ALICE, GLOBAL_ADMIN, OFFICE, STAFF, TENANT

from wizard.errors import EvidenceError
from wizard.evidence.directory_reading import directory_of, read_directories


def test_pages_and_other_spellings_are_read():
    document = {
        "Users": {"value": [{"Id": ALICE.upper(), "UserPrincipalName": "Alice@Example.com"}]},
        "groups": {
            "value": [{"id": STAFF, "members": {"value": [{"@odata.type": "#microsoft.graph.user", "id": ALICE}]}}]
        },
        "DIRECTORYROLES": [{"RoleTemplateId": GLOBAL_ADMIN, "Members": [ALICE]}],
        "somethingElse": [1, 2],
    }
    directory = directory_of(document)
    assert directory.find_user("ALICE@example.com").id == ALICE
    assert directory.in_group(ALICE, STAFF).truth is True
    assert directory.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator").truth is True
    assert directory.locations is None
    assert directory.problems == []


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "not a JSON object"),
        ({"people": []}, "none of the collections"),
    ],
)
def test_what_is_no_directory_is_an_error(document, words):
    with pytest.raises(EvidenceError, match=words):
        directory_of(document)


@pytest.mark.parametrize(
    ("collection", "entry"),
    [
        ("users", "text"),
        ("users", {"userPrincipalName": "x@example.com"}),
        ("groups", {"displayName": "no id"}),
        ("groups", {"id": STAFF, "members": "all"}),
        ("groups", {"id": STAFF, "members": [{"displayName": "no id"}]}),
        ("directoryRoles", {"displayName": "no template"}),
        ("directoryRoles", {"roleTemplateId": GLOBAL_ADMIN}),
        ("namedLocations", {"displayName": "no id"}),
        ("namedLocations", {"id": OFFICE, "ipRanges": ["not a range"]}),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_and_the_others_are_used(collection, entry):
    document = {**TENANT, collection: [*TENANT[collection], entry]}
    directory = directory_of(document)
    (problem,) = directory.problems
    assert f"{collection.lower()}[{len(TENANT[collection])}]" in problem.place
    assert directory.find_user(ALICE) is not None


def test_a_collection_that_is_no_list_is_named():
    assert "not a list" in directory_of({"users": 7}).problems[0].message


def test_many_bad_entries_are_counted():
    directory = directory_of({"users": [None] * 5000})
    assert len(directory.problems) == 51
    assert "4,950 more" in directory.problems[-1].message


@pytest.mark.parametrize("text", ["{", "", "<html>", '{"users": ' + "[" * 100_000])
def test_a_file_that_cannot_be_read_is_an_error_with_its_name(text, tmp_path):
    path = tmp_path / "directory.json"
    path.write_text(text)
    with pytest.raises(EvidenceError, match=r"directory\.json"):
        read_directories([path])


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "directory.json"
    path.write_text(json.dumps(TENANT), "utf-8-sig")
    assert read_directories([path]).find_user(ALICE) is not None

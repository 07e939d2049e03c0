"""A change of policies on one account: before and after, as the evaluator of whole tenants judges it."""

from __future__ import annotations

import json

import pytest

from tests.evidence.collect.exported import ACCOUNT, folder, rows
from wizard.errors import EvidenceError
from wizard.views.lines import printed
from wizard.views.policy_trial import tried


@pytest.fixture
def sets(tmp_path):
    """Return the policies as they are, with the account excluded, without the exclusion, and the directory."""
    exported = folder(tmp_path / "out", rows())
    (policy,) = rows()["policies"]
    policy["conditions"]["users"]["excludeGroups"] = []
    after = tmp_path / "after.json"
    after.write_text(json.dumps({"value": [policy]}), encoding="utf-8")
    return exported / "policies.json", after, exported


def said(before, after, directory, name=ACCOUNT):
    return "\n".join(printed(tried(before, after, directory, [name], None)))


def test_what_the_account_meets_is_shown_before_and_after(sets):
    before, after, directory = sets
    text = said(before, after, directory)

    assert "Changes" in text
    assert "nothing is required; unattended it works" in text
    assert "mfa; unattended it breaks" in text


def test_nothing_changes_where_the_sets_are_equal(sets):
    before, _, directory = sets

    assert "Changes" not in said(before, before, directory)
    assert "Stays the same" in said(before, before, directory)


def test_what_cannot_be_known_says_what_would_tell(sets):
    before, after, directory = sets
    (directory / "groups.json").unlink()
    text = said(before, after, directory)

    assert "Cannot be known" in text
    assert "section groups of 'mfa-wizard evidence collect'" in text


def test_a_file_without_policies_is_refused(sets):
    before, _, directory = sets

    with pytest.raises(EvidenceError, match="no policy that can be read"):
        said(before, directory / "users.json", directory)


def test_another_account_that_has_the_name_is_not_tried(sets):
    before, after, directory = sets
    users = json.loads((directory / "users.json").read_text("utf-8-sig"))["value"]
    ids = [user["id"] for user in users if user["userPrincipalName"] == ACCOUNT]

    assert tried(before, after, directory, [ACCOUNT], None, given=ids[0])
    with pytest.raises(EvidenceError, match="another object ID"):
        tried(before, after, directory, [ACCOUNT], None, given=f"{ids[0][:-4]}ffff")


def test_of_several_accounts_with_the_name_the_one_with_the_given_id_is_tried(sets):
    before, after, directory = sets
    users = json.loads((directory / "users.json").read_text("utf-8-sig"))["value"]
    (user,) = (one for one in users if one["userPrincipalName"] == ACCOUNT)
    again = {**user, "id": f"{user['id'][:-4]}ffff"}
    (directory / "users.json").write_text(json.dumps({"value": [*users, again]}), encoding="utf-8")

    assert "mfa; unattended it breaks" in "\n".join(
        printed(tried(before, after, directory, [ACCOUNT], None, given=user["id"]))
    )
    with pytest.raises(EvidenceError, match="the name of several users"):
        said(*sets)


def test_an_account_that_the_directory_lacks_is_refused(sets):
    with pytest.raises(EvidenceError, match="isn't a user of the directory"):
        said(*sets, name="nobody@contoso.com")

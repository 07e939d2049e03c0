from __future__ import annotations

import json

import pytest

from wizard.evidence.error_lookup import for_account, look_up
from wizard.evidence.sign_ins.aggregate import read_sign_ins
from wizard.evidence.sign_ins.per_account import account

WHO = "svc@contoso.com"


@pytest.mark.parametrize("text", ["50076", "AADSTS50076", "aadsts50076: Due to", "Error AADSTS50076.", "code=50076;"])
def test_a_code_is_found_however_it_is_written(mappings, text):
    assert [code.code for code in look_up(text, mappings).codes] == ["50076"]


def test_a_longer_code_is_not_taken_for_a_shorter_one(mappings):
    assert [code.code for code in look_up("AADSTS530035", mappings).codes] == ["530035"]


def test_a_message_is_found_across_line_breaks_and_case(mappings):
    found = look_up("Run failed.\nINTERACTIVE authentication\n   is needed. Please run Connect-AzAccount", mappings)
    assert [message.id for message in found.messages] == ["interactive_authentication_needed"]


def test_code_and_message_of_one_text_are_both_told(mappings):
    text = "AADSTS50076: ... you must use multi-factor authentication to access 'x'. Trace ID: 50076"
    found = look_up(text, mappings)
    assert [code.code for code in found.codes] == ["50076"]
    assert found.messages


def test_what_the_pack_does_not_know_is_said(mappings):
    found = look_up("AADSTS999999", mappings)
    assert not found
    assert found.unknown == ("999999",)


def _summary(tmp_path, mappings, *codes):
    rows = [
        {"createdDateTime": f"2026-11-{day:02}T00:00:00Z", "userPrincipalName": WHO, "appId": "a", "resourceId": "r",
         "isInteractive": False, "status": {"errorCode": code}}
        for day, code in enumerate(codes, start=1)
    ]  # fmt: skip
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with read_sign_ins([path], mappings) as sign_ins:
        return account(sign_ins, WHO)


@pytest.mark.parametrize(("codes", "later"), [((50076, 0), True), ((0, 50076), False), ((50076,), False)])
def test_for_an_account_it_says_how_often_and_whether_it_ended(tmp_path, mappings, codes, later):
    found = for_account("50076", _summary(tmp_path, mappings, *codes))
    assert found.seen.rows == 1
    assert found.later_success is later
    assert found.interactive is False


def test_a_code_that_the_account_never_met_is_said(tmp_path, mappings):
    assert for_account("50076", _summary(tmp_path, mappings, 0)).seen is None

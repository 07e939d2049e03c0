from __future__ import annotations

import json

import pytest

from wizard.evidence.error_codes import for_account
from wizard.evidence.sign_ins.aggregate import read_sign_ins
from wizard.evidence.sign_ins.per_account import account

WHO = "svc@contoso.com"


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


@pytest.mark.slow
@pytest.mark.parametrize(("codes", "later"), [((50076, 0), True), ((0, 50076), False), ((50076,), False)])
def test_for_an_account_it_says_how_often_and_whether_it_ended(tmp_path, mappings, codes, later):
    found = for_account("50076", _summary(tmp_path, mappings, *codes))
    assert found.seen.rows == 1
    assert found.later_success is later
    assert found.interactive is False


def test_a_code_that_the_account_never_met_is_said(tmp_path, mappings):
    assert for_account("50076", _summary(tmp_path, mappings, 0)).seen is None

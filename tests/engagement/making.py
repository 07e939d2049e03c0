"""An engagement made by hand, for tests of what is done with one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from tests.documents.making import ANSWERS, SIGNOFF


def subject_of(number: int) -> str:
    """Return the object id of an account, counted from 1."""
    return f"3f2504e0-4f89-41d3-9a0c-0305e82c3{number:03d}"


def engaged(folder: Path, **accounts: dict[str, Any] | None) -> Path:
    """Make an engagement; each account is a ready exception but for the values of its sign-off that are given.

    Object id and ticket differ. None as a value leaves a field out.
    """
    (folder / "accounts").mkdir(parents=True)
    (folder / "engagement.toml").write_text('client = "Contoso"\n', encoding="utf-8")
    for number, (name, values) in enumerate(accounts.items(), 1):
        given = {"subject_ref": subject_of(number), "ticket_ref": f"CHG-{number}"}
        signoff = copy.deepcopy(SIGNOFF) | given | (values or {})
        record = {
            "account": {"name": f"{name}@contoso.com"},
            "answers": ANSWERS,
            "signoff": {field: value for field, value in signoff.items() if value is not None},
        }
        (folder / "accounts" / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    return folder

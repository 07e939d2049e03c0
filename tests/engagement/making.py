"""Engagements made by hand: ready accounts for tests of what is done with them, and one with accounts in several states."""

from __future__ import annotations

import copy
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from tests.documents.making import ANSWERS, SIGNOFF, person
from tests.engagement.signing import filled_in, printed
from tests.support.packs import real_engine, real_pack
from wizard.engagement.engagement import Engagement
from wizard.engagement.overview import Overview, overview


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


DAY = date(2026, 12, 10)
LATER = {"decision_needed_by": "2026-12-18", "valid_from": "2026-12-21"}
"""Days of a decision that a board has still to take."""

HOSTILE = "=cmd|'/c calc'!A1 <b>**x**</b>\u202e|`"
SETTINGS = 'client = "Contoso"\n[answers]\ncloud = "public"\n'
GROUP = "0f8fad5b-d9cb-469f-a165-70867728950e"


def engagement(folder: Path, settings: str = SETTINGS) -> Path:
    """Return a folder with approved, proposed, drafted, open and damaged accounts."""
    folder.mkdir(parents=True)
    (folder / "engagement.toml").write_text(settings, encoding="utf-8")
    (folder / "accounts").mkdir()
    for number in (1, 2, 3):
        owner = person("Otto Owner" if number == 3 else "Olga Ney")
        _decided(folder, f"svc-signed-{number}@contoso.com", owner, sign=True)
    _decided(folder, "svc-waits@contoso.com", person("Olga Ney"), sign=False)
    _account(folder, "ready", "svc-ready@contoso.com", ANSWERS, {**SIGNOFF, **LATER})
    same = {**SIGNOFF, **LATER, "implementer": person("Rex Pol")}
    _account(folder, "duty", "svc-duty@contoso.com", ANSWERS, same)
    some = {name: value for name, value in ANSWERS.items() if name not in {"settings", "licence", "cloud"}}
    _account(folder, "open", "svc-open@contoso.com", some, {})
    _account(folder, "hostile", HOSTILE, ANSWERS, {**SIGNOFF, "account_owner": person(HOSTILE)})
    (folder / "accounts" / "damaged.json").write_text("{", encoding="utf-8")
    return folder


def _decided(folder: Path, name: str, owner: dict[str, str], *, sign: bool) -> None:
    paper = folder / "decisions" / f"2026-12-03 {name.split('@', maxsplit=1)[0]}"
    days = {} if sign else LATER
    printed(paper, account={"name": name}, signoff={**SIGNOFF, **days, "account_owner": owner})
    shutil.copy(paper / "record.json", folder / "accounts" / f"{name.split('@', maxsplit=1)[0]}.json")
    if sign:
        filled_in(paper)


def _account(folder: Path, file: str, name: str, answers: dict[str, Any], signoff: dict[str, Any]) -> None:
    record = {"account": {"name": name}, "answers": answers, "signoff": signoff}
    (folder / "accounts" / f"{file}.json").write_text(json.dumps(record), encoding="utf-8")


def seen(folder: Path, day: date = DAY) -> Overview:
    """Return the accounts of an engagement on a day."""
    opened = Engagement.open(folder, real_pack(), real_engine())
    return overview(opened, real_pack(), real_engine(), day)

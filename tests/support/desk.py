"""What readers of the guides have at hand: a list, exports, and an engagement with three accounts and a signed paper.

``python -m tests.support.desk FOLDER`` writes it, so that a guide can be tried by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.cli.test_schemas import FILES
from tests.documents.making import ANSWERS, SIGNOFF
from tests.engagement.signing import filled_in
from wizard.cli.main import run

DAY = "2026-12-08"
"""The day on which the guides are read: the paper was signed, and its exclusion is in force."""

LIST = """UPN;Account type;Run mode;Owner
svc-orders@contoso.com;Cloud-only user account;Unattended;Olga Ney
svc-bills@contoso.com;Cloud-only user account;Unattended;Olga Ney
"""
SETTINGS = """client = "Contoso Ltd"

[answers]
cloud = "public"
"""
READY = ("svc-orders", "svc-bills")
LATER = {"decision_needed_by": "2026-12-18", "gaps_due_by": "2026-12-18", "valid_from": "2026-12-21"}
NEXT_YEAR = {"decision_needed_by": "2027-02-05", "gaps_due_by": "2027-02-05", "valid_from": "2027-02-08"}
SIGNED = "svc-flow"


def write_desk(folder: Path) -> Path:
    """Write the files and return the folder."""
    for name, content in FILES.items():
        if "/" not in name:
            (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "accounts.csv").write_text(LIST, encoding="utf-8")
    engagement = folder / "contoso"
    accounts = engagement / "accounts"
    accounts.mkdir(parents=True)
    (engagement / "engagement.toml").write_text(SETTINGS, encoding="utf-8")
    _account(accounts, SIGNED, "A0000001")
    _run("board", str(engagement), "--accounts", f"{SIGNED}@contoso.com", "--title", "Invoices", "--date", "2026-11-24")
    filled_in(next((engagement / "decisions").iterdir()))
    for number, name in enumerate(READY):
        _account(
            accounts, name, f"B000000{number}", subject_ref=f"3f2504e0-4f89-41d3-9a0c-0305e82c331{number}", **LATER
        )
    _account(accounts, "svc-crm", "C0000001", purpose=None, **NEXT_YEAR)
    return folder


def _account(folder: Path, name: str, number: str, **other: Any) -> None:
    signoff = {field: value for field, value in {**SIGNOFF, **other}.items() if value is not None}
    answers = {question: answer for question, answer in ANSWERS.items() if question != "cloud"}
    record = {
        "schema_version": "2.0",
        "record_id": f"MFA-2026-{number}",
        "account": {"name": f"{name}@contoso.com"},
        "created_on": "2026-11-01",
        "answers": answers,
        "signoff": signoff,
    }
    (folder / f"{name}-contoso-com.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


def _run(*words: str) -> None:
    code = run(words)
    if code:
        raise RuntimeError(words, code)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write_desk(target)

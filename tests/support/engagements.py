"""An engagement of six accounts in every state of preparation, written as files."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from tests.screenshots.scenes import SIGNED
from tests.tui.stage import EXCEPTION, PLATFORM

SETTINGS = """# What the contract calls the client.
client = "Contoso Ltd"

[answers]
cloud = "public"  # asked on 3 November
"""

OWN: dict[str, Any] = {name: value for name, value in EXCEPTION.items() if name != "cloud"}
ACCOUNTS: dict[str, dict[str, Any]] = {
    "robot-07": {"answers": {"identity": "user_cloud"}},
    "svc-billing": {"answers": OWN, "signoff": SIGNED},
    "svc-crm": {"answers": OWN},
    "svc-flow": {"answers": {**OWN, "replacement": "unknown"}, "signoff": {"account_owner": {"name": "Ana Ruiz"}}},
    "svc-portal": {"answers": {name: value for name, value in PLATFORM.items() if name != "cloud"}},
}
DAMAGED = "broken.json"


def file_of(name: str) -> str:
    return f"{name}-contoso-com.json"


def write_engagement(folder: Path) -> Path:
    """Write the engagement and return its folder."""
    accounts = folder / "accounts"
    accounts.mkdir(parents=True)
    (folder / "engagement.toml").write_text(SETTINGS, encoding="utf-8")
    for number, (name, parts) in enumerate(ACCOUNTS.items(), 1):
        write_account(accounts, name, number, **parts)
    (accounts / DAMAGED).write_text("{", encoding="utf-8")
    return folder


def write_account(accounts: Path, name: str, number: int, **parts: Any) -> Path:
    record = {
        "schema_version": "2.0",
        "record_id": f"MFA-2026-{number:08X}",
        "account": {"name": f"{name}@contoso.com"},
        "created_on": "2026-11-01",
        **copy.deepcopy(parts),
    }
    path = accounts / file_of(name)
    path.write_text(json.dumps(record, indent=1), encoding="utf-8")
    return path

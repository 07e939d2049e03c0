"""A folder of 5,000 accounts in a terminal, as an engagement and as a user's own records, beside the smallest screen.

Run: python -m tests.benchmarks.portfolio [--accounts N] [--runs N] (Linux only)

Measured is the start to the first frame and to the first account, and each key to its repaint: moves, a page, a mark,
typed letters and a sorted column. The accounts are worked out once before, as after ``assess``; then once on another
day, when everything is worked out behind the keys.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks._figures import Figure, told
from tests.benchmarks._terminal import DOWN, ENTER, Run, at, minimal, run
from tests.screenshots.scenes import SIGNED
from tests.tui.stage import EXCEPTION, PLATFORM
from wizard.engagement.engagement import Engagement
from wizard.engagement.overview import overview

FIRST_FRAME_MS = 500
KEY_MS = 50
KEYS = [*[DOWN] * 12, b"\x1b[6~", b"\x1b[F", b"\x1b[H", b" ", b"/", b"f", b"l", b"o", ENTER, b"\x1b", b"\x1b[C", b"s"]
NAMES = ("svc-billing", "svc-flow", "svc-backup", "robot", "kiosk", "svc-crm", "svc-hr-import")
OWNERS = ("Bo Chen", "Kim Lee", "Ana Ruiz", "Otto Owner")


def write_accounts(folder: Path, number: int) -> None:
    """Write accounts of several kinds, some of them half answered."""
    folder.mkdir(parents=True)
    for index in range(number):
        answers: dict[str, Any] = dict(EXCEPTION if index % 3 else PLATFORM)
        if index % 5 == 0:
            answers = dict(list(answers.items())[: 4 + index % 7])
        signoff: dict[str, Any] = copy.deepcopy(SIGNED) if index % 4 else {}
        if signoff:
            signoff["account_owner"]["name"] = OWNERS[index % len(OWNERS)]
        name = f"{NAMES[index % len(NAMES)]}-{index:05d}"
        record = {
            "schema_version": "2.0",
            "record_id": f"MFA-2026-{index:08X}",
            "account": {"name": f"{name}@contoso.com"},
            "answers": answers,
            "signoff": signoff,
            "created_on": "2026-11-01",
        }
        (folder / f"{name}-contoso-com.json").write_text(json.dumps(record), encoding="utf-8")


def work_out(folder: Path, day: str) -> None:
    """Decide all accounts once, as ``assess`` does before anybody opens them."""
    from datetime import date

    from tests.support.packs import real_engine, real_pack

    pack, engine = real_pack(), real_engine()
    overview(Engagement.open(folder, pack, engine), pack, engine, date.fromisoformat(day))


def figures(what: str, runs: list[Run], small: list[Run]) -> tuple[Figure, Figure]:
    """Return the figures of a case that have limits, and print the others."""
    frame, floor = (statistics.median(one.frame for one in of) for of in (runs, small))
    keys = [figure for one in runs for figure in one.first]
    print(
        f"{what}: all drawn {statistics.median(one.drawn for one in runs):.0f} ms; key to repaint median "
        f"{at(keys, 0.5):.1f} ms, most {max(keys):.1f} ms, of {len(keys)}; "
        f"memory {statistics.median(one.memory for one in runs):.0f} MB"
    )
    screen = "smallest Textual screen"
    return (
        Figure(f"{what}: first frame, median", frame, "ms", FIRST_FRAME_MS, screen, floor, absolute=True),
        Figure(f"{what}: key to repaint, p95", at(keys, 0.95), "ms", KEY_MS),
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as place:
        engagement, home = Path(place) / "contoso", Path(place) / "home"
        os.environ["MFA_WIZARD_CACHE"] = str(Path(place) / "cache")
        environment = {"MFA_WIZARD_CACHE": os.environ["MFA_WIZARD_CACHE"], "MFA_WIZARD_HOME": str(home)}
        write_accounts(engagement / "accounts", args.accounts)
        (engagement / "engagement.toml").write_text('client = "Contoso Ltd"\n', encoding="utf-8")
        write_accounts(home, args.accounts)
        work_out(engagement, "2026-11-24")
        ours = [sys.executable, "-m", "wizard"]
        floor = [minimal([DOWN], sys.executable) for _ in range(args.runs)]
        cases = {
            "an engagement": ["--folder", str(engagement), "--date", "2026-11-24"],
            "an engagement on another day": ["--folder", str(engagement), "--date", "2026-11-25"],
            "a user's own records": ["--date", "2026-11-24"],
        }
        for what, words in cases.items():
            keys = KEYS if "records" not in what else [DOWN] * 20
            runs = []
            for number in range(args.runs):
                if "another" in what:
                    words[-1] = f"2026-12-{number + 1:02d}"
                runs.append(run([*ours, *words], b"MFA Exception Wizard", keys, environment))
            found += figures(f"{args.accounts:,} accounts, {what}", runs, floor)
    return told(*found)


if __name__ == "__main__":
    sys.exit(main())

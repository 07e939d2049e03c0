"""A folder of 5,000 accounts in a terminal, as an engagement and as a user's own records, beside the smallest screen.

Run: python -m tests.benchmarks.portfolio [--accounts N] [--runs N] (needs the measuring tools; POSIX only)

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

from tests.benchmarks.terminal import DOWN, ENTER, ENVIRONMENT, TOOLS, at, bench
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


def told(what: str, runs: list[dict[str, Any]], small: list[dict[str, Any]]) -> bool:
    """Print the figures of a case; return whether they keep the limits."""
    first, floor = (statistics.median(run["mark"] for run in of) for of in (runs, small))
    keys = [figure for run in runs for figure in run["lat"]]
    print(
        f"{what}: first frame {first:.0f} ms ({first / floor:.2f} x the smallest screen, {floor:.0f} ms; "
        f"limit {FIRST_FRAME_MS} ms on a machine of its own); all drawn {statistics.median(r['quiet'] for r in runs):.0f} ms; "
        f"key to repaint median {at(keys, 0.5):.1f} ms, p95 {at(keys, 0.95):.1f} ms, most {max(keys):.1f} ms, of {len(keys)} "
        f"(limit {KEY_MS} ms); memory {statistics.median(r['rss'] for r in runs):.0f} MB"
    )
    return first <= max(FIRST_FRAME_MS, 1.6 * floor) and at(keys, 0.95) <= KEY_MS


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    if not TOOLS.is_dir():
        print(f"Skipped: no measuring tools in {TOOLS}.")
        return 0
    tool = bench()
    kept: list[bool] = []
    with tempfile.TemporaryDirectory() as place:
        engagement, home = Path(place) / "contoso", Path(place) / "home"
        os.environ["MFA_WIZARD_CACHE"] = str(Path(place) / "cache")
        environment = ENVIRONMENT | {name: os.environ[name] for name in ("MFA_WIZARD_CACHE",)}
        environment |= {"MFA_WIZARD_HOME": str(home)}
        write_accounts(engagement / "accounts", args.accounts)
        (engagement / "engagement.toml").write_text('client = "Contoso Ltd"\n', encoding="utf-8")
        write_accounts(home, args.accounts)
        work_out(engagement, "2026-11-24")
        ours = [sys.executable, "-m", "wizard"]
        small = [sys.executable, str(TOOLS / "minimal_wizard.py")]
        floor = [tool.run(small, b"READY-MARK", [DOWN], ENVIRONMENT) for _ in range(args.runs)]
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
                runs.append(tool.run([*ours, *words], b"MFA Exception Wizard", keys, environment))
            kept.append(told(f"{args.accounts:,} accounts, {what}", runs, floor))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

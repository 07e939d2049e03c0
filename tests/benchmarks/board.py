"""What a board is asked about many accounts, one by one and in joint papers, and how fast the papers are read back.

Run: ``python -m tests.benchmarks.board``. First 20 equal accounts, then 1,200 in a mix: 60 workloads of 10 to 30 accounts
that are alike, and 100 accounts that are like no other; then 1,000 accounts in 50 papers for the times.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.documents.making import ANSWERS, DAY, SIGNOFF
from tests.engagement.making import subject_of
from tests.support.answering import random_answers
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.documents.board.room import split_page, word_count
from wizard.documents.case import build_case
from wizard.engagement.board import Meeting, board
from wizard.engagement.board_choice import due_rows
from wizard.engagement.engagement import Engagement
from wizard.engagement.export import make_documents
from wizard.engagement.overview import overview
from wizard.engagement.papers import papers_below
from wizard.engagement.readback import checklist_of
from wizard.record.reading import record_from

MIX = (*[30] * 20, *[15] * 20, *[10] * 20, *[1] * 100)
"""Accounts of each workload: 1,200 in all."""


@dataclass
class Asked:
    """What a board is asked."""

    papers: int = 0
    page_words: int = 0
    words: int = 0
    ticks: int = 0
    signatures: int = 0

    def add(self, recommendation: str, checklist: str, times: int = 1) -> None:
        """Add a paper, so many times."""
        page, case = split_page(recommendation)
        form = checklist_of(checklist)
        self.papers += times
        self.page_words += times * word_count(page)
        self.words += times * (word_count(page) + word_count(case) + word_count(checklist))
        self.ticks += times * len(form.items)
        self.signatures += times * len(form.signatures) * max(len(form.columns), 1)

    def __str__(self) -> str:
        return (
            f"{self.papers:,} papers, {self.page_words:,} words on decision pages, {self.words:,} with cases and "
            f"checklists, {self.ticks:,} boxes, {self.signatures:,} signatures"
        )


def workload(number: int, rng: random.Random | None) -> dict[str, Any]:
    """Return the record that the accounts of a workload share: an exception, or whatever its answers lead to."""
    answers = ANSWERS if rng is None else random_answers(real_engine(), rng, unknown=0.02)
    owner = {"name": f"Owner {chr(65 + number % 26)}{number}", "role": "Lead", "contact": f"owner{number}@contoso.com"}
    return {"answers": answers, "signoff": {**copy.deepcopy(SIGNOFF), "account_owner": owner}}


def engagement(folder: Path, workloads: Sequence[tuple[dict[str, Any], int]]) -> Engagement:
    """Write an engagement, so many accounts of each workload."""
    (folder / "accounts").mkdir(parents=True)
    (folder / "engagement.toml").write_text('client = "Contoso"\n', encoding="utf-8")
    number = 0
    for shared, accounts in workloads:
        for _ in range(accounts):
            number += 1
            own = {"subject_ref": f"{subject_of(0)[:-4]}{number:04d}", "ticket_ref": f"CHG-{number}"}
            record = {**shared, "account": {"name": f"svc-{number:04d}@contoso.com"}}
            record["signoff"] = {**shared["signoff"], **own}
            (folder / "accounts" / f"svc-{number:04d}.json").write_text(json.dumps(record), encoding="utf-8")
    return Engagement.open(folder, real_pack(), real_engine())


def table(home: Engagement) -> tuple[int, int, float]:
    """Put all that is ready before a board; return how many accounts have a paper, how many do not, and the seconds."""
    found = overview(home, real_pack(), real_engine(), DAY)
    start = time.perf_counter()
    made = board(found, due_rows(found, date(2099, 12, 31)), real_pack(), real_engine(), Meeting(DAY, named=False))
    return sum(len(one.accounts) for one in made.papers), len(made.problems), time.perf_counter() - start


def compare(title: str, folder: Path, workloads: Sequence[tuple[dict[str, Any], int]]) -> None:
    """Print what a board is asked in single documents and in joint papers."""
    home = engagement(folder, workloads)
    tabled, waiting, seconds = table(home)
    joint, single = Asked(), Asked()
    for paper in papers_below(home.decisions_folder):
        told = [(paper / name).read_text(encoding="utf-8") for name in ("recommendation.md", "checklist.md")]
        joint.add(told[0], told[1])
        files = sorted((paper / "records").glob("*.json"))
        record = record_from(json.loads(files[0].read_text(encoding="utf-8")), files[0].name)
        alone = make_documents(build_case(real_pack(), real_engine(), record, DAY))
        single.add(alone["recommendation.md"].decode(), alone["checklist.md"].decode(), len(files))
    print(f"{title}: {tabled:,} accounts before the board in {seconds:.1f} s, {waiting:,} not ready")
    print(f"  one by one: {single}")
    print(f"  in papers:  {joint}")


def timed(folder: Path, commands: Iterable[str]) -> None:
    """Print how long commands take over an engagement."""
    for command in commands:
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            code = run([command, str(folder), "--date", DAY.isoformat()])
        print(f"  {command}: {time.perf_counter() - start:.1f} s (exit code {code})")


def main() -> None:
    """Measure and print."""
    rng = random.Random(11)
    with tempfile.TemporaryDirectory() as place:
        compare("20 equal accounts", Path(place) / "equal", [(workload(0, None), 20)])
        mixed = [(workload(number, rng if number % 3 else None), size) for number, size in enumerate(MIX)]
        compare("1,200 accounts in a mix", Path(place) / "mix", mixed)
        folder = Path(place) / "papers"
        home = engagement(folder, [(workload(number, None), 20) for number in range(50)])
        tabled, _, seconds = table(home)
        print(f"{tabled:,} accounts in {len(papers_below(home.decisions_folder))} papers, written in {seconds:.1f} s")
        timed(folder, ("status", "status", "verify", "drift"))


if __name__ == "__main__":
    main()

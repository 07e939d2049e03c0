"""A few tries of each kind of faults. ``python -m tests.faults`` does as many as you want."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import fuzz, keys, payloads, writes
from tests.faults.__main__ import KINDS, main
from tests.faults.trying import Fault, Rows, told, tried
from tests.support.packs import ROOT

pytestmark = pytest.mark.slow

FEW: dict[str, tuple[Rows, tuple[str, ...], int]] = {
    "writes": (writes.rows, ("records rename", "records delete", "schema"), 4),
    "fuzz": (fuzz.rows, ("answers", "list, CSV", "policies", "settings"), 4),
    "payloads": (payloads.rows, ("documents, md", "migration", "queries and scripts"), 8),
    "keys": (keys.rows, ("questions", "result"), 1),
}


@pytest.mark.parametrize("kind", FEW)
def test_a_few_tries_show_no_fault(tmp_path, kind):
    rows, names, runs = FEW[kind]
    made = rows(tmp_path)
    done = tried({name: made[name] for name in names}, seed=1, runs=runs)

    assert told(kind, done, 1, tmp_path / "kept").count(" tries ") == len(names) + 1
    assert [fault.what for row in done for _, fault in row.faults] == []
    assert {row.tries for row in done} == {runs}


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="splits processes off")
@pytest.mark.parametrize(("row", "runs"), [("records rename", 4), ("assess in processes", 1)])
def test_what_is_killed_leaves_nothing_half_written(row, runs):
    words = ["-m", "tests.faults", "kills", "--seed", "1", "--runs", str(runs), "--only", row]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{runs} tries" in done.stdout


def test_a_fault_is_counted_kept_and_said_with_what_repeats_it(tmp_path):
    def faulty(rng):
        while True:
            yield None
            yield Fault("two is wrong", b"{", ".json")

    done = tried({"the reader": faulty, "nothing": lambda _: iter(())}, seed=7, runs=2)
    text = told("fuzz", done, 7, tmp_path)

    assert "the reader        2 tries     1 faults" in text
    assert "--only 'the reader' --seed 7 --runs 2" in text
    assert (tmp_path / "fuzz-the-reader-7-2.json").read_bytes() == b"{"


def test_every_kind_has_its_rows_and_only_those_exist(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "kills" in capsys.readouterr().err
    assert {path.stem for path in Path(__file__).parent.glob("*.py")} >= set(KINDS)

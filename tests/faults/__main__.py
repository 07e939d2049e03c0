"""``python -m tests.faults kills|writes|fuzz|payloads|keys``: faults on purpose, counted; exit code 1 where one was found."""

from __future__ import annotations

import argparse
import functools
import os
import random
import sys
import tempfile
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from tests.faults.trying import of_row, rows_of, told

KINDS = {
    "kills": "end commands and faces at random moments",
    "writes": "let every write, rename and removal of every command fail in every way",
    "fuzz": "damage the files that are read",
    "payloads": "put hostile text into every field and open every format",
    "keys": "press random keys and resize, on every screen",
}


def main(words: list[str]) -> int:
    """Try one kind of faults, and print what became of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("kind", choices=KINDS, help="; ".join(f"{name}: {what}" for name, what in KINDS.items()))
    parser.add_argument(
        "--runs",
        type=int,
        metavar="N",
        help="tries of each row (default 10; no limit with --seconds, and for writes, which come to an end)",
    )
    parser.add_argument("--seconds", type=float, metavar="N", help="stop after so long; every row has its share")
    parser.add_argument("--seed", type=int, metavar="S", help="repeats a run")
    parser.add_argument("--only", metavar="WORD", default="", help="rows whose names hold this")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where inputs go that show a fault")
    args = parser.parse_args(words)
    seed = random.SystemRandom().randrange(10**6) if args.seed is None else args.seed
    runs = 10 if args.runs is None and args.seconds is None and args.kind != "writes" else args.runs
    keep = args.keep or Path(tempfile.gettempdir()) / "mfa-wizard-faults"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MFA_WIZARD_SETTINGS"] = ""
        os.environ["MFA_WIZARD_CACHE"] = f"{folder}/cache"
        names = [name for name in rows_of(args.kind, Path(folder)) if args.only in name]
        processes = min(os.cpu_count() or 1, len(names)) or 1
        share = None if args.seconds is None else args.seconds * processes / len(names)
        work = functools.partial(of_row, args.kind, seed, runs, share, folder)
        done = []
        with ExitStack() as stack:
            pool = stack.enter_context(get_context("spawn").Pool(processes)) if processes > 1 else None
            for row in pool.imap(work, names, 1) if pool else map(work, names):
                print(row.line(), file=sys.stderr, flush=True)
                done.append(row)
    print(f"{args.kind}, seed {seed}")
    print(told(args.kind, done, seed, keep))
    return 1 if any(row.faults for row in done) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

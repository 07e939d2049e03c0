"""Sign-in logs of millions of rows to account x application x resource, beside the bare engines in the same run.

Run: python -m tests.benchmarks.sign_ins [--rows N] [--runs N] [--folder DIR] [--csv FILE] [--jsonl FILE]

The files are made from a seed, by the shared generator where it stands beside the checkout, else
by the one in here, and deleted afterwards. Every measurement is a process of its own, so that
memory is its own too. Ours is the whole reading: recognising, summing up, limits, bad rows; with
"digest" it waits for the SHA-256 as well, which is taken in the background once the sums are there.
The bare engines group by the same three ids and collect count, successes, MFA, error codes, first,
last and client types, with all the memory they want. Nothing here is a timed test.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks._sign_in_files import make_files

LIMIT_RATIO = 1.3
LIMIT_GB = 1.0


Answer = Callable[[], tuple[int, int]]
"""Tells rows and groups afterwards, outside the measured time."""


def ours(path: Path) -> Answer:
    """Read a file as the product does."""
    from wizard.evidence.mappings import load_mappings
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    sign_ins = read_sign_ins([path], load_mappings())

    def answer() -> tuple[int, int]:
        with sign_ins:
            groups = sign_ins.engine.rows(
                "SELECT count(*) FROM (SELECT DISTINCT user_id, app_id, resource_id FROM uses WHERE kind = 'user')"
            )
            return sign_ins.files[0].rows, int(groups[0][0])

    return answer


def digested(path: Path) -> Answer:
    """Read a file and wait for its digest too, which the product takes behind the back of whoever reads the sums."""
    from wizard.evidence.mappings import load_mappings
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    sign_ins = read_sign_ins([path], load_mappings())
    digest = sign_ins.files[0].sha256

    def answer() -> tuple[int, int]:
        with sign_ins:
            groups = sign_ins.engine.rows(
                "SELECT count(*) FROM (SELECT DISTINCT user_id, app_id, resource_id FROM uses WHERE kind = 'user')"
            )
            return sign_ins.files[0].rows, int(groups[0][0]) if digest else 0

    return answer


def bare_duckdb(path: Path) -> Answer:
    """Group with duckdb alone."""
    import duckdb

    con = duckdb.connect()
    con.execute("SET threads = 2; SET preserve_insertion_order = false")
    if path.suffix == ".csv":
        source = f"read_csv('{path}', all_varchar = true, header = true)"
        keys = '"User ID" u, "Application ID" a, "Resource ID" r'
        sums = (
            """count_if("Status" = 'Success') ok, count_if("Authentication requirement" = 'Multifactor authentication') mfa,"""
            """ list(DISTINCT "Sign-in error code") FILTER ("Sign-in error code" <> 'None') codes, min("Date (UTC)") lo,"""
            """ max("Date (UTC)") hi, list(DISTINCT "Client app") apps"""
        )
    else:
        names = ("userId", "appId", "resourceId", "authenticationRequirement", "createdDateTime", "clientAppUsed")
        columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
        source = f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}, status: 'STRUCT(errorCode BIGINT)'}})"
        keys = "userId u, appId a, resourceId r"
        sums = (
            "count_if(status.errorCode = 0) ok, count_if(authenticationRequirement = 'multiFactorAuthentication') mfa,"
            " list(DISTINCT status.errorCode) FILTER (status.errorCode <> 0) codes, min(createdDateTime) lo,"
            " max(createdDateTime) hi, list(DISTINCT clientAppUsed) apps"
        )
    con.execute(f"CREATE TABLE g AS SELECT {keys}, count(*) n, {sums} FROM {source} GROUP BY ALL")  # noqa: S608
    return lambda: con.execute("SELECT sum(n)::BIGINT, count(*) FROM g").fetchall()[0]


def bare_polars(path: Path) -> Answer:
    """Group with polars alone, where it is installed."""
    import polars as pl

    if path.suffix == ".csv":
        frame = pl.scan_csv(path, infer_schema=False)
        keys = ("User ID", "Application ID ", "Resource ID ")
        error, client, when = pl.col("Sign-in error code"), pl.col("Client app"), pl.col("Date (UTC)")
        ok = pl.col("Status") == "Success"
        mfa = pl.col("Authentication requirement") == "Multifactor authentication"
        failing = error != "None"
    else:
        frame = pl.scan_ndjson(path)
        keys = ("userId", "appId", "resourceId")
        error, client, when = (
            pl.col("status").struct.field("errorCode"),
            pl.col("clientAppUsed"),
            pl.col("createdDateTime"),
        )
        ok, failing = error == 0, error != 0
        mfa = pl.col("authenticationRequirement") == "multiFactorAuthentication"
    grouped = frame.group_by(*keys).agg(
        pl.len().alias("n"), ok.sum().alias("ok"), mfa.sum().alias("mfa"), error.filter(failing).unique().alias("codes"),
        when.min().alias("lo"), when.max().alias("hi"), client.unique().alias("apps"),
    ).collect(engine="streaming")  # fmt: skip
    return lambda: (int(grouped["n"].sum()), grouped.height)


WAYS = {"ours": ours, "digest": digested, "duckdb": bare_duckdb, "polars": bare_polars}


def measure(way: str, path: Path) -> dict[str, Any] | None:
    """Run one way in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.sign_ins", "--one", way, "--csv", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(
            f"  {way}: not measured ({done.stderr.strip().splitlines()[-1][:100] if done.stderr else done.returncode})"
        )
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one(way: str, path: Path) -> None:
    """Measure in this process and print it as JSON."""
    started = time.perf_counter()
    answer = WAYS[way](path)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    rows, groups = answer()
    found = {
        "seconds": seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "gb": usage.ru_maxrss / 1e6,
        "rows": rows,
        "groups": groups,
    }
    print(json.dumps(found))


def compare(path: Path, runs: int) -> bool:
    """Measure all ways in turn and print medians and ratios; return whether ours stays within its limits."""
    print(f"{path.name}: {path.stat().st_size / 1e9:.2f} GB")
    results: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way in WAYS:
            if (found := measure(way, path)) is not None:
                results[way].append(found)
    medians = {way: statistics.median(run["seconds"] for run in found) for way, found in results.items() if found}
    for way, found in results.items():
        if found:
            last = found[-1]
            peak = max(run["gb"] for run in found)
            speed = last["rows"] / medians[way]
            cpu = statistics.median(run["cpu"] for run in found)
            print(
                f"  {way:7} {medians[way]:7.2f} s  {speed:10,.0f} rows/s  cpu {cpu:6.1f} s  peak {peak:.2f} GB"
                f"  {last['rows']:,} rows, {last['groups']:,} groups  ours/{way} {medians['ours'] / medians[way]:.2f}"
            )
    same = {(run["rows"], run["groups"]) for found in results.values() for run in found}
    print(f"  equal sums: {'yes' if len(same) == 1 else f'no: {same}'}")
    peak = max(run["gb"] for run in results["ours"])
    return len(same) == 1 and medians["ours"] <= LIMIT_RATIO * medians["duckdb"] and peak < LIMIT_GB


def main() -> int:
    """Run the benchmark; the exit code is 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the files are made; about 10 GB are needed")
    parser.add_argument("--csv", type=Path, help="use this file instead of making one")
    parser.add_argument("--jsonl", type=Path, help="use this file instead of making one")
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(args.one, args.csv)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="sign-ins-", dir=args.folder))
    try:
        if args.csv or args.jsonl:
            paths = [path for path in (args.csv, args.jsonl) if path]
        else:
            paths = list(make_files(folder, args.rows))
        good = [compare(path, args.runs) for path in paths]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"limits: {LIMIT_RATIO} x the bare engine that is used, under {LIMIT_GB} GB; the CSV decides")
    return 0 if good[0] else 1


if __name__ == "__main__":
    sys.exit(main())

"""Sign-in logs of millions of rows to account x application x resource, beside the bare engines in the same run.

Run: python -m tests.benchmarks.sign_ins [--rows N] [--runs N] [--folder DIR] [--graph] [--file FILE]

The file is made from a seed and deleted afterwards: a CSV of the portal, with --graph also JSON Lines of Graph. Every
measurement is a process of its own, so that memory is its own too. Compared is the whole command ``evidence show``, which
prints twenty accounts and the SHA-256 of the file; "reading" is the part of it that sums up, in a process that does
nothing else and tells the number of groups. The bare engines group by the same three ids and collect count, successes, MFA, error
codes, first, last and client types, with all the memory they want.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks._figures import Figure, Spent, spent, told

LIMIT_RATIO, LIMIT_MB = 1.3, 1000.0
COMMAND = "evidence show"


Answer = Callable[[], tuple[int, int]]
"""Tells rows and groups afterwards, outside the measured time."""


def reading(path: Path) -> Answer:
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


WAYS = {"reading": reading, "duckdb": bare_duckdb, "polars": bare_polars}


def one(way: str, path: Path) -> None:
    """Do it in this process; print rows and groups as JSON."""
    print(json.dumps(WAYS[way](path)()))


def measure(path: Path, way: str, out: Path) -> tuple[Spent, tuple[int, ...]]:
    """Run one way in a process of its own; return what it took, and rows and groups if it tells them.

    Raises:
        RuntimeError: It failed.
    """
    command = [sys.executable, "-m", "wizard", "evidence", "show", str(path), "--format", "json"]
    if way != COMMAND:
        command = [sys.executable, "-m", "tests.benchmarks.sign_ins", "--one", way, "--file", str(path)]
    took = spent(command, output=out)
    if took.code:
        raise RuntimeError(f"{way} ended with {took.code}")
    told = json.loads(out.read_bytes())
    found = (told["files"][0]["rows"],) if way == COMMAND else tuple(told)
    print(
        f"  {way:13} {took.seconds:7.2f} s  {found[0] / took.seconds:10,.0f} rows/s  processor {took.processor:6.1f} s"
        f"  memory {took.memory / 1000:.2f} GB  {' rows, '.join(f'{count:,}' for count in found)}",
        flush=True,
    )
    return took, found


def compare(path: Path, runs: int) -> int:
    """Measure all ways in turn, and print; return 1 where a limit is passed or the sums differ."""
    print(f"{path.name}: {path.stat().st_size / 1e9:.2f} GB", flush=True)
    seconds: dict[str, list[float]] = {way: [] for way in (COMMAND, *WAYS)}
    sums, memory = set(), 0.0
    for _ in range(runs):
        for way, times in seconds.items():
            took, found = measure(path, way, path.with_name("out.json"))
            times.append(took.seconds)
            if way == COMMAND:
                memory = max(memory, took.memory)
            else:
                sums.add(found)
    median = {way: statistics.median(times) for way, times in seconds.items()}
    print(
        f"  beside polars {median[COMMAND] / median['polars']:.2f} x; equal sums: {'yes' if len(sums) == 1 else sums}"
    )
    rows = next(iter(sums))[0]
    what = f"`evidence show`: {rows:,} rows of {path.suffix[1:].upper()} to account x app x resource"
    return told(
        Figure(what, median[COMMAND], "s", LIMIT_RATIO, "bare duckdb", median["duckdb"]),
        Figure(f"{what}, memory", memory, "MB", LIMIT_MB),
    ) or int(len(sums) != 1)


def main() -> int:
    """Run the benchmark; the exit code is 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the files are made; about 10 GB are needed")
    parser.add_argument("--graph", action="store_true", help="also at most a million rows as Graph gives them")
    parser.add_argument("--file", type=Path, help="use this file instead of making one")
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(args.one, args.file)
        return 0
    with tempfile.TemporaryDirectory(prefix="sign-ins-", dir=args.folder, ignore_cleanup_errors=True) as folder:
        paths = [args.file]
        if args.file is None:
            made = [sys.executable, "-m", "tests.benchmarks._sign_in_files", folder, str(args.rows)]
            print(f"  made in {spent([*made, *(['graph'] if args.graph else [])]).seconds:.0f} s", flush=True)
            paths = sorted(Path(folder).iterdir())
        return max([compare(path, args.runs) for path in paths])


if __name__ == "__main__":
    sys.exit(main())

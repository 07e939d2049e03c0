"""Sign-in logs of millions of rows to account x application x resource, beside the bare engines in the same run.

Run: python tests/benchmarks/sign_ins.py [--rows N] [--runs N] [--folder DIR] [--csv FILE] [--jsonl FILE]

The files are made from a seed, by the shared generator where it stands beside the checkout, else
by the one in here, and deleted afterwards. Every measurement is a process of its own, so that
memory is its own too. Ours is the whole reading: recognising, summing up, digest, limits, bad rows.
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
from pathlib import Path
from typing import Any

LIMIT_RATIO = 1.3
LIMIT_GB = 1.0
GENERATOR = Path(__file__).resolve().parents[2].parent / "shared" / "tools" / "make_sign_ins.py"
HEADING = (
    "Date (UTC)|Request ID|User agent|Correlation ID|User ID|User|Username|User type|Cross tenant access type|"
    "Incoming token type|Authentication Protocol|Unique token identifier|Original transfer method|"
    "Client credential type|Token Protection - Sign In Session|Token Protection - Sign In Session StatusCode|"
    "Application|Application ID |App owner tenant ID|Resource|Resource ID |Resource tenant ID|"
    "Resource owner tenant ID|Home tenant ID|Home tenant name|IP address|Location|Status|Sign-in error code|"
    "Failure reason|Client app|Device ID|Browser|Operating System|Compliant|Managed|Join Type|"
    "Multifactor authentication result|Multifactor authentication auth method|Multifactor authentication auth detail|"
    "Authentication requirement|Sign-in identifier|Session ID|IP address (seen by resource)|"
    "Through Global Secure Access|Global Secure Access IP address|Autonomous system  number|Flagged for review|"
    "Token issuer type|Incoming token type_1|Token issuer name|Latency|Conditional Access|Managed Identity type|"
    "Associated Resource Id|Federated Token Id"
).split("|")


def make_files(folder: Path, rows: int) -> tuple[Path, Path]:
    """Make a portal CSV of so many rows, and Graph JSON Lines of at most a million."""
    if GENERATOR.is_file():
        subprocess.run([sys.executable, str(GENERATOR), str(rows)], cwd=folder, check=True, stdout=sys.stderr)
        return folder / f"signins_{rows}.csv", folder / f"signins_{min(rows, 1_000_000)}.jsonl"
    return make_own(folder, rows)


def make_own(folder: Path, rows: int) -> tuple[Path, Path]:
    """Make the two files without the shared generator."""
    import duckdb

    con = duckdb.connect()
    con.execute("SET threads = 2; SELECT setseed(0.42)")
    con.execute(
        f"CREATE TABLE t AS SELECT i, (pow(random(), 3) * 10000)::INT u, (pow(random(), 2) * 40)::INT k,"  # noqa: S608
        f" random() x, random() y, random() z FROM range({rows}) g(i)"
    )
    con.execute("ALTER TABLE t ADD a INT; ALTER TABLE t ADD r INT")
    con.execute("UPDATE t SET a = (hash(u * 41 + k) % 300)::INT, r = (hash(u * 43 + k) % 150)::INT")
    guid = "printf('%08x-{0}-4{1}-8{1}-%012x', {2}, {2})"
    values = {
        "Date (UTC)": "strftime(TIMESTAMP '2026-10-01' + to_seconds((i * 0.5)::BIGINT), '%Y-%m-%dT%H:%M:%SZ')",
        "User agent": "'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36'",
        "User ID": guid.format("cccc", "ccc", "u"),
        "Username": "'user' || u || '@example.com'",
        "Incoming token type": "CASE WHEN x < .5 THEN 'none' ELSE 'primaryRefreshToken' END",
        "Authentication Protocol": "CASE WHEN y < .02 THEN 'ropc' WHEN y < .04 THEN 'deviceCode' ELSE 'none' END",
        "Application": "'App ' || a",
        "Application ID ": guid.format("aaaa", "aaa", "a"),
        "Resource": "'Resource ' || r",
        "Resource ID ": guid.format("bbbb", "bbb", "r"),
        "IP address": "'203.0.' || (i % 256) || '.' || (i % 251)",
        "Status": "CASE WHEN z < .1 THEN 'Failure' ELSE 'Success' END",
        "Sign-in error code": "CASE WHEN z < .03 THEN '50076' WHEN z < .06 THEN '50126' WHEN z < .1 THEN '50140' ELSE 'None' END",
        "Client app": "CASE WHEN x < .6 THEN 'Browser' WHEN x < .97 THEN 'Mobile Apps and Desktop clients' ELSE 'Other clients' END",
        "Multifactor authentication result": "CASE WHEN x < .3 THEN 'MFA requirement satisfied by claim in the token' ELSE '' END",
        "Authentication requirement": "CASE WHEN x < .4 THEN 'Multifactor authentication' ELSE 'Single-factor authentication' END",
        "Conditional Access": "CASE WHEN y < .5 THEN 'Not Applied' ELSE 'Success' END",
    }
    filler = "printf('%08x-dddd-4ddd-8ddd-%012x', (i * {0}) % 4294967295, i)"
    cells = [
        f'{values.get(name) or (filler.format(number) if name.endswith("ID") else repr("x" * 12))} AS "{name}"'
        for number, name in enumerate(HEADING, start=3)
    ]
    csv, jsonl = folder / f"signins_{rows}.csv", folder / f"signins_{min(rows, 1_000_000)}.jsonl"
    con.execute(f"COPY (SELECT {', '.join(cells)} FROM t) TO '{csv}' (HEADER, FORCE_QUOTE *)")  # noqa: S608
    policies = (
        "list_transform(range(12), lambda n: {'id': 'policy' || n, 'displayName': 'CA00' || n || ' - Require something',"
        " 'enforcedGrantControls': ['Mfa'], 'result': CASE WHEN (i + n) % 5 = 0 THEN 'success' ELSE 'notApplied' END})"
    )
    fields = {
        "createdDateTime": values["Date (UTC)"],
        "userPrincipalName": values["Username"],
        "userId": values["User ID"],
        "appId": values["Application ID "],
        "appDisplayName": values["Application"],
        "resourceId": values["Resource ID "],
        "resourceDisplayName": values["Resource"],
        "ipAddress": values["IP address"],
        "clientAppUsed": values["Client app"],
        "conditionalAccessStatus": "CASE WHEN y < .5 THEN 'notApplied' ELSE 'success' END",
        "isInteractive": "z < .5",
        "authenticationRequirement": "CASE WHEN x < .4 THEN 'multiFactorAuthentication' ELSE 'singleFactorAuthentication' END",
        "authenticationProtocol": values["Authentication Protocol"],
        "status": "{'errorCode': CASE WHEN z < .03 THEN 50076 ELSE 0 END, 'additionalDetails': ''}",
        "appliedConditionalAccessPolicies": policies,
    }
    cells = [f'{value} AS "{name}"' for name, value in fields.items()]
    con.execute(f"COPY (SELECT {', '.join(cells)} FROM t LIMIT 1000000) TO '{jsonl}' (FORMAT JSON)")  # noqa: S608
    con.close()
    return csv, jsonl


def ours(path: Path) -> tuple[int, int]:
    """Read a file as the product does; return rows and groups of account, application and resource."""
    from wizard.evidence.mappings import load_mappings
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    with read_sign_ins([path], load_mappings()) as sign_ins:
        groups = sign_ins.engine.rows("SELECT count(*) FROM (SELECT DISTINCT user_id, app_id, resource_id FROM uses)")
        return sign_ins.files[0].rows, int(groups[0][0])


def bare_duckdb(path: Path) -> tuple[int, int]:
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
    rows, groups = con.execute("SELECT sum(n), count(*) FROM g").fetchall()[0]
    return int(rows), int(groups)


def bare_polars(path: Path) -> tuple[int, int]:
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
    return int(grouped["n"].sum()), grouped.height


WAYS = {"ours": ours, "duckdb": bare_duckdb, "polars": bare_polars}


def measure(way: str, path: Path) -> dict[str, Any] | None:
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, "--one", way, "--csv", str(path)]
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
    rows, groups = WAYS[way](path)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
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

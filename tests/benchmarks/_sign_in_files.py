"""Makes the files of ``sign_ins.py`` from a seed, in a process whose memory is not counted to those that it starts."""

from __future__ import annotations

import sys
from pathlib import Path

HEADING = [
    "Date (UTC)",
    "Request ID",
    "User agent",
    "Correlation ID",
    "User ID",
    "User",
    "Username",
    "User type",
    "Cross tenant access type",
    "Incoming token type",
    "Authentication Protocol",
    "Unique token identifier",
    "Original transfer method",
    "Client credential type",
    "Token Protection - Sign In Session",
    "Token Protection - Sign In Session StatusCode",
    "Application",
    "Application ID ",
    "App owner tenant ID",
    "Resource",
    "Resource ID ",
    "Resource tenant ID",
    "Resource owner tenant ID",
    "Home tenant ID",
    "Home tenant name",
    "IP address",
    "Location",
    "Status",
    "Sign-in error code",
    "Failure reason",
    "Client app",
    "Device ID",
    "Browser",
    "Operating System",
    "Compliant",
    "Managed",
    "Join Type",
    "Multifactor authentication result",
    "Multifactor authentication auth method",
    "Multifactor authentication auth detail",
    "Authentication requirement",
    "Sign-in identifier",
    "Session ID",
    "IP address (seen by resource)",
    "Through Global Secure Access",
    "Global Secure Access IP address",
    "Autonomous system  number",
    "Flagged for review",
    "Token issuer type",
    "Incoming token type_1",
    "Token issuer name",
    "Latency",
    "Conditional Access",
    "Managed Identity type",
    "Associated Resource Id",
    "Federated Token Id",
]


def make_files(folder: Path, rows: int, *, graph: bool) -> None:
    """Make a portal CSV of so many rows, and on demand Graph JSON Lines of at most a million."""
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
        # Both are empty in what the portal exports, save where a second factor was just given.
        "Original transfer method": "''",
        "Multifactor authentication auth method": "CASE WHEN x > .95 THEN 'Mobile app notification' ELSE '' END",
        "Conditional Access": "CASE WHEN y < .5 THEN 'Not Applied' ELSE 'Success' END",
    }
    filler = "printf('%08x-dddd-4ddd-8ddd-%012x', (i * {0}) % 4294967295, i)"
    cells = [
        f'{values.get(name) or (filler.format(number) if name.endswith("ID") else repr("x" * 12))} AS "{name}"'
        for number, name in enumerate(HEADING, start=3)
    ]
    csv, jsonl = folder / f"signins_{rows}.csv", folder / f"signins_{min(rows, 1_000_000)}.jsonl"
    con.execute(f"COPY (SELECT {', '.join(cells)} FROM t) TO '{csv}' (HEADER, FORCE_QUOTE *)")  # noqa: S608
    if not graph:
        return
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


if __name__ == "__main__":
    make_files(Path(sys.argv[1]), int(sys.argv[2]), graph=sys.argv[3:] == ["graph"])

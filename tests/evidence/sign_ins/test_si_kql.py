"""The query is run for real, by an engine that executes KQL on tables of both shapes."""

from __future__ import annotations

import csv
import json
import random

import pytest
from si_builders import ARM, CLI, GRAPH, PORTAL, lines, sign_in, table_object

from wizard.errors import UsageError
from wizard.evidence.kql import query
from wizard.evidence.sign_ins.kql_result import COLUMNS
from wizard.evidence.sign_ins.per_account import accounts

duckdb_kql = pytest.importorskip("duckdb_kql")

_COLUMNS = (
    "UserPrincipalName", "UserId", "AppId", "AppDisplayName", "ResourceIdentity", "ResourceDisplayName", "ResultType",
    "ClientAppUsed", "AuthenticationProtocol", "OriginalTransferMethod", "AuthenticationRequirement",
    "ConditionalAccessStatus", "IncomingTokenType", "IPAddress",
)  # fmt: skip
_NESTED = ("Status", "AuthenticationRequirementPolicies")


@pytest.fixture
def workspace():
    con = duckdb_kql.connect()
    columns = ", ".join(f"{name} VARCHAR" for name in _COLUMNS)
    for table, kind in (("SigninLogs", "JSON"), ("AADNonInteractiveUserSignInLogs", "VARCHAR")):
        nested = ", ".join(f"{name} {kind}" for name in _NESTED)
        con.execute(f"CREATE TABLE {table} (TimeGenerated TIMESTAMP, {columns}, {nested})")
    yield con
    con.close()


def fill(con, rows):
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    filled = []
    for number, row in enumerate(rows):
        row = row | {"when": (now - timedelta(hours=number % 600)).strftime("%Y-%m-%dT%H:%M:%SZ")}
        found = table_object(row)
        table = "SigninLogs" if row["interactive"] else "AADNonInteractiveUserSignInLogs"
        nested = [found[name] if isinstance(found[name], str) else json.dumps(found[name]) for name in _NESTED]
        marks = ", ".join("?" for _ in range(3 + len(_COLUMNS)))
        con.execute(
            f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608 - names of this test
            [row["when"].rstrip("Z").replace("T", " "), *(found[name] for name in _COLUMNS), *nested],
        )
        filled.append(row)
    return filled


def run(con, path, **options):
    relation = duckdb_kql.query(con, query(**options))
    names = relation.columns
    rows = relation.fetchall()
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([f"{name} [UTC]" if name.endswith("Seen") else name for name in names])
            writer.writerows(rows)
    else:
        path.write_text(json.dumps([dict(zip(names, map(str, row), strict=True)) for row in rows]), encoding="utf-8")
    return names


def some(count):
    dice = random.Random(3)
    return [
        sign_in(
            account=f"svc{dice.randrange(3)}@contoso.com", user="", app=dice.choice([PORTAL, CLI]),
            resource=dice.choice([ARM, GRAPH]), error=dice.choice([0, 0, 50076]), mfa=dice.random() < 0.5,
            claim=dice.random() < 0.3, protocol=dice.choice(["none", "ropc"]), interactive=dice.random() < 0.4,
            providers=dice.choice([[], ["request"], ["multiConditionalAccess"]]),
            ca=dice.choice(["success", "notApplied"]), token=dice.choice(["none", "refreshToken"]),
        )
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ["query_data.csv", "result.json"])
def test_the_result_read_back_says_what_the_rows_say(tmp_path, read, workspace, name):
    rows = fill(workspace, some(300))
    run(workspace, tmp_path / name)
    from_query = list(accounts(read(tmp_path / name)))
    from_rows = list(accounts(read(lines(tmp_path / "rows.jsonl", [table_object(row) for row in rows]))))
    assert [one.account for one in from_query] == [one.account for one in from_rows]
    for summed, plain in zip(from_query, from_rows, strict=True):
        assert summed.counts == plain.counts
        assert summed.period == plain.period
        assert [(d.provider, d.rows, d.source) for d in summed.demands] == [
            (d.provider, d.rows, d.source) for d in plain.demands
        ]
        assert [(w.value, w.rows) for w in summed.protocols] == [(w.value, w.rows) for w in plain.protocols]
        assert {(e.code, e.rows) for e in summed.errors} == {(e.code, e.rows) for e in plain.errors}
        assert {u.surface: u.counts for u in summed.surfaces} == {u.surface: u.counts for u in plain.surfaces}
        assert summed.refresh_tokens == plain.refresh_tokens


@pytest.mark.slow
def test_the_query_gives_the_columns_that_are_read_back(tmp_path, workspace):
    fill(workspace, some(5))
    assert set(run(workspace, tmp_path / "x.csv")) == set(COLUMNS)


@pytest.mark.slow
def test_only_the_named_accounts_and_days_are_summed_up(tmp_path, read, workspace):
    fill(workspace, [sign_in(account="A@x.y", user=""), sign_in(account="b@x.y", user=""), *some(700)])
    run(workspace, tmp_path / "x.csv", accounts=["a@x.y"], days=1)
    assert [one.account for one in accounts(read(tmp_path / "x.csv"))] == ["a@x.y"]


@pytest.mark.slow
def test_a_summary_says_that_it_is_one(tmp_path, read, workspace):
    fill(workspace, some(20))
    run(workspace, tmp_path / "x.csv")
    (file,) = read(tmp_path / "x.csv").files
    assert "summarised" in [limit.id for limit in file.limits]
    assert "no_requirement_provider" not in [limit.id for limit in file.limits]
    assert file.rows == 20


@pytest.mark.parametrize("name", ['a"@x.y', "a\\@x.y", "a\n| where 1", ""])
def test_a_name_cannot_change_the_query(name):
    with pytest.raises(UsageError):
        query([name])


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_odd_periods_are_refused(days):
    with pytest.raises(UsageError, match="days"):
        query(days=days)

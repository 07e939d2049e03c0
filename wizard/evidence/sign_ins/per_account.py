"""Turns the groups of the engine into summaries, one account at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import Any

from wizard.evidence.accounts import AccountSummary
from wizard.evidence.namesakes import Whose, object_id
from wizard.evidence.sign_ins.account_collector import Collector
from wizard.evidence.sign_ins.group_sums import Row
from wizard.evidence.sign_ins.result import SignIns

_FETCH = 2000
_FEW = 5
"""Look-ups that go through all groups; who asks more often gets the groups in order of accounts."""
_WHO = """CREATE TABLE IF NOT EXISTS who AS
SELECT user_id, lower(split_part(arg_max(names, coalesce(last, 0)), chr(31), 1)) AS account
FROM uses WHERE user_id IS NOT NULL AND NOT starts_with(names, chr(31)) GROUP BY user_id"""
_ACCOUNT = """coalesce(who.account, nullif(lower(split_part(names, chr(31), 1)), ''),
  CAST(uses.user_id AS VARCHAR), nullif(split_part(how, chr(31), 1), ''), '(no name)')"""
_ROWS = f"""SELECT * FROM (SELECT {_ACCOUNT} AS account, uses.file, CAST(uses.user_id AS VARCHAR), CAST(app_id AS VARCHAR),
  CAST(resource_id AS VARCHAR), how, error, stepped, interactive, providers, policies, rows, required, single_factor, by_claim,
  ca_applied, first, last, marks, address, address_bits, addresses, names
  FROM uses LEFT JOIN who ON uses.user_id = who.user_id
  LEFT JOIN policy_lists ON uses.file = policy_lists.file AND uses.policy_list = policy_lists.policy_list)"""  # noqa: S608 - no value of a user is in it

_NAMES = f"""SELECT account FROM who UNION SELECT {_ACCOUNT} FROM uses LEFT JOIN who ON uses.user_id = who.user_id
  WHERE who.user_id IS NULL ORDER BY ALL"""  # noqa: S608 - the same


def accounts(sign_ins: SignIns) -> Iterator[AccountSummary]:
    """Yield a summary for each account, by name; only one is in memory at a time."""
    for name, rows in groupby(_fetch(sign_ins, f"{_ROWS} ORDER BY account", []), key=itemgetter(0)):
        yield _summary(sign_ins, name, rows)


def account(sign_ins: SignIns, name: str) -> AccountSummary | None:
    """Return the summary of one account by sign-in name or object id, or None when no file has it."""
    wanted = name.strip().lower()
    source = _source(sign_ins)
    rows = list(_fetch(sign_ins, f"{source} WHERE account = ?", [wanted]))
    if not rows:
        known = sign_ins.engine.rows("SELECT account FROM who WHERE CAST(user_id AS VARCHAR) = ?", [wanted])
        rows = list(_fetch(sign_ins, f"{source} WHERE account = ?", [known[0][0]])) if known else []
    return _summary(sign_ins, rows[0][0], iter(rows)) if rows else None


def taken(sign_ins: SignIns, name: str, meant: Whose) -> tuple[AccountSummary | None, dict[tuple[str, str], int]]:
    """Return the summary of one of several accounts with the same name, None without a row of it.

    Args:
        name: The name as summaries have it.
        meant: Tells which rows are taken.

    Returns:
        Summary, and how many sign-ins of others are not in it, by file and object ID.
    """
    files = {file.number: file.path.name for file in sign_ins.files}
    own: list[tuple[Any, ...]] = []
    left: Counter[tuple[str, str]] = Counter()
    for found in _fetch(sign_ins, f"{_source(sign_ins)} WHERE account = ?", [name]):
        row = Row(*found)
        identifier = object_id(row.who)
        if meant.has(identifier):
            own.append(found)
        elif not row.policies:
            left[files[row.file], identifier] += row.rows
    return _summary(sign_ins, name, iter(own)) if own else None, dict(left)


def _source(sign_ins: SignIns) -> str:
    """Return SQL of the groups: as they are for a few look-ups, sorted once for many, so that each is found at once."""
    import duckdb

    sign_ins.looked_up += 1
    if sign_ins.looked_up == _FEW:
        sign_ins.engine.connection.execute(_WHO)
        # Without room for it, looking through all groups still works.
        with suppress(duckdb.OutOfMemoryException):
            sign_ins.engine.connection.execute(f"CREATE TABLE named AS {_ROWS} ORDER BY account")
            sign_ins.sorted = True
    return "SELECT * FROM named" if sign_ins.sorted else _ROWS


def few(sign_ins: SignIns, names: Sequence[str]) -> dict[str, AccountSummary]:
    """Return the summaries of a few accounts by sign-in name or object id, in one pass; of those that a file has."""
    asked = set(names)
    by_id = {identifier: name for identifier, name in names_by_id(sign_ins).items() if identifier in asked}
    # With place holders the engine drops rows before it makes text of their ids; a list of values is joined to all.
    asked.update(by_id.values())
    holders = ", ".join("?" for _ in asked)
    rows = _fetch(sign_ins, f"{_ROWS} WHERE account IN ({holders}) ORDER BY account", [*asked]) if asked else ()
    found = {name: _summary(sign_ins, name, part) for name, part in groupby(rows, key=itemgetter(0))}
    wanted = ((name, found.get(name) or found.get(by_id.get(name, ""))) for name in names)
    return {name: summary for name, summary in wanted if summary is not None}


def account_names(sign_ins: SignIns) -> list[str]:
    """Return the names of all accounts in the files, sorted."""
    sign_ins.engine.connection.execute(_WHO)
    return [name for (name,) in sign_ins.engine.rows(_NAMES)]


def names_by_id(sign_ins: SignIns) -> dict[str, str]:
    """Return sign-in names by object id."""
    sign_ins.engine.connection.execute(_WHO)
    return dict(sign_ins.engine.rows("SELECT CAST(user_id AS VARCHAR), account FROM who"))


def _fetch(sign_ins: SignIns, sql: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    sign_ins.engine.connection.execute(_WHO)
    cursor = sign_ins.engine.connection.cursor()
    try:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(_FETCH):
            yield from rows
    finally:
        cursor.close()


def _summary(sign_ins: SignIns, name: str, rows: Iterator[tuple[Any, ...]]) -> AccountSummary:
    collector = Collector(sign_ins.mappings)
    for row in rows:
        collector.add(Row(*row))
    return collector.summary(name)

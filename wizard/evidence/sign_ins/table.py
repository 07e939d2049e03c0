"""The table that one reading of sign-ins fills: its columns, the kinds of its rows, and what is asked of it."""

from __future__ import annotations

TABLE = """CREATE TABLE uses (
  file INTEGER, kind VARCHAR, user_id UUID, app_id UUID, resource_id UUID, how VARCHAR, error INTEGER, stepped BOOLEAN,
  interactive BOOLEAN, providers VARCHAR, policy_list UBIGINT, policy_text VARCHAR, rows BIGINT, required BIGINT, single_factor BIGINT,
  by_claim BIGINT, ca_applied BIGINT, undated BIGINT, first UINTEGER, last UINTEGER, marks BIGINT, address VARCHAR,
  address_bits BIGINT, addresses BIGINT, names VARCHAR)"""
"""One row for each account x client x resource x outcome of each file; times are seconds since 1970.

With them rows of the kind ``POLICIES`` for each account x list of policies, and while a file is read rows of the kind
``LISTS`` with the text of each list."""
SEEN = "CREATE TABLE seen (id UBIGINT)"
"""Ids of the sign-ins of earlier files, as numbers, where several files are read."""
POLICIES, LISTS = "policies", "lists"
LEFT, LEFT_POLICIES = "left", "left policies"
"""Kinds of rows of accounts that nobody asked for: they tell what the file holds, and then go."""
POLICY_LISTS = "CREATE TABLE policy_lists (file INTEGER, policy_list UBIGINT, policies VARCHAR)"
"""The policies that took part, for each list of policies that a file has."""

FACTS = """SELECT coalesce(sum(rows) FILTER (interactive), 0), coalesce(sum(rows) FILTER (NOT interactive), 0),
  min(first), max(last), coalesce(sum(undated), 0),
  coalesce(sum(required) + sum(single_factor), 0),
  (SELECT count(policies) FROM policy_lists WHERE file = ?),
  (SELECT coalesce(sum(ca_applied), 0) FROM uses WHERE file = ? AND kind IN ('policies', 'left policies') AND (policy_list IS NULL
    OR policy_list IN (SELECT policy_list FROM policy_lists WHERE file = ? AND policies IS NULL))),
  count(*) FILTER (list_contains(CAST(? AS UUID[]), resource_id)),
  count(*) FILTER (resource_id IS NULL AND split_part(how, chr(31), 3) <> '') FROM uses WHERE kind IN ('user', 'left') AND file = ?"""
TIDY = """DELETE FROM uses WHERE file = ? AND (kind NOT IN ('user', 'policies') OR kind = 'policies'
  AND NOT EXISTS (SELECT 1 FROM policy_lists WHERE policy_lists.file = uses.file
    AND policy_lists.policy_list = uses.policy_list AND policies IS NOT NULL))"""
"""Removes what isn't a sign-in of a user, and lists of policies in which none took part."""

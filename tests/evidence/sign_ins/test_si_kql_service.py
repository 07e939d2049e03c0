"""Microsoft's own language service for Kusto accepts the query where both tables exist.

It needs node, and the folder of the npm package ``@kusto/language-service-next`` in KUSTO_LANGUAGE_SERVICE. What it said
of the query as it is now is kept in ``tests/kusto/checked.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from wizard.evidence.kql import query

KUSTO = Path(__file__).parents[2] / "kusto"
SERVICE = os.environ.get("KUSTO_LANGUAGE_SERVICE", "")
SCHEMA = json.loads((KUSTO / "schema.json").read_text(encoding="utf-8"))
TABLES = {name: columns for name, columns in SCHEMA.items() if name != "source"}
QUERIES = {"all accounts": query(), "one account": query(["svc@contoso.com"], 7)}
TWO_TYPES = "union SigninLogs, AADNonInteractiveUserSignInLogs | extend Detail = tostring(Status)"


def faults(tables, queries):
    done = subprocess.run(
        [shutil.which("node") or "node", str(KUSTO / "check_query.js"), SERVICE],
        input=json.dumps({"tables": tables, "queries": list(queries)}),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


service = pytest.mark.skipif(not SERVICE or not shutil.which("node"), reason="needs node and the language service")


@service
def test_the_query_has_no_fault_with_both_tables():
    assert faults(TABLES, QUERIES.values()) == [[], []]


@service
def test_the_service_sees_the_fault_that_the_two_types_of_one_column_make():
    (found,) = faults(TABLES, [TWO_TYPES])

    assert "'Status' does not refer to any known column" in found[0]


def test_the_query_is_the_one_that_was_checked():
    kept = json.loads((KUSTO / "checked.json").read_text(encoding="utf-8"))
    now = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in QUERIES.items()}

    assert kept["queries"] == now
    assert kept["faults"] == 0

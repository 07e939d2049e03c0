"""Small exports that were read wrongly once: what each command says of them now, checked against the README of each."""

from __future__ import annotations

import io
import json
import re
import shlex

import pytest

from tests.support.packs import SHARED
from wizard.cli.main import run
from wizard.evidence.kql import query

ROOT = SHARED / "data" / "evidence-cases"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ROOT.is_dir(), reason="the cases stand beside the checkout"),
]
COMMAND = re.compile(r"^command \(in this folder\): mfa-wizard (.*)$", re.MULTILINE)


def said(case, capsys, monkeypatch, *, json_format=False):
    """Run the command of a case in its folder; return what it printed, and what it complained of."""
    folder = ROOT / case
    command = COMMAND.search((folder / "README").read_text(encoding="utf-8"))[1]
    command, _, given = command.partition(" < ")
    if given:
        monkeypatch.setattr("sys.stdin", io.StringIO((folder / given.strip()).read_text(encoding="utf-8")))
    monkeypatch.chdir(folder)
    words = shlex.split(command)
    run([*words, "--format", "json"] if json_format else words)
    return capsys.readouterr()


@pytest.fixture
def what_if(capsys, monkeypatch):
    """Return a function that answers the request of a case: the one policy, the outcome, and all of it."""

    def answer(case):
        found = json.loads(said(case, capsys, monkeypatch).out)
        return found["policies"][0]["policyApplies"], found["outcome"], found

    return answer


@pytest.fixture
def show(capsys, monkeypatch):
    """Return a function that shows a case as JSON: the object, and what was complained of."""

    def shown(case):
        printed = said(case, capsys, monkeypatch, json_format=True)
        return json.loads(printed.out), printed.err

    return shown


def proposals(found, account, question):
    (one,) = [one for one in found["accounts"] if one["account"] == account]
    return [part for part in one["observations"] if part["question"] == question]


UNKNOWN = {
    "policies-batch-with-next-page": "further pages",
    "policies-batch-one-403": "responses[0]",
    "directory-role-assignments-first-page": "all members of the role",
    "directory-group-members-expand-20": "members of MFA users",
    "policies-pascal-depth-cut": "not an object",
    "policies-space-joined-lists": "ConvertTo-Json",
    "policies-depth-cut-camel-lists": "not an object",
    "policies-unknown-word-platform": "unknownfuturevalue",
    "policies-unknown-word-client": "unknownfuturevalue",
    "policies-unknown-word-risk": "unknownfuturevalue",
    "grant-with-operator-but-no-control": "requires",
}
KNOWN = {
    "agent-users-policy-and-ordinary-user": (False, "allow"),
    "deleted-policy-counts": (False, "allow"),
    "device-filter-extension-attribute-unmanaged": (True, "block"),
    "device-states-exclude-compliant": (False, "allow"),
    "directory-folder-refused-with-wrong-remedy": (True, "controls"),
}
PAGES = ["signins-graph-first-page", "users-first-page"]
EXPLAINED = ["explain-platform-enforcement-cli-275", "explain-platform-enforcement-cli-276"]
CONNECTIONS = [
    "connections-csv-maker-is-not-the-account",
    "connections-api-without-account-name",
    "connections-csv-type-line",
]
PERIODS = {
    "signins-csv-day-first": ("2026-11-10", "2026-11-19"),
    "loganalytics-csv-en-gb-times": ("2025-12-19", "2025-12-19"),
}
RESULTS = {"signins-status-cut-off": (0, 0, 0, 2), "portal-status-interrupted": (1, 0, 5, 0)}
OTHERS = {
    "activity-from-a-log-of-2022",
    "kql-status-has-two-types",
    "loganalytics-csv-without-appid",
    "report-only-would-break",
}


def test_every_case_is_checked_here():
    listed = {line.split("\t")[1] for line in (ROOT / "INDEX").read_text(encoding="utf-8").splitlines() if line}
    checked = {*UNKNOWN, *KNOWN, *PAGES, *EXPLAINED, *CONNECTIONS, *PERIODS, *RESULTS, *OTHERS}

    assert checked == listed


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_cannot_be_known_is_said_with_what_would_tell(what_if, case):
    applies, outcome, found = what_if(case)

    assert outcome == found["unattended"] == "unknown"
    assert UNKNOWN[case] in found["unattended_reason"]
    if not found["unread"]:
        assert applies is (True if case.startswith("grant") else None)


@pytest.mark.parametrize("case", KNOWN)
def test_what_can_be_known_is_said(what_if, case):
    assert what_if(case)[:2] == KNOWN[case]


def test_what_holds_once_report_only_policies_are_on_stands_beside_today(what_if):
    _, outcome, found = what_if("report-only-would-break")

    assert outcome == "allow"
    assert (found["report_only"]["controls"], found["report_only"]["unattended"]) == ([["mfa"]], "breaks")


@pytest.mark.parametrize("case", PAGES)
def test_a_first_page_is_said_to_be_one(show, case):
    assert "first of several pages" in show(case)[1]


@pytest.mark.parametrize("case", EXPLAINED)
def test_a_refusal_of_the_platform_is_explained(capsys, monkeypatch, case):
    told = said(case, capsys, monkeypatch).out

    assert "had no MFA" in told
    assert "No exclusion in the tenant waives phase 2." in told


@pytest.mark.parametrize("case", CONNECTIONS)
def test_the_maker_of_a_connection_is_not_its_account_for_sure(show, case):
    found, _ = show(case)

    for account in ("anna@contoso.com", "svc-flow@contoso.com"):
        (one,) = proposals(found, account, "connectors")
        assert (one["answers"], one["certainty"]) == (["azure_resource_manager"], "suggests")


@pytest.mark.parametrize("case", PERIODS)
def test_dates_are_read_by_the_order_that_the_file_tells(show, case):
    (file,) = show(case)[0]["files"]

    assert (file["first"][:10], file["last"][:10]) == PERIODS[case]


@pytest.mark.slow
@pytest.mark.parametrize("case", RESULTS)
def test_results_are_those_of_the_file(show, case):
    (account,) = show(case)[0]["accounts"]
    counts = account["sign_ins"]["counts"]
    ended = counts["succeeded"], counts["failed"], counts["interrupted"]

    assert (*ended, counts["rows"] - sum(ended)) == RESULTS[case]


def test_a_log_of_years_ago_proposes_nothing_about_today(show):
    found, _ = show("activity-from-a-log-of-2022")
    (account,) = found["accounts"]

    assert account["observations"]
    assert not any(one["answers"] or one["undecided"] for one in account["observations"])
    assert all("too old to say anything about today" in one["reason"] for one in account["observations"])


def test_a_table_without_applications_is_read_as_sign_ins_with_its_limit(show):
    (file,) = show("loganalytics-csv-without-appid")[0]["files"]

    assert file["rows"] == 1
    assert any("names no applications" in limit["text"] for limit in file["limits"])


def test_the_query_takes_status_as_text_from_each_table_before_they_meet():
    before, after = query().split("\n| where TimeGenerated", 1)

    assert re.findall(r"\b\w*Status\b", after) == ["ConditionalAccessStatus"]
    assert before.count("tostring(Status)") == 2

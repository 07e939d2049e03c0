from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import sys
import threading
from collections import Counter, defaultdict

import pytest
from si_builders import ARM, CLI, GRAPH, OWN_APP, PORTAL, codes, graph_object, limits, lines, portal_csv, sign_in

from wizard.errors import EvidenceError, MissingExtraError
from wizard.evidence.sign_ins import aggregate, engine
from wizard.evidence.sign_ins.engine import StoppedError
from wizard.evidence.sign_ins.per_account import account, account_names, accounts

NAME = "NonInteractiveSignIns_x.csv"


def many(count, seed=7):
    dice = random.Random(seed)
    return [
        sign_in(
            account=f"user{dice.randrange(40)}@contoso.com",
            user="",
            app=dice.choice([PORTAL, CLI, OWN_APP, "not-a-guid", ""]),
            resource=dice.choice([ARM, GRAPH, ""]),
            error=dice.choice([0, 0, 0, 50076, 50126, 50140]),
            mfa=dice.random() < 0.4,
            protocol=dice.choice(["none", "none", "ropc", "deviceCode"]),
            client=dice.choice(["Browser", "Mobile Apps and Desktop clients", "IMAP4"]),
            address=f"203.0.113.{dice.randrange(30)}",
            when=f"2026-10-{dice.randrange(1, 29):02}T{dice.randrange(24):02}:00:00Z",
        )
        for _ in range(count)
    ]


@pytest.mark.slow
def test_the_sums_equal_a_plain_count_over_all_rows(tmp_path, read):
    rows = many(4000)
    result = read(portal_csv(tmp_path / NAME, rows))
    expected = defaultdict(Counter)
    errors, ways, first, last, pairs = (defaultdict(Counter), defaultdict(Counter), {}, {}, defaultdict(Counter))
    for row in rows:
        name = row["account"]
        expected[name]["rows"] += 1
        expected[name]["demanded"] += row["mfa"]
        expected[name]["succeeded"] += row["error"] == 0
        expected[name]["met"] += row["mfa"] and row["error"] == 0
        errors[name][row["error"]] += 1
        ways[name][row["protocol"]] += 1
        first[name] = min(first.get(name, "9"), row["when"])
        last[name] = max(last.get(name, "0"), row["when"])
        pairs[name][row["app"] or "App", row["resource"] or "Resource"] += 1
    assert account_names(result) == sorted(expected)
    for summary in accounts(result):
        name = summary.account
        counts = summary.counts
        assert {key: getattr(counts, key) for key in expected[name]} == dict(expected[name])
        assert {error.code: error.rows for error in summary.errors} == {k: v for k, v in errors[name].items() if k}
        assert {way.value: way.rows for way in summary.protocols} == {
            k: v for k, v in ways[name].items() if k != "none"
        }
        assert summary.period.first.strftime("%Y-%m-%dT%H:%M:%SZ") == first[name]
        assert summary.period.last.strftime("%Y-%m-%dT%H:%M:%SZ") == last[name]
        found = Counter()
        for use in summary.uses:
            found[use.client.id, use.resource.id] += use.counts.rows
        assert found == pairs[name]
        addresses = {row["address"] for row in rows if row["account"] == name}
        assert set(summary.addresses.sample) <= addresses
        assert summary.addresses.at_least <= len(addresses)


@pytest.mark.slow
def test_one_account_asked_for_equals_the_same_account_among_all(tmp_path, read):
    result = read(portal_csv(tmp_path / NAME, many(500)))
    assert all(account(result, summary.account) == summary for summary in list(accounts(result)))
    assert account(result, "nobody@contoso.com") is None


def test_an_account_is_found_by_its_object_id_and_a_new_name_takes_the_old_one_along(tmp_path, read):
    rows = [
        sign_in(account="old@contoso.com", when="2026-10-01T00:00:00Z", resource=GRAPH),
        sign_in(account="new@contoso.com"),
    ]
    result = read(portal_csv(tmp_path / NAME, rows))
    assert account_names(result) == ["new@contoso.com"]
    assert account(result, rows[0]["user"].upper()).counts.rows == 2


def test_only_the_named_accounts_are_kept(tmp_path, read):
    rows = [sign_in(account="a@x.y", user=""), sign_in(account="B@x.y", user=""), sign_in(account="c@x.y")]
    result = read(portal_csv(tmp_path / NAME, rows), only=["b@X.y", rows[2]["user"]])
    assert account_names(result) == ["b@x.y", "c@x.y"]


def test_several_files_are_added_up_and_each_is_named(tmp_path, read):
    first = portal_csv(tmp_path / NAME, [sign_in(), sign_in()])
    second = lines(tmp_path / "graph.jsonl", [graph_object(sign_in(when="2026-11-05T08:19:41Z"))])
    result = read(first, second)
    found = account(result, "svc-flow@contoso.com")
    assert found.counts.rows == 3
    assert found.files == (0, 1)
    assert [file.sha256 for file in result.files] == [
        hashlib.sha256(p.read_bytes()).hexdigest() for p in (first, second)
    ]


def test_the_same_file_twice_is_counted_once_and_said(tmp_path, read):
    path = portal_csv(tmp_path / NAME, [sign_in()])
    copy = tmp_path / "copy.csv"
    copy.write_bytes(path.read_bytes())
    result = read(path, copy)
    assert account(result, "svc-flow@contoso.com").counts.rows == 1
    assert codes(result) == ["same-file"]


def test_a_bad_file_beside_good_ones_is_named_and_the_good_ones_are_read(tmp_path, read):
    bad = tmp_path / "error.json"
    bad.write_text("<html>Sign in to your account</html>")
    result = read(bad, portal_csv(tmp_path / NAME, [sign_in()]), tmp_path / "absent.csv")
    assert len(result.files) == 1
    assert codes(result) == ["html", ""]


def test_no_usable_file_is_an_error_with_all_findings(tmp_path, read):
    (tmp_path / "a.json").write_text("")
    (tmp_path / "b.json").write_text("<html>")
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path / "a.json", tmp_path / "b.json")
    assert len(caught.value.problems) == 2


@pytest.fixture
def growing(tmp_path, monkeypatch):
    """A file that another program writes to while it is read."""
    path = portal_csv(tmp_path / NAME, [sign_in()])
    real = engine.Engine.run

    def run(self, *args):
        real(self, *args)
        with path.open("ab") as file:
            file.write(b"\n")

    monkeypatch.setattr(engine.Engine, "run", run)
    return path


def test_a_file_that_changes_while_it_is_read_is_said(growing, read):
    assert "changing" in codes(read(growing))


def test_a_file_that_is_gone_before_it_is_read_is_said(tmp_path, read, monkeypatch):
    path = portal_csv(tmp_path / NAME, [sign_in()])
    real = aggregate._Reading._insert

    def insert(self, *args):
        path.unlink(missing_ok=True)
        return real(self, *args)

    monkeypatch.setattr(aggregate._Reading, "_insert", insert)
    with pytest.raises(EvidenceError, match="cannot be read: it does not exist"):
        read(path)


def test_a_file_that_is_replaced_before_its_digest_is_taken_is_said(tmp_path, read, monkeypatch):
    path = portal_csv(tmp_path / NAME, [sign_in()])
    real, replaced = engine.Digest._work, threading.Event()

    def work(self):
        replaced.wait()
        real(self)

    monkeypatch.setattr(engine.Digest, "_work", work)
    result = read(path)
    with path.open("ab") as file:
        file.write(b"\n")
    replaced.set()
    with pytest.raises(EvidenceError, match="changed after it was summed up"):
        _ = result.files[0].sha256


def test_the_digest_of_a_file_that_changed_while_it_was_read_is_of_what_it_is_now(growing, read):
    assert read(growing).files[0].sha256 == hashlib.sha256(growing.read_bytes()).hexdigest()


@pytest.mark.slow
def test_memory_stays_bounded_where_the_groups_do_not_fit(tmp_path, read):
    path = tmp_path / "big.csv"
    heading = ["Date (UTC)", "Username", "User ID", "Application ID", "Resource ID", "Sign-in error code", "Client app"]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        for number in range(300_000):
            writer.writerow(
                ["2026-10-05T08:19:41Z", f"user{number}@contoso.com", "", f"app-{number}", ARM, "0", "Browser"]
            )
    result = read(path, memory_mb=100, threads=1)
    assert result.files[0].rows == 300_000
    used = result.engine.rows("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")[0][0]
    assert used <= 100_000_000


def test_too_little_memory_is_said_with_a_remedy(tmp_path, read):
    path = portal_csv(tmp_path / NAME, many(2000))
    with pytest.raises(EvidenceError, match="memory"):
        read(path, memory_mb=1)


def test_nothing_is_left_on_disk(tmp_path, read, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    (tmp_path / "private").mkdir()
    result = read(portal_csv(tmp_path / NAME, [sign_in()], encoding="utf-16"))
    (folder,) = (tmp_path / "private").iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert not list(folder.iterdir())
    result.close()
    assert not list((tmp_path / "private").iterdir())


@pytest.mark.slow
def test_progress_tells_rows_and_time_and_a_stop_is_obeyed(tmp_path, mappings):
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    path = tmp_path / "big.csv"
    row = portal_csv(tmp_path / NAME, [sign_in()]).read_bytes().splitlines(keepends=True)
    path.write_bytes(row[0] + row[1] * 400_000)
    seen = []
    stop = threading.Event()

    def progress(step):
        seen.append(step)
        if step.rows:
            stop.set()

    with pytest.raises(StoppedError):
        read_sign_ins([path], mappings, progress=progress, stop=stop, threads=1)
    assert seen
    assert all(0 <= step.share <= 1 and step.path == path for step in seen)
    assert 0 < seen[-1].rows < 800_000


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["portal CSV", "Graph, with policies"])
def test_progress_follows_the_reading_from_the_begin_of_a_file_to_its_end(tmp_path, mappings, monkeypatch, shape):
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    monkeypatch.setattr("wizard.evidence.sign_ins.engine._TICK_SECONDS", 0.01)
    if shape == "portal CSV":
        path = tmp_path / "big.csv"
        heading, row = portal_csv(tmp_path / NAME, [sign_in()]).read_bytes().splitlines(keepends=True)
        path.write_bytes(heading + row * 400_000)
    else:
        path = tmp_path / "big.jsonl"
        listed = [{"id": str(number), "displayName": "Require MFA " * 20, "result": "success"} for number in range(6)]
        path.write_bytes((json.dumps(graph_object(sign_in(policies=listed))) + "\n").encode() * 100_000)
    seen = []
    read_sign_ins([path], mappings, progress=lambda step: seen.append(step.share), threads=1).close()
    moved = [share for share in seen if 0 < share < 1]
    assert moved == sorted(moved)
    assert moved[-1] > 0.75
    # Of JSON the engine tells nothing before its first hundred megabytes.
    assert seen[0] < 0.1
    assert moved[0] < 0.2 or shape != "portal CSV"


@pytest.mark.slow
def test_ctrl_c_interrupts_the_engine_and_leaves_nothing(tmp_path, mappings, monkeypatch):
    from wizard.evidence.sign_ins.aggregate import read_sign_ins

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    (tmp_path / "private").mkdir()
    row = portal_csv(tmp_path / NAME, [sign_in()]).read_bytes().splitlines(keepends=True)
    path = tmp_path / "big.csv"
    path.write_bytes(row[0] + row[1] * 400_000)

    def progress(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_sign_ins([path], mappings, progress=progress, threads=1)
    assert not list((tmp_path / "private").iterdir())


def test_a_missing_library_is_named_with_the_way_to_get_it(tmp_path, read, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"mfa-wizard\[data\]"):
        read(portal_csv(tmp_path / NAME, [sign_in()]))


@pytest.mark.slow
def test_a_file_of_exactly_the_portals_cap_is_said_to_be_cut(tmp_path, read):
    heading = ["Date (UTC)", "Username", "User ID", "Application ID", "Resource ID", "Sign-in error code", "Client app"]
    path = tmp_path / NAME
    path.write_text(",".join(heading) + "\n" + "2026-10-05T08:19:41Z,a@b.c,,x,y,0,Browser\n" * 100_000)
    assert "capped" in limits(read(path).files[0])


def test_a_long_period_is_not_called_short(tmp_path, read):
    rows = [sign_in(when="2026-01-05T08:19:41Z"), sign_in(when="2026-10-05T08:19:41Z")]
    assert "short_period" not in limits(read(portal_csv(tmp_path / NAME, rows)).files[0])


@pytest.mark.parametrize("text", ['"', '"unclosed, quote', '""",""', "\x00", "a\rb"])
def test_odd_quotes_never_take_more_than_their_row(tmp_path, read, text):
    path = portal_csv(tmp_path / NAME, [sign_in() for _ in range(50)])
    rows = path.read_bytes().splitlines(keepends=True)
    rows.insert(26, text.encode() + b"\r\n")
    path.write_bytes(b"".join(rows))
    result = read(path)
    assert result.files[0].rows + result.files[0].bad_rows >= 25
    assert result.files[0].bad_rows or text == "\x00"


@pytest.mark.slow
def test_a_line_without_end_is_bounded_in_time_and_memory(tmp_path, read):
    path = portal_csv(tmp_path / NAME, [sign_in() for _ in range(3)])
    with path.open("ab") as file:
        file.write(b'"')
    os.truncate(path, 64 << 20)
    result = read(path)
    assert result.files[0].rows == 3
    assert result.files[0].bad_rows >= 1


def test_lists_of_policies_that_differ_in_every_row_are_counted_all_the_same(tmp_path, read):
    rows = [
        graph_object(sign_in(policies=[{"id": "p1", "displayName": "CA001", "result": "success" if n % 2 else "failure",
                                        "enforcedGrantControls": ["Mfa"], "conditionsSatisfied": f"c{n}"}]))
        for n in range(500)
    ]  # fmt: skip
    found = account(read(lines(tmp_path / "x.jsonl", rows)), "svc-flow@contoso.com")
    assert found.counts.rows == 500
    assert found.policies[0].results == (("failure", 250), ("success", 250))


def test_policies_written_as_objects_and_as_text_in_one_file_are_both_read(tmp_path, read):
    policy = {"id": "p1", "displayName": "CA001", "result": "success", "enforcedGrantControls": ["Mfa"]}
    rows = [graph_object(sign_in(policies=[policy])), graph_object(sign_in()) | {
        "appliedConditionalAccessPolicies": json.dumps([policy])}]  # fmt: skip
    found = account(read(lines(tmp_path / "x.jsonl", rows)), "svc-flow@contoso.com")
    assert found.policies[0].results == (("success", 2),)


def test_policies_of_an_account_without_id_are_counted(tmp_path, read):
    policy = {"id": "p1", "displayName": "CA001", "result": "success", "enforcedGrantControls": ["Mfa"]}
    rows = [
        graph_object(sign_in(account=name, user="", policies=[policy])) for name in ("a@x.org", "b@x.org", "a@x.org")
    ]
    found = account(read(lines(tmp_path / "x.jsonl", rows)), "a@x.org")
    assert found.policies[0].results == (("success", 2),)

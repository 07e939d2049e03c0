"""A year of an engagement, told in steps: one list, three papers for twenty accounts, and what becomes of them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, person
from tests.engagement.signing import answered, click, edit_word, filled_in, logged, signed, write
from tests.support.packs import ROOT, pack_at, real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.engagement import Engagement
from wizard.engagement.overview import overview
from wizard.engagement.readback import checklist_of
from wizard.engagement.reports import write_reports
from wizard.engagement.rows import Row, Step
from wizard.engagement.states import State
from wizard.engagement.store import change_record, read_saved
from wizard.record.model import Record

OWNERS = {"a": "Olga Ney", "b": "Otto Owner", "c": "Ana Ruiz"}
"""Each owns the accounts of a letter, which share a paper."""

ACCOUNTS = [f"svc-{letter}{number}" for letter, many in (("a", 7), ("b", 7), ("c", 6)) for number in range(1, many + 1)]
TENANT = ("cloud", "mfa_sources", "settings", "frameworks")
WORKSHOP = ("egress", "replacement")
LISTED = [name for name in ANSWERS if name not in {*TENANT, *WORKSHOP}]


class Year:
    """One engagement over its year."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def command(self, *words: str, day: str = "") -> int:
        return run([*words, *(("--date", day) if day else ())])

    def rows(self, day: str) -> dict[str, Row]:
        """Return the accounts on a day, after the reports were written and hold the same states."""
        engagement = Engagement.open(self.folder, real_pack(), real_engine())
        seen = overview(engagement, real_pack(), real_engine(), date.fromisoformat(day))
        write_reports(seen, real_pack(), real_engine())
        text = (self.folder / "reports" / "register.csv").read_text(encoding="utf-8-sig")
        register = {line["account"].partition("@")[0]: line for line in csv.DictReader(io.StringIO(text))}
        rows = {row.account.partition("@")[0]: row for row in seen.rows}
        assert seen.problems == ()
        assert {name: line["state"] for name, line in register.items()} == {
            name: row.state.words for name, row in rows.items() if row.state
        }
        return rows

    def states(self, day: str) -> dict[str, Counter[State | None]]:
        """Return the states by letter."""
        rows = self.rows(day)
        return {letter: Counter(row.state for name, row in rows.items() if name[4] == letter) for letter in OWNERS}

    def account(self, name: str) -> Record:
        return read_saved(next((self.folder / "accounts").glob(f"{name}*.json")))

    def change(self, name: str, **parts: Any) -> None:
        """Change an account as somebody does in the wizard."""
        path = next((self.folder / "accounts").glob(f"{name}*.json"))

        def changed(record: Record) -> Record:
            answers = {**record.answers, **parts.get("answers", {})}
            return record.model_copy(
                update={"answers": answers, "signoff": {**record.signoff, **parts.get("signoff", {})}}
            )

        change_record(path, changed)

    def paper(self, letter: str) -> Path:
        """Return the first paper that is about an account of a letter."""
        return next(
            folder
            for folder in sorted((self.folder / "decisions").iterdir())
            if f"svc-{letter}" in (folder / "record.json").read_text(encoding="utf-8")
        )

    def paper_of(self, day: str) -> Path:
        """Return the paper of a meeting."""
        return next(folder for folder in (self.folder / "decisions").iterdir() if folder.name.startswith(day))

    def edit(self, folder: Path, *rows: tuple[str, str]) -> None:
        path = folder / "checklist.md"
        text = path.read_text(encoding="utf-8")
        for label, value in rows:
            text = answered(text, label, value)
        path.write_text(text, encoding="utf-8")

    def codes(self, folder: Path, day: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
        capsys.readouterr()
        self.command("verify", str(folder), "--json", day=day)
        return {one["code"] for entry in json.loads(capsys.readouterr().out) for one in entry["findings"]}


@pytest.fixture(autouse=True)
def _one_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each pack once, however many commands are typed."""
    from wizard.pack import loader

    monkeypatch.setattr(loader, "load_pack", pack_at)


@pytest.mark.slow
def test_a_year_of_an_engagement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    year = Year(tmp_path / "contoso")
    _import(year, tmp_path)
    _workshop(year)
    _board(year)
    _approvals(year)
    _in_force(year, capsys)
    _changed_fact(year, tmp_path, capsys)
    _renewal(year)
    _expiry(year, capsys)
    _hand_over(year)
    _closure(year)
    _superseded(year, capsys)
    _second_tenant(year, tmp_path, capsys)


def _import(year: Year, folder: Path) -> None:
    """November: a list of accounts becomes an engagement."""
    head = ["account", *LISTED, "signoff.account_owner"]
    cells = ["; ".join(ANSWERS[name]) if isinstance(ANSWERS[name], list) else ANSWERS[name] for name in LISTED]
    lines = [[f"{name}@contoso.com", *cells, OWNERS[name[4]]] for name in ACCOUNTS]
    path = folder / "accounts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *lines])
    assert year.command("assess", str(path), "--to", str(year.folder), "--yes", day="2026-11-20") == 0

    rows = year.rows("2026-11-20")
    assert set(rows) == set(ACCOUNTS)
    assert {(row.state, row.step) for row in rows.values()} == {(State.DRAFT, Step.ANSWER)}


def _workshop(year: Year) -> None:
    """The tenant is answered for once, the rest for each account; then the sign-off."""
    settings = year.folder / "engagement.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace(
        "[answers]", "[answers]\n" + "\n".join(f"{name} = {json.dumps(ANSWERS[name])}" for name in TENANT)
    )
    governance = json.dumps(SIGNOFF["identity_governance"]).replace('":', '" =')
    settings.write_text(text.replace("[signoff]", f"[signoff]\nidentity_governance = {governance}"), encoding="utf-8")
    assert year.rows("2026-11-23")["svc-a1"].step is Step.ANSWER

    own = {name: value for name, value in SIGNOFF.items() if name not in {"identity_governance", "account_owner"}}
    for number, name in enumerate(ACCOUNTS, 1):
        given = {"subject_ref": f"3f2504e0-4f89-41d3-9a0c-0305e82c3{number:03d}", "ticket_ref": f"CHG-{number}"}
        owner = {"account_owner": person(OWNERS[name[4]])}
        answers = {question: ANSWERS[question] for question in WORKSHOP}
        year.change(name, answers=answers, signoff={**own, **given, **owner})
    assert {row.step for row in year.rows("2026-11-24").values()} == {Step.BOARD}


def _board(year: Year) -> None:
    """Accounts that are alike share a paper."""
    assert year.command("board", str(year.folder), "--due", "2026-12", "--format", "md,docx", day="2026-11-24") == 0

    assert len(list((year.folder / "decisions").iterdir())) == 3
    rows = year.rows("2026-11-24")
    assert {(row.state, row.step) for row in rows.values()} == {(State.PROPOSED, Step.SIGN)}


def _approvals(year: Year) -> None:
    """December: twenty approvals, in plain Markdown, with the box of an editor, and in Word."""
    filled_in(year.paper("a"), until="at")
    filled_in(year.paper("b"), until="at", box="☒")
    edit_word(year.paper("c") / "checklist.docx", lambda tree: _in_word(tree, year.paper("c"), {"before", "at"}))

    assert year.states("2026-12-04") == {
        letter: Counter({State.APPROVED: sum(name[4] == letter for name in ACCOUNTS)}) for letter in OWNERS
    }


def _in_word(tree: Any, folder: Path, checkpoints: set[str]) -> None:
    printed = checklist_of((folder / "checklist.md").read_text(encoding="utf-8"))
    days = {"before": "2026-11-26", "at": "2026-12-03", "after": "2026-12-07"}
    for item in printed.items:
        if item.checkpoint in checkpoints:
            click(tree, item.id)
            write(tree, item.id, cell_4=days[item.checkpoint])
    for row in printed.signatures:
        write(tree, row.role, cell_2="approve", cell_4="3 December 2026", cell_5="mail 17")
    values = {"Final status": "approved", "Decided on": "2026-12-03"}
    values |= {"Decision 1 valid from": "2026-12-07", "Decision 1 valid to": "2027-05-31"}
    for label, value in values.items():
        write(tree, label, cell_1=value)


def _in_force(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    """What follows the approval is done, and the first review is held."""
    filled_in(year.paper("a"))
    filled_in(year.paper("b"), box="☒")
    edit_word(year.paper("c") / "checklist.docx", lambda tree: _in_word(tree, year.paper("c"), {"after"}))
    states = year.states("2026-12-10")
    assert {state for counted in states.values() for state in counted} == {State.IN_FORCE}
    assert year.codes(year.folder, "2026-12-10", capsys) == set()

    for letter in "ab":
        path = year.paper(letter) / "checklist.md"
        text = path.read_text(encoding="utf-8")
        text = logged(text, "26 February 2027", "2027-02-25", "Olga Ney", "both, passed", "log 4", "continue", "")
        path.write_text(text, encoding="utf-8")
    states = year.states("2027-03-10")
    assert (set(states["a"]), set(states["b"]), set(states["c"])) == (
        {State.IN_FORCE}, {State.IN_FORCE}, {State.OVERDUE},
    )  # fmt: skip


def _changed_fact(year: Year, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """March: a fact is read anew, and the papers that rest on it are named."""
    pack = folder / "pack"
    shutil.copytree(ROOT / "knowledge", pack)
    _edit(pack / "facts" / "conditional_access.md", "\n## CA-19\n\n", "\n## CA-19\n\nFrom now on nobody is excluded. ")
    tables = (pack / "tables.toml").read_text(encoding="utf-8")
    row = tables[tables.index('id = "T6"') :].partition("[[")[0]
    _edit(pack / "tables.toml", row, row.replace("time_limited_exception", "exception_refused"))
    capsys.readouterr()
    assert year.command("drift", str(year.folder), "--pack", str(pack), "--json", day="2027-03-10") == 4

    told = json.loads(capsys.readouterr().out)
    assert [[fact["fact"] for fact in paper["facts_changed"]] for paper in told] == [["CA-19"]] * 3
    assert year.states("2027-03-10")["a"] == Counter({State.IN_FORCE: 7})


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def _renewal(year: Year) -> None:
    """May: one exception is renewed; it goes on for the others until its end."""
    before = year.account("svc-a1").record_id
    words = ("records", "renew", "svc-a1@contoso.com", "--folder", str(year.folder), "--until", "2027-11-20")
    assert year.command(*words, day="2027-05-10") == 0
    row = year.rows("2027-05-10")["svc-a1"]
    assert (row.state, row.step, row.renewing, row.end) == (State.DUE, Step.FORM, True, date(2027, 5, 31))

    record = year.account("svc-a1")
    controls = [
        {**row, "passed": True, "tested_on": "2027-05-08", "tested_by": "Sue Wit", "evidence": "log 7"}
        for row in record.signoff["compensating_controls"]  # type: ignore[union-attr]
    ]
    dated = {
        name: [{**row, "due": "2027-11-10"} for row in record.signoff[name]]  # type: ignore[union-attr]
        for name in ("plan_steps", "conditions", "confirmation")
    }
    year.change("svc-a1", signoff={"compensating_controls": controls, **dated})
    row = year.rows("2027-05-10")["svc-a1"]
    assert (row.state, row.step) == (State.DUE, Step.BOARD)

    assert year.command("board", str(year.folder), "--accounts", "svc-a1@contoso.com", day="2027-05-12") == 0
    assert year.rows("2027-05-12")["svc-a1"].end == date(2027, 5, 31)
    _sign(year, year.paper_of("2027-05-12"), "2027-05-20")
    row = year.rows("2027-05-21")["svc-a1"]
    assert (row.state, row.end, row.seen and row.seen.renews) == (State.APPROVED, date(2027, 11, 20), before)


def _sign(year: Year, paper: Path, day: str) -> None:
    path = paper / "checklist.md"
    text = path.read_text(encoding="utf-8")
    for one in checklist_of(text).signatures:
        text = signed(text, one.role, decision="approve", date=day, reference="mail 30")
    path.write_text(text, encoding="utf-8")
    year.edit(paper, ("Final status", "approved"), ("Decided on", day))


def _expiry(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    """June: what ended without a closure is overdue, and a finding."""
    rows = year.rows("2027-06-02")
    assert rows["svc-a1"].state is State.APPROVED
    assert {row.state for name, row in rows.items() if name != "svc-a1"} == {State.OVERDUE}
    assert (date(2027, 5, 31), "End") in rows["svc-b1"].late
    assert "end_passed" in year.codes(year.paper("b"), "2027-06-02", capsys)


def _hand_over(year: Year) -> None:
    """An owner leaves: what he holds passes on, and the signed papers keep his name."""
    paper = (year.paper("b") / "recommendation.md").read_bytes()
    words = ("records", "hand-over", "--folder", str(year.folder), "--from", "Otto Owner", "--to", "Nora New")
    assert year.command(*words, "--by", "Bea Kay", "--reason", "left", day="2027-06-03") == 0

    rows = year.rows("2027-06-03")
    assert {row.owner for name, row in rows.items() if name[4] == "b"} == {"Nora New"}
    assert {row.owner for name, row in rows.items() if name[4] == "a"} == {"Olga Ney"}
    assert year.account("svc-b1").hand_overs[0].before.name == "Otto Owner"
    assert (year.paper("b") / "recommendation.md").read_bytes() == paper


def _closure(year: Year) -> None:
    """One account is closed with what shows its end; those that share its paper are not."""
    words = ("records", "close", "svc-b1@contoso.com", "--folder", str(year.folder), "--outcome", "account_retired")
    by = ("--evidence", "audit log 12", "--by")
    assert year.command(*words, *by, "Ian Fox", day="2027-06-04") == 2
    assert year.command(*words, *by, "Gil Orr", day="2027-06-04") == 0

    rows = year.rows("2027-06-05")
    assert (rows["svc-b1"].state, rows["svc-b1"].step, rows["svc-b1"].next) == (State.CLOSED, Step.NONE, None)
    assert rows["svc-b2"].state is State.OVERDUE


def _superseded(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    """A revision takes the place of a paper once it is approved, and not before."""
    year.change("svc-c1", signoff={
        "decision_needed_by": "2027-06-18", "valid_from": "2027-06-21", "expires_on": "2027-11-30",
        "review_by": "2027-09-15", "renewal_number": "1",
        "compensating_controls": [{**row, "tested_on": "2027-06-01"} for row in SIGNOFF["compensating_controls"]],
        "plan_steps": [{**row, "due": "2027-11-10"} for row in SIGNOFF["plan_steps"]],
    })  # fmt: skip
    before = year.account("svc-c1").record_id
    words = ("board", str(year.folder), "--accounts", "svc-c1@contoso.com", "--revision")
    assert year.command(*words, day="2027-06-07") == 0

    after = year.account("svc-c1")
    assert (after.supersedes, after.record_id) == (before, f"{before}-R2")
    rows = year.rows("2027-06-08")
    assert (rows["svc-c1"].state, rows["svc-c1"].renewing) == (State.OVERDUE, True)
    _sign(year, year.paper_of("2027-06-07"), "2027-06-14")
    rows = year.rows("2027-06-15")
    assert (rows["svc-c1"].state, rows["svc-c1"].end) == (State.APPROVED, date(2027, 11, 30))
    assert rows["svc-c2"].state is State.OVERDUE
    assert "supersedes_cycle" not in year.codes(year.folder, "2027-06-15", capsys)


def _second_tenant(year: Year, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another client: nothing of the first is in it, and the first does not change."""
    other = Year(folder / "fabrikam")
    path = folder / "other.csv"
    path.write_text("account,identity\nsvc-a1@fabrikam.com,user_cloud\n", encoding="utf-8")
    before = {one: one.read_bytes() for one in year.folder.rglob("*") if one.is_file()}
    assert other.command("assess", str(path), "--to", str(other.folder), "--yes", day="2027-06-09") == 0

    assert {(row.state, row.step) for row in other.rows("2027-06-09").values()} == {(State.DRAFT, Step.ANSWER)}
    told = b"".join(one.read_bytes() for one in other.folder.rglob("*") if one.is_file())
    assert not any(word in told for word in (b"contoso", b"Olga", b"Nora", b"CA-EXC"))
    assert {one: one.read_bytes() for one in before} == before

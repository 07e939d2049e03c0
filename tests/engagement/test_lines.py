"""Lines of reports that were composed before serve only while nothing that they are made of has changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS
from tests.engagement.making import DAY, engaged, engagement, seen
from tests.engagement.signing import filled_in
from tests.support.packs import engine_at, pack_at, real_engine, real_pack
from wizard.decision.engine import Engine
from wizard.engagement.engagement import Engagement
from wizard.engagement.overview import Overview, overview
from wizard.engagement.reports import lines, write_reports
from wizard.engagement.reports.lines import Lines
from wizard.pack.files import default_pack_folder
from wizard.pack.models import Pack


@pytest.fixture(autouse=True)
def _cache_of_each_account(tmp_path, monkeypatch):
    monkeypatch.setenv("MFA_WIZARD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lines, "RUN", 1)


def reported(found: Overview, pack: Pack | None = None, engine: Engine | None = None) -> dict[str, bytes]:
    """Return the reports of an overview that have lines of accounts, as they are on the disk afterwards."""
    write_reports(found, pack or real_pack(), engine or real_engine())
    place = found.engagement.reports_folder
    return {name: (place / name).read_bytes() for name in ("register.csv", "register.xlsx", "backlog.csv")}


def kept(home: Path) -> Path:
    (path,) = (home / "cache").glob("lines-*")
    return path


def add(text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "engagement.toml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return change


def answer(folder: Path) -> None:
    path = folder / "accounts" / "open.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "answers": ANSWERS}), encoding="utf-8")


def one_more(folder: Path) -> None:
    record = {"account": {"name": "first@contoso.com"}, "answers": ANSWERS}
    (folder / "accounts" / "a-first.json").write_text(json.dumps(record), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "an answer of an account": answer,
    "an account more": one_more,
    "an account less": lambda folder: (folder / "accounts" / "open.json").unlink(),
    "the name of a damaged file": lambda folder: (folder / "accounts" / "damaged.json").rename(
        folder / "accounts" / "other.json"
    ),
    "a file that is damaged now": lambda folder: (folder / "accounts" / "open.json").write_bytes(b"{"),
    "an answer of the tenant": add('settings = ["none"]\n'),
    "a rule of the organization": add("[rules.cap_days]\nlow = 2\nmedium = 2\nhigh = 2\ncritical = 2\n"),
    "how registers are written": add('[reports]\nseparator = ";"\n'),
    "a signature": lambda folder: filled_in(folder / "decisions" / "2026-12-03 svc-waits"),
    "a paper that is gone": lambda folder: shutil.rmtree(folder / "decisions" / "2026-12-03 svc-waits"),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_reports_after_a_change_are_those_that_are_made_without_a_cache(contoso, tmp_path, monkeypatch, change):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    before = reported(seen(copy))
    change(copy)
    found = reported(seen(copy))
    assert found["register.csv"] != before["register.csv"]
    monkeypatch.setenv("MFA_WIZARD_CACHE", "")
    assert reported(seen(copy)) == found


@pytest.mark.slow
def test_lines_of_another_day_do_not_count(contoso, tmp_path, monkeypatch):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    before, later = reported(seen(copy)), DAY + timedelta(200)
    found = reported(seen(copy, later))
    assert found["register.csv"] != before["register.csv"]
    monkeypatch.setenv("MFA_WIZARD_CACHE", "")
    assert reported(seen(copy, later)) == found


@pytest.mark.slow
def test_lines_of_another_edition_of_the_knowledge_do_not_count(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    found = seen(copy)
    title = real_pack().verdict_by_id[next(row.seen.lead for row in found.rows if row.seen and row.seen.lead)].title
    reported(found)
    other = shutil.copytree(default_pack_folder(), tmp_path / "pack")
    words = (other / "verdicts.toml").read_text(encoding="utf-8")
    assert title in words
    (other / "verdicts.toml").write_text(words.replace(title, "Now said otherwise"), encoding="utf-8")
    pack, engine = pack_at(other), engine_at(other)
    again = reported(overview(Engagement.open(copy, pack, engine), pack, engine, DAY), pack, engine)
    assert "Now said otherwise" in again["register.csv"].decode()
    assert "Now said otherwise" in again["backlog.csv"].decode()


def test_lines_of_accounts_that_are_as_they_were_are_not_composed_again(tmp_path, monkeypatch):
    home = engaged(tmp_path / "home", one=None, two=None, three=None)
    before = reported(seen(home))
    composed: list[str] = []
    compose = Lines._composed

    def noted(self, rows, start):
        composed.extend(row.file for row in rows)
        return compose(self, rows, start)

    monkeypatch.setattr(Lines, "_composed", noted)
    for name in before:
        (home / "reports" / name).write_bytes(b"changed by hand")
    (home / "reports" / "register.csv").unlink()
    assert reported(seen(home)) == before
    assert not composed
    record = json.loads((home / "accounts" / "two.json").read_text(encoding="utf-8"))
    record["signoff"]["ticket_ref"] = "CHG-22"
    (home / "accounts" / "two.json").write_text(json.dumps(record), encoding="utf-8")
    assert b"CHG-22" in reported(seen(home))["register.csv"]
    assert composed == ["two.json"]


@pytest.mark.slow
def test_what_a_power_cut_left_of_kept_lines_does_not_count(tmp_path):
    home = engaged(tmp_path / "home", one=None, two=None)
    found = seen(home)
    before = reported(found)
    whole = kept(tmp_path).read_bytes()
    for place in range(0, len(whole), len(whole) // 25):
        for damaged in (
            whole[:place],
            whole[:place] + bytes(len(whole) - place),
            whole[:place] + b"7" + whole[place + 1 :],
        ):
            kept(tmp_path).write_bytes(damaged)
            assert reported(found) == before
    assert kept(tmp_path).read_bytes() == whole


@pytest.mark.slow
def test_pseudonyms_are_not_kept(tmp_path):
    home = engagement(tmp_path / "home", 'client = "Contoso"\n[reports]\nredact = true\n')
    write_reports(seen(home), real_pack(), real_engine(), key=tmp_path / "key.json")
    assert b"svc-" not in (home / "reports" / "register.csv").read_bytes()
    assert not list((tmp_path / "cache").glob("lines-*"))

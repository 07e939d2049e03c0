from __future__ import annotations

import json
import shutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events

from tests.engagement.signing import printed
from tests.support.engagements import DAMAGED, SETTINGS, file_of, write_engagement
from tests.support.waiting import ROOM
from tests.tui.quick import drawn, quickly
from tests.tui.stage import DAY, Stage, knowledge, on_stage
from wizard.engagement.locks import held
from wizard.engagement.watching import Watch
from wizard.pack.files import default_pack_folder
from wizard.tui.app import WizardApp
from wizard.tui.screens.portfolio import PortfolioScreen
from wizard.tui.screens.question import QuestionScreen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_engagement(tmp_path / "contoso")


@asynccontextmanager
async def portfolio(folder: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Stage]:
    async with on_stage(folder / "accounts", name=None, size=size) as stage:
        await stage.until(lambda: stage.app.screen.lines and not stage.app.screen.busy)
        await stage.settle()
        yield stage


def here(stage: Stage) -> str:
    return next(row for row in stage.rows("#accounts") if row.startswith("›"))


def names(stage: Stage) -> list[str]:
    return [line.row.account.partition("@")[0] for line in stage.app.screen.table.lines]


def record(folder: Path, name: str) -> dict:
    return json.loads((folder / "accounts" / file_of(name)).read_text(encoding="utf-8"))


async def test_an_engagement_opens_with_all_accounts_and_what_is_to_be_done_next(folder: Path) -> None:
    async with portfolio(folder) as stage:
        assert isinstance(stage.app.screen, PortfolioScreen)
        assert "Contoso Ltd" in stage.rows()[0]
        assert "6 accounts" in stage.rows()[0]
        steps = stage.words("#steps")
        assert steps == ("All accounts 6 Repair the file 1 Answer questions 2 Fill in the sign-off 3")
        row = next(row for row in stage.rows("#accounts") if "svc-billing" in row)
        assert [word in row for word in ("draft", "Time-limited", "High", "Bo Chen")] == [True] * 4
        assert "unreadable" in next(row for row in stage.rows("#accounts") if DAMAGED in row)
        await stage.press("enter")
        assert isinstance(stage.app.screen, PortfolioScreen)
        assert stage.words("#status").startswith("Problem:")
        await stage.press("w", "down")
        assert names(stage) == [DAMAGED]


async def test_typing_finds_accounts_and_a_key_sorts_them(folder: Path) -> None:
    async with portfolio(folder) as stage:
        await stage.press("b", "i", "l")
        assert names(stage) == ["svc-billing"]
        assert "1 shown" in stage.rows()[0]
        await stage.press("escape", "slash", *"ana", "enter")
        assert names(stage) == ["svc-flow"]
        assert stage.app.focused is stage.app.screen.table
        await stage.press("escape", "right", "right", "right", "s")
        assert names(stage)[0] == "svc-billing"
        await stage.press("s")
        assert names(stage)[-1] == "svc-billing"
        await stage.press("slash", "(", "#")
        assert stage.app.screen.find.value == "(#"
        await stage.pilot.resize_terminal(80, 11)
        await stage.press("escape", "home", "slash", *"billing")
        assert here(stage).startswith("›   svc-billing")
        await stage.press("escape")
        assert here(stage).startswith("›   svc-billing")


async def test_accounts_that_were_sorted_before_a_key_are_shown_as_it_sorts_them(folder: Path) -> None:
    async with portfolio(folder) as stage:
        screen = stage.app.screen
        seen = screen.watched.seen()
        worded = screen._worded(seen)
        await stage.press("right", "right", "right", "s")
        wanted = names(stage)
        assert wanted != [line.row.account.partition("@")[0] for line in worded.ordered]
        screen._show(seen, worded)
        assert names(stage) == wanted
        await stage.press("x", "y")
        assert "No account is shown" in stage.text()


@pytest.mark.slow
async def test_an_account_opens_and_esc_comes_back_to_its_row(folder: Path) -> None:
    async with portfolio(folder) as stage:
        await stage.press("space", "s", "slash", *"svc", "enter", "down")
        before = here(stage)
        await stage.press("enter")
        await stage.until(lambda: stage.app.session is not None)
        assert stage.session.interview.answers["cloud"] == "public"
        while not isinstance(stage.app.screen, QuestionScreen):
            await stage.press("escape")
        stage.session.set_field("account_owner", {"name": "Otto Owner"})
        await stage.press("escape")
        assert isinstance(stage.app.screen, PortfolioScreen)
        assert here(stage).split()[1] == before.split()[1]
        assert "Otto Owner" in here(stage)
        assert stage.app.screen.table.reverse
        assert stage.app.screen.find.value == "svc"
        assert len(stage.app.screen.table.marked) == 1


@pytest.mark.slow
async def test_one_answer_goes_to_all_marked_accounts_and_can_be_undone(folder: Path) -> None:
    files = {name: (folder / "accounts" / file_of(name)).read_bytes() for name in ("robot-07", "svc-crm", "svc-flow")}
    async with portfolio(folder) as stage:
        await stage.press("slash", *"contoso", "enter", "+", "a", *"replacement", "enter")
        assert "What could replace this account?" in stage.text()
        await stage.press("f1")
        assert "The answers to this question" in stage.words()
        await stage.press("escape")
        with held(folder / "accounts" / file_of("svc-flow")):
            await stage.press("n", *"Bo", "enter", "2")
            await stage.until(lambda: not stage.app.screen.busy)
            await stage.settle()
        said = stage.words("#status")
        assert "1 account has the answer" in said
        assert "svc-flow-contoso-com.json is open in another window" in said
        assert (folder / "accounts" / file_of("svc-crm")).read_bytes() == files["svc-crm"]
        origin = record(folder, "robot-07")["origins"]["replacement"]
        assert (origin["how"], origin["by"], origin["given_on"]) == ("shared", "Bo", "2026-11-24")
        await stage.press("ctrl+z")
        await stage.until(lambda: "Undone in 1 file" in stage.words("#status"))
        assert {name: (folder / "accounts" / file_of(name)).read_bytes() for name in files} == files
        await stage.press("ctrl+z")
        assert "nothing to undo" in stage.words("#status")


@pytest.mark.slow
async def test_an_answer_for_the_tenant_goes_into_the_settings_and_comes_out_again(folder: Path) -> None:
    async with portfolio(folder) as stage:
        await stage.press("slash", *"crm", "enter", "a", *"frameworks", "enter", "i", "enter", "enter", "3")
        await stage.until(lambda: "holds for the whole tenant" in stage.words("#status") and not stage.app.screen.busy)
        written = (folder / "engagement.toml").read_text(encoding="utf-8")
        assert written.startswith(SETTINGS)
        assert "frameworks" in written
        await stage.press("ctrl+z")
        await stage.until(lambda: "Undone" in stage.words("#status") and not stage.app.screen.busy)
        assert (folder / "engagement.toml").read_text(encoding="utf-8") == SETTINGS


@pytest.mark.slow
async def test_an_account_begins_from_its_name_or_after_another_one(folder: Path) -> None:
    async with portfolio(folder) as stage:
        await stage.press("slash", *"billing", "enter", "t")
        await stage.type("svc-archive@contoso.com")
        await stage.press("enter")
        await stage.until(lambda: stage.app.session is not None)
        assert stage.session.record.template == "MFA-2026-00000002"
        while not isinstance(stage.app.screen, PortfolioScreen):
            await stage.press("escape")
        await stage.press("escape")
        assert "svc-archive" in here(stage)
        assert "7 accounts" in stage.rows()[0]
        await stage.press("n")
        await stage.type("SVC-ARCHIVE@contoso.com")
        await stage.press("enter")
        assert "is here already" in stage.words("#status")
    made = record(folder, "svc-archive")
    assert made["origins"]["identity"]["how"] == "template"
    assert made["origins"]["identity"]["place"] == "svc-billing@contoso.com"
    assert "cloud" not in made["answers"]
    assert "subject_ref" not in made["signoff"]
    assert made["signoff"]["account_owner"]["name"] == "Bo Chen"
    assert "tested_on" not in made["signoff"]["compensating_controls"][0]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (200, 50)], ids=str)
async def test_the_accounts_are_in_sight_at_every_size(folder: Path, size: tuple[int, int]) -> None:
    async with portfolio(folder, size) as stage:
        assert all(f"svc-{name}" in stage.text() for name in ("billing", "crm", "flow", "portal"))
        assert "State" in stage.text()
        await stage.press("ctrl+r")
        assert "svc-" not in stage.text()
        assert "Bo Chen" not in stage.text()


@pytest.mark.slow
async def test_the_folder_of_a_paper_shows_no_name_while_names_are_hidden(tmp_path: Path) -> None:
    home = tmp_path / "contoso"
    (home / "accounts").mkdir(parents=True)
    (home / "engagement.toml").write_text(SETTINGS, encoding="utf-8")
    name = "2026-11-24 anna-meier-contoso-com"
    paper = printed(home / "decisions" / name, account={"name": "anna_meier@contoso.com"})
    shutil.copy(paper / "record.json", home / "accounts" / "anna-meier-contoso-com.json")
    async with portfolio(home) as stage:
        assert name in stage.words("#details")
        await stage.press("ctrl+r")
        assert "decisions/" in stage.words("#details")
        stage.app.screen.say(f"1 paper for 1 account in decisions: {name}.")
        await stage.settle()
        assert "(name hidden)" in stage.words("#status")
        assert "anna" not in stage.words()


async def test_papers_are_written_for_the_ready_accounts_and_the_others_are_named(folder: Path) -> None:
    async with portfolio(folder) as stage:
        await stage.press("slash", *"crm", "enter", "p", *"June", "enter")
        await stage.until(lambda: "No account is ready" in stage.words("#status") and not stage.app.screen.busy)
        assert "svc-crm@contoso.com" in stage.words("#status")
        assert not (folder / "decisions").exists()


async def test_an_empty_list_says_what_to_do_at_any_width(tmp_path: Path) -> None:
    (tmp_path / "engagement.toml").write_text('client = "Contoso"\n', encoding="utf-8")
    async with on_stage(tmp_path / "accounts", name=None, size=(60, 18)) as stage:
        await stage.until(lambda: "No accounts yet. n begins with one." in stage.text())
        assert "mfa-wizard assess LIST --to FOLDER" in " ".join(stage.words("#details").split())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30)])
async def test_the_details_of_a_few_accounts_are_not_cut(folder: Path, size) -> None:
    async with portfolio(folder, size=size) as stage:
        await stage.press("slash", *"svc-crm", "enter")
        assert "Decision:" in stage.words("#details")
        assert stage.one("#details").size.height > stage.app.size.height // 3


@pytest.mark.slow
async def test_a_conflicting_copy_is_shown_as_such(folder: Path) -> None:
    original = folder / "accounts" / file_of("svc-crm")
    (original.parent / "svc-crm-contoso-com (conflict PC-7).json").write_bytes(original.read_bytes())
    async with portfolio(folder) as stage:
        await stage.press("slash", *"crm", "enter", "down")
        assert stage.words("#accounts").count("two copies") == 2
        assert "svc-crm-contoso-com (conflict PC-7).json hold the same account" in stage.words("#details")


@pytest.mark.slow
@pytest.mark.parametrize("leaves", [False, True])
async def test_keys_wait_for_the_rows_they_mean_and_the_key_that_leaves_does_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, leaves: bool
) -> None:
    read = threading.Event()
    look = Watch.look
    monkeypatch.setattr(Watch, "look", lambda watch, show: read.wait(ROOM) and not leaves and look(watch, show))
    app = WizardApp(folder / "accounts", default_pack_folder(), DAY)
    app.knowledge = knowledge()
    with quickly(app, painted=False):
        async with app.run_test(size=(120, 36)) as pilot:
            for key in ("down", "space", *(["ctrl+q"] if leaves else [])):
                app.post_message(events.Key(key, None))
            stage = Stage(app, pilot)
            if leaves:
                await stage.until(lambda: app.return_code == 0)
                read.set()
                return
            await drawn(app)
            assert app.key_order.busy
            read.set()
            await stage.settle()
            table = app.screen.table
            assert table.marked == {table.lines[1].file}

"""Exports in the wizard: they propose, Enter confirms, and codes are looked up."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events

from tests.engagement.test_proposed_answers import seen
from tests.evidence.collect.exported import ACCOUNT, folder, rows
from tests.tui.stage import EXCEPTION, NAME, SIZES, Stage, knowledge, on_stage
from wizard.decision.words import Words
from wizard.engagement.evidence_files import Exports
from wizard.errors import EvidenceError, Problem
from wizard.tui.screens.dialogs import TextDialog
from wizard.tui.screens.evidence import AccountDialog, ReadingDialog
from wizard.tui.screens.mapping import KindDialog
from wizard.tui.screens.pages import HelpScreen
from wizard.tui.screens.proposals import OutcomeDialog, ReadDialog
from wizard.tui.screens.question import QuestionScreen

pytestmark = pytest.mark.slow


async def run_command(stage: Stage, typed: str) -> None:
    await stage.press(":")
    await stage.type(typed)
    await stage.press("enter")


async def read_exports(stage: Stage, path: Path, shown: type) -> None:
    """Have exports read, until a window of a kind is there."""
    await run_command(stage, "read exports")
    await stage.type(str(path))
    await stage.press("enter")
    await stage.until(lambda: isinstance(stage.app.screen, shown))
    await stage.settle()


async def propose(stage: Stage, *observations) -> None:
    stage.session.propose(observations)
    stage.app.screen.refresh_all()
    await stage.settle()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    row = {"createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": NAME, "isInteractive": True,
           "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "resourceId": "r", "status": {"errorCode": 0}}  # fmt: skip
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(row) + "\n")
    return path


def name_others(log: Path, *names: str) -> None:
    row = log.read_text()
    log.write_text("".join(row.replace(NAME, name) for name in names))


def with_account(name: str) -> dict:
    return json.loads(json.dumps(rows()).replace(ACCOUNT, name))


def moved(path: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    path.rename(folder / path.name)


def renamed(path: Path, name: str) -> Path:
    return path.rename(path.with_name(name))


async def test_a_proposal_is_shown_with_its_file_and_enter_confirms_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"))
        assert stage.current == "identity"
        assert stage.shows("Suggested by log.csv (3 rows, 2026-11-01)")
        await stage.press("enter")
        assert stage.session.record.origins["identity"].how == "observed"
        assert stage.session.interview.answers["identity"] == "user_synced"
        assert stage.current == "cloud"


async def test_a_proposal_looks_different_from_an_answer_wherever_it_is_shown(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"), seen("cloud", "public"))
        assert "(~)" in stage.text()
        assert "suggested" in stage.words("#choices")
        assert "(•)" not in stage.text()
        assert "~ Cloud" in stage.words("#trail")
        assert "propos" not in stage.text().lower()
        await stage.pilot.resize_terminal(160, 36)
        await stage.settle()
        assert "~ Cloud suggested:" in stage.words("#trail")
        await stage.press("enter")
        assert "= Account type confirmed:" in stage.words("#trail")
        await stage.press("enter")
        assert "~" not in stage.words("#trail")


async def test_enter_confirms_several_proposed_answers_at_once(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={"identity": "user_cloud"}) as stage:
        await propose(stage, seen("privilege", "dataverse_admin"), seen("privilege", "power_platform_admin"))
        stage.app.screen.go_to("privilege")
        await stage.settle()
        await stage.press("enter")
        assert stage.session.record.origins["privilege"].how == "observed"


async def test_another_answer_replaces_a_proposal_and_the_contradiction_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"))
        await stage.press("c")
        assert stage.session.interview.answers["identity"] == "user_cloud"
        assert "identity" not in stage.session.record.origins
        assert "The export contradicts this answer" in stage.words()


async def test_exports_are_read_from_the_list_of_commands(tmp_path: Path, log: Path) -> None:
    async with on_stage(tmp_path / "home", answers={"identity": "user_cloud"}) as stage:
        await read_exports(stage, log, OutcomeDialog)
        assert "surfaces" in stage.session.record.origins
        label = knowledge().pack.question_by_id["surfaces"].label
        said = " ".join(stage.one("#meaning").prose.plain.split())
        assert label in said
        assert "log.jsonl" in said
        assert "no answer" not in said
        await stage.press("1")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert "Suggested:" in stage.words("#status")


async def test_one_key_confirms_what_exports_prove_and_the_rest_is_asked(tmp_path: Path, log: Path) -> None:
    async with on_stage(tmp_path / "home", answers={"identity": "user_cloud"}) as stage:
        await read_exports(stage, log, ReadDialog)
        proven, proposed = stage.session.certain, stage.session.proposals
        assert proven
        assert set(proven) < set(proposed)
        assert f"Confirm {len(proven)} answer" in stage.words()
        await stage.press("2")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert {stage.session.record.origins[name].how for name in proven} == {"observed"}
        assert stage.session.proposals == tuple(name for name in proposed if name not in proven)
        assert "= Activity" in stage.words("#trail")


async def test_a_path_that_holds_nothing_is_said_in_the_window(tmp_path: Path) -> None:
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "read exports")
        await stage.type(str(tmp_path / "absent.csv"))
        await stage.press("enter")
        await stage.until(lambda: "cannot be read" in stage.words() and stage.one("#problem").display)
        await stage.press("escape")
        assert stage.session.proposals == ()


async def test_a_file_of_another_kind_is_said_with_what_to_do_in_the_window(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('[{"scope": "/", "principalId": "1"}]', encoding="utf-8")
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "read exports")
        await stage.type(str(other))
        await stage.press("enter")
        await stage.until(lambda: "principalId. Name another file or folder." in stage.words())
        assert "--help" not in stage.words()


async def test_all_proposals_are_confirmed_after_a_question(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"), seen("activity", "active"))
        await run_command(stage, "confirm all")
        assert "Confirm suggested answers: 2 wait" in stage.words()
        await stage.press("1")
        assert stage.session.proposals == ()
        assert stage.session.record.origins["activity"].how == "observed"


async def test_the_proposals_of_one_stage_are_confirmed_and_the_others_wait(tmp_path: Path) -> None:
    begun = {name: EXCEPTION[name] for name in ("identity", "cloud", "run_mode", "token", "privilege", "record")}
    async with on_stage(tmp_path, answers=begun) as stage:
        await propose(stage, seen("activity", "active"), seen("surfaces", "m365_data"))
        stages = {name: knowledge().pack.question_by_id[name].stage for name in stage.session.proposals}
        assert len(set(stages.values())) == 2
        await run_command(stage, "confirm all")
        way = next(i for i, (label, _) in enumerate(stage.app.screen.actions()) if "stage Account" in label)
        await stage.press(str(way + 1))
        assert [name for name in stages if stages[name] != stages["activity"]] == list(stage.session.proposals)


@pytest.mark.parametrize("size", SIZES)
async def test_all_ways_to_confirm_are_in_sight(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size) as stage:
        names = ("identity", "cloud", "activity", "run_mode", "token", "record")
        await propose(stage, *(seen(name, EXCEPTION[name]) for name in names))
        await run_command(stage, "confirm all")
        for label, _ in stage.app.screen.actions():
            assert label in stage.words()


async def test_confirming_stands_on_the_harmless_way(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"))
        await run_command(stage, "confirm all")
        await stage.press("enter")
        assert stage.session.proposals == ("identity",)


@pytest.mark.parametrize("size", SIZES)
async def test_what_speaks_against_an_answer_is_shown_at_once_with_both_sides(tmp_path: Path, log: Path, size) -> None:
    async with on_stage(tmp_path / "home", size=size, answers={"identity": "user_cloud", "activity": "idle"}) as stage:
        await read_exports(stage, log, OutcomeDialog)
        words = Words(knowledge().pack)
        assert [one.question for one in stage.session.contradictions] == ["activity"]
        said = stage.words()
        assert "Contradicts 1 answer" in said
        assert f"answered: {words.option('activity', 'idle')}" in " ".join(said.split())
        assert stage.session.interview.answers["activity"] == "idle"


async def test_a_file_that_cannot_be_used_is_named_while_the_rest_is_read(tmp_path: Path, log: Path) -> None:
    moved(log, tmp_path / "exports")
    (tmp_path / "exports" / "page.json").write_text("<html><body>Sign in</body></html>")
    async with on_stage(tmp_path / "home", answers={"identity": "user_cloud"}) as stage:
        await read_exports(stage, tmp_path / "exports", OutcomeDialog)
        said = " ".join(stage.one("#meaning").prose.plain.split())
        assert "Findings about the files (1)" in said
        assert "page.json" in said.replace(" ", "")


async def test_reading_can_be_stopped_and_takes_nothing(tmp_path: Path, log: Path, monkeypatch) -> None:
    started, stopped = threading.Event(), threading.Event()

    @contextmanager
    def slow(self, pack, progress, stop):
        started.set()
        if stop.wait(20):
            stopped.set()
        raise EvidenceError(Problem("", "stopped", ""))
        yield

    monkeypatch.setattr("wizard.engagement.evidence_files.Exports.opened", slow)
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "read exports")
        await stage.type(str(log))
        await stage.pilot.press("enter")
        await stage.until(started.is_set)
        assert isinstance(stage.app.screen, ReadingDialog)
        await stage.press("escape")
        await stage.until(stopped.is_set)
        assert stage.session.proposals == ()
        assert stage.current == "identity"


async def test_what_was_read_while_the_help_was_open_is_shown_once_that_is_closed(
    tmp_path: Path, log: Path, monkeypatch
) -> None:
    started, going = threading.Event(), threading.Event()
    opened = Exports.opened

    def slow(self, *values):
        started.set()
        going.wait(20)
        return opened(self, *values)

    monkeypatch.setattr(Exports, "opened", slow)
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "read exports")
        await stage.type(str(log))
        await stage.pilot.press("enter")
        await stage.until(started.is_set)
        await stage.pilot.press("f1")
        going.set()
        await stage.until(lambda: not any(thread.name == "exports" for thread in threading.enumerate()))
        await stage.settle()
        assert isinstance(stage.app.screen, HelpScreen)
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, ReadDialog))
        await stage.press("escape")
        assert isinstance(stage.app.screen, QuestionScreen)


async def test_nothing_to_confirm_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await run_command(stage, "confirm all")
        assert "No suggested answer waits" in stage.words()


async def test_an_error_code_is_looked_up_and_one_that_is_not_known_stays_to_be_corrected(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await run_command(stage, "error code")
        for text in ("Sign-in failed.\n\n Code", " AADSTS5007", ""):
            stage.app.post_message(events.Paste(text))
        await stage.press("enter")
        assert stage.one("#line").value == "Sign-in failed. Code AADSTS5007"
        assert "holds no code" in stage.words("#problem")
        await stage.press("6", "enter")
        assert isinstance(stage.app.screen, TextDialog)
        assert "What to do:" in stage.words()
        assert "Source:" in stage.words()
        await stage.press("escape")
        assert stage.current == "identity"


@pytest.mark.parametrize("command", ["read exports", "try a change"])
async def test_a_path_that_is_mistyped_stays_to_be_corrected(tmp_path: Path, log: Path, command: str) -> None:
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, command)
        await stage.type(str(log)[:-1])
        await stage.press("enter")
        assert "it does not exist" in stage.words("#problem")
        assert stage.one("#line").value == str(log)[:-1]
        stage.one("#line").value = "~no-such-user/log"
        await stage.press("enter")
        assert "no home folder" in stage.words("#problem")
        stage.app.post_message(events.Paste("x" * 2000))
        await stage.settle()
        assert "The last 17 characters of the pasted text don't fit here." in stage.words("#problem")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Connections in a table with headings of its own."""
    path = tmp_path / "tables" / "list.csv"
    path.parent.mkdir()
    path.write_text(f"Who,Which API,Where\n{NAME},shared_sharepointonline,Prod\n", encoding="utf-8")
    return path


async def test_a_table_with_unknown_headings_is_mapped_once_and_remembered(tmp_path: Path, table: Path) -> None:
    async with on_stage(tmp_path / "home") as stage:
        await read_exports(stage, table, KindDialog)
        assert "Who, Which API, Where" in stage.words()
        way = next(i for i, (_, kind) in enumerate(stage.app.screen.actions()) if kind == "connections")
        await stage.press(str(way + 1))
        await stage.press("w", "enter")  # the account: Who
        await stage.until(lambda: stage.app.focused.id == "part-connector")
        await stage.press("w", "w", "enter")
        stage.one("#part-connector").index = 2
        stage.one("#ways").focus()
        await stage.press("1")
        await stage.until(lambda: isinstance(stage.app.screen, OutcomeDialog))
        await stage.settle()
        assert "connectors" in stage.session.record.origins
        await stage.press("1")
        await read_exports(stage, table, OutcomeDialog)


async def test_a_table_may_be_left_out(tmp_path: Path, table: Path, log: Path) -> None:
    moved(log, table.parent)
    async with on_stage(tmp_path / "home", answers={"identity": "user_cloud"}) as stage:
        await read_exports(stage, table.parent, KindDialog)
        ways = stage.app.screen.actions()
        await stage.press(str(len(ways)))
        await stage.until(lambda: isinstance(stage.app.screen, OutcomeDialog))
        await stage.settle()
        assert "list.csv" in "".join(stage.one("#meaning").prose.plain.split())
        assert "surfaces" in stage.session.record.origins


async def test_an_account_with_another_name_is_picked_from_those_that_the_exports_name(
    tmp_path: Path, log: Path
) -> None:
    name_others(log, "svc-other@contoso.com", "zz-last@contoso.com")
    async with on_stage(tmp_path / "home") as stage:
        await read_exports(stage, log, AccountDialog)
        assert "They name 2 accounts" in stage.words()
        assert "zz-last@contoso.com" in stage.words()
        await stage.type("other")
        assert "zz-last@contoso.com" not in stage.words("#commands_list")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, OutcomeDialog))
        assert stage.session.record.account.name == NAME
        assert stage.session.proposals or stage.session.record.origins


async def test_no_account_is_picked_where_the_list_is_left(tmp_path: Path, log: Path) -> None:
    name_others(log, "svc-other@contoso.com")
    async with on_stage(tmp_path / "home") as stage:
        await read_exports(stage, log, AccountDialog)
        await stage.press("escape")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert not stage.session.record.origins


async def test_a_change_of_policies_is_tried_on_the_open_account(tmp_path: Path) -> None:
    exported = folder(tmp_path / "out", with_account(NAME))
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "change of policies")
        for place in (exported / "policies.json", exported / "policies.json", exported):
            await stage.type(str(place))
            await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, OutcomeDialog))
        assert "Try a change of policies" in stage.words()
        assert "Stays the same" in stage.words()
        assert not stage.session.record.origins


async def test_a_change_that_cannot_be_compared_says_why(tmp_path: Path, log: Path) -> None:
    log = renamed(log, f"{'longer-than-a-line-' * 7}.jsonl")
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "change of policies")
        for _ in range(3):
            await stage.type(str(log))
            await stage.press("enter")
        await stage.until(lambda: stage.shows(log.name, "#problem"))
        await stage.press("escape")
        assert isinstance(stage.app.screen, QuestionScreen)

"""Records renewed, closed and handed over from the list of records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, SIGNOFF
from tests.tui.stage import Stage, on_stage
from wizard.engagement.store import read_saved
from wizard.record.reading import dump_record, record_from


def saved(home: Path, **signoff: str) -> Path:
    values = {**SIGNOFF, "valid_from": "2026-06-01", "expires_on": "2026-11-30", **signoff}
    record = record_from({"account": {"name": "svc-flow"}, "answers": ANSWERS, "signoff": values}, "test")
    path = home / "svc-flow.json"
    path.write_bytes(dump_record(record))
    return path


async def form(stage: Stage, command: str) -> None:
    await stage.until(lambda: "svc-flow" in stage.text())
    await stage.press("down", "ctrl+p", *command, "enter")


@pytest.mark.slow
async def test_a_renewal_asks_for_its_last_day_and_says_what_has_to_be_done(tmp_path: Path) -> None:
    path = saved(tmp_path)
    async with on_stage(tmp_path, name=None) as stage:
        await form(stage, "renew the")
        assert "until 30 May 2027 at the latest" in stage.text()
        await stage.press("enter", *"2028-01-01", "enter", "1")
        assert "It can't be renewed until" in stage.words("#problem")
        await stage.press("shift+tab", "end", *["backspace"] * 10, *"2027-04-30", "enter", "1")
        assert "Test again" in stage.words("#status")
    record = read_saved(path)
    assert (record.revision, record.signoff["expires_on"]) == (2, "2027-04-30")


@pytest.mark.slow
async def test_a_record_without_an_exception_is_not_renewed(tmp_path: Path) -> None:
    saved(tmp_path, valid_from="2026-12-07")
    async with on_stage(tmp_path, name=None) as stage:
        await form(stage, "renew the")
        assert "hasn't begun yet" in stage.words("#status")


@pytest.mark.slow
async def test_a_record_is_closed_and_opened_again(tmp_path: Path) -> None:
    path = saved(tmp_path)
    async with on_stage(tmp_path, name=None) as stage:
        await form(stage, "close the")
        await stage.press("enter", "right", "enter", *"log", "enter", *"Gil Orr", "enter", "enter", "1")
        assert "closed on 24 November 2026 by Gil Orr" in stage.words("#status")
        assert read_saved(path).closed is not None
        await stage.press("ctrl+p", *"undo the", "enter")
        assert "is undone" in stage.words("#status")
    assert read_saved(path).closed is None


@pytest.mark.slow
async def test_all_that_a_closure_still_needs_is_said_in_one_sentence(tmp_path: Path) -> None:
    saved(tmp_path)
    async with on_stage(tmp_path, name=None) as stage:
        await form(stage, "close the")
        await stage.press("tab", "tab", "enter", "1")
        needed = "It can't be closed yet. Say who closes it, how it ended and what shows that it ended."
        assert needed in stage.words("#problem")


@pytest.mark.slow
async def test_what_a_person_holds_passes_on(tmp_path: Path) -> None:
    path = saved(tmp_path)
    async with on_stage(tmp_path, name=None) as stage:
        await form(stage, "hand over")
        await stage.press(*"Wes Hx", "enter", *"Nora New", "enter", "enter", "enter", "1")
        assert "Wes Hx holds nothing" in stage.words("#problem")
        await stage.press(*["shift+tab"] * 4, "end", "backspace", "u", "enter", "enter", "1")
        assert "2 roles and steps passed on to Nora New" in stage.words()
    assert [row["owner"] for row in read_saved(path).signoff["plan_steps"]] == ["Nora New", "Nora New"]


@pytest.mark.slow
async def test_all_that_passes_on_is_shown_however_many_accounts_there_are(tmp_path: Path) -> None:
    names = [f"svc-flow-{number}" for number in range(20)]
    for name in names:
        saved(tmp_path).rename(tmp_path / f"{name}.json")
    async with on_stage(tmp_path, name=None, size=(120, 36)) as stage:
        await form(stage, "hand over")
        await stage.press(*"Wes Hu", "enter", *"Nora New", "enter", "enter", "1")
        await stage.press("end")
        assert "40 roles and steps passed on to Nora New" in stage.words()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "said", "keys"),
    [
        (
            "close the",
            "by (name hidden)",
            ("enter", "right", "enter", *"log", "enter", *"Gil Orr", "enter", "enter", "1"),
        ),
        ("hand over", "now (name hidden)", (*"Wes Hu", "enter", *"Nora New; Lead; nora", "enter", "enter", "1")),
        ("hand over", "(name hidden) holds nothing", (*"Wes Hx", "enter", *"Nora New", "enter", "enter", "1")),
    ],
)
async def test_no_message_shows_a_name_while_names_are_hidden(tmp_path: Path, command: str, said: str, keys) -> None:
    saved(tmp_path)
    async with on_stage(tmp_path, name=None) as stage:
        await form(stage, command)
        await stage.press("ctrl+r", *keys)
        text = stage.words()
        assert said in text
        assert all(name not in text for name in ("svc-flow", "Gil Orr", "Nora New", "Wes H"))

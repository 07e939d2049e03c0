from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from tests.tui.stage import DAY, EXCEPTION, PLATFORM, SIZES, knowledge, on_stage
from wizard.documents.readiness import open_items
from wizard.tui.screens.signoff import SignOffScreen
from wizard.tui.widgets.choices import Choices
from wizard.views.risk import CONFLICT

pytestmark = pytest.mark.slow

RATED = {
    "highly_privileged": "no",
    "write_scope": "single_workload",
    "data_class": "internal",
    "exposures": ["none"],
}
CONTROL = {
    "name": "Portal block",
    "kind": "alert",
    "passed": True,
    "tested_on": "2026-11-02",
    "tested_by": "Sue Wit",
    "evidence": "The alert arrived",
    "above_and_beyond": True,
    "owner": "Bo Chen",
}


async def to_signoff(stage, **fields) -> SignOffScreen:
    for name, value in fields.items():
        stage.session.set_field(name, value)
    await stage.press("f10")
    await stage.press("s")
    assert isinstance(stage.app.screen, SignOffScreen)
    return stage.app.screen


async def edit(stage, field: str) -> None:
    stage.app.screen.edit(field)
    await stage.settle()


async def test_the_fields_of_the_outcome_are_listed_and_say_what_is_needed(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=EXCEPTION) as stage:
        await to_signoff(stage)
        fields = stage.session.case(DAY).outcome.fields
        listed = stage.one("#fields", OptionList)
        shown = [option.id for option in listed.options if option.id]
        assert shown == list(fields)
        assert f"{sum(fields.values())} open items" in stage.rows()[0]
        assert "[!]" in stage.text()
        assert "[ ]" in stage.text()


async def test_a_line_is_typed_and_kept(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "purpose")
        await stage.type("Moves invoices at night")
        await stage.press("enter")
        assert stage.session.record.signoff["purpose"] == "Moves invoices at night"
        assert "[x]" in stage.text()


async def test_a_text_of_several_lines_is_typed_and_kept(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "justification")
        await stage.type("First line\nSecond line")
        await stage.press("tab", "1")
        assert stage.session.record.signoff["justification"] == "First line\nSecond line"


@pytest.mark.parametrize(
    ("typed", "kept"), [("2027-01-31", "2027-01-31"), ("+90", "2027-02-22"), ("31 Jan 2027", "2027-01-31")]
)
async def test_a_date_is_typed_or_counted_from_today(tmp_path: Path, typed: str, kept: str) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "expires_on")
        await stage.type(typed)
        await stage.press("enter")
        assert stage.session.record.signoff["expires_on"] == kept


async def test_what_does_not_fit_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "expires_on")
        await stage.type("soon")
        await stage.press("enter")
        assert "YYYY-MM-DD" in stage.words()
        assert "isn't a date" in stage.words()
        assert stage.one("#line").value == "soon"
        await stage.press("escape")
        assert "expires_on" not in stage.session.record.signoff


async def test_keys_in_one_burst_reach_the_parts_they_were_meant_for(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "requester")
        for key in [*"Kim", "enter", *"Head", "enter", *"kim", "enter", "enter", "1"]:
            stage.app.post_message(events.Key(key, "\r" if key == "enter" else key))
        await stage.settle()
        assert stage.session.record.signoff["requester"] == {"name": "Kim", "role": "Head", "contact": "kim"}


async def test_names_are_hidden_in_a_form_that_is_open_already(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "requester")
        await stage.type("Kim Lee")
        await stage.press("ctrl+r")
        assert "Kim Lee" not in stage.words()
        assert stage.one("#part-name").value == "Kim Lee"
        await stage.press("ctrl+r")
        assert "Kim Lee" in stage.words()


async def test_what_is_wrong_in_a_form_names_the_part(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "requester")
        await stage.press("down")
        await stage.type("Head of sales")
        await stage.press("enter", "enter", "enter", "1")
        assert "“Name” is missing. Name the person." in stage.words("#problem")
        await stage.press("escape", "escape")
        await edit(stage, "compensating_controls")
        await stage.press("enter")
        await stage.type("Portal block")
        stage.one("#part-tested_on").value = "last week"
        stage.one("#ways").focus()
        await stage.press("1")
        assert "“Day of that test” isn't a date." in stage.words("#problem")


@pytest.mark.parametrize("size", SIZES)
async def test_in_a_form_the_focus_is_always_in_sight(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        await to_signoff(stage, requester={"name": "Kim Lee", "role": "", "contact": ""})
        await edit(stage, "account_owner")
        for key in ("tab", "shift+tab"):
            seen = set()
            for _ in range(8):
                assert stage.app.focused is not None
                seen.add(stage.app.focused.id)
                await stage.press(key)
            assert seen == {"part-name", "part-role", "part-contact", "part-represents", "known", "ways"}


async def test_a_field_that_cannot_be_emptied_here_says_so(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as first:
        first.session.set_field("ticket_ref", "CHG-1")
        async with on_stage(tmp_path, name=None) as second:
            second.app.open_record(first.session.path)
            await second.settle()
            await to_signoff(second)
            second.app.screen.say("")
            fields = second.one("#fields", OptionList)
            fields.highlighted = fields.get_option_index("ticket_ref")
            await second.press("delete")
            assert "open in another window" in second.words("#status")
            assert second.session.record.signoff["ticket_ref"] == "CHG-1"


async def test_a_choice_and_several_choices_are_taken_by_letter(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "data_class")
        await stage.press("i")
        assert stage.session.record.signoff["data_class"] == "internal"
        await edit(stage, "exposures")
        await stage.press("s", "l")
        assert stage.one("#options", Choices).marked == {"shared_secret", "legacy_authentication"}
        await stage.press("n", "enter")
        assert stage.session.record.signoff["exposures"] == ["none"]


async def test_a_person_has_name_role_and_contact(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "requester")
        for text in ("Kim Lee", "Head of sales", "kim@example.org"):
            await stage.type(text)
            await stage.press("enter")
        await stage.press("enter", "enter")
        person = {"name": "Kim Lee", "role": "Head of sales", "contact": "kim@example.org"}
        assert stage.session.record.signoff["requester"] == person


async def test_somebody_named_already_is_taken_over(tmp_path: Path) -> None:
    person = {"name": "Kim Lee", "role": "", "contact": "kim@example.org"}
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage, requester=person)
        await edit(stage, "account_owner")
        assert "Kim Lee, kim@example.org" in stage.words()
        stage.one("#known").focus()
        await stage.settle()
        await stage.press("enter", "1")
        assert stage.session.record.signoff["account_owner"] == person


async def test_controls_are_rows_with_their_own_form(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(120, 50), answers=EXCEPTION) as stage:
        await to_signoff(stage, **RATED)
        await edit(stage, "compensating_controls")
        await stage.press("enter")
        await stage.type("Location lock")
        await stage.press("enter", "l", "enter", "y", "enter")
        await stage.type("2 November 2026")
        await stage.press("enter", "enter", "enter", "y", "enter", "enter", "1")
        rows = stage.session.record.signoff["compensating_controls"]
        assert rows[0]["name"] == "Location lock"
        assert (rows[0]["kind"], rows[0]["passed"], rows[0]["tested_on"]) == ("location_lock", True, "2026-11-02")
        assert "Location lock; Lock to a location" in stage.words()
        assert "does not count. It locks the account to a location, and no fixed address" in stage.words()
        await stage.press("home", "delete")
        assert "compensating_controls" not in stage.session.record.signoff


async def test_the_rating_follows_every_input_at_once(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        assert "Level Unknown Unknown" in stage.words("#risk")
        for name, value in RATED.items():
            await edit(stage, name)
            await stage.press("escape")
            stage.session.set_field(name, value)
        stage.app.screen.refresh_all()
        await stage.settle()
        assert "Level High High" in stage.words("#risk")
        assert "At most 90 days, review monthly" in stage.words("#risk")
        stage.session.set_field("compensating_controls", [CONTROL])
        stage.app.screen.refresh_all()
        await stage.settle()
        assert "Level High Medium" in stage.words("#risk")
        assert "At most 180 days" in stage.words("#risk")


@pytest.mark.parametrize("size", SIZES[:2])
async def test_where_there_is_no_room_the_rating_is_said_in_a_sentence(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        await to_signoff(stage, **RATED, compensating_controls=[CONTROL])
        assert "Risk: initial High, residual Medium. At most 180 days" in stage.words("#short-risk")


@pytest.mark.parametrize("size", SIZES)
async def test_why_a_control_does_not_count_stands_beside_it(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        failed = {**CONTROL, "passed": False}
        screen = await to_signoff(stage, **RATED, compensating_controls=[failed])
        listed = stage.one("#fields", OptionList)
        listed.highlighted = next(i for i, one in enumerate(listed.options) if one.id == "compensating_controls")
        await stage.settle()
        assert "Control 1 does not count. Its last test did not pass." in stage.words("#fields")
        screen.edit("compensating_controls")
        await stage.settle()
        assert "Control Portal block does not count. Its last test did not pass." in stage.words()


async def test_an_end_beyond_the_cap_is_said_at_once(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage, **RATED, valid_from="2026-12-01")
        await edit(stage, "expires_on")
        await stage.type("2027-11-30")
        await stage.press("enter")
        assert "Risk High allows 90 days" in stage.words()


async def test_one_person_in_two_duties_is_said_at_once(tmp_path: Path) -> None:
    person = {"name": "Kim Lee", "role": "", "contact": "kim@example.org"}
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage, requester=person)
        assert CONFLICT not in stage.words()
        await edit(stage, "business_risk_acceptor")
        await stage.type("Lee, Kim")
        await stage.press("enter", "enter")
        await stage.type("kim@example.org")
        await stage.press("enter", "enter", "enter")
        assert CONFLICT in stage.words()
        assert "Note:" in stage.words("#status")


async def test_where_nothing_can_be_waived_that_is_said_plainly(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=PLATFORM) as stage:
        await to_signoff(stage)
        assert knowledge().pack.documents.risk.platform in stage.words("#risk")
        assert "Likelihood" not in stage.words("#risk")


async def test_a_rating_at_the_worst_level_refuses(tmp_path: Path) -> None:
    worst = {**RATED, "highly_privileged": "yes", "exposures": ["shared_secret"]}
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage, **worst)
        assert "no exception at this level" in stage.words("#risk")


async def test_the_next_needed_field_is_one_key_away(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        fields = stage.session.case(DAY).outcome.fields
        needed = [name for name, required in fields.items() if required]
        listed = stage.one("#fields", OptionList)
        seen = []
        for _ in range(3):
            seen.append(listed.get_option_at_index(listed.highlighted).id)
            await stage.press("n")
        assert seen == needed[:3]
        await stage.press("escape")
        assert type(stage.app.screen).__name__ == "ResultScreen"


@pytest.mark.parametrize("size", SIZES)
async def test_coming_back_from_a_window_leaves_every_line_where_it_was(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await stage.pilot.resize_terminal(size[0] - 1, size[1])
        await stage.pilot.resize_terminal(*size)
        await stage.settle()
        before = stage.rows()
        await stage.press("f1", "escape")
        assert stage.rows() == before


@pytest.mark.parametrize("size", SIZES)
async def test_every_field_is_drawn_whole(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        listed = stage.one("#fields", OptionList)
        for option in [option for option in listed.options if option.id]:
            stage.app.screen.refresh_all(option.id)
            await stage.settle()
            drawn = stage.words("#fields").translate(dict.fromkeys(map(ord, "▁▂▃▄▅▆▇█")))
            assert stage.session.field(option.id).label in " ".join(drawn.split())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("subject_ref", "not-a-guid", "It is no GUID"),
        ("renewal_number", "twice", "It isn't a whole number"),
        ("constraint", "short", "It has 5 characters"),
        ("expires_on", "2026-01-31", "It is before the day of this document"),
    ],
)
async def test_a_wrong_value_is_kept_and_said_to_be_wrong(
    tmp_path: Path, size, field: str, typed: str, reason: str
) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        screen = await to_signoff(stage, **{field: typed})
        screen.refresh_all(field)
        await stage.settle()
        label, drawn = stage.session.field(field).label, stage.words("#fields")
        assert f"[!] {label}" in drawn
        assert f"Not right yet: {reason}" in drawn
        assert stage.session.record.signoff[field] == typed
        screen.refresh_all()
        assert label in [stage.session.field(name).label for name in screen.to_do]


async def test_the_open_items_of_the_list_are_those_of_the_documents(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        session = stage.session
        session.do_not_know("frameworks")
        for name, value in {**RATED, "subject_ref": "x", "renewal_number": "twice", "expires_on": "2026-01-31"}.items():
            session.set_field(name, value)
        await to_signoff(stage)
        items = open_items(session.case(DAY))
        fields = [item for item in items if item.section != "answers"]
        questions = len(items) - len(fields)
        assert questions
        plural = "s" if questions > 1 else ""
        assert f"{len(fields)} open items, {questions} question{plural}" in stage.rows()[0]
        assert set(stage.app.screen.to_do) == {item.field_id for item in fields}


async def test_the_next_open_field_may_be_a_wrong_one(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        fields = stage.session.case(DAY).outcome.fields
        second = [name for name, required in fields.items() if required][1]
        await to_signoff(stage, **{second: "not-a-guid"})
        await stage.press("home", "n")
        listed = stage.one("#fields", OptionList)
        assert listed.get_option_at_index(listed.highlighted).id == second


async def test_nothing_is_drawn_twice_and_a_window_above_changes_nothing(tmp_path: Path, monkeypatch) -> None:
    drawn: list[str | None] = []
    refresh = SignOffScreen.refresh_all
    monkeypatch.setattr(SignOffScreen, "refresh_all", lambda self, at=None: (drawn.append(at), refresh(self, at)))
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        assert drawn == [None]
        await stage.press("f1", "escape")
        assert drawn == [None]
        await stage.press("ctrl+r")
        assert drawn == [None, None]

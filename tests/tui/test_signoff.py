"""The sign-off as a form: fields are typed in their places, kept by moving on, and never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events

from tests.documents.making import changed
from tests.tui.stage import DAY, EXCEPTION, PLATFORM, SIZES, Stage, knowledge, on_stage
from wizard.documents.readiness import open_items
from wizard.engagement.session import Session
from wizard.tui.screens.signoff import SignOffScreen
from wizard.tui.widgets.choices import Choices
from wizard.tui.widgets.fields import FieldEditor
from wizard.views import signoff
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
KIM = {"name": "Kim Lee", "role": "Head of sales", "contact": "kim@example.org"}


@asynccontextmanager
async def on_form(
    home: Path, at: str = "", *, size: tuple[int, int] = (120, 36), answers: Any = EXCEPTION, **fields: Any
) -> AsyncIterator[Stage]:
    """Run the wizard at the form, from a field on."""

    def form(session: Session) -> SignOffScreen:
        for name, value in fields.items():
            session.set_field(name, value)
        return SignOffScreen(session, at)

    async with on_stage(home, size=size, answers=answers, screen=form) as stage:
        yield stage


async def to_signoff(stage: Stage) -> SignOffScreen:
    """Go to the form as people do."""
    await stage.press("f10", "s")
    assert isinstance(stage.app.screen, SignOffScreen)
    return stage.app.screen


async def edit(stage: Stage, field: str) -> None:
    await stage.app.screen.go_to(field)
    await stage.settle()


async def test_it_begins_at_the_first_field_that_waits_and_shows_what_each_section_lacks(tmp_path: Path) -> None:
    async with on_form(tmp_path, size=(200, 50), subject_ref="12345678-90ab-cdef-1234-567890abcdef") as stage:
        screen = stage.app.screen
        assert screen.at == "tenant_ref"
        fields = stage.session.case(DAY).outcome.fields
        found = signoff.sections(stage.session.case(DAY))
        assert [name for section in found for name in section.fields] == list(fields)
        assert [*screen.boxes] == [*found[0].fields]
        for section in found:
            assert f"{section.title} open {section.open}" in stage.words("#sections")
        assert f"{sum(section.open for section in found)} open items" in stage.rows()[0]
        assert "[!]" in stage.text()
        assert "[ ]" in stage.text()


async def test_a_line_is_typed_in_its_place_and_enter_goes_on_to_the_next_field_and_section(tmp_path: Path) -> None:
    async with on_form(tmp_path) as stage:
        screen = stage.app.screen
        order = [*screen.fields]
        seen = []
        for number in range(8):
            seen.append(screen.at)
            if screen.at == "purpose":
                await stage.type("Moves invoices at night")
            await stage.press("enter")
            assert screen.at == order[number + 1]
        assert seen == order[:8]
        assert "purpose" in seen
        assert stage.session.record.signoff == {"purpose": "Moves invoices at night"}
        assert "[x]" in stage.text()


async def test_every_way_to_leave_a_field_keeps_it(tmp_path: Path) -> None:
    async with on_form(tmp_path) as stage:
        screen = stage.app.screen
        for key in ("enter", "tab", "down", "up", "shift+tab", "pagedown", "ctrl+n"):
            await edit(stage, "purpose")
            await stage.type("Moves invoices")
            await stage.press(key)
            assert screen.at != "purpose", key
            assert stage.session.record.signoff.pop("purpose") == "Moves invoices", key


async def test_a_text_of_several_lines_is_left_with_enter_and_gets_a_line_with_another_key(tmp_path: Path) -> None:
    async with on_form(tmp_path, "justification") as stage:
        screen = stage.app.screen
        assert "Ctrl+L begins a new line" in stage.words("#how")
        await stage.press(*"First", "ctrl+l", *"Second", "up", "down", "enter")
        assert stage.session.record.signoff["justification"] == "First\nSecond"
        assert screen.at != "justification"


async def test_a_date_is_typed_or_counted_or_said(tmp_path: Path) -> None:
    dates = {"2027-01-31": "2027-01-31", "+90": "2027-02-22", "31 Jan": "2027-01-31", "end of March": "2027-03-31"}
    async with on_form(tmp_path) as stage:
        for typed, kept in dates.items():
            await edit(stage, "expires_on")
            await stage.type(typed)
            await stage.press("enter")
            assert stage.session.record.signoff.pop("expires_on") == kept, typed


async def test_what_does_not_fit_is_said_below_the_field_and_nothing_is_lost(tmp_path: Path) -> None:
    async with on_form(tmp_path, "expires_on", expires_on="2027-01-31") as stage:
        screen = stage.app.screen
        await stage.press("ctrl+u", *"soon", "enter")
        assert screen.at == "expires_on"
        assert "Not right yet: This isn't a date." in stage.words("#form")
        await stage.press("tab")
        assert screen.at != "expires_on"
        assert "Typed, not kept: soon" in stage.words("#form")
        assert stage.session.record.signoff["expires_on"] == "2027-01-31"
        await edit(stage, "expires_on")
        assert stage.one("#line").value == "soon"
        assert "isn't a date" in stage.words("#form")
        await stage.press("escape")
        assert stage.one("#line").value == "2027-01-31"
        assert stage.session.record.typed == {}


async def test_escape_gives_the_old_value_back_and_then_leads_to_the_result(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        stage.session.set_field("purpose", "Old")
        await to_signoff(stage)
        await edit(stage, "purpose")
        await stage.type(" and new")
        await stage.press("escape")
        assert stage.one("#line").value == "Old"
        await stage.press("escape")
        assert type(stage.app.screen).__name__ == "ResultScreen"
        assert stage.session.record.signoff["purpose"] == "Old"


@pytest.mark.parametrize("field", ["justification", "requester", "plan_steps"])
async def test_more_than_a_line_is_not_lost_by_one_key(tmp_path: Path, field: str) -> None:
    async with on_form(tmp_path, field) as stage:
        screen = stage.app.screen
        await stage.press(*(["enter"] if field == "plan_steps" else []))
        await stage.type("What the client said")
        await stage.press("escape")
        assert "What you typed is not kept yet. Esc once more drops it." in stage.words("#status")
        assert "What the client said" in stage.words("#form")
        await stage.press("escape")
        assert "What the client said" not in stage.words("#form")
        assert stage.app.screen is screen
        await stage.press("escape")
        assert stage.app.screen is not screen
        assert stage.session.record.signoff == {}


async def test_keys_in_one_burst_reach_the_parts_they_were_meant_for(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "requester")
        for key in [*"Kim", "enter", *"Head", "enter", *"kim", "enter", *"Bo", "enter", "enter", "enter", "enter"]:
            stage.app.post_message(events.Key(key, "\r" if key == "enter" else key))
        for key in ["shift+tab", "escape", "s", *"Ida", "tab"]:
            stage.app.post_message(events.Key(key, "\r" if key == "enter" else key if len(key) == 1 else None))
        await stage.settle()
        signed = stage.session.record.signoff
        assert signed["requester"] == {"name": "Kim", "role": "Head", "contact": "kim"}
        assert signed["account_owner"]["name"] == "Bo"


async def test_names_are_hidden_in_a_field_that_is_open_already(tmp_path: Path) -> None:
    async with on_form(tmp_path, "requester", facilitator=KIM) as stage:
        await stage.type("Ada Bell")
        await stage.press("ctrl+r")
        assert "Ada Bell" not in stage.words()
        assert "Kim Lee" not in stage.words()
        assert stage.one("#part-name").value == "Ada Bell"
        await stage.press("ctrl+r")
        assert "Ada Bell" in stage.words()


async def test_what_is_wrong_names_the_part(tmp_path: Path) -> None:
    async with on_form(tmp_path, "requester") as stage:
        screen = stage.app.screen
        await stage.press("down")
        await stage.type("Head of sales")
        await stage.press("enter", "enter")
        assert screen.at == "requester"
        assert "“Name” is missing. Name the person." in stage.words("#form")
        await edit(stage, "compensating_controls")
        await stage.press("enter")
        await stage.type("Portal block")
        stage.one("#part-tested_on").value = "last week"
        await stage.press("ctrl+n")
        assert "Portal block; last week" in stage.words("#form")
        await edit(stage, "compensating_controls")
        assert "“Day of that test” isn't a date." in stage.words("#form")
        assert stage.one("#part-tested_on").value == "last week"


@pytest.mark.parametrize("size", SIZES)
async def test_the_focus_is_always_in_sight(tmp_path: Path, size) -> None:
    async with on_form(tmp_path, "account_owner", size=size, requester=KIM) as stage:
        screen = stage.app.screen
        for key in ("tab", "shift+tab"):
            seen = set()
            for _ in range(4):
                focused = stage.app.focused
                assert focused is not None
                assert focused.region in screen.query_one("#form").region
                seen.add(focused.id)
                await stage.press(key)
            assert seen >= {"part-name", "part-role", "part-contact", "part-represents"} or key == "shift+tab"


async def test_where_another_window_holds_the_record_nothing_is_taken(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as first:
        first.session.set_field("ticket_ref", "CHG-1")
        async with on_stage(tmp_path, name=None) as second:
            second.app.open_record(first.session.path)
            await second.settle()
            screen = await to_signoff(second)
            assert "open in another window" in second.words("#status")
            await screen.go_to("ticket_ref")
            await second.press("delete", "x", "enter")
            assert second.session.record.signoff["ticket_ref"] == "CHG-1"
            assert screen.at != "ticket_ref"


async def test_a_choice_and_several_choices_are_taken_by_letter(tmp_path: Path) -> None:
    async with on_form(tmp_path, "data_class") as stage:
        screen = stage.app.screen
        await stage.press("i")
        assert stage.session.record.signoff["data_class"] == "internal"
        assert screen.at != "data_class"
        await edit(stage, "exposures")
        await stage.press("s", "l")
        assert stage.one("#options", Choices).marked == {"shared_secret", "legacy_authentication"}
        await stage.press("n", "enter")
        assert stage.session.record.signoff["exposures"] == ["none"]
        await edit(stage, "exposures")
        await stage.press("delete")
        assert "exposures" not in stage.session.record.signoff


async def test_enter_chooses_nothing_that_was_not_marked(tmp_path: Path) -> None:
    async with on_form(tmp_path) as stage:
        for field in ("risk_override_level", "write_scope", "data_class"):
            await edit(stage, field)
            await stage.press("enter")
            assert stage.session.record.signoff == {}
            await edit(stage, field)
            await stage.press("down", "down", "enter")
            assert stage.session.record.signoff.pop(field) == stage.session.field(field).option[1].id


async def test_a_person_has_name_role_and_contact(tmp_path: Path) -> None:
    async with on_form(tmp_path, "requester") as stage:
        screen = stage.app.screen
        for text in KIM.values():
            await stage.type(text)
            await stage.press("enter")
        assert stage.session.record.signoff["requester"] == KIM
        assert screen.at == "account_owner"
        await stage.type("Bo Chen; Engineer; bo@example.org")
        await stage.press("enter")
        assert stage.session.record.signoff["account_owner"]["contact"] == "bo@example.org"
        assert screen.at == "deputy"


@pytest.mark.parametrize("key", ["f2", "ctrl+s"])
async def test_what_a_key_has_kept_is_undone_and_not_called_typed(tmp_path: Path, key: str) -> None:
    async with on_form(tmp_path, ticket_ref="T-1") as stage:
        kept: dict[str, Any] = {"requester": KIM, "purpose": "Bills", "expires_on": "2027-01-23"}
        typed = {"requester": ["Kim Lee", "Head of sales", KIM["contact"]], "purpose": ["Bills"], "expires_on": ["+60"]}
        for field, value in kept.items():
            await edit(stage, field)
            for number, text in enumerate(typed[field]):
                await stage.press(*(["tab"] if number else []))
                await stage.type(text)
            await stage.press(key, *(["escape"] if key == "f2" else []))
            assert stage.session.record.signoff[field] == value
            assert stage.app.screen.editor.typed() is None
            await stage.press("ctrl+z")
            assert field not in stage.session.record.signoff


async def test_undo_that_reaches_the_answers_leaves_one_field_open_and_redo_loses_nothing(tmp_path: Path) -> None:
    async with on_form(tmp_path, "deputy", requester=KIM) as stage:
        screen = stage.app.screen
        await stage.press("ctrl+z")
        assert not stage.session.interview.answers
        assert len(screen.query(FieldEditor)) == 1
        await stage.press("ctrl+y")
        assert screen.at == "requester"
        await edit(stage, "deputy")
        await stage.type("Bo Chen")
        await stage.press("ctrl+y")
        assert stage.session.record.signoff["deputy"]["name"] == "Bo Chen"


async def test_somebody_named_already_is_found_by_typing_and_taken_whole(tmp_path: Path) -> None:
    async with on_form(tmp_path, "account_owner", requester=KIM, compensating_controls=[CONTROL]) as stage:
        screen = stage.app.screen
        assert "Kim Lee, Head of sales, kim@example.org" in stage.words("#form")
        await stage.press("l", "enter")
        assert stage.session.record.signoff["account_owner"] == KIM
        await stage.press("b", "enter", *"Deputy", "enter", "enter")
        assert stage.session.record.signoff["deputy"] == {"name": "Bo Chen", "role": "", "contact": ""}
        await edit(stage, "deputy")
        await stage.press(*["ctrl+u", *"Kim", "down", "enter", *"Other", "enter", "enter"])
        assert stage.session.record.signoff["deputy"]["name"] == "Kim"
        assert screen.at != "deputy"


async def test_a_control_begins_with_its_kind_and_is_removed_with_one_key(tmp_path: Path) -> None:
    async with on_form(tmp_path, "compensating_controls", size=(120, 50), **RATED) as stage:
        screen = stage.app.screen
        assert "+ Lock to a location, with a sign-in from elsewhere" in stage.words("#form")
        await stage.press("enter")
        await stage.type("Location lock")
        await stage.press("enter", "y")
        await stage.type("2 November 2026")
        await stage.press("enter", *"Sue", "enter", *"Denied", "enter", "y", *"Bo", "enter")
        row = stage.session.record.signoff["compensating_controls"][0]
        assert (row["name"], row["kind"], row["passed"]) == ("Location lock", "location_lock", True)
        assert (row["tested_on"], row["tested_by"], row["owner"]) == ("2026-11-02", "Sue", "Bo")
        assert "Location lock; Lock to a location" in stage.words("#form")
        await stage.press("enter")
        assert screen.at == "conditions"
        assert "does not count. It locks the account to a location, and no fixed address" in stage.words("#form")
        await edit(stage, "compensating_controls")
        await stage.press("home", "delete")
        assert "compensating_controls" not in stage.session.record.signoff


async def test_a_row_is_opened_changed_and_left_with_escape(tmp_path: Path) -> None:
    async with on_form(
        tmp_path, "compensating_controls", compensating_controls=[CONTROL, {**CONTROL, "name": "Second"}]
    ) as stage:
        await stage.press("home", "down", "enter", "tab")
        assert stage.app.focused is stage.one("#part-name")
        await stage.press("ctrl+u", *"Changed", "escape")
        assert stage.session.record.signoff["compensating_controls"][1]["name"] == "Second"
        await edit(stage, "compensating_controls")
        await stage.press("home", "down", "enter", "tab", "ctrl+u", *"Changed", "ctrl+n")
        assert [row["name"] for row in stage.session.record.signoff["compensating_controls"]] == [
            "Portal block",
            "Changed",
        ]
        await edit(stage, "compensating_controls")
        await stage.press("home", "down", "enter", "tab", "ctrl+u", *"Third", "ctrl+s", "escape")
        assert "2 Third" in stage.words("#form")


async def test_a_long_part_shows_how_it_begins_once_it_is_left(tmp_path: Path) -> None:
    long = "Only the invoice flow uses the account, and nobody signs in"
    async with on_form(tmp_path, "compensating_controls", compensating_controls=[{**CONTROL, "name": long}]) as stage:
        await stage.press("home", "enter", "tab", "end")
        assert "Only the invoice" not in stage.words("#form .parts")
        await stage.press("tab")
        assert "Only the invoice" in stage.words("#form .parts")
        await stage.press("shift+tab")
        assert "nobody signs in" in stage.words("#form .parts")


async def test_what_the_answers_know_is_suggested_and_kept_with_enter(tmp_path: Path) -> None:
    async with on_form(tmp_path, "highly_privileged") as stage:
        assert "No – suggested" in stage.words("#form")
        await stage.press("enter")
        assert stage.session.record.signoff["highly_privileged"] == "no"
        await edit(stage, "evidence_items")
        assert "Non-interactive sign-in log" in stage.words("#form")
        await stage.press("enter", *"Bo", "ctrl+n")
        rows = stage.session.record.signoff["evidence_items"]
        assert [(row["what"], row["kind"]) for row in rows] == [("Non-interactive sign-in log", "noninteractive_log")]
        await edit(stage, "evidence_items")
        assert "~ Export of Conditional Access policies" in stage.words("#form")
        assert "~ Non-interactive" not in stage.words("#form")
        assert "1 Non-interactive sign-in log; Bo" in stage.words("#form")


async def test_the_rating_follows_every_input_at_once(tmp_path: Path) -> None:
    async with on_form(tmp_path) as stage:
        assert "Level Unknown Unknown" in stage.words("#risk")
        for name, key in (("highly_privileged", "n"), ("write_scope", "s"), ("data_class", "i")):
            await edit(stage, name)
            await stage.press(key)
        await edit(stage, "exposures")
        await stage.press("n", "enter")
        assert "Level High High" in stage.words("#risk")
        assert "At most 90 days, review monthly" in stage.words("#risk")
        stage.session.set_field("compensating_controls", [CONTROL])
        stage.app.screen.refresh_all()
        await stage.settle()
        assert "Level High Medium" in stage.words("#risk")
        assert "At most 180 days" in stage.words("#risk")


async def test_the_risk_is_a_map_of_heat_with_words_and_both_marks(tmp_path: Path) -> None:
    async with on_form(tmp_path, size=(200, 50), **RATED, compensating_controls=[CONTROL]) as stage:
        rows = stage.rows("#risk")
        here = next(n for n, row in enumerate(rows) if "[1]" in row)
        assert rows[here - 1].split()[:4] == ["High", "Medium", "High", "High"]
        assert any("[2]" in row for row in rows)
        grounds = {
            segment.style.bgcolor.name: segment.text.split()[0]
            for strip in stage.app.screen._compositor.render_strips()
            for segment in strip
            if segment.text.split() and segment.text.split()[0] in {"Low", "Medium", "Maximum"} and segment.style
        }
        assert len(grounds) >= 3


@pytest.mark.parametrize("size", SIZES[:2])
async def test_where_there_is_no_room_the_rating_is_said_in_a_sentence_and_shown_with_a_key(
    tmp_path: Path, size
) -> None:
    async with on_form(tmp_path, size=size, **RATED, compensating_controls=[CONTROL]) as stage:
        assert "Risk: initial High, residual Medium. At most 180 days" in stage.words("#short-risk")
        await stage.press("f2")
        assert "Level High Medium" in stage.words("#page-text")
        await stage.press("escape")
        assert isinstance(stage.app.screen, SignOffScreen)


async def test_an_end_beyond_the_cap_is_said_at_once(tmp_path: Path) -> None:
    async with on_form(tmp_path, "expires_on", **RATED, valid_from="2026-12-01") as stage:
        await stage.type("2027-11-30")
        await stage.press("enter")
        assert "Not right yet: Risk High allows 90 days" in stage.words("#form")


async def test_one_person_in_two_duties_is_said_at_once(tmp_path: Path) -> None:
    async with on_form(tmp_path, requester=KIM) as stage:
        assert CONFLICT not in stage.words()
        await edit(stage, "business_risk_acceptor")
        await stage.type("Lee, Kim; Boss; kim@example.org")
        await stage.press("enter")
        assert CONFLICT in stage.words()
        assert "Note:" in stage.words("#status")


async def test_where_nothing_can_be_waived_that_is_said_plainly(tmp_path: Path) -> None:
    async with on_form(tmp_path, answers=PLATFORM) as stage:
        assert knowledge().pack.documents.risk.platform in stage.words("#risk")
        assert "Likelihood" not in stage.words("#risk")


async def test_the_window_of_the_risk_is_never_empty(tmp_path: Path) -> None:
    async with on_form(tmp_path, answers={"identity": EXCEPTION["identity"]}) as stage:
        await stage.press("f2")
        assert "No risk is rated for the answers so far." in stage.text()


async def test_a_rating_at_the_worst_level_refuses(tmp_path: Path) -> None:
    worst = {**RATED, "highly_privileged": "yes", "exposures": ["shared_secret"]}
    async with on_form(tmp_path, **worst) as stage:
        assert "no exception at this level" in stage.words("#risk")


async def test_a_field_that_a_value_brings_is_there_at_once(tmp_path: Path) -> None:
    async with on_form(tmp_path, "risk_override_level", **RATED) as stage:
        screen = stage.app.screen
        await stage.press("h")
        assert screen.at == "risk_override_by"
        await stage.press("ctrl+z")
        assert "risk_override_by" not in screen.boxes
        assert screen.at == "risk_override_level"


async def test_the_next_needed_field_is_one_key_away(tmp_path: Path) -> None:
    async with on_form(tmp_path, tenant_ref="not-a-guid") as stage:
        screen = stage.app.screen
        fields = stage.session.case(DAY).outcome.fields
        needed = [name for name, required in fields.items() if required]
        seen = []
        for _ in range(3):
            seen.append(screen.at)
            await stage.press("ctrl+n")
        assert seen == needed[:3]
        assert "tenant_ref" in seen


async def test_sections_turn_with_one_key_and_a_click(tmp_path: Path) -> None:
    async with on_form(tmp_path, size=(80, 24)) as stage:
        screen = stage.app.screen
        found = signoff.sections(stage.session.case(DAY))
        await stage.press("pagedown", "pagedown")
        assert screen.at == found[2].fields[0]
        await stage.press("pageup")
        assert screen.at == found[1].fields[0]
        place = next((row.index("People"), y) for y, row in enumerate(stage.rows("#sections")) if "People" in row)
        await stage.pilot.click("#sections", offset=place)
        await stage.settle()
        assert screen.at in found[4].fields


@pytest.mark.parametrize("size", SIZES)
async def test_coming_back_from_a_window_leaves_every_line_where_it_was(tmp_path: Path, size) -> None:
    async with on_form(tmp_path, size=size) as stage:
        await stage.pilot.resize_terminal(size[0] - 1, size[1])
        await stage.pilot.resize_terminal(*size)
        await stage.settle()
        before = stage.rows()
        await stage.press("f1", "escape")
        assert stage.rows() == before


@pytest.mark.parametrize("size", SIZES[::2])
async def test_every_field_is_drawn_whole_where_it_is_open(tmp_path: Path, size) -> None:
    async with on_form(tmp_path, size=size) as stage:
        screen = stage.app.screen
        for name in [*screen.fields]:
            await edit(stage, name)
            drawn = stage.words("#form").translate(dict.fromkeys(map(ord, "▁▂▃▄▅▆▇█▌")))
            assert stage.session.field(name).label in " ".join(drawn.split())


WRONG = {
    "subject_ref": ("not-a-guid", "It is no GUID"),
    "renewal_number": ("twice", "It isn't a whole number"),
    "constraint": ("short", "It has 5 characters"),
    "expires_on": ("2026-01-31", "It is before the day of this document"),
}


async def test_a_wrong_value_is_kept_and_said_to_be_wrong(tmp_path: Path) -> None:
    given = {field: typed for field, (typed, _) in WRONG.items()}
    async with on_form(tmp_path, size=SIZES[1], **given) as stage:
        screen = stage.app.screen
        for field, (_, reason) in WRONG.items():
            for at in (field, next(name for name in screen._in_section(field) if name != field)):
                await edit(stage, at)
                drawn = stage.words("#form")
                assert f"[!] {stage.session.field(field).label}" in drawn
                assert f"Not right yet: {reason}" in drawn
        assert stage.session.record.signoff == given


async def test_a_reason_that_holds_no_more_is_gone_once_typing_pauses(tmp_path: Path) -> None:
    async with on_form(tmp_path, "organization") as stage:
        assert "Missing: its name, the policy and the clause" in stage.words("#form")
        await stage.press(*"Contoso", "enter", *"Access", "enter")
        assert "Not right yet" in stage.words("#form")
        await stage.press(*"4")
        await stage.until(lambda: "Not right yet" not in stage.words("#form"))


async def test_the_open_items_of_the_form_are_those_of_the_documents(tmp_path: Path) -> None:
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
        assert set(signoff.to_do(session.case(DAY))) == {item.field_id for item in fields}


async def test_one_section_is_mounted_and_a_window_above_draws_nothing_again(tmp_path: Path, monkeypatch) -> None:
    drawn: list[int] = []
    refresh = SignOffScreen.refresh_all
    monkeypatch.setattr(SignOffScreen, "refresh_all", lambda self: (drawn.append(1), refresh(self)))
    async with on_form(tmp_path) as stage:
        screen = stage.app.screen
        counts = set()
        for _ in range(3):
            for section in signoff.sections(stage.session.case(DAY)):
                await edit(stage, section.fields[0])
                assert len(screen.boxes) == len(section.fields)
            counts.add(len([*screen.walk_children()]))
            listening = [
                *screen.text_selection_started_signal._subscriptions,
                *stage.app.__dict__.get("__watchers", {}).get("theme", ()),
            ]
            assert len(listening) <= 6, "Entries that are gone are forgotten."
        assert len(counts) == 1
        assert drawn == []
        await stage.press("f1", "escape")
        assert drawn == []
        await stage.press("ctrl+r")
        assert len(drawn) == 1


FEW = 70
"""Keys that are no text, for a form of 35 fields with two exclusions and one row in each other table; windows took 190."""
SEED: dict[str, Any] = {**EXCEPTION, "controls": ["mfa", "terms_of_use"], "terms": ["selected_apps"], "egress": "fixed"}
"""MFA and terms of use, which nothing replaces yet."""
WHOLE = {
    **changed(
        regulatory_scope=None,
        consulted=None,
        ticket_ref=None,
        consequence_if_refused=None,
        data_protection=None,
        target_date=None,
        plan_steps=[{"step": "Switch over", "owner": "Wes Hu", "due": "2027-02-20", "evidence": "No sign-in"}],
        expires_on="2027-02-26",
        exclusions=[
            {"control": "mfa", "policy": "CA001", "group": "CA-EXC-1"},
            {"control": "terms_of_use", "policy": "CA002", "group": "CA-EXC-2"},
        ],
        evidence_items=[{"what": "Non-interactive sign-in log", "collected_by": "Ida Berg"}],
    ),
    "compensating_controls": [{**CONTROL, "name": "Only from HQ", "kind": "location_lock"}],
    "highly_privileged": "no",
}


class Typist:
    """Fills the form in as a person does, and counts the keys that are no text."""

    def __init__(self, stage: Stage, values: dict[str, Any]) -> None:
        self.stage, self.values, self.keys = stage, values, 0
        self.named: set[str] = set()

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.stage.press(*keys)

    async def fill(self) -> None:
        screen = self.stage.app.screen
        await screen.go_to(next(iter(screen.fields)))
        await self.stage.settle()
        seen: list[str] = []
        while screen.at not in seen:
            seen.append(screen.at)
            field, value = self.stage.session.field(screen.at), self.values.get(screen.at)
            if value is not None:
                await self.give(field, value)
            if screen.at == field.id:
                await self.press("enter" if self.stage.session.field(screen.at).kind == "choices" else "ctrl+n")

    async def give(self, field: Any, value: Any) -> None:
        if field.kind in {"choice", "choices"}:
            known_one = stage_known(self.stage).get(field.id)
            letters = [
                option.letter
                for option in field.option
                if option.id in {*([value] if isinstance(value, str) else value)}
            ]
            await self.press(*(["enter"] if known_one == value else letters))
        elif field.kind == "person":
            new = value["name"] not in self.named
            self.named.add(value["name"])
            await self.stage.type("; ".join(value.values()) if new else value["name"])
        elif field.kind == "organization":
            await self.row(value)
        elif isinstance(value, list):
            for row in value:
                await self.open(row)
                await self.row(row)
                while row is not value[-1] and self.stage.app.screen.query("Parts"):
                    await self.press("enter")
        else:
            await self.stage.type(value)

    async def open(self, row: dict[str, Any]) -> None:
        """Go to the line that begins with what the row is of, and open it."""
        editor = self.stage.app.screen.editor
        begun = [n for n, entry in enumerate(editor.entries) if entry.start and entry.start.items() <= row.items()]
        wanted = (begun or [n for n, entry in enumerate(editor.entries) if entry.start == {}])[0]
        while (here := editor.listed.highlighted) != wanted:
            await self.press("down" if here < wanted else "up")
        await self.press("enter")

    async def row(self, row: dict[str, Any]) -> None:
        screen = self.stage.app.screen
        given = [
            key
            for key, entry in screen.query_one("Parts").entries.items()
            if row.get(key) not in (None, "", entry.value)
        ]
        while given:
            key = (self.stage.app.focused.id or "").removeprefix("part-")
            if key in given:
                given.remove(key)
                if row[key] is True:
                    await self.press("y")
                    continue
                await self.stage.type(row[key])
                if given:
                    await self.press("enter")
            else:
                await self.press("tab")
        self.named |= {row[key] for key in ("owner", "tested_by", "collected_by") if key in row}


def stage_known(stage: Stage) -> dict[str, Any]:
    return signoff.suggested(stage.session.case(DAY))


async def test_the_whole_sign_off_of_the_seed_takes_few_keys(tmp_path: Path) -> None:
    async with on_form(tmp_path, answers=SEED) as stage:
        screen = stage.app.screen
        typist = Typist(stage, WHOLE)
        await typist.fill()
        left = signoff.to_do(stage.session.case(DAY))
        assert left == {}
        assert len(screen.fields) > 30
        assert typist.keys < FEW, typist.keys

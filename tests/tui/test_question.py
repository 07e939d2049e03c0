from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from tests.tui.stage import EXCEPTION, knowledge, on_stage
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.widgets.choices import Choices


def some(names: str) -> dict:
    return {name: EXCEPTION[name] for name in names.split()}


ACCOUNT = some("identity cloud activity run_mode token")


@pytest.mark.slow
async def test_a_longer_text_is_not_lost_by_one_key(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("f7")
        opened = stage.app.screen
        await stage.type("What the client said")
        await stage.press("escape")
        assert stage.app.screen is opened
        assert "What you typed is not kept yet. Esc once more drops it." in stage.words("#problem")
        await stage.type(", word for word")
        await stage.press("escape")
        assert stage.app.screen is opened
        await stage.press("escape")
        assert stage.app.screen is not opened
        assert stage.session.record.notes == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "keys", [["s"], ["S"], ["2"], ["down", "enter"], ["down", "space"], ["end", "home", "down", "enter"]]
)
async def test_an_answer_is_given_by_letter_digit_or_arrows(tmp_path: Path, keys: list[str]) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press(*keys)
        assert stage.session.interview.answers == {"identity": "user_synced"}
        assert stage.current == "cloud"


async def test_an_answer_is_given_by_the_mouse(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.pilot.click("#choices", offset=(12, 1))
        await stage.settle()
        assert stage.session.interview.answers == {"identity": "user_synced"}


async def test_a_double_click_answers_no_question_that_comes_to_its_place(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(100, 30)) as stage:
        await stage.press("c")
        row = next(i for i, line in enumerate(stage.rows()) if "Another sovereign cloud" in line)
        await stage.pilot.double_click(offset=(12, row))
        await stage.settle()
        assert stage.session.interview.answers == {"identity": "user_cloud", "cloud": "other_sovereign"}


async def test_two_clicks_at_once_close_only_the_window_in_which_they_are(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("ctrl+p")
        listed = stage.one("#commands_list", OptionList)
        for _ in range(2):
            listed.post_message(OptionList.OptionSelected(listed, listed.options[0], 0))
        await stage.settle()
        assert isinstance(stage.app.screen, QuestionScreen)


@pytest.mark.slow
async def test_the_keys_at_the_foot_of_a_window_can_be_clicked(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:

        async def click(label: str) -> None:
            row, line = next((y, line) for y, line in enumerate(stage.rows()) if label in line)
            await stage.pilot.click(offset=(line.index(label) + 1, row))
            await stage.settle()

        await stage.press("ctrl+p")
        await click("F1 Help")
        assert "Type a part of what you look for" in stage.words()
        await click("/ Search")
        assert isinstance(stage.app.focused, Input)
        await stage.press("escape")
        await click("Esc Close")
        await click("Esc Close")
        assert isinstance(stage.app.screen, QuestionScreen)


async def test_a_double_click_on_the_key_that_closes_drops_nothing_that_was_typed(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(60, 18)) as stage:
        await stage.press("f7", *"half")
        row, line = next((y, line) for y, line in enumerate(stage.rows()) if "Esc Close" in line)
        await stage.pilot.double_click(offset=(line.index("Esc Close") + 1, row))
        await stage.settle()
        assert "not kept yet" in stage.words("#problem")
        assert "half" in stage.words()


@pytest.mark.slow
async def test_the_next_question_is_shown_in_the_same_screen(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        screen, choices = stage.app.screen, stage.one("#choices")
        await stage.press("c")
        assert stage.app.screen is screen
        assert stage.one("#choices") is choices
        assert knowledge().pack.question_by_id["cloud"].label in stage.words()


@pytest.mark.slow
async def test_several_answers_are_marked_and_then_given(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        assert stage.current == "privilege"
        await stage.press("d", "p")
        assert "[x]" in stage.text()
        assert stage.current == "privilege"
        await stage.press("enter")
        assert stage.session.interview.answers["privilege"] == ("dataverse_admin", "power_platform_admin")


@pytest.mark.slow
async def test_an_exclusive_answer_takes_the_other_marks_away(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        await stage.press("d", "n")
        assert stage.one("#choices", Choices).marked == {"none"}
        await stage.press("e")
        assert stage.one("#choices", Choices).marked == {"entra_admin"}


@pytest.mark.slow
async def test_no_mark_is_no_answer(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        await stage.press("enter")
        assert stage.current == "privilege"
        assert "Mark an answer first" in stage.words()


@pytest.mark.slow
async def test_dont_know_becomes_a_to_do_that_says_who_can_answer(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={**ACCOUNT, **some("privilege")}) as stage:
        assert stage.current == "record"
        await stage.press("f3")
        question = knowledge().pack.question_by_id["record"]
        assert "record" in stage.session.interview.to_do
        assert stage.current != "record"
        assert question.who_knows in stage.words()
        assert question.ask_for.split(",", maxsplit=1)[0] in stage.words()
        assert "? Record" in stage.text()


@pytest.mark.slow
async def test_dont_know_takes_the_answer_not_known_where_there_is_one_and_keeps_who_said_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=some("identity cloud")) as stage:
        stage.app.speaker = "Ana"
        await stage.press("0")
        assert stage.session.interview.answers["activity"] == "unknown"
        assert stage.session.record.origins["activity"].by == "Ana"


@pytest.mark.slow
async def test_going_back_and_forth_loses_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        before = dict(stage.session.interview.answers)
        await stage.press("left", "backspace", "<")
        assert stage.current == "activity"
        assert "(•)" in stage.text()
        await stage.press("right", ">", "right")
        assert stage.current == "privilege"
        await stage.press("right")
        assert stage.current == "privilege"
        assert "This question is open" in stage.words()
        assert stage.session.interview.answers == before


@pytest.mark.slow
async def test_the_trail_shows_stages_and_answers_and_jumps(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        for number, title in enumerate((s.title for s in knowledge().pack.stages), 1):
            assert f"{number} {title}" in stage.text()
        trail = stage.one("#trail")
        trail.focus()
        await stage.settle()
        await stage.press("up", "up", "enter")
        assert stage.current == "run_mode"
        assert stage.app.focused is stage.one("#choices")


@pytest.mark.slow
async def test_the_trail_jumps_by_the_mouse(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        row = next(i for i, line in enumerate(stage.rows()) if "• Cloud" in line[:22])
        await stage.pilot.click(offset=(6, row))
        await stage.settle()
        assert stage.current == "cloud"


@pytest.mark.slow
async def test_why_we_ask_shows_reason_facts_sources_and_age(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50)) as stage:
        await stage.press("f2")
        question = knowledge().pack.question_by_id["identity"]
        assert "Why we ask" in stage.text()
        assert question.facts[0] in stage.text()
        assert "Common misconceptions" in stage.words("#why")
        assert "last read at most 1 day ago" in stage.words("#why")
        assert "Too old" not in stage.text()
        await stage.press("f2")
        assert "Why we ask" not in stage.text()


@pytest.mark.slow
async def test_a_source_that_was_not_read_for_long_is_called_too_old(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), day=date(2027, 11, 24)) as stage:
        await stage.press("f2")
        assert "last read at most about 12 months ago" in stage.words("#why")
        assert "were read more than 90 days ago" in stage.words("#why")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_why_takes_the_place_of_the_question_where_there_is_no_room(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size) as stage:
        await stage.press("f2")
        assert "Why we ask" in stage.text()
        await stage.press("c")
        assert stage.session.interview.answers == {}
        await stage.press("f2", "c")
        assert stage.session.interview.answers == {"identity": "user_cloud"}


@pytest.mark.slow
async def test_the_verdicts_still_possible_narrow_as_answers_come(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        total = len(stage.session.interview.decision.possible)
        assert f"Still possible ({total})" in stage.words("#side")
        await stage.press("c", "p")
        left = stage.session.interview.decision.possible
        assert len(left) < total
        assert f"Still possible ({len(left)})" in stage.words("#side")
        for verdict in left:
            assert knowledge().pack.verdict_by_id[verdict].title in stage.words("#possible")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 18), (120, 36)])
async def test_the_head_says_how_far_the_stages_are_and_keeps_its_place(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size) as stage:
        begun = stage.rows()[0]
        assert "Stage 1 of 4  ──── ──── ──── ────" in begun
        await stage.press("c", "p", "a")
        assert stage.rows()[0].index("━") == begun.index("─")
        assert "Stage 1 of 4  ━━" in stage.rows()[0]
        await stage.press("left", "left")
        assert "Stage 1 of 4  ━━" in stage.rows()[0], "Looking back is not going back."
        await stage.answer(ACCOUNT | some("privilege record"))
        assert "Stage 2 of 4  ━━━━ ────" in stage.rows()[0]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "open_from_start"), [((120, 36), True), ((80, 24), False)])
async def test_one_key_folds_the_questions_so_far_and_it_is_remembered(tmp_path: Path, size, open_from_start) -> None:
    async with on_stage(tmp_path, size=size, answers=ACCOUNT) as stage:
        wide = stage.one("#main").size.width
        assert stage.one("#trail").display == open_from_start
        assert wide >= 68
        await stage.press("-")
        assert stage.one("#trail").display != open_from_start
        assert abs(stage.one("#main").size.width - wide) == 22
        stage.one("#trail").focus()
        await stage.settle()
    async with on_stage(tmp_path, size=size, name="svc-other@contoso.com") as stage:
        assert stage.one("#trail").display != open_from_start


async def test_folding_what_has_the_focus_leaves_the_focus_in_sight(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        stage.one("#trail").focus()
        await stage.press("-")
        assert stage.app.focused is stage.one("#choices")


@pytest.mark.slow
async def test_the_questions_so_far_have_short_answers_where_there_is_room(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(160, 40), answers=ACCOUNT) as stage:
        assert "• Account type      Cloud-only" in stage.text()
        assert stage.one("#main").outer_size.width >= 68
        await stage.pilot.resize_terminal(120, 36)
        await stage.settle()
        assert "Cloud-only" not in stage.words("#trail")
        assert stage.one("#main").outer_size.width == 70


async def test_both_layers_are_next_to_the_question(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={name: EXCEPTION[name] for name in list(EXCEPTION)[:13]}) as stage:
        assert "(nobody can waive it): not reached" in stage.words("#layers")
        assert "! MFA: not met" in stage.words("#layers")
        assert "With conditions (3): - Evidence needed first" in stage.words("#possible")


async def test_at_80_columns_one_line_says_it_and_one_key_opens_it(tmp_path: Path) -> None:
    async with on_stage(
        tmp_path, size=(80, 24), answers={name: EXCEPTION[name] for name in list(EXCEPTION)[:13]}
    ) as stage:
        said = stage.words("#narrowing")
        assert said == "Platform: not reached · Own rules: 1 not met · 4 verdicts possible"
        await stage.press("*")
        assert "! MFA: not met" in stage.words("#standing")
        assert "- Time-limited exception" in stage.words("#standing")
        await stage.press("*")
        assert isinstance(stage.app.screen, QuestionScreen)


@pytest.mark.slow
async def test_what_is_possible_is_hidden_with_one_key_and_stays_so(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50)) as stage:
        await stage.press("%")
        for verdict in knowledge().pack.verdicts:
            assert verdict.title not in stage.words()
        for size in ((120, 36), (80, 24), (60, 18)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
            assert "possible" not in stage.words()
    async with on_stage(tmp_path, name="svc-other@contoso.com") as stage:
        assert "Still possible" not in stage.words()
        await stage.press("%")
        assert "Still possible" in stage.words()


@pytest.mark.slow
async def test_the_decision_page_is_next_to_the_question_and_follows_the_answers(tmp_path: Path) -> None:
    answers = {name: EXCEPTION[name] for name in list(EXCEPTION)[:13]}
    async with on_stage(tmp_path, size=(160, 45), answers=answers) as stage:
        assert "NOT YET" in stage.words("#preview")
        await stage.answer(EXCEPTION | {"run_mode": "human_each_time"})
        assert "NOT YET" not in stage.words("#preview")
        before = stage.words("#preview")
        await stage.press("&")
        assert not stage.one("#preview").display
        await stage.press("&")
        assert stage.words("#preview") == before


@pytest.mark.slow
async def test_below_160_columns_one_key_shows_the_decision_page(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await stage.press("left", "&")
        shown = stage.words()
        assert "YES, UNTIL A DATE TO BE SET" in shown
        assert "Exclude svc-billing@contoso.com from multifactor" in shown
        await stage.press("&")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert not stage.app.screen.query("#preview"), "A window leaves nothing behind."


@pytest.mark.slow
async def test_hidden_names_are_hidden_in_the_decision_page(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=EXCEPTION) as stage:
        await stage.press("left", "ctrl+r")
        assert "svc-billing" not in stage.text()
        assert "Exclude" in stage.words("#preview")


@pytest.mark.slow
async def test_a_projector_shows_the_question_alone_in_a_frame(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(80, 24), answers=some("identity cloud")) as stage:
        await stage.press("f5")
        for size in ((80, 24), (120, 36), (200, 50)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
            for name in ("#trail", "#side", "#narrowing"):
                assert not stage.one(name).display, size
            assert "╭" in stage.rows()[1]
            assert "Stage 1 of 4: Account" in stage.rows()[1]
            assert stage.app.screen.question.label in stage.words("#main")
            for key in ("Don't know", "Discuss", "Who", "Note"):
                assert key in stage.rows()[-1]
        await stage.press("a")
        assert stage.session.interview.answers["activity"] == "active"
        await stage.press("-", "%")
        assert "shows the question alone; F5 ends it." in stage.text()
        await stage.press("f5")
        assert stage.one("#trail").display


@pytest.mark.slow
async def test_the_last_answer_leads_to_the_result(tmp_path: Path) -> None:
    answers = {name: value for name, value in EXCEPTION.items() if name != "evidence"}
    async with on_stage(tmp_path, answers=answers) as stage:
        assert isinstance(stage.app.screen, QuestionScreen)
        assert stage.current == "evidence"
        await stage.press("0" if "unknown" in knowledge().engine.questions["evidence"]["options"] else "n", "enter")
        assert type(stage.app.screen).__name__ == "ResultScreen"


@pytest.mark.slow
async def test_a_note_is_kept_and_shown(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("f7")
        await stage.type("Ask [Kim] on Monday")
        await stage.press("tab", "1")
        assert stage.session.record.notes == {"identity": "Ask [Kim] on Monday"}
        assert "Note: Ask [Kim] on Monday" in stage.words()
        await stage.press("f7", "escape")
        assert stage.session.record.notes == {"identity": "Ask [Kim] on Monday"}
        await stage.press("f7")
        stage.one("#page").text = "x" * 20_001
        await stage.press("tab", "1")
        assert "20,001 characters. Shorten it to 20,000." in stage.words("#problem")
        await stage.press("shift+tab", "delete", "tab", "1")
        assert stage.session.record.notes == {"identity": "x" * 20_000}


@pytest.mark.slow
async def test_a_question_is_parked_for_discussion_and_taken_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("f8")
        assert stage.session.record.discuss == ["identity"]
        assert "! parked for discussion" in stage.words()
        await stage.press("+")
        assert stage.session.record.discuss == []


@pytest.mark.slow
async def test_who_answers_is_noted_with_the_answer(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("f9")
        await stage.type("Kim")
        await stage.press("enter", "c", "left")
        assert stage.session.record.origins["identity"].by == "Kim"
        assert "answered by Kim" in stage.words()


@pytest.mark.slow
async def test_an_answer_is_taken_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        await stage.press("left", "delete")
        assert "token" not in stage.session.interview.answers
        assert stage.current == "token"


@pytest.mark.slow
async def test_all_answers_are_listed_and_one_is_jumped_to(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=ACCOUNT) as stage:
        stage.session.note("cloud", "seen in the contract")
        await stage.press("f4")
        for name in ACCOUNT:
            assert knowledge().pack.question_by_id[name].label[:30] in stage.words()
        assert "seen in the contract" in stage.words()
        await stage.press("home", "enter")
        assert stage.current == "identity"


@pytest.mark.slow
async def test_one_key_shows_where_each_option_leads_and_the_same_key_closes_it(tmp_path: Path) -> None:
    answers = {name: EXCEPTION[name] for name in list(EXCEPTION)[:7]}
    async with on_stage(tmp_path, size=(60, 18), answers=answers) as stage:
        asked = stage.current
        await stage.press("ctrl+l")
        assert "? Where does the account sign in" in stage.words("#path")
        assert "├─" in stage.text()
        assert "Cloud:" not in stage.words("#path")
        await stage.press("end")
        assert "└ Next question:" in stage.words("#path")
        await stage.press("home")
        assert stage.words("#path").startswith("+ Account type: ")
        await stage.press("ctrl+l")
        assert not stage.app.screen.query("#path")
        assert stage.current == asked
        assert set(stage.session.interview.answers) == set(answers)

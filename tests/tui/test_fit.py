"""A question in the room there is: everything in sight where that can be, and signs of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from tests.tui.stage import EXCEPTION, PLATFORM, knowledge, on_stage
from wizard.tui.widgets.bar import place
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.choices import Choice, Choices
from wizard.tui.widgets.hint import MOST_ROWS, Held
from wizard.tui.widgets.question_pane import Room, look_for

BEFORE = {
    name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode", "token", "privilege", "record")
}


@pytest.mark.slow
async def test_the_help_of_every_answer_is_whole_in_the_smallest_window(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(60, 18), answers=BEFORE) as stage:
        assert stage.current == "surfaces"
        await stage.press("/", "home")
        choices = stage.one("#choices", Choices)
        top = stage.one("#hint").region
        for choice in choices.choices:
            assert choice.help in stage.words("#hint")
            assert stage.one("#hint").region == top, "The list moves under the pointer."
            assert any(row.startswith("›") for row in stage.rows("#choices"))
            await stage.press("down")


@pytest.mark.slow
@given(st.text(alphabet="ab ", max_size=600), st.integers(20, 60))
def test_help_that_is_cut_says_so_and_names_the_way_to_the_rest(text: str, width: int) -> None:
    lines = [line.plain for line in Held(text, (text,), "F1: all").lines(width)]
    whole = Block(Content(text)).lines(width) if text else []
    assert len(lines) == min(len(whole), MOST_ROWS)
    assert all(len(line) <= width for line in lines)
    assert bool(lines and lines[-1].endswith("… F1: all")) == (len(whole) > MOST_ROWS)


@pytest.mark.slow
async def test_help_on_the_list_says_the_answer_under_the_pointer_in_full(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(60, 18), answers=BEFORE) as stage:
        await stage.press("down")
        choice = stage.one("#choices", Choices).highlighted_choice
        await stage.press("f1")
        assert choice.help in stage.words()


@pytest.mark.slow
async def test_the_pointer_stays_in_sight_when_the_window_shrinks(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(120, 36), answers=EXCEPTION) as stage:
        await stage.press("left", "end")
        assert any("›" in row for row in stage.rows("#choices"))
        for size in ((80, 24), (70, 20), (60, 18)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
            assert any("›" in row for row in stage.rows("#choices")), size
        await stage.pilot.resize_terminal(120, 36)
        await stage.settle()
        await stage.press("f10", "s", "pagedown", *["tab"] * 6)
        for size in ((80, 24), (60, 18)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
            assert stage.app.focused.region in stage.one("#form").region, size


@pytest.mark.slow
async def test_a_certain_verdict_is_whole_in_the_smallest_window(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(60, 18), answers=PLATFORM) as stage:
        title = knowledge().pack.verdict_by_id["platform_mfa_no_exception"].title
        await stage.press("left")
        assert stage.words("#narrowing") == f"Verdict is certain: {title}"
        await stage.pilot.resize_terminal(50, 18)
        await stage.settle()
        assert stage.words("#narrowing") == f"Certain: {title}"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 26)])
async def test_a_list_that_does_not_fit_has_a_bar_of_signs(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_stage(tmp_path, size=size, answers=BEFORE) as stage:
        await stage.press("/", "home")
        edge = [row[-1:] for row in stage.rows("#choices")]
        assert edge[0] == "▐"
        assert edge[-1] == "│"
        await stage.press(*["pagedown"] * 12)
        edge = [row[-1:] for row in stage.rows("#choices")]
        assert edge[0] == "│"
        assert edge[-1] == "▐"


@given(st.integers(1, 60), st.integers(1, 500), st.integers(1, 60), st.floats(0, 1))
def test_the_handle_touches_an_end_only_where_nothing_is_behind_it(size, virtual, window, part) -> None:
    position = round(part * max(virtual - window, 0))
    start, length = place(size, virtual, window, position)
    assert 0 <= start <= start + length <= size
    assert (length == 0) == (window >= virtual or size <= 0) or size == 1
    if window < virtual and size - length > 1:
        assert (start == 0) == (position == 0)
        assert (start + length == size) == (position == virtual - window)


def choices(count: int, help_text: str = "") -> list[Choice]:
    return [Choice(str(number), f"Answer {number}", help=help_text) for number in range(count)]


def room(height: int) -> Room:
    return Room(width=50, height=height, taken=4, many=False, long=False)


def test_help_is_spelled_out_only_where_all_answers_stay_in_sight() -> None:
    some = choices(5, "What it means.")
    assert look_for(some, room(16), projector=False).spelled_out
    assert look_for(some, room(14), projector=False).spelled_out
    assert not look_for(some, room(13), projector=False).spelled_out


def test_blank_lines_give_way_before_help_does_and_help_before_an_answer() -> None:
    some = choices(5, "What it means.")
    looks = [look_for(some, room(height), projector=False) for height in (16, 14, 13, 12, 10, 3)]
    assert [look.spaced for look in looks] == [True, False, True, True, False, False]


def test_a_projector_gets_blank_lines_between_answers_first() -> None:
    some = choices(5, "What it means.")
    assert look_for(some, room(24), projector=True) == look_for(some, room(40), projector=True)
    tight = look_for(some, room(18), projector=True)
    assert tight.spacious
    assert not tight.spelled_out
    assert not look_for(some, room(12), projector=True).spacious


def test_every_question_has_a_short_title_of_its_own() -> None:
    questions = knowledge().pack.questions
    assert len({question.short for question in questions}) == len(questions)
    for question in questions:
        assert question.short == question.title
        assert question.short[0].isupper()
        assert len(question.short) <= 16
        assert "_" not in question.short


@pytest.mark.slow
async def test_lists_call_questions_by_their_short_titles(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=BEFORE) as stage:
        for name in BEFORE:
            assert f"• {knowledge().pack.question_by_id[name].short}" in stage.text()
        await stage.press("f4")
        token = knowledge().pack.question_by_id["token"]
        assert f"{token.short} {token.label}" in stage.words()

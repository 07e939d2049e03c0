"""What users type is text: never markup, never a command to the terminal, never a broken screen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from tests.tui.stage import EXCEPTION, Stage, on_stage
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.text import cut, edited, lines, one_line
from wizard.tui.widgets.blocks import Block, Rows, flow
from wizard.tui.widgets.markdown import blocks

NASTY = (
    "[b]bold[/b] [/] [@click=app.leave]x[/] [red on",
    "a\x1b[2J\x1b]0;title\x07b\x00c\x9b31md\x7f",
    "abc\u202egnp.exe\u202c \u2066x\u2069 \u200b\ufeff a\ud800b",
    "👩‍💻 🇩🇪 👍🏽 ❤️ 🏳️‍🌈",
    "e\u0301" * 40 + "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "# h | a | b | <script>alert(1)</script> ![x](javascript:alert(1)) `code` **b**",
)
HOSTILE = {
    "markup, control, direction, emoji": " ".join(NASTY),
    "several lines of it": "\n".join([*NASTY, "two\r\nthree\rfour\u2028five"]),
    "wide": "アカウント 服务帐户 " * 40,
    "ten thousand characters": "x" * 10_000,
    "many words": "word " * 2_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_text_is_shown_as_text_everywhere(tmp_path: Path, kind: str) -> None:
    text = HOSTILE[kind]
    name = " ".join(text.split())[:1900]
    person = {"name": name[:1500], "role": name[:200], "contact": ""}
    async with on_stage(tmp_path, size=(100, 30), name=None) as stage:
        await stage.type(text.replace("\n", " ").replace("\ud800", ""))
        assert_drawn_safely(stage)
        stage.app.open_new(name)
        await stage.settle()
        await stage.answer(EXCEPTION)
        session = stage.session
        for question in ("identity", "evidence"):
            session.note(question, text)
        session.answer("evidence", EXCEPTION["evidence"], by=name[:1900])
        session.set_field("purpose", name)
        session.set_field("justification", text)
        session.set_field("account_owner", person)
        session.set_field("requester", person)
        session.set_field("plan_steps", [{"step": text[:5000], "owner": name[:200]}])
        stage.app.speaker = name
        await stage.press("f10")
        for page in "123456":
            await stage.press(page)
            assert_drawn_safely(stage)
        await stage.press("c")
        assert_drawn_safely(stage)
        await stage.press("escape", "s")
        assert_drawn_safely(stage)
        for field in ("purpose", "justification", "account_owner", "plan_steps"):
            await stage.app.screen.go_to(field)
            await stage.settle()
            assert_drawn_safely(stage)
        await stage.press("escape", "w")
        assert_drawn_safely(stage)
        await stage.press("escape", "escape", "f4")
        assert_drawn_safely(stage)
        await stage.press("escape", "f7")
        assert_drawn_safely(stage)
        await stage.press("escape", "f9")
        assert_drawn_safely(stage)
        await stage.press("escape", "ctrl+s")
        assert_drawn_safely(stage)
        await stage.press("ctrl+o")
        await stage.until(lambda: stage.app.session is None)
        await stage.settle()
        assert_drawn_safely(stage)


@pytest.mark.slow
async def test_ten_thousand_characters_are_kept_whole(tmp_path: Path) -> None:
    text = "0123456789" * 1000
    async with on_stage(tmp_path) as stage:
        await stage.press("f7")
        await stage.type(text)
        await stage.press("tab", "1")
        assert stage.session.record.notes["identity"] == text


@pytest.mark.slow
async def test_a_name_that_is_too_long_is_refused_in_words(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        stage.app.open_new("x" * 5000)
        await stage.settle()
        assert "5,000 characters" in stage.words("#status")
        assert stage.app.session is None


ANY = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


@pytest.mark.slow
@given(ANY)
def test_a_line_has_nothing_in_it_that_a_terminal_obeys(text: str) -> None:
    shown = one_line(text)
    assert not FORBIDDEN & set(shown)
    assert "\n" not in shown
    assert not FORBIDDEN & set(lines(text).replace("\n", ""))


@pytest.mark.slow
@given(ANY)
def test_an_editor_draws_one_character_for_each(text: str) -> None:
    shown = edited(text)
    assert len(shown) == len(text)
    assert not FORBIDDEN & set(shown)


@pytest.mark.slow
@given(ANY, st.integers(0, 40))
def test_a_cut_line_fits(text: str, width: int) -> None:
    assert Content(cut(one_line(text), width)).cell_length <= width


@pytest.mark.slow
@given(st.lists(st.lists(ANY, min_size=1, max_size=4), min_size=1, max_size=4), st.integers(12, 60))
def test_blocks_and_tables_fit_the_width(rows: list[list[str]], width: int) -> None:
    parts = [
        Rows(tuple(tuple(Content(one_line(cell)) for cell in row) for row in rows)),
        Block(Content(one_line(rows[0][0])), Content("- "), 2),
        *blocks("\n\n".join(one_line(cell) for row in rows for cell in row)),
    ]
    for line in flow(parts, width).split("\n"):
        assert line.cell_length <= width


FORBIDDEN = {chr(n) for n in (*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Characters that a terminal obeys, or that turn the direction of text."""


def assert_drawn_safely(stage: Stage) -> None:
    width, height = stage.app.size
    strips = stage.app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        assert strip.cell_length == width
        assert not FORBIDDEN & set(strip.text), repr(strip.text)
        for segment in strip:
            action = segment.style.meta.get("@click") if segment.style else None
            assert action is None or action.startswith(("app.", "screen."))
            if action == "app.leave":
                assert segment.text.strip(" …") in "Ctrl+Q Quit"


KEYS = [
    *"abcdefghiklmnoprstuvxyz0123456789",
    *["enter"] * 12,
    *["space", "up", "down", "left", "right", "tab", "shift+tab", "home", "end", "pageup", "pagedown"] * 2,
    *["escape"] * 6,
    *["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10"],
    *["backspace", "delete", "ctrl+p", "ctrl+s", "ctrl+r", "ctrl+u", "?", ":", "<", ">", "#", "=", "+", "@", "!"],
]
"""Everything but the keys that leave."""

WINDOWS = [(60, 18), (80, 24), (120, 36), (200, 50), (40, 10), (12, 4), (1, 1), (300, 12)]


def assert_in_order(stage: Stage, home: Path) -> None:
    app = stage.app
    assert app.crash is None
    session = app.session
    if session is None:
        return
    interview = session.interview
    assert set(interview.answers).isdisjoint(interview.parked)
    assert session.engine.outside(interview.answers) == []
    assert interview.current is None or interview.current in interview.path
    assert session.save_error is None
    assert session.path is not None
    assert session.path.is_file()
    screen = app.screen
    if isinstance(screen, QuestionScreen):
        assert screen.question is None or screen._shown == screen.question.id
    assert len([s for s in app.screen_stack if isinstance(s, Dialog)]) <= 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
async def test_any_keys_in_any_window_leave_the_wizard_in_order(tmp_path: Path, monkeypatch, seed: int) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(seed)
    async with on_stage(Path("home"), painted=True) as stage:
        for _ in range(40):
            if rng.random() < 0.25:
                await stage.pilot.resize_terminal(*rng.choice(WINDOWS))
            await stage.pilot.press(*rng.choices(KEYS, k=4))
            await stage.settle()
            assert_in_order(stage, tmp_path)
            assert_drawn_safely(stage)
        await stage.settle()
        assert_in_order(stage, tmp_path)

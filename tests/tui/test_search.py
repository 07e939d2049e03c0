"""Search in a text, and the outline of a page: what is found, marked, counted and left again."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.content import Content

from tests.tui.stage import EXCEPTION, Stage, on_stage
from tests.tui.test_prose import LONG, Page
from wizard.tui.screens.result import ResultScreen
from wizard.tui.widgets.blocks import Block, Sheet
from wizard.tui.widgets.prose import Reading
from wizard.tui.widgets.search import Found, places

POEM = ["The policy applies", "  to all users.", "", "│ Conditional        │", "│ Access and access  │"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("policy", [[(0, 4, 10)]]),
        ("APPLIES  to", [[(0, 11, 18), (1, 2, 4)]]),
        ("conditional access", [[(3, 2, 13), (4, 2, 8)]]),
        ("access", [[(4, 2, 8)], [(4, 13, 19)]]),
        ("a.l", []),
        ("  ", []),
    ],
)
def test_words_are_found_across_the_ends_of_lines_and_in_any_case(typed: str, found) -> None:
    assert places(POEM, typed) == found


def test_a_line_says_by_a_sign_what_is_found_in_it() -> None:
    found = Found(places(POEM, "access"))
    found.step(1)
    assert [found.marked(n, Content(line)).plain[:2] for n, line in enumerate(POEM)] == ["  ", "  ", "  ", "  ", "› "]
    found = Found(places([*POEM, "access"], "access"))
    assert [found.marked(n, Content("")).plain[:2] for n in (4, 5)] == ["› ", "· "]
    assert found.words == "1 of 3"
    found.go_to(5)
    assert found.words == "3 of 3"
    found.step(1)
    assert found.words == "1 of 3"


def test_a_sheet_names_its_headings_by_the_lines_in_its_frame() -> None:
    sheet = Sheet((Block(Content("First")), Block(Content("Second"), level=2)), "ends")
    for width in (40, 100):
        lines = [line.plain for line in sheet.lines(width)]
        assert [lines[head.line].strip("│ ") for head in sheet.heads(width)] == ["Second"]
        assert {len(line) for line in lines if "│" in line or "╭" in line} <= {width}
        assert "ends" in lines[-1]


def underlined(stage: Stage) -> list[str]:
    strips = stage.app.screen._compositor.render_strips()
    return [s.text for strip in strips for s in strip if s.style is not None and s.style.underline]


@pytest.mark.slow
async def test_a_long_text_is_searched_by_keys() -> None:
    app = Page(LONG)
    async with app.run_test(size=(80, 18)) as pilot:
        reading = app.query_one(Reading)
        reading.focus()
        await pilot.press("/", *"graph 4000")
        await pilot.pause()
        assert any("› Paragraph 4000 " in row for row in app.drawn)
        assert "1 of 1" in app.drawn[-1]
        await pilot.press(*["backspace"] * 4, *"77", "enter")
        await pilot.pause()
        assert "1 of 11 " in app.drawn[-1]
        assert "n next" in app.drawn[-1]
        first = app.drawn[-1]
        await pilot.press("n", "n")
        await pilot.pause()
        second = app.drawn[-1]
        assert second != first
        await pilot.press("N", "N")
        await pilot.pause()
        assert app.drawn[-1] == first
        await pilot.press("/", "down")
        await pilot.pause()
        assert app.drawn[-1] != first
        await pilot.press("escape")
        await pilot.pause()
        assert app.focused is reading
        assert not any("›" in row or "·" in row for row in app.drawn)
        assert any("Paragraph 77" in row for row in app.drawn)


@pytest.mark.slow
async def test_what_is_found_stays_found_at_another_width_and_in_another_text() -> None:
    app = Page([Block(Content("word " * 40 + "needle in a haystack")), *LONG[:5]])
    async with app.run_test(size=(60, 18)) as pilot:
        app.query_one(Reading).focus()
        await pilot.press("/", *"needle in a", "enter")
        for size in ((30, 12), (20, 8), (100, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "1 of 1" in app.drawn[-1]
            assert any(row.startswith("› ") for row in app.drawn)
        app.query_one(Reading).show(LONG[:3])
        await pilot.pause()
        assert "nothing found" in app.drawn[-1]
        await pilot.press("n", "N", "escape")
        await pilot.pause()
        assert app.drawn[0].startswith("Paragraph 0 ")


@pytest.mark.slow
async def test_every_page_of_the_result_is_searched_with_the_same_keys(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(80, 24), answers=EXCEPTION) as stage:
        await stage.press("f10")
        for page, word in (("2", "evidence"), ("3", "source"), ("6", "which"), ("7", "read 1 day"), ("4", "answered")):
            await stage.press(page, "/", *word, "enter")
            assert "1 of " in stage.text(), page
            assert any(row.lstrip().startswith("›") for row in stage.rows("#room")), page
            await stage.press("n")
            assert "2 of " in stage.text(), page
            await stage.press("escape")
            assert isinstance(stage.app.screen, ResultScreen)
        for key in ("c", "?"):
            await stage.press(key, "/", *"the ", "enter")
            assert "1 of " in stage.text(), key
            await stage.press("escape", "escape")
            assert isinstance(stage.app.screen, ResultScreen)


@pytest.mark.slow
async def test_open_items_are_searched_by_keys_in_one_burst_and_have_no_outline(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(80, 24), answers=EXCEPTION) as stage:
        await stage.press("f10", "6")
        for key in ("slash", *"account owner"):
            stage.app.post_message(events.Key({" ": "space"}.get(key, key), "/" if key == "slash" else key))
        await stage.settle()
        assert stage.one("#search").value == "account owner"
        leads = stage.one("#page-open")
        assert leads.places[leads.highlighted]
        assert {"account owner", "Account owner"} & set(underlined(stage))
        await stage.press("escape")
        assert underlined(stage) == []
        await stage.press("/", *"account")
        found = underlined(stage)
        assert len(found) > 1
        assert {text.lower() for text in found} == {"account"}
        await stage.press("enter", "3")
        assert not stage.app.screen.query("#search")
        await stage.press("6", "o")
        assert stage.one("#room").display
        assert "No headings" in stage.words("Status")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_why_a_question_is_asked_is_searched_and_its_keys_answer_nothing(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size) as stage:
        await stage.press("f2")
        stage.one("#why").focus()
        await stage.settle()
        await stage.press("/", *"mfa", "enter", "n")
        assert "2 of " in stage.words("#why")
        assert stage.session.interview.answers == {}
        await stage.press("escape")
        assert "Why we ask" in stage.words()
        await stage.press("escape")
        assert "Why we ask" not in stage.words()


@pytest.mark.slow
async def test_headings_are_next_to_a_page_where_there_is_room_and_on_a_key_elsewhere(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=EXCEPTION) as stage:
        await stage.press("f10")
        assert "Conditions and early end" in stage.words("#outline")
        await stage.press("end")
        assert stage.one("#outline").highlighted > 0
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert not stage.one("#outline").display
        await stage.press("o")
        assert "Options" in stage.words("#outline")
        assert not stage.one("#room").display
        await stage.press("escape")
        assert stage.one("#room").display
        await stage.press("o", "home", "down", "down", "down", "enter")
        wanted = stage.one("#outline").heads[3].title
        assert wanted in "\n".join(stage.rows("#room")[:3])
        await stage.press("4", "o")
        assert "Rules that fired" in stage.words("#outline")
        await stage.press("enter", "escape")
        assert not isinstance(stage.app.screen, ResultScreen)

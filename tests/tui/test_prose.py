"""Text to read: drawn line by line, selected, resized and scrolled like any other text."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset

from tests.tui.stage import EXCEPTION, Stage, on_stage
from wizard.tui.screens.result import ResultScreen
from wizard.tui.widgets.blocks import BLANK, Block, Rows, Sheet
from wizard.tui.widgets.prose import Prose, Reading
from wizard.tui.widgets.search import Found, places

LONG = [
    Block(Content(f"Paragraph {number} with some words that wrap where there is little room."))
    for number in range(5000)
]
WIDE = "漢字 means characters, and an emoji is 🙂 wide"


class Page(App[None]):
    """A page and nothing else."""

    CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, parts) -> None:
        super().__init__()
        self.animation_level = "none"
        self.parts = parts

    def compose(self) -> ComposeResult:
        yield Reading(self.parts, id="page")

    @property
    def prose(self) -> Prose:
        return self.query_one(Prose)

    @property
    def drawn(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


async def drag(pilot, start: tuple[int, int], end: tuple[int, int]) -> str:
    await pilot.mouse_down(offset=Offset(*start))
    await pilot.hover(offset=Offset(*end))
    await pilot.mouse_up(offset=Offset(*end))
    await pilot.pause()
    return pilot.app.screen.get_selected_text() or ""


@pytest.mark.slow
async def test_selected_text_is_what_was_dragged_over() -> None:
    app = Page([Block(Content("First line")), Block(Content("second [b]line[/b]"))])
    async with app.run_test(size=(60, 18)) as pilot:
        assert (await drag(pilot, (0, 0), (4, 0))).startswith("First"[:4])
        text = await drag(pilot, (6, 0), (10, 1))
        assert text.startswith("line\nsecond [b]")


async def test_selected_text_is_drawn_as_selected() -> None:
    app = Page([Block(Content("First line")), Block(Content("second line"))])
    async with app.run_test(size=(60, 18)) as pilot:
        before = [segment.style for segment in app.screen._compositor.render_strips()[0]]
        await drag(pilot, (0, 0), (5, 0))
        after = [segment.style for segment in app.screen._compositor.render_strips()[0]]
        assert before[0].bgcolor != after[0].bgcolor
        assert app.drawn[0] == "First line"


@pytest.mark.slow
async def test_selected_text_below_the_first_screen_is_that_of_the_place() -> None:
    app = Page(LONG)
    async with app.run_test(size=(60, 18)) as pilot:
        app.query_one(Reading).scroll_to(y=1000, animate=False)
        await pilot.pause()
        shown = app.drawn[3]
        text = await drag(
            pilot, (0, 3), (len(shown.split("  ")[0]), 3)
        )  # not as far as the scroll bar, which stands for all below
        assert text.strip()
        assert text.strip() in shown


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 50)])
async def test_the_end_of_a_very_long_text_is_reached(size) -> None:
    app = Page(LONG)
    async with app.run_test(size=size) as pilot:
        assert app.drawn[0].startswith("Paragraph 0 ")
        await pilot.press("end")
        await pilot.pause()
        assert any("Paragraph 4999 " in row for row in app.drawn)
        assert app.drawn[-1] != ""


@pytest.mark.slow
async def test_a_text_follows_the_width_while_it_is_open() -> None:
    app = Page([*LONG[:40], Block(Content("The last word"))])
    async with app.run_test(size=(120, 36)) as pilot:
        for size in ((60, 18), (20, 6), (200, 50), (1, 1), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.prose.size.height == len(app.prose.lines(app.prose.content_size.width))
        await pilot.press("end")
        await pilot.pause()
        assert "The last word" in app.drawn[-1]


@pytest.mark.parametrize("parts", [[], [BLANK], [Rows(((Content("Head"),),))]], ids=["nothing", "blank", "heading"])
async def test_an_empty_page_is_drawn_and_filled_later(parts) -> None:
    app = Page(parts)
    async with app.run_test(size=(60, 18)) as pilot:
        assert len(app.drawn) == 18
        app.query_one(Reading).show([Block(Content("Now there is text"))])
        await pilot.pause()
        assert "Now there is text" in app.drawn[0]


async def test_a_page_that_grows_while_it_is_scrolled_stays_where_it_can() -> None:
    app = Page(LONG[:100])
    async with app.run_test(size=(60, 18)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        app.query_one(Reading).show(LONG[:2])
        await pilot.pause()
        assert app.drawn[0].startswith("Paragraph 0 ")


async def test_wide_characters_and_links_keep_every_line_at_the_width() -> None:
    app = Page([Block(Content(WIDE * 3)), Block(Content("x" * 500)), Block(Content("\ufffd\u2400" * 90))])
    async with app.run_test(size=(60, 18)):
        for strip in app.screen._compositor.render_strips():
            assert strip.cell_length == 60


@pytest.mark.slow
async def test_only_the_lines_in_sight_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del tmp_path
    asked: list[int] = []
    draw = Prose.render_line
    monkeypatch.setattr(Prose, "render_line", lambda self, y: (asked.append(y), draw(self, y))[1])
    async with Page(LONG).run_test(size=(60, 18)):
        assert set(asked) <= set(range(18))


def test_text_hangs_under_a_label_only_where_enough_room_is_left() -> None:
    told = Block(Content("Run history of the jobs over a full cycle"), Content("What to look up: "))

    assert [line.plain for line in told.lines(80)] == ["What to look up: Run history of the jobs over a full cycle"]
    assert [line.plain for line in told.lines(30)] == [
        "What to look up: Run history",
        "  of the jobs over a full",
        "  cycle",
    ]
    short = Block(Content("Run history of the jobs over a full cycle"), Content("Now: "), 2)
    assert [line.plain for line in short.lines(30)] == ["  Now: Run history of the jobs", "       over a full cycle"]


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

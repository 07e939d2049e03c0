"""Text to read: drawn line by line, selected, resized and scrolled like any other text."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset

from wizard.tui.widgets.blocks import BLANK, Block, Rows
from wizard.tui.widgets.prose import Prose, Reading

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

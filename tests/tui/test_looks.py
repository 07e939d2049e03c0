"""How every screen looks: in four sizes and two themes, without color, and legible on a projector."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pytest
from rich.style import Style
from textual.strip import Strip

from tests.screenshots.scenes import SCENES, Scene
from tests.tui.stage import SIZES, THEMES, Stage, on_stage
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.screens.pages import PlainScreen

pytestmark = pytest.mark.slow

SNAPSHOTS = Path(__file__).with_name("snapshots")
UPDATE = os.environ.get("MFA_WIZARD_UPDATE_SNAPSHOTS") == "1"
VERSIONS = " ".join(f"{name} {version(name)}" for name in ("textual", "rich"))
FRAMES = set("│╭╮╰╯─┃▁▂▃▄▅▆▇█▌▐ ")


@asynccontextmanager
async def played(scene: Scene, size: tuple[int, int], theme: str = "dark") -> AsyncIterator[Stage]:
    scene.begin()
    async with on_stage(
        Path(scene.home), size=size, theme=theme, answers=scene.answers, name=scene.name, **scene.looks
    ) as stage:
        await scene.play(stage)
        await stage.settle()
        yield stage


def strips(stage: Stage) -> list[Strip]:
    """Return the screen as it is drawn, by row; to draw it once for all that is asked of it saves a third of the time."""
    return list(stage.app.screen._compositor.render_strips())


def faint(rows: list[Strip], least: float = 7.0) -> list[str]:
    """Return every piece of text whose contrast to its ground is too low."""
    drawn = {(s.text, s.style) for s in chain(*rows) if not set(s.text) <= FRAMES}
    return [f"{ratio_of(style):.1f} {text!r} {style}" for text, style in drawn if ratio_of(style) < least]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the WCAG contrast ratio of two colors, from 1 to 21."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@functools.cache
def ratio_of(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    assert not style.dim
    front, ground = style.color.get_truecolor(), style.bgcolor.get_truecolor()
    if style.reverse:
        front, ground = ground, front
    return contrast(tuple(front), tuple(ground))


def missing_ways(stage: Stage) -> list[str]:
    """Return what the foot of a screen or the frame of a window should say of the way out, and does not."""
    if isinstance(stage.app.screen, PlainScreen):
        return [] if "Esc closes" in stage.words() else ["Esc closes"]
    if isinstance(stage.app.screen, Dialog):
        shown, wanted = stage.text(), ["Esc Close", "Ctrl+Q Quit", "F1 Help"]
    else:
        shown, wanted = stage.rows()[-1], ["Ctrl+Q Quit", "F1 Help", "Ctrl+P "]
    return [way for way in wanted if way not in shown]


def fingerprint(rows: list[Strip]) -> str:
    """Return a digest of all that is drawn: characters, colours, weights."""
    drawn = "\n".join(
        f"{s.text}\t{s.style.without_color if s.style else ''}\t{_colours(s.style)}" for s in chain(*rows)
    )
    return hashlib.sha256(drawn.encode()).hexdigest()


def _colours(style: Style | None) -> str:
    return f"{style.color} {style.bgcolor}" if style is not None else ""


@pytest.fixture(autouse=True)
def _fixed_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are drawn relative to a folder without a name of its own."""
    monkeypatch.chdir(tmp_path)


def known_block(name: str, size: tuple[int, int]) -> str:
    """Return what the file of snapshots holds for a size; empty where there is nothing."""
    file = SNAPSHOTS / f"{name}.txt"
    if not file.is_file():
        return ""
    head = f"===== {size[0]}x{size[1]}  "
    blocks = file.read_text(encoding="utf-8").split("===== ")
    return next((f"===== {block}" for block in blocks if f"===== {block}".startswith(head)), "").rstrip()


@pytest.mark.parametrize("name", SCENES)
async def test_a_screen_looks_as_it_did(name: str, tmp_path: Path) -> None:
    drawn: dict[str, dict[tuple[int, int], tuple[str, str]]] = {theme: {} for theme in THEMES}
    async with played(SCENES[name], (120, 36)) as stage:
        for theme in THEMES:
            stage.app.theme = THEMES[theme]
            for size in SIZES:
                await stage.pilot.resize_terminal(*size)
                await stage.settle()
                rows = strips(stage)
                assert faint(rows) == [], f"{theme} at {size}: contrast below 7"
                assert missing_ways(stage) == [], f"{theme} at {size}: the way out is not in sight"
                drawn[theme][size] = "".join(f"{row.text.rstrip()}\n" for row in rows), fingerprint(rows)
                if drawn[theme][size][1][:16] not in known_block(name, size).partition("\n")[0]:
                    picture = tmp_path / f"{theme}-{size[0]}x{size[1]}.svg"
                    picture.write_text(stage.app.export_screenshot(), encoding="utf-8")
    head = f"Drawn by {VERSIONS}."
    seen: list[str] = []
    for size in SIZES:
        text = drawn["dark"][size][0]
        assert text == drawn["light"][size][0], "A theme changes colours and nothing else."
        assert len(text.splitlines()) == size[1]
        prints = "  ".join(f"{theme} {drawn[theme][size][1][:16]}" for theme in THEMES)
        seen.append(f"===== {size[0]}x{size[1]}  {prints}\n{text.rstrip()}")
    file = SNAPSHOTS / f"{name}.txt"
    if UPDATE:
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text("\n".join([head, *seen]) + "\n", encoding="utf-8", newline="\n")
        return
    if not file.read_text(encoding="utf-8").startswith(head):
        pytest.skip(f"The snapshots were drawn by other versions than {VERSIONS}.")
    how = "MFA_WIZARD_UPDATE_SNAPSHOTS=1 pytest tests/tui/test_looks.py takes it over."
    for size, block in zip(SIZES, seen, strict=True):
        assert known_block(name, size) == block, f"Look at the pictures in {tmp_path}. {how}"


@pytest.mark.parametrize("size", [(60, 18), (60, 40), (200, 18), (72, 20), (110, 22)], ids=str)
async def test_question_help_and_answers_are_whole_on_small_screens(size: tuple[int, int]) -> None:
    async with on_stage(Path("home"), size=size) as stage:
        for key in ("c", "p", "a", "a", "c"):
            question = stage.app.screen.question
            shown = stage.words("#main")
            assert question.label in shown
            assert question.help in shown
            choices = stage.one("#choices")
            assert choices.size.height >= min(5, choices.virtual_size.height)
            await stage.press(key)


@pytest.mark.parametrize("name", ["question", "several-answers", "change", "exception", "result"])
async def test_without_colour_everything_is_still_said(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with played(SCENES[name], (120, 36)) as stage:
        with_colour = stage.text()
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path_factory.mktemp("grey"))
    async with played(SCENES[name], (120, 36)) as stage:
        assert stage.text() == with_colour
        assert stage.app.no_color
        for strip in stage.app.screen._compositor.render_strips():
            for line_filter in stage.app._filters:
                strip = strip.apply_filter(line_filter, stage.app.screen.styles.background)
            for segment in strip:
                if not set(segment.text) <= FRAMES:
                    assert len(set(segment.style.color.get_truecolor())) == 1, "not a grey"
                    assert ratio_of(segment.style) >= 7


async def test_the_cursor_is_told_by_more_than_its_colour() -> None:
    async with on_stage(Path("home")) as stage:
        for _ in range(3):
            rows = [row for row in stage.rows("#choices") if row.startswith("›")]
            assert len(rows) == 1
            await stage.press("down")


async def test_projector_mode_puts_space_between_answers() -> None:
    async with on_stage(Path("home"), answers={"identity": "user_cloud"}) as stage:
        close = [i for i, row in enumerate(stage.rows("#choices")) if "( )" in row]
        await stage.press("f5")
        wide = [i for i, row in enumerate(stage.rows("#choices")) if "( )" in row]
        assert close[1] - close[0] == 1
        assert wide[1] - wide[0] == 2
        await stage.press("f5")
        assert [i for i, row in enumerate(stage.rows("#choices")) if "( )" in row] == close


async def test_theme_and_spacing_are_remembered() -> None:
    async with on_stage(Path("home")) as stage:
        await stage.press("f6", "f5")
    async with on_stage(Path("home"), theme=None, name=None) as stage:
        assert stage.app.theme == THEMES["light"]
        assert stage.app.spacious


async def test_screens_follow_the_size_of_the_window() -> None:
    async with on_stage(Path("home")) as stage:
        for size in ((60, 18), (200, 50), (20, 5), (80, 24), (1, 1), (120, 36)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
        label = stage.app.screen.question.label
        assert label in stage.words("#main")

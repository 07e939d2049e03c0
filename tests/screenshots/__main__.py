"""Makes the pictures: ``python -m tests.screenshots`` writes them, ``--check`` compares bytes and writes nothing."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from tests.screenshots.layers import picture as layers_picture
from tests.screenshots.plain import picture as plain_picture
from tests.screenshots.scenes import SCENES
from tests.tui.stage import on_stage

FOLDER = Path(__file__).parents[2] / "screenshots"
FONT = "DejaVu Sans Mono"
"""Stands in for the font of the SVG, which is not installed everywhere. One name: cairo takes a list for one, finds
none, and draws in a font of unequal widths."""

PLAIN_ALT = (
    "The plain mode: questions as lines, numbered answers with letters, the reason behind a question, "
    "an answer and a to-do, all without colour."
)
LAYERS_ALT = (
    "Two boxes, one above the other: what Microsoft's platform requires, and what the tenant's own rules require."
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: a scene, its size, its theme."""

    scene: str
    size: tuple[int, int]
    theme: str


PICTURES: dict[str, Picture] = {
    "start": Picture("start", (100, 30), "dark"),
    "start-light": Picture("start", (100, 30), "light"),
    "portfolio": Picture("portfolio", (120, 36), "dark"),
    "question": Picture("question", (120, 36), "dark"),
    "question-light": Picture("question", (120, 36), "light"),
    "why": Picture("why", (120, 36), "dark"),
    "long-list": Picture("long-list", (100, 30), "dark"),
    "change": Picture("change", (100, 30), "light"),
    "exception": Picture("exception", (120, 40), "dark"),
    "exception-light": Picture("exception", (120, 40), "light"),
    "result": Picture("result", (110, 34), "light"),
    "result-why": Picture("result-why", (110, 34), "dark"),
    "what-would-change-it": Picture("what-would-change-it", (110, 34), "light"),
    "open-items": Picture("open-items", (110, 34), "dark"),
    "checklist": Picture("checklist", (110, 34), "dark"),
    "narrow": Picture("several-answers", (60, 18), "dark"),
    "narrow-result": Picture("result", (60, 18), "light"),
    "not-saved": Picture("not-saved", (80, 24), "dark"),
    "redacted": Picture("redacted", (100, 30), "light"),
    "projector": Picture("projector", (80, 24), "light"),
}


def alt_texts() -> dict[str, str]:
    """Return what is on each picture, in words."""
    return {
        **{name: SCENES[picture.scene].alt for name, picture in PICTURES.items()},
        "plain": PLAIN_ALT,
        "layers": LAYERS_ALT,
    }


async def draw(picture: Picture) -> str:
    """Return a picture as SVG; the present folder takes its records."""
    scene = SCENES[picture.scene]
    scene.begin()
    async with on_stage(
        Path(scene.home),
        size=picture.size,
        theme=picture.theme,
        answers=scene.answers,
        name=scene.name,
        painted=True,
        **scene.looks,
    ) as stage:
        await scene.play(stage)
        await stage.settle()
        return stage.app.export_screenshot()


def draw_all(only: str | None = None) -> dict[str, str]:
    """Return all pictures by name."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER", "TERM_PROGRAM"):
        os.environ.pop(name, None)
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as place, chdir(place):
        for name, picture in PICTURES.items():
            if only is None or name == only:
                Path(name).mkdir()
                with chdir(name):
                    found[name] = asyncio.run(draw(picture))
        if only in {None, "plain"}:
            found["plain"] = plain_picture(Path("plain-home"))
    if only in {None, "layers"}:
        found["layers"] = layers_picture()
    return {name: re.sub(r"[ \t]+\n", "\n", svg).rstrip() + "\n" for name, svg in found.items()}


def check(found: dict[str, str]) -> list[str]:
    """Return what differs from the files that are there."""
    problems = [
        f"{name}.svg differs."
        for name, svg in found.items()
        if not (FOLDER / f"{name}.svg").is_file() or (FOLDER / f"{name}.svg").read_text(encoding="utf-8") != svg
    ]
    known = {f"{name}.{kind}" for name in alt_texts() for kind in ("svg", "png")}
    there = {path.name for path in FOLDER.iterdir()} if FOLDER.is_dir() else set()
    problems += [f"{name} belongs to no scene." for name in sorted(there - known)]
    problems += [f"{name} is missing." for name in sorted(known - there) if name.endswith(".png")]
    return problems


def write(found: dict[str, str]) -> None:
    """Write SVG and PNG."""
    import cairosvg

    FOLDER.mkdir(exist_ok=True)
    for name, svg in found.items():
        (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        drawn = svg.replace("Fira Code", FONT)
        (FOLDER / f"{name}.png").write_bytes(cairosvg.svg2png(bytestring=drawn.encode(), scale=1))


def main() -> int:
    """Write or check the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files and write nothing")
    parser.add_argument("--only", metavar="NAME", help="one picture alone")
    parser.add_argument("--alt", action="store_true", help="print what is on each picture")
    args = parser.parse_args()
    if args.alt:
        for name, alt in alt_texts().items():
            print(f"{name}: {alt}")
        return 0
    os.environ.setdefault("MFA_WIZARD_CACHE", tempfile.mkdtemp())
    found = draw_all(args.only)
    if not args.check:
        write(found)
        return 0
    problems = check(found)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("Refresh them with: python -m tests.screenshots", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""The plain mode as a picture: a transcript, drawn as a terminal would show it."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.support.packs import real_engine, real_pack
from tests.tui.stage import DAY
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview

TYPED = ("svc-billing@contoso.com", "c", "p", "?", "a", "u", "q")
"""A name, two answers, why, an answer, don't know, and save and leave."""

WIDTH, HEIGHT = 100, 44
THEME = TerminalTheme((15, 20, 26), (238, 242, 246), [(238, 242, 246)] * 8, [(255, 210, 122)] * 8)


class _Echo(io.StringIO):
    """Typed lines, which a terminal shows where they are typed."""

    def __init__(self, shown: io.StringIO) -> None:
        super().__init__("".join(f"{line}\n" for line in TYPED))
        self.shown = shown

    def readline(self, size: int = -1, /) -> str:
        line = super().readline(size)
        self.shown.write(f"\0{line}")
        return line


def transcript(home: Path) -> str:
    """Return a short session; what was typed stands behind a mark."""
    shown = io.StringIO()
    hold_interview(PlainFace(_Echo(shown), shown), Run(home, real_pack(), real_engine(), DAY))
    return shown.getvalue()


def picture(home: Path) -> str:
    """Return the end of the session as SVG."""
    rows: list[Text] = [Text("$ mfa-wizard ask --plain", style="bold")]
    for line in transcript(home).split("\n"):
        printed, _, typed = line.partition("\0")
        rows += [Text(row) for row in textwrap.wrap(printed, WIDTH - 2) or [""]]
        if typed:
            rows[-1].append(f" {typed}", style="bold bright_yellow")
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for row in rows[:HEIGHT]:
        console.print(row, no_wrap=True)
    return console.export_svg(title="MFA Exception Wizard: ask --plain", theme=THEME)

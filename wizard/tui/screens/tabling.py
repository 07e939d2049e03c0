"""Papers for a board, from the marked accounts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wizard.tui.screens.dialogs import AskDialog
from wizard.views import portfolio as words
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.engagement.board import Tabled
    from wizard.tui.screens.portfolio import PortfolioScreen


def table(screen: PortfolioScreen) -> None:
    """Ask what the papers are called, and write them for the chosen accounts that are ready."""
    files = {line.row.file for line in screen.chosen}
    if not files or screen.watched is None:
        screen.say("Mark accounts first: Space marks one.", "warning")
        return
    about = (
        f"{count(len(files), 'account')}: those that are ready get a paper in the folder decisions, the others are named. "
        "Accounts that are alike share one. A title may stay empty."
    )

    def titled(title: str | None) -> None:
        if title is not None:
            screen.say(words.WRITING)
            screen.in_background(partial(_write, screen, files, title), done)

    def done(tabled: Tabled) -> None:
        screen.look()
        screen.say(words.tabled_words(tabled), "warning" if tabled.problems else "")

    screen.app.push_screen(AskDialog("Papers for the board", about, does="writes them"), titled)


def _write(screen: PortfolioScreen, files: set[str], title: str) -> Tabled:
    from wizard.engagement.board import Meeting, board
    from wizard.engagement.overview import overview

    watch = screen.watched
    assert watch is not None  # noqa: S101 - there are accounts
    found = overview(watch.engagement, watch.pack, watch.engine, watch.day)
    rows = [row for row in found.rows if row.file in files]
    return board(found, rows, watch.pack, watch.engine, Meeting(watch.day, title, named=False))

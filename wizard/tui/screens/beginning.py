"""A new account of an engagement, from its name or after another account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.tui.screens.dialogs import AskDialog
from wizard.tui.text import one_line

if TYPE_CHECKING:
    from wizard.record.model import Record
    from wizard.tui.screens.portfolio import PortfolioScreen

NEW = "New account"
HOW = "Type its name, such as its user principal name."


def begin(screen: PortfolioScreen, template: Record | None = None, about: str = HOW) -> None:
    """Ask for a name, and open the questions of a new account."""

    def named(name: str | None) -> None:
        name = " ".join((name or "").split())
        if not name:
            return
        screen.show_all()
        there = [line for line in screen.lines.values() if line.row.account.casefold() == name.casefold()]
        if there:
            screen.refresh_table(there[0].row.file)
            screen.say("An account of this name is here already. Enter opens it where it is shown.", "warning")
            return
        screen.say("")
        screen.wizard.open_new(name, template)

    screen.app.push_screen(AskDialog(NEW, about, does="starts it"), named)


def begin_after(screen: PortfolioScreen) -> None:
    """Ask for the name of an account that copies the answers and people of the marked one."""
    line = screen.table.here
    if line is None or screen.watched is None:
        screen.say("There is no account to begin with.", "warning")
        return
    file = screen.watched.engagement.account_file(screen.path_of(line))
    try:
        record = file.record if file is not None else None
    except WizardError as error:
        screen.say(str(error), "error")
        return
    name = "this account" if screen.wizard.redacting else one_line(line.row.account, 120)
    about = f"{HOW} It takes over the answers of {name}, and its people; tests and evidence are its own."
    begin(screen, record, about)

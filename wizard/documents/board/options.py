"""The options, one line each: exactly one is chosen for each decision that is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board import said
from wizard.documents.signed import signed

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models.documents import Considered


def options(page: Page, case: Case, room: Room) -> None:
    """Add the table of options: those that are signed, those that the plan carries, the rest."""
    if case.outcome.main is None:
        return
    page.heading(2, "Options")
    chosen = chosen_options(case)
    numbered = len(chosen) > 1
    rows = []
    for number, option in enumerate(chosen.values(), 1):
        rows.append((option.title, f"yes, decision {number}" if numbered else "yes", _why(case, page, option)))
    rest = [option for option in shown_options(case) if option not in chosen.values()]
    rest.sort(key=lambda option: not is_chosen(case, option))
    for option in rest[: room.rest]:
        word = "in the plan" if is_chosen(case, option) else "no"
        rows.append((option.title, word, _why(case, page, option)))
    page.table(("Option", "Chosen", "Reason"), rows)


def shown_options(case: Case) -> list[Considered]:
    return [option for option in case.pack.documents.option if case.holds(option.shown_when)]


def chosen_options(case: Case) -> dict[str, Considered]:
    """Return the option that each signed decision takes, by verdict, in the order of signing."""
    shown = shown_options(case)
    found: dict[str, Considered] = {}
    for one in signed(case):
        for option in shown:
            if one.verdict in option.verdicts and is_chosen(case, option) and option not in found.values():
                found[one.verdict] = option
                break
    return found


def is_chosen(case: Case, option: Considered) -> bool:
    """Return whether an option is part of the decision."""
    return bool(set(option.verdicts).intersection(case.outcome.verdicts)) and case.holds(option.chosen_when)


def _why(case: Case, page: Page, option: Considered) -> str:
    return said.first(case, page, option.chosen if is_chosen(case, option) else option.reason)

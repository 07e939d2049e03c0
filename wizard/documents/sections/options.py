"""Section 7: the options that were considered, and why each was chosen or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.sections import parts

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models.documents import Considered


def options(page: Page, case: Case) -> None:
    page.heading(2, "Options considered")
    if case.outcome.main is None:
        page.text("Options are weighed once the answers lead to a decision.")
        return
    shown = [option for option in case.pack.documents.option if case.holds(option.shown_when)]
    chosen = [option for option in shown if is_chosen(case, option)]
    chosen.sort(key=lambda option: case.outcome.main not in option.verdicts)
    rest = [option for option in shown if option not in chosen]
    rows = [(option.title, _role(case, option), parts.first(case, page, option.chosen)) for option in chosen]
    rows += [(option.title, "Not chosen", parts.first(case, page, option.reason)) for option in rest]
    page.table(("Option", "Result", "Why"), rows)


def is_chosen(case: Case, option: Considered) -> bool:
    """Return whether an option is part of the decision."""
    return bool(set(option.verdicts).intersection(case.outcome.verdicts)) and case.holds(option.chosen_when)


def _role(case: Case, option: Considered) -> str:
    return "Chosen" if case.outcome.main in option.verdicts else "Chosen in addition"

"""The recommendation: the decision page, and the case behind it, within their budgets of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board.account import account
from wizard.documents.board.after import conditions, consequences, reviews
from wizard.documents.board.annex import annex
from wizard.documents.board.decision_page import decision_page
from wizard.documents.board.notes import read_first
from wizard.documents.board.open_list import open_list
from wizard.documents.board.options import options
from wizard.documents.board.plan import plan, your_part
from wizard.documents.board.reasons import scope, stays, waives, why
from wizard.documents.board.risk import risk
from wizard.documents.board.room import CUT, CUT_MEANS, NOTED, ROOMS, Room, split_page, word_count
from wizard.documents.frame import front
from wizard.documents.page import Page

if TYPE_CHECKING:
    from wizard.documents.case import Case

DECISION_WORDS = 350
"""Words of the decision page at most."""

CASE_WORDS = 650
WAIVING_WORDS = 1000
"""Words of the case at most; more where something is waived."""


def recommendation(case: Case, digest: str) -> bytes:
    """Return the recommendation as bytes.

    Args:
        digest: SHA-256 of the record as written, in hex.
    """
    expander, head = case.library.expander, front(case, digest)
    return expander.finish(f"{head}\n{recommendation_page(case, digest).body()}")


def recommendation_page(case: Case, digest: str) -> Page:
    """Return the page with as much of users' texts as the budgets allow."""
    for first in ROOMS:
        page = Page()
        decision_page(page, case, digest, first)
        if _told(case, page)[0] <= DECISION_WORDS:
            break
    decided = page
    for room in ROOMS:
        page = decided.copy()
        _case(page, case, room)
        if _told(case, page)[1] <= budget(case):
            break
    annex(page, case)
    return page


def _told(case: Case, page: Page) -> tuple[int, int]:
    """Return the words of the decision page and of the case, as they are printed."""
    first, rest = split_page(case.library.expander.finish(page.body()).decode("utf-8"))
    return word_count(first), word_count(rest)


def budget(case: Case) -> int:
    """Return the words that the case may have."""
    return WAIVING_WORDS if waives(case) else CASE_WORDS


def _case(page: Page, case: Case, room: Room) -> None:
    decided = len(page.blocks)
    open_list(page, case, room)
    read_first(page, case, room)
    why(page, case)
    scope(page, case, room)
    account(page, case, room)
    stays(page, case, room)
    options(page, case, room)
    risk(page, case, room)
    plan(page, case, room)
    your_part(page, case, room)
    consequences(page, case, room)
    conditions(page, case, room)
    reviews(page, case)
    if CUT in "".join(page.blocks[decided:]) and room.words < NOTED:
        page.text(CUT_MEANS)

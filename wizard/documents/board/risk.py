"""The risk before and after, and every compensating control, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board.open_list import short_name
from wizard.documents.escape import inline
from wizard.pack.models import Meaning
from wizard.wording import count, listed, long_date, lower_first

if TYPE_CHECKING:
    from wizard.decision.risk import ControlEffect, Rating
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.record.values import Control

NOTHING = "–"
YES_NO = {True: "yes", False: "no", None: NOTHING}
HEAD = ("Control", "Kind", "Tested", "Passed", "By", "Effect")


def risk(page: Page, case: Case, room: Room) -> None:
    """Add the rating and each control; nothing where the decision waives no control."""
    rating = case.rating
    if rating is None:
        return
    page.heading(2, "Risk and controls")
    page.text(*_levels(case, rating))
    effects = {effect.position: effect for effect in rating.effects}
    rows, more = room.some(list(enumerate(case.controls)))
    page.table(HEAD, (_row(case, row, effects.get(number), room) for number, row in rows))
    page.text(f"{count(more, 'more control')} in the dossier." if more else "")
    page.text(_residual(case, rating))
    page.text(_override(case, rating, room))


def _levels(case: Case, rating: Rating) -> list[str]:
    titles = case.library.level_title
    initial = rating.initial
    head = f"Impact {titles(initial.impact)}, likelihood {titles(initial.likelihood)}: risk {titles(initial.level)} before controls."
    return [head, *initial.basis]


def _row(case: Case, row: Control, effect: ControlEffect | None, room: Room) -> tuple[str, ...]:
    tested = long_date(row.tested_on) if row.tested_on else NOTHING
    kind = _kind(case, row.kind) or NOTHING
    by = room.label(row.tested_by or row.owner) or NOTHING
    told = "lowers the likelihood one step" if effect is not None and effect.counts else "none"
    why = f": {lower_first(effect.why_not.rstrip('.'))}" if effect is not None and effect.why_not else ""
    return room.label(row.name) or NOTHING, kind, tested, YES_NO[row.passed], by, f"{told}{why}"


def _kind(case: Case, kind: str) -> str:
    """Return what a kind of control is called; what it takes to count is said where it does not."""
    field = case.library.fields.get(case.pack.meant.get(Meaning.CONTROLS, ""))
    labels = {option.id: option.label for option in field.option} if field is not None else {}
    return labels.get(kind, inline(kind)).split(",")[0]


def _residual(case: Case, rating: Rating) -> str:
    titles = case.library.level_title
    if rating.adjusted.level is None:
        unknown = listed([short_name(case, name) for name in rating.unknown])
        return f"**Residual risk: Unknown**, because these inputs are missing: {unknown}." if unknown else ""
    level = case.level
    cap = f" (at most {count(level.cap_days, 'day')}{_term(case)})" if level is not None and level.offered else ""
    return f"**Residual risk: {titles(rating.adjusted.level)}**{cap}."


def _term(case: Case) -> str:
    start, end = case.date(Meaning.START), case.date(Meaning.END)
    return f"; this exception has {(end - start).days}" if start and end and end > start else ""


def _override(case: Case, rating: Rating, room: Room) -> str:
    override = rating.override
    if override is None:
        return ""
    level, table = case.library.level_title(override.level), case.library.level_title(rating.adjusted_by_table)
    by = room.label(case.person(Meaning.OVERRIDE_BY).name) or "Nobody named"
    if not override.taken:
        return f"The table gives {table}. An override to {level} does not count. {override.why_not}"
    return f"The table gives {table}; {by} set {level}: {room.text(case.text(Meaning.OVERRIDE_REASON))}"

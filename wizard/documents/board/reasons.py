"""Why the decision came out so, what it covers, and what stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board import said
from wizard.documents.escape import identifier, inline
from wizard.documents.pictures import path_picture
from wizard.documents.sections import parts
from wizard.pack.models import Meaning
from wizard.wording import long_date

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.record.model import ReportOnly
    from wizard.record.values import Exclusion

CUT_ID = 8
"""Characters of an id in a table; the record and the dossier hold it whole."""


def why(page: Page, case: Case) -> None:
    """Explain why, in five lines at most, and draw the path that led there."""
    page.heading(2, "Why")
    lines = said.every(case, page, case.pack.case.why, said.MOST_REASONS)
    if case.outcome.refused and case.rating is not None:
        level = case.library.level_title(case.rating.adjusted.level)
        lines = [f"The residual risk is {level}, and the organization allows no exception at that level.", *lines]
    page.bullets(lines[: said.MOST_REASONS])
    picture = path_picture(case)
    if picture is not None:
        page.picture(picture)


def waives(case: Case) -> bool:
    """Return whether a signed decision excludes the account from something."""
    return any(rule.verdict in case.outcome.signed for rule in case.pack.signed)


def scope(page: Page, case: Case, room: Room) -> None:
    """Add a row for each exclusion, then the constraint and the rule that is deviated from."""
    if not waives(case):
        return
    signed_rows = [row for verdict in case.outcome.signed for row in case.exclusions_of(verdict)]
    rows, more = room.some(signed_rows)
    page.heading(2, "Scope")
    page.table(("Control", "Policy", "Group", "From", "To"), (_exclusion(case, row, room) for row in rows))
    page.text(f"{more} more in the dossier." if more else "")
    constraint = room.text(case.text(Meaning.CONSTRAINT))
    need = room.text(case.text(Meaning.NEED))
    page.text(f"**Constraint:** {constraint}" if constraint else "")
    page.text(f"**Business need:** {need}" if need else "")
    page.text(_deviation(case, room))


def _exclusion(case: Case, row: Exclusion, room: Room) -> tuple[str, ...]:
    start = long_date(row.starts_on) if row.starts_on else "approval"
    end = "no end" if row.no_end else long_date(row.ends_on) if row.ends_on else "open"
    return (
        inline(case.control_title(row)),
        _named(row.policy, row.policy_id, room),
        _named(row.group, row.group_id, room),
        start,
        end,
    )


def _named(name: str, known: str, room: Room) -> str:
    """Return a name with the begin of its id."""
    short = f"{known[:CUT_ID]}…" if len(known) > CUT_ID else known
    return f"{room.label(name)} ({identifier(short)})" if known else room.label(name)


def _deviation(case: Case, room: Room) -> str:
    own = case.organization
    if not own.policy and not own.clause:
        return ""
    told = " ".join(filter(None, (room.label(own.name), room.label(own.policy))))
    clause = f", clause {room.label(own.clause)}" if own.clause else ""
    return f"**Deviates from:** {told}{clause}."


def stays(page: Page, case: Case, room: Room) -> None:
    """Say what stays in force, and what policies in report-only mode would add to it."""
    page.heading(2, "What stays in force")
    page.bullets(said.every(case, page, case.pack.case.stays))
    rows, more = room.some(coming(case))
    if rows:
        told = "; ".join(_coming(case, row, room) for row in rows)
        further = f"; {more} more in the dossier" if more else ""
        page.text(f"**In report-only mode today:** once on, {told}{further}.")


def coming(case: Case) -> list[ReportOnly]:
    """Return the policies that would apply once they are on, without those that the account is excluded from."""
    signed = [row for verdict in case.outcome.signed for row in case.exclusions_of(verdict)]
    excluded = {row.policy.strip().casefold() for row in signed}
    return [row for row in case.record.report_only if row.policy.strip().casefold() not in excluded]


def _coming(case: Case, row: ReportOnly, room: Room) -> str:
    required = parts.required(case, row)
    return f"{room.label(row.policy)} {'would' if row.sure else 'may'} apply{f': {required}' if required else ''}"

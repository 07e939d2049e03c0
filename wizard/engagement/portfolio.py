"""The portfolio: many accounts on one page, the decisions first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wizard.documents.escape import identifier, inline, quoted
from wizard.documents.front import WAIVABLE
from wizard.documents.page import Page, front_matter
from wizard.documents.readiness import open_items, status
from wizard.pack.models import Meaning
from wizard.wording import agreed, count, long_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.library import Library
    from wizard.documents.outcome import Outcome
    from wizard.errors import Problem
    from wizard.pack.models import Pack

DATES = {
    Meaning.NEEDED_BY: "Decision needed",
    Meaning.GAPS_DUE: "Open questions due",
    Meaning.REVIEW: "Review",
    Meaning.END: "End of the exception",
    Meaning.TARGET: "Target date",
}
"""Dates of the sign-off that are in the calendar of the portfolio."""

STANCES = ("permits", "refuses", "demands", "informs")
"""Stances of verdicts in the order in which the portfolio lists them."""

UNDECIDED = "Not decided yet"
MOST_DATES = 50
MOST_QUESTIONS = 15


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """What the portfolio keeps of one account.

    Attributes:
        folder: Name of the folder with its documents.
        lead: The verdict that is signed first; None while the main verdict is open.
        also: The other verdicts, in the order in which people hear them.
        titles: Titles of these verdicts as they fit the account, by verdict.
        open: Questions that are not answered.
        open_items: How much keeps the documents a draft.
        dates: Coming dates with what is due then.
    """

    account: str
    folder: str
    record_id: str
    lead: str | None
    also: tuple[str, ...]
    titles: dict[str, str]
    waivable_by: str
    status: str
    open: tuple[str, ...]
    open_items: int
    risk: str
    owner: str
    dates: tuple[tuple[date, str], ...]


def portfolio_row(case: Case, folder: str) -> PortfolioRow:
    outcome = case.outcome
    dates = [(then, what) for name, what in DATES.items() if (then := case.date(name)) and then >= case.day]
    return PortfolioRow(
        account=case.account,
        folder=folder,
        record_id=case.record.record_id,
        lead=outcome.lead,
        also=tuple(verdict for verdict in _heard(outcome) if verdict != outcome.lead),
        titles={verdict: case.words.verdict(verdict) for verdict in outcome.verdicts},
        waivable_by=(case.decision.values.get(WAIVABLE) or "open").replace("_", " "),
        status=status(case),
        open=case.decision.unanswered,
        open_items=len(open_items(case)),
        risk=case.library.level_title(case.rating.adjusted.level) if case.rating else "",
        owner=case.person(Meaning.OWNER).name,
        dates=tuple(sorted(dates)),
    )


def _heard(outcome: Outcome) -> tuple[str, ...]:
    """Return all verdicts, those first that people hear first."""
    return tuple(dict.fromkeys((*outcome.told, *outcome.verdicts)))


def portfolio(
    library: Library,
    rows: Sequence[PortfolioRow],
    day: date,
    refused: Sequence[Problem] = (),
    formats: Sequence[str] = (),
) -> bytes:
    """Return the portfolio as Markdown.

    Args:
        library: Of the pack that decided.
        rows: The accounts that were decided, in the order of the list.
        day: The date of the page.
        refused: What was wrong with the rows that were not.
        formats: Not only Markdown: links lead to HTML where that is among them.
    """
    pack = library.pack
    page = Page()
    page.heading(1, f"Portfolio of {count(len(rows), 'account')}")
    page.text(*_summary(pack, rows))
    if refused:
        lines = len({problem.place.split(": ")[0] for problem in refused})
        page.text(
            f"{count(lines, 'row')} of the list could not be decided and {agreed(lines, 'is', 'are')} not in here."
        )
    page.heading(2, "Decisions")
    page.table(
        ("Account", "Decision", "Also", "Can be waived by", "Risk after controls", "Owner", "Status", "Documents"),
        (_decision(row, "html" if "html" in formats else "md") for row in _by_weight(pack, rows)),
    )
    page.heading(2, "Decisions by kind")
    kinds = Counter(row.lead for row in rows)
    page.table(
        ("Decision", "Accounts", "First step", "Who acts"),
        (
            (
                _title(pack, verdict),
                str(kinds[verdict]),
                pack.verdict_by_id[verdict].next_step if verdict else "Answer the open questions",
                pack.verdict_by_id[verdict].owner_role if verdict else "",
            )
            for verdict in sorted(kinds, key=lambda verdict: (-kinds[verdict], verdict or ""))
        ),
    )
    page.heading(2, "Accompanying decisions")
    beside = Counter(verdict for row in rows for verdict in row.also)
    page.table(
        ("Decision", "Accounts"),
        (
            (_title(pack, verdict), str(number))
            for verdict, number in sorted(beside.items(), key=lambda p: (-p[1], p[0]))
        ),
    )
    page.heading(2, "Next dates")
    coming = sorted((then, row.account, what) for row in rows for then, what in row.dates)
    page.table(
        ("Date", "Account", "What"),
        ((long_date(then), identifier(account), what) for then, account, what in coming[:MOST_DATES]),
    )
    if len(coming) > MOST_DATES:
        page.text(f"These are the first {MOST_DATES} of {len(coming)} dates.")
    page.heading(2, "Questions that are open most often")
    asked = Counter(name for row in rows for name in row.open)
    page.table(
        ("Question", "Accounts", "Who can answer"),
        (
            (pack.question_by_id[name].label, str(number), pack.question_by_id[name].who_knows)
            for name, number in sorted(asked.items(), key=lambda p: (-p[1], p[0]))[:MOST_QUESTIONS]
        ),
    )
    front = front_matter(
        [
            ("accounts", str(len(rows))),
            ("printed_on", day.isoformat()),
            ("knowledge_version", quoted(pack.info.version)),
            ("knowledge_checked_on", pack.info.checked_on.isoformat()),
            ("knowledge_sha256", pack.digest),
        ]
    )
    return library.expander.finish(f"{front}\n{page.body()}")


def _summary(pack: Pack, rows: Sequence[PortfolioRow]) -> Iterator[str]:
    final = sum(row.status != "draft" for row in rows)
    decided = sum(row.lead is not None for row in rows)
    yield f"{decided} of {count(len(rows), 'account')} {agreed(decided, 'has', 'have')} a decision, and the documents of {final} are complete."
    permits = {verdict.id for verdict in pack.verdicts if verdict.stance == "permits"}
    permitted = sum(row.lead in permits or bool(permits.intersection(row.also)) for row in rows)
    yield f"A verdict that permits something is among those of {count(permitted, 'account')}."
    nobody = sum(row.waivable_by == "nobody" for row in rows)
    if nobody:
        yield f"For {count(nobody, 'account')} nobody in the tenant can waive the requirement."


def _by_weight(pack: Pack, rows: Sequence[PortfolioRow]) -> list[PortfolioRow]:
    """Return the rows as a board reads them: open ones, what it must sign for, then the rest in the pack's order."""
    places: dict[str, int] = {}
    for table in pack.tables:
        for row in table.row:
            if table.gives in {"main", "verdict"} and row.verdict:
                places.setdefault(row.verdict, len(places))
    stances = {verdict.id: STANCES.index(verdict.stance) for verdict in pack.verdicts}

    def weight(row: PortfolioRow) -> tuple[int, int, str]:
        if row.lead is None:
            return -1, 0, ""
        return stances[row.lead], places.get(row.lead, len(places)), row.lead

    return sorted(rows, key=weight)


def _decision(row: PortfolioRow, suffix: str) -> tuple[str, ...]:
    status = row.status if not row.open_items else f"{row.status}, {count(row.open_items, 'open item')}"
    links = (f"[{name}]({row.folder}/{name}.{suffix})" for name in ("recommendation", "checklist", "dossier"))
    return (
        identifier(row.account),
        row.titles[row.lead] if row.lead else UNDECIDED,
        "; ".join(row.titles[verdict] for verdict in row.also),
        row.waivable_by,
        row.risk,
        inline(row.owner),
        status,
        ", ".join(links),
    )


def _title(pack: Pack, verdict: str | None) -> str:
    return pack.verdict_by_id[verdict].title if verdict else UNDECIDED

"""The sections of the portfolio: each a table with its most urgent rows, and how many more there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.escape import identifier, inline
from wizard.engagement.beginning import blank_answer
from wizard.engagement.reports.figures import first_day, grouped, in_step, lead_of, moving
from wizard.engagement.rows import Step
from wizard.engagement.states import DUE_DAYS, ENDED
from wizard.record.version import SETTINGS_FILE
from wizard.wording import agreed, count, joined, long_date

if TYPE_CHECKING:
    from wizard.documents.page import Page
    from wizard.documents.pictures.counts import Counts
    from wizard.engagement.overview import Overview
    from wizard.engagement.reports.figures import Due
    from wizard.engagement.reports.words import Words
    from wizard.engagement.rows import Row
    from wizard.pack.models import Question

MOST = 12
"""Rows of a table; the rest is counted."""

NAMED = 3
"""Accounts that are named in a row; the rest is counted."""


def which(rows: Iterable[Row]) -> str:
    """Return the first accounts by name, and how many more there are."""
    return joined((identifier(row.account) for row in rows), NAMED)


def cut(page: Page, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a table with its first rows and without empty columns, and a sentence on the other rows."""
    told = [number for number in range(len(head)) if any(row[number] for row in rows)]
    page.table([head[number] for number in told], [[row[number] for number in told] for row in rows[:MOST]])
    if len(rows) > MOST:
        page.text(f"And {count(len(rows) - MOST, 'more row')}; every account is in the register.")


def asks(page: Page, rows: Sequence[Row]) -> None:
    """Add what a board is asked, in a few lines."""
    unsigned, late, soon = _unsigned(rows), in_step(rows, Step.OVERDUE), in_step(rows, Step.DUE)
    ready = in_step(rows, Step.BOARD)
    urgent = [row for row in rows if row.seen is not None and row.seen.urgent and not row.over]
    lines = [
        f"Act today, without waiting for a paper, for {count(len(urgent), 'account')}: {which(urgent)}. "
        "The backlog lists the steps."
        if urgent
        else "",
        f"Sign {count(len({row.paper for row in unsigned}), 'paper')} for {count(len(unsigned), 'account')}"
        f"{_from(unsigned, 'the first is needed by')}."
        if unsigned
        else "",
        f"Settle what is overdue for {count(len(late), 'account')}{_from(late, 'since')}." if late else "",
        f"Review, renew or end what is due within {DUE_DAYS} days for {count(len(soon), 'account')}"
        f"{_from(soon, 'from')}."
        if soon
        else "",
        f"Take up {count(len(ready), 'account')} that {agreed(len(ready), 'is', 'are')} ready for a paper."
        if ready
        else "",
    ]
    page.bullets(lines)
    if not any(lines):
        page.text(f"Nothing: no paper waits, and nothing is overdue or due within {DUE_DAYS} days.")


def _from(rows: Sequence[Row], words: str) -> str:
    first = _first_date(rows)
    return f", {words} {first}" if first else ""


def next_steps(page: Page, rows: Sequence[Row]) -> None:
    """Add what is to be done next, the most urgent first, with how many accounts wait for it."""
    found = [(step, waiting) for step in Step if step is not Step.NONE and (waiting := in_step(rows, step))]
    cut(
        page,
        ("What is to be done", "Accounts", "Which", "First date"),
        [(step.words, f"{len(waiting):,}", which(waiting), _first_date(waiting)) for step, waiting in found],
    )


def _first_date(rows: Iterable[Row]) -> str:
    dates = [row.next[0] for row in rows if row.next is not None]
    return long_date(min(dates)) if dates else ""


def papers(page: Page, rows: Sequence[Row], words: Words) -> None:
    """Add the papers that wait for signatures, and what is ready for the next ones."""
    waiting = grouped(_unsigned(rows), lambda row: row.paper)
    if waiting:
        page.heading(3, "Papers to sign")
        cut(
            page,
            ("Paper", "Decision", "Accounts", "Risk after controls", "Who signs", "Date"),
            [(inline(name), *_asked(found, words), _first_date(found)) for name, found in waiting.items()],
        )
    ready = grouped(in_step(rows, Step.BOARD), lead_of)
    if ready:
        page.heading(3, "Ready for a board")
        cut(
            page,
            ("Which", "Decision", "Accounts", "Risk after controls", "Who signs"),
            [(which(found), *_asked(found, words)) for _, found in sorted(ready.items(), key=lambda one: -len(one[1]))],
        )


def _unsigned(rows: Iterable[Row]) -> list[Row]:
    """Return the accounts whose paper waits for signatures, those due first before others."""
    waiting = (row for row in rows if row.paper and not row.approved and row.state not in ENDED)
    return sorted((row for row in waiting if row.step is not Step.NONE), key=first_day)


def _asked(rows: Sequence[Row], words: Words) -> tuple[str, str, str, str]:
    """Return what a paper asks: decision, accounts, risk and signers."""
    seen = [row.seen for row in rows if row.seen is not None]
    titles = joined(words.title(one.lead) for one in seen)
    signers = joined((signer.title for one in seen for signer in one.signers), 8)
    return titles, f"{len(rows):,}", joined(words.level(one.risk) for one in seen), signers


def counted(page: Page, counts: Counts) -> None:
    """Add the counts of the picture as a table, with totals."""
    totals = [sum(row[place] for _, row in counts.rows) for place in range(len(counts.columns))]
    page.table(
        ("Decision", *(column.capitalize() for column in counts.columns), "All"),
        [
            *((name, *(f"{one:,}" if one else "" for one in row), f"{sum(row):,}") for name, row in counts.rows),
            ("All", *(f"{one:,}" for one in totals), f"{sum(totals):,}"),
        ],
    )


def dates(page: Page, due: Sequence[Due]) -> None:
    """Add the next dates; accounts with the same date are one row."""
    cut(
        page,
        ("Date", "What", "Accounts", "Which"),
        [(long_date(one.day), one.what, f"{len(one.rows):,}", which(one.rows)) for one in due],
    )


def exceptions(page: Page, rows: Sequence[Row], words: Words) -> None:
    """Add the approved exceptions by end, the first one first."""
    running = [row for row in rows if words.running(row)]
    by_end = grouped(
        sorted(running, key=lambda row: row.end or date.max),
        lambda row: (row.end, row.state, row.seen.risk if row.seen else "", lead_of(row)),
    )
    cut(
        page,
        ("Ends on", "Decision", "Risk after controls", "State", "Accounts", "Which"),
        [
            (
                long_date(end) if end else "No end",
                words.title(lead),
                words.level(risk),
                state.words if state else "",
                f"{len(found):,}",
                which(found),
            )
            for (end, state, risk, lead), found in by_end.items()
        ],
    )
    if not running:
        page.text("None is approved.")


def waves(page: Page, rows: Sequence[Row], words: Words) -> None:
    """Add the accounts by how their connectors move, the wave that can begin at once first."""
    found = moving(rows, words)
    cut(
        page,
        ("Wave", "Connector", "Moves to", "License still missing", "Accounts", "Owners"),
        [
            (key.wave, key.connector, key.target, key.license, f"{owners.total():,}", _owners(owners))
            for key, owners in found.items()
        ],
    )


def _owners(owners: Counter[str]) -> str:
    told = (f"{inline(name) if name else 'nobody named'} ({number:,})" for name, number in owners.most_common())
    return joined(told, NAMED)


def duties(page: Page, rows: Sequence[Row]) -> None:
    """Add duties that one person holds and two should."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for text in row.seen.duties if row.seen is not None else ():
            found.setdefault(text, []).append(row)
    cut(
        page,
        ("Conflict", "Accounts", "Which"),
        [
            (inline(text), f"{len(having):,}", which(having))
            for text, having in sorted(found.items(), key=lambda one: -len(one[1]))
        ],
    )


def questions(page: Page, overview: Overview, words: Words) -> None:
    """Add the open questions: those of the tenant once, the others by who can answer."""
    asked = Counter(name for row in overview.rows if row.seen is not None for name in row.seen.unanswered)
    there = [question for question in words.pack.questions if question.id in asked]
    tenant = [question for question in there if question.once]
    own = [question for question in there if not question.once]
    if tenant:
        page.heading(3, "Once for the tenant")
        page.table(
            ("Question", "Who can answer", "Accounts that wait"),
            [(one.label, one.who_knows, f"{asked[one.id]:,}") for one in tenant],
        )
        page.text(f"Set these lines under `[answers]` in `{SETTINGS_FILE}`; an account may answer differently.")
        page.fence("toml", "\n".join(blank_answer(words.pack, one) for one in tenant))
    if own:
        page.heading(3, "For each account")
        people: dict[str, list[Question]] = {}
        for one in own:
            people.setdefault(one.who_knows or "Not known", []).append(one)
        by_number = sorted(people.items(), key=lambda one: -sum(asked[question.id] for question in one[1]))
        page.table(
            ("Who can answer", "Answers missing", "Questions, with the accounts that wait"),
            [(who, f"{sum(asked[one.id] for one in theirs):,}", _asked_of(theirs, asked)) for who, theirs in by_number],
        )


def _asked_of(questions: Sequence[Question], asked: Counter[str]) -> str:
    most = sorted(questions, key=lambda one: -asked[one.id])
    return joined((f"{one.title} ({asked[one.id]:,})" for one in most), 5)


def problems(page: Page, overview: Overview) -> None:
    """Add accounts and papers that cannot be read, with the remedy."""
    of_accounts = [(row.file, row.problem) for row in overview.rows if row.problem is not None]
    found = [*of_accounts, *((Path(one.place).name, one) for one in overview.problems)]
    cut(
        page,
        ("File", "Place", "What is wrong", "Remedy"),
        [(identifier(name), inline(one.within(name)), inline(one.text), inline(one.remedy)) for name, one in found],
    )

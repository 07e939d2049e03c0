"""The portfolio: what an engagement asks of its board, on two pages, and no list of all accounts.

Its length follows from kinds of decisions, months and connectors, never from the number of accounts: tables are cut to
their most urgent rows, and the register has the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.documents.escape import inline, quoted
from wizard.documents.frame import Frame
from wizard.documents.page import PICTURES, Page, front_matter
from wizard.documents.pictures import counts
from wizard.engagement.reports import sections
from wizard.engagement.reports.figures import bars_of, counts_of, due_days
from wizard.engagement.reports.words import Words
from wizard.engagement.rows import Step
from wizard.wording import agreed, count, long_date

if TYPE_CHECKING:
    from wizard.documents.library import Library
    from wizard.documents.pictures.drawing import Picture
    from wizard.engagement.overview import Overview
    from wizard.engagement.reports.figures import Due

NAME = "portfolio"


def portfolio(overview: Overview, library: Library, formats: Sequence[str] = ()) -> dict[str, bytes]:
    """Return the portfolio and its pictures by file name.

    Args:
        formats: In addition to Markdown.
    """
    words = Words(library)
    due = due_days(overview.rows)
    drawn = _pictures(overview, words, due)
    text = library.expander.finish(f"{_front(overview, library)}\n{_page(overview, words, due, drawn).body()}")
    made = {f"{NAME}.md": text}
    svg = {f"{PICTURES}{picture.name}.svg": picture.svg for picture in drawn.values()}
    frame = Frame(
        title=_title(overview),
        name=NAME,
        classification=overview.engagement.settings.organization.classification
        or library.pack.profile.classification.default,
        paper=library.pack.profile.paper,
        pictures=svg,
    )
    if "html" in formats:
        from wizard.documents.html import to_html

        made[f"{NAME}.html"] = to_html(text.decode(), frame).encode()
    if "docx" in formats:
        from wizard.documents.docx import to_docx

        made[f"{NAME}.docx"] = to_docx(text.decode(), frame)
    return {**made, **{name: one.encode() for name, one in svg.items()}}


def _title(overview: Overview) -> str:
    client = overview.engagement.settings.client.strip()
    return f"Portfolio of {client or count(len(overview.rows), 'account')}"


def _front(overview: Overview, library: Library) -> str:
    info = library.pack.info
    return front_matter(
        [
            ("accounts", str(len(overview.rows))),
            ("printed_on", overview.day.isoformat()),
            ("knowledge_version", quoted(info.version)),
            ("knowledge_checked_on", info.checked_on.isoformat()),
            ("knowledge_sha256", library.pack.digest),
        ]
    )


def _pictures(overview: Overview, words: Words, due: Sequence[Due]) -> dict[str, Picture]:
    found: dict[str, Picture] = {}
    if overview.rows:
        found[counts.GRID] = counts.draw_grid(counts_of(overview.rows, words)).picture()
    if due:
        found[counts.BARS] = counts.draw_bars(bars_of(due, overview.day)).picture()
    return found


def _page(overview: Overview, words: Words, due: Sequence[Due], drawn: dict[str, Picture]) -> Page:
    page, rows = Page(), overview.rows
    page.heading(1, f"Portfolio of {inline(overview.engagement.settings.client) or count(len(rows), 'account')}")
    page.text(*_summary(overview, words))
    page.heading(2, "What the board is asked today")
    sections.asks(page, rows)
    sections.papers(page, rows, words)
    page.heading(2, "Next steps")
    sections.next_steps(page, rows)
    page.heading(2, "Decisions and states")
    if counts.GRID in drawn:
        page.picture(drawn[counts.GRID])
        sections.counted(page, counts_of(rows, words))
    page.heading(2, "What falls due")
    if counts.BARS in drawn:
        page.picture(drawn[counts.BARS])
        sections.dates(page, due)
    page.heading(2, "Approved exceptions")
    sections.exceptions(page, rows, words)
    page.heading(2, "Waves of the migration")
    sections.waves(page, rows, words)
    page.heading(2, "Conflicts of duties")
    sections.duties(page, rows)
    page.heading(2, "Open questions")
    sections.questions(page, overview, words)
    page.heading(2, "What cannot be read")
    sections.problems(page, overview)
    return page


def _summary(overview: Overview, words: Words) -> Iterator[str]:
    rows = overview.rows
    yield f"As of {long_date(overview.day)}, this engagement has {count(len(rows), 'account')}."
    decided = sum(row.seen is not None and row.seen.lead is not None for row in rows)
    ready = sum(row.step is Step.BOARD for row in rows)
    yield (
        f"{decided:,} {agreed(decided, 'has', 'have')} a decision, "
        f"{ready:,} {agreed(ready, 'is', 'are')} ready for a board."
    )
    running = [row for row in rows if words.running(row)]
    past = sum(row.end is not None and row.end < overview.day for row in running)
    if running:
        late = f", and for {past:,} of them its end has passed" if past else ""
        yield f"An exception is approved for {count(len(running), 'account')}{late}."
    nobody = sum(row.seen is not None and row.seen.waivable_by == "nobody" for row in rows)
    if nobody:
        yield f"For {count(nobody, 'account')}, nobody in the tenant can waive the requirement."
    yield "Every account is in the register next to this page: `register.csv`, and `register.xlsx` for Excel."

"""The whole pack as one document that a board can read and sign without ever running the wizard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from wizard.documents import paper_knowledge, paper_rules
from wizard.documents.escape import finished, identifier, inline
from wizard.documents.page import Page
from wizard.wording import age, count, long_date

if TYPE_CHECKING:
    from wizard.pack.models import Pack

Part = Callable[[Page, "Pack", date], None]

PARTS: tuple[tuple[str, Part], ...] = (
    ("Questions", paper_rules.questions),
    ("Terms", paper_rules.terms),
    ("Decision tables", paper_rules.tables),
    ("Verdicts", paper_rules.verdicts),
    ("Surfaces and connectors", paper_rules.surfaces),
    ("Conditional texts", paper_rules.texts),
    ("Wording of the documents", paper_knowledge.wording),
    ("Checklist", paper_rules.checklist),
    ("Sign-off and organization rules", paper_rules.house_rules),
    ("Risk method", paper_rules.risk),
    ("Frameworks", paper_knowledge.frameworks),
    ("Conflicts between authorities", paper_knowledge.conflicts),
    ("Common beliefs, corrected", paper_knowledge.corrections),
    ("Error codes and messages", paper_knowledge.error_codes),
    ("Facts", paper_knowledge.facts),
    ("Sources", paper_knowledge.sources),
)

SIGNERS = ("Reviewer of the facts", "Reviewer of the rules", "Security", "Approver of the pack")


def build_paper(pack: Pack, day: date) -> str:
    """Return the pack as Markdown.

    Args:
        pack: The pack, valid.
        day: The day of the paper; ages of sources are counted from it.
    """
    page = Page()
    _head(page, pack, day)
    for number, (title, part) in enumerate(PARTS, start=1):
        before = len(page.blocks)
        page.heading(2, f"{number}. {title}")
        part(page, pack, day)
        if len(page.blocks) == before + 1:
            page.text("This pack has none.")
    _sign(page, pack, day)
    return finished(page.body())


def title_of(pack: Pack) -> str:
    return f"{pack.info.title}: the knowledge behind the verdicts"


def _head(page: Page, pack: Pack, day: date) -> None:
    page.heading(1, inline(title_of(pack)))
    rows = [
        ("Pack", identifier(pack.info.id)),
        ("Version", identifier(pack.info.version)),
        ("Digest (SHA-256)", f"`{pack.digest}`"),
        ("Checked against its sources", f"{long_date(pack.info.checked_on)}, {age(pack.info.checked_on, day)}"),
        ("Day of this paper", long_date(day)),
        ("Holds", ", ".join(_counts(pack))),
    ]
    page.table(("About", "Value"), rows)
    page.text(
        "This paper holds everything that the wizard knows, in the order in which it decides.",
        "Every rule names the facts on which it rests, and every fact names its sources.",
        "Who signs at the end has read the parts that the signature names.",
    )
    page.bullets([*(title for title, _ in PARTS), "Signatures"], numbered=True)


def _counts(pack: Pack) -> tuple[str, ...]:
    rows = sum(len(table.row) for table in pack.tables)
    return (
        count(len(pack.questions), "question"),
        count(rows, "row"),
        count(len(pack.verdicts), "verdict"),
        count(len(pack.facts), "fact"),
        count(len(pack.sources), "source"),
    )


def _sign(page: Page, pack: Pack, day: date) -> None:
    page.heading(2, f"{len(PARTS) + 1}. Signatures")
    page.text(
        f"The signatures cover version {identifier(pack.info.version)} with the digest above, as of {long_date(day)}.",
        "Another byte in the pack gives another digest, and then they no longer cover it.",
    )
    page.table(
        ("Role", "Parts read", "Name", "Decision", "Date", "Signature"),
        [(role, "", "", "", "", "") for role in SIGNERS],
    )

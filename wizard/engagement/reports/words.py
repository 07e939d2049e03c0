"""The pack's words for what reports show of an account."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wizard.evidence.cites import UNKNOWN
from wizard.pack.literals import options_of
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.library import Library
    from wizard.engagement.assessed import Assessed
    from wizard.engagement.rows import Row

UNDECIDED = "Not decided yet"


class Words:
    """Titles and labels, looked up once for all accounts."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.pack = library.pack
        self._labels: dict[str, dict[str, str]] = {}

    def title(self, verdict: str | None) -> str:
        """Return the title of a verdict; a sign for none where the decision is open."""
        return self.pack.verdict_by_id[verdict].title if verdict else UNDECIDED

    def level(self, level: str) -> str:
        """Return a level of risk; empty where nothing is rated."""
        return self.library.level_title(level) if level else ""

    @cached_property
    def requester(self) -> str:
        """The id of the field that names who asks for an exception; empty where the pack has none."""
        return self.pack.field_of(Meaning.REQUESTER) or ""

    def answers(self, seen: Assessed, question: str) -> list[str]:
        """Return the answers to a question as people read them."""
        if question not in self._labels:
            asked = self.pack.question_by_id.get(question)
            self._labels[question] = {one.id: one.label for one in options_of(self.pack, asked)} if asked else {}
        labels = self._labels[question]
        return [labels.get(name, name) for name in seen.answers.get(question, ())]

    def known(self, seen: Assessed, question: str) -> tuple[str, ...]:
        """Return the ids of the answers to a question, without the one of somebody who does not know."""
        return tuple(name for name in seen.answers.get(question, ()) if name != UNKNOWN)

    @cached_property
    def waiving(self) -> frozenset[str]:
        """Verdicts that waive a control."""
        groups = self.library.waiving
        return frozenset(verdict for name in groups if name for verdict in self.library.groups[name].verdicts)

    def running(self, row: Row) -> bool:
        """Return whether an exception of an account is approved and has not ended."""
        return row.approved and not row.over and row.seen is not None and bool(self.exceptions(row.seen))

    def exceptions(self, seen: Assessed) -> list[str]:
        """Return the verdicts of an account that waive a control."""
        return [verdict for verdict in seen.verdicts if verdict in self.waiving]

    @cached_property
    def weights(self) -> dict[str | None, tuple[int, int]]:
        """The place of a verdict in a report: open ones first, then what permits, then the order of the pack."""
        stances = ("permits", "refuses", "demands", "informs")
        places: dict[str, int] = {}
        for table in self.pack.tables:
            for row in table.row:
                if table.gives in {"main", "verdict"} and row.verdict:
                    places.setdefault(row.verdict, len(places))
        found: dict[str | None, tuple[int, int]] = {None: (-1, 0)}
        found |= {one.id: (stances.index(one.stance), places.get(one.id, len(places))) for one in self.pack.verdicts}
        return found

"""Reports that circulate: the accounts of an overview with pseudonyms in place of names, and no free text."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.case import build_case
from wizard.engagement.assessed import assessed
from wizard.engagement.papers import Paper
from wizard.engagement.paths import pseudonym_key, slug
from wizard.engagement.pseudonym_key import Redacting
from wizard.engagement.reports.decided import approved_records, as_rated, of_paper, rated_records
from wizard.errors import Problem, WizardError
from wizard.record.pseudonyms import Named
from wizard.record.settings import OwnOrganization

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.assessed import Assessed
    from wizard.engagement.engagement import AccountFile, Engagement
    from wizard.engagement.overview import Overview
    from wizard.engagement.rows import Row
    from wizard.pack.models import Pack
    from wizard.record.redact import Redaction

_HIDDEN = "cannot be used; its name and the reason are withheld"


def redacted(overview: Overview, pack: Pack, engine: Engine, key: Path | None = None) -> Overview:
    """Return an overview that names nobody; the key that leads back is on the disk before any report is.

    Raises:
        RecordError: The key cannot be used.
        ExportError: The key is among the reports.
    """
    engagement = overview.engagement
    redacting = Redacting(key or pseudonym_key(engagement.accounts_folder))
    redacting.keep_apart(engagement.folder)
    files = {file.path.name: file for file in engagement.account_files()}
    with redacting.opened() as how:
        work = _Redacting(overview, pack, engine, how)
        rows = tuple(work.row(row, files.get(row.file)) for row in overview.rows)
        unread = (_problem(work.file(problem.place)) for problem in overview.problems)
        papers = tuple(Paper(Path(problem.place), problem=problem) for problem in unread)
        return replace(overview, engagement=work.engagement(), rows=rows, papers=papers)


class _Redacting:
    def __init__(self, overview: Overview, pack: Pack, engine: Engine, how: Redaction) -> None:
        self.overview = overview
        self.pack = pack
        self.engine = engine
        self.how = how
        self.approved = approved_records(overview)
        self.rated = rated_records(overview)

    def engagement(self) -> Engagement:
        """Return the engagement without the names in its settings."""
        engagement = self.overview.engagement
        settings = engagement.settings
        client = self.how.key.of(Named.ORGANIZATION, settings.client) if settings.client.strip() else ""
        kept = settings.model_copy(update={"client": client, "organization": OwnOrganization()})
        return replace(engagement, settings=kept)

    def row(self, row: Row, file: AccountFile | None) -> Row:
        """Return a row that names nobody."""
        if row.seen is None or file is None:
            name = self.file(row.file)
            return replace(
                row, file=name, seen=None, problem=_problem(name), copies=(), paper=self.paper(row.paper), waiting=""
            )
        seen = self.seen(row, file)
        copies = tuple(self.file(name) for name in row.copies)
        paper, waiting = self.paper(row.paper), self.paper(row.waiting)
        return replace(row, file=f"{slug(seen.account)}.json", seen=seen, copies=copies, paper=paper, waiting=waiting)

    def seen(self, row: Row, file: AccountFile) -> Assessed:
        """Return what is known of an account; of an approved one what its paper says."""
        if row.file in self.approved:
            with suppress(WizardError):  # made with another pack; verify and drift report it
                return of_paper(self.approved[row.file], self.pack, self.engine, self.overview, self.how)
        day = self.overview.day
        record = self.overview.engagement.settled(self.pack, file.record, day)
        seen = assessed(build_case(self.pack, self.engine, record, day, redact=self.how))
        if row.file in self.rated:
            with suppress(WizardError):
                paper = of_paper(self.rated[row.file], self.pack, self.engine, self.overview, self.how)
                return as_rated(seen, paper)
        return seen

    def paper(self, name: str) -> str:
        return self.file(name) if name else ""

    def file(self, name: str) -> str:
        """Return the pseudonym of a file or folder, whose name may tell an account."""
        return self.how.key.of(Named.FILE, name)


def _problem(name: str) -> Problem:
    return Problem(name, f"{_HIDDEN}.")

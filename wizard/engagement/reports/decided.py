"""The overview as reports tell it: what a board approved, where the living record of an account says something else by now.

Reports of approved exceptions tell the policies, groups and people of the paper. A group that somebody wrote into the
living record afterwards was approved by nobody. Reports that circulate have pseudonyms in place of names, and no free text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.case import build_case
from wizard.engagement.assessed import assessed, digest_of
from wizard.engagement.papers import Paper
from wizard.engagement.paths import pseudonym_key, slug
from wizard.engagement.pseudonym_key import Redacting
from wizard.engagement.rows import by_account, counting
from wizard.engagement.succession import base_of
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
    from wizard.record.model import Record
    from wizard.record.redact import Redaction

_HIDDEN = "cannot be used; its name and the reason are withheld"


def approved_records(overview: Overview) -> dict[str, Record]:
    """Return the records that were approved, by account file, as far as the living ones are others."""
    return {
        row.file: record
        for row, seen, record in _approved(overview)
        if row.differs or row.renewing or digest_of(record) != seen.signoff
    }


def rated_records(overview: Overview) -> dict[str, Record]:
    """Return the records whose rating may be another one today, by account file: controls count for as long as their tests."""
    return {row.file: record for row, seen, record in _approved(overview) if seen.risk and seen.controls}


def _approved(overview: Overview) -> Iterator[tuple[Row, Assessed, Record]]:
    papers = by_account(overview.papers)
    for row in overview.rows:
        if row.seen is not None and row.approved:
            decided = counting(papers.get(base_of(row.seen.record_id), ()))
            if decided is not None:
                yield row, row.seen, decided.record


def of_paper(
    record: Record, pack: Pack, engine: Engine, overview: Overview, redact: Redaction | None = None
) -> Assessed:
    """Return what is known of an account by its paper, on the day on which that was printed.

    Raises:
        WizardError: The pack does not know the record's answers any more.
    """
    day = (record.applied.printed_on if record.applied else None) or overview.day
    return assessed(build_case(pack, engine, record, day, redact=redact))


def as_decided(overview: Overview, pack: Pack, engine: Engine) -> Overview:
    """Return an overview whose approved accounts are as their papers say."""
    records, rated = approved_records(overview), rated_records(overview)
    rows = list(overview.rows)
    for number, row in enumerate(rows):
        record = records.get(row.file) or rated.get(row.file)
        if record is None or row.seen is None:
            continue
        with suppress(WizardError):  # made with another pack; verify and drift report it
            seen = of_paper(record, pack, engine, overview)
            rows[number] = replace(row, seen=seen if row.file in records else as_rated(row.seen, seen))
    return replace(overview, rows=tuple(rows))


def as_rated(seen: Assessed, paper: Assessed) -> Assessed:
    """Return what is known of an account with the risk that was approved."""
    return replace(seen, risk_before=paper.risk_before, risk=paper.risk)


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

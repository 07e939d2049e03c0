"""A list of accounts to an engagement that is up to date: accounts, what was read, drafts and reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.decision.words import Words
from wizard.documents.case import normal_record
from wizard.engagement.engagement import EVIDENCE, Engagement
from wizard.engagement.importing import Imported, Importer
from wizard.engagement.overview import Overview, overview
from wizard.engagement.paths import slug
from wizard.engagement.proposed_answers import with_proposals
from wizard.engagement.rows import Row
from wizard.errors import ExportError, Problem
from wizard.files.reading import refused
from wizard.files.writing import sweep, write_whole

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.lists.model import AccountRow
    from wizard.engagement.settled import Settled
    from wizard.evidence.observations import Observation
    from wizard.evidence.proposals.policies_with_exports import Several
    from wizard.pack.models import Pack
    from wizard.record.model import Record, Source

FOR_ANYBODY = frozenset({"collection", "policies"})
"""Kinds of observations that any name gets, one that is spelled wrongly included."""

Progress = Callable[[str, int, int], None]
"""Takes what is being done, how many accounts are done, and how many there are."""


@dataclass(slots=True)
class Assessment:
    """What a run of ``assess`` left.

    Attributes:
        imported: What became of the list.
        overview: The engagement afterwards.
        drafts: How many drafts were written.
        filled_in: Drafts that were left as they are, because somebody filled them in.
        problems: What went wrong with single accounts.
    """

    imported: Imported
    overview: Overview
    drafts: int = 0
    filled_in: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Assessing:
    """One run over one engagement.

    Attributes:
        formats: Of drafts and reports, in addition to Markdown.
        key: Where pseudonyms are kept, for an engagement whose drafts and reports name nobody.
        progress: Called now and then.
    """

    engagement: Engagement
    pack: Pack
    engine: Engine
    day: date
    formats: tuple[str, ...] = ("md",)
    key: Path | None = None
    progress: Progress | None = None

    def bring_in(
        self, rows: Collection[AccountRow], evidence: Several | None = None, settled: Settled | None = None
    ) -> Imported:
        """Merge accounts into the engagement.

        Args:
            rows: As a list says them.
            evidence: Exports that propose answers to questions that are open.
            settled: What earlier runs found; exports may say something new of any account, so it does not count with them.
        """
        for folder in (self.engagement.folder, self.engagement.accounts_folder):
            sweep(folder)
        proposing = _Proposing(self, evidence) if evidence is not None else None
        with Importer(self.engagement, self.pack, self.day, settled if evidence is None else None) as importer:
            for number, row in enumerate(rows, 1):
                importer.bring(row, proposing)
                self._tell("Reading accounts", number, len(rows))
        if proposing is not None:
            importer.done.strangers = proposing.strangers
            importer.done.left = list(proposing.left)
            importer.done.problems += self._keep_sources(proposing.read.values())
        importer.done.files = [importer.files[name] for name in sorted(importer.files)]
        return importer.done

    def _keep_sources(self, sources: Iterable[Source]) -> Iterator[Problem]:
        """Write down what was read: name, digest and period, never the export."""
        for source in sources:
            path = self.engagement.folder / EVIDENCE / f"{slug(source.file)}-{source.digest[:8] or 'unknown'}.json"
            told = {"file": source.file, "sha256": source.digest, "period": source.period}
            try:
                if not path.exists():
                    data = json.dumps({**told, "read_on": self.day.isoformat()}, ensure_ascii=False, indent=2) + "\n"
                    write_whole(path, data.encode("utf-8", "replace"))
            except OSError as error:
                yield refused(path, error, "Free the disk or the folder.")

    def look(self, imported: Imported) -> Overview:
        """Return the engagement as it is after an import."""

        def tell(done: int, total: int) -> None:
            self._tell("Deciding", done, total)

        return overview(self.engagement, self.pack, self.engine, self.day, tell, files=imported.files)

    def draft(self, assessment: Assessment) -> None:
        """Write the drafts of all accounts that are not before a board."""
        from wizard.engagement.drafts import Drafting, remove_drafts, write_drafts

        seen = assessment.overview
        drafting = Drafting(self.pack, self.engine, self.day, self.engagement.drafts_folder, self.formats)
        accounts = self._named(
            (Path(row.file).stem, self.engagement.settled(self.pack, file.record, self.day))
            for row, file in zip(seen.rows, seen.files, strict=True)
            if wants_draft(row)
        )
        for number, draft in enumerate(write_drafts(drafting, accounts), 1):
            assessment.problems += draft.problems
            assessment.drafts += not draft.problems and not draft.filled_in
            if draft.filled_in:
                assessment.filled_in.append(draft.folder)
            self._tell("Writing drafts", number, len(accounts))
        wanted = {name for name, _ in accounts}
        there = {path.name for path in self.engagement.drafts_folder.glob("*") if path.is_dir()}
        remove_drafts(self.engagement.drafts_folder, sorted(there - wanted))

    def _named(self, accounts: Iterable[tuple[str, Record]]) -> list[tuple[str, Record]]:
        """Return the accounts with the names of their folders; pseudonyms where reports and drafts name nobody."""
        if self.key is None or not self.engagement.settings.reports.redact:
            return list(accounts)
        from wizard.engagement.pseudonym_key import Redacting

        how = Redacting(self.key)
        how.keep_apart(self.engagement.folder)
        with how.opened() as redaction:
            redacted = [
                redaction.of(self.pack, normal_record(self.pack, self.engine, record, self.day))
                for _, record in accounts
            ]
        return [(slug(record.account.name), record) for record in redacted]

    def report(self, assessment: Assessment) -> tuple[Path, ...]:
        """Bring the reports up to date; return their files, none where one cannot be written."""
        from wizard.engagement.reports import write_reports

        try:
            return write_reports(assessment.overview, self.pack, self.engine, self.formats, self.key)
        except ExportError as error:
            assessment.problems += error.problems
            return ()

    def _tell(self, what: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(what, done, total)


def wants_draft(row: Row) -> bool:
    """Return whether an account is to be prepared for a board: none has its paper, or its answers have changed."""
    return row.seen is not None and (not row.paper or row.differs or row.renewing)


class _Proposing:
    """Lets exports propose answers for accounts, and notes what was read and which accounts no export names."""

    def __init__(self, run: Assessing, evidence: Several) -> None:
        self.run = run
        self.evidence = evidence
        self.words = Words(run.pack)
        self.strangers: list[str] = []
        self.left: dict[Problem, None] = {}
        self.read: dict[tuple[str, str], Source] = {}

    def __call__(self, record: Record) -> Record:
        seen = self._seen(record)
        found = with_proposals(record, seen, self.run.engine, self.words)
        for origin in found.origins.values():
            self.read.update({(source.file, source.digest): source for source in origin.sources})
        return found

    def _seen(self, record: Record) -> tuple[Observation, ...]:
        from wizard.engagement.evidence_files import names_of, object_id_of, stated

        known: tuple[Observation, ...] = ()
        given, others = object_id_of(record), 0
        for name in names_of(record):
            known, left = self.evidence.about(name, self.run.day, stated(record), given)
            if left is not None:
                self.left[left] = None
                others += 1
            # Most accounts are named by what was seen; only the others cost a second look.
            if any(one.kind not in FOR_ANYBODY for one in known) or self.evidence.knows(name, given):
                return known
        if not others:
            self.strangers.append(record.account.name)
        return known

"""What a board approved, where the living record of an account says something else by now.

Reports of approved exceptions tell the policies, groups and people of the paper. A group that somebody wrote into the
living record afterwards was approved by nobody.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.documents.case import build_case
from wizard.engagement.assessed import assessed, digest_of
from wizard.engagement.rows import by_account, counting
from wizard.engagement.succession import base_of
from wizard.errors import WizardError

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.assessed import Assessed
    from wizard.engagement.overview import Overview
    from wizard.pack.models import Pack
    from wizard.record.model import Record
    from wizard.record.redact import Redaction


def approved_records(overview: Overview) -> dict[str, Record]:
    """Return the records that were approved, by account file, as far as the living ones are others."""
    papers = by_account(overview.papers)
    found: dict[str, Record] = {}
    for row in overview.rows:
        if row.seen is None or not row.approved:
            continue
        decided = counting(papers.get(base_of(row.seen.record_id), ()))
        if decided is not None and (row.differs or row.renewing or digest_of(decided.record) != row.seen.signoff):
            found[row.file] = decided.record
    return found


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
    records = approved_records(overview)
    rows = list(overview.rows)
    for number, row in enumerate(rows):
        if row.file in records:
            with suppress(WizardError):  # made with another pack; verify and drift report it
                rows[number] = replace(row, seen=of_paper(records[row.file], pack, engine, overview))
    return replace(overview, rows=tuple(rows))

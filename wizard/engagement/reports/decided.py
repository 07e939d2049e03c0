"""What a board approved, where the living record of an account says something else by now.

Reports of approved exceptions tell the policies, groups and people of the paper. A group that somebody wrote into the
living record afterwards was approved by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    from wizard.engagement.rows import Row
    from wizard.pack.models import Pack
    from wizard.record.model import Record
    from wizard.record.redact import Redaction


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

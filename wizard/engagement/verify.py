"""Whether documents still hold: digests, dates, signers, and what the checklist stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST, RECORD, SUMS, sha256
from wizard.documents.case import build_case
from wizard.documents.checklist import RECOMMENDATION
from wizard.documents.people import duty_findings, signers
from wizard.documents.readiness import open_items, status
from wizard.engagement.readback import Checklist, Signature, checklist_of, front_matter_of, read_document
from wizard.engagement.store import read_saved
from wizard.errors import RecordError, WizardError
from wizard.files.reading import read_bytes
from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.record.reading import SAVED
from wizard.wording import count, long_date, read_date

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.documents.case import Case
    from wizard.pack.models import Pack

DECISIONS = ("approve with conditions", "approve", "reject", "return")
_SUM = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold.

    Attributes:
        place: File, and the field, role or item in it.
        message: What does not hold.
    """

    place: str
    message: str


def verify(folder: Path, pack: Pack, engine: Engine, day: date) -> list[Finding]:
    """Return all that does not hold in a folder of documents, seen from a day."""
    found = list(_digests(folder))
    try:
        record = read_saved(folder / RECORD)
        case = build_case(pack, engine, record, day)
    except WizardError as error:
        return [*found, *(Finding(RECORD, f"{p.place}: {p.text}") for p in error.problems)]
    found += _recommendation(folder, case)
    found += _dates(case)
    found += [Finding(f"{RECORD}: signoff.{duty.field}", duty.text) for duty in duty_findings(case) if duty.blocks]
    try:
        checklist = checklist_of(read_document(folder / CHECKLIST))
    except RecordError:
        return [*found, Finding(CHECKLIST, "is missing or cannot be read.")]
    printed = read_date(checklist.front.get("printed_on", ""))
    then = case if printed is None else build_case(pack, engine, record, printed)
    found += _checklist(folder, checklist, then)
    found += _signatures(checklist, then, day)
    return found


def _digests(folder: Path) -> Iterator[Finding]:
    """Compare every file that SHA256SUMS lists."""
    try:
        lines = read_document(folder / SUMS).splitlines()
    except RecordError:
        yield Finding(SUMS, "is missing or cannot be read, so no digest can be compared.")
        return
    listed: set[str] = set()
    for number, line in enumerate(lines, 1):
        match = _SUM.fullmatch(line)
        if match is None:
            if line.strip():
                yield Finding(f"{SUMS}:{number}", "isn't a line of a digest and a file name.")
            continue
        name = match[2]
        listed.add(name)
        if Path(name).name != name:
            yield Finding(f"{SUMS}:{number}", "names a file outside the folder.")
            continue
        try:
            same = sha256(read_bytes(folder / name, SAVED)) == match[1].lower()
        except RecordError:
            yield Finding(name, "is missing or cannot be read.")
            continue
        if not same:
            yield Finding(name, f"was changed after it was written: {SUMS} has another digest.")
    for name in (RECOMMENDATION, RECORD):
        if name not in listed:
            yield Finding(SUMS, f"does not list {name}.")


def _recommendation(folder: Path, case: Case) -> Iterator[Finding]:
    try:
        front = front_matter_of(read_document(folder / RECOMMENDATION))
        digest = sha256(read_bytes(folder / RECORD, SAVED))
    except RecordError:
        yield Finding(RECOMMENDATION, "is missing or cannot be read.")
        return
    if front.get("record_sha256") != digest:
        yield Finding(f"{RECOMMENDATION}: record_sha256", f"is not the digest of {RECORD}.")
    if front.get("record_id") != case.record.record_id:
        yield Finding(f"{RECOMMENDATION}: record_id", f"is not the id in {RECORD}.")
    checked = read_date(front.get("knowledge_checked_on", ""))
    limit = case.pack.profile.limits.source_days
    if checked is not None and (case.day - checked).days > limit:
        message = f"The knowledge behind it was checked on {long_date(checked)}, more than {limit} days ago."
        yield Finding(f"{RECOMMENDATION}: knowledge_checked_on", message)


def _dates(case: Case) -> Iterator[Finding]:
    """Find dates that have passed, tests and evidence that have grown old."""
    passed = {
        Meaning.END: "The exception ended on {}; an exclusion that still exists is a finding.",
        Meaning.REVIEW: "The review was due on {}.",
        Meaning.GAPS_DUE: "The open questions were due on {}.",
        Meaning.TARGET: "The work was due on {}.",
    }
    field_of = case.pack.field_of
    for name, message in passed.items():
        then = case.date(name)
        if then is not None and then < case.day:
            yield Finding(f"{RECORD}: signoff.{field_of(name)}", message.format(long_date(then)))
    limit = case.pack.profile.limits.control_test_days
    if case.date(Meaning.END) is not None:
        for row in case.controls:
            tested = row.tested_on
            if tested is not None and case.day - tested > timedelta(days=limit):
                message = f"A control was last tested on {long_date(tested)}, more than {limit} days ago."
                yield Finding(f"{RECORD}: signoff.{field_of(Meaning.CONTROLS)}", message)
    for item in case.evidence:
        until = item.expires_on
        if until is not None and until < case.day:
            yield Finding(
                f"{RECORD}: signoff.{field_of(Meaning.EVIDENCE)}", f"Evidence counted until {long_date(until)}."
            )


def _checklist(folder: Path, checklist: Checklist, case: Case) -> Iterator[Finding]:
    """Find a checklist that stands for another text, and items that were added or removed."""
    try:
        digest = sha256(read_bytes(folder / RECOMMENDATION, SAVED))
    except RecordError:
        digest = ""
    if checklist.front.get("recommendation_sha256") != digest:
        message = f"is not the digest of {RECOMMENDATION}; it was signed for another text."
        yield Finding(f"{CHECKLIST}: recommendation_sha256", message)
    if checklist.front.get("record_id") != case.record.record_id:
        yield Finding(f"{CHECKLIST}: record_id", f"is not the id in {RECORD}.")
    ids = [item.id for item in checklist.items]
    yield from (
        Finding(f"{CHECKLIST}: {name}", "appears twice.") for name in sorted({n for n in ids if ids.count(n) > 1})
    )
    if _printed_under(folder) == case.pack.info.version:
        expected = case.outcome.checklist
        yield from (Finding(f"{CHECKLIST}: {name}", "was removed.") for name in expected if name not in ids)
        yield from (
            Finding(f"{CHECKLIST}: {name}", "was added.") for name in dict.fromkeys(ids) if name not in expected
        )


def _printed_under(folder: Path) -> str:
    try:
        return front_matter_of(read_document(folder / RECOMMENDATION)).get("knowledge_version", "")
    except RecordError:
        return ""


def _signatures(checklist: Checklist, case: Case, day: date) -> Iterator[Finding]:
    """Look at every signature that was given; one that is still open isn't a finding. The case is that of the print."""
    expected = {normal(signer.title): signer for signer in signers(case)}
    rows = {normal(row.role): row for row in checklist.signatures}
    for title in expected.keys() - rows.keys():
        yield Finding(f"{CHECKLIST}: sign-off", f"The row of {expected[title].title} was removed.")
    given = [row for row in checklist.signatures if row.given]
    printed = read_date(checklist.front.get("printed_on", ""))
    for row in given:
        yield from _signature(row, printed, day)
        signer = expected.get(normal(row.role))
        planned = signer.person.name if signer else ""
        if planned and row.name and normal(planned) != normal(row.name):
            message = "Another person signed than the recommendation names."
            yield Finding(f"{CHECKLIST}: {row.role}", message)
    names = {normal(row.name) for row in given if row.name}
    if len(given) > 1 and len(names) == 1 and not case.self_assessment:
        yield Finding(f"{CHECKLIST}: sign-off", "One person signed in every role; at least two different people sign.")
    for role in (Meaning.REQUESTER, Meaning.IMPLEMENTER):
        name = normal(case.person(role).name)
        approving = [row for row in given if row.decision.lower().startswith("approve")]
        if name and not case.self_assessment:
            for row in approving:
                if normal(row.name) == name:
                    yield Finding(f"{CHECKLIST}: {row.role}", f"The {role} signed as an approver.")
    if given and status(case) == "draft":
        yield Finding(
            f"{CHECKLIST}: sign-off",
            f"Signatures are under a draft with {count(len(open_items(case)), 'open item')}.",
        )


def _signature(row: Signature, printed: date | None, day: date) -> Iterator[Finding]:
    place = f"{CHECKLIST}: {row.role}"
    if not row.name:
        yield Finding(place, "Someone signed without a name.")
    if not row.decision.lower().startswith(DECISIONS):
        yield Finding(place, f"The decision isn't one of: {', '.join(DECISIONS)}.")
    if row.decision.lower().startswith("approve with conditions") and not row.conditions:
        yield Finding(place, "An approval with conditions names none.")
    signed = read_date(row.date)
    if signed is None:
        yield Finding(place, "The signature has no date that can be read, such as 2027-01-31.")
    elif printed is not None and signed < printed:
        yield Finding(place, f"It was signed on {long_date(signed)}, before the document was written.")
    elif signed > day:
        yield Finding(place, f"It was signed on {long_date(signed)}, a day that is still to come.")

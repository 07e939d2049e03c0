"""What lists, registers and reports show of one account: a pure function of record, pack, settings and a day.

It is plain data, so that it can be kept by the digest of what it was made of and read back without deciding again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wizard.decision.blocks import plain
from wizard.documents.board.plan import urgent
from wizard.documents.frame import WAIVABLE
from wizard.documents.people import duty_findings, signers
from wizard.documents.readiness import open_items
from wizard.documents.sections.pieces import given
from wizard.documents.signed import field_of_role
from wizard.documents.slots import decision_sentence
from wizard.evidence.cites import SignOff
from wizard.pack.models import Meaning
from wizard.record.values import Person

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.record.model import Record

DATES = {Meaning.NEEDED_BY: "Decision", Meaning.GAPS_DUE: "Open questions"}
"""Days of the sign-off on which something is due before a board has decided."""

UNSIGNED = {Meaning.REVIEW: "Review", Meaning.TARGET: "Target date"}
"""Days that count without a board, where nobody signs the outcome."""


@dataclass(frozen=True, slots=True)
class Waived:
    """One exclusion that a record asks for; the ends are days as ISO text, empty for none."""

    control: str
    policy: str
    group: str
    group_id: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Somebody who signs."""

    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Work:
    """A step that people planned; its day is None where none is given.

    Attributes:
        done: What shows that it is done.
    """

    step: str
    owner: str
    due: date | None
    done: str


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that keeps an account's documents a draft.

    Attributes:
        place: Where it is in the record: ``answers.`` or ``signoff.`` and an id.
        label: What is asked there.
        reason: What is missing or wrong, as a sentence.
    """

    place: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is known of one account on a day, without its papers.

    Attributes:
        account: The account's name; hostile until escaped.
        main: The main verdict; None while it is open.
        lead: The verdict that is signed first; None while the main one is open.
        verdicts: All verdicts, in the order in which people hear them.
        titles: Their titles as they fit the account.
        signed: Those that are signed.
        sentences: The decision sentences of the signed ones.
        waivable_by: Who can waive the requirement, as an id; empty while that is open.
        answers: Answers in use, by question.
        proposed: Questions whose answer an export proposes and nobody confirmed.
        unanswered: Questions that matter and have no answer.
        gaps: The outcome asks for evidence before anything is decided.
        open: What keeps the documents a draft; empty for one that is ready for a board.
        risk_before: Level of the risk without controls, as an id; empty where it is not rated.
        risk: Level with the controls that count.
        people: Name of the person in each role, by the id of its field.
        duties: Conflicts of separated duties, as sentences.
        dates: Days of the sign-off with what is due then, in the words of the papers.
        work: What people planned to do: steps, conditions, and checks after the change.
        urgent: What waits for no board, with the person or the role that does it.
        pieces: Values of the pieces for other tools that apply, by piece and field; empty for one that is missing.
        signoff: Digest of the sign-off, by which that of a paper is compared.
        closed_on: The day on which it was closed; None while it was not.
    """

    account: str
    record_id: str
    revision: int
    renews: str
    supersedes: str
    main: str | None
    lead: str | None
    verdicts: tuple[str, ...]
    titles: tuple[str, ...]
    signed: tuple[str, ...]
    sentences: tuple[str, ...]
    waivable_by: str
    answers: dict[str, tuple[str, ...]]
    proposed: tuple[str, ...]
    unanswered: tuple[str, ...]
    gaps: bool
    open: tuple[Open, ...]
    risk_before: str
    risk: str
    owner: str
    people: dict[str, str]
    signers: tuple[Signing, ...]
    duties: tuple[str, ...]
    dates: tuple[tuple[date, str], ...]
    start: date | None
    end: date | None
    review: date | None
    reason: str
    controls: tuple[str, ...]
    waived: tuple[Waived, ...]
    work: tuple[Work, ...]
    urgent: tuple[Work, ...]
    pieces: dict[str, dict[str, str]]
    ticket: str
    subject: str
    created_on: date | None
    closed_on: date | None
    knowledge_version: str
    signoff: str

    def title_of(self, verdict: str) -> str:
        """Return the title of one of the verdicts as it fits the account."""
        return self.titles[self.verdicts.index(verdict)]


def assessed(case: Case) -> Assessed:
    outcome, record, rating = case.outcome, case.record, case.rating
    verdicts = tuple(dict.fromkeys((*outcome.told, *outcome.verdicts)))
    signing = signers(case)
    counting = DATES if signing else {**DATES, **UNSIGNED}
    days = [(then, what) for name, what in counting.items() if (then := case.date(name)) is not None]
    level = (rating.initial.level or "", rating.adjusted.level or "") if rating else ("", "")
    people = {name: value.name for name, value in case.signoff.items() if isinstance(value, Person) and value.name}
    return Assessed(
        account=case.account,
        record_id=record.record_id,
        revision=record.revision,
        renews=record.renews,
        supersedes=record.supersedes,
        main=outcome.main,
        lead=outcome.lead,
        verdicts=verdicts,
        titles=tuple(case.words.verdict(verdict) for verdict in verdicts),
        signed=tuple(outcome.signed),
        sentences=tuple(plain(decision_sentence(case, verdict)) for verdict in outcome.signed),
        waivable_by=case.decision.values.get(WAIVABLE) or "",
        answers={
            name: (answer,) if isinstance(answer, str) else tuple(answer)
            for name, answer in case.decision.answers.items()
        },
        proposed=tuple(name for name, origin in record.origins.items() if origin.how == "proposed"),
        unanswered=case.decision.unanswered,
        gaps=case.offers(Meaning.GAPS_DUE),
        open=tuple(Open(item.place, item.label, item.reason) for item in open_items(case)),
        risk_before=level[0],
        risk=level[1],
        owner=case.person(Meaning.OWNER).name,
        people=people,
        signers=tuple(Signing(signer.title, signer.person.name) for signer in signing),
        duties=tuple(finding.text for finding in duty_findings(case) if finding.blocks),
        dates=tuple(sorted(days)),
        start=case.date(Meaning.START),
        end=case.date(Meaning.END),
        review=case.date(Meaning.REVIEW),
        reason=case.text(Meaning.NEED) or case.text(Meaning.CONSTRAINT),
        controls=tuple(row.name for row in case.controls if row.name),
        waived=tuple(
            Waived(
                case.control_title(row),
                row.policy,
                row.group,
                row.group_id,
                str(row.starts_on or ""),
                str(row.ends_on or ""),
            )
            for row in case.exclusions
        ),
        work=tuple(
            Work(step.step.strip(), step.owner, step.due, step.evidence)
            for meaning in (Meaning.PLAN, Meaning.CONDITIONS, Meaning.CHECKS)
            for step in case.steps(meaning)
            if step.step.strip()
        ),
        urgent=tuple(
            Work(row.what, people.get(field_of_role(case, row.who) or "") or row.who, None, row.done)
            for row in urgent(case)
        ),
        pieces={one.id: given(case, one) for one in case.pack.documents.fragment if case.holds(one.when)},
        ticket=case.text(Meaning.TICKET),
        subject=_told(case, SignOff.ACCOUNT),
        created_on=record.created_on,
        closed_on=record.closed.on if record.closed else None,
        knowledge_version=record.knowledge_version,
        signoff=digest_of(record),
    )


def digest_of(record: Record) -> str:
    """Return the digest of the sign-off of a record in normal form."""
    told = json.dumps(record.signoff, sort_keys=True, default=str)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def _told(case: Case, name: str) -> str:
    value = case.signoff.get(name)
    return value if isinstance(value, str) else ""

"""The case: record, pack, decision and a day, of which every document is a pure function."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from wizard import __version__
from wizard.decision.answers import as_json
from wizard.decision.asides import fitting_words
from wizard.decision.interview import Interview
from wizard.documents.carry_over import carry_fields, carry_over
from wizard.documents.house import applying
from wizard.documents.library import Library
from wizard.documents.outcome import Outcome, level_of, outcome_of, rate_decision
from wizard.pack.models import Meaning
from wizard.record.model import Account, Applied, Record
from wizard.record.signoff import stored_signoff, typed_signoff
from wizard.record.values import NOBODY, Control, EvidenceItem, Exclusion, Organization, Person, Row, Step, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.decision.decision import Decision
    from wizard.decision.engine import Engine
    from wizard.decision.risk import Rating
    from wizard.decision.words import Words
    from wizard.pack.models import Level, Pack
    from wizard.record.redact import Redaction


RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, eq=False)
class Case:
    """One account on one day.

    Attributes:
        engine: Decides by it.
        record: In normal form: answers in use, everything in the order of the pack.
        signoff: The values of its sign-off, by field id, as typed values.
        decision: What the answers lead to.
        day: The only date that documents know; nothing comes from a clock.
    """

    pack: Pack
    engine: Engine
    record: Record
    signoff: Mapping[str, Value]
    decision: Decision
    day: date

    @cached_property
    def library(self) -> Library:
        """What the documents of this pack share."""
        return Library.of(self.pack, self.engine)

    @property
    def account(self) -> str:
        """The account's name as typed; hostile until escaped."""
        return self.record.account.name.strip()

    @property
    def redacted(self) -> bool:
        """Whether names and ids are pseudonyms."""
        return self.record.redacted

    @property
    def self_assessment(self) -> bool:
        """Whether one person runs the tenant, so that conflicts of duties warn instead of block."""
        return self.record.self_assessment

    @cached_property
    def rating(self) -> Rating | None:
        """The risk rating; None where no full rating applies."""
        return rate_decision(self.pack, self.engine, self.decision, self.signoff, self.day)

    @property
    def level(self) -> Level | None:
        """The level of risk that decides who signs: the adjusted one, or the worst offered while it is Unknown."""
        return level_of(self.pack, self.rating)

    @cached_property
    def outcome(self) -> Outcome:
        """The verdicts that the documents carry: those of the decision, unless the rating refuses."""
        return outcome_of(
            self.pack, self.engine, self.decision, self.rating, signoff=self.record.signoff, library=self.library
        )

    @cached_property
    def not_used(self) -> tuple[str, ...]:
        """The answered questions that cannot change anything."""
        return self.engine.not_used(self.decision)

    @cached_property
    def _said(self) -> dict[str, bool]:
        return self.engine.said(self.outcome.decision)

    def holds(self, condition: str) -> bool:
        """Return whether a condition of the documents is sure to hold, given the verdicts that they carry."""
        return self._said[condition]

    @cached_property
    def words(self) -> Words:
        """The words that fit this account: questions as they were asked, and verdicts of this outcome."""
        return fitting_words(self.pack, self.engine, self.outcome.decision)

    def label_of(self, name: str) -> str:
        """Return the label of a sign-off field or a question; the name itself where it is neither."""
        fields = self.library.fields
        return fields[name].label if name in fields else self.words.question(name)

    def offers(self, name: Meaning | str) -> bool:
        """Return whether this outcome offers a sign-off field, named by its id or its meaning."""
        return self.pack.field_of(name) in self.outcome.fields

    def requires(self, name: Meaning | str) -> bool:
        """Return whether this outcome requires a sign-off field, named by its id or its meaning."""
        return self.outcome.fields.get(self.pack.field_of(name) or "", False)

    def value(self, name: Meaning | str) -> Value | None:
        """Return the value of a sign-off field, named by its id or its meaning; None where it has none or is not offered."""
        field = self.pack.field_of(name)
        return self.signoff.get(field) if field is not None and field in self.outcome.fields else None

    def text(self, name: Meaning | str) -> str:
        """Return the value of a text field; empty for none."""
        value = self.value(name)
        return value if isinstance(value, str) else ""

    def date(self, name: Meaning | str) -> date | None:
        value = self.value(name)
        return value if isinstance(value, date) else None

    def person(self, name: Meaning | str) -> Person:
        """Return the person of a field; an empty one for none."""
        value = self.value(name)
        return value if isinstance(value, Person) else NOBODY

    def rows(self, name: Meaning | str, kind: type[RowT]) -> list[RowT]:
        value = self.value(name)
        return [row for row in value if isinstance(row, kind)] if isinstance(value, list) else []

    @property
    def controls(self) -> list[Control]:
        return self.rows(Meaning.CONTROLS, Control)

    @cached_property
    def exclusions(self) -> list[Exclusion]:
        """The exclusions as rows, in order; each date that a row leaves out is that of the decision.

        What its outcome waives for good, such as terms of use, has no end unless the row gives one.
        """
        ending = self.pack.documents.risk.full_for
        return [
            row if row.no_end else self._with_term(row, ends=self.waived_by(row) == ending)
            for row in self.rows(Meaning.EXCLUSIONS, Exclusion)
        ]

    def _with_term(self, row: Exclusion, *, ends: bool) -> Exclusion:
        if not ends:
            return row if row.ends_on else row.model_copy(update={"no_end": True})
        term = {
            "starts_on": row.starts_on or self.date(Meaning.START),
            "ends_on": row.ends_on or self.date(Meaning.END),
        }
        return row.model_copy(update=term)

    @cached_property
    def earlier_ends(self) -> list[Exclusion]:
        """The exclusions that are signed and end before their decision does, by day."""
        rows = [row for verdict in self.outcome.signed for row in self.exclusions_of(verdict)]
        end = self.date(Meaning.END)
        return sorted(
            (row for row in rows if row.ends_on and (end is None or row.ends_on < end)),
            key=lambda row: row.ends_on or self.day,
        )

    def waived_by(self, row: Exclusion) -> str | None:
        """Return the group of outcomes whose decision waives the control of an exclusion; None where it names none."""
        option = self.library.waivable.get(row.control)
        return option.group if option else None

    def exclusions_of(self, verdict: str) -> list[Exclusion]:
        """Return the exclusions that a verdict decides on."""
        groups = {name for name, group in self.library.groups.items() if verdict in group.verdicts}
        return [row for row in self.exclusions if self.waived_by(row) in groups]

    def control_title(self, row: Exclusion) -> str:
        """Return the control that an exclusion waives, as a title: ``Terms of use``."""
        option = self.library.waivable.get(row.control)
        return option.label if option else row.control

    @property
    def organization(self) -> Organization:
        """In whose name the documents speak: what the record says, over the settings of its engagement and the pack."""
        applied = self.record.applied or Applied()
        return Organization(
            name=applied.organization,
            policy=applied.policy,
            clause=applied.clause,
            register_id=applied.register_id,
            retention=applied.retention,
        )

    @property
    def classification(self) -> str:
        """How the documents are marked; hostile until escaped."""
        return self.record.applied.classification if self.record.applied else ""

    def steps(self, name: Meaning) -> list[Step]:
        return self.rows(name, Step)

    @property
    def evidence(self) -> list[EvidenceItem]:
        return self.rows(Meaning.EVIDENCE, EvidenceItem)


def case_of_answers(pack: Pack, engine: Engine, decision: Decision, account: str) -> Case:
    """Return the case of answers alone, without a sign-off: what is said of a decision that belongs to no record."""
    return Case(pack, engine, Record(account=Account(name=account)), {}, decision, pack.info.checked_on)


def build_case(
    pack: Pack,
    engine: Engine,
    record: Record,
    day: date,
    *,
    redact: Redaction | None = None,
    given: Sequence[str] = (),
) -> Case:
    """Return the case of a record, in normal form; the record itself stays as it is.

    Args:
        engine: Made from the same pack.
        redact: Replace names by pseudonyms, and withhold text.
        given: Verdicts that were signed under other knowledge, the main one first; they count in place of today's.

    Raises:
        AnswersError: The pack does not allow an answer.
        RecordError: A sign-off value is not of its field's kind.
    """
    kept, signoff, answered = _normal(pack, engine, record, day)
    house, applied = applying(pack, kept, day)
    if redact is not None:
        kept.applied = applied
        kept = redact.of(pack, kept)
        signoff = typed_signoff(pack.signoff, kept.signoff)
        house, applied = applying(pack, kept, day)
    kept.applied = applied
    decision = engine.decide(answered, engine.read_choices(kept.signoff), given=given)
    case = Case(house, engine, kept, signoff, decision, day)
    # The record says what was decided, so that a later comparison needs no reading of documents.
    outcome = case.outcome
    applied.verdicts, applied.checklist = list(outcome.verdicts), list(outcome.checklist)
    applied.rules = list(outcome.decision.rules)
    applied.tool = __version__
    return case


def normal_record(pack: Pack, engine: Engine, record: Record, day: date) -> Record:
    """Return a copy of a record in normal form: answers in use, everything checked and in the order of the pack.

    Args:
        engine: Made from the same pack.
        day: The date of the documents; the record begins on it where it has none.

    Raises:
        AnswersError: The pack does not allow an answer.
        RecordError: A sign-off value is not of its field's kind.
    """
    return _normal(pack, engine, record, day)[0]


def _normal(
    pack: Pack, engine: Engine, record: Record, day: date
) -> tuple[Record, Mapping[str, Value], Mapping[str, str | tuple[str, ...]]]:
    """Return the record in normal form, its sign-off as typed values, and its checked answers."""
    library = Library.of(pack, engine)
    if not record.knowledge_version or record.knowledge_version == pack.info.version:
        # What holds for the whole tenant fits each account as far as it is asked there; the interview parks the rest.
        origins = record.origins
        engine.read(
            {name: one for name, one in record.answers.items() if name not in origins or origins[name].how != "tenant"}
        )
    else:
        record, _ = carry_over(pack, engine, record)
    interview = Interview.start(engine, record.answers, record.parked, record.to_do, record.parked_because)
    record = carry_fields(pack, engine, record, interview.answers)
    signoff = typed_signoff(pack.signoff, record.signoff)
    answered = interview.answers
    created = record.created_on or day
    waiting = {name: why for name, why in record.parked_because.items() if name not in answered}
    kept: dict[str, object] = {
        "drafts": {},
        "typed": {},
        "created_on": created,
        "record_id": record.record_id or record_id_for(pack, record, created),
        "knowledge_version": pack.info.version,
        "answers": {name: as_json(answer) for name, answer in answered.items()},
        "parked": library.in_order({name: as_json(answer) for name, answer in interview.parked.items()}),
        "parked_because": library.in_order(waiting),
        "to_do": list(library.in_order(dict.fromkeys(set(record.to_do) - set(answered)))),
        "discuss": list(library.in_order(dict.fromkeys(record.discuss))),
        "notes": library.in_order({name: note for name, note in record.notes.items() if note.strip()}),
        "origins": library.in_order(record.origins),
        "signoff": stored_signoff(pack.signoff, record.signoff, signoff),
    }
    # A deep copy of hundreds of values would take a third of a decision; parts of a record are replaced, never changed.
    others = {name: copy(value) for name, value in record if isinstance(value, list | dict) and name not in kept}
    return record.model_copy(update={**others, **kept}), signoff, answered


def record_id_for(pack: Pack, record: Record, created: date) -> str:
    """Return the id of a record that has none yet: the same for the same account and day.

    The account's name and the day of creation make it; where there is no name, the answers do.
    """
    seed = " ".join(unicodedata.normalize("NFKC", record.account.name).casefold().split())
    if not seed:
        seed = json.dumps([record.answers, record.signoff], sort_keys=True, default=str)
    seed = f"{seed} {created.isoformat()}"
    digest = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:8].upper()
    revision = f"-R{record.revision}" if record.revision > 1 else ""
    return f"{pack.info.record_prefix}-{created.year:04d}-{digest}{revision}"

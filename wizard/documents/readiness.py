"""What keeps documents a draft: what is missing, and what does not hold together.

A draft lists these as open items; a final export refuses and names all of them at once.
The rules are those of the board's form: dates inside the cap of the level, controls with
a recent test, people who do not approve their own request.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.documents.carry_over import asked_again_in, still_asked
from wizard.documents.people import duty_findings, renewals
from wizard.documents.scope_rules import exclusion_findings, id_findings
from wizard.documents.slots import empty_slots
from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.wording import count, is_placeholder, listed, long_date, short, working_days_after

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.risk import Rating
    from wizard.documents.case import Case
    from wizard.record.values import Step

REQUIRED = "It is required for this decision."
"""The reason of a field without a value."""


NAMED = "The decision sentence names it."
"""The reason of a field that a sentence waits for, although the outcome does not require it."""


FACILITATOR = "Facilitator"
"""Closes what nobody else is named for."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that is missing or wrong.

    Attributes:
        field_id: The sign-off field or question.
        label: What is asked there.
        reason: What is missing or wrong, as a sentence.
        section: Section of the sign-off, or ``answers``.
    """

    field_id: str
    label: str
    reason: str
    section: str

    @property
    def place(self) -> str:
        """Where it is in a record."""
        part = "answers" if self.section == "answers" else "signoff"
        return f"{part}.{self.field_id}"


def status(case: Case) -> str:
    """Return ``draft`` while anything is open, else ``proposed``; people alone approve."""
    return "draft" if open_items(case) else "proposed"


@lru_cache(maxsize=4)  # every section of a document asks; a case never changes
def open_items(case: Case) -> tuple[OpenItem, ...]:
    """Return all open items: answers first, then fields in the order of the pack."""
    found = list(_answers(case))
    by_field: dict[str, list[str]] = {}
    for name, reason in _fields(case):
        reasons = by_field.setdefault(case.pack.field_of(name) or "", [])
        if reason not in reasons:
            reasons.append(reason)
    for field_id, field in case.library.fields.items():
        found += [OpenItem(field_id, field.label, reason, field.section) for reason in by_field.get(field_id, ())]
    return tuple(found)


def closer(case: Case, item: OpenItem) -> str:
    """Return the role that closes an open item."""
    owners = {part.section: part.owner for part in case.pack.documents.open_section}
    if item.section == "answers":
        known = case.words.pack.question_by_id[item.field_id].who_knows.rstrip(".")
        return known or next(iter(owners.values()), FACILITATOR)
    return owners.get(item.section, FACILITATOR).split(",")[0]


def _answers(case: Case) -> Iterator[OpenItem]:
    words = case.words
    waiting = dict.fromkeys((*case.decision.unanswered, *case.record.to_do))
    for name in case.library.places:
        if name in waiting and name not in case.decision.answers:
            reason = case.record.parked_because.get(name, "It is not answered yet.")
            reason = "Nobody could answer it yet." if name in case.record.to_do else reason
            yield OpenItem(name, words.question(name), reason, "answers")
        elif name in case.decision.asked and name in case.decision.answers:
            origin = case.record.origins.get(name)
            if origin is not None and origin.how == "proposed":
                reason = "An export suggests the answer, and nobody has confirmed it."
                yield OpenItem(name, words.question(name), reason, "answers")


def _fields(case: Case) -> Iterator[tuple[str, str]]:
    asked = {entry.place for entry in still_asked(case.record)}
    given = {case.pack.field_of(Meaning.ORGANIZATION), *_given_by_each(case)}
    for field_id, required in case.outcome.fields.items():
        if required and field_id not in given and case.value(field_id) is None and f"signoff.{field_id}" not in asked:
            yield field_id, REQUIRED
    yield from asked_again_in(case.record)
    for slot in empty_slots(case):
        if slot.field is not None and not case.requires(slot.field):
            yield slot.field, NAMED
    yield from _texts(case)
    yield from id_findings(case)
    yield from ((Meaning.EXCLUSIONS, text) for text in exclusion_findings(case))
    yield from _organization(case)
    yield from _dates(case)
    yield from _rows(case)
    if not case.outcome.refused:
        yield from _rating(case)
    for finding in duty_findings(case):
        if finding.blocks and not case.self_assessment:
            yield finding.field, finding.text


def _given_by_each(case: Case) -> set[str]:
    """Return the fields that each account of an annex gives for itself."""
    given = [set(member.signoff) for member in case.record.annex]
    return set.intersection(*given) if given else set()


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    for field_id in case.outcome.fields:
        field = case.library.fields[field_id]
        text = case.text(field_id)
        if field.kind == "person" and is_placeholder(case.person(field_id).name, name=True):
            yield field_id, _placeholder(case.person(field_id).name)
        if not text:
            continue
        if field.kind in {"text", "paragraph"} and is_placeholder(text):
            yield field_id, _placeholder(text)
        elif field.kind in {"text", "paragraph"} and len(text) < field.min_length:
            yield field_id, f"It has {len(text)} characters; at least {field.min_length} are asked for."
    if normal(case.text(Meaning.SUPERSEDES)) == normal(case.record.record_id):
        yield Meaning.SUPERSEDES, "It is the ID of this record itself; a record replaces an earlier one."
    if case.value(Meaning.RENEWALS) is not None and renewals(case) is None:
        yield Meaning.RENEWALS, "It isn't a whole number."


def _placeholder(text: str) -> str:
    return f"“{short(text, 40)}” only marks what is to follow."


def _dates(case: Case) -> Iterator[tuple[str, str]]:
    day = case.day
    for field_id in (Meaning.NEEDED_BY, Meaning.START, Meaning.END, Meaning.REVIEW, Meaning.TARGET, Meaning.GAPS_DUE):
        then = case.date(field_id)
        if then is not None and then < day:
            yield field_id, f"It is before the day of this document, {long_date(day)}."
    used = case.date(Meaning.LAST_USE)
    if used is not None and used > day:
        yield Meaning.LAST_USE, f"It is after the day of this document, {long_date(day)}."
    limit = working_days_after(day, case.pack.profile.limits.hold_working_days)
    due = case.date(Meaning.GAPS_DUE)
    if due is not None and due > limit:
        yield Meaning.GAPS_DUE, f"It is after {long_date(limit)}, the last day that the organization's rules allow."
    yield from _validity(case)


def _validity(case: Case) -> Iterator[tuple[str, str]]:
    start, end, review = case.date(Meaning.START), case.date(Meaning.END), case.date(Meaning.REVIEW)
    deadline = case.date(Meaning.VENDOR_END)
    level = case.level
    if start and end and end <= start:
        yield Meaning.END, "It isn't after the start."
    elif start and end and (cap := term_cap(case)) and (end - start).days > cap.days:
        yield Meaning.END, f"{cap.basis} {count(cap.days, 'day')}, so {long_date(cap.last(start))} is the last day."
    if end and deadline and end >= deadline:
        yield Meaning.END, f"It isn't before the vendor's date, {long_date(deadline)}."
    if review and end and review > end:
        yield Meaning.REVIEW, "It is after the end of the exception."
    if review and level is not None:
        last = max(start or case.day, case.day) + timedelta(days=level.review_days)
        if review > last:
            yield Meaning.REVIEW, f"Risk {level.title} asks for a review {level.review_text}: by {long_date(last)}."


@dataclass(frozen=True, slots=True)
class Cap:
    """The longest term of an exception, and what sets it, as the beginning of a sentence."""

    days: int
    basis: str

    def last(self, start: date) -> date:
        """Return the last day of a term that begins on a day."""
        return start + timedelta(days=self.days)


def term_cap(case: Case) -> Cap | None:
    """Return the longest term: that of the level, or of a first exception where that is shorter; None without a level."""
    level = case.level
    if level is None:
        return None
    first = case.pack.profile.limits.first_term_days
    if not renewals(case) and first < level.cap_days:
        return Cap(first, "A first exception lasts at most")
    return Cap(level.cap_days, f"Risk {level.title} allows")


def _organization(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the parts without which nobody can tell under whose policy a control is waived."""
    if not case.requires(Meaning.ORGANIZATION):
        return
    given = case.organization
    parts = (("its name", given.name), ("the policy", given.policy), ("the clause", given.clause))
    missing = [what for what, text in parts if not text or is_placeholder(text)]
    if missing:
        yield Meaning.ORGANIZATION, f"Missing: {listed(missing)}."


def _rows(case: Case) -> Iterator[tuple[str, str]]:
    steps = case.steps(Meaning.PLAN)
    due = [step.due for step in steps if step.due]
    if any(later < earlier for earlier, later in itertools.pairwise(due)):
        yield Meaning.PLAN, "The dates of the steps do not follow one another."
    end = case.date(Meaning.END)
    if end and due and due[-1] > end:
        yield Meaning.PLAN, "The last step is after the end of the exception."
    for field_id, what in ((Meaning.PLAN, "step"), (Meaning.CONDITIONS, "condition"), (Meaning.CHECKS, "check")):
        rows = case.steps(field_id)
        without = [number for number, row in enumerate(rows, 1) if _lacks(row)]
        if without:
            yield field_id, f"Without text or owner: {what} {', '.join(map(str, without))}."
        if field_id != Meaning.CONDITIONS and rows and not any(row.due for row in rows):
            yield field_id, f"No {what} has a date."
    yield from _evidence(case)
    future = [n for n, row in enumerate(case.evidence, 1) if row.collected_on and row.collected_on > case.day]
    if future:
        yield Meaning.EVIDENCE, f"Collected after the day of this document: item {', '.join(map(str, future))}."


def _evidence(case: Case) -> Iterator[tuple[str, str]]:
    """Yield evidence that has expired, and evidence that the answers claim and nothing shows."""
    expired = [n for n, row in enumerate(case.evidence, 1) if row.expires_on and row.expires_on < case.day]
    if expired:
        yield Meaning.EVIDENCE, f"Expired before the day of this document: item {', '.join(map(str, expired))}."
    unshown = unshown_evidence(case) if case.evidence or not case.requires(Meaning.EVIDENCE) else []
    if unshown and not _uncertain(case):
        yield Meaning.EVIDENCE, f"The answers claim this evidence, and no item shows it: {', '.join(unshown)}."


def unshown_evidence(case: Case) -> list[str]:
    """Return the kinds of evidence that the answers claim and no item is said to be, by label."""
    field = case.library.fields.get(case.pack.field_of(Meaning.EVIDENCE) or "")
    if field is None or field.question is None or field.id not in case.outcome.fields:
        return []
    claimed = case.decision.answers.get(field.question) or ()
    shown = {row.kind for row in case.evidence}
    return [option.label for option in field.option if option.id in claimed and option.id not in shown]


def _uncertain(case: Case) -> bool:
    """Return whether an item or an export is there that says not which evidence it is."""
    exports = any(origin.sources for name, origin in case.record.origins.items() if name in case.decision.asked)
    return exports or any(not row.kind for row in case.evidence)


def doubts(case: Case) -> list[str]:
    """Return what nobody can tell for sure and the dossier says, as sentences."""
    unshown = unshown_evidence(case)
    if not unshown or not _uncertain(case):
        return []
    return [f"The answers claim this evidence, and no item says that it is it: {', '.join(unshown)}."]


def _rating(case: Case) -> Iterator[tuple[str, str]]:
    rating = case.rating
    if rating is None:
        return
    yield from _controls(case, rating)
    if len(rating.unknown) > 1:
        for name in rating.unknown:
            if name in case.outcome.fields and case.value(name) is not None:
                yield name, "It is not known. With two or more inputs unknown, the risk rates as Unknown."
    elif rating.unknown and _not_offered(case):
        name = rating.unknown[0]
        yield name, "It is not known, and the risk then rates at a level at which no exception is offered."
    if rating.override is not None and not rating.override.taken:
        yield Meaning.OVERRIDE_LEVEL, f"The override does not count. {rating.override.why_not}"


def _lacks(row: Step) -> bool:
    """Return whether a step has no text or no owner, or one that is to follow."""
    return not row.owner or not row.step or is_placeholder(row.owner, name=True) or is_placeholder(row.step)


def _controls(case: Case, rating: Rating) -> Iterator[tuple[str, str]]:
    """Yield what keeps the compensating controls from carrying an exception, each control with its reason."""
    rows, effects = case.controls, rating.effects
    if not rows:
        return
    preventive = {kind.id for kind in case.pack.risk.lower if kind.effect == "preventive"}
    if not any(effect.counts for effect in effects):
        for effect in effects:
            yield Meaning.CONTROLS, f"Control {effect.position + 1} does not count. {effect.why_not}"
    elif preventive & set(rating.fitting) and not any(effect.counts and effect.prevents for effect in effects):
        yield (
            Meaning.CONTROLS,
            "No control that counts prevents misuse; at least one must, because one fits this account.",
        )


def _not_offered(case: Case) -> bool:
    level = case.level
    return level is not None and not level.offered

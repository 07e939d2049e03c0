"""The plan: one table of who, what, by when, done when, undo; general and dated steps in one order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.documents.people import signers
from wizard.documents.readiness import status
from wizard.documents.signed import field_of_role, signed, who
from wizard.pack.models import Meaning
from wizard.wording import count, listed, long_date, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models.case import PlanRow
    from wizard.record.values import Step

HEAD = ("#", "Who", "What", "By when", "Done when", "Undo")


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of the plan, as Markdown.

    Attributes:
        who: The person, or the role where nobody is named.
        role: The role of a step of the pack; empty for a step that people planned.
        day: The day by which it is done; None where no date is given.
        signs: It is the signature, which the decision page tells by role.
        last: It belongs to the exit, so that without a day it comes after all others.
        when: That day, or the checkpoint.
    """

    who: str
    role: str
    what: str
    day: date | None
    when: str
    done: str
    undo: str
    signs: bool = False
    last: bool = False

    def cells(self, number: int) -> tuple[str, ...]:
        """Return the row of the table."""
        return str(number), self.who, self.what, self.when, self.done or "–", self.undo or "–"


@lru_cache(maxsize=4)  # every step of the plan asks; a case never changes
def leading(case: Case) -> tuple[str, ...]:
    """Return the verdicts that are signed, then the main one: their steps are printed in full."""
    main = (case.outcome.main,) if case.outcome.main else ()
    return tuple(dict.fromkeys((*(one.verdict for one in signed(case)), *main)))


@lru_cache(maxsize=4)  # the plan and the part of each person ask; a case never changes
def planned_steps(case: Case, room: Room) -> tuple[Planned, ...]:
    """Return all steps in the order in which they are done; steps whose day has passed are not among them."""
    if case.outcome.main is None:
        return ()
    found = [step for step in _general(case, room) if step.day is None or step.day >= case.day]
    own, _ = room.some(list(_own(case, room)))
    return tuple(_by_day(found, own, pinned=status(case) == "draft"))


def _general(case: Case, room: Room) -> Iterator[Planned]:
    draft = status(case) == "draft"
    first = _first(case) if draft else None
    if first is not None:
        yield _begun(case, _row(case, room, first, step_words(case)), first.phase)
    rows = [row for row in case.pack.case.step if row is not first and _fits(case, row) and (draft or not row.draft)]
    signs = any(row.signs for row in (*rows, *([first] if first else [])))
    signing = not signs and bool(signers(case))
    for phase in case.library.phases:
        if signing and phase == case.pack.documents.sign_phase:
            yield _signature(case, phase)
        for row in rows:
            if row.phase == phase:
                yield from _on_each_day(case, row, _row(case, room, row))


def _on_each_day(case: Case, row: PlanRow, step: Planned) -> Iterator[Planned]:
    """Yield a step; one that ends exclusions also on the day of each that ends earlier."""
    if row.each_end:
        days = dict.fromkeys(one.ends_on for one in case.earlier_ends if one.ends_on)
        yield from (replace(step, day=day, when=long_date(day)) for day in days)
    yield step


def urgent(case: Case) -> list[PlanRow]:
    """Return the steps that wait for no board."""
    return [row for row in case.pack.case.step if row.urgent and case.outcome.main is not None and _fits(case, row)]


def _fits(case: Case, row: PlanRow) -> bool:
    carried = set(row.carried_by).intersection(case.outcome.verdicts)
    return bool(carried or set(row.verdicts).intersection(leading(case))) and case.holds(row.when)


def _first(case: Case) -> PlanRow | None:
    lead = leading(case)[0]
    return next((row for row in case.pack.case.step if lead in row.first_for and _fits(case, row)), None)


def step_words(case: Case) -> tuple[str, str]:
    """Return the next step and the role that does it, as every face names them: that of the leading verdict."""
    lead, row = leading(case)[0], _first(case)
    if row is not None and (row.urgent or lead not in row.verdicts):
        return row.what, row.who  # what cannot wait is never said in other words
    verdict, other = case.pack.verdict_by_id[lead], case.words.instead.get(lead)
    return (other.next_step if other else "") or verdict.next_step, (other.owner_role if other else "") or (
        verdict.owner_role
    )


def _row(case: Case, room: Room, row: PlanRow, words: tuple[str, str] | None = None) -> Planned:
    what, role = words or (row.what, row.who)
    day, when = (None, row.by) if row.by else _by(case, row.phase, row.due)
    if row.latest is not None and case.day <= row.latest < (day or date.max):
        day, when = row.latest, long_date(row.latest)
    last = row.phase == case.pack.checklist.exit_phase
    return Planned(who(case, role, room), role, what, day, when, row.done, row.undo, last=last)


def _begun(case: Case, step: Planned, phase: str) -> Planned:
    """Return the first step; work that needs no signature begins now, although its phase comes after the signatures."""
    order, signing = list(case.library.phases), case.pack.documents.sign_phase
    if step.signs or signing is None or order.index(phase) <= order.index(signing):
        return step
    return replace(step, day=None, when=f"start now, done by {step.when}" if step.day else "start now")


def _by(case: Case, phase: str, due: Meaning | None = None) -> tuple[date | None, str]:
    """Return the day by which a step of a phase is done, and how it is written."""
    rule = next((rule for rule in case.pack.case.phase_date if rule.phase == phase), None)
    for meaning in (*((due,) if due else ()), *(rule.dates if rule else ())):
        day = case.date(meaning)
        if day is not None:
            return day, long_date(day)
    return None, rule.words if rule else ""


def _signature(case: Case, phase: str) -> Planned:
    day, when = _by(case, phase)
    roles = [signer.title for signer in signers(case)]
    names = listed([roles[0], *map(lower_first, roles[1:])]) if len(roles) < 3 else "All who sign"
    return Planned(names, "", "Sign the decision or return it", day, when, "sign-off table", "", signs=True)


def _own(case: Case, room: Room) -> Iterator[Planned]:
    """Yield the steps and checks that people planned, with their dates; past ones are not repeated."""
    steps: list[Step] = [*case.steps(Meaning.PLAN), *case.steps(Meaning.CHECKS)]
    for step in sorted(steps, key=lambda one: (one.due is None, one.due or case.day)):
        if step.due is None or step.due >= case.day:
            when = long_date(step.due) if step.due else "no date yet"
            undo = room.text(step.rollback)
            owner = room.label(step.owner) or "no owner yet"
            yield Planned(owner, "", room.text(step.step), step.due, when, room.text(step.evidence), undo)


def _by_day(general: Sequence[Planned], own: Sequence[Planned], *, pinned: bool) -> list[Planned]:
    """Return all steps by day; a step without one keeps its place behind the step before it.

    What people planned without a day comes after what is prepared and approved, and before the exit.

    Args:
        general: Steps of the pack.
        own: Steps that people planned.
        pinned: The first step stays first, because every face names it.
    """
    first, rest = (general[:1], general[1:]) if pinned else ((), general)
    ready = max((step.day for step in rest if step.day is not None and not step.last), default=date.min)
    placed: list[tuple[date, int, Planned]] = []
    for steps, undated in ((rest, date.min), (own, ready)):
        last = date.min
        for step in steps:
            last = max(last, step.day) if step.day is not None else date.max if step.last else max(last, undated)
            placed.append((step.day or last, len(placed), step))
    return [*first, *(step for _, _, step in sorted(placed, key=lambda place: place[:2]))]


def plan(page: Page, case: Case, room: Room) -> None:
    """Add the table of steps."""
    page.heading(2, "Plan")
    steps = planned_steps(case, room)
    if not steps:
        page.text("The first step is to answer what is open.")
        return
    page.table(HEAD, (step.cells(number) for number, step in enumerate(steps, 1)))
    _, more = room.some(list(_own(case, room)))
    page.text(f"{count(more, 'more step')} in the dossier." if more else "")


def your_part(page: Page, case: Case, room: Room) -> None:
    """Say by person which steps are theirs, and what else they do while the decision applies."""
    steps = planned_steps(case, room)
    by_person: dict[str, list[int]] = {}
    roles: dict[str, str] = {}
    for number, step in enumerate(steps, 1):
        if not step.signs:
            by_person.setdefault(step.who, []).append(number)
            if step.role:
                roles.setdefault(step.who, step.role)
    duties: dict[str, list[str]] = {}
    signing = {signer.role for signer in signers(case)}
    for part in case.pack.case.part:
        if case.holds(part.when) and field_of_role(case, part.role) in signing:
            name = who(case, part.role, room)
            duties.setdefault(name, []).append(part.text)
            roles.setdefault(name, part.role)
    names = dict.fromkeys((*by_person, *duties))
    roles = {name: role for name, role in roles.items() if field_of_role(case, name) is None}
    lines = [_part(name, roles.get(name, ""), by_person.get(name, []), duties.get(name, ())) for name in names]
    page.heading(2, "Your part")
    page.bullets(lines)


def _part(name: str, role: str, numbers: list[int], duties: Iterable[str]) -> str:
    title = f"**{name} ({lower_first(role)}):**" if role and role != name else f"**{name}:**"
    told = []
    if numbers:
        told.append(f"{'step' if len(numbers) == 1 else 'steps'} {_ranges(numbers)}")
    return f"{title} {'; '.join((*told, *duties))}."


def _ranges(numbers: list[int]) -> str:
    """Return numbers as 1, 2 to 4, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = []
    for run in runs:
        words += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return ", ".join(words)

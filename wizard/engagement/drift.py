"""Where today's pack decides differently than documents say, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST, RECORD
from wizard.documents.case import build_case
from wizard.documents.checklist import RECOMMENDATION
from wizard.engagement.readback import Checklist, checklist_of, front_matter_of, read_document
from wizard.engagement.store import read_saved
from wizard.errors import AnswersError, RecordError
from wizard.wording import read_date

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.decision.why import Explainer
    from wizard.pack.models import Pack

WAIVABLE = "waivable_by"
NOTHING = "nothing besides"
_FACT = re.compile(r"\b[A-Z]{2,4}-[0-9]{2,3}\b")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in what is decided.

    Attributes:
        what: ``main``, ``verdicts`` (all of them, by title), ``waivable_by``, ``checklist`` or ``answers``.
        before: What the documents say, or have besides.
        now: What today's pack says, or has besides.
        why: Rows that lead there now, or what the pack no longer knows; a line each.
    """

    what: str
    before: str
    now: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """What a folder's documents and today's pack have in common and not.

    Attributes:
        knowledge_then: Version of the pack that the documents were written under.
        knowledge_now: Version of today's.
        changes: Differences in what is decided.
        facts_new: Facts that today's decision cites and the documents do not.
        facts_gone: Facts that the documents cite and today's pack does not have.
    """

    folder: Path
    knowledge_then: str
    knowledge_now: str
    changes: tuple[Change, ...]
    facts_new: tuple[str, ...] = ()
    facts_gone: tuple[str, ...] = ()


def drift(folder: Path, pack: Pack, engine: Engine, day: date, explainer: Explainer) -> Drift:
    """Compare a folder of documents with what today's pack decides.

    The risk rating goes by the day on which the documents were written, so that only
    knowledge makes a difference, not the calendar.

    Raises:
        RecordError: The documents cannot be read.
    """
    text = read_document(folder / RECOMMENDATION)
    front = front_matter_of(text)
    record = read_saved(folder / RECORD)
    then = front.get("knowledge_version", "")
    checklist = _checklist(folder)
    day = (read_date(checklist.front.get("printed_on", "")) if checklist else None) or day
    facts = set(_FACT.findall(text))
    gone = tuple(sorted(fact for fact in facts if fact not in pack.fact_by_id and _of_pack(fact, pack)))
    try:
        case = build_case(pack, engine, record, day)
    except AnswersError as error:
        why = tuple(str(problem) for problem in error.problems)
        change = Change("answers", front.get("outcome", ""), "cannot be decided with today's questions", why)
        return Drift(folder, then, pack.info.version, (change,), facts_gone=gone)
    changes: list[Change] = []
    outcome = case.outcome
    now = outcome.main or "open"
    rows = tuple(
        f"{row.row}: {row.text} [{', '.join(row.facts)}]" for row in explainer.explain(case.decision.answers).fired
    )
    again = tuple(
        f"“{case.words.title(name)}” is asked again. {reason}"
        for name, reason in case.record.parked_because.items()
        if name in case.decision.unanswered
    )
    if outcome.main is None and again:
        rows = again
    if front.get("outcome", "open") != now:
        changes.append(Change("main", front.get("outcome", "open"), now, rows))
    told = _told_titles(checklist)
    titles = {case.words.verdict(verdict) for verdict in outcome.verdicts}
    if told is not None and told != titles:
        left, added = sorted(told - titles), sorted(titles - told)
        changes.append(Change("verdicts", "; ".join(left) or NOTHING, "; ".join(added) or NOTHING, rows))
    value = case.decision.values.get(WAIVABLE)
    if value is not None and front.get(WAIVABLE, value) != value:
        changes.append(Change(WAIVABLE, front[WAIVABLE], value, rows))
    printed = [item.id for item in checklist.items] if checklist else list(outcome.checklist)
    if printed != list(outcome.checklist):
        added = [name for name in outcome.checklist if name not in printed]
        left = [name for name in printed if name not in outcome.checklist]
        if added or left:
            changes.append(Change("checklist", " ".join(left) or NOTHING, " ".join(added) or NOTHING))
    new = tuple(fact for fact in case.decision.facts if fact not in facts)
    return Drift(folder, then, pack.info.version, tuple(changes), new, gone)


def _checklist(folder: Path) -> Checklist | None:
    try:
        return checklist_of(read_document(folder / CHECKLIST))
    except RecordError:
        return None


def _told_titles(checklist: Checklist | None) -> set[str] | None:
    """Return the titles of the verdicts that a checklist carries in its head; None where they cannot be read."""
    for table in checklist.tables.values() if checklist else ():
        if "Outcome" in table:
            return {title.strip() for title in table["Outcome"].split(";")} - {"", "Open"}
    return None


def _of_pack(fact: str, pack: Pack) -> bool:
    """Return whether a word has the form of this pack's facts; others only look like one."""
    prefixes = {known.split("-")[0] for known in pack.fact_by_id}
    return fact.split("-", maxsplit=1)[0] in prefixes

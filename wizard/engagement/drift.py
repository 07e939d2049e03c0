"""Where today's pack decides differently than documents say, by ids and rules, and which fact changed.

Folders are looked at one by one, by several processes where that pays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wizard.decision.engine import Engine
from wizard.decision.why import Explainer
from wizard.documents.bundle import RECORD
from wizard.documents.case import build_case
from wizard.documents.checklist import RECOMMENDATION
from wizard.documents.dossier import DOSSIER, dossier_page
from wizard.documents.frame import UNDECIDED, WAIVABLE
from wizard.documents.page import citations
from wizard.engagement.processes import spread
from wizard.engagement.readback import front_of, read_checklist, read_document
from wizard.engagement.readback_blocks import Heading, Paragraph, Table
from wizard.engagement.readback_markdown import markdown_blocks
from wizard.engagement.register import Read, Register
from wizard.engagement.sealed import read_sealed
from wizard.engagement.store import read_saved
from wizard.errors import AnswersError, RecordError, WizardError
from wizard.record.annex import accounts_of
from wizard.wording import cited, read_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.engagement.sealed import Sealed
    from wizard.pack.models import Pack
    from wizard.record.model import Record

NOTHING = "nothing besides"
_FACT = re.compile(r"\b[A-Z]{2,4}-[0-9]{2,3}\b")
_NUMBERS = re.compile(r"\s*\[[0-9, ]+\]")

PAYS_FROM = 1_000
"""Folders from which starting more processes costs less than it saves."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in what is decided; ids, never words.

    Attributes:
        what: ``main``, ``also``, ``waivable_by``, ``checklist`` or ``answers``.
        before: What the documents say, or have besides.
        now: What today's pack says, or has besides.
    """

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact behind the decision that is not what it was.

    Attributes:
        before: Its text in the dossier; empty where that does not hold it.
        now: Its text in today's pack; empty where that does not hold it.
        effective_from: First day on which it holds by today's pack; None where it is not dated.
    """

    fact: str
    before: str
    now: str
    effective_from: date | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """What a folder's documents and today's pack have in common and not.

    Attributes:
        accounts: How many accounts the documents are for.
        knowledge_then: Version of the pack that the documents were written under.
        knowledge_now: Version of today's.
        changes: Differences in what is decided.
        because: Rows that decide now and did not then, or what is asked again; a line each.
        facts_changed: Facts behind these rows whose text changed.
        facts_new: Facts that today's decision cites and the documents do not.
        facts_gone: Facts that the documents cite and today's pack does not have.
        problem: Why the documents cannot be compared; empty where they can.
    """

    folder: Path
    account: str = ""
    knowledge_then: str = ""
    knowledge_now: str = ""
    changes: tuple[Change, ...] = ()
    because: tuple[str, ...] = ()
    facts_changed: tuple[FactChange, ...] = ()
    facts_new: tuple[str, ...] = ()
    facts_gone: tuple[str, ...] = ()
    problem: str = ""
    accounts: int = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause, and the accounts that it concerns.

    Attributes:
        drifts: The folders, in their order.
        accounts: How many accounts they are for.
    """

    changes: tuple[Change, ...]
    because: tuple[str, ...]
    facts: tuple[FactChange, ...]
    drifts: tuple[Drift, ...]

    @property
    def accounts(self) -> int:
        return sum(one.accounts for one in self.drifts)


def drift(
    folder: Path, pack: Pack, engine: Engine, day: date, explainer: Explainer, *, seal: Sealed | None = None
) -> Drift:
    """Compare a folder of documents with what today's pack decides.

    The risk rating goes by the day on which the documents were written, so that only
    knowledge makes a difference, not the calendar. A record that cannot be read is a problem of that folder only.

    Args:
        seal: The documents where their digests vouch for them. What this very knowledge decided is not decided again.
    """
    if seal is not None and seal.decided_by(pack):
        now = pack.info.version
        many = len(accounts_of(seal.record))
        return Drift(folder, seal.record.account.name, seal.record.knowledge_version or now, now, accounts=many)
    try:
        record = read_saved(folder / RECORD)
    except WizardError as error:
        problem = error.problems[0]
        return Drift(folder, folder.name, knowledge_now=pack.info.version, problem=f"{RECORD}: {problem.message}")
    front = front_of(folder, RECOMMENDATION)
    then = record.knowledge_version or front.get("knowledge_version", "")
    applied = record.applied
    printed = (applied.printed_on if applied else None) or read_date(front.get("printed_on", "")) or _printed(folder)
    told = _cited(folder, pack)
    gone = tuple(sorted(fact for fact in told if fact not in pack.fact_by_id))
    name, many = record.account.name, len(accounts_of(record))
    try:
        case = build_case(pack, engine, record, printed or day)
    except AnswersError as error:
        change = Change("answers", front.get("outcome", ""), "cannot be decided with today's questions")
        why = tuple(str(problem) for problem in error.problems)
        return Drift(folder, name, then, pack.info.version, (change,), why, facts_gone=gone, accounts=many)
    except RecordError as error:
        return Drift(folder, name, then, pack.info.version, problem=f"{RECORD}: {error.problems[0].text}")
    changes = tuple(_changes(folder, record, front, case))
    new = tuple(fact for fact in case.decision.facts if told and fact not in told)
    because = _because(folder, record, case, explainer, changes) if changes else ()
    facts = _facts_changed(folder, case) if changes else ()
    return Drift(folder, name, then, pack.info.version, changes, because, facts, new, gone, accounts=many)


def causes(drifts: Sequence[Drift]) -> list[Cause]:
    """Return the drifts grouped by what changed and why, the cause of most accounts first."""
    groups: dict[tuple[object, ...], list[Drift]] = {}
    for one in drifts:
        if one.changes:
            groups.setdefault((_decided(one.changes), one.because, one.facts_changed), []).append(one)
    found = [
        Cause(these[0].changes, these[0].because, these[0].facts_changed, tuple(these)) for these in groups.values()
    ]
    return sorted(found, key=lambda cause: -cause.accounts)


def _decided(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the differences in what is decided; where that is the same, those of the checklist."""
    return tuple(change for change in changes if change.what != "checklist") or changes


def _printed(folder: Path) -> date | None:
    """Return the day on which documents of the first edition were printed, which their checklist alone tells."""
    try:
        return read_date(read_checklist(folder)[0].front.get("printed_on", ""))
    except RecordError:
        return None


def _changes(folder: Path, record: Record, front: Mapping[str, str], case: Case) -> list[Change]:
    applied, outcome = record.applied, case.outcome
    found: list[Change] = []
    told = list(applied.verdicts) if applied else []
    main = told[0] if told else front.get("outcome", UNDECIDED)
    if main != (outcome.main or UNDECIDED):
        found.append(Change("main", main, outcome.main or UNDECIDED))
    if told:
        found += _sets("also", told[1:], outcome.also)
    value = case.decision.values.get(WAIVABLE)
    if value is not None and front.get(WAIVABLE, value) != value:
        found.append(Change(WAIVABLE, front[WAIVABLE], value))
    printed = list(applied.checklist) if applied else []
    if not printed and not found and record.knowledge_version == case.pack.info.version:
        printed = list(outcome.checklist)  # an edited checklist isn't drift; verify reports it
    elif not printed:
        try:
            printed = [item.id for item in read_checklist(folder)[0].items]
        except RecordError:
            printed = list(outcome.checklist)
    return found + _sets("checklist", printed, outcome.checklist)


def _sets(what: str, then: Sequence[str], now: Sequence[str]) -> list[Change]:
    left = [name for name in dict.fromkeys(then) if name not in now]
    added = [name for name in now if name not in then]
    return [Change(what, " ".join(left) or NOTHING, " ".join(added) or NOTHING)] if left or added else []


def _because(
    folder: Path, record: Record, case: Case, explainer: Explainer, changes: Sequence[Change]
) -> tuple[str, ...]:
    """Return the rows that give what is new; where nothing is decided now, what is asked again."""
    given = {name for change in changes for name in change.now.split()}
    again = tuple(
        f"“{case.words.title(name)}” is asked again. {reason}"
        for name, reason in case.record.parked_because.items()
        if name in case.decision.unanswered
    )
    if case.outcome.main is None and again:
        return again
    rows = explainer.explain(case.decision.answers).fired
    then = set(record.applied.rules if record.applied else ()) or _rows(folder)
    fired = [row for row in rows if row.row not in then or row.gives in given] or list(rows)
    return tuple(f"{row.row}: {row.text} {cited(row.facts)}".rstrip() for row in fired)


def _rows(folder: Path) -> set[str]:
    """Return the ids of the rows that the dossier says decided; none where there is no such table."""
    try:
        blocks = markdown_blocks(read_document(folder / DOSSIER))
    except RecordError:
        return set()
    tables = [block for block in blocks if isinstance(block, Table) and block.rows]
    rows = next(
        (table.rows for table in tables if [cell.lower() for cell in table.rows[0].cells[:2]] == ["row", "gives"]), ()
    )
    return {row.cell(0) for row in rows[1:]}


def _cited(folder: Path, pack: Pack) -> set[str]:
    """Return the facts that the documents cite; words that only look like a fact's id don't count."""
    prefixes = {known.split("-")[0] for known in pack.fact_by_id}
    found: set[str] = set()
    for name in (RECOMMENDATION, DOSSIER):
        try:
            text = read_document(folder / name)
        except RecordError:
            continue
        found.update(citations(text) or _FACT.findall(text))
    return {fact for fact in found if fact.split("-", maxsplit=1)[0] in prefixes}


def _facts_changed(folder: Path, case: Case) -> tuple[FactChange, ...]:
    """Return the facts behind today's decision whose text in the dossier is another than today's."""
    try:
        then = _fact_texts(read_document(folder / DOSSIER), case)
    except RecordError:
        return ()
    now = _fact_texts(case.library.expander.finish(dossier_page(case, "", [], {}).body()).decode("utf-8"), case)
    found = []
    for name, text in then.items():
        fact = case.pack.fact_by_id.get(name)
        if name in now and now[name] != text:
            found.append(FactChange(name, text, now[name], fact.effective_from if fact else None))
        elif fact is None:
            found.append(FactChange(name, text, ""))
    return tuple(found)


def _fact_texts(markdown: str, case: Case) -> dict[str, str]:
    """Return the texts of facts in a dossier, without numbers of sources and without short forms written out."""
    found: dict[str, list[str]] = {}
    current = ""
    for block in markdown_blocks(markdown):
        if isinstance(block, Heading):
            current = next(iter(citations(block.text)), "")
        elif current and isinstance(block, Paragraph):
            found.setdefault(current, []).append(block.text)
    return {name: _bare(" ".join(texts), case) for name, texts in found.items()}


def _bare(text: str, case: Case) -> str:
    for short, long in case.library.expander.long.items():
        text = re.sub(rf"{re.escape(long)}(s?) \({re.escape(short)}(s?)\)", rf"{short}\2", text, flags=re.IGNORECASE)
    return " ".join(_NUMBERS.sub("", text).split())


class Looked(NamedTuple):
    """What became of one folder.

    Attributes:
        read: Each of its accounts as the register has it; none where no register is wanted.
    """

    drift: Drift
    read: Sequence[Read]


@dataclass(frozen=True)
class Look:
    """What all folders have in common.

    Attributes:
        register: Whether the register is wanted as well.
    """

    pack: Pack
    engine: Engine
    day: date
    register: bool

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what each process makes for itself."""
        return {name: getattr(self, name) for name in ("pack", "engine", "day", "register")}

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.pack)

    @cached_property
    def register_of(self) -> Register:
        return Register(self.pack, self.engine, self.day)

    def __call__(self, folder: Path) -> Looked:
        seal = read_sealed(folder)
        found = drift(folder, self.pack, self.engine, self.day, self._explainer, seal=seal)
        return Looked(found, self.register_of.read(folder, seal) if self.register else ())


def look_at(folders: Sequence[Path], look: Look) -> Iterator[Looked]:
    """Yield what became of each folder, in order."""
    return spread(look, folders, PAYS_FROM)

"""From evidence to answers: proposals that a person confirms, and evidence that contradicts an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wizard.evidence.accounts import AccountSummary
from wizard.evidence.cites import UNKNOWN, Evidence, MetToday
from wizard.evidence.exports.items import AzureChanges, Export, Item
from wizard.evidence.mappings import Mappings
from wizard.evidence.proposals import from_exports, from_sign_ins
from wizard.evidence.proposals.observation import Coming, Observation, Source, aged, last_day
from wizard.evidence.sign_ins.result import SourceFile
from wizard.evidence.sign_ins.surfaces import OTHER
from wizard.wording import count

__all__ = ["Coming", "Contradiction", "Observation", "Source", "contradictions", "propose"]

_NEVER_CONTRADICTED = frozenset({Evidence.ID, MetToday.ID})
"""What was collected, or met once, says nothing against an answer that names less."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Evidence that contradicts an answer.

    Attributes:
        question: Id of the question.
        given: Answers that a person gave.
        missing: Answers that the evidence has and the person has not; for undecided evidence, one of these.
        proven: The rows are the proof; otherwise they are a hint.
        observation: The evidence.
    """

    question: str
    given: tuple[str, ...]
    missing: tuple[str, ...]
    proven: bool
    observation: Observation


def propose(
    account: str,
    summary: AccountSummary | None,
    files: Sequence[SourceFile],
    *,
    items: Iterable[tuple[Export, Sequence[Item]]],
    mappings: Mappings,
    today: date,
) -> tuple[Observation, ...]:
    """Return all that the evidence proposes for one account, by question; nothing of it is confirmed.

    Args:
        account: Sign-in name or id.
        summary: What sign-in logs say, or None when no log names the account.
        files: The files of sign-ins.
        items: Other exports with what each says about the account.
        mappings: The tables of the subject.
        today: The day of the judgment.
    """
    exports = list(items)
    found = list(from_sign_ins.propose(summary, files, mappings)) if summary is not None else []
    for export, parts in exports:
        found.extend(from_exports.propose(account, export, parts, mappings))
    found.extend(_collected(account, files, [export for export, _ in exports]))
    found = [aged(one, today) for one in found]
    return tuple(sorted(found, key=lambda one: (one.question, one.certainty, not one.answers, one.answers)))


def contradictions(answers: Mapping[str, Any], observations: Iterable[Observation]) -> tuple[Contradiction, ...]:
    """Return the evidence that contradicts answers.

    An answer of ``unknown`` is contradicted by nothing. Where a question takes several answers,
    an answer that the evidence lacks isn't a contradiction: no export proves that something is not so.

    Args:
        answers: Answer, or list of answers, by question id.
        observations: The evidence.
    """
    return tuple(_contradicted(answers, observations))


def _contradicted(answers: Mapping[str, Any], observations: Iterable[Observation]) -> Iterator[Contradiction]:
    for observation in observations:
        value = answers.get(observation.question)
        if not value or observation.question in _NEVER_CONTRADICTED:
            continue
        given = (value,) if isinstance(value, str) else tuple(str(part) for part in value)
        if UNKNOWN in given:
            continue
        missing = tuple(answer for answer in observation.answers if answer not in given and answer != OTHER)
        if not missing and observation.undecided and not set(observation.undecided) & set(given):
            missing = observation.undecided
        if missing:
            proven = observation.certainty == "shows"
            yield Contradiction(observation.question, given, missing, proven, observation)


def _collected(account: str, files: Sequence[SourceFile], exports: Sequence[Export]) -> Iterator[Observation]:
    """Yield what was collected, for the question about evidence: it was read, whatever it says."""
    logs: dict[str, list[tuple[Source, int]]] = {}
    last: dict[str, date] = {}
    for file in files:
        source = Source(file.path.name, file.sha256)
        for answer, rows in (
            (Evidence.INTERACTIVE_LOG, file.interactive_rows),
            (Evidence.NONINTERACTIVE_LOG, file.non_interactive_rows),
        ):
            if rows:
                logs.setdefault(answer, []).append((source, rows))
                if file.last is not None:
                    last[answer] = max(file.last.date(), last.get(answer, file.last.date()))
    for export in exports:
        source = Source(export.path.name, export.sha256)
        if export.kind == from_exports.AZURE_LOG:
            logs.setdefault(Evidence.AZURE_AUDIT, []).append((source, export.rows))
            seen = [day for item in export.items if isinstance(item, AzureChanges) and (day := last_day(item.period))]
            if seen:
                last[Evidence.AZURE_AUDIT] = max(*seen, last.get(Evidence.AZURE_AUDIT, seen[0]))
        elif export.kind in from_exports.POWER_PLATFORM:
            logs.setdefault(Evidence.PP_INVENTORY, []).append((source, export.rows))
    for answer, parts in logs.items():
        sources = tuple(source for source, _ in parts)
        rows = sum(count for _, count in parts)
        reason = f"Read, with {count(rows, 'row')} in all; this says nothing about what is in it."
        yield Observation(
            account,
            Evidence.ID,
            (answer,),
            (),
            "shows",
            sources,
            rows,
            "",
            reason,
            (),
            "collection",
            last=last.get(answer),
            timed=answer != Evidence.PP_INVENTORY,
        )

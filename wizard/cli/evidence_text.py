"""Evidence as text and as plain objects: what stands behind ``evidence show`` and ``evidence explain``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.evidence.printable import printable
from wizard.evidence.proposals.model import counted, days, joined

if TYPE_CHECKING:
    from wizard.evidence.accounts import AccountSummary, Counts
    from wizard.evidence.collection import Evidence
    from wizard.evidence.observations import Observation

_MOST_USES = 15
_CERTAINTY = {"shows": "shown", "suggests": "hint"}


def file_lines(evidence: Evidence) -> Iterator[str]:
    """Yield the files with what they cannot contain, the loud limits first."""
    yield "Files"
    for file in evidence.files:
        period = " to ".join(moment.date().isoformat() for moment in (file.first, file.last) if moment)
        yield f"- {printable(file.path.name)}: {file.title}; {counted(file.rows, 'sign-in')}{f', {period}' if period else ''}"
        left_out = [
            ("workload sign-ins", file.workload_rows),
            ("other rows", file.other_rows),
            ("bad rows", file.bad_rows),
        ]
        told = ", ".join(f"{count:,} {name}" for name, count in left_out if count)
        if told:
            yield f"  left out: {told}"
        yield f"  sha256 {file.sha256}"
        yield from _limit_lines(file.limits)
    for export in evidence.exports:
        yield f"- {printable(export.path.name)}: {export.title}; {counted(export.rows, 'row')}"
        yield f"  sha256 {export.sha256}"
        yield from _limit_lines(export.limits)


def account_lines(name: str, summary: AccountSummary | None, observations: Sequence[Observation]) -> Iterator[str]:
    """Yield what is known of one account, and what its evidence proposes."""
    yield printable(name)
    if summary is None:
        yield "  No sign-in log here names it. That does not prove that it is idle."
    else:
        yield from _sign_in_lines(summary)
    if observations:
        yield "  Proposed answers; a person confirms each:"
        yield from (f"  - {line}" for line in _proposals(observations))


def file_objects(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the files as plain objects."""
    logs = [_plain_file(file) | {"kind": file.shape, "rows": file.rows} for file in evidence.files]
    return [*logs, *(_plain_file(export) | {"kind": export.kind, "rows": export.rows} for export in evidence.exports)]


def as_plain(value: Any) -> Any:
    """Return a value as JSON has it: objects, lists, texts, numbers; times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: as_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple | list):
        return [as_plain(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.name if isinstance(value, Path) else value


def _plain_file(file: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"file": file.path.name, "title": file.title, "sha256": file.sha256}
    if hasattr(file, "first"):
        names = ("workload_rows", "other_rows", "bad_rows", "interactive_rows", "non_interactive_rows", "first", "last")
        plain |= {name: as_plain(getattr(file, name)) for name in names}
    plain["limits"] = [
        {"id": limit.id, "text": limit.text, "ask_for": limit.ask_for, "facts": list(limit.facts)}
        for limit in file.limits
    ]
    return plain


def _limit_lines(limits: Iterable[Any]) -> Iterator[str]:
    for limit in sorted(limits, key=lambda limit: not limit.loud):
        mark = "Cannot say" if limit.loud else "Note"
        yield f"  {mark}: {limit.text}{f' What would tell: {limit.ask_for}' if limit.ask_for else ''}"


def _sign_in_lines(summary: AccountSummary) -> Iterator[str]:
    counts = summary.counts
    yield f"  {counted(counts.rows, 'sign-in')}, {days(summary.period) or 'times unknown'}: {_kinds(counts)}"
    yield f"  succeeded {counts.succeeded:,}, failed {counts.failed:,}, interrupted {counts.interrupted:,}"
    yield f"  MFA: {_demand(counts)}"
    for demand in summary.demands:
        likely = ", likely Microsoft's own enforcement" if demand.source == "platform" else ""
        yield f"  MFA demanded by {printable(demand.words)} ({printable(demand.provider)}){likely}: {demand.rows:,}, met {demand.met:,}"
    for use in summary.uses[:_MOST_USES]:
        where = joined([*use.surfaces, *([" or ".join(use.undecided)] if use.undecided else [])])
        only = "; wrong names or passwords only" if use.attempts_only else ""
        client, resource = (
            printable(use.client.name or use.client.id, 80),
            printable(use.resource.name or use.resource.id, 80),
        )
        yield f"  {where}: {client} for {resource}, {use.counts.rows:,} ({days(use.period)}){only}"
    if len(summary.uses) > _MOST_USES:
        yield f"  and {len(summary.uses) - _MOST_USES:,} more pairs of client and resource"
    for way in (*summary.protocols, *summary.old_clients):
        yield f"  by {printable(way.words)} ({printable(way.value, 60)}): {way.rows:,}, of which {way.succeeded:,} succeeded"
    for error in summary.errors:
        meaning = error.meaning or (
            "no number in the file" if error.code < 0 else "not in the pack; see the reference of error codes"
        )
        yield f"  error {error.code if error.code >= 0 else 'without code'}: {error.rows:,}; {meaning}"
    for policy in summary.policies:
        results = ", ".join(f"{result} {rows:,}" for result, rows in policy.results)
        yield f"  policy {printable(policy.name or policy.id, 80)}: {printable(results)}"
    addresses = summary.addresses
    if addresses.at_least:
        some = joined((printable(address, 60) for address in addresses.sample), 5)
        yield f"  addresses: {'' if addresses.complete else 'at least '}{addresses.at_least:,}: {some}"


def _kinds(counts: Counts) -> str:
    parts = [
        ("interactive", counts.interactive),
        ("non-interactive", counts.non_interactive),
        ("unknown", counts.kind_unknown),
    ]
    return ", ".join(f"{name} {count:,}" for name, count in parts if count)


def _demand(counts: Counts) -> str:
    parts = [
        ("demanded", counts.demanded),
        ("met", counts.met),
        ("not demanded", counts.not_demanded),
        ("cannot be known", counts.demand_unknown),
    ]
    return ", ".join(f"{name} {count:,}" for name, count in parts if count) or "nothing known"


def _proposals(observations: Iterable[Observation]) -> Iterator[str]:
    for one in observations:
        if one.question == "evidence":
            continue
        answer = ", ".join(one.answers) if one.answers else f"one of {', '.join(one.undecided)}; cannot be told here"
        tell = f" What would tell: {one.would_tell}" if one.would_tell else ""
        yield f"{one.question}: {answer} ({_CERTAINTY[one.certainty]}). {printable(one.reason, 400)}{tell} [{printable(one.file, 120)}]"

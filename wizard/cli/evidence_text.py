"""Evidence as text for people, as plain objects, and in Markdown: what the commands below ``evidence`` print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wizard.documents.escape import finished, inline
from wizard.evidence.proposals.observation import days
from wizard.files.json_object import as_plain
from wizard.wording import count, joined, short

if TYPE_CHECKING:
    from wizard.evidence.accounts import AccountSummary, Counts, Use
    from wizard.evidence.collection import Evidence
    from wizard.evidence.observations import Observation


def file_lines(evidence: Evidence) -> Iterator[str]:
    """Yield the files with what they cannot contain, the loud limits first."""
    yield "Files"
    for file in evidence.files:
        period = " to ".join(moment.date().isoformat() for moment in (file.first, file.last) if moment)
        yield f"- {short(file.path.name)}: {file.title}; {count(file.rows, 'sign-in')}{f', {period}' if period else ''}"
        left_out = [
            ("workload sign-ins", file.workload_rows),
            ("other rows", file.other_rows),
            ("bad rows", file.bad_rows),
        ]
        told = ", ".join(f"{count:,} {name}" for name, count in left_out if count)
        if told:
            yield f"  omitted: {told}"
        yield f"  sha256 {file.sha256}"
        yield from _limit_lines(file.limits)
    for export in evidence.exports:
        yield f"- {short(export.path.name)}: {export.title}; {count(export.rows, 'row')}"
        yield f"  sha256 {export.sha256}"
        yield from _limit_lines(export.limits)


def file_objects(evidence: Evidence) -> list[dict[str, Any]]:
    logs = [_plain_file(file) | {"kind": file.shape, "rows": file.rows} for file in evidence.files]
    return [*logs, *(_plain_file(export) | {"kind": export.kind, "rows": export.rows} for export in evidence.exports)]


def _plain_file(file: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"file": file.path.name, "title": file.title, "sha256": file.sha256}
    if hasattr(file, "first"):
        names = ("workload_rows", "other_rows", "bad_rows", "interactive_rows", "non_interactive_rows", "first", "last")
        plain |= {name: as_plain(getattr(file, name)) for name in names}
    plain["limits"] = [
        {"id": limit.id, "text": limit.text, "ask_for": limit.would_tell, "facts": list(limit.facts)}
        for limit in file.limits
    ]
    return plain


def _limit_lines(limits: Iterable[Any]) -> Iterator[str]:
    for limit in sorted(limits, key=lambda limit: not limit.loud):
        mark = "Cannot say" if limit.loud else "Note"
        yield f"  {mark}: {limit.text}{f' What would tell: {limit.would_tell}' if limit.ask_for else ''}"


_MOST_USES = 15
_MOST_ADDRESSES = 10
_CERTAINTY = {"shows": "shown by the export", "suggests": "a hint"}
_COLLECTED = "evidence"
"""The question on what was collected; the list of files answers it."""
_SURFACES = "surfaces"
Say = Callable[[str, str], str]
"""Gives an answer of a question in words; the first is the question, an empty second asks for its own words."""


def words_of(pack: Any) -> Say:
    """Return what says questions and answers in the words of a pack; an id that it does not have stays."""
    from wizard.decision.words import Words

    words = Words(pack)

    def say(question: str, answer: str) -> str:
        if question not in pack.question_by_id:
            return answer or question
        return words.option(question, answer) if answer else str(pack.question_by_id[question].short)

    return say


def account_lines(
    name: str, summary: AccountSummary | None, observations: Sequence[Observation], say: Say
) -> Iterator[str]:
    """Yield what is known of one account, and what its evidence proposes."""
    yield short(name)
    if summary is None:
        yield "  No sign-in log here names it. That does not prove that it is idle."
    else:
        yield from _sign_in_lines(summary, say)
    proposals = [one for one in observations if one.question != _COLLECTED]
    if proposals:
        yield "  Suggested answers; a person confirms each:"
        for one in proposals:
            yield from _proposal(one, say)


def _sign_in_lines(summary: AccountSummary, say: Say) -> Iterator[str]:
    counts = summary.counts
    yield f"  {count(counts.rows, 'sign-in')}, {days(summary.period) or 'times unknown'}: {_kinds(counts)}"
    if len(summary.ids) > 1:
        several = joined((short(one, 60) for one in summary.ids), _MOST_ADDRESSES)
        yield f"  Different accounts had this name, by their object IDs: {several}. Sign-ins of all of them are counted."
    unknown = f", {counts.result_unknown:,} of which no file tells" if counts.result_unknown else ""
    yield f"  Result: {counts.succeeded:,} succeeded, {counts.failed:,} failed, {counts.interrupted:,} interrupted{unknown}"
    yield f"  MFA: {_demand(counts)}"
    yield from _table("Who required MFA", _demands(summary))
    yield from _uses(summary.uses, say)
    yield from _table(
        "Ways of signing in out of the ordinary",
        [
            (way.rows, f"{short(way.words)} ({short(way.value, 60)}); {way.succeeded:,} of them succeeded")
            for way in (*summary.protocols, *summary.old_clients)
        ],
    )
    yield from _table("Error codes", [(error.rows, _error(error)) for error in summary.errors])
    yield from _table(
        "Policies that took part",
        [
            (
                sum(rows for _, rows in policy.results),
                f"{short(policy.name or policy.id)}: "
                + ", ".join(f"{short(result, 60)} {rows:,}" for result, rows in policy.results),
            )
            for policy in summary.policies
        ],
    )
    addresses = summary.addresses
    if addresses.at_least:
        some = joined((short(address, 60) for address in addresses.sample), _MOST_ADDRESSES)
        number = f"{'' if addresses.complete else 'at least '}{addresses.at_least:,}"
        yield f"  Source addresses: {number}; {'' if addresses.complete else 'some of them: '}{some}"


def _table(title: str, rows: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield a title and rows with aligned counts."""
    if not rows:
        return
    yield f"  {title}:"
    width = max(len(f"{number:,}") for number, _ in rows)
    yield from (f"    {number:>{width},}  {text}" for number, text in rows)


def _demands(summary: AccountSummary) -> list[tuple[int, str]]:
    found = []
    for demand in summary.demands:
        likely = "; likely Microsoft's own enforcement" if demand.source == "platform" else ""
        found.append((demand.rows, f"{short(demand.words)} ({short(demand.provider)}); met {demand.met:,}{likely}"))
    return found


def _uses(uses: Sequence[Use], say: Say) -> Iterator[str]:
    shown = uses[:_MOST_USES]
    if not shown:
        return
    yield "  Where it signs in, by portal or service:"
    width = max(len(f"{use.counts.rows:,}") for use in shown)
    by_surface: dict[str, list[Use]] = {}
    for use in shown:
        by_surface.setdefault(_where(use, say), []).append(use)
    for where, group in by_surface.items():
        yield f"    {where}"
        for use in group:
            only = "; wrong names or passwords only" if use.attempts_only else ""
            client = short(use.client.name or use.client.id or "an unnamed client")
            resource = short(use.resource.name or use.resource.id or "an unnamed resource")
            when = days(use.period) or "times unknown"
            yield f"      {use.counts.rows:>{width},}  {client} for {resource}, {when}{only}"
    if len(uses) > len(shown):
        yield f"    and {len(uses) - len(shown):,} more pairs of client and resource"


def _where(use: Use, say: Say) -> str:
    parts = [say(_SURFACES, name) for name in use.surfaces]
    parts += [f"one of: {'; '.join(say(_SURFACES, name) for name in names)}" for names in use.open_sets]
    return " and ".join(parts) or "which portal or service, no file here tells"


def _error(error: Any) -> str:
    if error.code < 0:
        return "failure without a code in the file"
    return f"{error.code}: {error.meaning or 'not in the pack; see the reference of error codes'}"


def _kinds(counts: Counts) -> str:
    parts = [
        (counts.interactive, "interactive"),
        (counts.non_interactive, "non-interactive"),
        (counts.kind_unknown, "of which nobody can tell whether a person was there"),
    ]
    return ", ".join(f"{number:,} {name}" for number, name in parts if number)


def _demand(counts: Counts) -> str:
    parts = [
        (counts.demanded, "required"),
        (counts.met, "of these met"),
        (counts.not_demanded, "not required"),
        (counts.demand_unknown, "cannot be known"),
    ]
    return ", ".join(f"{number:,} {name}" for number, name in parts if number) or "nothing known"


def _proposal(one: Observation, say: Say) -> Iterator[str]:
    """Yield a proposal: the answer in words, the ids for a list of accounts, the reason and the file."""
    title = say(one.question, "")
    if one.answers:
        named = "; ".join(say(one.question, answer) for answer in one.answers)
        yield f"  - {title}: {named} ({one.question} = {';'.join(one.answers)}), {_CERTAINTY[one.certainty]}."
    elif one.undecided:
        named = "; ".join(say(one.question, answer) for answer in one.undecided)
        yield f"  - {title}: at least one of: {named}. Which, no file here tells."
    else:
        yield f"  - {title}: nothing is suggested."
    yield f"    {short(one.reason, 2000)}{f' What would tell: {short(one.would_tell, 2000)}' if one.would_tell else ''}"
    yield f"    From {', '.join(short(name, 300) for name in dict.fromkeys(source.file for source in one.sources))}"


def escaped(value: str) -> str:
    """Return a text that Markdown shows as it is; addresses in it are not links."""
    return finished(inline(short(value, 1000)))


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table, its heading first; cells are escaped."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(escaped(cell) for cell in row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"

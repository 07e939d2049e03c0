"""Proposals from sign-in logs: surfaces, tokens, activity, way of running, methods, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from wizard.evidence.accounts import AccountSummary, Counts, Period, Use, Way
from wizard.evidence.cites import (
    Activity,
    Connectors,
    Egress,
    Fact,
    Methods,
    RunMode,
    Section,
    Surfaces,
    Token,
    with_section,
)
from wizard.evidence.mappings import Certainty, Mappings
from wizard.evidence.proposals.demands import propose_demands
from wizard.evidence.proposals.observation import Maker, Observation, Source
from wizard.evidence.sign_ins.result import SourceFile
from wizard.evidence.sign_ins.surfaces import OTHER
from wizard.wording import count, joined

KIND = "sign-ins"
FIXED_ROWS = 20
"""Sign-ins from one address, from which on the address counts as fixed."""
MANY_ADDRESSES = 20
PERSON_DAYS = 5
ROUND_THE_CLOCK_HOURS = 20
_GAP = timedelta(days=1)
_CONNECTIONS = f"{with_section('An export of the connections of the account', Section.CONNECTIONS)}."
_API_CONNECTIONS = f"{_CONNECTIONS} Logic apps keep theirs in Azure, as API connections in their resource groups."
_EITHER_CONNECTION = frozenset({Surfaces.PP_CONNECTIONS, Surfaces.LOGIC_APPS})


def propose(summary: AccountSummary, files: Sequence[SourceFile], mappings: Mappings) -> Iterator[Observation]:
    """Yield what sign-in logs propose for one account.

    Args:
        summary: What the logs say about the account.
        files: The files of the reading.
        mappings: The tables of the subject.
    """
    sources = {file.number: Source(file.path.name, file.sha256) for file in files}
    make = Maker(summary.account, KIND, sources, summary.files, summary.period)
    yield from _surfaces(make, summary, mappings)
    yield from _token(make, summary, mappings)
    yield from _activity(make, summary)
    yield from _run_mode(make, summary, files)
    yield from propose_demands(make, summary, mappings)
    yield from _methods(make, summary, mappings)
    yield from _egress(make, summary)


def _surfaces(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    for found in summary.surfaces:
        counts = found.counts
        parts = [count(counts.rows, "sign-in")]
        if counts.interactive or counts.non_interactive:
            parts.append(f"{counts.interactive:,} interactive, {counts.non_interactive:,} not")
        if not counts.succeeded:
            parts.append(_without_success(counts))
        named = joined(_pair(use) for use in found.uses)
        certainty: Certainty = "suggests" if found.surface == OTHER else found.certainty
        yield make(
            Surfaces.ID,
            [found.surface],
            f"{'; '.join(parts)}: {named}.",
            certainty=certainty,
            rows=counts.rows,
            files=found.files,
            period=found.period,
            facts=_facts(found.uses, mappings),
        )
    for names in summary.undecided:
        uses = [use for use in summary.uses if names in use.open_sets and not use.attempts_only]
        limit = mappings.limits.get("arm_read_or_write") if Surfaces.ARM_WRITE in names else None
        tells = limit.would_tell if limit else _API_CONNECTIONS if _EITHER_CONNECTION.issuperset(names) else ""
        yield make(
            Surfaces.ID,
            (),
            f"{count(sum(use.counts.rows for use in uses), 'sign-in')} that may be one or the other: {joined(map(_pair, uses))}.",
            certainty="shows" if all(use.certainty == "shows" for use in uses) else "suggests",
            rows=sum(use.counts.rows for use in uses),
            files={number for use in uses for number in use.files},
            period=_joined_period(uses),
            undecided=names,
            facts=_facts(uses, mappings),
            would_tell=tells,
        )
    yield from _azure_connections(make, summary)


def _is_connection(use: Use) -> bool:
    """Return whether a stored connection asked, be it of Power Platform or of a logic app."""
    return Surfaces.PP_CONNECTIONS in use.surfaces or any(map(_EITHER_CONNECTION.issuperset, use.open_sets))


def _azure_connections(make: Maker, summary: AccountSummary) -> Iterator[Observation]:
    """Yield a hint on connectors: a connection asked for a token of Azure Resource Manager."""
    uses = [
        use
        for use in summary.uses
        if _is_connection(use) and any(Surfaces.ARM_WRITE in names for names in use.open_sets)
    ]
    if uses:
        yield make(
            Connectors.ID,
            (),
            f"A connection asked for Azure Resource Manager: {joined(map(_pair, uses))}.",
            certainty="suggests",
            rows=sum(use.counts.rows for use in uses),
            undecided=(Connectors.AZURE_RESOURCE_MANAGER, Connectors.OTHER_AZURE),
            facts=(Fact.CONNECTIONS_TO_AZURE,),
            would_tell=_CONNECTIONS,
        )


def _token(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    found: dict[str, tuple[Certainty, int, str, tuple[str, ...]]] = {}
    failed: set[str] = set()
    # Where nothing succeeded any more, what a demand or a block stopped still shows how the account signs in.
    broken = not summary.counts.succeeded
    ways: list[Way] = [way for way in (*summary.protocols, *summary.old_clients) if way.token]
    for way in ways:
        rows = way.genuine if broken else way.succeeded
        certainty: Certainty = "shows" if way.certainty == "shows" and not broken else "suggests"
        if rows:
            found.setdefault(way.token, (certainty, rows, f"{way.words} ({way.value})", way.facts))
            failed.update([way.token] if broken else [])
    connections = [use.counts for use in summary.uses if _is_connection(use) and not use.attempts_only]
    if rows := sum(counts.non_interactive for counts in connections):
        if not any(counts.succeeded for counts in connections):
            failed.add(Token.CONNECTION_REFRESH)
        found.setdefault(
            Token.CONNECTION_REFRESH,
            ("suggests", rows, "a connection that renews its token", (Fact.CONNECTION_WITH_MFA,)),
        )
    used = {known.method for value, _ in summary.methods if (known := mappings.method(value)) is not None}
    if used & {Methods.FIDO2, Methods.CERTIFICATE}:
        found.setdefault(
            Token.CERTIFICATE_OR_PASSKEY, ("suggests", summary.counts.rows, "a certificate or passkey", ())
        )
    if (
        not found
        and summary.counts.succeeded
        and (summary.primary_tokens or summary.refresh_tokens or summary.counts.interactive)
    ):
        rows = summary.counts.succeeded
        found[Token.INTERACTIVE_CACHED] = ("suggests", rows, "an interactive sign-in or a token kept from one", ())
        if summary.primary_tokens:  # of the same rows, which count once
            found[Token.WINDOWS_SESSION] = ("suggests", 0, "a token of the Windows session of a joined device", ())
    if not found:
        return
    shown = [token for token, part in found.items() if part[0] == "shows"] or list(found)
    seen = [
        f"Seen in sign-ins that {how}: {joined(found[token][2] for token in tokens)}."
        for how, tokens in (
            ("succeeded", [token for token in shown if token not in failed]),
            (
                "are not known to have succeeded"
                if summary.counts.result_unknown
                else "all failed or were interrupted",
                [token for token in shown if token in failed],
            ),
        )
        if tokens
    ]
    yield make(
        Token.ID,
        shown if len(shown) == 1 else (),
        " ".join(seen),
        certainty=found[shown[0]][0],
        rows=sum(found[token][1] for token in shown),
        undecided=() if len(shown) == 1 else shown,
        facts=tuple(dict.fromkeys(fact for token in shown for fact in found[token][3])),
    )


def _activity(make: Maker, summary: AccountSummary) -> Iterator[Observation]:
    """Yield use; that an account is idle no log of some weeks can show (EV-03)."""
    counts, last = summary.counts, summary.period.last
    genuine = counts.rows - counts.wrong_password
    if not genuine:
        return
    when = f", the last on {last.date().isoformat()}" if last else ""
    success = "" if counts.succeeded else f"; {_without_success(counts)}"
    yield make(
        Activity.ID,
        [Activity.ACTIVE] if last else [],
        f"{count(genuine, 'sign-in')}{when}{success}.",
        certainty="suggests" if last is None or not counts.succeeded else "shows",
        rows=genuine,
        facts=(Fact.LOG_RETENTION,),
        would_tell="" if last else "The same sign-ins with times in ISO 8601.",
    )


def _run_mode(make: Maker, summary: AccountSummary, files: Sequence[SourceFile]) -> Iterator[Observation]:
    counts = summary.counts
    if counts.interactive and summary.browser and summary.days >= PERSON_DAYS:
        reason = f"Interactive sign-ins with a browser on at least {summary.days} days: a person is there."
        yield make(RunMode.ID, [RunMode.HUMAN_EACH_TIME], reason, certainty="suggests", rows=counts.interactive)
        return
    both = counts.non_interactive and not counts.interactive and _cover(files, summary.period)
    clock = len(summary.hours) >= ROUND_THE_CLOCK_HOURS and counts.non_interactive > counts.interactive
    if both or clock:
        why = (
            "Only non-interactive sign-ins, although the interactive ones of these days were read."
            if both
            else (f"Sign-ins at {len(summary.hours)} different hours of the day, most of them non-interactive.")
        )
        yield make(
            RunMode.ID,
            (),
            f"{why} No log tells whether a person can sign in again.",
            certainty="suggests",
            rows=counts.non_interactive,
            undecided=(RunMode.UNATTENDED, RunMode.HUMAN_ON_SETUP),
            would_tell="The owner of the account.",
        )


def _cover(files: Sequence[SourceFile], period: Period) -> bool:
    """Return whether files with interactive sign-ins cover a period, without a gap of more than a day."""
    if period.first is None or period.last is None:
        return False
    spans = [(file.first, file.last) for file in files if file.interactive_rows and file.first and file.last]
    reached: datetime | None = None
    for first, last in sorted(spans):
        if last + _GAP >= period.first and first <= (reached or period.first) + _GAP:
            reached = max(reached or last, last)
    return reached is not None and reached + _GAP >= period.last


def _methods(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    found: dict[str, list[tuple[str, int]]] = {}
    for value, rows in summary.methods:
        known = mappings.method(value)
        if known is not None and known.method:
            found.setdefault(known.method, []).append((value, rows))
    for method, parts in sorted(found.items()):
        rows = sum(count for _, count in parts)
        reason = f"Used in {count(rows, 'sign-in')}: {joined(value for value, _ in parts)}."
        yield make(Methods.ID, [method], reason, certainty="shows", rows=rows, facts=(Fact.PROOF_OF_MFA,))


def _egress(make: Maker, summary: AccountSummary) -> Iterator[Observation]:
    addresses, rows = summary.addresses, summary.counts.rows
    if addresses.complete and addresses.at_least == 1 and rows >= FIXED_ROWS:
        reason = f"All {rows:,} sign-ins came from one address, {addresses.sample[0]}."
        yield make(Egress.ID, [Egress.FIXED], reason, certainty="suggests", rows=rows, facts=(Fact.BASELINE,))
    elif addresses.at_least >= MANY_ADDRESSES:
        reason = f"Sign-ins came from at least {addresses.at_least} addresses."
        yield make(
            Egress.ID, (), reason, certainty="suggests", rows=rows, undecided=(Egress.MICROSOFT_CLOUD, Egress.CHANGING),
            would_tell="Whom the addresses belong to.", facts=(Fact.BASELINE,),
        )  # fmt: skip


def _without_success(counts: Counts) -> str:
    return "none is known to have succeeded" if counts.result_unknown else "none succeeded"


def _pair(use: Use) -> str:
    client = use.client.name or use.client.id or "an unnamed client"
    resource = use.resource.name or use.resource.id or "an unnamed resource"
    return client if client == resource else f"{client} for {resource}"


def _facts(uses: Iterable[Use], mappings: Mappings) -> tuple[str, ...]:
    found = [mappings.application(part.id) for use in uses for part in (use.client, use.resource)]
    return tuple(dict.fromkeys(fact for row in found if row is not None for fact in row.facts))


def _joined_period(uses: Iterable[Use]) -> Period:
    period = Period()
    for use in uses:
        period = period.joined(use.period)
    return period

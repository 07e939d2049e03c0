"""What an account opens and how, as far as a person said it or an export shows it.

A log shows what happened and never what does not happen. Only a person's answers can be the
whole list, so only they can put an account out of reach of a policy for some resources.
A sign-in that a policy stopped counts: a block that works leaves no sign-in that succeeded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.evidence.accounts import AccountSummary
from wizard.evidence.cites import UNKNOWN, Connectors, Surfaces, Token
from wizard.evidence.mappings import Mappings
from wizard.evidence.proposals.observation import Observation

SURFACES, CONNECTORS, TOKEN = Surfaces.ID, Connectors.ID, Token.ID
_NOT_KNOWN = UNKNOWN
_LEGACY = "other"
_BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Opened:
    """Resources that one surface or connector, or one use in a log, represents.

    Attributes:
        what: In words, for a person.
        ids: Ids of resources, lower case; one or more of them are opened.
        whole: The ids are all that it can mean.
        said: A person said it; else an export shows it.
    """

    what: str
    ids: tuple[str, ...]
    whole: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """What is known of an account's sign-ins.

    Attributes:
        opened: What it opens.
        complete: A person named all of it.
        clients: Kinds of clients for sure, in the words of policies.
        only_modern: A person said that no client is of the old kind.
        flows: Flows for sure, in the words of policies.
        no_flows: A person named a way of signing in that isn't one of these flows.
        logged: Rows of sign-in logs behind it.
    """

    opened: tuple[Opened, ...] = ()
    complete: bool = False
    clients: frozenset[str] = frozenset()
    only_modern: bool = False
    flows: frozenset[str] = frozenset()
    no_flows: frozenset[str] = frozenset()
    logged: int = 0


NOTHING = Usage()


def usage_of(
    answers: Mapping[str, Any],
    summary: AccountSummary | None,
    observations: Iterable[Observation],
    mappings: Mappings,
) -> Usage:
    """Return what an account opens and how.

    Args:
        answers: What a person answered; proposals that nobody confirmed are none of it.
        summary: What sign-in logs say.
        observations: What other exports say, such as connections.
        mappings: The tables of the subject.
    """
    opened = [*_said(answers, mappings), *_logged(summary), *_exported(observations, mappings)]
    surfaces, token = _many(answers.get(SURFACES)), answers.get(TOKEN)
    clients = _clients(surfaces, token, summary, mappings)
    known = isinstance(token, str) and token not in {"", _NOT_KNOWN}
    tokens = {way.token for way in summary.protocols if way.genuine} if summary is not None else set()
    tokens |= {str(token)} if known else set()
    flows = {row.flow for row in mappings.usage.flow if row.sure and row.token in tokens}
    named = bool(surfaces) and _NOT_KNOWN not in surfaces
    return Usage(
        opened=tuple(dict.fromkeys(opened)),
        complete=named and (mappings.usage.connections_surface not in surfaces or _answered(answers.get(CONNECTORS))),
        clients=frozenset(clients),
        only_modern=known and named and _LEGACY not in clients,
        flows=frozenset(flows),
        no_flows=frozenset(row.flow for row in mappings.usage.flow if known and row.token not in tokens),
        logged=summary.counts.rows if summary is not None else 0,
    )


def _said(answers: Mapping[str, Any], mappings: Mappings) -> Iterable[Opened]:
    for question in (SURFACES, CONNECTORS):
        for answer in _many(answers.get(question)):
            rows = mappings.opens(question, answer)
            yield from (Opened(row.words, row.resources, row.whole, said=True) for row in rows)
            if not rows and answer not in {_NOT_KNOWN, "none"}:
                yield Opened(answer, (), whole=False, said=True)


def _logged(summary: AccountSummary | None) -> Iterable[Opened]:
    for use in summary.uses if summary is not None else ():
        if use.resource.id and not use.attempts_only:
            name = use.resource.name or use.resource.id
            yield Opened(name, (use.resource.id.lower(),), whole=True, said=False)


def _exported(observations: Iterable[Observation], mappings: Mappings) -> Iterable[Opened]:
    for one in observations:
        if one.question == CONNECTORS:
            for answer in one.answers:
                for row in mappings.opens(CONNECTORS, answer):
                    yield Opened(row.words, row.resources, row.whole, said=False)


def _clients(surfaces: tuple[str, ...], token: Any, summary: AccountSummary | None, mappings: Mappings) -> set[str]:
    found: set[str] = set()
    if token in mappings.usage.legacy_tokens or not set(surfaces).isdisjoint(mappings.usage.legacy_surfaces):
        found.add(_LEGACY)
    if summary is not None and any(way.genuine for way in summary.old_clients):
        found.add(_LEGACY)
    if summary is not None and summary.browser:
        found.add(_BROWSER)
    return found


def _many(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value or ())


def _answered(value: Any) -> bool:
    found = _many(value)
    return bool(found) and _NOT_KNOWN not in found

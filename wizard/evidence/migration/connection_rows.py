"""The row of a connection: target, who re-creates it, sharing, license, steps, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.cites import Fact, Section, with_section
from wizard.evidence.migration import commands
from wizard.evidence.migration.joined import Connection, Flow, Joined, outside
from wizard.evidence.migration.plan import LOST, OBJECT_ID, WAVE_OF, Open, PlanRow, Step, WaveName
from wizard.evidence.migration.targets import TargetKind, move_of
from wizard.wording import agreed, cited, count, joined, listed

ENGINEER = "Workload engineer"
ADMIN = "Identity admin"
_SERVICE_PRINCIPALS: frozenset[TargetKind] = frozenset({"service_principal", "certificate", "partial"})
_ACCOUNT = "Which account signs in: the field accountName of the admin API's JSON. A table has the maker only."
_LICENSE = {
    "premium": "premium connector: the flow's owner needs cover",
    "standard": "standard connector",
    "unknown": "not known whether the connector is premium",
}


def connection_row(part: Connection, whole: Joined) -> PlanRow:
    steps = tuple(_steps(part))
    cited = (*part.target.facts, *(fact for step in steps for fact in step.facts))
    return PlanRow(
        id=part.id,
        kind="connection",
        wave=wave_of(part),
        name=part.found.name,
        label=part.found.label,
        connectors=(part.label,),
        environment=part.found.environment,
        account=part.found.account,
        owner=part.found.account or LOST,
        hints=tuple(name for name in part.found.hints if name != part.found.account),
        target=part.target.kind,
        target_words=part.target.words,
        basis=part.target.basis,
        recreates=_recreates(part),
        move=None,
        sharing=part.sharing,
        sharing_words=part.sharing_words,
        license=part.tier,
        license_words=_LICENSE[part.tier],
        uses=tuple(flow.id for flow in part.flows),
        steps=steps,
        notes=tuple(_notes(part, whole)),
        open=tuple(_open(part, whole)),
        facts=tuple(sorted(set(cited))),
        places=part.found.places,
    )


def wave_of(part: Connection) -> WaveName:
    """Return the wave in which a connection moves; without its account nobody knows whose it is."""
    wave = WAVE_OF[part.target.kind]
    return wave if wave == "kept" or part.found.account else "find_out"


def replaced_by(part: Connection) -> str:
    """Return the step after which flows can use the replacement, or that tells whether there will be one."""
    if part.target.kind == "kept":
        return ""
    if part.target.kind == "unknown":
        return f"{part.id}.find_out"
    return f"{part.id}.share" if _shared_with(part) else f"{part.id}.replace"


def _shared_with(part: Connection) -> list[Flow]:
    """Return the flows for whose new owner the replacement is shared: those that are in no solution for all we know."""
    shared = part.target.kind in _SERVICE_PRINCIPALS and part.sharing in {"yes", "certificate"}
    return [flow for flow in part.flows if outside(flow)] if shared else []


def _recreates(part: Connection) -> str:
    kind = part.target.kind
    if kind == "kept":
        return "nobody: it stays"
    if kind == "unknown":
        return "not known before the connector is checked"
    if kind == "none":
        account = part.found.account
        return f"only {account}, as the user" if account else f"only the account that signs in: {LOST}"
    if part.sharing == "no":
        return f"{ENGINEER.lower()}, in the account that edits the flows: it cannot be shared"
    if part.sharing in {"disagree", "unknown"}:
        return f"{ENGINEER.lower()}; whether it can be shared afterwards is not known"
    return f"{ENGINEER.lower()}, who then shares it"


def _steps(part: Connection) -> Iterator[Step]:
    kind = part.target.kind
    if kind == "kept":
        return
    name, found = part.id, part.found
    usage = commands.check_shares(found)
    asked = ["which apps, people and flows use it"]
    asked += ["which account signs in"] if not found.account else []
    asked += ["what its connector supports"] if part.target.tells else []
    what = f"Find out {listed(asked)}. {part.target.tells}".rstrip()
    yield Step(f"{name}.find_out", "find_out", ADMIN, what, (), usage, (Fact.CONNECTORS,))
    if kind == "unknown":
        # Nothing replaces it yet, so nothing is cut over to, and nothing is deleted.
        return
    yield _replacement(part)
    if flows := _shared_with(part):
        names = joined(flow.found.label or flow.id for flow in flows)
        what = f"Share the new connection with the application user of the service principal that owns {names}."
        yield Step(f"{name}.share", "share", ENGINEER, what, (f"{name}.replace",), "", (Fact.CONNECTIONS_STAY,))
    users = tuple(f"{flow.id}.cut_over" for flow in part.flows)
    what = (
        f"Delete the old connection, after {agreed(len(users), 'its flow', f'all {len(users):,} flows')} ran with the new"
        " one and no app uses the old one."
        if users
        else "Delete the old connection, after the find-out step shows that nothing uses it."
    )
    if kind == "none":
        what = f"Only if a replacement was built: d{what[1:]}"
    after = (f"{name}.find_out", replaced_by(part), *users)
    yield Step(f"{name}.delete", "delete", ENGINEER, what, after, commands.remove_connection(found))


def _replacement(part: Connection) -> Step:
    after = (f"{part.id}.find_out", *(f"{flow.id}.owner" for flow in part.flows if has_owner_step(flow)))
    kind = part.target.kind
    if kind == "none":
        what = (
            "Build a custom connector with a service principal, or a function or logic app with a managed identity."
            " Otherwise keep the connection and the user account, and delete nothing."
        )
        return Step(f"{part.id}.replace", "replace", ENGINEER, what, after, "", (Fact.NO_SERVICE_PRINCIPAL,))
    secret = "a client certificate" if kind == "certificate" else "the service principal"
    what = f"Create a connection to {part.label} that signs in with {secret}."
    if kind == "partial":
        what += " It covers the actions only that the connector's page allows."
    return Step(f"{part.id}.replace", "replace", ENGINEER, what, after, "", part.target.facts)


def has_owner_step(flow: Flow) -> bool:
    """Return True where the flow's owner changes, or may change, before its connections are replaced."""
    return move_of(flow.found) in {"change_owner", "unknown"}


def _notes(part: Connection, whole: Joined) -> Iterator[str]:
    found = part.found
    if not found.listed:
        yield "No export of connections has it; only flows or shares name it."
    if found.status.lower() == "error":
        told = f" ({found.error})" if found.error else ""
        yield f"It is broken{told} {cited([Fact.BROKEN_CONNECTION])}. Change the owner of its flows first, or repair it."
    if found.shares:
        yield f"It is shared with {count(found.shares, 'other', 'others')}, who lose it when it is deleted."
    if whole.may_sign_in(found.account) is False:
        yield "Its account is disabled in the directory."


def _open(part: Connection, whole: Joined) -> Iterator[Open]:
    found = part.found
    if part.target.kind == "kept":
        return
    if not found.account:
        hints = f" It may be {' or '.join(found.hints)}." if found.hints else ""
        yield Open(f"Account that signs in: {LOST}.{hints}", with_section(_ACCOUNT, Section.CONNECTIONS))
    if whole.may_sign_in(found.account) is None:
        yield Open("Which of several users with its account's name it means: some of them are disabled.", OBJECT_ID)
    if part.target.tells:
        yield Open(f"Target: {part.target.basis}", part.target.tells)
    if part.sharing in {"unknown", "disagree"}:
        yield Open(f"Sharing: {part.sharing_words}.", "Try to share the connection in the maker portal.")
    if part.tier == "unknown":
        yield Open(
            "License: no flow names the class of this connector.",
            with_section("The field tier of a flow's connections.", Section.FLOWS),
        )
    if whole.no_flows:
        yield Open(
            "No file has flows, so no flow that uses it is known.",
            with_section("An export of flows, with --flows.", Section.FLOWS),
        )
    elif part.blind:
        which = count(part.blind, "flow")
        yield Open(
            f"{which} may use it: the files do not say which {agreed(part.blind, 'connection it uses', 'connections they use')}.",
            with_section("The connection references of these flows, in JSON.", Section.FLOWS),
        )

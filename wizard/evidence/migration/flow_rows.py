"""The row of a flow: its owner, its license, the connections it waits for, steps, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.cites import Fact, Section, with_section
from wizard.evidence.migration import commands
from wizard.evidence.migration.connection_rows import ENGINEER, replaced_by, wave_of
from wizard.evidence.migration.joined import Flow, Joined
from wizard.evidence.migration.plan import OBJECT_ID, RANK, WAVES, Open, PlanRow, Step, WaveName
from wizard.evidence.migration.targets import Move, TargetKind, Tier, move_of
from wizard.wording import joined, listed

_OWNER = "owner not in the export"
_SOLUTION = "Internal.properties.workflowEntityId of Get-AdminFlow: it is filled for a flow in a solution."
_REFERENCES = (
    "Its connection references: Get-AdminFlow of one flow has them; lists, tables and the inventory lack them."
)
_FLOW_OWNER = "Account owner"
_LICENSES = "License manager"
_WAVES: dict[Move, WaveName] = {
    "kept": "kept",
    "change_owner": "move",
    "export_import": "prepare",
    "unknown": "find_out",
}
_MOVES: dict[Move, str] = {
    "kept": "a service principal owns it already",
    "change_owner": "the owner changes to a service principal",
    "export_import": "export, and import under the new owner: it is in no solution",
    "unknown": "not known whether it is in a solution: change of owner, or export and import",
}
_LICENSE: dict[Tier, str] = {
    "premium": "premium: a flow of a service principal needs license cover",
    "standard": "standard connectors: no license cover needed",
    "unknown": "not known whether it uses premium connectors",
}
_MAKERS: dict[Move, str] = {
    "kept": "nobody: it stays",
    "change_owner": "nobody: its owner, a co-owner or an administrator changes the owner",
    "export_import": "the new owner, by import",
    "unknown": "not known before its solution is",
}


def flow_row(flow: Flow, whole: Joined) -> PlanRow:
    found, move = flow.found, move_of(flow.found)
    steps = tuple(_steps(flow, move))
    target: TargetKind = {"kept": "kept", "unknown": "unknown"}.get(move, "service_principal")  # type: ignore[assignment]
    opened = tuple(_open(flow, whole, move))
    return PlanRow(
        id=flow.id,
        kind="flow",
        wave=_wave(flow, move),
        name=found.name,
        label=found.label,
        connectors=flow.connectors,
        environment=found.environment,
        account=found.owner,
        owner=found.owner or (f"object ID {found.owner_id}" if found.owner_id else _OWNER),
        hints=(),
        target=target,
        target_words=_MOVES[move],
        basis="",
        recreates=_MAKERS[move],
        move=move,
        sharing=None,
        sharing_words="",
        license=flow.tier,
        license_words=_LICENSE[flow.tier],
        uses=tuple(part.id for part in flow.connections),
        steps=steps,
        notes=tuple(_notes(flow, whole)),
        open=opened,
        facts=tuple(sorted({fact for step in steps for fact in step.facts})),
        places=found.places,
    )


def _wave(flow: Flow, move: Move) -> WaveName:
    """Return the latest of the waves of a flow and its connections."""
    waves: list[WaveName] = [_WAVES[move], *map(wave_of, flow.connections)]
    if (
        flow.found.references is None
        or flow.nameless
        or flow.found.http
        or not (flow.found.owner or flow.found.owner_id)
    ):
        waves.append("find_out")
    return WAVES[max(RANK[wave] for wave in waves)].name


def _steps(flow: Flow, move: Move) -> Iterator[Step]:
    name, found = flow.id, flow.found
    waits = tuple(step for part in flow.connections if (step := replaced_by(part)))
    if move == "kept" and not waits:
        return
    first: tuple[str, ...] = ()
    if asked := _asked(flow, move):
        what, command = f"Find out {listed(asked)}.", commands.read_flow(found)
        yield Step(f"{name}.find_out", "find_out", _FLOW_OWNER, what, (), command)
        first = (f"{name}.find_out",)
    if flow.tier == "premium" and move != "kept":
        what = "Settle the license cover of the flow under its new owner."
        yield Step(f"{name}.license", "license", _LICENSES, what, first, "", (Fact.PREMIUM_FLOWS, Fact.CHANGE_OF_OWNER))
        first = (f"{name}.license",)
    done = first
    if move in {"change_owner", "unknown"}:
        what = "Change the owner to the service principal, in the solution's details of the flow."
        if move == "unknown":
            what = "If it is in a solution, change the owner to the service principal."
        yield Step(f"{name}.owner", "owner", _FLOW_OWNER, what, first, "", (Fact.FLOW_OWNER, Fact.CHANGE_OF_OWNER))
        done = (f"{name}.owner",)
    if move in {"export_import", "unknown"}:
        what = "Export the flow, and import it under the new owner with the new connections."
        if move == "unknown":
            what = "If it is in no solution, export it and import it under the new owner with the new connections."
        facts = (Fact.CONNECTIONS_STAY, Fact.CHANGE_OF_OWNER)
        yield Step(f"{name}.copy", "copy", ENGINEER, what, (*done, *waits), commands.export_flow(found), facts)
        done = (f"{name}.copy",)
    yield _cut_over(flow, move, (*done, *waits))
    if move in {"export_import", "unknown"}:
        what = "Turn off the old flow, and delete it after the new one has run."
        if move == "unknown":
            what = "If it was imported, turn off the old flow, and delete it after the new one has run."
        yield Step(f"{name}.delete", "delete", ENGINEER, what, (f"{name}.cut_over",), commands.remove_flow(found))


def _cut_over(flow: Flow, move: Move, after: tuple[str, ...]) -> Step:
    moved = [part for part in flow.connections if replaced_by(part)]
    if moved:
        built = ", as far as they were built," if any(part.target.kind == "none" for part in moved) else ""
        what = f"Select the new connections ({joined(part.label for part in moved)}){built} and see one run succeed."
    else:
        what = "See one run succeed under the new owner."
    command = commands.turn_off(flow.found) if move == "export_import" else ""
    return Step(f"{flow.id}.cut_over", "cut_over", ENGINEER, what, tuple(dict.fromkeys(after)), command)


def _asked(flow: Flow, move: Move) -> list[str]:
    asked = []
    if move == "unknown":
        asked.append("whether it is in a solution")
    if flow.found.references is None or flow.nameless:
        asked.append("which connections it uses")
    if flow.found.http is not False:
        asked.append("how its web requests sign in, if it sends any")
    return asked


def _notes(flow: Flow, whole: Joined) -> Iterator[str]:
    found = flow.found
    if broken := [part for part in flow.connections if part.found.status.lower() == "error"]:
        names = joined(part.found.label or part.id for part in broken)
        yield f"Broken connections: {names}. Change the owner first; where that fails, repair them."
    if found.kind != "cloud flow":
        yield f"Kind: {found.kind}. Check first whether these steps fit it."
    if any(one.by_caller for one in found.references or ()):
        yield "The person who runs it brings a connection, which is not in the plan."
    if whole.may_sign_in(found.owner, found.owner_id) is False:
        yield "Its owner is disabled in the directory."
    if found.state.lower() in {"stopped", "suspended", "false", "off"}:
        yield f"It is off ({found.state}): ask whether it is still needed before it moves."


def _open(flow: Flow, whole: Joined, move: Move) -> Iterator[Open]:
    found = flow.found
    if not found.owner:
        what = f"Owner: no file has the name of {found.owner_id}." if found.owner_id else f"Owner: {_OWNER}."
        yield Open(
            what,
            with_section("The user with this object ID, with --directory.", Section.USERS)
            if found.owner_id
            else "Get-AdminFlow, in JSON.",
        )
    if whole.may_sign_in(found.owner, found.owner_id) is None:
        yield Open("Which of several users with its owner's name it means: some of them are disabled.", OBJECT_ID)
    if found.owner_id in whole.absent:
        yield Open("The directory does not have its owner, who may have left.", "The co-owners of the flow.")
    if move == "unknown":
        yield Open(
            "Whether it is in a solution.",
            with_section(_SOLUTION, Section.FLOWS),
            commands.read_flow(found),
        )
    if found.references is None:
        yield Open(
            "Which connections it uses.",
            with_section(_REFERENCES, Section.FLOWS),
            commands.read_flow(found),
        )
    elif flow.nameless:
        yield Open(f"Which connection it uses for {joined(flow.nameless)}.", with_section(_REFERENCES, Section.FLOWS))
    if flow.tier == "unknown":
        yield Open("Whether it uses premium connectors.", "The field tier of its connections, and its web requests.")
    if found.http:
        yield Open("How its web requests sign in: they keep that in the flow.", "The HTTP actions of the flow.")
    elif found.http is None:
        yield Open("Whether it sends web requests that sign in by themselves.", "The definition of the flow.")
    if not found.name:
        yield Open("Its ID, so a row of another file may be the same flow.", "Get-AdminFlow, in JSON.")

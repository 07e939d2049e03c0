"""The plan as data: a row for every connection and flow, its wave, its steps, and what has to be done before each.

A step names the steps that come before it. Stages have one order, so ``Plan.sequence`` is an order in which all
steps can be done: nothing is deleted before its replacement ran.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from wizard.errors import Problem
from wizard.evidence.migration.items import FileCount
from wizard.evidence.migration.targets import Move, Sharing, TargetKind, Tier

WaveName = Literal["kept", "move", "prepare", "redesign", "find_out"]
Stage = Literal["find_out", "license", "owner", "replace", "share", "copy", "cut_over", "delete"]
STAGES: tuple[Stage, ...] = ("find_out", "license", "owner", "replace", "share", "copy", "cut_over", "delete")
"""In the order in which they are done: the owner first, deletion last."""
LOST = "account not in the export"
OBJECT_ID = "The object ID of the account."


@dataclass(frozen=True, slots=True)
class Wave:
    """Rows that move together."""

    name: WaveName
    title: str
    meaning: str


WAVES: tuple[Wave, ...] = (
    Wave("kept", "Already moved", "A service principal signs in or owns it already."),
    Wave("move", "Move", "The account and the way to move are known. What is still open is in each row."),
    Wave("prepare", "Prepare, then move", "A certificate or a new copy of the flow comes first."),
    Wave("redesign", "Redesign, or keep the user account", "The connector has no service principal."),
    Wave("find_out", "Find out first", "Ask now: a row moves to another wave when its open points are known."),
)
"""From the one that can begin at once to the one that waits for answers."""
RANK: dict[WaveName, int] = {wave.name: number for number, wave in enumerate(WAVES)}
WAVE_OF: dict[TargetKind, WaveName] = {
    "kept": "kept",
    "service_principal": "move",
    "certificate": "prepare",
    "partial": "find_out",
    "none": "redesign",
    "unknown": "find_out",
}
"""The wave of a connection, by what it moves to."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    Attributes:
        id: Row and stage, such as ``C1.replace``.
        who: Role that does it.
        after: Steps that are done before.
        command: Command line for it; empty where there is none.
        facts: Facts behind it.
    """

    id: str
    stage: Stage
    who: str
    what: str
    after: tuple[str, ...] = ()
    command: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """What is not known of a row, and what would tell."""

    what: str
    tells: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One connection or flow.

    Attributes:
        id: ``C1``, ``F1`` and so on, for references inside the plan.
        name: Its id in the tenant; empty where the files lack it.
        label: What people call it.
        connectors: Connectors in words: one of a connection, all of a flow, as far as they are known.
        account: Account that a connection signs in with, or owner of a flow; empty where no file says it.
        owner: The same in words.
        hints: Who else may be that account.
        target: Identity afterwards.
        basis: What the pack says about the connector.
        recreates: Who makes the replacement.
        move: How a flow comes to its new owner; None for a connection.
        sharing: Whether a connection can be shared, and where that is said; None for a flow.
        license: Whether premium connectors are used, and what follows.
        uses: Rows that belong together: flows of a connection, connections of a flow.
        notes: What to watch.
        open: What is not known.
        places: File and line of each row of the files about it.
    """

    id: str
    kind: Literal["connection", "flow"]
    wave: WaveName
    name: str
    label: str
    connectors: tuple[str, ...]
    environment: str
    account: str
    owner: str
    hints: tuple[str, ...]
    target: TargetKind
    target_words: str
    basis: str
    recreates: str
    move: Move | None
    sharing: Sharing | None
    sharing_words: str
    license: Tier
    license_words: str
    uses: tuple[str, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    open: tuple[Open, ...]
    facts: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are alike, for a report on many accounts.

    Attributes:
        connector: In words; of a flow all that are known.
        owner: Account of the connections, or owner of the flows; empty where no file says it.
    """

    wave: WaveName
    kind: Literal["connection", "flow"]
    connector: str
    target: TargetKind
    license: Tier
    owner: str
    rows: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Every connection and flow in exactly one row.

    Attributes:
        rows: By wave, then connections before flows.
        files: What became of each row of the files.
        repeated: Rows of files about a connection or flow that another row names too, by kind.
        named_only: Connections that only flows or shares name.
        omitted: Rows of the estate that belong to other accounts.
        problems: What could not be used.
    """

    rows: tuple[PlanRow, ...]
    files: tuple[FileCount, ...]
    repeated: Counter[str]
    named_only: int
    omitted: int
    problems: tuple[Problem, ...]

    @property
    def connections(self) -> int:
        return sum(row.kind == "connection" for row in self.rows)

    @property
    def flows(self) -> int:
        return sum(row.kind == "flow" for row in self.rows)

    @property
    def lost(self) -> int:
        """Connections and flows of the files that are in no row; zero unless this program has a fault."""
        rows = sum(file.connections + file.flows for file in self.files) + self.named_only
        return rows - sum(self.repeated.values()) - self.omitted - len(self.rows)

    def in_wave(self, wave: WaveName) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.rows if row.wave == wave)

    def sequence(self) -> list[Step]:
        """Return all steps in an order in which they can be done: by stage, then by wave."""
        steps = [(STAGES.index(step.stage), number, step) for number, row in enumerate(self.rows) for step in row.steps]
        return [step for _, _, step in sorted(steps, key=lambda one: one[:2])]

    def groups(self) -> list[Group]:
        """Return the rows counted by wave, connector, target, license and owner."""
        counted = Counter(
            (row.wave, row.kind, ", ".join(row.connectors), row.target, row.license, row.account) for row in self.rows
        )
        ordered = sorted(counted.items(), key=lambda one: (RANK[one[0][0]], one[0][1:]))
        return [Group(*key, number) for key, number in ordered]

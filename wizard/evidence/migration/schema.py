"""The shape of ``evidence migration --format json``, which scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from wizard.evidence.migration.plan import WAVES, Stage, WaveName
from wizard.evidence.migration.targets import Move, Sharing, TargetKind, Tier
from wizard.files.published_schema import Printed

if TYPE_CHECKING:
    from wizard.evidence.migration.plan import Plan


class _Part(Printed):
    model_config = ConfigDict(from_attributes=True)


class File(_Part):
    """What became of each row of a file."""

    file: str
    sha256: str
    rows: int
    connections: int
    flows: int
    shares: int
    others: dict[str, int] = Field(description="Rows that are neither, by kind.")


class Doing(_Part):
    """A step."""

    id: str
    stage: Stage
    who: str
    what: str
    after: list[str] = Field(description="Steps that are done before.")
    command: str = Field(description="Empty where there is none.")
    facts: list[str]


class Unknown(_Part):
    """What is not known, and what would tell."""

    what: str
    tells: str
    command: str


class Item(_Part):
    """One connection or flow."""

    id: str
    kind: Literal["connection", "flow"]
    name: str = Field(description="Its ID in the tenant; empty where the files lack it.")
    label: str
    connectors: list[str]
    environment: str
    account: str = Field(description="Who signs in, or owns the flow; empty where no file says it.")
    hints: list[str] = Field(description="Who else may be that account; none of them for sure.")
    target: TargetKind
    target_words: str
    basis: str
    recreates: str
    move: Move | None = Field(description="How a flow comes to its new owner; null for a connection.")
    sharing: Sharing | None
    sharing_words: str
    license: Tier
    license_words: str
    uses: list[str] = Field(description="Flows of a connection, connections of a flow.")
    steps: list[Doing]
    notes: list[str]
    open: list[Unknown]
    facts: list[str]
    places: list[str]


class Batch(_Part):
    """Rows that move together."""

    wave: WaveName
    title: str
    meaning: str
    rows: list[Item]


class Alike(_Part):
    """Rows counted by what a report on many accounts shows."""

    wave: WaveName
    kind: Literal["connection", "flow"]
    connector: str
    target: TargetKind
    license: Tier
    owner: str
    rows: int


class Result(_Part):
    """The plan: every connection and flow of the files in exactly one row."""

    connections: int
    flows: int
    lost: int = Field(description="Connections and flows of the files in no row; always 0.")
    named_only: int = Field(description="Connections that only flows or shares name.")
    repeated: dict[str, int] = Field(description="Rows about a connection or flow that another row names too.")
    omitted: int = Field(description="Rows of other accounts, where accounts were named.")
    files: list[File]
    waves: list[Batch]
    sequence: list[str] = Field(description="All steps in an order in which they can be done.")
    groups: list[Alike]


def result_of(plan: Plan) -> Result:
    files = [
        File(
            file=one.path.name,
            sha256=one.sha256,
            rows=one.rows,
            connections=one.connections,
            flows=one.flows,
            shares=one.shares,
            others=dict(one.others),
        )
        for one in plan.files
    ]
    waves = [
        Batch(
            wave=wave.name,
            title=wave.title,
            meaning=wave.meaning,
            rows=[Item.model_validate(row) for row in plan.in_wave(wave.name)],
        )
        for wave in WAVES
    ]
    return Result(
        connections=plan.connections,
        flows=plan.flows,
        lost=plan.lost,
        named_only=plan.named_only,
        repeated=dict(plan.repeated),
        omitted=plan.omitted,
        files=files,
        waves=waves,
        sequence=[step.id for step in plan.sequence()],
        groups=[Alike.model_validate(group) for group in plan.groups()],
    )

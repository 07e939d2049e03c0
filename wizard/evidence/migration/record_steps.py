"""The plan as five steps of a record's sign-off, so that the documents print them in their plan.

A record keeps no row of an export. It keeps what is to be done, in how many rows, and what shows that it is done.
The figures come first, because documents cut long texts: the names behind them are in the dossier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.record.values import Step
from wizard.wording import agreed, count, joined, listed

if TYPE_CHECKING:
    from wizard.evidence.migration.plan import Plan, PlanRow, Stage

HEAD = "Migration: "
"""How each step begins. By it and its verb, a later run finds the step again."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A step of a record: its verb, the stages of the plan that it joins, what shows that it is done, how it is undone."""

    verb: str
    stages: tuple[Stage, ...]
    done: str
    undo: str


_KINDS = (
    _Kind("find out", ("find_out",), "no open point left", ""),
    _Kind("change owner", ("license", "owner"), "new owner shown", "former owner takes over"),
    _Kind("replace", ("replace", "share", "copy"), "replacements connected", "keep the old ones"),
    _Kind("cut over", ("cut_over",), "one successful run each", "select the old connections"),
    _Kind("delete", ("delete",), "a new export lacks them", ""),
)


def record_steps(plan: Plan, held: Sequence[Step] = ()) -> list[Step]:
    """Return the steps of a record with those of a plan.

    Args:
        plan: The plan of the record's account.
        held: Steps that the record has. Those of an earlier plan are replaced and keep owner and day; others stay.
    """
    heads = {kind.verb: f"{HEAD}{kind.verb} " for kind in _KINDS}
    earlier = {verb: step for step in held for verb, head in heads.items() if step.step.startswith(head)}
    made = [step for step in held if not step.step.startswith(tuple(heads.values()))]
    for kind in _KINDS:
        rows = {stage: [row for row in plan.rows if _has(row, stage)] for stage in kind.stages}
        if any(rows.values()):
            old = earlier.get(kind.verb, Step())
            text = f"{heads[kind.verb]}{_what(kind, rows)}"
            made.append(Step(step=text, owner=old.owner, due=old.due, evidence=kind.done, rollback=kind.undo))
    return made


def _has(row: PlanRow, stage: Stage) -> bool:
    return any(step.stage == stage for step in row.steps)


def _what(kind: _Kind, rows: dict[Stage, list[PlanRow]]) -> str:
    every = [row for stage in kind.stages for row in rows[stage]]
    told: list[str] = []
    if kind.verb == "find out":
        told.append(f"what {count(len(every), 'row')} {agreed(len(every), 'lacks', 'lack')}")
    elif kind.verb == "change owner":
        owners, licenses = len(rows["owner"]), len(rows["license"])
        told += [f"of {count(owners, 'flow')}"] if owners else []
        told += [f"license for {count(licenses, 'flow')} first"] if licenses else []
    elif kind.verb == "replace":
        copies, shares = len(rows["copy"]), len(rows["share"])
        parts = [count(len(rows["replace"]), "connection")] if rows["replace"] else []
        parts += [f"{count(copies, 'flow')} by import"] if copies else []
        told += [listed(parts), *([f"share {count(shares, 'connection')}"] if shares else [])]
    else:
        kinds = Counter(row.kind for row in every)
        told.append(listed([count(kinds[name], name) for name in ("connection", "flow") if kinds[name]]))
        if kind.verb == "delete":
            told.append("only after their replacements ran")
    return f"{', '.join(told)} ({_names(every)})"


def _names(rows: Sequence[PlanRow]) -> str:
    """Return connectors with their number, then names of flows; the first few of each."""
    one_each = list({row.id: row for row in rows}.values())
    connectors = Counter(row.connectors[0] for row in one_each if row.kind == "connection")
    flows = joined(row.label or row.id for row in one_each if row.kind == "flow")
    told = joined(f"{name} ({number})" if number > 1 else name for name, number in connectors.items())
    return "; ".join(part for part in (told, flows) if part)

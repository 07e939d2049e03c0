"""``evidence migration`` for people: as text for a terminal, as Markdown for a ticket, as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.cli.evidence_text import escaped, table
from wizard.evidence.migration.plan import WAVES
from wizard.wording import cited, count, listed, printable, short

if TYPE_CHECKING:
    from wizard.evidence.migration.plan import Plan, PlanRow

COLUMNS = (
    "row", "wave", "kind", "name", "label", "connectors", "environment", "account", "may_be", "target", "basis",
    "recreated_by", "sharing", "license", "belongs_with", "order", "commands", "notes", "not_known", "would_tell",
    "facts", "files",
)  # fmt: skip


def text(plan: Plan) -> Iterator[str]:
    yield from (printable(line) for line in _heads(plan))
    for wave in WAVES:
        rows = plan.in_wave(wave.name)
        if rows:
            yield ""
            yield f"{wave.title} ({count(len(rows), 'row')}). {wave.meaning}"
            for row in rows:
                yield ""
                yield from (f"{' ' * indent}{printable(line)}" for indent, line in _row(row))


def _heads(plan: Plan) -> Iterator[str]:
    """Yield what was counted: what of the files is in which rows."""
    what = f"{count(plan.connections, 'connection')} and {count(plan.flows, 'flow')}"
    yield f"Migration plan: {what}, each in exactly one row; {plan.lost} lost."
    for file in plan.files:
        parts = [
            count(file.connections, "connection") if file.connections else "",
            count(file.flows, "flow") if file.flows else "",
            count(file.shares, "share") if file.shares else "",
            *(count(number, short(name, 60)) for name, number in file.others),
        ]
        yield f"- {short(file.path.name)}: {count(file.rows, 'row')}: {listed([part for part in parts if part]) or 'none'}"
    if again := sum(plan.repeated.values()):
        yield f"- {count(again, 'row')} more about a connection or flow that is in another row of the files"
    if plan.named_only:
        yield f"- {count(plan.named_only, 'connection')} that only flows or shares name"
    if plan.omitted:
        yield f"- {count(plan.omitted, 'connection or flow', 'connections and flows')} of other accounts: not listed"
    yield "Exports name who made a flow, who need not be its owner today. Apps are in no file: check them before deletion."


def _row(row: PlanRow) -> Iterator[tuple[int, str]]:
    yield 0, f"{row.id} {row.kind} {_title(row)}"
    for name, value in _facts(row):
        yield 4, f"{name}: {value}"
    for one in row.open:
        yield 4, f"Not known: {one.what} Would tell: {one.tells}"
    for note in row.notes:
        yield 4, f"Note: {note}"
    for number, step in enumerate(row.steps, start=1):
        after = f" After {', '.join(step.after)}." if step.after else ""
        facts = f" {cited(step.facts)}" if step.facts else ""
        yield 4, f"{number}. {step.id}, {step.who}: {step.what}{after}{facts}"
        if step.command:
            yield 7, step.command


def _title(row: PlanRow) -> str:
    label = f"'{short(row.label, 100)}'" if row.label else "without a name"
    name = f" ({short(row.name, 100)})" if row.name else ""
    return f"{label}{name}"


def _facts(row: PlanRow) -> Iterator[tuple[str, str]]:
    yield ("Connector" if row.kind == "connection" else "Connectors"), _connectors(row)
    yield "Environment", short(row.environment) or "not in the export"
    yield ("Account" if row.kind == "connection" else "Owner"), _account(row)
    yield ("Target" if row.kind == "connection" else "Move"), " ".join((f"{row.target_words}.", row.basis)).strip()
    yield "Re-created by", row.recreates
    if row.sharing is not None:
        yield "Sharing", _sharing(row)
    yield "License", row.license_words
    if row.uses:
        yield ("Used by" if row.kind == "connection" else "Uses"), ", ".join(row.uses)
    if row.facts:
        yield "Facts", cited(row.facts)


def _connectors(row: PlanRow) -> str:
    return ", ".join(short(name, 80) for name in row.connectors) or "not in the export"


def _account(row: PlanRow) -> str:
    hints = (
        f" (it may be {' or '.join(short(name, 100) for name in row.hints)})" if row.hints and not row.account else ""
    )
    return f"{short(row.owner, 200)}{hints}"


def _sharing(row: PlanRow) -> str:
    said = {"yes": "yes", "certificate": "yes", "no": "no", "disagree": "not known", "unknown": "not known"}
    return f"{said[row.sharing or 'unknown']}: {row.sharing_words}"


def markdown(plan: Plan) -> Iterator[str]:
    """Yield the plan as Markdown: a table of rows for each wave, then all steps in their order."""
    yield "# Migration plan"
    yield ""
    first, *more = _heads(plan)
    yield escaped(first)
    yield ""
    yield from (f"- {escaped(line.removeprefix('- '))}" for line in more)
    head = ("Row", "What", "Connectors", "Account or owner", "Target", "Re-created by", "Sharing", "License", "With",
            "Not known: what would tell")  # fmt: skip
    for wave in WAVES:
        rows = plan.in_wave(wave.name)
        if rows:
            yield from ("", f"## {wave.title}", "", f"{wave.meaning} {count(len(rows), 'row')}.", "")
            yield from table([head, *(_cells(row) for row in rows)])
    yield from ("", "## Steps in their order", "")
    steps = [
        (step.id, step.who, step.what, ", ".join(step.after) or "–", step.command or "–", cited(step.facts) or "–")
        for step in plan.sequence()
    ]
    yield from table([("Step", "Who", "What", "After", "Command", "Facts"), *steps])


def _cells(row: PlanRow) -> tuple[str, ...]:
    return (
        row.id,
        f"{row.kind} {_title(row)}",
        _connectors(row),
        _account(row),
        row.target_words,
        row.recreates,
        _sharing(row) if row.sharing is not None else "–",
        row.license_words,
        ", ".join(row.uses) or "–",
        " ".join(f"{one.what} {one.tells}" for one in row.open) or "–",
    )


def as_csv(plan: Plan) -> str:
    """Return the plan as CSV, one connection or flow a line; cells are guarded against formulas."""
    from wizard.documents.escape import guarded

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in plan.rows:
        cells = (
            row.id,
            row.wave,
            row.kind,
            row.name,
            row.label,
            "; ".join(row.connectors),
            row.environment,
            row.owner,
            "; ".join(row.hints),
            row.target_words,
            row.basis,
            row.recreates,
            _sharing(row) if row.sharing is not None else "",
            row.license_words,
            " ".join(row.uses),
            " > ".join(f"{step.id} (after {' '.join(step.after)})" if step.after else step.id for step in row.steps),
            "; ".join(step.command for step in row.steps if step.command),
            " ".join(row.notes),
            " ".join(one.what for one in row.open),
            " ".join(one.tells for one in row.open),
            " ".join(row.facts),
            "; ".join(row.places),
        )
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue()

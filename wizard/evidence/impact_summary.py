"""The change of policies by what people ask first: who gains or loses which requirement, and which jobs break."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wizard.evidence.batch import Verdict
from wizard.evidence.evaluate.grant import Requirement
from wizard.evidence.impact import Cell, Impact
from wizard.evidence.tables import ConditionalAccessTables

_BLOCK = "block"


@dataclass(slots=True)
class Effect:
    """One requirement, with the numbers of the accounts that gain or lose it in one context at least."""

    label: str
    gained: array[int] = field(default_factory=lambda: array("I"))
    lost: array[int] = field(default_factory=lambda: array("I"))


@dataclass(frozen=True, slots=True)
class Alike:
    """Accounts, by number, for which the same changes: each context, by number, with what is met in it."""

    cells: tuple[tuple[int, Cell], ...]
    accounts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would tell, for how many accounts, and whether something may change for them; one may be named as an example."""

    entry: str
    accounts: int
    changes: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All accounts by what changes for them.

    Attributes:
        effects: Each kind of requirement that policies know, and mixed ones that occur.
        breaks: Accounts with an unattended sign-in that works before and breaks after.
        recovers: The other way round.
        may_break: Accounts with an unattended sign-in of which that cannot be known, while policies differ.
        changed: Accounts for which anything changes for sure.
        unknown: Accounts with a result that cannot be known.
        possible: Of these, the ones for which something may change.
    """

    effects: tuple[Effect, ...]
    breaks: Sequence[int]
    recovers: Sequence[int]
    may_break: Sequence[int]
    changed: Sequence[int]
    unknown: Sequence[int]
    possible: Sequence[int]


def summary_of(impact: Impact) -> Summary:
    labels = dict.fromkeys(control.kind for control in impact.tables.controls.values())
    effects = {label: Effect(label) for label in labels}
    for cell in impact.cells:
        for label in sorted(kinds_of(cell.before, impact.tables) | kinds_of(cell.after, impact.tables)):
            effects.setdefault(label, Effect(label))
    others = [array("I") for _ in range(6)]
    sinks = [part for effect in effects.values() for part in (effect.gained, effect.lost)] + others
    codes = {cell: _code(cell, tuple(effects), impact.tables) for cell in impact.cells}
    by_code: dict[int, list[array[int]]] = {}
    of_group = []
    for cells in impact.groups():
        code = 0
        for cell in cells:
            code |= codes[cell]
        hit = by_code.get(code)
        if hit is None:
            hit = by_code[code] = [sink for number, sink in enumerate(sinks) if code >> number & 1]
        of_group.append(hit)
    for account, group in enumerate(impact.group_of):
        for sink in of_group[group]:
            sink.append(account)
    return Summary(tuple(effects.values()), *others)


def _code(cell: Cell, labels: Sequence[str], tables: ConditionalAccessTables) -> int:
    """Return which lists an account goes to that has this result, as bits: two for each label, then the other six."""
    unattended = (cell.before.unattended, cell.after.unattended)
    gained, lost = moves(cell, tables)
    flags = [label in side for label in labels for side in (gained, lost)]
    differs = cell.change != "none" and unattended[0] != unattended[1]
    flags += [unattended == ("works", "breaks"), unattended == ("breaks", "works"), differs and "unknown" in unattended]
    flags += [cell.change == "sure", cell.kind == "unknown", cell.change == "possible"]
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def moves(cell: Cell, tables: ConditionalAccessTables) -> tuple[frozenset[str], frozenset[str]]:
    """Return the kinds of requirements that are gained and lost for sure, whatever cannot be known."""
    nothing = frozenset[str]()
    blocked = cell.after.outcome == _BLOCK
    if cell.change != "sure" or (cell.perhaps[1].blocks and not blocked):
        return nothing, nothing
    before, after = (kinds_of(verdict, tables) for verdict in (cell.before, cell.after))
    may_before, may_after = (_kinds(perhaps.controls, tables) for perhaps in cell.perhaps)
    if cell.perhaps[0].blocks:
        may_before |= {tables.controls[_BLOCK].kind}
    # An account that is blocked does not need less than before.
    return after - before - may_before, nothing if blocked else before - after - may_after


def alike(impact: Impact) -> list[Alike]:
    """Return all accounts for which something changes, those with equal changes together, most accounts first."""
    found: dict[tuple[tuple[int, Cell], ...], array[int]] = {}
    of_group = []
    for cells in impact.groups():
        key = tuple((place, cell) for place, cell in enumerate(cells) if cell.change == "sure")
        of_group.append(found.setdefault(key, array("I")) if key else None)
    for account, group in enumerate(impact.group_of):
        sink = of_group[group]
        if sink is not None:
            sink.append(account)
    return sorted((Alike(key, accounts) for key, accounts in found.items()), key=lambda one: -len(one.accounts))


def wanted(impact: Impact) -> list[Wanted]:
    """Return what would tell where a result cannot be known, for most accounts first."""
    counts: dict[str, int] = {}
    changing: set[str] = set()
    seen: set[int] = set()
    for account, group in enumerate(impact.group_of):
        if group in seen:
            continue
        seen.add(group)
        entries: dict[str, None] = {}
        for row in impact.rows_of(account, "unknown"):
            told = impact.missing(row) or ("more about the sign-in",)
            entries.update(dict.fromkeys(told))
            changing.update(told if row.cell.change != "none" else ())
        for entry in entries:
            counts[entry] = counts.get(entry, 0) + impact.sizes[group]
    found = (Wanted(entry, count, entry in changing) for entry, count in counts.items())
    return sorted(found, key=lambda one: (not one.changes, -one.accounts))


def kinds_of(verdict: Verdict, tables: ConditionalAccessTables) -> frozenset[str]:
    """Return the kinds of what an account meets; alternatives of several kinds are one kind, with "or"."""
    if verdict.outcome == _BLOCK:
        return frozenset({tables.controls[_BLOCK].kind})
    return _kinds(verdict.controls, tables)


def _kinds(requirements: Sequence[Requirement], tables: ConditionalAccessTables) -> frozenset[str]:
    return frozenset(_either(dict.fromkeys(_kind(control, tables) for control in one)) for one in requirements)


def _either(kinds: Iterable[str]) -> str:
    """Return alternatives as one kind, such as ``MFA or device requirement``."""
    first, *others = kinds
    return " or ".join([first, *(kind if kind.isupper() else kind[:1].lower() + kind[1:] for kind in others)])


def _kind(control: str, tables: ConditionalAccessTables) -> str:
    known = tables.controls.get(control.lower())
    return known.kind if known is not None else control


def in_words(verdict: Verdict, tables: ConditionalAccessTables) -> str:
    """Return what an account meets, such as ``MFA and a compliant device``."""
    if verdict.outcome == _BLOCK:
        return tables.controls[_BLOCK].label
    told = [
        " or ".join(_label(control, verdict, tables) for control in requirement) for requirement in verdict.controls
    ]
    words = " and ".join(f"({one})" if " or " in one and len(told) > 1 else one for one in told) or "nothing"
    if verdict.outcome != "unknown":
        return words
    return f"{words} for sure, perhaps more" if told else "unknown"


def details_of(verdict: Verdict, tables: ConditionalAccessTables) -> list[str]:
    """Return which strengths, terms and custom controls are meant, strengths by name where they are built in."""
    told = (detail.partition(": ") for detail in verdict.details)
    return [f"{control}: {tables.strengths.get(meant.lower(), meant)}" for control, _, meant in told]


def _label(control: str, verdict: Verdict, tables: ConditionalAccessTables) -> str:
    known = tables.controls.get(control.lower())
    label = known.label if known is not None else control
    prefix = f"{control}: "
    names = [one.removeprefix(prefix) for one in details_of(verdict, tables) if one.startswith(prefix)]
    return f"{label} ({', '.join(names)})" if names else label

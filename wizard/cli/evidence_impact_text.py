"""``evidence impact`` for people: as text for a terminal, and as Markdown with a picture for a change request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from wizard.cli.evidence_text import escaped, table
from wizard.evidence.impact_summary import Summary, alike, in_words, summary_of, wanted
from wizard.wording import count, joined, short

if TYPE_CHECKING:
    from wizard.errors import Problem
    from wizard.evidence.impact import Cell, Impact, PolicyImpact

MOST_LINES = 20
"""Sets of accounts, and missing details, that are listed one by one; the JSON has all."""
_CHANGES = {"same": "no", "changed": "changed", "added": "added", "removed": "removed"}
_REQUIREMENTS = "Requirements: accounts that gain or lose one"
_POLICIES = "Policies that differ: accounts to which they apply"
Table = list[tuple[str, ...]]


def text(impact: Impact, names: tuple[str, str], remarks: Sequence[Problem]) -> Iterator[str]:
    """Yield the lines of the result as text.

    Args:
        impact: The comparison.
        names: What the sets before and after are called.
        remarks: What a reader has to know with the result; it went to stderr already.
    """
    del remarks
    summary = summary_of(impact)
    yield f"Change of policies from {short(names[0])} to {short(names[1])}"
    yield from _figures(impact, summary)
    yield from _titled(_REQUIREMENTS, _in_columns(_effects(summary)))
    yield from _titled("Unattended sign-ins", _unattended(summary))
    yield from _titled("What changes", _changes(impact))
    yield from _titled("What cannot be known", _doubts(impact))
    yield from _titled(_POLICIES, _in_columns(_policies(impact)))


def markdown(impact: Impact, names: tuple[str, str], remarks: Sequence[Problem], day: date) -> Iterator[str]:
    """Yield the lines of the result as Markdown; the arguments are those of ``text`` and the date of the page."""
    summary = summary_of(impact)
    yield f"# Change of policies from {escaped(names[0])} to {escaped(names[1])}"
    yield ""
    yield f"Date: {day.isoformat()}"
    yield ""
    yield from (f"- {escaped(line)}" for line in _figures(impact, summary))
    if remarks:
        yield ""
        yield from (f"- {escaped(f'{remark.message} {remark.remedy}')}" for remark in remarks)
    yield from ("", f"## {_REQUIREMENTS}", "", *picture(summary), "")
    yield from table(_effects(summary))
    yield from ("", "## Unattended sign-ins", "")
    yield from (f"- {escaped(line)}" for line in _unattended(summary))
    for title, lines in (("What changes", [*_changes(impact)]), ("What cannot be known", [*_doubts(impact)])):
        if lines:
            yield from ("", f"## {title}", "", *(f"- {escaped(line)}" for line in lines))
    yield from ("", f"## {_POLICIES}", "")
    yield from table(_policies(impact))


def _figures(impact: Impact, summary: Summary) -> Iterator[str]:
    counts = impact.counts
    policies = (len(impact.old.policies), len(impact.new.policies))
    yield (
        f"{count(len(impact.accounts), 'account')} in {count(len(impact.contexts), 'context')}; "
        f"{count(policies[0], 'policy', 'policies')} before and {policies[1]:,} after. Report-only policies are not enforced."
    )
    yield (
        f"Of {count(sum(counts.values()), 'result')}, {counts['changed']:,} change, {counts['unknown']:,} cannot be "
        f"known and {counts['unchanged']:,} stay the same."
    )
    yield "Only policies are judged. Microsoft's own MFA enforcement is not a policy, and no change of policies waives it."
    yield f"Something changes for {count(len(summary.changed), 'account')}, whatever cannot be known."
    if summary.unknown:
        yield (
            f"{count(len(summary.unknown), 'account')} with a result that cannot be known; "
            f"something may change for {len(summary.possible):,} of them."
        )


def _effects(summary: Summary) -> Table:
    rows: Table = [("requirement", "gain", "lose")]
    rows += [(effect.label, f"{len(effect.gained):,}", f"{len(effect.lost):,}") for effect in summary.effects]
    return rows


def _unattended(summary: Summary) -> Iterator[str]:
    yield f"Break: {count(len(summary.breaks), 'account')} whose unattended sign-ins work today."
    yield f"Work again: {count(len(summary.recovers), 'account')}."
    if summary.may_break:
        yield f"Cannot be known: {count(len(summary.may_break), 'account')}, for which policies differ."


def _changes(impact: Impact) -> Iterator[str]:
    """Yield for each set of accounts with equal changes who they are, and what changes in which contexts."""
    found = alike(impact)
    for one in found[:MOST_LINES]:
        names = joined(short(impact.name(account), 80) for account in one.accounts)
        by_change: dict[str, list[str]] = {}
        for place, cell in one.cells:
            by_change.setdefault(_change(cell, impact), []).append(impact.contexts[place].name)
        for told, contexts in by_change.items():
            where = "every context" if len(contexts) == len(impact.contexts) else joined(contexts)
            yield f"{count(len(one.accounts), 'account')} ({names}): {told}, in {where}"
    rest = sum(len(one.accounts) for one in found[MOST_LINES:])
    if rest:
        yield f"and {count(rest, 'more account')}; --format json lists all."


def _change(cell: Cell, impact: Impact) -> str:
    before, after = cell.before, cell.after
    told = f"{in_words(before, impact.tables)} → {in_words(after, impact.tables)}"
    if before.unattended == after.unattended:
        return told
    return f"{told}; {_UNATTENDED[after.unattended]}"


_UNATTENDED = {
    "breaks": "unattended sign-ins break",
    "works": "unattended sign-ins work again",
    "unknown": "whether unattended sign-ins work cannot be known",
}


def _doubts(impact: Impact) -> Iterator[str]:
    found = wanted(impact)
    for one in found[:MOST_LINES]:
        told = "something may change" if one.changes else "the same policies before and after"
        yield f"{count(one.accounts, 'account')}, {told}; needed: {one.entry}"
    if len(found) > MOST_LINES:
        yield f"and {count(len(found) - MOST_LINES, 'more detail')}; --format json lists all."


def _policies(impact: Impact) -> Table:
    rows: Table = [("policy", "change", "gain", "lose", "unknown")]
    for policy in impact.policies():
        if policy.pair.change != "same":
            rows.append(
                (
                    _name(policy),
                    _state(policy),
                    *(f"{len(part):,}" for part in (policy.gained, policy.lost, policy.unknown)),
                )
            )
    same = sum(pair.change == "same" for pair in impact.pairing.pairs)
    if same:
        rows.append((count(same, "more policy", "more policies"), "no", "0", "0", "0"))
    return rows


def _name(policy: PolicyImpact) -> str:
    return short(policy.pair.shown.title, 80)


def _state(policy: PolicyImpact) -> str:
    pair = policy.pair
    states = [_STATES.get(one.state or "", "no state") for one in (pair.old, pair.new) if one is not None]
    if len(states) == 2 and states[0] != states[1]:
        return f"{states[0]} → {states[1]}"
    return f"{_CHANGES[pair.change]}, {states[-1]}"


_STATES = {"enabled": "on", "disabled": "off", "enabledForReportingButNotEnforced": "report-only"}


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", title, *(f"  {line}" for line in found))


def _in_columns(rows: Table) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if rows[-1][place].replace(",", "").isdigit() else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


_WIDTH, _ROW, _TOP, _BAR = 740, 28, 44, 14
_MIDDLE, _LONGEST = 490, 150
"""Where no bar begins, and the length of the longest one; a number of 12 digits fits next to it."""
_LABEL_CHARACTERS = 30
"""What fits left of the bars and their numbers at 13 pixels; a longer label is cut."""
_GAIN, _LOSE, _INK, _FAINT = "#b45309", "#1d4ed8", "#1f2937", "#9ca3af"


def picture(summary: Summary) -> Iterator[str]:
    """Yield the lines of an SVG within the page; the table below it has the same figures."""
    rows = [(effect.label, len(effect.lost), len(effect.gained)) for effect in summary.effects]
    rows.append(("Unattended sign-in breaks", len(summary.recovers), len(summary.breaks)))
    most = max(1, *(max(lost, gained) for _, lost, gained in rows))
    height = _TOP + _ROW * len(rows) + 8
    told = "; ".join(f"{label}: {lost:,} lose, {gained:,} gain" for label, lost, gained in rows)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(told)}" font-family="system-ui, sans-serif" font-size="13">'
    )
    yield f'<rect width="{_WIDTH}" height="{height}" rx="6" fill="#ffffff" stroke="{_FAINT}"/>'
    yield _words(_MIDDLE - 12, 24, "accounts that lose it", _LOSE, "end")
    yield _words(_MIDDLE + 12, 24, "accounts that gain it", _GAIN, "start")
    yield f'<line x1="{_MIDDLE}" y1="{_TOP - 8}" x2="{_MIDDLE}" y2="{height - 8}" stroke="{_FAINT}"/>'
    for number, row in enumerate(rows):
        yield from _row(row, _TOP + _ROW * number, most)
    yield "</svg>"


def _row(row: tuple[str, int, int], top: int, most: int) -> Sequence[str]:
    label, lost, gained = row
    shown = label if len(label) <= _LABEL_CHARACTERS else f"{label[: _LABEL_CHARACTERS - 1]}…"
    base = top + _BAR - 2
    lines = [_words(16, base, shown, _INK, "start")]
    for number, side, colour in ((lost, -1, _LOSE), (gained, 1, _GAIN)):
        length = max(2, round(_LONGEST * number / most)) if number else 0
        start = _MIDDLE - length if side < 0 else _MIDDLE
        if number:
            lines.append(f'<rect x="{start}" y="{top}" width="{length}" height="{_BAR}" fill="{colour}"/>')
        anchor = "end" if side < 0 else "start"
        lines.append(_words(_MIDDLE + side * (length + 6), base, f"{number:,}", _INK if number else _FAINT, anchor))
    return lines


def _words(x: int, y: int, words: str, colour: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'

"""The picture of ``evidence impact``: bars of the accounts that lose a requirement to the left, that gain it to the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from wizard.evidence.impact_summary import Summary

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
    for count, side, colour in ((lost, -1, _LOSE), (gained, 1, _GAIN)):
        length = max(2, round(_LONGEST * count / most)) if count else 0
        start = _MIDDLE - length if side < 0 else _MIDDLE
        if count:
            lines.append(f'<rect x="{start}" y="{top}" width="{length}" height="{_BAR}" fill="{colour}"/>')
        anchor = "end" if side < 0 else "start"
        lines.append(_words(_MIDDLE + side * (length + 6), base, f"{count:,}", _INK if count else _FAINT, anchor))
    return lines


def _words(x: int, y: int, words: str, colour: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'

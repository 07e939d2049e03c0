"""The interview and the tables as Mermaid flow charts: one a stage, one a table whose first match decides."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from wizard.pack import conditions as c

if TYPE_CHECKING:
    from wizard.decision.words import Words
    from wizard.pack.models import Pack, Stage, Table

WIDTH = 44
"""Characters of a line in a box."""

LONGEST = 170
"""Characters of a condition in words; a longer one is shown as it is written in the pack."""

_ENTITIES = str.maketrans({
    '"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\\": "#92;",
    "[": "#91;", "]": "#93;", "{": "#123;", "}": "#125;", "|": "#124;",
})  # fmt: skip


class _Chart:
    """Lines of one flow chart, and the ends that still lead nowhere."""

    def __init__(self, start: str) -> None:
        self.lines = ["flowchart TD", f"  start([{_text(start)}])"]
        self.ends: list[tuple[str, str]] = [("start", "")]

    def box(self, name: str, shape: str, text: str) -> None:
        """Add a box and lead all open ends to it."""
        left, right = {"question": ("[", "]"), "gate": ("{", "}"), "end": ("([", "])")}[shape]
        self.lines.append(f"  {name}{left}{_text(text)}{right}")
        for origin, label in self.ends:
            self.lines.append(f"  {origin} -->{f'|{label}|' if label else ''} {name}")
        self.ends = [(name, "")]


def stage_chart(pack: Pack, words: Words, stage: Stage) -> str:
    """Return the questions of a stage in their order, with the conditions under which they are asked."""
    chart = _Chart(stage.title)
    questions = [question for question in pack.questions if question.stage == stage.id]
    for number, (gate, group) in enumerate(groupby(questions, key=lambda question: question.asked_when), start=1):
        around: list[tuple[str, str]] = []
        if gate.strip():
            chart.box(f"gate{number}", "gate", condition_text(words, gate))
            chart.ends = [(f"gate{number}", "yes")]
            around = [(f"gate{number}", "no")]
        for question in group:
            several = "several answers" if question.kind == "many" else "one answer"
            chart.box(f"q_{question.id}", "question", f"{question.label} ({several})")
        chart.ends += around
    later = pack.stages[pack.stages.index(stage) + 1 :]
    chart.box("next", "end", f"Next: {later[0].title}" if later else "The decision")
    return "\n".join(chart.lines)


def table_chart(words: Words, table: Table) -> str:
    """Return a table whose first matching row decides, as a ladder of its rows."""
    chart = _Chart(table.title)
    for row in table.row:
        if row.when.strip():
            chart.box(f"r_{row.id}", "gate", f"{row.id}: {condition_text(words, row.when)}")
            down = [(f"r_{row.id}", "no")]
            chart.ends = [(f"r_{row.id}", "yes")]
        else:
            down = []
        given = words.verdict(row.verdict) if row.verdict else (row.value or f"As table {row.of}").replace("_", " ")
        chart.box(f"v_{row.id}", "end", f"{row.id}: {given}")
        chart.ends = down
    return "\n".join(chart.lines)


def condition_text(words: Words, text: str) -> str:
    """Return a condition in words where they are short enough, else as the pack writes it."""
    said = words.condition(c.parse_condition(text))
    return said if len(said) <= LONGEST else " ".join(text.split())


def _text(text: str) -> str:
    """Return text for a box: quoted, without anything that Mermaid reads, in lines of one width."""
    plain = " ".join(text.split())
    lines = textwrap.wrap(plain, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    return '"' + "<br/>".join(line.translate(_ENTITIES) for line in lines) + '"'

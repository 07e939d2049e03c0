"""Compiles a pack's tables, verdicts and checklist into literals of a network."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.errors import PackError, Problem
from wizard.pack.literals import Literals, choices_of, options_of
from wizard.pack.models import Pack, Row, Table
from wizard.pack.network import FALSE, TRUE, Network

__all__ = ["PROGRAM_VERSION", "Compiler", "choices_of", "options_of", "raise_problems"]

PROGRAM_VERSION = 3


class Compiler(Literals):
    """Literals of tables, verdicts, groups and items.

    Attributes:
        quiet: Leaves out rows that make no question matter.
    """

    def __init__(self, pack: Pack, network: Network | None = None, *, quiet: bool = False) -> None:
        super().__init__(pack, network)
        self.quiet = quiet
        self.tables = {table.id: table for table in pack.tables}
        self.main = next((table for table in pack.tables if table.gives == "main"), None)
        self.verdicts = [verdict.id for verdict in pack.verdicts]
        self.groups = {group.id: group for group in pack.checklist.group}

    def verdict_value(self, subject: str, value: str) -> int:
        """Return the literal of a verdict, a deciding row or a table's value."""
        if subject == "main":
            return self.main_is(value) if self.known("verdict", value, self.verdicts) else FALSE
        if subject == "decided" and self.main is not None:
            return self._fires_by_id(self.main, value)
        if subject in self.tables and self.tables[subject].gives == "verdict":
            return self.table_verdict(subject, value) if self.known("verdict", value, self.verdicts) else FALSE
        if subject in self.tables and self.tables[subject].gives == "value":
            return self.table_value(subject, value)
        valued = [term.id for term in self.pack.terms if term.cases]
        self.known("question or term", subject, [*self.options, *valued, *self.tables, "main", "decided"])
        return FALSE

    def verdict_members(self, collection: str) -> list[str] | None:
        """Return the verdicts or groups that a set can have."""
        if collection in {"also", "verdicts", "proposed"}:
            return self.verdicts
        return list(self.groups) if collection == "outcomes" else None

    def verdict_member(self, collection: str, member: str) -> int:
        """Return the literal that a verdict is among those named, or that a group applies."""
        if collection == "also":
            return self.comes_along(member)
        if collection == "verdicts":
            return self.network.any([self.main_is(member), self.comes_along(member)])
        if collection == "proposed":
            return self.network.any([self.raw_main(member), self.raw_also(member)])
        return self.group(member)

    def _fires_by_id(self, table: Table, row_id: str) -> int:
        for index, row in enumerate(table.row):
            if row.id == row_id:
                return self.fires(table, index)
        self.known("row", row_id, [row.id for row in table.row])
        return FALSE

    def row_condition(self, table: Table, row: Row) -> int:
        return self.once(("row", table.id, row.id), lambda: self.condition(row.when, f"tables.toml: row {row.id}"))

    def fires(self, table: Table, index: int) -> int:
        """Return the literal that a row decides (first) or adds (collect)."""
        row = table.row[index]

        def make() -> int:
            own = self.row_condition(table, row)
            guard = self.condition(table.when, f"tables.toml: table {table.id}")
            earlier: list[int] = []
            if table.kind == "first":
                earlier = [-self.row_condition(table, other) for other in table.row[:index]]
            return self.network.all([guard, own, *earlier])

        return self.once(("fires", table.id, row.id), make)

    def table_verdict(self, table_id: str, verdict: str) -> int:
        table = self.tables[table_id]

        def make() -> int:
            ways = [self.fires(table, index) for index, row in enumerate(table.row) if row.verdict == verdict]
            taken = [
                self.network.all([self.fires(table, index), self.table_verdict(row.of, verdict)])
                for index, row in enumerate(table.row)
                if row.of in self.tables
            ]
            return self.network.any([*ways, *taken])

        return self.once(("table", table_id, verdict), make)

    def table_value(self, table_id: str, value: str) -> int:
        table = self.tables[table_id]
        known = sorted({row.value for row in table.row if row.value})
        if not self.known(f"value of {table_id}", value, known):
            return FALSE
        return self.once(
            ("table", table_id, value),
            lambda: self.network.any([self.fires(table, i) for i, row in enumerate(table.row) if row.value == value]),
        )

    def table_also(self, table_id: str, verdict: str) -> int:
        """Return the literal that a table's deciding row brings the accompanying verdict."""
        table = self.tables[table_id]

        def make() -> int:
            ways: list[int] = []
            for index, row in enumerate(table.row):
                if self.quiet and row.makes_no_question_matter:
                    continue
                place = f"tables.toml: row {row.id}"
                if table.gives == "also" and row.verdict == verdict:
                    ways.append(self.fires(table, index))
                if row.of in self.tables:
                    ways.append(self.network.all([self.fires(table, index), self.table_also(row.of, verdict)]))
                for also in row.also:
                    here = self.network.all([self.fires(table, index), self.condition(also.when, place)])
                    if also.verdict == verdict:
                        ways.append(here)
                    if also.of in self.tables:
                        other = self.tables[also.of]
                        ways.append(self.network.all([here, self.table_also(also.of, verdict)]))
                        if verdict not in other.left_out_beside:
                            ways.append(self.network.all([here, self.table_verdict(also.of, verdict)]))
            return self.network.any(ways)

        return self.once(("also", table_id, verdict), make)

    def taken(self, table: Table) -> int:
        """Return the literal that the results of a table are used: always, except for one whose verdict others take."""
        if table.gives != "verdict":
            return TRUE
        ways: list[int] = []
        for other in self.pack.tables:
            for index, row in enumerate(other.row):
                if row.of == table.id:
                    ways.append(self.fires(other, index))
                ways.extend(
                    self.network.all(
                        [self.fires(other, index), self.condition(also.when, f"tables.toml: row {row.id}")]
                    )
                    for also in row.also
                    if also.of == table.id
                )
        return self.network.any(ways)

    def raw_main(self, verdict: str) -> int:
        """Return the literal of a main verdict before the drops."""
        return self.table_verdict(self.main.id, verdict) if self.main else FALSE

    def raw_also(self, verdict: str) -> int:
        """Return the literal of an accompanying verdict before the drops."""
        sources = [table.id for table in self.pack.tables if table.gives in {"main", "also"}]
        return self.once(
            ("proposed", verdict), lambda: self.network.any([self.table_also(table, verdict) for table in sources])
        )

    def _drops(self, verdict: str, *, of_main: bool) -> list[int]:
        return [
            self.condition(drop.when, f"tables.toml: drop {drop.id}")
            for drop in self.pack.drops
            if verdict in drop.verdicts and (drop.main_becomes or not of_main)
        ]

    def final_main(self, verdict: str) -> int:
        """Return the literal of the main verdict after the drops."""

        def make() -> int:
            ways = [self.network.all([self.raw_main(verdict), *(-drop for drop in self._drops(verdict, of_main=True))])]
            for drop in self.pack.drops:
                if drop.main_becomes == verdict:
                    when = self.condition(drop.when, f"tables.toml: drop {drop.id}")
                    ways.extend(self.network.all([self.raw_main(dropped), when]) for dropped in drop.verdicts)
            return self.network.any(ways)

        return self.once(("main", verdict), make)

    def final_also(self, verdict: str) -> int:
        """Return the literal of an accompanying verdict after the drops."""

        def make() -> int:
            drops = [-drop for drop in self._drops(verdict, of_main=False)]
            return self.network.all([self.raw_also(verdict), *drops, -self.final_main(verdict)])

        return self.once(("final", verdict), make)

    def main_is(self, verdict: str) -> int:
        """Return the literal of the main verdict as conditions name it, which the risk rating may set."""
        return self.network.named(f"main {verdict}", self.final_main(verdict))

    def comes_along(self, verdict: str) -> int:
        """Return the literal of an accompanying verdict as conditions name it, which the risk rating may set."""
        return self.network.named(f"also {verdict}", self.final_also(verdict))

    def refused_main(self, verdict: str) -> int:
        """Return the literal of the main verdict where the risk rating refuses one."""
        words = self.pack.documents.risk
        if verdict == words.refuses:
            return FALSE
        ways = [self.final_main(verdict)]
        if verdict == words.refused_as and words.refuses:
            ways.append(self.final_main(words.refuses))
        return self.network.any(ways)

    def refused_also(self, verdict: str) -> int:
        """Return the literal of an accompanying verdict where the risk rating refuses one."""
        words = self.pack.documents.risk
        refused = self.network.any([self.final_main(words.refuses or ""), self.final_also(words.refuses or "")])
        ways = [refused] if verdict == words.refused_as else []
        if verdict != words.refuses:
            ways += [self.final_main(verdict), self.final_also(verdict)]
        for joined in words.also:
            if joined.verdict == verdict:
                ways.append(self.network.all([refused, self.condition(joined.when, "documents.toml")]))
        return self.network.all([self.network.any(ways), -self.refused_main(verdict)])

    def group(self, group_id: str) -> int:
        group = self.groups[group_id]

        def make() -> int:
            place = f"checklist.toml: group {group_id}"
            when = self.condition(group.when, place)
            if not group.verdicts:
                return when
            self.place = place
            return self.network.all([when, self.network.any([self.member("verdicts", v) for v in group.verdicts])])

        return self.once(("group", group_id), make)

    def item(self, item_id: str) -> int:
        item = next(item for item in self.pack.checklist.item if item.id == item_id)

        def make() -> int:
            place = f"checklist.toml: item {item_id}"
            self.place = place
            groups = [self.group(group) for group in item.outcomes if self.known("group", group, list(self.groups))]
            parts = [self.network.any(groups), self.condition(item.when, place)]
            for limit in self.pack.checklist.limit:
                holds = self.condition(limit.when, f"checklist.toml: limit {limit.id}")
                if limit.leaves_out(item):
                    parts.append(-holds)
            return self.network.all(parts)

        return self.once(("item", item_id), make)


class SaidCompiler(Literals):
    """Literals of what documents say.

    Every result that a condition names is a separate node here. So documents can say what is
    sure of a result, while they take an answer that is missing for one that does not hold.
    """

    def __init__(self, rules: Compiler) -> None:
        """Continue the network of the rules; findings about results go to their compiler."""
        super().__init__(rules.pack, rules.network)
        self.rules = rules

    def verdict_value(self, subject: str, value: str) -> int:
        """Return the node of a verdict, a deciding row or a table's value."""
        self.rules.place = self.place
        return self.network.named(f"{subject} {value}", self.rules.verdict_value(subject, value))

    def verdict_members(self, collection: str) -> list[str] | None:
        """Return the verdicts or groups that a set can have."""
        return self.rules.verdict_members(collection)

    def verdict_member(self, collection: str, member: str) -> int:
        """Return the node that a verdict is among those named, or that a group applies."""
        self.rules.place = self.place
        return self.network.named(f"{member} in {collection}", self.rules.verdict_member(collection, member))


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise what a compiler found, if anything.

    Raises:
        PackError: With every finding.
    """
    if problems:
        raise PackError(*problems)

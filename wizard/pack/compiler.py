"""Compiles a pack into a program: conditions become a network, tables become literals.

The program is plain data that JSON can hold, so that the decision needs neither the
pack's files nor its models. What each name means is settled here, and an unknown one is
a finding with the place and the nearest id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wizard.errors import PackError, Problem
from wizard.pack import conditions as c
from wizard.pack.locate import nearest
from wizard.pack.models import Field, Pack, Question, Row, Table
from wizard.pack.network import FALSE, TRUE, Network

PROGRAM_VERSION = 1


class Compiler:
    """Turns names into literals, each once, and notices circles.

    Attributes:
        quiet: Leaves out rows that make no question matter.
    """

    def __init__(self, pack: Pack, network: Network | None = None, *, quiet: bool = False) -> None:
        """Number the atoms of the pack."""
        self.pack = pack
        self.quiet = quiet
        self.problems: list[Problem] = []
        self.questions: dict[str, Question] = {question.id: question for question in pack.questions}
        self.options: dict[str, dict[str, int]] = {}
        self.attributes: dict[str, dict[str, tuple[str, ...]]] = {}
        number = 0
        for question in pack.questions:
            self.options[question.id] = {}
            self.attributes[question.id] = {}
            for option in options_of(pack, question):
                number += 1
                self.options[question.id][option.id] = number
                self.attributes[question.id][option.id] = option.attributes
        self.asked = list(self.options)
        for field in choices_of(pack):
            self.options[field.id] = {}
            self.attributes[field.id] = {}
            for choice in field.option:
                number += 1
                self.options[field.id][choice.id] = number
                self.attributes[field.id][choice.id] = ()
        self.network = network or Network(number)
        self.terms = {term.id: term for term in pack.terms}
        self.tables = {table.id: table for table in pack.tables}
        self.main = next((table for table in pack.tables if table.gives == "main"), None)
        self.verdicts = [verdict.id for verdict in pack.verdicts]
        self.groups = {group.id: group for group in pack.checklist.group}
        self._memo: dict[tuple[str, ...], int] = {}
        self._open: list[tuple[str, ...]] = []
        self._place = ""

    def _once(self, key: tuple[str, ...], make: Callable[[], int]) -> int:
        if key in self._memo:
            return self._memo[key]
        if key in self._open:
            circle = " -> ".join(" ".join(step) for step in [*self._open[self._open.index(key) :], key])
            self._find(f"depends on itself: {circle}.", "Break the circle.", "P202")
            return FALSE
        if len(self._open) > 120:
            self._find("leads through more than 120 terms.", "Say it more directly.", "P203")
            return FALSE
        self._open.append(key)
        place = self._place
        try:
            self._memo[key] = make()
        finally:
            self._open.pop()
            self._place = place
        return self._memo[key]

    def _find(self, message: str, remedy: str = "", code: str = "P201") -> None:
        problem = Problem(self._place, message, remedy, code)
        if problem not in self.problems:
            self.problems.append(problem)

    def condition(self, text: str, place: str) -> int:
        """Return the literal of a condition."""
        self._place = place
        try:
            parsed = c.parse_condition(text)
        except c.ConditionError as error:
            self._find(f"has a condition that {error}.", "See the condition language in the README.", "P204")
            return FALSE
        return self.literal(parsed, place)

    def literal(self, condition: c.Condition, place: str) -> int:
        """Return the literal of a parsed condition."""
        self._place = place
        match condition:
            case c.Always():
                return TRUE
            case c.Not(operand):
                return -self.literal(operand, place)
            case c.All(parts):
                return self.network.all([self.literal(part, place) for part in parts])
            case c.Any(parts):
                return self.network.any([self.literal(part, place) for part in parts])
            case c.Named(name):
                return self.named(name)
            case c.Is(subject, values):
                return self.network.any([self.value(subject, value) for value in values])
            case c.Has(member, collection):
                return self.member(collection, member)
            case c.HasAny(collection, members):
                return self.network.any([self.member(collection, member) for member in members])
            case c.Beyond(collection, members):
                known = self.members(collection)
                for member in members:
                    self._known(f"member of {collection}", member, known)
                return self.network.any([self.member(collection, member) for member in known if member not in members])
            case c.Some(question, attribute, lacks):
                chosen = self.attributes.get(question, {})
                self._known("question", question, list(self.attributes))
                if not any(attribute in has for has in chosen.values()):
                    self._known("attribute", attribute, sorted({name for has in chosen.values() for name in has}))
                return self.network.any(
                    [self.value(question, option) for option, has in chosen.items() if (attribute in has) != lacks]
                )
            case c.SomeUnknown(leave_out):
                for question in leave_out:
                    self._known("question", question, self.asked)
                return self.network.any(
                    [
                        known["unknown"]
                        for question, known in self.options.items()
                        if "unknown" in known and question in self.asked and question not in leave_out
                    ]
                )

    def _known(self, kind: str, word: str, known: Sequence[str]) -> bool:
        if word in known:
            return True
        self._find(f"names the {kind} '{word}', which the pack does not have.", nearest(word, known))
        return False

    def named(self, name: str) -> int:
        """Return the literal of a yes/no term, or that a set has a member."""
        if name in self.terms and not self.terms[name].cases:
            term = self.terms[name]
            if term.members:
                return self.network.any([self.member(name, member) for member in term.members])
            return self._once(("term", name), lambda: self.condition(term.when, f"terms.toml: term {name}"))
        self._known("term", name, [term.id for term in self.pack.terms if not term.cases])
        return FALSE

    def value(self, subject: str, value: str) -> int:
        """Return the literal that a single-valued subject has a value."""
        if subject in self.options:
            if self._known(f"answer of {subject}", value, list(self.options[subject])):
                return self.options[subject][value]
            return FALSE
        if subject in self.terms and self.terms[subject].cases:
            return self._once(("value", subject, value), lambda: self._case(subject, value))
        if subject == "main":
            return self.final_main(value) if self._known("verdict", value, self.verdicts) else FALSE
        if subject == "decided" and self.main is not None:
            return self._fires_by_id(self.main, value)
        if subject in self.tables and self.tables[subject].gives == "verdict":
            return self.table_verdict(subject, value) if self._known("verdict", value, self.verdicts) else FALSE
        if subject in self.tables and self.tables[subject].gives == "value":
            return self.table_value(subject, value)
        valued = [term.id for term in self.pack.terms if term.cases]
        self._known("question or term", subject, [*self.options, *valued, *self.tables, "main", "decided"])
        return FALSE

    def _fires_by_id(self, table: Table, row_id: str) -> int:
        for index, row in enumerate(table.row):
            if row.id == row_id:
                return self.fires(table, index)
        self._known("row", row_id, [row.id for row in table.row])
        return FALSE

    def _case(self, subject: str, value: str) -> int:
        term = self.terms[subject]
        place = f"terms.toml: term {subject}"
        known = {case.value for case in term.cases} | set(self.options.get(term.otherwise or "", {}))
        self._place = place
        if not self._known(f"value of {subject}", value, sorted(known)):
            return FALSE
        before: list[int] = []
        ways: list[int] = []
        for case in term.cases:
            literal = self.condition(case.when, place)
            if case.value == value:
                ways.append(self.network.all([literal, *(-other for other in before)]))
            before.append(literal)
        if term.otherwise and value in self.options.get(term.otherwise, {}):
            ways.append(self.network.all([self.options[term.otherwise][value], *(-other for other in before)]))
        return self.network.any(ways)

    def members(self, collection: str) -> list[str]:
        """Return the members that a set can have."""
        if collection in self.options:
            return list(self.options[collection])
        if collection in self.terms and self.terms[collection].members:
            return list(self.terms[collection].members)
        if collection in {"also", "verdicts", "proposed"}:
            return self.verdicts
        if collection == "outcomes":
            return list(self.groups)
        sets = [term.id for term in self.pack.terms if term.members]
        self._known("question or set", collection, [*self.options, *sets, "also", "verdicts", "proposed", "outcomes"])
        return []

    def member(self, collection: str, member: str) -> int:
        """Return the literal that a set has a member."""
        known = self.members(collection)
        if not known or not self._known(f"member of {collection}", member, known):
            return FALSE
        if collection in self.options:
            return self.options[collection][member]
        if collection in self.terms:
            text = self.terms[collection].members[member]
            return self._once(
                ("member", collection, member), lambda: self.condition(text, f"terms.toml: term {collection}")
            )
        if collection == "also":
            return self.final_also(member)
        if collection == "verdicts":
            return self.network.any([self.final_main(member), self.final_also(member)])
        if collection == "proposed":
            return self.network.any([self.raw_main(member), self.raw_also(member)])
        return self.group(member)

    def row_condition(self, table: Table, row: Row) -> int:
        """Return the literal of a row's own condition."""
        return self._once(("row", table.id, row.id), lambda: self.condition(row.when, f"tables.toml: row {row.id}"))

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

        return self._once(("fires", table.id, row.id), make)

    def table_verdict(self, table_id: str, verdict: str) -> int:
        """Return the literal that a table gives the verdict."""
        table = self.tables[table_id]

        def make() -> int:
            ways = [self.fires(table, index) for index, row in enumerate(table.row) if row.verdict == verdict]
            taken = [
                self.network.all([self.fires(table, index), self.table_verdict(row.of, verdict)])
                for index, row in enumerate(table.row)
                if row.of in self.tables
            ]
            return self.network.any([*ways, *taken])

        return self._once(("table", table_id, verdict), make)

    def table_value(self, table_id: str, value: str) -> int:
        """Return the literal that a table gives the value."""
        table = self.tables[table_id]
        known = sorted({row.value for row in table.row if row.value})
        if not self._known(f"value of {table_id}", value, known):
            return FALSE
        return self._once(
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

        return self._once(("also", table_id, verdict), make)

    def taken(self, table: Table) -> int:
        """Return the literal that the results of a table are used: always, save for one whose verdict others take."""
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
        return self._once(
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

        return self._once(("main", verdict), make)

    def final_also(self, verdict: str) -> int:
        """Return the literal of an accompanying verdict after the drops."""

        def make() -> int:
            drops = [-drop for drop in self._drops(verdict, of_main=False)]
            return self.network.all([self.raw_also(verdict), *drops, -self.final_main(verdict)])

        return self._once(("final", verdict), make)

    def group(self, group_id: str) -> int:
        """Return the literal that a group of outcomes applies."""
        group = self.groups[group_id]

        def make() -> int:
            place = f"checklist.toml: group {group_id}"
            when = self.condition(group.when, place)
            if not group.verdicts:
                return when
            self._place = place
            return self.network.all([when, self.network.any([self.member("verdicts", v) for v in group.verdicts])])

        return self._once(("group", group_id), make)

    def item(self, item_id: str) -> int:
        """Return the literal that a checklist item is printed."""
        item = next(item for item in self.pack.checklist.item if item.id == item_id)

        def make() -> int:
            place = f"checklist.toml: item {item_id}"
            self._place = place
            groups = [self.group(group) for group in item.outcomes if self._known("group", group, list(self.groups))]
            parts = [self.network.any(groups), self.condition(item.when, place)]
            for limit in self.pack.checklist.limit:
                holds = self.condition(limit.when, f"checklist.toml: limit {limit.id}")
                other_items = bool(limit.only_items) and item_id not in limit.only_items
                other_group = limit.only_group is not None and limit.only_group not in item.outcomes
                if other_items or other_group or item_id in limit.never:
                    parts.append(-holds)
            return self.network.all(parts)

        return self._once(("item", item_id), make)


def options_of(pack: Pack, question: Question) -> tuple[Any, ...]:
    """Return the options of a question, those of its catalogue first."""
    catalogue = tuple(connector.as_option() for connector in pack.connectors) if question.options_from else ()
    return (*catalogue, *question.option)


def choices_of(pack: Pack) -> tuple[Field, ...]:
    """Return the sign-off fields that conditions may name: those with options."""
    return tuple(field for field in pack.signoff if field.kind in {"choice", "choices"})


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise what a compiler found, if anything.

    Raises:
        PackError: With every finding.
    """
    if problems:
        raise PackError(*problems)

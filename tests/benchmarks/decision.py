"""One decision with its rules and its possible set, beside the zen engine on the same tables.

Run: ``python -m tests.benchmarks.decision [ACCOUNTS]`` (needs the extra ``bench``).
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time

from tests.benchmarks._figures import Figure, told
from tests.support.answering import random_answers
from tests.support.packs import real_engine, real_pack
from wizard.pack import conditions as c
from wizard.pack.compiler import options_of

ACCOUNTS = 2000
COMPARED = 300
"""Accounts whose main rule is compared."""


class ZenExport:
    """Writes the pack's terms and tables as one decision model of the zen engine."""

    def __init__(self, pack):
        self.pack = pack
        self.many = {q.id for q in pack.questions if q.kind == "many"}
        self.options = {q.id: options_of(pack, q) for q in pack.questions}
        self.terms = {term.id: term for term in pack.terms}

    def say(self, condition):
        match condition:
            case c.Always():
                return "true"
            case c.Not(operand):
                return f"not ({self.say(operand)})"
            case c.All(parts):
                return " and ".join(f"({self.say(part)})" for part in parts)
            case c.Any(parts):
                return " or ".join(f"({self.say(part)})" for part in parts)
            case c.Named(name):
                return f"t.{name}" if not self.terms[name].members else f"len(t.{name}) > 0"
            case c.Is(subject, values):
                name = self.name(subject)
                return f"{name} in [{', '.join(repr(value) for value in values)}]"
            case c.Has(member, collection):
                return f"{member!r} in {self.name(collection)}"
            case c.HasAny(collection, members):
                return f"some({self.name(collection)}, # in [{', '.join(repr(m) for m in members)}])"
            case c.Beyond(collection, members):
                return f"some({self.name(collection)}, not (# in [{', '.join(repr(m) for m in members)}]))"
            case c.Some(question, attribute, lacks):
                known = [o.id for o in self.options[question] if (attribute in o.attributes) != lacks]
                return f"some({question}, # in [{', '.join(repr(o) for o in known)}])"
            case c.SomeUnknown(leave_out):
                parts = [
                    f"'unknown' in {q}" if q in self.many else f"{q} == 'unknown'"
                    for q, options in self.options.items()
                    if q not in leave_out and any(o.id == "unknown" for o in options)
                ]
                return "(" + " or ".join(parts) + ")"

    def name(self, subject):
        if subject == "decided":
            return "m.row"
        if subject == "tenant":
            return "v.verdict"
        return f"t.{subject}" if subject in self.terms else subject

    def graph(self):
        nodes, edges = [], []

        def add(kind, name, content, last):
            nodes.append({"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}, "content": content})
            edges.append({"id": f"{last}-{name}", "type": "edge", "sourceId": last, "targetId": name})
            return name

        nodes.append({"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}})
        last = "in"
        for term in self.pack.terms:
            expressions = self.term(term)
            if expressions:
                content = {
                    "expressions": [{"id": "e", "key": f"t.{term.id}", "value": expressions}],
                    "passThrough": True,
                }
                last = add("expressionNode", f"term {term.id}", content, last)
        order = ["tenant", "main", "retired", "accompanying", "waivable_by"]
        tables = {table.id: table for table in self.pack.tables}
        keys = {"tenant": "v", "main": "m", "retired": "r", "accompanying": "a", "waivable_by": "w"}
        for name in order:
            table = tables[name]
            rules = []
            for row in table.row:
                when = self.say(c.parse_condition(row.when))
                when = "true" if "proposed" in when else when
                rule = {
                    "_id": row.id,
                    "when": when,
                    "verdict": json.dumps(row.verdict or row.value or row.of),
                    "row": json.dumps(row.id),
                }
                rules.append(rule)
            content = {
                "hitPolicy": "first" if table.kind == "first" else "collect",
                "inputs": [{"id": "when", "name": "when"}],
                "outputs": [
                    {"id": "verdict", "name": "verdict", "field": "verdict"},
                    {"id": "row", "name": "row", "field": "row"},
                ],
                "rules": rules,
                "passThrough": True,
                "outputPath": keys[name],
            }
            last = add("decisionTableNode", name, content, last)
        nodes.append({"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}})
        edges.append({"id": "last", "type": "edge", "sourceId": last, "targetId": "out"})
        return {"nodes": nodes, "edges": edges}

    def term(self, term):
        if term.cases:
            text = term.otherwise
            for case in reversed(term.cases):
                text = f"({self.say(c.parse_condition(case.when))}) ? '{case.value}' : {text}"
            return text
        if term.members:
            parts = [f"({self.say(c.parse_condition(when))}) ? ['{m}'] : []" for m, when in term.members.items()]
            return "flatten([" + ", ".join(parts) + "])"
        return self.say(c.parse_condition(term.when))


def main() -> int:
    """Measure both in turn, and print."""
    import zen

    count = int(sys.argv[1]) if len(sys.argv) > 1 else ACCOUNTS
    pack, engine = real_pack(), real_engine()
    rng = random.Random(1)
    accounts = [random_answers(engine, rng, 0.05) for _ in range(count)]
    ours = [engine.read(account) for account in accounts]
    blank = {q.id: [] if q.kind == "many" else None for q in pack.questions}
    theirs = [{**blank, **account, "t": {}} for account in accounts]
    model = ZenExport(pack).graph()
    batch = zen.ZenEngine({"loader": {"type": "static", "content": {"pack": model}}})
    requests = [{"key": "pack", "context": account} for account in theirs]
    decision = zen.ZenEngine().create_decision(json.dumps(model))
    pairs = list(zip(theirs, ours, strict=True))[:COMPARED]
    same = sum(decision.evaluate(a)["result"]["m"]["row"] in engine.judge(b).rules for a, b in pairs)
    print(f"zen agrees on the main row in {same} of {len(pairs)}")
    own, zen_batch = [], []
    for _ in range(5):
        start = time.perf_counter()
        for answers in ours:
            engine.judge(answers)
        own.append((time.perf_counter() - start) / count * 1e6)
        start = time.perf_counter()
        batch.evaluate_batch(requests)
        zen_batch.append((time.perf_counter() - start) / count * 1e6)
    what = "One decision with its rules and possible set"
    figure = Figure(
        what, statistics.median(own), "us", 1, "zen-engine batch, no explanation", statistics.median(zen_batch)
    )
    return told(figure) or int(same != len(pairs))


if __name__ == "__main__":
    sys.exit(main())

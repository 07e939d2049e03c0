"""The program of a pack: all that the decision needs, as plain data.

Compiling reads and validates every file, which a single decision does not want to pay
for. So the program is kept in the user's cache folder under the digest of the pack's
bytes: another byte, another program. It is JSON; nothing of it is ever executed as found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import PackError, Problem

if TYPE_CHECKING:
    from wizard.pack.compiler import Compiler
    from wizard.pack.files import PackFiles
    from wizard.pack.models import Pack

Program = dict[str, Any]


def compile_program(pack: Pack) -> Program:
    """Return the program of a pack.

    Raises:
        PackError: A condition cannot be read or names what the pack does not have.
    """
    try:
        return _compile(pack)
    except RecursionError:
        message = "nests conditions and terms too deeply."
        raise PackError(Problem("terms.toml", message, "Say it with fewer levels.", "P203")) from None


def _compile(pack: Pack) -> Program:
    from wizard.pack.checks.references import decisive
    from wizard.pack.compiler import PROGRAM_VERSION, Compiler, SaidCompiler, choices_of, options_of, raise_problems
    from wizard.pack.models.marks import Condition
    from wizard.pack.network import FALSE, TRUE
    from wizard.pack.walk import walk

    loud = Compiler(pack)
    quiet = Compiler(pack, loud.network, quiet=True)
    documents = SaidCompiler(loud)
    bounds = {q.id: loud.condition(q.asked_when, f"questions.toml: question {q.id}") for q in pack.questions}
    offered = {
        q.id: {
            o.id: loud.condition(o.offered_when, f"questions.toml: option {q.id}.{o.id}")
            for o in options_of(pack, q)
            if o.offered_when
        }
        for q in pack.questions
    }
    program: Program = {
        "version": PROGRAM_VERSION,
        "digest": pack.digest,
        "pack": {"id": pack.info.id, "version": pack.info.version, "subject": pack.info.subject},
        "questions": [
            {
                "id": q.id,
                "stage": q.stage,
                "many": q.kind == "many",
                "options": [option.id for option in options_of(pack, q)],
                "exclusive": list(q.exclusive),
                "bound": bounds[q.id],
                "offered": offered[q.id],
                "instead": [loud.condition(w.when, f"questions.toml: question {q.id}") for w in q.instead],
            }
            for q in pack.questions
        ]
        + [
            {
                "id": field.id,
                "stage": "",
                "many": field.kind == "choices",
                "options": [option.id for option in field.option],
                "exclusive": [option.id for option in field.option if option.id in {"none", "unknown"}],
                "bound": TRUE,
                "offered": {},
                "instead": [],
            }
            for field in choices_of(pack)
        ],
        "asked": len(pack.questions),
        "risk": {
            "impact": _in_turn(loud, "impact.{}.when", (rule.when for rule in pack.risk.impact)),
            "raise": _in_turn(loud, "raise.{}.when", (rule.when for rule in pack.risk.raise_)),
            "lower": _in_turn(loud, "lower.{}.usable_when", (rule.usable_when for rule in pack.risk.lower)),
        },
        "main": {v: loud.final_main(v) for v in loud.verdicts},
        "also": {v: loud.final_also(v) for v in loud.verdicts},
        "rows": list(_rows(pack, loud)),
        "values": {
            table.id: {row.value: loud.table_value(table.id, row.value) for row in table.row if row.value}
            for table in pack.tables
            if table.gives == "value"
        },
        "surfaces": [
            {
                "id": s.id,
                "reached": loud.condition(s.reached_when, f"surfaces.toml: surface {s.id}"),
                "enforced": loud.condition(s.enforced_when, f"surfaces.toml: surface {s.id}"),
                "why": [s.why_enforced, s.why_not_enforced],
                "facts": list(s.facts),
            }
            for s in pack.surfaces
            if s.enforced
        ],
        "items": [[item.id, loud.item(item.id)] for item in _items_in_order(pack)],
        "groups": {group: loud.group(group) for group in loud.groups},
        "texts": [[text.id, loud.condition(text.when, f"texts.toml: text {text.id}")] for text in pack.texts],
        "fields": [
            [
                field.id,
                loud.condition(field.asked_when, f"signoff.toml: field {field.id}"),
                loud.condition(field.required_when, f"signoff.toml: field {field.id}")
                if field.required_when
                else FALSE,
            ]
            for field in pack.signoff
            if field.asked_when is not None
        ],
        "hooks": list(_hooks(pack, loud)),
        "warnings": list(_warnings(pack, loud)),
        "conflicts": [
            [conflict.id, loud.condition(conflict.when, f"conflicts.toml: conflict {conflict.id}")]
            for conflict in pack.conflicts
        ],
        "verdicts": {v.id: {"title": v.title, "decision": v.decision} for v in pack.verdicts},
        "terms": {
            term.id: ({m: loud.member(term.id, m) for m in term.members} if term.members else loud.named(term.id))
            for term in pack.terms
            if not term.cases
        },
        "notices": [
            [notice.id, loud.condition(notice.when, f"questions.toml: notice {notice.id}")] for notice in pack.notices
        ],
        "matters": list(_matters(pack, quiet)),
        "given": {
            "main": {v: loud.main_is(v) for v in loud.verdicts},
            "also": {v: loud.comes_along(v) for v in loud.verdicts},
        },
        "refused": {
            "main": {v: loud.refused_main(v) for v in loud.verdicts},
            "also": {v: loud.refused_also(v) for v in loud.verdicts},
        },
        "said": {text: documents.condition(text, place) for place, text in said(pack)},
        "suggested": {text: documents.condition(text, place) for place, text in suggested(pack)},
    }
    found = list(walk(pack))
    compiled = loud.texts | quiet.texts | documents.texts
    for one in found:
        if isinstance(one.mark, Condition) and one.value not in compiled:
            loud.condition(one.value, one.place)  # nothing decides by it, and it has to be right anyway
    nowhere = [finding.problem for finding in decisive(pack, found)]
    problems = (*loud.problems, *quiet.problems, *documents.problems)
    raise_problems([*nowhere, *dict.fromkeys(problems)])
    program["atoms"] = loud.network.atoms
    program["nodes"] = [list(node) for node in loud.network.nodes]
    program["named"] = loud.network.names()
    program["order"] = evaluation_order(program)
    return program


def evaluation_order(program: Program) -> list[int]:
    """Return the order in which nodes are evaluated and questions are gated.

    A positive number is a node, a negative one (``-1 - index``) the step that settles
    whether a question is in its bound; what reads its answer comes after.

    Raises:
        PackError: A question is asked only while its own answer has a value.
    """
    atoms = program["atoms"]
    nodes = program["nodes"]
    questions = program["questions"]
    owner: list[int] = []
    for index, question in enumerate(questions):
        owner.extend([index] * len(question["options"]))
    order: list[int] = []
    done: set[int] = set()
    waiting: set[int] = set()

    def visit(key: int) -> None:
        if key in done:
            return
        if key in waiting:
            name = questions[-1 - key]["id"] if key < 0 else "?"
            problem = Problem(
                f"questions.toml: question {name}", "is asked only while its own answer has a value.", "", "P205"
            )
            raise PackError(problem)
        waiting.add(key)
        literals = [questions[-1 - key]["bound"]] if key < 0 else nodes[key - atoms - 1]
        for literal in literals:
            number = abs(literal)
            if number <= atoms:
                visit(-1 - owner[number - 1])
            elif number <= atoms + len(nodes):
                visit(number)
        waiting.discard(key)
        done.add(key)
        order.append(key)

    for index in range(len(questions)):
        visit(-1 - index)
    for number in range(atoms + 1, atoms + len(nodes) + 1):
        visit(number)
    return order


def _in_turn(compiler: Compiler, path: str, texts: Iterable[str]) -> list[int]:
    """Return the literals of the conditions of a list of the risk method."""
    return [compiler.condition(text, f"risk.toml: at {path.format(number)}") for number, text in enumerate(texts)]


def _hooks(pack: Pack, compiler: Compiler) -> Iterator[int]:
    for hook in pack.hooks:
        place = f"frameworks.toml: hook {hook.framework} {hook.identifier}"
        outcome = compiler.network.any([compiler.member("verdicts", verdict) for verdict in hook.outcomes])
        chosen = compiler.member(pack.info.framework_question or "", hook.framework)
        yield compiler.network.all([chosen, outcome, compiler.condition(hook.when, place)])


def _warnings(pack: Pack, compiler: Compiler) -> Iterator[int]:
    for place, warning in pack.warning_places:
        chosen = compiler.member(pack.info.framework_question or "", warning.framework)
        yield compiler.network.all([chosen, compiler.condition(warning.when, f"{place}.when")])


def _items_in_order(pack: Pack) -> list[Any]:
    order = {phase.id: index for index, phase in enumerate(pack.checklist.phase)}
    return sorted(pack.checklist.item, key=lambda item: order.get(item.phase, len(order)))


def _rows(pack: Pack, compiler: Compiler) -> Iterator[dict[str, Any]]:
    """Yield every row with the literal that it fired, tables whose verdict is taken only where it was."""
    for table in pack.tables:
        used = compiler.taken(table)
        for index, row in enumerate(table.row):
            literal = compiler.network.all([compiler.fires(table, index), used])
            own = compiler.row_condition(table, row)
            yield {
                "id": row.id,
                "table": table.id,
                "fired": literal,
                "own": own,
                "when": row.when,
                "facts": list(row.facts),
            }
    for drop in pack.drops:
        when = compiler.condition(drop.when, f"tables.toml: drop {drop.id}")
        touched = [compiler.raw_also(v) for v in drop.verdicts]
        if drop.main_becomes:
            touched += [compiler.raw_main(v) for v in drop.verdicts]
        literal = compiler.network.all([when, compiler.network.any(touched)])
        yield {
            "id": drop.id,
            "table": "drops",
            "fired": literal,
            "own": when,
            "when": drop.when,
            "facts": list(drop.facts),
        }


def _matters(pack: Pack, quiet: Compiler) -> Iterator[int]:
    """Yield the literals whose change makes a question matter, the main verdict's aside."""
    yield from (quiet.final_also(verdict) for verdict in quiet.verdicts)
    for table in pack.tables:
        if table.gives == "value":
            yield from (quiet.table_value(table.id, v) for v in sorted({row.value for row in table.row if row.value}))
    yield from (quiet.item(item.id) for item in pack.checklist.item)
    guard = quiet.condition(pack.info.documents_matter_when, "pack.toml: documents_matter_when")
    yield from (quiet.network.all([guard, literal]) for literal in _documents(pack, quiet))


def _documents(pack: Pack, quiet: Compiler) -> Iterator[int]:
    """Yield what the documents depend on besides verdicts and checklist."""
    yield from (quiet.condition(text.when, f"texts.toml: text {text.id}") for text in pack.texts)
    yield from _hooks(pack, quiet)
    yield from _warnings(pack, quiet)
    for conflict in pack.conflicts:
        yield quiet.condition(conflict.when, f"conflicts.toml: conflict {conflict.id}")
    for field in pack.signoff:
        if field.asked_when is not None:
            yield quiet.condition(field.asked_when, f"signoff.toml: field {field.id}")
        if field.required_when:
            yield quiet.condition(field.required_when, f"signoff.toml: field {field.id}")


def said(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the conditions that documents look up by their text, each with the part in which it is.

    They are in the program as literals of the same network as the rules. A network for them
    alone would repeat half of this one, and two caches would have to be kept in step.
    """
    from wizard.pack.walk import conditions

    yield from conditions(pack, "documents", "case", "slots")
    yield from ((f"limit {limit.id}", limit.when) for limit in pack.checklist.limit)
    yield from (("documents.toml", text) for text in pack.demands.values())


def suggested(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the conditions under which answers suggest values of the sign-off; they change no decision and no document."""
    for field in pack.signoff:
        place = f"signoff.toml: field {field.id}"
        yield from ((place, option.known_when) for option in field.option if option.known_when)


def load_program(folder: Path) -> Program:
    """Return the program of the pack in a folder, from the cache where its digest is known.

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.pack.files import read_files

    return program_of(read_files(folder))


def program_of(files: PackFiles) -> Program:
    """Return the program of a pack, from the cache where its digest is known.

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.pack.cache import MOST_KEPT, cache_file, keep, kept

    path = cache_file("program", files.digest)
    found = _kept(kept(path), files.digest)
    if found is not None:
        return found
    from wizard.pack.loader import pack_of

    try:
        program = compile_program(pack_of(files))
    except PackError as error:
        from wizard.pack.part_places import Places

        raise PackError(*Places(files.data).with_lines(error.problems)) from None
    keep(path, json.dumps(program, separators=(",", ":")).encode(), MOST_KEPT)
    return program


def _kept(data: bytes | None, digest: str) -> Program | None:
    """Return a program that was kept; None where there is none, or something else is there."""
    try:
        program = json.loads(data or b"")
    except (ValueError, RecursionError):
        return None
    return program if isinstance(program, dict) and program.get("digest") == digest else None

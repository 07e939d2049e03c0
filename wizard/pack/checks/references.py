"""Every id that a part names is the id of something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.models import Pack
from wizard.pack.models.marks import Ref
from wizard.pack.toml_lines import nearest
from wizard.pack.walk import Found, names

CODES = {
    "verdict": "P301",
    "fact": "P302",
    "source": "P303",
    "stage": "P304",
    "question": "P305",
    "role": "P306",
    "framework": "P307",
    "group": "P308",
    "phase": "P309",
    "item": "P310",
    "risk_level": "P311",
    "correction": "P312",
    "table with a verdict": "P313",
    "option": "P314",
    "field": "P315",
    "set": "P316",
    "term of yes or no": "P317",
    "answer": "P318",
}
"""Codes that people know; a kind without one has ``P300``."""

DECISIVE = frozenset({"verdict", "question", "table", "term", "option"})
"""Kinds without which the pack cannot decide."""


def check(context: Context) -> Iterator[Finding]:
    """Yield ids that lead nowhere, each with the nearest one that exists."""
    yield from unknown(context.found, context.names)
    pack = context.pack
    for kind, formers in (("question", pack.former_questions), ("field", pack.former_fields)):
        known = set(context.names.get(kind, ()))
        for former in formers:
            if former.id in known:
                message = f"is a {kind} of this pack, so no record needs it carried over."
                remedy = f"Remove it, or give today's {kind} another ID."
                yield Finding("P318", f"former_{kind} {former.id}", message, remedy)
    yield from _chosen(context)


def decisive(pack: Pack, found: Sequence[Found]) -> Iterator[Finding]:
    """Yield those without which the pack cannot decide, of all that was found in it."""
    deciding = [one for one in found if isinstance(one.mark, Ref) and one.mark.kind in DECISIVE]
    yield from unknown(deciding, names(pack, found))


def unknown(found: Iterable[Found], known: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Yield the names that no part has, each at the part that cites it.

    A name in a part that is not there itself is left to the finding about that part.
    """
    sets = {kind: frozenset(of_kind) for kind, of_kind in known.items()}
    for one in found:
        mark = one.mark
        if not isinstance(mark, Ref):
            continue
        kind, before = mark.sort or mark.kind, f"{one.owner}." if one.owner else ""
        if before + one.value in sets.get(kind, ()):
            continue
        all_of_them = [name.removeprefix(before) for name in known.get(kind, ()) if name.startswith(before)]
        if all_of_them or not before:
            whose = f"'{one.owner}'" if before else "the pack"
            message = f"names the {kind.replace('_', ' ')} '{one.value}', which {whose} does not have."
            yield Finding(CODES.get(kind, "P300"), one.place, message, nearest(one.value, all_of_them))


def _chosen(context: Context) -> Iterator[Finding]:
    """Yield parts that nobody can choose, because no question has an option of their id."""
    options = [name.partition(".") for name in context.names.get("option", ())]
    question = context.pack.info.framework_question
    chosen = [option for asked, _, option in options if asked == question]
    for framework in context.pack.frameworks:
        if framework.id not in chosen:
            message = f"isn't an option of the question '{question}' that chooses frameworks."
            yield Finding("P314", f"framework {framework.id}", message, nearest(framework.id, chosen))
    anywhere = {option for _, _, option in options}
    for surface in context.pack.surfaces:
        if surface.id not in anywhere:
            message = "isn't an option of any question, so nobody can choose it."
            yield Finding("P314", f"surface {surface.id}", message, nearest(surface.id, sorted(anywhere)))

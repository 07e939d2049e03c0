"""What documents.toml says: its names are names of the pack. Its conditions are compiled with all others."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.citations import document_names
from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.checks.references import unknown_ids


def check(context: Context) -> Iterator[Finding]:
    """Yield names that lead nowhere."""
    pack = context.pack
    verdicts = [verdict.id for verdict in pack.verdicts]
    for field in ("verdict", "verdicts", "refuses", "refused_as", "signed_in"):
        yield from unknown_ids("P301", "verdict", verdicts, document_names(pack, field))
    groups = [group.id for group in pack.checklist.group]
    for field in ("full_for", "short_for"):
        yield from unknown_ids("P308", "group", groups, document_names(pack, field))
    fields = [part.id for part in pack.signoff]
    for field in ("needs", "guid_fields", "field"):
        yield from unknown_ids("P315", "sign-off field", fields, document_names(pack, field))
    questions = [question.id for question in pack.questions]
    for field in ("question", "demand_question"):
        yield from unknown_ids("P305", "question", questions, document_names(pack, field))
    sets = [term.id for term in pack.terms if term.members]
    yield from unknown_ids("P316", "set", sets, document_names(pack, "demand_set"))

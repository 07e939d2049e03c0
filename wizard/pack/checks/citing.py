"""What the readers of evidence cite, in code and in the tables of ``evidence/``, is in the pack."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.checks.references import unknown_ids
from wizard.pack.literals import options_of
from wizard.pack.locate import nearest

CODE = "the readers of evidence"
"""The place of what code cites."""


def check(context: Context) -> Iterator[Finding]:
    """Yield facts, questions and answers that are cited and that the pack does not have.

    Code is held to the pack only where the pack has tables of evidence.
    """
    pack, cited = context.pack, context.cited
    answers = list(context.answers_elsewhere)
    if context.has_evidence:
        yield from unknown_ids("P302", "fact", (fact.id for fact in pack.facts), [(CODE, cited.facts)])
        answers += [(CODE, question, ids) for question, ids in cited.answers.items()]
    options = {question.id: [option.id for option in options_of(pack, question)] for question in pack.questions}
    for place, question, ids in answers:
        yield from unknown_ids("P305", "question", options, [(place, (question,))])
        for name in ids if question in options else ():
            if name not in options[question]:
                message = f"names the answer '{name}', which the question '{question}' does not have."
                yield Finding("P318", place, message, nearest(name, options[question]))

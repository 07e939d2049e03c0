"""A decision as plain text: the decision sentence first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.decision.decision import Decision
from wizard.decision.words import Words
from wizard.pack.models import Pack
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.documents.case import Case


def case_text(case: Case) -> str:
    """Return what the documents of a case decide; the risk rating may have turned an exception into a refusal."""
    outcome = case.outcome
    decision = replace(case.decision, main=outcome.main, also=outcome.also, checklist=outcome.checklist)
    text = decision_text(case.pack, decision, case.account)
    return f"{text}\nThe risk rating refuses the exception.\n" if outcome.refused else text


def decision_text(pack: Pack, decision: Decision, account: str = "") -> str:
    """Return the decision in words, with one final line end."""
    words = Words(pack)
    lines = [*head_lines(pack, decision, words, account)]
    if decision.also:
        lines += ["", "Also:", *(f"- {words.verdict(verdict)} ({verdict})" for verdict in decision.also)]
    for table, value in decision.values.items():
        lines += ["", f"{table.replace('_', ' ').capitalize()}: {(value or 'open').replace('_', ' ')}"]
    if decision.platform:
        lines += ["", "Platform:"]
        for part in decision.platform:
            state = "enforced" if part.enforced else "not enforced"
            lines.append(f"- {_surface(pack, part.surface)}: {state}. {part.why}".rstrip())
    if decision.checklist:
        lines += ["", f"Checklist: {' '.join(decision.checklist)}"]
    if decision.unanswered:
        lines += ["", "Open questions:"]
        lines += [f"- {words.question(name)} ({name})" for name in decision.unanswered]
    if decision.not_used:
        lines += ["", "Answered, but of no matter here:", *(f"- {words.question(name)}" for name in decision.not_used)]
    return "\n".join(lines) + "\n"


def head_lines(pack: Pack, decision: Decision, words: Words, account: str) -> list[str]:
    """Return the decision sentence, or what is still possible."""
    if decision.main is not None:
        verdict = pack.verdict_by_id[decision.main]
        sentence = verdict.decision.replace("{account}", printable(account) or "this account")
        return [sentence, f"Verdict: {verdict.title} ({decision.main})"]
    count = len(decision.possible)
    return [
        f"No decision yet: {count} main verdicts are still possible.",
        *(f"- {words.verdict(verdict)} ({verdict})" for verdict in decision.possible),
    ]


def _surface(pack: Pack, surface: str) -> str:
    return next((known.label for known in pack.surfaces if known.id == surface), surface)

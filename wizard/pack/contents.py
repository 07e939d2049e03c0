"""Which file of a pack holds what: the one table that the loader, the schemas, the places and the checks share."""

from __future__ import annotations

from fnmatch import fnmatchcase

from wizard.pack import models
from wizard.pack.models.base import Model

Lists = dict[str, tuple[str, type[Model]]]
"""The lists of a file by heading: where the parts go in the pack, and what they are."""

FILES: dict[str, Lists] = {
    "questions.toml": {
        "stage": ("stages", models.Stage),
        "question": ("questions", models.Question),
        "notice": ("notices", models.Notice),
    },
    "terms.toml": {"term": ("terms", models.Term)},
    "tables.toml": {"table": ("tables", models.Table), "drop": ("drops", models.Drop)},
    "verdicts.toml": {"verdict": ("verdicts", models.Verdict)},
    "texts.toml": {"text": ("texts", models.Text)},
    "surfaces.toml": {"surface": ("surfaces", models.Surface)},
    "connectors.toml": {"connector": ("connectors", models.Connector)},
    "former.toml": {
        "former_answer": ("former_answers", models.FormerAnswer),
        "former_question": ("former_questions", models.FormerQuestion),
        "former_field": ("former_fields", models.FormerField),
    },
    "facts/*.toml": {"fact": ("facts", models.Fact)},
    "sources.toml": {"source": ("sources", models.Source)},
    "governance_sources.toml": {"source": ("sources", models.Source)},
    "error_codes.toml": {"error_code": ("error_codes", models.ErrorCode), "message": ("messages", models.Message)},
    "error_texts.toml": {"message": ("messages", models.Message), "code_family": ("code_families", models.CodeFamily)},
    "frameworks.toml": {
        "framework": ("frameworks", models.Framework),
        "hook": ("hooks", models.Hook),
        "warning": ("framework_warnings", models.FrameworkWarning),
    },
    "conflicts.toml": {"conflict": ("conflicts", models.Conflict)},
    "corrections.toml": {"correction": ("corrections", models.Correction)},
    "slots.toml": {"slot": ("slots", models.Slot), "signed": ("signed", models.Signed)},
    "signoff.toml": {"field": ("signoff", models.Field)},
}
"""Files of lists. A kind whose parts have no ids has one file, so that its parts can be found by their positions."""

SINGLE: dict[str, tuple[str, type[Model]]] = {
    "pack.toml": ("info", models.PackInfo),
    "checklist.toml": ("checklist", models.Checklist),
    "profile.toml": ("profile", models.Profile),
    "risk.toml": ("risk", models.Risk),
    "documents.toml": ("documents", models.DocumentRules),
    "case.toml": ("case", models.CaseWords),
    "lists.toml": ("lists", models.ListWords),
}
"""Files that are one model as a whole."""

REQUIRED = ("pack.toml", "questions.toml", "tables.toml", "verdicts.toml")
OTHER_ROOMS = ("evidence/",)
"""Folders that other rooms read; they count for the digest only."""


def lists_of(name: str) -> Lists | None:
    """Return the lists that a file may hold; None for a file of another kind."""
    return next((lists for pattern, lists in FILES.items() if fnmatchcase(name, pattern)), None)


def sources_of(field: str) -> tuple[str, str]:
    """Return the first file that fills a field of the pack, and the heading there; none for a whole file."""
    for name, (filled, _) in SINGLE.items():
        if filled == field:
            return name, ""
    return next((name, head) for name, lists in FILES.items() for head, (to, _) in lists.items() if to == field)

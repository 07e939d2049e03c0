"""What other programs call, and what the commands print: answers in, JSON values out.

Each function returns what the command of its name prints as JSON, key by key; ``mfa-wizard schema COMMAND`` prints
the JSON Schema of it. Nothing is saved, and nothing is read but the files that are named. Errors are ``WizardError``.

>>> from wizard import decide, facts
>>> found = decide({"identity": "service_principal"})
>>> found["main"], found["waivable_by"]
('workload_identity_ok', 'not_applicable')
>>> facts(*found["facts"][:1])[0]["confidence"]
'primary'

Imports are inside the functions, so that deciding loads no model and no library of a face.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard import __version__
from wizard.errors import WizardError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wizard.decision.decision import Decision
    from wizard.decision.engine import Engine
    from wizard.errors import Problem
    from wizard.evidence.what_if import WhatIf
    from wizard.pack.models import Fact, Pack

__all__ = ["WizardError", "decide", "due", "explain", "facts", "schema", "what_if"]

WAIVABLE = "waivable_by"
Json = dict[str, Any]


def json_text(found: object, *, only_ascii: bool = True) -> str:
    """Return a value as the commands print it, without the last line break.

    Args:
        only_ascii: Escape everything else, which exports of strangers may hold.
    """
    return json.dumps(found, indent=2, ensure_ascii=only_ascii)


def folder_of(pack: Path | str | None) -> Path:
    """Return the folder of a pack; without a name that of the pack that comes with the wizard."""
    from wizard.pack.files import default_pack_folder

    return default_pack_folder() if pack is None else Path(pack)


def decide(answers: Mapping[str, Any], *, pack: Path | str | None = None) -> Json:
    """Return the verdict of answers, as ``mfa-wizard decide`` prints it.

    Args:
        answers: ``{"answers": {...}}``, or the answers alone: ids by question.
        pack: Folder of another knowledge pack.

    Raises:
        AnswersError: With every answer that the pack does not allow.
        PackError: The pack cannot be used.

    >>> decide({"identity": "user_cloud"})["main"] is None
    True
    """
    from wizard.decision.engine import load_engine
    from wizard.record.answers_file import read_answers

    engine = load_engine(folder_of(pack))
    return decided(engine, engine.decide(read_answers(engine, dict(answers), "")))


def decided(engine: Engine, decision: Decision) -> Json:
    """Return a decision as JSON values; other value tables of a pack are listed by id."""
    made: Json = {
        "main": decision.main,
        "also": list(decision.also),
        "possible": list(decision.possible),
        WAIVABLE: decision.values.get(WAIVABLE),
        "platform": [
            {"surface": part.surface, "enforced": part.enforced, "why": part.why, "facts": list(part.facts)}
            for part in decision.platform
        ],
        "rules": list(decision.rules),
        "facts": list(decision.facts),
        "checklist": list(decision.checklist),
        "asked": list(decision.asked),
        "unanswered": list(decision.unanswered),
        "not_used": list(engine.not_used(decision)),
        "knowledge": {"version": engine.program["pack"]["version"], "digest": engine.program["digest"]},
        "tool": __version__,
    }
    for table, value in decision.values.items():
        made.setdefault(table, value)
    return made


def explain(answers: Mapping[str, Any], *, pack: Path | str | None = None, place: str = "") -> Json:
    """Return why each question is asked, why this verdict and none stronger, and which single answers would change it.

    Args:
        answers: As ``decide`` takes them.
        pack: Folder of another knowledge pack.
        place: The file that errors name.

    Raises:
        AnswersError: With every answer that the pack does not allow.
        PackError: The pack cannot be used.

    >>> changes = explain({"identity": "service_principal"})["changes"]
    >>> {change["before"] for change in changes}
    {'workload_identity_ok'}
    """
    from wizard.decision.engine import load_engine
    from wizard.decision.interview import Interview, flips
    from wizard.decision.why import Explainer
    from wizard.files.json_object import as_plain
    from wizard.pack.loader import load_pack
    from wizard.record.answers_file import read_answers

    folder = folder_of(pack)
    engine = load_engine(folder)
    read = read_answers(engine, dict(answers), place)
    known, decision = load_pack(folder), engine.decide(read)
    explanation = Explainer(known).explain(read)
    return {
        "main": decision.main,
        "also": list(decision.also),
        "possible": list(decision.possible),
        "questions": list(_questions(known, engine, decision)),
        "fired": [as_plain(row) for row in explanation.fired],
        "rejected": [as_plain(row) for row in explanation.rejected],
        "changes": [as_plain(change) for change in flips(Interview.start(engine, read))],
        "knowledge": {"version": known.info.version, "digest": known.digest},
        "tool": __version__,
    }


def _questions(pack: Pack, engine: Engine, decision: Decision) -> Iterator[Json]:
    unused = engine.not_used(decision)
    for name in decision.asked:
        question = pack.question_by_id[name]
        answer = decision.answers.get(name)
        state = "open" if answer is None else ("not_used" if name in unused else "used")
        yield {
            "question": name,
            "label": question.label,
            "answer": list(answer) if isinstance(answer, tuple) else answer,
            "state": state,
            "why": question.why,
            "facts": list(question.facts),
        }


def facts(*names: str, pack: Path | str | None = None) -> list[Json]:
    """Return facts with their sources, as ``mfa-wizard knowledge facts`` prints them; without a name all of them.

    Raises:
        UsageError: A name is not that of a fact.
        PackError: The pack cannot be used.

    >>> [fact["id"] for fact in facts("CA-19")]
    ['CA-19']
    """
    from wizard.pack.loader import load_pack

    known = load_pack(folder_of(pack))
    return [
        {
            **fact.model_dump(mode="json"),
            "sources": [known.source_by_id[name].model_dump(mode="json") for name in fact.sources],
        }
        for fact in facts_of(known, names)
    ]


def facts_of(pack: Pack, names: Sequence[str]) -> list[Fact]:
    """Return the facts of these names, in the order of the names; all facts where none is given.

    Raises:
        UsageError: With every name that is not that of a fact.
    """
    from wizard.errors import Problem, UsageError
    from wizard.pack.toml_lines import nearest
    from wizard.wording import short

    known = pack.fact_by_id
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            *(Problem("", f"'{short(name, 40)}' isn't a fact.", nearest(name, list(known)) or "") for name in unknown)
        )
    return [known[name] for name in names] if names else list(pack.facts)


def due(day: date, *, pack: Path | str | None = None) -> Json:
    """Return the sources that are to be read again, as ``mfa-wizard knowledge due`` prints them.

    Args:
        day: The day from which ages count.
        pack: Folder of another knowledge pack.

    Raises:
        PackError: The pack cannot be used.

    >>> found = due(date(2100, 1, 1))
    >>> len(found["due"]) == found["sources"]
    True
    """
    from wizard.pack.due import by_age, overdue
    from wizard.pack.loader import load_pack

    known = load_pack(folder_of(pack))
    late = overdue(known, day)
    return {
        "day": day.isoformat(),
        "limit_days": known.profile.limits.source_days,
        "sources": len(by_age(known, day)),
        "due": [
            {
                "source": one.source.model_dump(mode="json"),
                "age_days": one.age,
                "due_on": one.due.isoformat(),
                "facts": list(one.facts),
                "rules": list(one.rules),
            }
            for one in late
        ],
    }


def what_if(
    policies: Path | str | Json | list[Json],
    request: Mapping[str, Any],
    *,
    directory: Sequence[Path | str] | Json = (),
    pack: Path | str | None = None,
) -> Json:
    """Return what exported Conditional Access policies require of a sign-in, as ``evidence what-if`` prints it.

    What could not be read is a warning of Python, each with file and line; the good rest is used.

    Args:
        policies: File or folder of exported policies, or the policies as Microsoft Graph returns them.
        request: The body of Microsoft Graph's ``conditionalAccess/evaluate``.
        directory: Files with users, groups, roles and named locations, or one object with these collections.
        pack: Folder of another knowledge pack.

    Raises:
        EvidenceError: A file cannot be used at all, or the request is wrong.
    """
    import warnings

    from wizard.evidence.request import request_of

    judge, problems = what_if_of(policies, directory, pack)
    for problem in problems:
        warnings.warn(str(problem), stacklevel=2)
    return judge.answer(request_of(dict(request), "request", judge.tables)).as_dict()


def what_if_of(
    policies: Path | str | Json | list[Json], directory: Sequence[Path | str] | Json, pack: Path | str | None
) -> tuple[WhatIf, list[Problem]]:
    """Return what judges sign-ins of a tenant, and what of its exports could not be read.

    Raises:
        EvidenceError: An export cannot be used at all.
    """
    from wizard.evidence.directory import Directory
    from wizard.evidence.directory_reading import directory_of, read_directories
    from wizard.evidence.policies.reading import read_policies, read_text, refuse_unreadable
    from wizard.evidence.tables import load_tables
    from wizard.evidence.what_if import WhatIf

    tables, known = load_tables(Path(pack) if pack else None), Directory()
    if isinstance(directory, dict):
        known = directory_of(directory, "directory")
    elif directory:
        known = read_directories([Path(name) for name in directory])
    if isinstance(policies, Path | str):
        place, reading = str(policies), read_policies(Path(policies))
    else:
        place, reading = "policies", read_text(json.dumps(policies), "policies")
    refuse_unreadable(reading, place, known.problems)
    return WhatIf(reading, known, tables), [*known.problems, *reading.problems]


def schema(command: str) -> Json:
    """Return the JSON Schema of what a command prints as JSON, such as ``"decide"`` or ``"evidence what-if"``.

    Raises:
        UsageError: No command of this name prints JSON.

    >>> schema("decide")["title"]
    'MFA Exception Wizard, result of decide'
    """
    from wizard.shapes import schema_of

    return schema_of(command)

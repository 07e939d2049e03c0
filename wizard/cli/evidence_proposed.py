"""Proposals of exports as one JSON object, for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.evidence.observations import Observation


def proposals_object(
    session: Session, proposed: Sequence[str], seen: Sequence[Observation], files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what was proposed, what contradicts answers, and what stays open.

    Args:
        session: The record, with the proposals in it.
        proposed: Questions that took something.
        seen: All that the exports say about the account.
        files: The exports with what each cannot say, as ``evidence show --format json`` has them.
    """
    limits = {str(file["file"]): [limit["text"] for limit in file["limits"]] for file in files}
    return {
        "account": session.record.account.name,
        "record": str(session.path) if session.path is not None else None,
        "proposed": [_proposal(session, name, seen, limits) for name in proposed],
        "contradictions": [
            {
                "question": one.question,
                "answer": session.interview.answers.get(one.question),
                "missing": list(one.missing),
                "proven": one.proven,
                **_sources([one.observation], limits),
            }
            for one in session.contradictions
        ],
        "undecided": list(_undecided(session, seen, limits)),
        "open": list(session.interview.open),
        "files": list(files),
    }


def _proposal(session: Session, name: str, seen: Sequence[Observation], limits: dict[str, list[str]]) -> dict[str, Any]:
    answers, origin = session.interview.answers, session.record.origins[name]
    value = answers.get(name, session.interview.parked.get(name))
    given = {value} if isinstance(value, str) else set(value or ())
    behind = [one for one in seen if one.question == name and given & set(one.answers)]
    return {
        "question": name,
        "label": session.pack.question_by_id[name].label,
        "answer": list(value) if isinstance(value, tuple) else value,
        "asked_now": name in answers,
        "confirmed": origin.how != "proposed",
        **_sources(behind, limits),
        "rows": origin.rows,
        "period": origin.period,
        "reason": origin.reason,
    }


def _undecided(session: Session, seen: Sequence[Observation], limits: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    answers = session.interview.answers
    for one in seen:
        if one.question in session.pack.question_by_id and one.undecided and one.question not in answers:
            yield {"question": one.question, "one_of": list(one.undecided), **_sources([one], limits)}


def _sources(seen: Sequence[Observation], limits: dict[str, list[str]]) -> dict[str, Any]:
    sources = list(dict.fromkeys(source for one in seen for source in one.sources))
    return {
        "certainty": "shows" if any(one.certainty == "shows" for one in seen) else "suggests",
        "sources": [{"file": source.file, "sha256": source.sha256} for source in sources],
        "rows": sum(one.rows for one in seen),
        "period": "; ".join(dict.fromkeys(one.period for one in seen if one.period)),
        "reason": " ".join(dict.fromkeys(one.reason for one in seen)),
        "facts": sorted({fact for one in seen for fact in one.facts}),
        "would_tell": " ".join(dict.fromkeys(one.would_tell for one in seen if one.would_tell)),
        "cannot_say": list(dict.fromkeys(text for source in sources for text in limits.get(source.file, []))),
    }

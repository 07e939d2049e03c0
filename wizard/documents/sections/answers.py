"""The dossier on the answers: who gave each, when, on which evidence, and those that decide nothing now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from wizard.documents.carry_over import asked_again
from wizard.documents.escape import identifier, inline
from wizard.documents.readiness import doubts
from wizard.documents.sections import parts
from wizard.wording import count, listed

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.record.model import Origin, Source

HOW = {
    "stated": "Stated",
    "observed": "Read in an export and confirmed",
    "proposed": "Suggested by an export, not confirmed",
    "tenant": "Given for the whole tenant",
    "shared": "Given for several accounts",
    "template": "Taken from another record",
    "imported": "Imported from a list",
}
METHODS = {"examine": "Examined", "interview": "Asked", "test": "Tested"}


def answers(page: Page, case: Case) -> None:
    """Add every question that was asked, with its answer and where the answer is from."""
    page.heading(2, "Answers")
    read = exports(case)
    unused = set(case.not_used)
    page.condensed(
        ("Question", "Answer", "How", "By", "On", "Evidence", "Note"),
        [
            (
                case.words.question(name),
                _answer(case, name) + (" (changes nothing here)" if name in unused else ""),
                *_origin(case.record.origins.get(name) if name in case.decision.answers else None, read),
                inline(case.record.notes.get(name, "")),
            )
            for name in case.decision.asked
        ],
        keep=2,
    )
    others = {name: note for name, note in case.record.notes.items() if name not in case.decision.asked}
    page.heading(3, "Answers and questions set aside")
    page.bullets(_set_aside(case, read))
    if case.record.discuss:
        page.heading(3, "Marked for discussion")
        page.bullets(case.words.question(name) for name in case.record.discuss if name in case.engine.questions)
    if others:
        page.heading(3, "Further notes")
        page.bullets(f"{subject(case, name)}: {inline(note)}" for name, note in others.items())


def _answer(case: Case, question: str) -> str:
    given = case.decision.answers.get(question)
    return case.words.answer(question, given) if given is not None else "Not answered yet"


def _origin(origin: Origin | None, read: dict[tuple[str, str, str], str]) -> tuple[str, str, str, str]:
    """Return how an answer came, by whom, when, and the numbers of the exports behind it."""
    if origin is None:
        return "Stated", "", "", ""
    how = HOW[origin.how] + (f" ({inline(origin.place)})" if origin.place else "")
    seen = [read[_key(source)] for source in origin.sources if _key(source) in read]
    if origin.rows is not None:
        seen.append(count(origin.rows, "row"))
    if origin.reason.strip():
        seen.append(inline(origin.reason))
    return how, inline(origin.by), parts.day(origin.given_on), ", ".join(dict.fromkeys(seen))


def _key(source: Source) -> tuple[str, str, str]:
    return source.file, source.digest, source.period


def exports(case: Case) -> dict[tuple[str, str, str], str]:
    """Return the exports that answers rest on, by name, digest and period, each with its mark, such as ``R1``."""
    found: dict[tuple[str, str, str], str] = {}
    behind_answers = (origin.sources for origin in case.record.origins.values())
    for source in chain(*behind_answers, *(policy.sources for policy in case.record.report_only)):
        found.setdefault(_key(source), f"R{len(found) + 1}")
    return found


def report_only(page: Page, case: Case) -> None:
    """Add what policies in report-only mode would require once they are on."""
    rows = case.record.report_only
    if not rows:
        return
    read = exports(case)
    page.heading(2, "Policies in report-only mode")
    page.condensed(
        ("Policy", "Once on", "Requires", "Export"),
        [
            (
                inline(row.policy),
                "Applies" if row.sure else "May apply",
                parts.required(case, row),
                ", ".join(dict.fromkeys(read[_key(source)] for source in row.sources)),
            )
            for row in rows
        ],
        keep=3,
    )


def evidence(page: Page, case: Case) -> None:
    """Add what was read: exports with their digests and periods, and the evidence that people collected."""
    read = exports(case)
    unsure = doubts(case)
    if not read and not case.evidence and not unsure:
        return
    page.heading(2, "What was read")
    page.text(*unsure)
    page.condensed(
        ("ID", "Export", "Period", "SHA-256"),
        [
            (mark, identifier(file), inline(period), identifier(digest) if digest else "")
            for (file, digest, period), mark in read.items()
        ],
        keep=2,
    )
    page.condensed(
        ("ID", "Evidence", "How", "By", "On", "Counts until", "Kept at", "SHA-256"),
        [
            (
                f"E{number}",
                inline(row.what) or parts.NOT_GIVEN,
                METHODS.get(row.method, "Not stated"),
                inline(row.collected_by),
                parts.day(row.collected_on),
                parts.day(row.expires_on),
                identifier(row.location),
                identifier(row.digest) if row.digest else "",
            )
            for number, row in enumerate(case.evidence, 1)
        ],
        keep=2,
    )


def _set_aside(case: Case, read: dict[tuple[str, str, str], str]) -> Iterator[str]:
    """Yield answers that decide nothing now, each with the reason."""
    words, record = case.words, case.record
    for name in case.engine.questions:
        if name in record.parked:
            yield f"{words.question(name)} {words.answer(name, record.parked[name])}: {_why(case, name, read)}"
        elif name in record.to_do and name not in case.decision.answers:
            yield f"{words.question(name)} Nobody could answer it yet."
    for name, given in record.set_aside.items():
        yield f"{subject(case, name)} {inline(_as_given(case, name, given))}: given under questions of another knowledge"
    for name, why in map(asked_again, record.ask_again):
        field = case.library.fields.get(name)
        yield f"{inline(field.label) if field else subject(case, name)} {inline(why)}"


def _why(case: Case, name: str, read: dict[tuple[str, str, str], str]) -> str:
    origin = case.record.origins.get(name)
    if name in case.record.parked_because:
        return inline(case.record.parked_because[name])
    if origin is not None and origin.how == "proposed":
        seen = listed([read[_key(source)] for source in origin.sources if _key(source) in read])
        return f"suggested by {seen or 'an export'}, and its question is not asked now"
    return "its question is not asked now"


def _as_given(case: Case, question: str, given: Any) -> str:
    """Return an answer of another pack, by its labels where today's pack has them."""
    found: Iterable[Any] = given if isinstance(given, list) else [given]
    return "; ".join(case.words.option(question, str(part)) for part in found)


def subject(case: Case, name: str) -> str:
    """Return what a note or an answer is about: the question, or its name where this pack has no such question."""
    return case.words.question(name) if name in case.engine.questions else inline(name)

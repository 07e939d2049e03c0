"""Sections 4 and 5: the account and its use, and the answers given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wizard.documents.escape import identifier, inline
from wizard.documents.sections import parts
from wizard.documents.sections.people import ListedExports, exports
from wizard.documents.sourced import publication
from wizard.pack.models import Meaning
from wizard.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models.documents import AccountRow
    from wizard.record.model import Origin

_SEVERAL = re.compile(r"[;,\n]|\b(?:and|plus|as well as)\b|&", re.IGNORECASE)


def account_and_use(page: Page, case: Case) -> None:
    page.heading(2, "Account and use")
    rows = [("Account", parts.account(case))]
    for row in case.pack.documents.account_row:
        text = _row(case, row)
        if text:
            rows.append((row.label, text))
    page.table(("What", "Answer"), rows)
    for question in case.words.pack.questions:
        if question.options_from and question.id in case.decision.answers:
            page.table((question.title, "What is known of it", "Source"), _entries(case, question.id))
    if _SEVERAL.search(case.text(Meaning.PURPOSE)):
        page.text("Check the purpose: it may name more than one workload, and an account serves one.")
    page.bullets(parts.conditional(case, page, "account"))


def _row(case: Case, row: AccountRow) -> str:
    if row.question:
        if row.question in case.decision.answers:
            return answer(case, row.question)
        return parts.NOT_KNOWN if row.question in case.decision.unanswered else ""
    if row.field in case.outcome.fields and row.field in case.library.fields:
        field = case.library.fields[row.field]
        if field.id in case.pack.documents.guid_fields:
            return identifier(case.text(field.id)) or parts.NOT_KNOWN
        return parts.value_text(case, field, parts.NOT_KNOWN)
    return ""


def _entries(case: Case, question: str) -> Iterator[tuple[str, str, str]]:
    """Yield each chosen entry, what is known of it, and the dated page that says so."""
    chosen = case.decision.answers[question]
    for entry in case.pack.connectors:
        if entry.id in chosen:
            pages = [case.pack.source_by_id[known.source] for known in entry.support.values() if known.source]
            told = " ".join(text for text in (*entry.sentences, entry.note, entry.sharing) if text)
            yield inline(entry.label), inline(told), "; ".join(f"{inline(p.title)}, {publication(p)}" for p in pages)


def answer(case: Case, question: str) -> str:
    given = case.decision.answers.get(question)
    return case.words.answer(question, given) if given is not None else "Not answered yet"


def answers_given(page: Page, case: Case) -> None:
    """Add every question asked, with answer, who answered, and the note."""
    page.heading(2, "Answers given")
    asked = case.decision.asked
    unused = set(case.decision.not_used)
    read = exports(case)
    rows = [
        (
            case.words.question(name),
            answer(case, name) + (" (changes nothing here)" if name in unused else ""),
            _origin(case, name, read),
            inline(case.record.notes.get(name, "")),
        )
        for name in asked
    ]
    page.table(("Question", "Answer", "From", "Note"), rows)
    others = {name: note for name, note in case.record.notes.items() if name not in asked}
    if case.record.parked:
        proposed = {name for name in case.record.parked if _is_proposed(case, name)}
        again = case.record.parked_because.keys() & set(asked) - proposed
        _set_aside(
            page,
            case,
            (name for name in case.record.parked if name not in proposed | again),
            "These answers were given and set aside, because their questions are not asked now:",
        )
        _set_aside(page, case, again, "These answers were given earlier, and their questions are asked again:")
        _set_aside(page, case, proposed, "Exports propose these answers to questions that are not asked now:", read)
    if case.record.set_aside:
        page.text("These answers were given under other questions than today's, and are kept as they were:")
        page.bullets(
            f"{_subject(case, name)} {inline(_as_given(case, name, given))}"
            for name, given in case.record.set_aside.items()
        )
    if case.record.discuss:
        page.text("Marked for discussion:")
        page.bullets(case.words.question(name) for name in case.record.discuss if name in case.engine.questions)
    if others:
        page.text("Further notes:")
        page.bullets(f"{_subject(case, name)}: {inline(note)}" for name, note in others.items())


def _is_proposed(case: Case, name: str) -> bool:
    origin = case.record.origins.get(name)
    return origin is not None and origin.how == "proposed"


def _set_aside(page: Page, case: Case, names: Iterable[str], head: str, read: ListedExports | None = None) -> None:
    """Add answers that decide nothing now; with the exports behind them where those are given."""
    words, wanted = case.words, set(names)
    lines = [
        f"{words.question(name)} {words.answer(name, case.record.parked[name])}"
        + (f" ({_source(case.record.origins[name], read)})" if read is not None else "")
        for name in case.engine.questions
        if name in wanted
    ]
    if lines:
        page.text(head)
        page.bullets(lines)


def _as_given(case: Case, question: str, given: Any) -> str:
    """Return an answer of another pack, by its labels where today's pack has them."""
    parts = given if isinstance(given, list) else [given]
    return "; ".join(case.words.option(question, str(part)) for part in parts)


def _subject(case: Case, name: str) -> str:
    return case.words.question(name) if name in case.engine.questions else inline(name)


def _origin(case: Case, question: str, read: ListedExports) -> str:
    if question not in case.decision.answers:
        return ""
    origin = case.record.origins.get(question)
    if origin is None:
        return "Stated"
    by = inline(origin.by)
    if origin.how == "stated":
        return f"Stated by {by}" if by else "Stated"
    end = "not confirmed" if origin.how == "proposed" else (f"confirmed by {by}" if by else "confirmed")
    return f"{_source(origin, read)}; {end}"


def _source(origin: Origin, read: ListedExports) -> str:
    """Return which export speaks, with its rows, days, reason and digest."""
    number = read.get((origin.files, origin.digests, origin.period), ("", []))[0]
    seen = [f"Export {identifier(', '.join(origin.files))}" if origin.files else "An export"]
    seen += [f"evidence {number}"] if number else []
    if origin.rows is not None:
        seen.append(count(origin.rows, "row"))
    seen += [inline(text) for text in (origin.period, origin.reason) if text.strip()]
    if origin.digests:
        seen.append(f"SHA-256 {identifier(origin.digests[0][:12])}")
    return ", ".join(seen)

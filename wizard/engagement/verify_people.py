"""Whether signatures hold: who signed, what, when, and whether duties are separated among those who did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from wizard.engagement.findings import Finding
from wizard.engagement.readback_form import Checklist, Signature, filled_in, valid
from wizard.engagement.states import (
    APPROVED,
    WORDS,
    Standing,
    State,
    Word,
    final_word,
    review_held,
    word_of,
)
from wizard.pack.models import Meaning
from wizard.record.names import normal, same_person, stands_for, told_people, told_person
from wizard.wording import count, date_readings, listed, long_date, read_date, short, two_readings

if TYPE_CHECKING:
    from wizard.engagement.printed import Printed
    from wizard.record.values import Person

ISO = "Write the date as 2027-01-31."
SIGN_AGAIN = "Let the person named sign, or print a revision that names who signs."


def date_finding(text: str, place: str, what: str) -> Finding | None:
    """Return what is wrong with a date as written; None where one day is meant, or nothing is written."""
    if not text or read_date(text) is not None:
        return None
    if date_readings(text):
        return Finding("date_ambiguous", place, f"{what} “{short(text, 40)}” {two_readings(text)}", ISO)
    return Finding("date_unreadable", place, f"{what} “{short(text, 40)}” isn't a date that can be read.", ISO)


def signatures(checklist: Checklist, printed: Printed, day: date) -> Iterator[Finding]:
    """Look at every signature that was given; one that is still open isn't a finding."""
    given = [row for row in checklist.signatures if row.given]
    for row in given:
        yield from _signature(checklist, row, printed, day)
    if given and printed.draft:
        number = f" with {count(printed.open_count, 'open item')}" if printed.open_count else ""
        message = f"Signatures are under a draft{number}."
        remedy = "Close the open items, print again with --final and --revision, and sign that."
        yield Finding("draft_signed", f"{checklist.file}: sign-off", message, remedy)


def _signature(checklist: Checklist, row: Signature, printed: Printed, day: date) -> Iterator[Finding]:
    place = f"{checklist.file}: {short(row.role, 60) or row.place}"
    planned = printed.signers.get(normal(row.role))
    if not row.name:
        yield Finding(
            "signer_not_named", place, "Someone signed without a name.", "Write the name next to the signature."
        )
    elif planned is not None and planned.name and not stands_for(told_person(row.name), planned):
        message = f"Another person signed than the recommendation names; it names {short(planned.name, 60)}."
        remedy = f"{SIGN_AGAIN} A delegate writes “Name for {short(planned.name, 60)}”."
        yield Finding("signer_not_named", place, message, remedy)
    for column, text in row.decisions.items():
        yield from _decision(place, column, text, row)
    signed = read_date(row.date)
    if signed is None:
        wrong = date_finding(row.date, place, "The date of the signature")
        yield wrong or Finding("date_unreadable", place, "The signature has no date.", ISO)
    elif printed.day is not None and signed < printed.day:
        message = f"It was signed on {long_date(signed)}, before the document was printed on {long_date(printed.day)}."
        yield Finding("approval_early", place, message, "Let the person sign the document that was printed.")
    elif signed > day:
        message = f"It was signed on {long_date(signed)}, a day that is still to come."
        yield Finding("approval_future", place, message, "Correct the date of the signature.")


def _decision(place: str, column: str, text: str, row: Signature) -> Iterator[Finding]:
    where = place if len(row.decisions) == 1 else f"{place}, {column}"
    words = listed([f"“{word}”" for word in WORDS], "or")
    word = word_of(text)
    if not text.strip():
        yield Finding("decision_missing", where, "The signature has no decision.", f"Write {words}.")
    elif word is None:
        message = f"“{short(text, 40)}” isn't a decision that counts."
        yield Finding("decision_unknown", where, message, f"Write {words}.")
    elif word is Word.CONDITIONS and not _is_condition(row.conditions):
        message = "An approval with conditions names none."
        yield Finding("conditions_missing", where, message, "Write the conditions, or approve without any.")
    elif word is Word.APPROVE and _is_condition(row.conditions) and Word.CONDITIONS not in row_words(row):
        message = f"It approves without conditions, and names one: {short(row.conditions, 60)}"
        remedy = "Write “approve with conditions”, or empty the cell of conditions."
        yield Finding("conditions_contradict", where, message, remedy)


def row_words(row: Signature) -> set[Word | None]:
    """Return what a signature decides on all decisions."""
    return {word_of(text) for text in row.decisions.values()}


def _is_condition(text: str) -> bool:
    """Return whether a cell names a condition, and does not only say that there is none."""
    bare = " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
    return bool(bare) and bare not in _NO_CONDITIONS


_NO_CONDITIONS = {"none", "no", "n a", "na", "no conditions", "no condition", "without conditions", "not applicable"}
_NO_CONDITIONS |= {"keine", "ohne", "nil"}


def duties(checklist: Checklist, printed: Printed) -> Iterator[Finding]:
    """Apply the organization's rule of duties to the people who really signed, and to those named for the rest."""
    from wizard.documents.people import duty_findings

    case = printed.case
    people = _signed_people(checklist, printed)
    if case is None or printed.record.self_assessment or not people:
        return
    for one in duty_findings(case, people):
        if one.blocks:
            field = one.field if one.field in case.library.fields else ""
            place = f"{checklist.file}: {case.label_of(field) if field else 'sign-off'}"
            yield Finding("duties", place, one.text, SIGN_AGAIN)


def _signed_people(checklist: Checklist, printed: Printed) -> dict[str, Person]:
    """Return who signed, by role; those of whom the document names somebody else are said already."""
    titles = {normal(role.title): role.id for role in printed.pack.profile.role}
    rows = [row for row in checklist.signatures if row.given and row.name]
    return {titles[normal(row.role)]: told_person(row.name) for row in rows if normal(row.role) in titles}


def result(checklist: Checklist, printed: Printed, standing: Standing, day: date) -> Iterator[Finding]:
    """Compare the result with the signatures, the recommendation and the cap."""
    place = f"{checklist.file}: Result"
    text = filled_in(checklist.result, "final status")
    final = final_word(checklist)
    states = {one.state for one in standing.approvals}
    if text and final is None:
        message = f"The final status “{short(text, 40)}” isn't one that counts."
        yield Finding(
            "result_unreadable", place, message, "Write approved, approved with conditions, rejected or returned."
        )
    elif final is not None and states and not _agrees(final, states):
        said = listed([one.replace("_", " ") for one in sorted(states)])
        message = f"The final status is “{short(text, 40)}”, and by the signatures it is {said}."
        yield Finding("result_contradicts", place, message, "Correct the final status, or complete the signatures.")
    yield from _decided_on(checklist, printed, standing, place, day)
    for number in range(1, len(standing.approvals) + 1):
        yield from _term(checklist, printed, standing, number, day)


def _agrees(final: Word, states: set[State]) -> bool:
    if final in {Word.APPROVE, Word.CONDITIONS}:
        return states <= APPROVED and ((final is Word.CONDITIONS) == (State.APPROVED_WITH_CONDITIONS in states))
    return (State.REJECTED if final is Word.REJECT else State.RETURNED) in states


def _decided_on(checklist: Checklist, printed: Printed, standing: Standing, place: str, day: date) -> Iterator[Finding]:
    text = filled_in(checklist.result, "decided on")
    wrong = date_finding(text, place, "“Decided on”")
    then = read_date(text)
    if wrong is not None:
        yield wrong
    elif then is not None and printed.day is not None and then < printed.day:
        message = f"It was decided on {long_date(then)}, before the document was printed."
        yield Finding("approval_early", place, message, "Correct “Decided on”.")
    elif then is not None and then > day:
        yield Finding("date_future", place, "“Decided on” is a day that is still to come.", "Correct “Decided on”.")
    elif then is not None and (first := min((one.first for one in standing.running if one.first), default=then)) < then:
        message = f"It was decided on {long_date(then)}, after its start on {long_date(first)}."
        yield Finding("approval_late", place, message, "Correct “Decided on”, or write a later day in “valid from”.")


def _term(checklist: Checklist, printed: Printed, standing: Standing, number: int, day: date) -> Iterator[Finding]:
    """Compare the days from and to which a decision is valid, as approved, with what was recommended and the cap."""
    place = f"{checklist.file}: Result, {standing.approvals[number - 1].title}"
    told = {side: valid(checklist.result, number, side) or "" for side in ("from", "to")}
    for side, text in told.items():
        wrong = date_finding(text, place, f"“Valid {side}”")
        if wrong is not None:
            yield wrong
    first, last = read_date(told["from"]), read_date(told["to"])
    begin = first or standing.approvals[number - 1].first
    if first is not None and printed.start is not None and first < printed.start:
        message = f"It is valid from {long_date(first)}; {long_date(printed.start)} was recommended."
        yield Finding("result_too_early", place, message, "Correct “valid from”.")
    if first is not None and last is not None and last <= first:
        yield Finding("result_too_early", place, "It ends before it begins.", "Correct both days.")
    if standing.signed_on is not None and begin is not None and begin <= day and standing.signed_on > begin:
        message = f"It was signed on {long_date(standing.signed_on)}, after its start on {long_date(begin)}."
        yield Finding("approval_late", place, message, "Write a later day in “valid from”, or print a revision.")
    end = printed.end if printed.ends(number) else None
    yield from _printed_end(checklist, printed, place)
    if last is not None and end is not None and last > end:
        message = f"It is valid to {long_date(last)}; {long_date(end)} was recommended as its last day."
        yield Finding("result_too_late", place, message, "Write an earlier day in “valid to”, or print a revision.")
    elif last is not None and begin is not None and (cap := _cap(printed)) and (last - begin).days > cap:
        message = f"It is valid to {long_date(last)}; its risk allows {count(cap, 'day')} from its start."
        yield Finding("result_too_late", place, message, "Write an earlier day in “valid to”.")


def _printed_end(checklist: Checklist, printed: Printed, place: str) -> Iterator[Finding]:
    """Compare the last day in the label with the record, where the checklist cannot be written again."""
    for label in checklist.result if not printed.reproduced else ():
        said = read_date(label.lower().partition("not later than ")[2])
        if said is not None and printed.end is not None and said != printed.end:
            message = f"“{short(label, 80)}” names another day than the record, {long_date(printed.end)}."
            yield Finding("item_changed", place, message, "Put the printed text back.")


def _cap(printed: Printed) -> int:
    if printed.case is None or not printed.reproduced or printed.case.level is None or not printed.end:
        return 0
    return printed.case.level.cap_days


def closure(checklist: Checklist, printed: Printed, standing: Standing, day: date) -> Iterator[Finding]:
    """Look at the closure, where anybody began it."""
    if not any(checklist.closure.values()):
        return
    place = f"{checklist.file}: Closure"
    needed = {"Ended on": ("ended on",), "Evidence": ("evidence",), "Closed by": ("closed by",)}
    open_parts = [label for label, starts in needed.items() if not filled_in(checklist.closure, *starts)]
    if open_parts:
        message = f"The closure lacks: {', '.join(open_parts)}."
        yield Finding("closure_incomplete", place, message, "Fill in these rows.")
    for label, starts in _CLOSURE_DATES.items():
        text = filled_in(checklist.closure, *starts)
        wrong = date_finding(text, place, f"“{label}”")
        then = read_date(text)
        if wrong is not None:
            yield wrong
        elif then is not None and then > day:
            yield Finding("date_future", place, f"“{label}” is a day that is still to come.", f"Correct “{label}”.")
        elif then is not None and printed.day is not None and then < printed.day:
            message = f"“{label}” is {long_date(then)}, before the document was printed."
            yield Finding("date_too_early", place, message, f"Correct “{label}”.")
        elif then is not None and standing.signed_on is not None and then < standing.signed_on:
            message = f"“{label}” is {long_date(then)}, before the last signature on {long_date(standing.signed_on)}."
            yield Finding("date_too_early", place, message, f"Correct “{label}”.")
    ended, checked = (read_date(filled_in(checklist.closure, *starts)) for starts in _CLOSURE_DATES.values())
    if ended is not None and checked is not None and checked < ended:
        message = f"It was checked on {long_date(checked)}, before it ended on {long_date(ended)}."
        yield Finding("date_too_early", place, message, "Check again after the end, and write that day.")
    implementer = printed.person(Meaning.IMPLEMENTER)
    for label in ("closed by", "checked by"):
        people = told_people(filled_in(checklist.closure, label))
        named = any(same_person(person, implementer) for person in people)
        if implementer and named and not printed.record.self_assessment:
            message = f"“{label.capitalize()}” names the implementer; another person closes and checks."
            yield Finding("closed_by_implementer", place, message, "Let another person close and check.")


_CLOSURE_DATES = {"Ended on": ("ended on",), "Checked on": ("checked on", "verified on")}
"""Days of the closure, by what their rows begin with."""


def reviews(checklist: Checklist, printed: Printed, day: date, opens: dict[date, date]) -> Iterator[Finding]:
    """Look at the rows of the review log.

    Args:
        checklist: As it came back.
        printed: As it was printed.
        day: The day to go by.
        opens: The first day on which a review can be held, by its due day.
    """
    for row in checklist.reviews:
        if not row.given:
            continue
        place = f"{checklist.file}: Review log, due {short(row.due, 40)}"
        following = row.next if re.search("[0-9]", row.next) else ""  # words such as "none" name no day
        wrong = [date_finding(row.held_on, place, "“Held on”"), date_finding(following, place, "“Next”")]
        yield from (one for one in wrong if one is not None)
        held, due = read_date(row.held_on), read_date(row.due)
        lacking = [
            label for label, text in (("Held on", row.held_on), ("By", row.by), ("Result", row.result)) if not text
        ]
        if lacking:
            yield Finding("review_incomplete", place, f"The row lacks: {', '.join(lacking)}.", "Fill in these cells.")
        if held is not None and held > day:
            yield Finding(
                "date_future", place, "The review was held on a day that is still to come.", "Correct “Held on”."
            )
        first = opens.get(due) if due is not None else None
        if held is not None and first is not None and held < first:
            message = f"The review was held on {long_date(held)}; {long_date(first)} is the first day for it."
            yield Finding("date_too_early", place, message, "Hold the review again, and write its day.")
    if printed.checklist is not None and checklist.reviews and not printed.checklist.reviews:
        yield Finding("row_added", checklist.file, "A review log was added that was not printed.", "Remove it.")


def retested(checklist: Checklist | None, day: date, limit: int) -> bool:
    """Return whether the review log shows that controls were tested again within so many days."""
    rows = checklist.reviews if checklist else ()
    return any(
        review_held(row, day) and _tested(row.controls) and (day - (read_date(row.held_on) or day)).days <= limit
        for row in rows
    )


def _tested(text: str) -> bool:
    """Return whether a cell says that controls were tested again, and passed."""
    return bool(text) and not _UNTESTED.search(_FLAWLESS.sub("", text))


_FLAWLESS = re.compile(
    r"\b(?:no|none|nothing|without(?: any| an?)?|0|zero|keine?|nichts|ohne) "
    r"(?:fail\w*|issues?|findings?|problems?|errors?|deviations?|fehler|befunde?|abweichung(?:en)?)\b",
    re.IGNORECASE,
)
"""That nothing failed, which negates no test."""
_UNTESTED = re.compile(
    r"^\W*(?:no|not|none|n/?a|nein|nicht|keine|open|pending|todo)\b"
    r"|\bfail|\bfehlgeschlagen\b|\b(?:not|nicht) (?:yet |noch )?(?:pass|test|done|bestanden|getestet|geprüft)",
    re.IGNORECASE,
)

"""The sign-off: its sections with what is open, the words next to a field, what is suggested, and who was named before.

Faces show these words and keep what people type; a rule about a field is not theirs. Which fields there are, and which
of them keep the documents a draft, comes from the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wizard.decision.blocks import Text, plain
from wizard.documents.readiness import REQUIRED, open_items
from wizard.record.names import normal
from wizard.record.signoff import parts_of, unfolded
from wizard.record.values import LISTS, asked_parts, kind_parts
from wizard.views import risk

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.engagement.session import Session
    from wizard.errors import WizardError
    from wizard.pack.models import Field

SUGGESTED = " – suggested by the answers"
"""Follows a value that the answers suggest, and nobody has kept yet."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sign-off.

    Attributes:
        short: One word for it.
        open: Fields that keep the documents a draft.
    """

    id: str
    title: str
    short: str
    fields: tuple[str, ...]
    open: int


def to_do(case: Case) -> dict[str, list[str]]:
    """Return the fields that keep the documents a draft, each with what is missing or wrong."""
    found: dict[str, list[str]] = {}
    for item in open_items(case):
        if item.section != "answers":
            found.setdefault(item.field_id, []).append(item.reason)
    return found


def sections(case: Case) -> tuple[Section, ...]:
    """Return the sections of which a field is asked, in the order of asking."""
    titles = {part.section: part.title for part in case.pack.documents.open_section}
    names: dict[str, list[str]] = {}
    for name in case.outcome.fields:
        names.setdefault(case.library.fields[name].section, []).append(name)
    waiting = to_do(case)
    return tuple(
        Section(
            section,
            titles.get(section, short),
            short,
            tuple(fields),
            sum(name in waiting for name in fields),
        )
        for section, fields in names.items()
        for short in (section.replace("_", " ").capitalize(),)
    )


def about(case: Case, field: Field) -> str:
    """Return the help of a field, and what limits its value."""
    rule = "An organization rule, not a rule of an authority." if field.house_rule else ""
    limit = risk.in_short(case) if field.kind == "date" and case.rating is not None else ""
    return " ".join(part for part in (field.help, rule, limit) if part)


def wrong(case: Case, field: str) -> list[str]:
    """Return what is not right yet about a value that is there, in full sentences."""
    return [reason for reason in to_do(case).get(field, []) if reason != REQUIRED]


def beside(case: Case, field: str) -> Iterator[Text]:
    """Yield the words next to the rows of a field, but for those that its open items say."""
    told = [reason.partition(". ")[2] for reason in wrong(case, field)]
    for block in risk.beside(case, field):
        if not any(part and part in plain(block.line) for part in told):
            yield block


def wrong_words(field: Field, error: WizardError) -> str:
    """Return what is wrong with a value as sentences; each names the part of the value by its label."""
    labels = {part.key: part.label for part in parts_of(field)}
    found: list[str] = []
    for problem in error.problems:
        said = f"{problem.text} {problem.remedy}".strip()
        if not problem.subject:
            label = labels.get(problem.place.rpartition(".")[2])
            said = f"“{label}” {said}" if label else f"This {said}"
        found.append(said)
    return " ".join(found)


def people(session: Session) -> list[dict[str, Any]]:
    """Return everybody who is named in the sign-off or given for the whole engagement, each once, with all that is known."""
    standing = session.settings.signoff if session.settings is not None else {}
    found: dict[str, dict[str, Any]] = {}
    for field in session.pack.signoff:
        for value in (session.record.signoff.get(field.id), standing.get(field.id)):
            for person in _named(field, unfolded(field, value)):
                known = found.setdefault(normal(person["name"]), person)
                known.update({part: text for part, text in person.items() if not known.get(part)})
    return list(found.values())


def _named(field: Field, value: Any) -> Iterator[dict[str, Any]]:
    """Yield the people in a value: a person with all parts, or the names in rows."""
    if field.kind == "person":
        if isinstance(value, Mapping) and value.get("name"):
            yield {part: str(value[part]) for part in ("name", "role", "contact") if value.get(part)}
        return
    keys = [part.key for part in kind_parts(field.kind) if part.ask.names]
    for row in value if isinstance(value, list) else ():
        yield from ({"name": str(row[key])} for key in keys if isinstance(row, Mapping) and row.get(key))


def person_words(person: Mapping[str, Any]) -> str:
    """Return a person in a list: name, role, contact."""
    return ", ".join(str(person[part]) for part in ("name", "role", "contact") if person.get(part))


def not_right(reason: str) -> str:
    """Return what is wrong with a value as it is shown below it; empty for nothing."""
    return f"Not right yet: {reason}" if reason else ""


def typed_words(field: Field, typed: Any) -> str:
    """Return what was typed or marked, and is not kept, in one line."""
    labels = {option.id: option.label for option in field.option}
    if isinstance(typed, Mapping):
        typed = [
            part for part in dict(typed.get("parts", typed)).values() if part not in (None, "") and part is not True
        ]
    parts = typed if isinstance(typed, list) else [typed]
    return "; ".join(labels.get(str(part), str(part)) for part in parts)


@lru_cache(maxsize=4)  # a form asks for each field; a case never changes
def suggested(case: Case) -> dict[str, Any]:
    """Return what the answers suggest, by field: an option, options, or rows of a list; not for fields with a value.

    A field has a value once somebody kept it; documents know nothing of suggestions.
    """
    found: dict[str, Any] = {}
    for name in case.outcome.fields:
        field = case.library.fields[name]
        options = [
            option
            for option in field.option
            if option.known_when
            and case.holds(option.known_when)
            and (option.group is None or option.group in case.outcome.groups)
        ]
        ids = [option.id for option in options]
        if field.kind in LISTS and ids:
            found[name] = [_row(field, option.id, option.label) for option in options]
        elif field.kind == "choices" and ids and case.value(name) is None:
            found[name] = ids
        elif field.kind == "choice" and len(ids) == 1 and case.value(name) is None:
            found[name] = ids[0]
    return found


def _row(field: Field, option: str, label: str) -> dict[str, str]:
    """Return a row that is of this option; where it has its own name, that is the label."""
    parts = asked_parts(field.kind)
    kind = next(part.key for part in parts if part.ask.of_field)
    return {kind: option} if parts[0].key == kind else {parts[0].key: label, kind: option}

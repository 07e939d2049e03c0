"""Values of sign-off fields: read from what people type or files hold, and said in words.

A value is kept as plain JSON, so a record does not depend on the pack's field models:

    text, paragraph   text
    date              "2027-01-31"
    choice            an option id
    choices           a list of option ids, in the order of the pack
    person            {"name", "role", "contact"}
    controls          a list of the parts of ``record.Control``
    steps             a list of the parts of ``record.Step``
    evidence          a list of the parts of ``record.EvidenceItem``

What is typed in one line has its parts divided by ``;`` (a person) or ``|`` (a row of a
list, one row a line).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wizard.documents.dates import as_date, long_date, read_date
from wizard.errors import Problem, RecordError

if TYPE_CHECKING:
    from datetime import date

    from wizard.documents.case import Case
    from wizard.documents.readiness import OpenItem
    from wizard.pack.models import Field

MAX_TEXT = 20_000
MAX_LINE = 2_000
MAX_ROWS = 200
YEARS = range(2000, 2101)

PERSON = ("name", "role", "contact")
ROWS: dict[str, tuple[str, ...]] = {
    "controls": ("name", "objective", "kind", "above_and_beyond", "method", "tested_on", "result", "owner"),
    "steps": ("step", "owner", "due", "evidence", "rollback"),
    "evidence": ("what", "collected_by", "method", "collected_on", "expires_on", "location"),
}
"""Parts of one row of a list, in the order in which a typed line gives them."""

DATES = frozenset({"tested_on", "due", "collected_on", "expires_on"})
WORDS: dict[str, tuple[str, ...]] = {
    "kind": ("preventive", "detective"),
    "method": ("examine", "interview", "test"),
}
YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
EMPTY: dict[str, Any] = {"above_and_beyond": None, **dict.fromkeys(DATES)}
LONG = frozenset({"objective", "result", "step", "evidence", "rollback", "what"})


def shape(field: Field) -> str:
    """Return how a value of the field is typed in one line, for faces without a form."""
    if field.kind == "person":
        return "name; role; contact"
    if field.kind == "date":
        return "YYYY-MM-DD"
    if field.kind == "choice":
        return "one of: " + ", ".join(option.id for option in field.option)
    if field.kind == "choices":
        return "any of, with commas: " + ", ".join(option.id for option in field.option)
    if field.kind in ROWS:
        return " | ".join(part.replace("_", " ") for part in ROWS[field.kind]) + " (one row a line)"
    return "text"


def parse_field(field: Field, raw: Any) -> Any:
    """Return a checked value as plain JSON; None for an empty one.

    A text shorter than the field's ``min_length`` is kept: a draft may be short, and the
    open items say what it lacks.

    Raises:
        RecordError: With every finding, each with the field and what it takes.
    """
    problems: list[Problem] = []
    value = _Reader(field, problems).read(raw)
    if problems:
        raise RecordError(*problems)
    return value


class _Reader:
    """Reads one value and collects what is wrong with it."""

    def __init__(self, field: Field, problems: list[Problem]) -> None:
        self.field = field
        self.problems = problems

    def _find(self, place: str, message: str, remedy: str = "", subject: str = "") -> None:
        where = f"signoff.{self.field.id}" + (f".{place}" if place else "")
        self.problems.append(Problem(where, message, remedy, subject=subject))

    def read(self, raw: Any) -> Any:
        if raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], {}, ()):
            return None
        kind = self.field.kind
        if kind in {"text", "paragraph"}:
            return self._text("", raw, MAX_TEXT if kind == "paragraph" else MAX_LINE)
        if kind == "date":
            return self._date("", raw)
        if kind == "choice":
            return self._option(raw)
        if kind == "choices":
            return self._options(raw)
        if kind == "person":
            return self._person(raw)
        return self._rows(raw, ROWS[kind])

    def _text(self, place: str, raw: Any, limit: int) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)
        if not isinstance(raw, str):
            self._find(place, "must be text.")
            return ""
        text = raw.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8").strip()
        if limit == MAX_LINE:
            text = " ".join(text.split())
        if len(text) > limit:
            self._find(place, f"has {len(text):,} characters; at most {limit:,} are kept.", "Shorten it.")
        return text

    def _date(self, place: str, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        day: date | None = as_date(raw)
        if day is None or day.year not in YEARS:
            self._find(place, "is no date.", "Write it as YYYY-MM-DD, such as 2027-01-31.")
            return None
        return day.isoformat()

    def _match(self, word: str) -> str | None:
        word = " ".join(word.split()).casefold()
        for option in self.field.option:
            if word in {option.id, option.label.casefold()} or (option.letter and word == option.letter):
                return option.id
        return None

    def _allowed(self) -> str:
        return "Allowed: " + ", ".join(option.id for option in self.field.option) + "."

    def _option(self, raw: Any) -> str | None:
        found = self._match(raw) if isinstance(raw, str) else None
        if found is None:
            self._find("", "is none of the choices.", self._allowed())
        return found

    def _options(self, raw: Any) -> list[str]:
        parts = re.split(r"[,;]", raw) if isinstance(raw, str) else raw
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            self._find("", "must be a list of choices.", self._allowed())
            return []
        found: set[str] = set()
        for part in parts:
            option = self._match(part)
            if option is None:
                self._find("", "is none of the choices.", self._allowed(), f"'{part.strip()[:60]}'")
            else:
                found.add(option)
        alone = found & {"none", "unknown"}
        if alone and len(found) > 1:
            self._find("", "excludes every other choice.", "Keep one of them.", f"'{min(alone)}'")
        return [option.id for option in self.field.option if option.id in found]

    def _person(self, raw: Any) -> dict[str, str] | None:
        if isinstance(raw, str):
            parts = [" ".join(part.split()) for part in raw.split(";")]
            if len(parts) > len(PERSON):
                self._find("", "has more than three parts.", "Write it as: name; role; contact.")
            raw = dict(zip(PERSON, parts, strict=False))
        if not isinstance(raw, Mapping):
            self._find("", "must be a person.", "Give name, role and contact.")
            return None
        self._no_others("", raw, PERSON)
        person = {part: self._text(part, raw.get(part) or "", MAX_LINE) for part in PERSON}
        if not person["name"] and any(person.values()):
            self._find("name", "is missing.", "Name the person.")
        return person if any(person.values()) else None

    def _no_others(self, place: str, raw: Mapping[Any, Any], parts: Sequence[str]) -> None:
        for key in raw:
            if key not in parts:
                self._find(f"{place}{key}"[:120], "is no part of this field.", "Parts are " + ", ".join(parts) + ".")

    def _rows(self, raw: Any, parts: tuple[str, ...]) -> list[dict[str, Any]] | None:
        rows: Any = raw.splitlines() if isinstance(raw, str) else raw
        rows = [rows] if isinstance(rows, Mapping) else rows
        if not isinstance(rows, list | tuple):
            self._find("", "must be a list of rows.", "Parts of a row are " + ", ".join(parts) + ".")
            return None
        if len(rows) > MAX_ROWS:
            self._find("", f"has {len(rows):,} rows; at most {MAX_ROWS} are kept.")
            return None
        found = [self._row(index, row, parts) for index, row in enumerate(rows)]
        return [row for row in found if any(value not in ("", None) for value in row.values())] or None

    def _row(self, index: int, raw: Any, parts: tuple[str, ...]) -> dict[str, Any]:
        place = f"{index + 1}."
        if isinstance(raw, str):
            cells = [" ".join(cell.split()) for cell in raw.split("|")]
            if len(cells) > len(parts):
                self._find(place.rstrip("."), f"has {len(cells)} parts; a row has {len(parts)}.")
            raw = dict(zip(parts, cells, strict=False))
        if not isinstance(raw, Mapping):
            self._find(place.rstrip("."), "must be a row.", "Parts of a row are " + ", ".join(parts) + ".")
            return {}
        self._no_others(place, raw, parts)
        return {part: self._part(f"{place}{part}", part, raw.get(part)) for part in parts}

    def _part(self, place: str, part: str, raw: Any) -> Any:
        if raw is None or raw == "":
            return EMPTY.get(part, "")
        if part in DATES:
            return self._date(place, raw)
        if part in WORDS:
            word = raw.strip().casefold() if isinstance(raw, str) else None
            found = next((w for w in WORDS[part] if word and w.startswith(word)), None)
            if found is None:
                self._find(place, "is none of the words it takes.", "Allowed: " + ", ".join(WORDS[part]) + ".")
            return found or ""
        if part == "above_and_beyond":
            known = raw if isinstance(raw, bool) else YES_NO.get(raw.strip().casefold() if isinstance(raw, str) else "")
            if known is None:
                self._find(place, "must be yes or no.")
            return known
        return self._text(place, raw, MAX_TEXT if part in LONG else MAX_LINE)


def check_signoff(fields: Iterable[Field], signoff: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values checked, in the order of the pack; those of unknown fields stay at the end as they are.

    Raises:
        RecordError: With every finding of every field.
    """
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    known = {field.id: field for field in fields}
    for name, field in known.items():
        value = _Reader(field, problems).read(signoff.get(name))
        if value is not None:
            found[name] = value
    found.update({name: signoff[name] for name in sorted(signoff) if name not in known})
    if problems:
        raise RecordError(*problems)
    return found


def field_text(field: Field, value: Any) -> str:
    """Return a checked value as plain text on one line, for screens and lists; empty for none."""
    if value is None:
        return ""
    labels = {option.id: option.label for option in field.option}
    if field.kind == "choice":
        return labels.get(value, str(value))
    if field.kind == "choices":
        return "; ".join(labels.get(part, str(part)) for part in value)
    if field.kind == "date":
        day = read_date(str(value))
        return long_date(day) if day else str(value)
    if field.kind == "person":
        return person_text(value)
    if field.kind in ROWS:
        return "; ".join(str(row.get(ROWS[field.kind][0]) or "…") for row in value)
    return " ".join(str(value).split())


def person_text(person: Mapping[str, Any] | None) -> str:
    """Return a person as text: name, role in brackets, contact."""
    if not person:
        return ""
    name, role, contact = (str(person.get(part) or "") for part in PERSON)
    text = f"{name} ({role})" if role else name
    return f"{text}, {contact}" if contact else text


def open_items(case: Case) -> tuple[OpenItem, ...]:
    """Return what keeps the documents of a case a draft."""
    return case.open_items

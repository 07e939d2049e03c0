"""Values of sign-off fields: read from what people type or files hold, and said in words.

What is stored is plain JSON, so a record can be read without the pack:

    text, paragraph   text
    date              "2027-01-31"
    choice            an option id
    choices           a list of option ids, in the order of the pack
    person and others an object, or a list of objects, of the parts in ``wizard.record.values``

What is typed in one line has its parts divided by ``;`` (a person) or ``|`` (a row of a
list, one row a line).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from wizard.errors import Problem, RecordError
from wizard.record.values import LISTS, MAX_LINE, MAX_TEXT, ONE, Part, Person, Row, Value, asked_parts, row_parts
from wizard.wording import as_date, day_from, long_date, read_date, two_readings

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wizard.pack.models import Field, Pack

MAX_ROWS = 200
YEARS = range(2000, 2101)
YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def shape(field: Field) -> str:
    """Return how a value of the field is typed in one line, for faces without a form."""
    if field.kind in ONE:
        return "; ".join(part.key.replace("_", " ") for part in asked_parts(field.kind))
    if field.kind == "date":
        return "YYYY-MM-DD"
    if field.kind == "choice":
        return "one of: " + ", ".join(option.id for option in field.option)
    if field.kind == "choices":
        return "any of, with commas: " + ", ".join(option.id for option in field.option)
    if field.kind in LISTS:
        return " | ".join(part.key.replace("_", " ") for part in asked_parts(field.kind)) + " (one row a line)"
    return "text"


def parts_of(field: Field) -> tuple[Part, ...]:
    """Return the parts that a form asks for, with the choices of this field; none where the value is one line or a choice."""
    options = tuple((option.id, option.label) for option in field.option)
    return tuple(
        replace(part, kind="choice", options=options) if part.ask.of_field and options else part
        for part in asked_parts(field.kind)
    )


def read_field(field: Field, raw: Any, day: date | None = None) -> Value | None:
    """Return a checked value; None for an empty one.

    Dates such as ``+90`` count from the day, and are errors without one: a file holds days, not distances.

    A text shorter than the field's ``min_length`` is kept: a draft may be short, and the
    open items say what it lacks.

    Raises:
        RecordError: With every finding, each with the field and what it takes.
    """
    problems: list[Problem] = []
    value = _Reader(field, problems, day).read(raw)
    if problems:
        raise RecordError(*problems)
    return value


def parse_field(field: Field, raw: Any, day: date | None = None) -> JsonValue:
    """Return a checked value as it is stored; None for an empty one. The day is that of ``read_field``.

    Raises:
        RecordError: With every finding, each with the field and what it takes.
    """
    return stored(read_field(field, raw, day))


def unfolded(field: Field, raw: Any) -> Any:
    """Return a raw value with what a file says as one text taken apart: a person as ``name; role``, a row as ``step | owner``.

    Nothing is checked and nothing is lost; any other value comes back as it is.
    """
    if field.kind not in ONE and field.kind not in LISTS:
        return raw
    keys = [part.key for part in asked_parts(field.kind)]
    if field.kind in ONE:
        return _taken_apart(raw, ";", keys)
    rows: Any = raw.splitlines() if isinstance(raw, str) else [raw] if isinstance(raw, Mapping) else raw
    return [_taken_apart(row, "|", keys) for row in rows] if isinstance(rows, list | tuple) else raw


def unfolded_signoff(pack: Pack, signoff: Mapping[str, Any]) -> dict[str, Any]:
    """Return raw values with all texts taken apart, in their order."""
    known = pack.field_by_id
    return {name: unfolded(known[name], raw) if name in known else raw for name, raw in signoff.items()}


def _taken_apart(raw: Any, mark: str, keys: Sequence[str]) -> Any:
    """Return the parts of a text by key; a part too many is under its number."""
    if not isinstance(raw, str):
        return raw
    cells = [" ".join(cell.split()) for cell in raw.split(mark)]
    return {keys[number] if number < len(keys) else str(number + 1): cell for number, cell in enumerate(cells)}


def stored(value: Value | None) -> JsonValue:
    if isinstance(value, list):
        return [row.plain() if isinstance(row, Row) else row for row in value]
    if isinstance(value, Row):
        return value.plain()
    return value.isoformat() if isinstance(value, date) else value


class _Reader:
    """Reads one value and collects what is wrong with it."""

    def __init__(self, field: Field, problems: list[Problem], today: date | None = None) -> None:
        self.field = field
        self.problems = problems
        self.today = today

    def _find(self, place: str, message: str, remedy: str = "", subject: str = "") -> None:
        where = f"signoff.{self.field.id}" + (f".{place}" if place else "")
        self.problems.append(Problem(where, message, remedy, subject=subject))

    def read(self, raw: Any) -> Value | None:
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
        if kind in ONE:
            return self._one(raw, ONE[kind])
        return self._rows(raw, LISTS[kind])

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
        return text[:limit]

    def _date(self, place: str, raw: Any) -> date | None:
        day = as_date(raw)
        if day is None and self.today is not None and isinstance(raw, str):
            day = day_from(raw, self.today)
        if day is None and isinstance(raw, str) and (question := two_readings(raw)):
            self._find(place, question, "Write the month in letters, or the date as YYYY-MM-DD.", f"'{raw.strip()}'")
            return None
        if day is None or day.year not in YEARS:
            ways = ", +90 for 90 days from today, Friday, or end of March" if self.today is not None else ""
            self._find(place, "isn't a date.", f"Write it as YYYY-MM-DD, such as 2027-01-31{ways}.")
            return None
        return day

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
            self._find("", "isn't one of the choices.", self._allowed())
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
                self._find("", "isn't one of the choices.", self._allowed(), f"'{part.strip()[:60]}'")
            else:
                found.add(option)
        alone = found & {"none", "unknown"}
        if alone and len(found) > 1:
            self._find("", "excludes every other choice.", "Keep one of them.", f"'{min(alone)}'")
        return [option.id for option in self.field.option if option.id in found]

    def _one(self, raw: Any, row: type[Row]) -> Value | None:
        """Read a value of several parts; a person without a name is a finding."""
        keys = [part.key for part in asked_parts(self.field.kind)]
        if isinstance(raw, str):
            told = _taken_apart(raw, ";", keys)
            if len(told) > len(keys):
                self._find("", f"has more than {len(keys)} parts.", f"Write it as: {'; '.join(keys)}.")
            raw = {key: told[key] for key in keys if key in told}
        if not isinstance(raw, Mapping):
            article = "an" if self.field.kind[0] in "aeiou" else "a"
            message = f"must be {article} {self.field.kind}."
            self._find("", message, f"Give {', '.join(keys[:-1])} and {keys[-1]}.")
            return None
        found = self._parts("", raw, row)
        if isinstance(found, Person) and found and not found.name:
            self._find("name", "is missing.", "Name the person.")
        return found or None  # type: ignore[return-value]

    def _no_others(self, place: str, raw: Mapping[Any, Any], parts: Sequence[str]) -> None:
        for key in raw:
            if key not in parts:
                self._find(f"{place}{key}"[:120], "isn't a part of this field.", "Parts are " + ", ".join(parts) + ".")

    def _rows(self, raw: Any, kind: type[Row]) -> Value | None:
        keys = [part.key for part in asked_parts(self.field.kind)]
        rows: Any = raw.splitlines() if isinstance(raw, str) else raw
        rows = [rows] if isinstance(rows, Mapping) else rows
        if not isinstance(rows, list | tuple):
            self._find("", "must be a list of rows.", "Parts of a row are " + ", ".join(keys) + ".")
            return None
        if len(rows) > MAX_ROWS:
            self._find("", f"has {len(rows):,} rows; at most {MAX_ROWS} are kept.")
            return None
        found = [self._row(index, row, kind, keys) for index, row in enumerate(rows)]
        return [row for row in found if row] or None  # type: ignore[return-value]

    def _row(self, index: int, raw: Any, kind: type[Row], keys: Sequence[str]) -> Row:
        place = f"{index + 1}."
        if isinstance(raw, str):
            told = _taken_apart(raw, "|", keys)
            if len(told) > len(keys):
                self._find(place.rstrip("."), f"has {len(told)} parts; a row has {len(keys)}.")
            raw = {key: told[key] for key in keys if key in told}
        if not isinstance(raw, Mapping):
            self._find(place.rstrip("."), "must be a row.", "Parts of a row are " + ", ".join(keys) + ".")
            return kind()
        return self._parts(place, raw, kind)

    def _parts(self, place: str, raw: Mapping[str, Any], kind: type[Row]) -> Row:
        raw, parts = kind.earlier(raw), row_parts(kind)
        self._no_others(place, raw, [part.key for part in parts])
        return kind(**{part.key: self._part(f"{place}{part.key}", part, raw.get(part.key)) for part in parts})

    def _part(self, place: str, part: Part, raw: Any) -> Any:
        if raw is None or raw == "":
            return part.empty
        if part.kind == "day":
            return self._date(place, raw)
        if part.kind == "flag":
            known = raw if isinstance(raw, bool) else YES_NO.get(raw.strip().casefold() if isinstance(raw, str) else "")
            if known is None:
                self._find(place, "must be yes or no.")
            return known
        if part.kind == "choice" or part.ask.of_field:
            options = part.options or tuple((option.id, option.label) for option in self.field.option)
            return self._word(place, raw, dict(options))
        return self._text(place, raw, MAX_TEXT if part.long else MAX_LINE)

    def _word(self, place: str, raw: Any, words: Mapping[str, str]) -> str:
        """Read an ID or a label, in full or by its first letters."""
        word = " ".join(raw.split()).casefold() if isinstance(raw, str) else None
        labels = {key: label.casefold() for key, label in words.items()}
        exact = (key for key, label in labels.items() if word in {key, label})
        begun = (key for key, label in labels.items() if word and (key.startswith(word) or label.startswith(word)))
        found = next(chain(exact, begun), None)
        if found is None:
            self._find(place, "isn't one of the words it takes.", "Allowed: " + ", ".join(words) + ".")
        return found or ""


def typed_signoff(fields: Iterable[Field], signoff: Mapping[str, Any]) -> dict[str, Value]:
    """Return the values of the fields, checked, in the order of the pack; empty ones are omitted.

    Raises:
        RecordError: With every finding of every field.
    """
    problems: list[Problem] = []
    read = {field.id: _Reader(field, problems).read(signoff[field.id]) for field in fields if field.id in signoff}
    if problems:
        raise RecordError(*problems)
    return {name: value for name, value in read.items() if value is not None}


def stored_signoff(
    fields: Iterable[Field], signoff: Mapping[str, Any], typed: Mapping[str, Value]
) -> dict[str, JsonValue]:
    """Return checked values as plain JSON; those of fields that the pack does not have stay at the end as they are."""
    known = {field.id for field in fields}
    found = {name: stored(value) for name, value in typed.items()}
    found.update({name: signoff[name] for name in sorted(signoff) if name not in known})
    return found


def check_signoff(fields: Sequence[Field], signoff: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Return all values as they are stored, checked, in the order of the pack.

    Raises:
        RecordError: With every finding of every field.
    """
    return stored_signoff(fields, signoff, typed_signoff(fields, signoff))


def field_text(field: Field, value: Any) -> str:
    """Return a stored value as plain text on one line, for screens and lists; empty for none."""
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
        return person_text(Person(**value))
    if field.kind in ONE:
        return "; ".join(str(part) for part in value.values() if part)
    if field.kind in LISTS:
        first, second = parts_of(field)[:2]
        names = dict(first.options)
        told = (
            (names.get(str(row.get(first.key)), row.get(first.key)), row.get(second.key) if names else "")
            for row in value
        )
        return "; ".join(", ".join(str(text) for text in texts if text) or "…" for texts in told)
    return " ".join(str(value).split())


def person_text(person: Person) -> str:
    """Return a person as text: name, role in brackets, contact."""
    text = f"{person.name} ({person.role})" if person.role else person.name
    return f"{text}, {person.contact}" if person.contact else text

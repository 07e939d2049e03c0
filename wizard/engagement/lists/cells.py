"""What cells mean: options by their words, dates, persons, and that something is not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Known
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wizard.engagement.lists.model import ANSWERS, SIGNOFF, Choice, DateOrder, Target
from wizard.pack.literals import options_of
from wizard.record.signoff import YEARS
from wizard.record.values import LISTS
from wizard.wording import date_readings, is_placeholder, long_date

if TYPE_CHECKING:
    from wizard.pack.models import Field, Pack

_SEPARATED = re.compile(r"[;|\n]")
_CLAUSE = re.compile(r"\s*[,(:;]")
_YES_NO = {"ja": "yes", "wahr": "yes", "true": "yes", "nein": "no", "falsch": "no", "false": "no"}
_PERSON = re.compile(
    r"(?P<name>[^<>();|]+?)\s*(?:\((?P<role>[^()]*)\))?\s*(?:<(?P<contact>[^<>]+)>)?\s*(?:\((?P<later>[^()]*)\))?"
)
_DAY_NUMBER = re.compile(r"\d{5}")
_DAY_ZERO = date(1899, 12, 30)
"""From which workbooks count days."""


@dataclass(slots=True)
class Cell:
    """What a cell says.

    Attributes:
        value: For the engine or the reader of the sign-off; None for nothing.
        not_known: It says that nobody knows.
        unsure: Parts that can mean several things, each with what it can mean.
    """

    value: Any = None
    not_known: bool = False
    unsure: list[tuple[str, tuple[Choice, ...]]] = field(default_factory=list)


class Options:
    """The options of a question or a field, found by ID, label, other names, or the beginning of a label."""

    def __init__(self, options: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        """Collect the words.

        Args:
            options: ID, label and other names of each.
        """
        self.labels: dict[str, str] = {}
        self._ranks: list[dict[str, list[str]]] = [{}, {}, {}]
        self._words: dict[str, set[str]] = {}
        for name, label, others in options:
            self.labels[name] = label
            self._words[name] = set(f"{folded(name)} {folded(label)}".split())
            clause = _CLAUSE.split(label, maxsplit=1)[0]
            for rank, texts in enumerate(((name,), (label, *others), (clause,))):
                for word in {form(text) for text in texts for form in (key, folded)} - {""}:
                    self._ranks[rank].setdefault(word, []).append(name)

    def words(self) -> Iterator[str]:
        """Yield all words by which an option is found."""
        for rank in self._ranks:
            yield from rank

    def match(self, text: str) -> tuple[list[str], bool]:
        """Return the options that a text can mean, and whether it means the one beyond doubt."""
        word = _YES_NO.get(key(text), key(text))
        for rank, named in enumerate(self._ranks):
            if found := named.get(word) or named.get(folded(word)):
                # "Yes" is the beginning of many labels, each of which says more than yes.
                return found, len(found) == 1 and (rank < 2 or word not in {"yes", "no"}) and "?" not in text
        parts = set(folded(word).split())
        if len(word) < 3:
            return [], False
        return [name for name, words in self._words.items() if parts and parts <= words], False

    def choices(self, names: Iterable[str]) -> tuple[Choice, ...]:
        return tuple(Choice(name, self.labels[name]) for name in names)


class Meanings:
    """What the cells of each column can mean."""

    def __init__(self, pack: Pack) -> None:
        catalog = {one.id: one.aliases for one in pack.connectors}
        self.options: dict[Target, Options] = {}
        self.several: set[Target] = set()
        for question in pack.questions:
            named = (
                (option.id, option.label, (option.found_as, *catalog.get(option.id, ())))
                for option in options_of(pack, question)
            )
            self.options[f"{ANSWERS}{question.id}"] = Options(named)
            if question.kind == "many":
                self.several.add(f"{ANSWERS}{question.id}")
        self.fields: dict[Target, Field] = {f"{SIGNOFF}{one.id}": one for one in pack.signoff}
        for target, one in self.fields.items():
            if one.kind in {"choice", "choices"}:
                self.options[target] = Options((option.id, option.label, ()) for option in one.option)
            if one.kind == "choices":
                self.several.add(target)
        self._not_known = {key(word) for word in pack.lists.not_known}
        self._takers: dict[str, set[Target]] = {}
        for target, options in self.options.items():
            for word in options.words():
                self._takers.setdefault(word, set()).add(target)

    def takers(self, word: str) -> set[Target]:
        """Return what takes a word as an answer."""
        return self._takers.get(word) or self._takers.get(folded(word)) or set()

    def of_kind(self, kind: str) -> list[Target]:
        return [target for target, one in self.fields.items() if one.kind == kind]

    def not_known(self, text: str) -> bool:
        """Return whether a cell says that nobody knows."""
        return is_placeholder(text) or key(text) in self._not_known

    def reads(self, target: Target, text: str) -> bool:
        """Return whether a cell can be read as what a column may hold."""
        if target in self.options:
            return all(self.options[target].match(part)[0] for part in self._parts(target, text))
        one = self.fields.get(target)
        return one is None or one.kind != "date" or bool(date_readings(text))

    def read(self, target: Target, text: str, values: Known[str, tuple[str, ...]], dates: DateOrder) -> Cell:
        """Return what a filled cell says.

        Args:
            values: What a person said about cells of this column.
            dates: What comes first in its dates with slashes.
        """
        if target in self.options:
            return self._chosen(target, text, values)
        one = self.fields[target]
        if one.kind == "date":
            return self._date(text, dates)
        if one.kind == "person":
            known = not self.not_known(text) and not is_placeholder(text, name=True)
            return Cell(_person(text)) if known else Cell(not_known=True)
        if one.kind in LISTS and not re.search(r"[|\n]", text):
            return Cell(text.replace(";", "\n"))
        return Cell(text)

    def _chosen(self, target: Target, text: str, values: Known[str, tuple[str, ...]]) -> Cell:
        options, cell = self.options[target], Cell()
        found: list[str] = []
        for part in self._parts(target, text):
            word = key(part)
            names, sure = options.match(part)
            if word in values:
                found += values[word]
                cell.not_known |= not values[word]
            elif sure:
                found += names
            elif self.not_known(part):
                cell.not_known = True
            elif names:
                cell.unsure.append((part, options.choices(names)))
            else:
                found.append(part)
        if found and not cell.not_known:
            cell.value = list(dict.fromkeys(found)) if target in self.several else found[0]
        return cell

    def _parts(self, target: Target, text: str) -> list[str]:
        """Return the single answers of a cell; labels with commas in them stay whole."""
        options = self.options[target]
        if target not in self.several:
            return [text]
        found: list[str] = []
        for part in _SEPARATED.split(text):
            pieces = part.split(",")
            while pieces:
                ends = range(len(pieces), 0, -1)
                end = next((n for n in ends if n > 1 and options.match(",".join(pieces[:n]))[1]), 1)
                found.append(",".join(pieces[:end]).strip())
                pieces = pieces[end:]
        return [part for part in found if part]

    def _date(self, text: str, dates: DateOrder) -> Cell:
        if self.not_known(text):
            return Cell(not_known=True)
        if _DAY_NUMBER.fullmatch(text) and (day := _DAY_ZERO + timedelta(int(text))).year in YEARS:
            return Cell(day.isoformat())
        days = date_readings(text)
        if len(days) < 2:
            return Cell(text)
        if not dates:
            return Cell(unsure=[(text, tuple(Choice(_order(day, text), long_date(day)) for day in days))])
        return Cell(next(day.isoformat() for day in days if _order(day, text) == dates))


def _order(day: date, text: str) -> DateOrder:
    """Return what comes first in a date with slashes that means a day."""
    first = int(re.findall(r"\d+", text)[0])
    return "day" if first == day.day else "month"


def _person(text: str) -> str | dict[str, str]:
    """Return a person: ``Name``, ``Name <mail>`` or ``Name (title)``; anything else as the sign-off takes it."""
    found = _PERSON.fullmatch(" ".join(text.split()))
    if found is None or (found["role"] and found["later"]):
        return text
    parts = {"name": found["name"], "role": found["role"] or found["later"], "contact": found["contact"]}
    return {name: part.strip() for name, part in parts.items() if part}


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Return a text as words are compared: without case, marks and blanks between words."""
    plain = unicodedata.normalize("NFKC", text.replace("\ufeff", "")).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a key whose words are singular, in English."""
    return " ".join(_singular(word) for word in key(text).split())


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word

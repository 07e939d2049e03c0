"""What the columns of a list hold, by their headings and, where these do not tell, by their cells."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from wizard.engagement.lists.cells import folded, key
from wizard.engagement.lists.model import ACCOUNT, ANSWERS, NOTE, NOTHING, SIGNOFF, Column, Target
from wizard.engagement.lists.tables import NAMES_ACCOUNTS
from wizard.wording import date_readings

if TYPE_CHECKING:
    from wizard.engagement.lists.cells import Meanings
    from wizard.pack.models import Pack

MOST_CANDIDATES = 6
_MOST_VALUES = 200
"""Different cells of a column that are looked at."""
_SHARE = 0.5
"""Share of the different cells that must look alike."""
_COMMON = 3
"""A word that this many questions take tells nothing about a column."""
_NEAR = 0.8
_OF_A_REGISTER = 8
"""Columns by which a register that the wizard wrote is known."""

_PERSON = re.compile(r"[^<>@]+<[^<>\s@]+@[^<>\s@]+>")
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_PARTS = re.compile(r"[;,|\n]")


def fingerprint(header: Iterable[str]) -> str:
    """Return what lists with the same headings share."""
    return hashlib.sha256("\x1f".join(key(heading) for heading in header).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Found:
    """A column and, where nobody can be sure, what else it can hold, the likeliest first."""

    column: Column
    candidates: list[Target] = field(default_factory=list)


class Headings:
    """Knows the names of everything that a column can hold."""

    def __init__(self, pack: Pack, meanings: Meanings) -> None:
        """Collect the names of a pack.

        Args:
            meanings: What cells can mean.
        """
        self.pack = pack
        self.meanings = meanings
        self._ranks: list[dict[str, list[Target]]] = [{}, {}, {}]
        for question in pack.questions:
            self._name(f"{ANSWERS}{question.id}", question.id, (question.title, *question.headings), question.label)
        for one in pack.signoff:
            self._name(f"{SIGNOFF}{one.id}", f"{SIGNOFF}{one.id}", (one.id, *one.headings), one.label)
        self._accounts = {folded(name): rank for rank, name in reversed(list(enumerate(pack.lists.account)))}
        self._notes = {folded(name) for name in pack.lists.notes}

    def _name(self, target: Target, exact: str, names: Iterable[str], label: str) -> None:
        for rank, texts in enumerate(((exact,), names, (label,))):
            for text in texts:
                found = self._ranks[rank].setdefault(folded(text), [])
                if target not in found:
                    found.append(target)

    def known(self, heading: str) -> Target | None:
        """Return what a heading means beyond doubt; None where it names nothing, or two things."""
        word = folded(heading)
        if word in self._accounts:
            return ACCOUNT
        for names in self._ranks:
            if found := names.get(word):
                return found[0] if len(found) == 1 else None
        return None

    def score(self, rows: Sequence[Sequence[str]]) -> int:
        """Return how well the best of some rows serves as heading row; 0 where none does."""
        return max((self._rating(row) for row in rows), default=0)

    def _rating(self, row: Sequence[str]) -> int:
        found = {target for cell in row if cell.strip() and (target := self.known(cell))}
        return len(found) + (NAMES_ACCOUNTS if ACCOUNT in found else 0)

    def holds(self, target: Target) -> bool:
        """Return whether the pack has what a column may hold."""
        return target in {ACCOUNT, NOTE, NOTHING} or target in self._labels

    def label(self, target: Target) -> str:
        """Return for people what a column may hold."""
        told = {ACCOUNT: "the account", NOTE: "a note", NOTHING: "not read; it follows from the answers"}
        return told.get(target) or f"{self._labels[target]} ({target})"

    @cached_property
    def _labels(self) -> dict[Target, str]:
        asked = {f"{ANSWERS}{question.id}": question.title for question in self.pack.questions}
        return asked | {target: one.label for target, one in self.meanings.fields.items()}

    def head(self, rows: Sequence[Sequence[str]]) -> int | None:
        """Return which of the first rows has the headings: the one with most known ones, else the first that is filled."""
        if not rows:
            return None
        ratings = [self._rating(row) for row in rows]
        if best := max(ratings):
            return ratings.index(best)
        wide = max(sum(bool(cell.strip()) for cell in row) for row in rows)
        least = min(2, wide)
        return next((n for n, row in enumerate(rows) if least and sum(bool(c.strip()) for c in row) >= least), None)

    def columns(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Found]:
        """Return what each column holds.

        Args:
            rows: The first rows below the headings.
        """
        registers = set(self.pack.lists.registers)
        own = registers if len(registers & set(header)) >= _OF_A_REGISTER else set()
        found = [
            Found(Column(heading=heading, target=NOTHING, why="it follows from the answers"))
            if heading in own
            else self._by_id(heading) or self._column(heading, self._told(rows, n))
            for n, heading in enumerate(header)
        ]
        self._one_account(found, rows)
        for one, name in zip(found, titled(header), strict=True):
            one.column = one.column.model_copy(update={"heading": name})
        return found

    def _by_id(self, heading: str) -> Found | None:
        """Return a column whose heading leaves no doubt, whatever is in its cells."""
        target = self.known(heading) or self._numbered(heading)
        if target is None or (target != ACCOUNT and folded(heading) not in self._ids):
            return None
        return Found(Column(heading=heading, target=target, why="by its heading"))

    def _column(self, heading: str, values: list[str]) -> Found:
        target = self.known(heading) or self._numbered(heading)
        if target is not None and self._contradicted(target, values):
            column = Column(heading=heading, certain=False, why="none of its cells fits its heading")
            return Found(column, [target])
        if target is not None:
            return Found(Column(heading=heading, target=target, why="by its heading"))
        alike, why = self._by_cells(values), "its cells look like answers"
        noted = folded(heading) in self._notes
        if not alike and not noted:
            alike, why = self._of_kind(values)
        if not alike and noted:
            return Found(Column(heading=heading, why="by its heading"))
        near = self._near(heading)
        if alike:
            likely = [one for one in near if one in alike] or alike[: len(alike) == 1]
            found = [*likely, *alike]
        else:
            likely = [one for one in near if self._fits(one, values)]
            found, why = [*likely, *near], "its heading resembles one that is known"
        if not found and not heading.casefold().startswith(SIGNOFF):
            return Found(Column(heading=heading, why="nothing has this name"))
        why = why if found else "the sign-off has no such field"
        column = Column(heading=heading, target=likely[0] if likely else NOTE, certain=False, why=why)
        return Found(column, list(dict.fromkeys(found)))

    def _told(self, rows: Sequence[Sequence[str]], column: int) -> list[str]:
        """Return the different cells of a column that say something."""
        texts = dict.fromkeys(row[column].strip() for row in rows if column < len(row))
        told = (text for text in texts if text and not self.meanings.not_known(text))
        return list(itertools.islice(told, _MOST_VALUES))

    def _of_kind(self, values: list[str]) -> tuple[list[Target], str]:
        """Return the fields that take what the cells of a column are, where it is dates or people, and why."""
        if values and _share(values, lambda text: bool(date_readings(text))):
            return self.meanings.of_kind("date"), "its cells are dates"
        if values and _share(values, lambda text: bool(_PERSON.fullmatch(text))):
            return self.meanings.of_kind("person"), "its cells name people"
        return [], ""

    def _numbered(self, heading: str) -> Target | None:
        """Return the question of several answers that a heading with a number behind it means, as ``Service 2``."""
        target = self.known(re.sub(r"[\s_#.-]*\d{1,2}\s*$", "", heading))
        return target if target is not None and target in self.meanings.several else None

    def _near(self, heading: str) -> list[Target]:
        from difflib import get_close_matches

        word = folded(heading)
        found = [
            target for name in get_close_matches(word, self._names, n=3, cutoff=_NEAR) for target in self._names[name]
        ]
        words = set(word.split())
        for name, targets in self._names.items():
            if len(parts := name.split()) > 1 and words > set(parts):
                found += targets
        return [target for target in dict.fromkeys(found) if target != ACCOUNT]

    @cached_property
    def _ids(self) -> set[str]:
        fields = (text for one in self.pack.signoff for text in (one.id, f"{SIGNOFF}{one.id}"))
        return {folded(text) for text in (*fields, *(question.id for question in self.pack.questions))}

    @cached_property
    def _names(self) -> dict[str, list[Target]]:
        """What IDs, titles and headings mean, without the sentences of questions."""
        return {**self._ranks[1], **self._ranks[0]}

    def _by_cells(self, values: list[str]) -> list[Target]:
        """Return what the cells of a column could be answers to, the likeliest first."""
        parts = list(dict.fromkeys(part for cell in values for text in _PARTS.split(cell) if (part := key(text))))
        takers = [self.meanings.takers(part) for part in parts]
        hits = Counter(target for taking in takers for target in taking)
        telling = {target for taking in takers if len(taking) < _COMMON for target in taking}
        found = [target for target, _ in hits.most_common() if target in telling]
        return [one for one in found if _share(parts, partial(self.meanings.reads, one))][:MOST_CANDIDATES]

    def _contradicted(self, target: Target, values: list[str]) -> bool:
        """Return whether a title or another word heads cells none of which is an answer."""
        return bool(values) and not any(self.meanings.reads(target, value) for value in values)

    def _fits(self, target: Target, values: list[str]) -> bool:
        """Return whether most cells of a column can be read as what it may hold; an empty column fits."""
        return not values or _share(values, partial(self.meanings.reads, target))

    def _one_account(self, found: list[Found], rows: Sequence[Sequence[str]]) -> None:
        """Leave one column for the accounts: the best name, or the only column of addresses."""
        accounts = [n for n, one in enumerate(found) if one.column.target == ACCOUNT]
        if accounts:
            best = min(accounts, key=lambda n: (self._accounts[folded(found[n].column.heading)], n))
            for n in accounts:
                if n != best:
                    named = {"target": NOTE, "why": "another column names the account"}
                    found[n] = Found(found[n].column.model_copy(update=named))
            return
        taken = [
            n
            for n, one in enumerate(found)
            if one.column.target == NOTE and (v := self._told(rows, n)) and _share(v, is_address)
        ]
        for n in taken:
            guess = ACCOUNT if n == taken[0] else NOTE
            update: dict[str, Any] = {"target": guess, "certain": False, "why": "its cells look like names of accounts"}
            found[n] = Found(found[n].column.model_copy(update=update), [ACCOUNT])


def is_address(text: str) -> bool:
    """Return whether a cell is like a user principal name."""
    return _ADDRESS.fullmatch(text) is not None


def _share(values: Sequence[str], looks_so: Callable[[str], bool]) -> bool:
    """Return whether most of the values look so."""
    return sum(looks_so(value) for value in values) >= _SHARE * len(values)


def titled(header: Sequence[str]) -> Iterator[str]:
    """Yield a name for each column that no other has: columns without a heading are called by their number."""
    used: set[str] = set()
    for number, heading in enumerate(header, 1):
        name = " ".join(heading.split()) or f"column {number}"
        unique, again = name, 2
        while unique.casefold() in used:
            unique, again = f"{name} ({again})", again + 1
        used.add(unique.casefold())
        yield unique

"""Takes names, addresses and ids out of a text; what nobody named elsewhere cannot be told from a word."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

ADDRESS = "address withheld"
SHORTEST = 3
"""Shorter names stay in a text: they are too often something else."""

_GUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_ADDRESSES = (
    re.compile(r"\b(?:https?|ftp|file)://\S+|\\\\\S+", re.IGNORECASE),
    re.compile(r"[^\s<>()\[\]{},;:\"'|@]+@[^\s<>()\[\]{},;:\"'|@]+\w"),
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    re.compile(r"(?<![\w:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE),
    re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE),
)
_WORD = re.compile(r"[^\W_]+")
_GAP = 3
"""Most characters between two words of one name."""


class Sweep:
    """Replaces known names by their pseudonyms, and addresses and ids wherever they are."""

    def __init__(self, told: Iterable[tuple[str, str]], id_of: Callable[[str], str]) -> None:
        """Keep what is known.

        Args:
            told: Names and contacts with their pseudonyms; of two equal ones the first counts.
            id_of: Returns the pseudonym of an id.
        """
        self._id_of = id_of
        self._names: dict[str, dict[tuple[str, ...], str]] = {}
        for text, pseudonym in told:
            words = tuple(word for word, _, _ in _words(text))
            if words and len(text.strip()) >= SHORTEST:
                self._names.setdefault(words[0], {}).setdefault(words, pseudonym)

    def __call__(self, text: str, more: Iterable[tuple[str, str]] = ()) -> str:
        """Return a text without what is known.

        Args:
            more: Single words of names that are in this record, with their pseudonyms; they count where they begin
                with a capital letter.
        """
        single = dict(more)
        text = _GUID.sub(lambda found: self._id_of(found[0]), text)
        found: list[str] = []
        words, at, end = list(_words(text)), 0, 0
        while at < len(words):
            number, pseudonym = self._longest(words, at)
            start, stop = words[at][1], words[at + max(number, 1) - 1][2]
            if not number and text[start].isupper():
                pseudonym = single.get(words[at][0], "")
            if pseudonym:
                found += (text[end:start], pseudonym)
                end = stop
            at += max(number, 1)
        text = "".join((*found, text[end:]))
        for pattern in _ADDRESSES:
            text = pattern.sub(ADDRESS, text)
        return text

    def _longest(self, words: list[tuple[str, int, int]], at: int) -> tuple[int, str]:
        """Return how many words from a place on are a name, and its pseudonym; 0 where none begins there."""
        best, pseudonym = 0, ""
        for name, replaced in self._names.get(words[at][0], {}).items():
            number = len(name)
            if number <= best or at + number > len(words):
                continue
            here = words[at : at + number]
            gaps = all(after[1] - before[2] <= _GAP for before, after in itertools.pairwise(here))
            if gaps and tuple(word for word, _, _ in here) == name:
                best, pseudonym = number, replaced
        return best, pseudonym


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word without case and accents, with its place."""
    for found in _WORD.finditer(text):
        plain = unicodedata.normalize("NFKD", found[0].casefold())
        yield "".join(letter for letter in plain if not unicodedata.combining(letter)), found.start(), found.end()


def single_words(name: str) -> list[str]:
    """Return the words of a name that stand for it alone: those with a capital letter and of some length."""
    return [word for word, start, end in _words(name) if end - start >= SHORTEST and name[start].isupper()]

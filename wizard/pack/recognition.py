"""Finds error codes and messages in text that people paste: logs, JSON, HTML, addresses, e-mail.

Patterns are words. Case, line ends, quotes and other marks between words play no part; the marks
that end a sentence or a key count, so that words of two sentences are not taken for a message. ``*`` means
anything between two words. In the ways to write a number, ``{code}`` means the number and a ``*``
at the front the rest of a word.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wizard.pack.models import CodeFamily, Message

CODE = "{code}"

_GAP = r"(?:[^\w.:;!?]|_)"
"""A mark between two words of one sentence."""

_ANY_GAP = r"[\W_]"
_FAR = r"[\s\S]{1,400}?"
_NUMBER_GAP = r"[\s:=\"'(\[{<>#*|_\\-]"
"""A mark between a word and the number that it names."""

_LONGEST_GAP = 40

_WORD = re.compile(r"[0-9a-z]+")
_OUTER_MARKS = re.compile(r"^[^0-9a-z]+|[^0-9a-z]+$")
_PARTS = re.compile(r"[0-9a-z]+|[^0-9a-z]+")
_ESCAPED_LETTER = re.compile(r"(?<!\\)\\+u([0-9a-fA-F]{4})")
_ESCAPED_BLANK = re.compile(r"(?<!\\)\\+[rnt]")
_ESCAPED_MARK = re.compile(r"(?<!\\)\\+([\"'/])")
_PERCENT_MARK = re.compile(r"%(0[9ad]|2[0-9a-f]|3[a-f]|5[bcdf]|7[bd])", re.IGNORECASE)
_TERMINAL_STYLE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TAG = re.compile(r"</?(?:a|b|br|div|em|h[1-6]|hr|i|li|ol|p|pre|span|strong|table|t[dhr]|u|ul)(?:\s[^<>]{0,300})?/?>")
_NOT_LONGER = r"(?![^\W_])(?!-[0-9])(?!-[0-9a-f]{4}(?![0-9a-z]))(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))"
_NEXT_IN_LIST = re.compile(r"\s*,\s*[\"']?([0-9]+)(?![^\W_])[\"']?")
_ONLY_NUMBERS = re.compile(
    r"[\s.,;:(){}\[\]\"'<>]*[0-9]+(?:(?:[\s,;/|&]|\band\b|\bor\b)+[0-9]+)*[\s.,;:(){}\[\]\"'<>]*"
)
_WORD_BEFORE = re.compile(r"[\w\-./\\@#$%€£+&~^:=]$")
_KEY_BEFORE = re.compile(r"[:=][\s\"'(\[{<]*$")
_WORD_AFTER = re.compile(r"[\w\-/\\@%]|[.:][0-9]|,[0-9]{3}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Found:
    """A code or a message, and where the text holds it.

    Attributes:
        at: Position in the plain text.
        code: The number; empty for a message.
        family: Family of the code by its id; empty where nothing tells.
        message: Id of the message; empty for a code.
    """

    at: int
    code: str = ""
    family: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to write a number, compiled. ``words``: how many words tell it."""

    pattern: re.Pattern[str]
    words: int


class Recognizer:
    """Finds what one pack knows in any text."""

    def __init__(self, codes: Iterable[str], messages: Iterable[Message], families: Iterable[CodeFamily]) -> None:
        """Compile the patterns of a pack.

        Args:
            codes: The known codes; a number without such a word counts as a code only when it is one of them.
            families: How codes are written.
        """
        self._codes = frozenset(codes)
        self._messages = [(message.id, [message_pattern(text) for text in message.patterns]) for message in messages]
        self._families = [(family, _ways(family, codes=True), _ways(family, codes=False)) for family in families]

    def find(self, text: str) -> tuple[Found, ...]:
        """Return every code and message of a text once, in the order in which the text holds them."""
        flat = plain_text(text)
        found = sorted([*self._numbers(flat), *self._texts(flat)], key=lambda one: one.at)
        first: dict[tuple[str, str], Found] = {}
        for one in found:
            first.setdefault((one.code, one.message), one)
        return tuple(first.values())

    def _texts(self, flat: str) -> Iterator[Found]:
        for identifier, patterns in self._messages:
            starts = [match.start() for pattern in patterns if (match := pattern.search(flat))]
            if starts:
                yield Found(min(starts), message=identifier)

    def _numbers(self, flat: str) -> Iterator[Found]:
        told: set[int] = set()
        other: set[int] = set()
        for family, spelled, not_codes in self._families:
            codes, rest = _written(flat, spelled), _written(flat, not_codes)
            other |= {at for at, (_, words) in rest.items() if words > codes.get(at, ("", 0))[1]}
            for at, (number, _) in codes.items():
                if at not in other and (number in self._codes or _fits(number, family)):
                    told.add(at)
                    yield Found(at, number, family.id)
        family_id = self._families[0][0].id if len(self._families) == 1 else ""
        alone = _ONLY_NUMBERS.fullmatch(flat.strip())
        for match in re.finditer(r"(?<![0-9])[0-9]+(?![0-9])", flat):
            number, at = match[0], match.start()
            if at in told or at in other:
                continue
            known = number in self._codes
            if (alone and (known or any(_fits(number, family) for family, _, _ in self._families))) or (
                known and _by_itself(flat, match.start(), match.end())
            ):
                yield Found(at, number, family_id)


def plain_text(text: str) -> str:
    """Return a text in lower case without the escapes of JSON, HTML, addresses and terminals."""
    plain = _TERMINAL_STYLE.sub("", text)
    for _ in range(2):  # what is in an e-mail or a log is often escaped twice
        plain = html.unescape(plain)
        plain = _ESCAPED_LETTER.sub(lambda match: chr(int(match[1], 16)), plain)
        plain = _ESCAPED_MARK.sub(r"\1", _ESCAPED_BLANK.sub(" ", plain))
        plain = _PERCENT_MARK.sub(lambda match: chr(int(match[1], 16)), plain)
    plain = unicodedata.normalize("NFKC", plain)
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return _TAG.sub(" ", plain.lower())


def message_pattern(text: str) -> re.Pattern[str]:
    """Return what finds a part of a message in a plain text."""
    words = _PARTS.findall(_OUTER_MARKS.sub("", text.lower()))
    made = "".join(word if _WORD.fullmatch(word) else _between(word) for word in words)
    return re.compile(f"(?<![^\\W_]){made}(?![^\\W_])")


def _between(marks: str) -> str:
    if "*" in marks:
        return _FAR
    if marks == "-":
        return f"{_GAP}{{0,{_LONGEST_GAP}}}"
    kind = _ANY_GAP if any(mark in marks for mark in ".:;!?") else _GAP
    return f"{kind}{{1,{_LONGEST_GAP}}}"


def _ways(family: CodeFamily, *, codes: bool) -> list[_Way]:
    return [_way(spelling.pattern) for spelling in (family.spelled if codes else family.not_codes)]


def _way(text: str) -> _Way:
    before, _, after = text.lower().partition(CODE)
    left = _WORD.findall(before)
    right = _WORD.findall(after)
    start = "" if before.startswith("*") or not left else r"(?<![^\W_])"
    label = f"{start}{f'{_ANY_GAP}{{0,3}}'.join(left)}{_NUMBER_GAP}{{0,{_LONGEST_GAP}}}" if left else ""
    unit = "".join(f"{_GAP}{{1,3}}{word}" for word in right) + (r"(?![^\W_])" if right else "")
    return _Way(re.compile(f"{label}(?<![0-9])([0-9]+){_NOT_LONGER}{unit}"), len(left) + len(right))


def _written(flat: str, ways: Iterable[_Way]) -> dict[int, tuple[str, int]]:
    """Return the numbers that are written in one of these ways, by position, with the most words that tell it."""
    found: dict[int, tuple[str, int]] = {}
    for way in ways:
        for match in way.pattern.finditer(flat):
            numbers = [(match.start(1), match[1])]
            if "[" in flat[match.start() : match.start(1)]:
                numbers += _rest_of_list(flat, match.end(1))
            for at, number in numbers:
                found[at] = max(found.get(at, (number, 0)), (number, way.words), key=lambda one: one[1])
    return found


def _rest_of_list(flat: str, start: int) -> Iterator[tuple[int, str]]:
    match = _NEXT_IN_LIST.match(flat, start)
    while match:
        yield match.start(1), match[1]
        match = _NEXT_IN_LIST.match(flat, match.end())


def _fits(number: str, family: CodeFamily) -> bool:
    return family.digits[0] <= len(number) <= family.digits[1]


def _by_itself(flat: str, start: int, end: int) -> bool:
    """Return whether a number is a separate word: not the value of a key and not a part of an id, a time or a path."""
    before = flat[max(0, start - _LONGEST_GAP) : start]
    return not (_WORD_BEFORE.search(before) or _KEY_BEFORE.search(before) or _WORD_AFTER.match(flat, end))

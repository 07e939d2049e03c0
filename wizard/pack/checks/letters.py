"""Mnemonic letters: one option each, none of those that the faces keep for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.compiler import options_of
from wizard.pack.models import FieldOption, Option

RESERVED = {"b": "back", "q": "quit"}
"""Letters that the faces keep, and for what."""

UNKNOWN = "u"
"""The letter of the option ``unknown``, of no other, and of no other letter."""


def check(context: Context) -> Iterator[Finding]:
    """Yield letters given twice, kept by the faces, or other than expected for ``unknown``."""
    pack = context.pack
    for question in pack.questions:
        yield from _letters(f"option {question.id}.", options_of(pack, question))
    for field in pack.signoff:
        yield from _letters(f"field_option {field.id}.", field.option)


def _letters(place: str, options: Iterable[Option | FieldOption]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for option in options:
        letter = option.letter
        here = f"{place}{option.id}"
        if letter in seen:
            message = f"has the letter '{letter}', which '{seen[letter]}' has already."
            yield Finding("P601", here, message, "Give it another letter, or none.")
        elif letter in RESERVED:
            message = f"has the letter '{letter}', which means {RESERVED[letter]}."
            yield Finding("P602", here, message, "Give it another letter, or none.")
        elif (letter == UNKNOWN) != (option.id == "unknown"):
            message = f"has the letter '{letter}'; '{UNKNOWN}' is the letter of 'unknown' and of nothing else."
            yield Finding("P603", here, message, "Give it another letter.")
        if letter:
            seen[letter] = option.id

"""Options: a letter and words belong to one, a letter to none that a face keeps; rare ones leave enough in sight and exclude nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.compiler import options_of
from wizard.pack.models import FieldOption, Option, Pack, Question

RESERVED = {"b": "back", "q": "quit"}
"""Letters that the faces keep, and for what."""

UNKNOWN = "u"
"""The letter of the option ``unknown``, of no other, and of no other letter."""

FEWEST = 2
"""Options that stay in sight at least, and that are worth the line behind which they are."""


def check(context: Context) -> Iterator[Finding]:
    """Yield letters and words given twice, letters that the faces keep, and rare options that gain nothing."""
    pack = context.pack
    for question in pack.questions:
        yield from _apart(f"option {question.id}.", options_of(pack, question))
    for field in pack.signoff:
        yield from _apart(f"field_option {field.id}.", field.option)
    for question in pack.questions:
        yield from _hidden(pack, question)


def _apart(place: str, options: Iterable[Option | FieldOption]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    words: dict[str, str] = {}
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
        other = words.setdefault(option.label.casefold(), option.id)
        if other != option.id:
            message = f"has the words of '{other}', {option.label[:60]!r}; nobody can tell them apart."
            yield Finding("P606", here, message, "Give it other words.")


def _hidden(pack: Pack, question: Question) -> Iterator[Finding]:
    """Yield options that must stay in sight, and questions where hiding gains nothing or leaves too few."""
    options = options_of(pack, question)
    rare = [option for option in options if option.rare]
    for option in rare:
        if option.id == "unknown" or option.id in question.exclusive:
            message = "is rare, but excludes all other answers; who looks for it must find it at once."
            yield Finding("P604", f"option {question.id}.{option.id}", message, "Remove 'rare'.")
    common = [option for option in options if not option.rare and option.id != "unknown"]
    if rare and (len(rare) < FEWEST or len(common) < FEWEST):
        message = f"has {len(rare)} rare and {len(common)} common options; both need at least {FEWEST}."
        yield Finding("P605", f"question {question.id}", message, "Mark more or fewer options as rare.")

"""Error codes and messages: each can be found, and each says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.models import CodeFamily, Message, Pack, Spelling
from wizard.pack.recognition import CODE, Found, Recognizer, message_pattern, plain_text


def check(context: Context) -> Iterator[Finding]:
    """Yield codes and messages without an action, and patterns that find nothing or the same thing twice."""
    pack = context.pack
    recognizer = Recognizer((code.code for code in pack.error_codes), (), pack.code_families)
    for code in pack.error_codes:
        place = f"error_code {code.code}"
        yield from _words(place, code.meaning, code.action)
        if [found.code for found in recognizer.find(code.code)] != [code.code]:
            message = "is not found when the code is looked up by itself."
            yield Finding(
                "P432", place, message, "Write the number alone in 'code'; the family has the letters before it."
            )
    for text in pack.messages:
        yield from _words(f"message {text.id}", text.meaning, text.action)
        yield from _examples(text)
    yield from _same(pack)
    for family in pack.code_families:
        yield from _family(family)


def _words(place: str, meaning: str, action: str) -> Iterator[Finding]:
    missing = [name for name, text in (("meaning", meaning), ("action", action)) if not text]
    if missing:
        yield Finding("P431", place, f"has no {' and no '.join(missing)}.", "Say what it means and what to do first.")


def _examples(text: Message) -> Iterator[Finding]:
    examples = [plain_text(example) for example in text.examples]
    for pattern in text.patterns:
        if not any(message_pattern(pattern).search(example) for example in examples):
            message = f"has the pattern '{pattern}', which fits none of its examples."
            yield Finding("P430", f"message {text.id}", message, "Correct the pattern, or add a message that it finds.")


def _same(pack: Pack) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for text in pack.messages:
        for pattern in text.patterns:
            owner = first.setdefault(message_pattern(pattern).pattern, text.id)
            if owner != text.id or text.patterns.count(pattern) > 1:
                message = f"has the pattern '{pattern}', which the message '{owner}' has too."
                yield Finding("P433", f"message {text.id}", message, "Keep the pattern in one of them.")


def _family(family: CodeFamily) -> Iterator[Finding]:
    place = f"code_family {family.id}"
    for name in ("name", "look_up"):
        if CODE not in getattr(family, name):
            yield Finding("P434", place, f"has a '{name}' without {CODE}.", f"Write {CODE} where the number belongs.")
    if not family.look_up.startswith("https://"):
        yield Finding("P405", place, f"has the address '{family.look_up}', which is not https.", "Correct it.")
    bare = family.model_copy(update={"spelled": (), "not_codes": ()})
    for spelling in family.spelled:
        if not _finds(bare.model_copy(update={"spelled": (spelling,)}), (), spelling.example):
            yield _no_example(place, spelling, "finds no code")
    for spelling in family.not_codes:
        numbers = re.findall(r"[0-9]+", spelling.example)
        kept = _finds(bare.model_copy(update={"not_codes": (spelling,)}), numbers, spelling.example)
        if kept or not _finds(bare, numbers, spelling.example):
            yield _no_example(place, spelling, "makes no difference")


def _finds(family: CodeFamily, codes: Iterable[str], text: str) -> tuple[Found, ...]:
    return Recognizer(codes, (), (family,)).find(text)


def _no_example(place: str, spelling: Spelling, what: str) -> Finding:
    message = f"has the pattern '{spelling.pattern}', which {what} in its example."
    return Finding("P430", place, message, "Correct the pattern, or write an example that it fits.")

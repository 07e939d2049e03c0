"""What an error code or a message means, and what it means for one account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.decision.blocks import Block, Gap, strong, text, theirs
from wizard.decision.certainty import CONFIDENCE, aged
from wizard.evidence.error_codes import (
    MOST_TEXT,
    Code,
    ErrorKnowledge,
    ForAccount,
    Meaning,
    for_account,
    load_error_knowledge,
    look_up,
)
from wizard.pack.models import ErrorCode, Message, Source
from wizard.wording import ago, count, short

if TYPE_CHECKING:
    from wizard.evidence.accounts import AccountSummary

NOTHING = "The text holds no code and no message that the pack knows."
HINT = "Give the number after AADSTS, or the message in English."


@dataclass(frozen=True, slots=True)
class Said:
    """One code or message in words.

    Attributes:
        heading: Its name and what it means.
        lines: What it points to, what it means for an unattended account, what to do, and what it rests on.
        code: The number of a known code; empty otherwise.
    """

    heading: str
    lines: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A text in words.

    Attributes:
        meaning: What was found.
        said: It in words, in the order of the text; a single sentence where nothing was found.
    """

    meaning: Meaning
    said: tuple[Said, ...]


def explain(said: str, folder: Path | None, day: date) -> Explained:
    """Return what the codes and messages of a text mean.

    Args:
        said: A code, a message, or a whole error text.
        folder: The pack, or None for the one that comes with the product.
        day: The day from which ages count.

    Raises:
        PackError: The pack cannot be read.
    """
    knowledge = knowledge_of(folder)
    meaning = look_up(said, knowledge)
    words = tuple(_said(one, knowledge, day) for one in meaning.found) or (Said(f"{NOTHING} {HINT}", ()),)
    if meaning.cut:
        words += (Said(f"Only the first {MOST_TEXT:,} characters were read.", ()),)
    return Explained(meaning, words)


def knowledge_of(folder: Path | None) -> ErrorKnowledge:
    """Return what a pack knows of errors; what the shipped one knows where the pack has no error codes.

    Raises:
        PackError: The pack cannot be read.
    """
    has_codes = folder is not None and (folder / "error_codes.toml").is_file()
    return load_error_knowledge(folder if has_codes else None)


def rests_on(meaning: Meaning, folder: Path | None, day: date) -> dict[str, Any]:
    """Return the cited sources and facts by id, as JSON holds them."""
    knowledge = knowledge_of(folder)
    known: tuple[ErrorCode | Message, ...] = (*meaning.codes, *meaning.messages)
    sources = {name: knowledge.sources[name] for one in known for name in one.sources if name in knowledge.sources}
    facts = {name: knowledge.facts[name] for one in known for name in one.facts if name in knowledge.facts}
    return {
        "sources": {
            name: {**one.model_dump(mode="json"), "read_days_ago": (day - one.checked_on).days}
            for name, one in sources.items()
        },
        "facts": {name: {"title": one.title, "confidence": one.confidence} for name, one in facts.items()},
    }


def _said(one: Code | Message, knowledge: ErrorKnowledge, day: date) -> Said:
    if isinstance(one, Message):
        return Said(f"Message '{one.pattern}': {one.meaning}", tuple(_lines(one, knowledge, day)))
    if one.known is None:
        return Said(_unknown(one), ())
    return Said(f"{one.name}: {one.known.meaning}", tuple(_lines(one.known, knowledge, day)), one.number)


def _unknown(code: Code) -> str:
    if code.family is None:
        return f"Not in the pack: {code.number}."
    address = code.family.look_up.format(code=code.number)
    return f"Not in the pack: {code.number}. If it is {code.name}, its publisher explains it at {address}"


def _lines(one: ErrorCode | Message, knowledge: ErrorKnowledge, day: date) -> Iterator[str]:
    if isinstance(one, ErrorCode):
        yield f"Points to: {one.points_to}"
    if one.unattended:
        yield f"For an unattended account: {one.unattended}"
    yield f"What to do: {one.action}"
    if isinstance(one, ErrorCode) and one.confidence != "primary":
        yield f"How sure: {CONFIDENCE[one.confidence]}."
    for name in one.sources:
        yield _source(name, knowledge.sources.get(name), day)
    for name in one.facts:
        fact = knowledge.facts.get(name)
        yield f"Fact {name}: {fact.title}." if fact else f"Fact {name}."


def _source(name: str, source: Source | None, day: date) -> str:
    if source is None:
        return f"Source: {name}."
    published = aged(source, lambda then: ago(then, day), str)
    read = f"read on {source.checked_on.isoformat()}, {ago(source.checked_on, day)}"
    return f"Source: {source.title}, {source.publisher}; {published}; {read}."


def error_page(explained: Explained, account: str = "", summary: AccountSummary | None = None) -> Iterator[Block]:
    """Yield what is known of the codes and messages in a text.

    Args:
        explained: The text in words.
        account: An account that met it; empty for none.
        summary: Its sign-ins; None where no log names it.
    """
    for one in explained.said:
        yield text(strong(one.heading))
        yield from (text(said, depth=1) for said in one.lines)
        if one.code and summary is not None:
            yield from _for_account(for_account(one.code, summary))
        yield Gap()
    if account and summary is None:
        yield text("No log here names ", theirs(short(account)), ".")


def _for_account(found: ForAccount) -> Iterator[Block]:
    from wizard.evidence.proposals.observation import days

    name = theirs(short(found.account))
    if found.seen is None:
        yield text("For ", name, ": the logs name the account, but not with this code.", depth=1)
        return
    yield text(
        "For ", name, f": {count(found.seen.rows, 'row')}, {days(found.seen.period) or 'times unknown'}.", depth=1
    )
    if found.interactive is False:
        yield text("It never signs in interactively here, so nobody is there to answer a request for MFA.", depth=1)
    for use in found.uses:
        client, resource = (theirs(short(one.name or one.id, 80)) for one in (use.client, use.resource))
        counts = f": {use.counts.failed:,} failed, {use.counts.succeeded:,} succeeded."
        yield text("It fails at ", client, " for ", resource, counts, depth=1)
    if found.later_success is not None:
        yield text("It succeeded later." if found.later_success else "No later success is in the logs.", depth=1)

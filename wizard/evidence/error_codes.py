"""What an error code or message means, and what it means for one account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wizard.evidence.accounts import AccountSummary, ErrorCount, Use
from wizard.evidence.mappings import pack_rows
from wizard.pack.files import default_pack_folder
from wizard.pack.models import CodeFamily, ErrorCode, Fact, Message, Source
from wizard.pack.recognition import Recognizer

MOST_TEXT = 100_000
"""Characters of a text that are read."""


@dataclass(frozen=True)
class ErrorKnowledge:
    """Codes, messages and what they rest on, by id."""

    codes: Mapping[str, ErrorCode]
    messages: Mapping[str, Message]
    families: Mapping[str, CodeFamily]
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]

    @cached_property
    def recognizer(self) -> Recognizer:
        """What finds them in a text."""
        return Recognizer(self.codes, self.messages.values(), self.families.values())


def load_error_knowledge(folder: Path | None = None) -> ErrorKnowledge:
    """Read the error codes and messages of a pack; facts are read without their prose.

    Args:
        folder: The pack, or None for the one that comes with the product.

    Raises:
        PackError: A file is missing, is not TOML, or has a part that is not allowed.
    """
    place = folder or default_pack_folder()
    codes, texts = place / "error_codes.toml", place / "error_texts.toml"
    messages = pack_rows(codes, "message", Message)
    if texts.is_file():
        messages += pack_rows(texts, "message", Message)
    else:  # an older pack keeps its messages with the codes and does not say how texts write them
        texts = default_pack_folder() / "error_texts.toml"
    families = pack_rows(texts, "code_family", CodeFamily)
    sources = [row for path in sorted(place.glob("*sources.toml")) for row in pack_rows(path, "source", Source)]
    facts = [row for path in sorted(place.glob("facts/*.toml")) for row in pack_rows(path, "fact", Fact)]
    return ErrorKnowledge(
        {code.code: code for code in pack_rows(codes, "error_code", ErrorCode)},
        {message.id: message for message in messages},
        {family.id: family for family in families},
        {source.id: source for source in sources},
        {fact.id: fact for fact in facts},
    )


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a text.

    Attributes:
        number: The number.
        family: The family whose code it is; None where nothing tells.
        known: What the pack says of it; None where it says nothing.
    """

    number: str
    family: CodeFamily | None
    known: ErrorCode | None

    @property
    def name(self) -> str:
        """The code as its family writes it."""
        return self.family.name.format(code=self.number) if self.family else self.number


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says, as far as the pack knows.

    Attributes:
        found: Codes and messages in the order in which the text holds them, each once.
        cut: The text was longer than what was read.
    """

    found: tuple[Code | Message, ...]
    cut: bool

    @property
    def codes(self) -> tuple[ErrorCode, ...]:
        return tuple(one.known for one in self.found if isinstance(one, Code) and one.known)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes in the text that the pack does not know."""
        return tuple(one.number for one in self.found if isinstance(one, Code) and not one.known)

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(one for one in self.found if isinstance(one, Message))

    def __bool__(self) -> bool:
        return bool(self.codes or self.messages)


@dataclass(frozen=True, slots=True)
class ForAccount:
    """What a code means for one account.

    Attributes:
        account: Its name.
        seen: Rows with the code in the logs, or None when the logs name the account without it.
        uses: Where the account signs in, so that the reader sees what may be hit.
        later_success: It signed in without error after the code was last seen; None when times are missing.
        interactive: The account signs in interactively; False says that nobody is there to answer; None is unknown.
    """

    account: str
    seen: ErrorCount | None
    uses: tuple[Use, ...]
    later_success: bool | None
    interactive: bool | None


def look_up(text: str, knowledge: ErrorKnowledge) -> Meaning:
    """Return what an error code or a message means.

    Args:
        text: A code such as ``50076`` or ``AADSTS50076``, a message, or a whole error text with both.
        knowledge: The error codes and messages of a pack.
    """
    found: list[Code | Message] = []
    for one in knowledge.recognizer.find(text[:MOST_TEXT]):
        if one.message:
            found.append(knowledge.messages[one.message])
        else:
            found.append(Code(one.code, knowledge.families.get(one.family), knowledge.codes.get(one.code)))
    return Meaning(tuple(found), len(text) > MOST_TEXT)


def for_account(code: str, summary: AccountSummary) -> ForAccount:
    """Return what a code means for one account, from its sign-ins."""
    seen = next((error for error in summary.errors if str(error.code) == code), None)
    counts = summary.counts
    interactive = True if counts.interactive else (False if counts.kind_unknown == 0 and counts.rows else None)
    return ForAccount(summary.account, seen, _hit(seen, summary.uses), _later(seen, summary), interactive)


def _hit(seen: ErrorCount | None, uses: Sequence[Use]) -> tuple[Use, ...]:
    if seen is None:
        return tuple(uses[:3])
    failing = [use for use in uses if use.counts.failed or use.counts.interrupted]
    return tuple(failing[:3])


def _later(seen: ErrorCount | None, summary: AccountSummary) -> bool | None:
    if seen is None or seen.period.last is None:
        return None
    last = [use.period.last for use in summary.uses if use.counts.succeeded and use.period.last]
    # The last row of a use that also failed may be the failure itself, so only later times prove a success.
    return any(moment > seen.period.last for moment in last) if last else False

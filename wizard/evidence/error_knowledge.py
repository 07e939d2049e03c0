"""What a pack knows of error codes and messages, with the sources and facts that they cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wizard.evidence.mappings import pack_rows
from wizard.pack.default_pack import default_pack_folder
from wizard.pack.models import CodeFamily, ErrorCode, Fact, Message, Source
from wizard.pack.recognition import Recognizer


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

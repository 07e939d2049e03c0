"""Names kept off the screen: of the account, and of everybody named in the record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.record.names import names_told
from wizard.tui import strings

if TYPE_CHECKING:
    from wizard.record.model import Record

SHORTEST = 3
"""Shorter names stay inside other text; as a whole value they are hidden too."""


def names_in(record: Record, *more: str) -> tuple[str, ...]:
    """Return the names of a record, the longest first."""
    found = {record.account.name, *more}
    found.update(origin.by for origin in record.origins.values())
    found.update(names_told(record.signoff))
    return names_among(found)


def names_among(names: Iterable[str]) -> tuple[str, ...]:
    """Return names, and what precedes their domain, the longest first."""
    parts = {part for name in names for part in (name, name.split("@", 1)[0]) if part.strip()}
    return tuple(sorted(parts, key=lambda name: (-len(name), name)))


def hide(text: str, names: tuple[str, ...]) -> str:
    if text.strip() in names:
        return strings.HIDDEN_NAME
    long = [re.escape(name) for name in names if len(name) >= SHORTEST]
    if not long:
        return text
    return re.sub("|".join(long), strings.HIDDEN_NAME, text, flags=re.IGNORECASE)

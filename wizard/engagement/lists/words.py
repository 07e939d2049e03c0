"""Words of headings and cells as they are compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Return a text as words are compared: without case, marks and blanks between words."""
    plain = unicodedata.normalize("NFKC", text.replace("\ufeff", "")).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a key whose words are singular, in English."""
    return " ".join(_singular(word) for word in key(text).split())


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word

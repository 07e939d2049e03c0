"""What people and older packs leave in a record, brought into shape before it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wizard.errors import Problem, RecordError
from wizard.wording import encodable

MAX_NOTE = 20_000
MAX_NAME = 2_000


def by_place(order: list[str]) -> Callable[[str], tuple[int, str]]:
    """Return a sort key: the place in an order, and what is not in it by name at the end."""
    places = {name: index for index, name in enumerate(order)}
    return lambda name: (places.get(name, len(places)), name)


def clean_text(text: str, limit: int, what: str) -> str:
    """Return text that UTF-8 can hold, with LF line ends; ``what`` names it in the error.

    Raises:
        RecordError: It is longer than the limit.
    """
    text = encodable(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    if len(text) > limit:
        raise RecordError(Problem("", f"{what} has {len(text):,} characters.", f"Shorten it to {limit:,}."))
    return text


def clean_line(text: str, what: str) -> str:
    """Return text as one line; ``what`` names it in the error.

    Raises:
        RecordError: It is too long.
    """
    return clean_text(" ".join(text.split()), MAX_NAME, what)


def added(notes: Mapping[str, str], question: str, text: str) -> dict[str, str]:
    """Return notes with a text below the one on a question.

    A text that is there already is not repeated, nor is one there in the words of an earlier wizard: what exports suggest
    was called what they propose.
    """
    known = notes.get(question, "")
    if text in known or text in re.sub(r"\bproposes (?=“|nothing: )", "suggests ", known):
        return dict(notes)
    return {**notes, question: (f"{known}\n{text}" if known else text)[:MAX_NOTE]}

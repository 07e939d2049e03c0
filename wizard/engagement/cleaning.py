"""What people and older packs leave in a record, brought into shape before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wizard.decision.answers import Answer
from wizard.decision.engine import Engine
from wizard.documents.record import Record
from wizard.errors import AnswersError, Problem, RecordError

MAX_NOTE = 20_000
MAX_NAME = 2_000


def by_place(order: list[str]) -> Callable[[str], tuple[int, str]]:
    """Return a sort key: the place in an order, and what is not in it by name at the end."""
    places = {name: index for index, name in enumerate(order)}
    return lambda name: (places.get(name, len(places)), name)


def plain(answer: Answer) -> str | list[str]:
    """Return an answer as JSON holds it."""
    return answer if isinstance(answer, str) else list(answer)


def clean_text(text: str, limit: int, what: str) -> str:
    """Return text that UTF-8 can hold, with LF line ends; ``what`` names it in the error.

    Raises:
        RecordError: It is longer than the limit.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > limit:
        raise RecordError(Problem("", f"{what} has {len(text):,} characters.", f"At most {limit:,} are kept."))
    return text


def clean_line(text: str, what: str) -> str:
    """Return text as one line; ``what`` names it in the error.

    Raises:
        RecordError: It is too long.
    """
    return clean_text(" ".join(text.split()), MAX_NAME, what)


def added(notes: Mapping[str, str], question: str, text: str) -> dict[str, str]:
    """Return notes with a text below the one on a question; a text that stands there already is not repeated."""
    known = notes.get(question, "")
    if text in known:
        return dict(notes)
    return {**notes, question: (f"{known}\n{text}" if known else text)[:MAX_NOTE]}


def set_aside(record: Record, engine: Engine) -> tuple[str, ...]:
    """Move answers that the pack does not know out of the way, so that nothing is lost; say which."""
    notices: list[str] = []
    aside: dict[str, Any] = {}
    for part in ("answers", "parked"):
        kept: dict[str, Any] = {}
        values: Mapping[str, Any] = getattr(record, part)
        for name, value in values.items():
            try:
                engine.read({name: value}, parked=True)
                kept[name] = value
            except AnswersError as error:
                aside[name] = value
                notices.append(f"{error.problems[0]} The answer is kept aside in the record.")
        setattr(record, part, kept)
    unknown = [name for name in record.to_do if name not in engine.questions]
    if unknown:
        record.to_do = [name for name in record.to_do if name in engine.questions]
    if aside:
        record.set_aside = {**getattr(record, "set_aside", {}), **aside}  # type: ignore[attr-defined]
    return tuple(notices)

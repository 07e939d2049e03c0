"""Plays the same answers through the prompting faces: what has to be typed for them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from wizard.engagement.session import Session
from wizard.pack.models import Field
from wizard.prompts import texts
from wizard.prompts.face import Asking
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview
from wizard.record.signoff import parts_of
from wizard.record.values import LISTS, Part

DOWN = "\x1b[B"
ENTER = "\r"


def typed(run: Run, *lines: str) -> tuple[int, str]:
    """Type lines into the plain face; return the exit code and what was printed."""
    out = io.StringIO()
    return hold_interview(PlainFace(io.StringIO("".join(f"{line}\n" for line in lines)), out), run), out.getvalue()


def steps(session: Session, answers: Mapping[str, Any]) -> Iterator[tuple[Asking, tuple[str, ...]]]:
    """Yield each question as it is shown, with the options to choose; drives the session along.

    Args:
        session: One in memory, of the same pack as the one that is played.
        answers: Answers to every question that will be asked.
    """
    while (name := session.interview.current) is not None:
        value = answers[name]
        yield texts.asking_of(session, name), tuple(value) if isinstance(value, list) else (value,)
        session.answer(name, value)


def typed_lines(session: Session, answers: Mapping[str, Any]) -> list[str]:
    """Return the lines for the plain face; numbers, letters and ids take turns."""
    lines: list[str] = []
    for asking, chosen in steps(session, answers):
        words = []
        for turn, name in enumerate(chosen, len(lines)):
            index = next(i for i, option in enumerate(asking.options) if option.id == name)
            words.append((str(index + 1), name)[turn % 2])
        lines.append(", ".join(words))
    return lines


def pressed_keys(session: Session, answers: Mapping[str, Any]) -> str:
    """Return the keys for the prompts: arrows, the space bar and Enter."""
    keys = ""
    for asking, chosen in steps(session, answers):
        places = [i for i, option in enumerate(asking.options) if option.id in chosen]
        if asking.folded.intersection(chosen):
            keys += DOWN * len(asking.shown) + (" " if asking.many else "") + ENTER
        if not asking.many:
            keys += DOWN * places[0] + ENTER
            continue
        here = 0
        for place in places:
            keys += DOWN * (place - here) + " "
            here = place
        keys += ENTER
    return keys


def entries(session: Session, values: Mapping[str, Any], day: date) -> Iterator[tuple[Field, Any]]:
    """Yield the sign-off fields in the order of asking, with their value or None; drives the session along."""
    skipped: set[str] = set()
    while True:
        open_fields = [name for name in session.fields(day) if name not in skipped | set(session.record.signoff)]
        if not open_fields:
            return
        name = open_fields[0]
        yield session.field(name), values.get(name)
        if name in values:
            session.set_field(name, values[name])
        else:
            skipped.add(name)


def field_lines(session: Session, values: Mapping[str, Any], day: date) -> list[str]:
    """Return the lines for the sign-off in the plain face; fields without a value are skipped."""
    lines: list[str] = []
    for field, value in entries(session, values, day):
        parts = parts_of(field)
        if value is None:
            lines.append("")
        elif field.kind == "choices":
            lines.append(", ".join(value))
        elif not parts:
            lines.append(value)
        else:
            rows = value if field.kind in LISTS else [value]
            lines += [_word(row.get(part.key)) for row in rows for part in parts]
            lines += [""] if field.kind in LISTS else []
    return lines


def _word(value: Any) -> str:
    return {None: "", True: "yes", False: "no"}.get(value, value)


def field_keys(session: Session, values: Mapping[str, Any], day: date) -> str:
    """Return the keys for the sign-off in the prompts."""
    keys = ""
    for field, value in entries(session, values, day):
        parts = parts_of(field)
        options = [option.id for option in field.option]
        if field.kind == "choices":
            keys += _ticked(options, value)
        elif field.kind == "choice":
            keys += _picked(options, value)
        elif not parts:
            keys += (value or "") + ENTER
        else:
            rows = [] if value is None else value if field.kind in LISTS else [value]
            keys += "".join(_part_keys(part, row.get(part.key)) for row in rows for part in parts)
            keys += _part_keys(parts[0], None) if not rows or field.kind in LISTS else ""
    return keys


def _ticked(options: list[str], value: list[str] | None) -> str:
    if value is None:  # the menu below the options, and in it the way to skip below "go on"
        return DOWN * len(options) + " " + ENTER + DOWN + ENTER
    keys, here = "", 0
    for place in (options.index(name) for name in value):
        keys += DOWN * (place - here) + " "
        here = place
    return keys + ENTER


def _picked(options: list[str], value: str | None) -> str:
    return DOWN * (len(options) if value is None else options.index(value)) + ENTER


def _part_keys(part: Part, value: Any) -> str:
    if part.kind in {"choice", "flag"}:
        options = [name for name, _ in part.options] or ["yes", "no"]
        return _picked(options, None if value is None else _word(value))
    return _word(value) + ENTER

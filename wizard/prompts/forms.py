"""Forms of several parts, asked one after another: back leads to the part before, and what was typed stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wizard.prompts.face import BACK, CLEAR, QUIT, SKIP, Asking, Face, Option
from wizard.prompts.flow import staying
from wizard.record.values import Part
from wizard.wording import day_from, printable, read_date, two_readings

PART_COMMANDS = (SKIP, BACK, QUIT)
_KNOWN_COMMANDS = (CLEAR, BACK, QUIT)
_FLAG = (("yes", "Yes"), ("no", "No"))


class Back(Exception):  # noqa: N818 - going back isn't an error
    """One step back was asked for."""


def fill(face: Face, day: date, parts: Sequence[Part], typed: dict[str, Any], first: int = 0) -> None:
    """Ask for the parts of a form.

    Args:
        day: From which days such as ``+90`` are counted.
        typed: What is known of the parts by their keys; what is typed is added at once, what is skipped is not.
        first: The part to begin with.

    Raises:
        Back: It was asked for at the first part of all.
        Left: The person saved and left.
    """
    number = first
    while number < len(parts):
        part = parts[number]
        try:
            value = _asked(face, day, part, typed.get(part.key))
        except Back:
            if not number:
                raise
            number -= 1
            continue
        if value is None:
            typed.pop(part.key, None)
        else:
            typed[part.key] = value
        number += 1


def _asked(face: Face, day: date, part: Part, known: Any) -> Any:
    """Return the value of one part; None where it is skipped or emptied."""
    commands = PART_COMMANDS if known is None else _KNOWN_COMMANDS
    shown = ("yes" if known else "no") if isinstance(known, bool) else known
    notes = () if known is None else (f"Now: {printable(str(shown))}. Press Enter to keep it.",)
    while True:
        if part.kind in {"choice", "flag"}:
            options = tuple(Option(name, label, name[0]) for name, label in part.options or _FLAG)
            chosen = () if known is None else (shown,)
            reply = face.choose(Asking(f"{part.label}?", options, chosen=chosen, commands=commands))
        else:
            reply = face.line(Asking(part.label, notes=notes, commands=commands))
        if staying(reply).command == BACK.id:
            raise Back
        if reply.command:
            return None
        if not (reply.options or reply.text.strip()):
            return known
        if part.kind == "flag":
            return reply.options == ("yes",)
        if part.kind == "choice":
            return reply.options[0]
        if part.kind != "day":
            return reply.text.strip()
        then = read_date(reply.text) or day_from(reply.text, day)
        if then is not None:
            return then.isoformat()
        question = two_readings(reply.text)
        why = f"{printable(reply.text)} {question}" if question else "that isn't a date."
        face.tell(f"Not taken: {why} Write it as 2026-01-31, +90 for 90 days from now, or end of March.")

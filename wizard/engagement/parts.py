"""The parts of sign-off values that are more than one line: what a face asks, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wizard.pack.models import Field


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value.

    Attributes:
        key: Its key in the value.
        label: The question for it.
        kind: ``line`` of text, ``day``, ``choice`` among ``options``, or ``flag``: yes, no or nothing.
    """

    key: str
    label: str
    kind: Literal["line", "day", "choice", "flag"] = "line"
    options: tuple[tuple[str, str], ...] = ()


METHODS = (("examine", "Examined"), ("interview", "Interviewed"), ("test", "Tested"))
KINDS = (("preventive", "Preventive: it stops misuse"), ("detective", "Detective: it shows misuse"))

PARTS: dict[str, tuple[Part, ...]] = {
    "person": (
        Part("name", "Name"),
        Part("role", "Role"),
        Part("contact", "Contact, such as a mail address"),
    ),
    "controls": (
        Part("name", "Which control"),
        Part("objective", "What it achieves"),
        Part("kind", "Does it prevent or detect", "choice", KINDS),
        Part("above_and_beyond", "Does it go beyond what is mandatory anyway", "flag"),
        Part("method", "How was it validated", "choice", METHODS),
        Part("tested_on", "Day of the last test, as YYYY-MM-DD", "day"),
        Part("result", "Result of that test"),
        Part("owner", "Who keeps it working"),
    ),
    "steps": (
        Part("step", "What is done or must hold"),
        Part("owner", "Who owns it"),
        Part("due", "By which day, as YYYY-MM-DD", "day"),
        Part("evidence", "What shows that it is done"),
        Part("rollback", "What makes you go back"),
    ),
    "evidence": (
        Part("what", "What was collected"),
        Part("collected_by", "Who collected it"),
        Part("method", "How", "choice", METHODS),
        Part("collected_on", "On which day, as YYYY-MM-DD", "day"),
        Part("expires_on", "Until which day it counts, as YYYY-MM-DD", "day"),
        Part("location", "Where it is kept; never the secret itself"),
    ),
}
"""Parts by kind of field; the first part must be there, the others may be left out."""

LISTS = frozenset({"controls", "steps", "evidence"})
"""Kinds whose value is a list of such parts."""


def parts_of(field: Field) -> tuple[Part, ...]:
    """Return the parts of a field; none where its value is one line or a choice."""
    return PARTS.get(field.kind, ())

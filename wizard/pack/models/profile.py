"""House rules that an organisation may replace: who signs, how long, how often."""

from __future__ import annotations

from typing import Literal

from wizard.pack.models.base import Id, Line, Model, RowId


class Level(Model):
    """What a level of risk allows and asks."""

    id: Id
    title: Line
    cap_days: int
    review_days: int
    review_text: str = ""
    offered: bool = True
    roles: tuple[Id, ...] = ()


class SignOff(Model):
    """Who must sign for a group of outcomes."""

    group: RowId
    roles: tuple[Id, ...] = ()
    validity: str = ""
    review: str = ""


class Role(Model):
    """A role that signs or acts."""

    id: Id
    title: Line
    side: Literal["business", "security", "identity", "privacy", "executive", "engineering"]


class Duty(Model):
    """Two roles that must not be the same person."""

    id: Id
    text: str
    a: Id
    b: Id
    sources: tuple[Id, ...] = ()


class Afterwards(Model):
    """A check that falls due some days after a date of the sign-off.

    Attributes:
        group: The group of outcomes that asks for it.
        field: The date from which the days count.
        at: What happens on that date; empty where it needs no reminder of its own.
        what: What is checked.
    """

    group: RowId
    field: Id
    days: int
    at: Line = ""
    what: Line


class Reminders(Model):
    """When people are reminded.

    Attributes:
        days_before: Days before review or expiry.
        after: Checks that fall due after a date.
    """

    days_before: tuple[int, ...] = ()
    after: tuple[Afterwards, ...] = ()


class Limits(Model):
    """Figures of the house, in days unless the name says otherwise."""

    evidence_days: int = 90
    control_test_days: int = 90
    source_days: int = 90
    renewals: int = 2
    hold_working_days: int = 10
    max_downgrade: int = 2


class Classification(Model):
    """How the documents are marked."""

    default: str = ""


class Profile(Model):
    """All house rules."""

    title: Line = "House rules"
    note: str = ""
    level: tuple[Level, ...] = ()
    sign_off: tuple[SignOff, ...] = ()
    role: tuple[Role, ...] = ()
    duty: tuple[Duty, ...] = ()
    reminders: Reminders = Reminders()
    limits: Limits = Limits()
    classification: Classification = Classification()

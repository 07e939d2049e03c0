"""Rules that an organization may replace: who signs, how long, how often."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wizard.pack.models.base import FieldId, GroupId, Id, LevelId, Line, Model, Prose, RoleId, Sources
from wizard.pack.models.marks import Key


class Level(Model):
    """What a level of risk allows and asks."""

    id: Annotated[LevelId, Key("level")]
    title: Line
    cap_days: int
    review_days: int
    review_text: Prose = ""
    offered: bool = True
    roles: tuple[RoleId, ...] = ()


class SignOff(Model):
    """Who must sign for a group of outcomes."""

    group: Annotated[GroupId, Key("sign_off")]
    roles: tuple[RoleId, ...] = ()
    validity: Prose = ""
    review: Prose = ""


class Role(Model):
    """A role that signs or acts.

    Attributes:
        approves: It decides about a waiver; a role that confirms, rates or registers approves nothing.
        signing: What its signature says, after "By signing I"; ``{end}`` is the last day of the waiver.
        without_end: The same where the waiver has no end.
        otherwise: The same where nothing is waived; empty for the words of the profile.
    """

    id: Annotated[Id, Key("role", cited=True)]
    title: Line
    side: Literal["business", "security", "identity", "privacy", "executive", "engineering"]
    approves: bool = False
    signing: Line = ""
    without_end: Line = ""
    otherwise: Line = ""


class Duty(Model):
    """Roles of which nobody holds two."""

    id: Annotated[Id, Key("duty")]
    text: Prose
    roles: tuple[RoleId, ...] = Field(min_length=2)
    sources: Sources = ()


class House(Model):
    """The organization in whose name the documents speak, as far as it is the same for every record."""

    name: Line = ""
    policy: Line = ""
    clause: Line = ""
    register_id: Line = ""
    retention: Line = ""


class Afterwards(Model):
    """A check that falls due some days after a date of the sign-off.

    Attributes:
        group: The group of outcomes that asks for it.
        field: The date from which the days count.
        what: What is checked.
    """

    group: GroupId
    field: FieldId
    days: int
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
    """The organization's figures, in days unless the name gives another unit.

    Attributes:
        renewals: Renewals before the signers of the next level join.
        first_term_days: The longest term of a first exception, whatever its level allows.
    """

    evidence_days: int = 90
    control_test_days: int = 90
    source_days: int = 90
    renewals: int = 2
    first_term_days: int = 180
    hold_working_days: int = 10
    max_downgrade: int = 2


class Classification(Model):
    """How the documents are marked."""

    default: Prose = ""


class Profile(Model):
    """All organization rules.

    Attributes:
        paper: The size of the pages on which documents are printed.
    """

    title: Line = "Organization rules"
    note: Prose = ""
    paper: Literal["a4", "letter"] = "a4"
    level: tuple[Level, ...] = ()
    sign_off: tuple[SignOff, ...] = ()
    role: tuple[Role, ...] = ()
    duty: tuple[Duty, ...] = ()
    reminders: Reminders = Reminders()
    limits: Limits = Limits()
    classification: Classification = Classification()
    organization: House = House()
    acknowledges: Line = "acknowledge it"

"""What an engagement sets for all its records: the organization, and its own figures and words for sign-off."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from wizard.record.model import HandOver
from wizard.record.values import Line, Organization

Days = Annotated[int, Field(ge=1, le=3660)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OwnOrganization(Organization):
    """In whose name the documents speak, and who may read them; what is left empty comes from the pack."""

    classification: Line = ""


class OwnRules(_Table):
    """Figures and words that replace those of the pack.

    Attributes:
        cap_days: The longest term, by level of risk.
        review_days: The longest time between reviews, by level of risk.
        roles: Who signs, by level of risk.
        meanings: What a role says with its signature, by role; ``{end}`` is the last day.
        first_term_days: The longest first term.
        renewals: Renewals before the signers of the next level join.
    """

    cap_days: dict[str, Days] = Field(default_factory=dict)
    review_days: dict[str, Days] = Field(default_factory=dict)
    roles: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    meanings: dict[str, Line] = Field(default_factory=dict)
    first_term_days: Days | None = None
    renewals: Annotated[int, Field(ge=0, le=100)] | None = None


class OwnReports(_Table):
    """How registers and reports are written.

    Attributes:
        separator: Between the cells of a CSV file; Excel in most of Europe expects a semicolon.
        bom: Begin CSV files with a byte order mark, so that Excel reads them as UTF-8.
        redact: Replace names by pseudonyms in everything under ``reports/`` and ``drafts/``.
    """

    separator: Literal[",", ";", "\t"] = ","
    bom: bool = True
    redact: bool = False


class Settings(_Table):
    """What an engagement sets once for all its accounts.

    Attributes:
        schema_version: Of the settings and of the folder around them.
        client: Whose tenant it is; the title of its reports.
        self_assessment: One person runs the tenant, so duties cannot be separated.
        answers: Answers that hold for the whole tenant, by question id; an account may differ.
        signoff: Values of the sign-off that hold for the whole tenant, by field id; an account may have others.
        hand_overs: Roles of the whole tenant that passed to somebody else, in order.
    """

    schema_version: Line = "1"
    client: Line = ""
    self_assessment: bool = False
    answers: dict[str, JsonValue] = Field(default_factory=dict)
    signoff: dict[str, JsonValue] = Field(default_factory=dict)
    organization: OwnOrganization = OwnOrganization()
    rules: OwnRules = OwnRules()
    reports: OwnReports = OwnReports()
    hand_overs: tuple[HandOver, ...] = ()

"""What an engagement sets for all its records: the organization, and its own figures and words for sign-off."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from wizard.record.values import Line

Days = Annotated[int, Field(ge=1, le=3660)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OwnOrganization(_Table):
    """In whose name the documents speak; what is left empty comes from the pack."""

    name: Line = ""
    policy: Line = ""
    clause: Line = ""
    register_id: Line = ""
    retention: Line = ""
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


class Settings(BaseModel):
    """The parts of an engagement's settings that documents rest on; its other tables are read elsewhere."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    organization: OwnOrganization = OwnOrganization()
    rules: OwnRules = OwnRules()

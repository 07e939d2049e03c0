"""The shape of ``evidence collect --format json``, which scripts rely on."""

from __future__ import annotations

from pydantic import Field

from wizard.files.published_schema import Printed


class Asked(Printed):
    """A question that a file helps to answer."""

    id: str
    label: str
    open: bool | None = Field(description="Whether the record needs it; null without a record.")


class SectionShown(Printed):
    """One export of the script."""

    id: str
    title: str
    file: str
    module: str = Field(description="The PowerShell module that it uses.")
    scopes: list[str] = Field(description="The least delegated permissions of Microsoft Graph.")
    role: str = Field(description="The least role of the person who runs it.")
    questions: list[Asked]
    sources: list[str]


class Collected(Printed):
    """The script, and what each of its sections is for."""

    accounts: list[str]
    days: int
    scopes: list[str] = Field(description="What the script asks Microsoft Graph for, in all.")
    sections: list[SectionShown]
    script: str

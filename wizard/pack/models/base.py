"""What all models of the pack share: no unknown keys, nothing changes after reading."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""The id of a question, option, term, verdict and the like."""

RowId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*[a-z]?$", max_length=12)]
"""The id of a row or checklist item: a capital letter, a number, perhaps a letter."""

FactId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*-[0-9]{2,3}$")]
"""The id of a fact, such as ``ABC-05``."""

Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]?$")]
"""The mnemonic of an option; empty where letters run out."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^[^\n\r]*$")]
"""Text of one line."""

Expression = Annotated[str, StringConstraints(max_length=2000)]
"""A condition in the language of ``wizard.pack.conditions``."""


class Model(BaseModel):
    """A part of the pack."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

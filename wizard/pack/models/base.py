"""What all models of the pack share: no unknown keys, nothing changes after reading, every text says what it is."""

from __future__ import annotations

import functools
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from wizard.pack.models.marks import Condition, Words

_LINE = StringConstraints(min_length=1, max_length=600, pattern=r"^[^\n\r]*$")
_CONDITION = StringConstraints(max_length=2000)

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""The id of a question, option, term, verdict and the like."""

RowId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*[a-z]?$", max_length=12)]
"""The id of a row or checklist item: a capital letter, a number, perhaps a letter."""

FactId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*-[0-9]{2,3}$")]
"""The id of a fact, such as ``ABC-05``."""

Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]?$")]
"""The mnemonic of an option; empty where letters run out."""

Prose = Annotated[str, Words()]
"""Text that people read."""

Line = Annotated[str, _LINE, Words()]
"""The same in one line."""

Verbatim = Annotated[str, StringConstraints()]
"""Text for programs: an address, a template, a key."""

Name = Annotated[str, _LINE]
"""The same in one line: a code, a pattern, a proper name."""

Expression = Annotated[str, _CONDITION, Condition()]
"""A condition in the language of ``wizard.pack.conditions``."""

ProvedExpression = Annotated[str, _CONDITION, Condition(never=False)]
"""A condition of a part that has a separate proof that it can take effect."""

AsideExpression = Annotated[str, _CONDITION, Condition(never=False, always=False)]
"""The same for a part that may always apply, or whose separate proof covers that too."""


class Model(BaseModel):
    """A part of the pack."""

    # Most processes restore a pack that was validated before, and need no validators.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)

    def sorts(self) -> tuple[str, ...]:
        """Return what else the part may be named as; a set is a term, and not every term is a set."""
        return ()


@functools.cache
def build_validators() -> None:
    """Build the validators of all models, each after those that it holds: one that comes before builds them again."""
    waiting = [Model]
    while waiting:
        model = waiting.pop(0)
        model.model_rebuild()
        waiting += model.__subclasses__()

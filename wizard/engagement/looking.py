"""Folders of documents looked at one by one for ``drift``, by several processes where that pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wizard.decision.engine import Engine
from wizard.decision.why import Explainer
from wizard.engagement.drift import drift
from wizard.engagement.processes import spread
from wizard.engagement.register import Read, Register
from wizard.engagement.sealed import read_sealed

if TYPE_CHECKING:
    from wizard.engagement.drift import Drift
    from wizard.pack.models import Pack

PAYS_FROM = 1_000
"""Folders from which starting more processes costs less than it saves."""


class Looked(NamedTuple):
    """What became of one folder.

    Attributes:
        read: Each of its accounts as the register has it; none where no register is wanted.
    """

    drift: Drift
    read: Sequence[Read]


@dataclass(frozen=True)
class Look:
    """What all folders have in common.

    Attributes:
        register: Whether the register is wanted as well.
    """

    pack: Pack
    program: dict[str, Any]
    day: date
    register: bool

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what each process makes for itself."""
        return {name: getattr(self, name) for name in ("pack", "program", "day", "register")}

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.program)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.pack)

    @cached_property
    def _register(self) -> Register:
        return Register(self.pack, self._engine, self.day)

    def __call__(self, folder: Path) -> Looked:
        seal = read_sealed(folder)
        found = drift(folder, self.pack, self._engine, self.day, self._explainer, seal=seal)
        return Looked(found, self._register.read(folder, seal) if self.register else ())


def look_at(folders: Sequence[Path], look: Look) -> Iterator[Looked]:
    """Yield what became of each folder, in order."""
    return spread(look, folders, PAYS_FROM)

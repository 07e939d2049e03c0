"""How far papers are, without writing them again where their digests vouch for them.

Every command that looks at many folders goes this way: the register, the accounts of an engagement, and ``drift``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST
from wizard.engagement.readback import WORD, read_checklist, read_document
from wizard.engagement.readback_form import form_of
from wizard.engagement.readback_markdown import front_matter_of, pipe_blocks
from wizard.engagement.sealed import as_written
from wizard.engagement.states import Standing, standing_of
from wizard.engagement.succession import Succession
from wizard.engagement.verify import look
from wizard.errors import RecordError
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.printed import Printed
    from wizard.engagement.readback_form import Checklist
    from wizard.engagement.sealed import Sealed
    from wizard.pack.models import Pack


class Glance:
    """Looks at folders one by one; each stands for itself, whatever follows it."""

    def __init__(self, pack: Pack, engine: Engine, day: date) -> None:
        """Look up once what every folder needs."""
        self.pack = pack
        self.engine = engine
        self.day = day
        self.groups = {group.id: frozenset(group.verdicts) for group in pack.checklist.group}
        fields = tuple(one for one in pack.signoff if one.means is Meaning.EXCLUSIONS)
        self.waived = {option.id: option.group or "" for one in fields for option in one.option}
        self._none = Succession((), pack)

    def at(self, folder: Path, seal: Sealed | None, without: tuple[str, ...] = ()) -> tuple[Printed, Standing]:
        """Return what a folder said when it was printed, and how far it is.

        Args:
            seal: Its documents where their digests vouch for them.
            without: Heads of tables of the checklist that do not matter to the caller.

        Raises:
            RecordError: Its record is missing or cannot be read.
        """
        return (seal and self._quick(folder, seal, without)) or self._slow(folder)

    def _slow(self, folder: Path) -> tuple[Printed, Standing]:
        seen = look(folder, self.pack, self.engine, self.day, self._none)
        return seen.printed, seen.standing

    def _quick(self, folder: Path, seal: Sealed, without: tuple[str, ...]) -> tuple[Printed, Standing] | None:
        told = _checklist(folder, without)
        if told is None:
            return None
        verdicts = frozenset(seal.record.applied.verdicts if seal.record.applied else ())
        columns = sum(bool(self.groups.get(group, frozenset()) & verdicts) for group in {*self.waived.values()})
        if seal.roles and len(told.columns) != max(columns, 1):
            return None
        printed = as_written(seal, self.pack, told)
        return printed, standing_of(printed, told, self.day, self._none)


def _checklist(folder: Path, without: tuple[str, ...]) -> Checklist | None:
    """Return a checklist as it came back; None where the long way is needed."""
    try:
        if (folder / WORD).exists():
            checklist, problems = read_checklist(folder)
            return None if problems else checklist
        text = read_document(folder / CHECKLIST)
    except RecordError:
        return None
    blocks = pipe_blocks(text, without=without)
    return form_of(blocks, front_matter_of(text), CHECKLIST) if blocks is not None else None

"""A living record as commands change it: with the settings of its engagement, and the paper that counts for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.case import Case, build_case
from wizard.documents.house import settled
from wizard.engagement.engagement import DECISIONS
from wizard.engagement.papers import Paper, papers_in
from wizard.engagement.paths import ACCOUNTS, is_engagement
from wizard.engagement.rows import Decided, by_account, counting, last_unsure
from wizard.engagement.settings import settings_near, with_tenant, without_tenant
from wizard.engagement.succession import base_of
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record
    from wizard.record.settings import Settings


def engagement_around(path: Path) -> Path | None:
    """Return the engagement whose living account a file is; None for a record outside of one."""
    folder = path.absolute().parent
    return folder.parent if folder.name == ACCOUNTS and is_engagement(folder.parent) else None


@dataclass(frozen=True)
class Living:
    """A living record on a day.

    Attributes:
        record: As its file holds it, or with the answers of the tenant; both do.
        settings: Those of its engagement; None outside of one.
        folder: Its engagement; None outside of one, where nothing tells which papers were signed.
    """

    pack: Pack
    engine: Engine
    record: Record
    settings: Settings | None
    folder: Path | None
    day: date

    @classmethod
    def at(cls, path: Path | None, pack: Pack, engine: Engine, record: Record, day: date) -> Living:
        """Return a record that a file holds.

        Raises:
            RecordError: The settings of its engagement cannot be used.
        """
        folder = engagement_around(path) if path is not None else None
        return cls(pack, engine, record, settings_near(path), folder, day)

    @cached_property
    def whole(self) -> Record:
        """The record with the answers of the tenant."""
        return with_tenant(self.pack, self.record, self.settings, SETTINGS_FILE)

    def own(self, record: Record) -> Record:
        """Return a record without the answers of the tenant, as a file holds it."""
        return without_tenant(self.pack, record, self.settings)

    @cached_property
    def case(self) -> Case:
        return self.case_of(self.whole)

    def case_of(self, record: Record) -> Case:
        """Return the case of the record with changes, under the same rules.

        Raises:
            WizardError: The pack does not allow an answer, or a value does not fit its field.
        """
        return build_case(self.pack, self.engine, settled(self.pack, record, self.settings, self.day), self.day)

    @cached_property
    def _found(self) -> tuple[Paper, ...]:
        """The papers of the account, those that are gone or cannot be read included."""
        if self.folder is None:
            return ()
        base = base_of(self.case.record.record_id)
        found = papers_in(self.folder / DECISIONS, self.pack, self.engine, self.day)
        return tuple(one for one in found if any(base_of(record.record_id) == base for record in one.records))

    @cached_property
    def papers(self) -> tuple[Decided, ...]:
        return tuple(by_account(self._found).get(base_of(self.case.record.record_id), ()))

    @property
    def lost(self) -> Paper | None:
        """A paper without which nobody can tell what was decided: it is gone, or its record or checklist cannot be read."""
        unread = next((one for one in self._found if one.standing is None), None)
        return unread or (last_unsure(self.papers, self.paper) if self.paper is not None else None)

    @property
    def paper(self) -> Decided | None:
        """The paper that counts."""
        return counting(self.papers)

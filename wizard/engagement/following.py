"""Which papers among folders of documents follow which: by what their records say, and by what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.engagement.engagement import DECISIONS
from wizard.engagement.papers import papers_below
from wizard.engagement.paths import engagement_of
from wizard.engagement.sealed import Glance, read_sealed
from wizard.engagement.store import read_saved
from wizard.engagement.succession import Succession, closures_around
from wizard.errors import WizardError
from wizard.record.annex import accounts_of
from wizard.record.names import normal

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record


def papers_around(folder: Path) -> list[Path]:
    """Return the other papers that may follow one: those of its engagement, else those next to it and below it."""
    home, own = engagement_of(folder), folder.absolute()
    found = (
        papers_below(home.absolute() / DECISIONS)
        if home is not None
        else [path.parent for at in (own.parent, own) for path in at.glob(f"*/{RECORD}")]
    )
    return sorted(one for one in {*found} if one.resolve() != own.resolve())


def succession_of(folders: Sequence[Path], pack: Pack, engine: Engine, day: date) -> Succession:
    """Return which records follow which, and which are closed; one that cannot be read follows none.

    Args:
        folders: That are looked at; papers of their engagement follow them too.
    """
    records: dict[Path, Record] = {}
    home = engagement_of(folders[0]) if folders else None
    around = papers_below(home / DECISIONS) if home is not None else []
    for folder in sorted({one.absolute() for one in (*folders, *around)}):
        with suppress(WizardError):
            records[folder] = read_saved(folder / RECORD)
    closures = closures_around(folders[0]) if folders else None
    linked = Succession(records.values(), pack).linked
    if not linked:
        return Succession((), pack, closures)
    glance = Glance(pack, engine, day)
    approved: set[str] = set()
    for folder, record in records.items():
        ids = {normal(one.record_id) for one in accounts_of(record)}
        if ids & linked:
            with suppress(WizardError):
                approved |= ids if glance.at(folder, read_sealed(folder))[1].any_approved else set()
    return Succession(records.values(), pack, closures, approved)

"""Which papers among folders of documents follow which: by what their records say, and by what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.engagement.engagement import DECISIONS
from wizard.engagement.papers import papers_below
from wizard.engagement.paths import engagement_of, without_dots
from wizard.engagement.sealed import Glance, read_sealed
from wizard.engagement.store import read_saved
from wizard.engagement.succession import Succession, base_of, closures_around
from wizard.errors import WizardError
from wizard.record.annex import accounts_of
from wizard.record.names import normal

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record


def papers_around(folder: Path) -> list[Path]:
    """Return the other papers that may follow one: those of its engagement, else those next to it and below it."""
    own, found = folder.absolute(), _of_engagement(folder)
    if found is None:
        found = [path.parent for at in (own.parent, own) for path in at.glob(f"*/{RECORD}")]
    return sorted(one for one in {path.absolute() for path in found} if one.resolve() != own.resolve())


def papers_of_same(folders: Sequence[Path]) -> list[Path]:
    """Return the other papers of an engagement that are for accounts of some of its papers; one that cannot be read is for none."""
    known = {*map(without_dots, folders)}
    around = _of_engagement(folders[0]) if folders else None
    others = [one for one in map(without_dots, around or ()) if one not in known]
    same = {name for _, record in _readable(folders if others else ()) for name in _bases(record)}
    return [folder for folder, record in _readable(others) if same & _bases(record)]


def _of_engagement(folder: Path) -> list[Path] | None:
    """Return all papers of the engagement that one belongs to; None where it is in none."""
    home = engagement_of(folder)
    return papers_below(home / DECISIONS) if home is not None else None


def _readable(folders: Iterable[Path]) -> Iterator[tuple[Path, Record]]:
    for folder in folders:
        with suppress(WizardError):
            yield folder, read_saved(folder / RECORD)


def _bases(record: Record) -> set[str]:
    return {base_of(one.record_id) for one in accounts_of(record)} - {""}


def succession_of(
    folders: Sequence[Path], pack: Pack, engine: Engine, day: date, *, until_begun: bool = False
) -> Succession:
    """Return which records follow which, and which are closed; one that cannot be read follows none.

    Args:
        folders: That are looked at; papers of their engagement follow them too.
        until_begun: What was approved is followed when a later one begins, and not when that is approved.
    """
    around = _of_engagement(folders[0]) if folders else None
    records = dict(_readable(sorted({one.absolute() for one in (*folders, *(around or ()))})))
    closures = closures_around(folders[0]) if folders else None
    linked = Succession(records.values(), pack).linked
    if not linked:
        return Succession((), pack, closures)
    glance = Glance(pack, engine, day)
    approved: set[str] = set()
    begun: set[str] = set()
    for folder, record in records.items():
        ids = {normal(one.record_id) for one in accounts_of(record)}
        if ids & linked:
            with suppress(WizardError):
                standing = glance.at(folder, read_sealed(folder))[1]
                approved |= ids if standing.any_approved else set()
                begun |= ids if standing.any_approved and standing.begun(day) else set()
    return Succession(records.values(), pack, closures, approved, begun if until_begun else None)

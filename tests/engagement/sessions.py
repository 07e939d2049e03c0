"""Sessions over the tiny pack, for tests of the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.support.packs import TINY, engine_at, pack_at
from wizard.engagement.session import Session

DAY = date(2026, 11, 24)


def new_session(home: Path, name: str = "machine@office") -> Session:
    return Session.new(home, pack_at(TINY), engine_at(TINY), name, DAY)


def reopened(path: Path) -> Session:
    return Session.open(path, pack_at(TINY), engine_at(TINY))

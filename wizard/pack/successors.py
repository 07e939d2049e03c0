"""What became of an id of the catalogue that an older pack had."""

from __future__ import annotations

import re

from wizard.pack.models import Former, Pack


def successors(pack: Pack, old_id: str, version: str = "") -> Former | None:
    """Return what became of an id, or None where it means what it meant.

    Args:
        pack: The pack of today.
        old_id: The id as an older record holds it.
        version: The version of the pack that the record was made with; empty where nobody knows it. An id that is
            still in use counts as the old one only where this version is known to be old enough.
    """
    for former in pack.former:
        if former.id == old_id:
            in_use = any(connector.id == old_id for connector in pack.connectors)
            old = bool(version) and _numbers(version) <= _numbers(former.until)
            return former if old or not in_use else None
    return None


def _numbers(version: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", version)]

"""What the columns of lists were confirmed to mean, kept with the engagement, so that nobody is asked twice."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from wizard.engagement.lists.model import Mapping
from wizard.files.writing import write_whole

FILE = "list-headings.json"
MOST_KEPT = 50


def remembered(folder: Path) -> list[Mapping]:
    """Return the mappings that were confirmed, the latest first; a file that cannot be read means asking again."""
    try:
        return [Mapping.model_validate(one) for one in json.loads((folder / FILE).read_bytes())]
    except (OSError, ValueError, TypeError, RecursionError, ValidationError):
        return []


def remember(folder: Path, mapping: Mapping) -> None:
    """Keep a mapping that was confirmed.

    Raises:
        OSError: The folder cannot be written.
    """
    others = [one for one in remembered(folder) if one.fingerprint != mapping.fingerprint]
    kept = [mapping, *others][:MOST_KEPT]
    if kept != remembered(folder):
        data = json.dumps([one.model_dump(mode="json") for one in kept], ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / FILE, data.encode("utf-8", "replace"))

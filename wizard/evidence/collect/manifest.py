"""The manifest that the script writes with its exports: which of them are missing, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, read_bytes
from wizard.wording import short

TOOL = "mfa-wizard evidence collect"
MANIFEST = Wanted(EvidenceError, "a manifest", "Run the script again.")
_FAILED = "failed"


def is_manifest(row: Mapping[str, Any]) -> bool:
    """Return whether an object is the manifest of a script."""
    return row.get("collectedBy") == TOOL and "sections" in row


def failures(path: Path) -> Iterator[Problem]:
    """Yield a note on each section that failed, so that what is missing is not taken for what is not there.

    Raises:
        EvidenceError: The file cannot be read.
    """
    try:
        sections = json.loads(decode(read_bytes(path, MANIFEST), str(path), MANIFEST)[0])["sections"]
    except (ValueError, RecursionError, KeyError, TypeError):
        yield Problem(
            str(path), "cannot be read, so sections of the script may have failed.", "Run it again.", "manifest"
        )
        return
    for one in sections if isinstance(sections, list) else ():
        if isinstance(one, dict) and one.get("status") == _FAILED:
            message = f"says that the section {short(str(one.get('section')), 60)} failed: '{short(str(one.get('error')), 300)}'."
            yield Problem(str(path), message, "Run the script again for it.", "not-collected", "note")

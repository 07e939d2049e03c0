"""What the wizard remembers of how it looks; a file that cannot be read or written costs nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from wizard.engagement.paths import settings_file


def read_settings(home: Path) -> dict[str, Any]:
    """Return the settings kept in a folder of records; empty where there are none."""
    try:
        data = json.loads(settings_file(home).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def keep_setting(home: Path, name: str, value: str | bool) -> None:
    from wizard.files.writing import write_whole

    data = {**read_settings(home), name: value}
    with suppress(OSError):
        write_whole(settings_file(home), json.dumps(data, indent=2, sort_keys=True).encode() + b"\n")

"""Where the pack that ships with the wizard lies: in the checkout, or in the wheel."""

from __future__ import annotations

from pathlib import Path


def default_pack_folder() -> Path:
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_knowledge"
    return shipped if shipped.is_dir() else package.parent / "knowledge"

"""What is read after the first paint: the pack, its program, and the code that works on records."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A pack, ready to be asked from."""

    pack: Pack
    engine: Engine


def load(pack_folder: Path) -> Knowledge:
    """Read the pack and import what the next screens need.

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.decision.engine import load_engine
    from wizard.pack.loader import load_pack

    engine = load_engine(pack_folder)
    pack = load_pack(pack_folder)
    engine.decide({})  # builds what each answer needs, so that the first one need not wait for it
    import wizard.engagement.session
    import wizard.record.reading
    import wizard.tui.screens.question  # noqa: F401

    give_back_memory()
    return Knowledge(pack, engine)


def give_back_memory() -> None:
    """Return what reading needed for a moment; else a long session holds it to its end."""
    import gc

    gc.collect()
    gc.freeze()  # what was read stays to the end; collecting it again would only cost pauses
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)

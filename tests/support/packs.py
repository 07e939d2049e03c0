"""Packs and engines for tests, each made once."""

from __future__ import annotations

import functools
from pathlib import Path

from wizard.decision.engine import Engine, load_engine
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.models import Pack

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TINY = Path(__file__).with_name("tiny_pack")


@functools.cache
def pack_at(folder: Path) -> Pack:
    return load_pack(folder)


@functools.cache
def engine_at(folder: Path) -> Engine:
    return load_engine(folder)


def real_pack() -> Pack:
    return pack_at(default_pack_folder())


def real_engine() -> Engine:
    return engine_at(default_pack_folder())

"""Engines are shared by packs of the same bytes, and travel to other processes without what they built."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

from tests.support.packs import TINY, real_engine
from wizard.decision.engine import MOST_ENGINES, load_engine


def test_packs_of_the_same_bytes_share_an_engine_and_a_changed_one_does_not(tmp_path):
    folder = Path(shutil.copytree(TINY, tmp_path / "pack"))
    engine = load_engine(folder)
    assert engine is load_engine(TINY)
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert load_engine(folder) is not engine
    for number in range(MOST_ENGINES):
        with (folder / "pack.toml").open("a", encoding="utf-8") as file:
            file.write(f"# {number}\n")
        load_engine(folder)
    assert load_engine(TINY) is not engine
    assert load_engine(TINY).decide({}) == engine.decide({})


def test_an_engine_travels_without_its_kernels():
    engine = real_engine()
    decision = engine.decide({"identity": "user_cloud"})
    travelled = copy.copy(engine)
    assert travelled.__dict__.keys() < engine.__dict__.keys()
    assert travelled.decide({"identity": "user_cloud"}) == decision

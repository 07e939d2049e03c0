"""Damage to the real pack does not go unnoticed.

The whole count takes minutes: ``python -m tests.pack.mutation --count 300``. Here a few mutants of each
kind are made.
"""

from __future__ import annotations

import random
import shutil

import pytest

from tests.pack.mutation import MUTATIONS, bend, run
from wizard.pack.conditions import parse_condition
from wizard.pack.files import default_pack_folder


@pytest.mark.slow
def test_nearly_all_damage_is_noticed():
    counts = run(count=8, seed=11, seconds=float("inf"))

    missed = [what for count in counts.values() for what in count.missed]
    damaged = sum(count.damaged for count in counts.values())
    assert damaged >= 5
    assert len(missed) <= damaged * 0.05, missed


@pytest.mark.parametrize("name", ["drop a row", "rename an id", "delete a source", "swap two rows"])
def test_a_mutant_differs_from_the_pack_in_one_file(name, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(default_pack_folder(), pack)
    MUTATIONS[name](pack, random.Random(4))

    real = default_pack_folder()
    changed = [p for p in real.rglob("*.toml") if p.read_bytes() != (pack / p.relative_to(real)).read_bytes()]
    assert len(changed) == 1


@pytest.mark.parametrize("seed", range(40))
def test_a_bent_condition_is_a_condition_still(seed):
    condition = "not a and (b is c or d in e or f not in (g, none)) and has_any(h, i, j)"

    parse_condition(bend(condition, random.Random(seed)))

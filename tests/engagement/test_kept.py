"""What was worked out of accounts is kept in blocks, comes back as it was, and is made again where it cannot be read."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.engagement.making import DAY, seen
from tests.support.packs import real_pack
from wizard.engagement import kept as module
from wizard.engagement.assessed import Assessed
from wizard.engagement.kept import Kept, made_of
from wizard.engagement.settled import Settled
from wizard.pack import cache

MADE_OF = "0" * 64


@pytest.fixture(scope="module")
def found(contoso: Path) -> list[Assessed]:
    return [row.seen for row in seen(contoso).rows if row.seen is not None]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 8)


def many(found: list[Assessed], count: int) -> dict[str, Assessed]:
    rng = random.Random(3)
    return {
        f"{number:064x}": replace(rng.choice(found), record_id=f"REC-{number}", review=date(2026, 1, 1 + number % 28))
        for number in range(count)
    }


def saved(path: Path, accounts: dict[str, Assessed]) -> Kept:
    """Return what is kept after a run over accounts that decides those which are not kept."""
    kept = Kept(path, MADE_OF)
    for digest, account in accounts.items():
        if kept.known(digest) is None:
            kept.keep(digest, account)
    kept.save()
    return Kept(path, MADE_OF)


def blocks(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[2::2]


@pytest.mark.slow
def test_accounts_come_back_as_they_were(found, tmp_path):
    accounts = many(found, 21)
    kept = saved(tmp_path / "kept", accounts)
    assert {digest: kept.known(digest) for digest in accounts} == accounts
    assert kept.known("f" * 64) is None
    assert len(blocks(tmp_path / "kept")) == 3


def test_a_change_leaves_full_blocks_alone_and_gathers_small_ones(found, tmp_path):
    path = tmp_path / "kept"
    accounts = many(found, 16)
    saved(path, accounts)
    before = blocks(path)
    for number in range(3):
        del accounts[next(iter(accounts))]
        accounts[f"{100 + number:064x}"] = replace(found[0], record_id=f"new {number}")
        kept = saved(path, accounts)
    after = blocks(path)
    assert after[:2] == before
    assert len(after) == 3
    assert {digest: kept.known(digest) for digest in accounts} == accounts


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"account": [["a"], [7]]}'])
def test_a_block_that_cannot_be_read_is_made_again(found, tmp_path, damage):
    path = tmp_path / "kept"
    accounts = many(found, 16)
    saved(path, accounts)
    lines = path.read_bytes().split(b"\n")
    whole = list(lines)
    lines[2] = damage
    path.write_bytes(b"\n".join(lines))
    kept = saved(path, accounts)
    assert {digest: kept.known(digest) for digest in accounts} == accounts
    assert sorted(path.read_bytes().split(b"\n")) == sorted(whole)


def test_nothing_counts_that_was_made_of_something_else(found, tmp_path):
    saved(tmp_path / "kept", many(found, 3))
    assert Kept(tmp_path / "kept", "1" * 64).known(f"{0:064x}") is None


def test_nothing_counts_that_was_made_by_other_modules_of_the_same_version(contoso, tmp_path, monkeypatch):
    """An update from the repository words the reasons of open items otherwise, and the version stays."""
    (tmp_path / "wizard" / "room").mkdir(parents=True)
    monkeypatch.setattr(cache, "_WIZARD", tmp_path / "wizard")
    monkeypatch.setenv("MFA_WIZARD_CACHE", str(tmp_path / "cache"))
    found = []
    for words in ("propose", "suggest", "suggest"):
        (tmp_path / "wizard" / "room" / "module.py").write_text(words, encoding="utf-8")
        os.utime(tmp_path / "wizard" / "room" / "module.py", (len(words), 5 * words.count("s")))
        cache.wizard_stamp.cache_clear()
        settled = Settled(contoso, real_pack())
        found.append((made_of(seen(contoso).engagement, real_pack(), DAY), dict(settled.names)))
        settled.save({}, {"0" * 64: ["svc@contoso.com"]})
    cache.wizard_stamp.cache_clear()
    assert found[0][0] != found[1][0] == found[2][0]
    assert [bool(names) for _, names in found] == [False, False, True]

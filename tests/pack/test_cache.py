"""What was made of a pack is kept under the digest of its files, and never counts for other files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.packs import TINY, real_pack
from wizard.pack import cache, loader
from wizard.pack.files import default_pack_folder, read_files
from wizard.pack.loader import pack_of  # as it is: a fixture has its module read each pack once
from wizard.pack.program import load_program


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("MFA_WIZARD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def refuse(*_):
    raise AssertionError("read again")


def test_a_pack_is_read_once_and_comes_back_whole(kept, monkeypatch):
    files = read_files(default_pack_folder())
    pack_of(files)
    monkeypatch.setattr(loader, "read_pack", refuse)
    again = pack_of(files)
    assert again == real_pack()
    assert [one.model_fields_set for one in again.questions] == [one.model_fields_set for one in real_pack().questions]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"facts": 1}', b'{"other": ""}', b"[" * 100_000, b'{"digest": "of another"}']
)
def test_a_file_that_was_damaged_is_made_again(kept, damage):
    files = read_files(TINY)
    pack = pack_of(files)
    program = load_program(TINY)
    for path in kept.iterdir():
        path.write_bytes(damage)
    assert pack_of(files) == pack
    assert load_program(TINY) == program
    assert all(path.read_bytes() != damage for path in kept.iterdir())


def test_what_was_kept_of_another_pack_does_not_count(kept, tmp_path):
    first = read_files(TINY)
    pack_of(first)
    copy = Path(shutil.copytree(TINY, tmp_path / "pack"))
    with (copy / "pack.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    changed = read_files(copy)
    here = cache.cache_file("pack", first.digest)
    assert here is not None
    shutil.copy(here, cache.cache_file("pack", changed.digest))
    assert pack_of(changed).digest == changed.digest


def test_only_the_newest_files_of_a_kind_stay(kept):
    for number in range(cache.MOST_KEPT + 3):
        cache.keep(cache.cache_file("pack", str(number)), b"{}", cache.MOST_KEPT)
    cache.keep(cache.cache_file("program", "one"), b"{}", cache.MOST_KEPT)
    assert len(list(kept.glob("pack-*"))) == cache.MOST_KEPT
    assert len(list(kept.glob("program-*"))) == 1

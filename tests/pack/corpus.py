"""Builds the packs of the corpus: a good one as it lies there, a bad one as a good one with one defect.

A folder under ``packs/bad`` holds ``defect.toml``: the code that must be found, what the defect
is, perhaps where it stands, and the edits that bring it in. What no edit of text can bring in
(links, pipes, thousands of rows) has a maker here.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKS = Path(__file__).parent / "packs"
DAY_OF_THE_CORPUS = "2026-11-24"


@dataclass(frozen=True)
class Defect:
    name: str
    code: str
    says: str
    base: str
    place: str
    also: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]
    remove: tuple[str, ...]
    make: str


def good_packs() -> list[str]:
    return sorted(path.name for path in (PACKS / "good").iterdir() if path.is_dir())


def defects() -> list[Defect]:
    return [read_defect(path) for path in sorted((PACKS / "bad").glob("*/defect.toml"))]


def read_defect(path: Path) -> Defect:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Defect(
        name=path.parent.name,
        code=data["code"],
        says=data["says"],
        base=data.get("base", "bicycle"),
        place=data.get("place", ""),
        also=tuple(data.get("also", ())),
        edits=tuple((edit["file"], edit["find"], edit["replace"]) for edit in data.get("edit", ())),
        remove=tuple(data.get("remove", ())),
        make=data.get("make", ""),
    )


def good(name: str, folder: Path) -> Path:
    """Copy a good pack and return its folder."""
    target = folder / name
    shutil.copytree(PACKS / "good" / name, target)
    return target


def build(defect: Defect, folder: Path) -> Path:
    """Return the folder of a good pack with the defect in it."""
    pack = good(defect.base, folder)
    for file, find, replace in defect.edits:
        edit(pack / file, find, replace)
    for name in defect.remove:
        (pack / name).unlink()
    if defect.make:
        MAKERS[defect.make](pack)
    return pack


def edit(path: Path, find: str, replace: str) -> None:
    """Replace a text that stands once in a file; nothing to find makes a file."""
    if not find:
        path.write_text(replace, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{find!r} stands {text.count(find)} times in {path.name}"
    path.write_text(text.replace(find, replace), encoding="utf-8")


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this platform lets nobody make links")


def _link_out(pack: Path) -> None:
    outside = pack.parent / "outside.toml"
    outside.write_text("", encoding="utf-8")
    link(pack / "facts" / "outside.toml", outside)


def _folder_link(pack: Path) -> None:
    outside = pack.parent / "evidence"
    outside.mkdir()
    link(pack / "evidence", outside)


def _bom(pack: Path) -> None:
    path = pack / "questions.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def _crlf(pack: Path) -> None:
    path = pack / "questions.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _latin1(pack: Path) -> None:
    path = pack / "questions.toml"
    path.write_bytes(path.read_bytes().replace(b"Brakes", b"Br\xe4kes"))


def _too_large(pack: Path) -> None:
    (pack / "texts.toml").write_bytes(b"# " + b"x" * 2_000_000)


def _pipe(pack: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this platform has no pipes in folders")
    (pack / "texts.toml").unlink()
    os.mkfifo(pack / "texts.toml")


def _many_rows(pack: Path) -> None:
    path = pack / "tables.toml"
    head, mark, tail = path.read_text(encoding="utf-8").partition('[[table.row]]\nid = "B2"')
    rows = "".join(
        f'[[table.row]]\nid = "N{number}"\nwhen = "kind is cargo"\nverdict = "ride_on"\nfacts = ["BIKE-01"]\n'
        for number in range(10_000)
    )
    path.write_text(head + rows + mark + tail, encoding="utf-8")


def _deep_terms(pack: Path) -> None:
    chain = "".join(
        f'\n[[term]]\nid = "deep{number}"\nmeaning = "Deep."\nwhen = "not (kind is cargo and deep{number + 1})"\n'
        for number in range(400)
    )
    last = '\n[[term]]\nid = "deep400"\nmeaning = "Deep."\nwhen = "kind is city"\n'
    path = pack / "terms.toml"
    path.write_text(path.read_text(encoding="utf-8") + chain + last, encoding="utf-8")
    edit(pack / "tables.toml", 'when = "tyre in broken"', 'when = "tyre in broken or deep0"')


def _deep_condition(pack: Path) -> None:
    edit(pack / "tables.toml", 'when = "tyre in broken"', f'when = "{"(" * 900}tyre in broken{")" * 900}"')


def _orphan_fact(pack: Path) -> None:
    path = pack / "facts" / "bicycle.toml"
    fact = '\n[[fact]]\nid = "BIKE-09"\ntitle = "Bells"\nsources = ["handbook"]\nconfidence = "primary"\n'
    path.write_text(path.read_text(encoding="utf-8") + fact, encoding="utf-8")
    prose = pack / "facts" / "bicycle.md"
    section = "\n## BIKE-09\n\nBells ring.\n\n### Scope\n\nAll.\n\n### Consequence\n\nNone.\n"
    prose.write_text(prose.read_text(encoding="utf-8") + section, encoding="utf-8")


def _prose_of_sell_it(pack: Path) -> None:
    shutil.copy(pack / "verdicts" / "ride_on.md", pack / "verdicts" / "sell_it.md")


MAKERS = {
    "link_out": _link_out,
    "folder_link": _folder_link,
    "bom": _bom,
    "crlf": _crlf,
    "latin1": _latin1,
    "too_large": _too_large,
    "pipe": _pipe,
    "many_rows": _many_rows,
    "deep_terms": _deep_terms,
    "deep_condition": _deep_condition,
    "orphan_fact": _orphan_fact,
    "prose_of_sell_it": _prose_of_sell_it,
}

"""What was worked out of accounts before, by the digest of their files; a cache, which may be lost at any time.

It is kept in blocks of accounts, so that a face that shows the first ones does not wait for the last. Within a block each
field is a column of its different values, because thousands of accounts say the same few things: it takes a quarter of
the room and of the time of one object an account.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin, get_type_hints

from pydantic import BaseModel, create_model

from wizard.engagement.assessed import Assessed
from wizard.pack.cache import cache_of_folder, keep, kept, wizard_stamp

if TYPE_CHECKING:
    from datetime import date

    from wizard.engagement.engagement import Engagement
    from wizard.pack.models import Pack

BLOCK = 500
"""Accounts of a full block; where half of them are out of use, the others join other blocks."""


@dataclass(slots=True)
class _Block:
    """Accounts that are kept together: their digests, and what is known of them as it was written."""

    digests: tuple[str, ...]
    data: bytes


class Kept:
    """What is kept of one engagement on one day."""

    def __init__(self, path: Path | None, made_of: str) -> None:
        """Read what is kept; anything that was made of other settings, knowledge, code or another day counts for nothing."""
        self._path = path
        self._made_of = made_of
        self._blocks = _read(path, made_of)
        self._block_of = {digest: block for block in self._blocks for digest in block.digests}
        self._there: dict[str, Assessed] = {}
        self._used: dict[str, Assessed] = {}

    @classmethod
    def of(cls, engagement: Engagement, pack: Pack, day: date) -> Kept:
        return cls(cache_of_folder("accounts-{}.jsonl", engagement.folder), made_of(engagement, pack, day))

    def known(self, digest: str) -> Assessed | None:
        """Return what was kept of a file with these bytes."""
        if digest not in self._there and digest in self._block_of:
            self._read_block(self._block_of[digest])
        seen = self._there.get(digest)
        if seen is not None:
            self._used[digest] = seen
        return seen

    def _read_block(self, block: _Block) -> None:
        """Read a block; one that cannot be read was written by something else, and its accounts are decided again."""
        try:
            self._there |= zip(block.digests, _rows(block.data), strict=True)
        except (ValueError, IndexError):
            self._blocks = [one for one in self._blocks if one is not block]
            self._block_of = {digest: one for digest, one in self._block_of.items() if one is not block}

    def keep(self, digest: str, seen: Assessed) -> None:
        self._used[digest] = seen

    def save(self) -> None:
        """Write what was used; blocks that stay as they are are not made again."""
        if self._path is None or self._used.keys() == self._block_of.keys():
            return
        used = self._used.keys()
        stay = [one for one in self._blocks if 2 * sum(digest in used for digest in one.digests) >= BLOCK]
        rest = dict(self._used)
        for block in stay:
            for digest in block.digests:
                rest.pop(digest, None)
        lines = [self._made_of.encode()]
        for block in (*stay, *_blocks(rest)):
            lines += [" ".join(block.digests).encode(), block.data]
        keep(self._path, b"\n".join(lines))


def made_of(engagement: Engagement, pack: Pack, day: date) -> str:
    """Return the digest of all that accounts are decided by, in addition to their own files."""
    told = (engagement.settings.model_dump_json(), pack.digest, wizard_stamp(), day.isoformat())
    return hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()


def _read(path: Path | None, made_of: str) -> list[_Block]:
    first, *lines = (kept(path) or b"").split(b"\n")
    if first != made_of.encode():
        return []
    return [
        _Block(tuple(digests.decode("ascii", "replace").split(" ")), data)
        for digests, data in zip(lines[::2], lines[1::2], strict=False)
    ]


def _blocks(seen: Mapping[str, Assessed]) -> Iterator[_Block]:
    digests = list(seen)
    for start in range(0, len(digests), BLOCK):
        some = tuple(digests[start : start + BLOCK])
        yield _Block(some, _columns(seen[digest] for digest in some))


def _columns(rows: Iterable[Assessed]) -> bytes:
    """Return accounts as one line: of each field its different values, and which of them each account has.

    Values of several parts are the places of their parts among all parts of the column.
    """
    rows = list(rows)
    columns: dict[str, Any] = {}
    for name, kind in _kinds().items():
        values = _Places()
        numbers = [values.of(getattr(row, name)) for row in rows]
        if kind.parts is None:
            columns[name] = values.found, numbers
            continue
        parts = _Places()
        groups = [[*map(parts.of, value.items() if kind.made is dict else value)] for value in values.found]
        columns[name] = parts.found, groups, numbers
    return _shape().model_construct(**columns).model_dump_json().encode()


class _Places:
    """Different values in the order in which they came."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        self._known: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        try:
            place = self._known.setdefault(value, len(self.found))
        except TypeError:  # it holds a map
            place = self._known.setdefault(repr(value), len(self.found))
        if place == len(self.found):
            self.found.append(value)
        return place


def _rows(data: bytes) -> Iterator[Assessed]:
    """Yield the accounts of a line.

    Raises:
        ValueError: It is not such a line.
        IndexError: An account has a value that is not there.
    """
    block = _shape().model_validate_json(data)
    columns: list[list[Any]] = []
    for name, kind in _kinds().items():
        values, *groups, numbers = getattr(block, name)
        if groups:
            values = [kind.made(map(values.__getitem__, places)) for places in groups[0]]
        columns.append([values[place] for place in numbers])
    return (Assessed(*cells) for cells in zip(*columns, strict=True))


class _Kind(NamedTuple):
    """How a field is kept.

    Attributes:
        made: Makes its value of its parts.
        parts: The type of a part; None where the value is kept whole.
    """

    made: Any
    parts: Any


@cache
def _kinds() -> dict[str, _Kind]:
    found = {}
    for name, hint in get_type_hints(Assessed).items():
        made, told = get_origin(hint), get_args(hint)
        parts = {tuple: told[:1], dict: (tuple[told],)}.get(made) if told else None  # type: ignore[valid-type]
        found[name] = _Kind(made, parts[0]) if parts else _Kind(hint, None)
    return found


@cache
def _shape() -> type[BaseModel]:
    """Return the model of a line; JSON takes a list for each tuple."""
    columns: dict[str, Any] = {}
    for name, kind in _kinds().items():
        whole, split = tuple[list[kind.made], list[int]], tuple[list[kind.parts], list[list[int]], list[int]]  # type: ignore[name-defined]
        columns[name] = (whole if kind.parts is None else split, ...)
    return create_model("Block", **columns)

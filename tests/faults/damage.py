"""Damage that keeps the shape of a file: a value of another kind, a row too many, a part of an archive changed.

Bytes at random are refused at the first look. What gets past it is a file that still parses.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

TEXTS = (
    "", " ", "\0", "\ud800", "\u202eabc", "\ufeff", "=1+1", "'", '"', "\\", "\n", "\r\n\r\n", "a" * 3000, "é" * 300, "9" * 5000,
    "0", "-1", "1e999", "NaN", "true", "null", "none", "unknown", "2026-02-30", "0000-00-00", "9999-12-31T99:99:99Z",
    "1601-01-01T00:00:00Z", "31/12/2026", "{}", "[]", '{"a":', "[[[[", "<a>", "%s%n", "{0}", "../../x", "All", "None", "GuestsOrExternalUsers",
    "00000000-0000-0000-0000-000000000000", "a@b", "@", "1;2;3", "\x1b[2J", "\u2028",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 1.5, -0.0, 1e308, float("inf"), float("nan"), [], {}, [[]], [None], [{}],
    {"": ""}, {"a": {"b": {"c": []}}}, [1, "a", None], [[[[[[[[]]]]]]]],
)  # fmt: skip
LETTERS = b"\x00\xff\xfe\xef\xbb\xbf\"'{}[](),;:=#|\\/<>\r\n\t \x80\xc0\xed\xa0\x801aZ"


def damaged(data: bytes, kind: str, rng: random.Random) -> bytes:
    """Return a file with one to four faults in it.

    Args:
        kind: How it is built: ``json``, ``lines``, ``csv``, ``text`` or ``zip``.
    """
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        change = _bytes if rng.random() < 0.12 else KINDS[kind]
        data = change(data, rng)
    return data


def _json(data: bytes, rng: random.Random) -> bytes:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _bytes(data, rng)
    made = json.dumps(_changed(value, rng), ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.06:
        made = re.sub(r'"(\w+)": ', lambda found: f'"{found[1]}": 1, {found[0]}', made, count=1)
    return made.encode("utf-8", "surrogatepass")


def _lines(data: bytes, rng: random.Random) -> bytes:
    """Damage one of several JSON texts, each on its line."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    lines[at] = _json(lines[at], rng)
    return b"\n".join(lines)


def _changed(value: Any, rng: random.Random) -> Any:
    """Return a value with something else in one place."""
    if isinstance(value, dict | list) and value and rng.random() < 0.85:
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        at = rng.choice(places)
        if rng.random() < 0.7:
            value[at] = _changed(value[at], rng)
            return value
        return _reordered(value, at, rng)
    return _other(value, rng)


def _reordered(value: Any, at: Any, rng: random.Random) -> Any:
    act = rng.randrange(5)
    if act == 0:
        del value[at]
    elif act == 1 and isinstance(value, list):
        value.extend([value[at]] * rng.choice((1, 2, 300)))
    elif act == 1:
        value[rng.choice(TEXTS)] = value[at]
    elif act == 2:
        value[at] = rng.choice(list(value.values()) if isinstance(value, dict) else value)
    elif act == 3 and isinstance(value, dict):
        value[str(at).swapcase()] = value.pop(at)
    else:
        value[at] = [value[at]]
    return value


def _other(value: Any, rng: random.Random) -> Any:
    act = rng.random()
    if isinstance(value, str) and act < 0.3:
        return value + rng.choice(TEXTS)
    if isinstance(value, str) and act < 0.4:
        return value[: rng.randrange(len(value) + 1)]
    if act < 0.6:
        return rng.choice(TEXTS)
    if act < 0.63:
        return _deep(rng.choice((50, 990, 5000)))
    return json.loads(json.dumps(rng.choice(VALUES)))


def _deep(levels: int) -> Any:
    value: Any = []
    for _ in range(min(levels, 600)):
        value = [value]
    return value


def _csv(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8-sig", "replace")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return _bytes(data, rng)
    rows = [row for row in rows if row] or [[""]]
    act, row = rng.randrange(9), rng.choice(rows)
    at = rng.randrange(len(row))
    if act < 3:
        row[at] = rng.choice(TEXTS)
    elif act == 3:
        for one in rows:
            del one[at : at + 1]
    elif act == 4:
        for one in rows:
            one.extend(one[at : at + 1])
    elif act == 5:
        rows.extend([row] * rng.choice((1, 2, 200)))
    elif act == 6:
        row.extend(rng.choice(([""], ["x"] * 3, ["y"] * 2000)))
    elif act == 7:
        rows.insert(rng.randrange(len(rows) + 1), [rng.choice(TEXTS)])
    else:
        rows.remove(row)
    out = io.StringIO(newline="")
    other = rng.choice((separator, separator, separator, ",", ";", "\t", "|"))
    end = rng.choice(("\n", "\r\n", "\r"))
    try:
        csv.writer(out, delimiter=other, lineterminator=end, quoting=rng.choice((0, 0, 1))).writerows(rows)
    except csv.Error:
        return _bytes(data, rng)
    encoding = rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    return out.getvalue().encode(encoding, "replace" if encoding != "utf-8" else "surrogatepass")


def _text(data: bytes, rng: random.Random) -> bytes:
    """Damage a text of lines: TOML, Markdown, XML."""
    lines = data.decode("utf-8", "replace").split("\n")
    act, at = rng.randrange(8), rng.randrange(len(lines))
    if act == 0:
        del lines[at]
    elif act == 1:
        lines.insert(at, lines[rng.randrange(len(lines))])
    elif act == 2:
        other = rng.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    elif act == 3:
        lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
    elif act == 4:
        lines[at] = rng.choice(TEXTS)
    else:
        words = list(re.finditer(r"\"[^\"]*\"|<[^>]*>|[\w.-]+|\|", lines[at]))
        if words:
            word = rng.choice(words)
            quoted = rng.choice((lambda text: text, json.dumps))
            new = rng.choice(
                (quoted(rng.choice(TEXTS)), str(rng.choice(VALUES)), "", word[0] * 2, "[" * 2000, "9" * 5000)
            )
            lines[at] = lines[at][: word.start()] + new + lines[at][word.end() :]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _zip(data: bytes, rng: random.Random) -> bytes:
    """Damage a part of an archive, as of a workbook or a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - it is damaged already
        return _bytes(data, rng)
    if not parts:
        return _bytes(data, rng)
    name = rng.choice(
        sorted(parts, key=lambda name: (-len(parts[name]), name))[:5] if rng.random() < 0.7 else list(parts)
    )
    act = rng.random()
    if act < 0.1:
        del parts[name]
    elif act < 0.2:
        parts[f"../{name}" if act < 0.15 else name.upper()] = parts[name]
    elif act < 0.23:
        parts[name] = b" " * 60_000_000
    else:
        parts[name] = _xml(parts[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
    return out.getvalue()


def _xml(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    pieces = list(re.finditer(r"<[^>]*>|[^<>]+", text))
    if not pieces:
        return _bytes(data, rng)
    piece, act = rng.choice(pieces), rng.randrange(6)
    if act == 0:
        new = ""
    elif act == 1:
        new = piece[0] * rng.choice((2, 50))
    elif act == 2:
        new = re.sub(
            r'"[^"]*"',
            lambda _: f'"{rng.choice(("", "-1", "99999999999", "A1:XFD1048576", "x", "&amp;"))}"',
            piece[0],
            count=1,
        )
    elif act == 3:
        new = rng.choice(("&a;", '<!DOCTYPE a [<!ENTITY a "b">]>&a;', "]]>", "<x>" * 500, "\x01"))
    elif act == 4:
        new = rng.choice(pieces)[0]
    else:
        new = rng.choice(TEXTS).replace("<", "&lt;")
    return (text[: piece.start()] + new + text[piece.end() :]).encode("utf-8", "replace")


def _bytes(data: bytes, rng: random.Random) -> bytes:
    act, at = rng.randrange(7), rng.randrange(len(data) + 1)
    if act == 0:
        return data[:at]
    if act == 1:
        return data[:at] + bytes(rng.choice(LETTERS) for _ in range(rng.randrange(1, 9))) + data[at:]
    if act == 2:
        return data[:at] + data[at + rng.randrange(1, 50) :]
    if act == 3:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if act == 4:
        return b"\xef\xbb\xbf" + data
    if act == 5:
        return data.decode("utf-8", "replace").encode(
            rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1252")), "replace"
        )
    return data + data[at:]


KINDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "json": _json, "lines": _lines, "csv": _csv, "text": _text, "zip": _zip,
}  # fmt: skip

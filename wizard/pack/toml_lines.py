"""Where in a TOML file a value is, so that an error can name the line."""

from __future__ import annotations

import re
from collections.abc import Sequence


def line_of(text: str, place: Sequence[str | int]) -> int:
    """Return the line, from 1, of a value given by keys and positions in lists.

    Follows ``[[table]]`` and ``[table]`` headings, then ``key =`` lines; where the last
    keys cannot be followed (inline tables), the line reached so far is returned.
    """
    lines = text.splitlines()
    start, stop, path = 0, len(lines), ""
    steps = list(place)
    while steps:
        key = steps.pop(0)
        if not isinstance(key, str):
            continue
        name = f"{path}.{key}" if path else key
        wanted = 0
        if steps and isinstance(steps[0], int):
            wanted = steps[0]
            steps = steps[1:]
        heads = [
            i for i in range(start, stop) if re.match(rf"\s*\[\[?\s*{re.escape(name)}\s*\]\]?\s*(#.*)?$", lines[i])
        ]
        if len(heads) > wanted:
            start = heads[wanted]
            same = [i for i in range(start + 1, stop) if re.match(r"\s*\[", lines[i]) and not _below(lines[i], name)]
            stop = same[0] if same else stop
            path = name
            continue
        for i in range(start, stop):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[i]):
                return i + 1
        break
    return start + 1


def _below(line: str, name: str) -> bool:
    found = re.match(r"\s*\[\[?\s*([^\]\s]+)", line)
    return bool(found and found[1].startswith(name + "."))


def place_of(name: str, text: str, place: Sequence[str | int]) -> str:
    return f"{name}:{line_of(text, place)}"


def nearest(word: str, known: Sequence[str]) -> str:
    """Return a hint at the nearest known id in any case, or nothing; an account may lack its domain."""
    from difflib import get_close_matches

    names = {name.partition("@")[0].casefold(): name for name in known}
    names |= {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    return f"The nearest is '{names[found[0]]}'." if found else ""

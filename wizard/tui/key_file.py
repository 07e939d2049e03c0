"""The file of keys that a user assigned."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wizard.errors import Problem, UsageError
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, read_bytes
from wizard.files.toml import NotTomlError, parse_toml
from wizard.tui.keys import ANSWERS, BY_ID, USABLE, KeyTable, shown

_KEYS = Wanted(UsageError, "assigned keys", 'Write lines such as: why = ["f2", "="]', limit=200_000)


def read_keys(path: Path) -> KeyTable:
    """Read assigned keys: TOML, one line an action, such as ``why = ["f2", "="]``.

    Raises:
        UsageError: The file cannot be read, names unknown actions or keys, or gives one key to two actions.
    """
    try:
        data = parse_toml(decode(read_bytes(path, _KEYS), str(path), _KEYS)[0])
    except NotTomlError as error:
        raise _KEYS.refused(str(path), f"isn't valid TOML: {error}.") from None
    problems: list[Problem] = []
    assigned: dict[str, tuple[str, ...]] = {}
    for name, value in data.items():
        wanted = [value] if isinstance(value, str) else value
        if name not in BY_ID:
            problems.append(Problem(f"{path}: {name[:40]}", "isn't an action.", f"Known: {', '.join(BY_ID)}."))
        elif not isinstance(wanted, list) or not wanted or not all(isinstance(key, str) for key in wanted):
            problems.append(Problem(f"{path}: {name}", "takes one key, or a list of keys.", ""))
        else:
            wanted = [key if len(key) == 1 else key.lower() for key in wanted]
            bad = [key for key in wanted if key not in USABLE]
            if bad:
                message = f"{', '.join(bad)[:60]} does not arrive in every terminal, or moves in lists."
                problems.append(Problem(f"{path}: {name}", message, "Take F1 to F10, Ctrl with a letter, or a sign."))
            assigned[name] = tuple(wanted)
            taken = [key for key in assigned[name] if key in ANSWERS]
            if taken and {"question", "all", "dialog"} & set(BY_ID[name].screens):
                problems.append(Problem(f"{path}: {name}", f"{', '.join(taken)} chooses an answer.", "Take another."))
    problems += _clashes(path, KeyTable(assigned))
    if problems:
        raise UsageError(*problems)
    return KeyTable(assigned)


def _clashes(path: Path, table: KeyTable) -> Iterable[Problem]:
    for screen in ("start", "portfolio", "question", "result", "signoff", "dialog"):
        owner: dict[str, str] = {}
        for entry in table.on(screen):
            for key in table.keys_of(entry.id):
                other = owner.setdefault(key, entry.id)
                if other != entry.id and (entry.id in table.assigned or other in table.assigned):
                    yield Problem(f"{path}: {entry.id}", f"{shown(key)} belongs to '{other}' already.", "Take another.")

"""Takes the properties of an exported object one by one, and tells which ones are left over.

Property names compare without case, because PowerShell writes them in its own. Annotations and
metadata are set aside; what is configured and taken by nobody is reported, never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

BELOW_DEPTH = re.compile(r"@\{|System\.(Object|String|Collections)\b|Microsoft\.Graph\.(Beta\.)?PowerShell\.Models\.")
"""How ConvertTo-Json writes an object below its depth."""
_METADATA = ("@", "#", "odata.")
_EXTRA = "additionalproperties"
_JOINED = re.compile(r"[^\s,]\s+[^\s,]")
_NESTED_IDS = ("id", "appid", "objectid")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEXISH = re.compile(r"[0-9a-f{}-]{24,44}")


class Section:
    """One object of an export.

    Attributes:
        path: Where it is inside the policy, for messages.
        faults: Paths whose value is of a kind that nobody expects.
    """

    def __init__(self, raw: Any, path: str, faults: list[str]) -> None:
        """Keep an object; anything else than an object or null is a fault."""
        self.path = path
        self.faults = faults
        self.present = isinstance(raw, dict)
        self._values: dict[str, tuple[str, Any]] = {}
        if isinstance(raw, dict):
            self._add(raw)
        elif raw is not None and raw not in ([], ""):
            faults.append(f"{path} (not an object)" if path else "the policy (not an object)")

    def _add(self, raw: dict[str, Any]) -> None:
        for key, value in raw.items():
            lower = key.lower().removeprefix("_")
            if lower == _EXTRA and isinstance(value, dict):
                # PowerShell keeps here what its version of the module does not know.
                self._add(value)
            elif lower.startswith(_METADATA) or "@odata" in lower:
                continue
            elif lower in self._values and is_set(self._values[lower][1]):
                if is_set(value) and value != self._values[lower][1]:
                    self.faults.append(f"{self.join(key)} (twice, with different values)")
            else:
                self._values[lower] = (key, value)

    def join(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def take(self, *names: str) -> Any:
        """Return the value of the first of the names that is configured, and count all of them as taken."""
        found: Any = None
        for name in names:
            _, value = self._values.pop(name.lower(), ("", None))
            if found is None and value is not None:
                found = value
        return found

    def peek(self, name: str) -> Any:
        """Return the value of a name without taking it."""
        return self._values.get(name.lower(), ("", None))[1]

    def says(self, *names: str) -> bool:
        """Return whether one of the names has a value, which an empty list is and null is not."""
        return any(self.peek(name) is not None for name in names)

    def section(self, name: str) -> Section:
        """Return a nested object; an absent one is empty."""
        key, raw = self._values.pop(name.lower(), (name, None))
        return Section(raw, self.join(key), self.faults)

    def text(self, *names: str) -> str:
        """Return a text, or an empty one; numbers are taken as they are written."""
        value = self.take(*names)
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, bool | int | float):
            return str(value)
        self.faults.append(f"{self.join(names[0])} (not a text)")
        return ""

    def flag(self, *names: str) -> bool:
        """Return True for true, also when it is written as a text."""
        value = self.take(*names)
        return value is True or (isinstance(value, str) and value.lower() == "true")

    def ids(self, *names: str) -> list[str]:
        """Return the texts of a list of ids or names; a single text counts as a list of one."""
        found: list[str] = []
        for name in names:
            value = self.take(name)
            if isinstance(value, str) and _JOINED.search(value):
                # ConvertTo-Json writes a list below its depth as one text; a single name may have blanks too.
                self.faults.append(f"{self.join(name)} (one text, perhaps a list that ConvertTo-Json joined)")
            entries = value if isinstance(value, list) else [] if value is None else [value]
            for index, entry in enumerate(entries):
                text = _id_of(entry)
                if text is None or BELOW_DEPTH.match(text.strip()):
                    self.faults.append(f"{self.join(name)}[{index}] (not a text)")
                elif text.strip():
                    found.append(text.strip())
        return found

    def words(self, *names: str) -> list[str]:
        """Return the words of a list, which Graph also writes as one text with commas."""
        return [word for text in self.ids(*names) for word in (part.strip() for part in text.split(",")) if word]

    def leftovers(self, harmless: Iterable[str] = ()) -> list[str]:
        """Return the paths of configured properties that nobody took."""
        known = {name.lower() for name in harmless}
        return [self.join(key) for lower, (key, value) in self._values.items() if lower not in known and is_set(value)]


def is_set(value: Any) -> bool:
    """Return True when a value configures something: not null, and not only empty or switched-off parts."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.extend(
                inner for key, inner in part.items() if not key.startswith(_METADATA) and "@odata" not in key.lower()
            )
        elif isinstance(part, list):
            waiting.extend(part)
        elif part is not None and part is not False and part != "":
            return True
    return False


def _id_of(entry: Any) -> str | None:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, bool) or entry is None:
        return "" if entry is None else None
    if isinstance(entry, int | float):
        return str(entry)
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key.lower() in _NESTED_IDS and isinstance(value, str):
                return value
    return None


def is_guid(text: str) -> bool:
    """Return True for an id in Microsoft's form, lower case."""
    return _GUID.fullmatch(text) is not None


def is_broken_guid(text: str) -> bool:
    """Return True for a text that is meant as an id but is not one."""
    return not is_guid(text) and _HEXISH.fullmatch(text) is not None and text.count("-") >= 2

"""Reads the nested values of a sign-in: as objects, or as text that holds JSON.

Graph gives ``status`` and its like as objects. The table of non-interactive sign-ins and every
CSV give them as text. The spelling of keys differs too, so both are taken from samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.evidence.sign_ins.shape import NO_TEXT, literal, name

POLICY_TEXT = "policy_text"
"""Column of the policies of a sign-in, as JSON text."""
STRENGTH = "authenticationStrength"
_POLICY = {
    "id": "VARCHAR",
    "displayName": "VARCHAR",
    "result": "VARCHAR",
    "enforcedGrantControls": "VARCHAR[]",
    STRENGTH: "VARCHAR",
}
_NOT_APPLIED = "('notApplied', 'notEnabled', 'reportOnlyNotApplied', 'unknown', 'unknownFutureValue')"
_ORDINARY_METHODS = "('', 'Password', 'Previously satisfied')"


@dataclass(frozen=True, slots=True)
class Nested:
    """A nested value of the rows of one file.

    Attributes:
        column: SQL of the value.
        type: Engine type that the reader uses.
        expression: SQL of the value as a struct, or a list of structs.
        keys: Lower-case key to its spelling in the file.
    """

    column: str
    type: str
    expression: str
    keys: Mapping[str, str]

    def member(self, key: str, of: str = "") -> str:
        """Return SQL of a member, or NULL where the file has none."""
        spelled = self.keys.get(key.lower())
        return f"{of or self.expression}.{name(spelled)}" if spelled else NO_TEXT


def nested(
    column: str, samples: Iterable[Any], wanted: Mapping[str, str], *, many: bool, as_text: bool = False
) -> Nested:
    """Fit a nested value to samples.

    Args:
        column: SQL of the value.
        samples: Values as parsed from the first records.
        wanted: Key as documented, to its engine type.
        many: The value is a list of objects.
        as_text: The column is text although the samples are objects.
    """
    values = [value for value in samples if value not in (None, "", [], {})]
    as_text = as_text or any(isinstance(value, str) for value in values)
    parsed = [_parsed(value) for value in values]
    keys: dict[str, str] = {}
    for value in parsed:
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                for key in part:
                    keys.setdefault(str(key).lower(), str(key))
    spelled = {keys.get(key.lower(), key): kind for key, kind in wanted.items()}
    struct = "STRUCT(" + ", ".join(f"{name(key)} {kind}" for key, kind in spelled.items()) + ")"
    kind = f"{struct}[]" if many else struct
    all_keys = {key.lower(): keys.get(key.lower(), key) for key in wanted}
    if not as_text:
        return Nested(column, kind, column, all_keys)
    form = json.dumps({key: (["VARCHAR"] if kind.endswith("[]") else "VARCHAR") for key, kind in spelled.items()})
    form = f"[{form}]" if many else form
    expression = f"(CASE WHEN json_valid({column}) THEN from_json({column}, {literal(form)}) END)"
    return Nested(column, "VARCHAR", expression, all_keys)


def is_cut(samples: Iterable[Any]) -> bool:
    """Return whether none of the values can be read, as where PowerShell wrote the name of a type instead of an object."""
    filled = [part for value in samples for part in (value if isinstance(value, list) else [value]) if part]
    return bool(filled) and not any(isinstance(_parsed(part), dict | list) for part in filled)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def policies_expression(samples: Iterable[Any]) -> str:
    """Return SQL for the policies that took part, as JSON text; NULL when none did.

    It reads the column ``POLICY_TEXT``. Rows share few different lists, so it runs once for each list.

    Args:
        samples: Lists as parsed from the first records, or their text.
    """
    value = nested(POLICY_TEXT, samples, _POLICY, many=True, as_text=True)
    kept = f"list_filter({value.expression}, lambda x: {value.member('result', 'x')} NOT IN {_NOT_APPLIED})"
    return f"nullif(CAST(to_json({kept}) AS VARCHAR), '[]')"


def providers_expression(value: Nested) -> str:
    """Return SQL for the requirement providers of a sign-in, sorted and joined by commas."""
    member = value.member("requirementProvider", "x")
    return f"nullif(array_to_string(list_sort(list_distinct(list_transform({value.expression}, lambda x: {member}))), ','), '')"


def methods_expression(value: Nested) -> str:
    """Return SQL for the methods of the steps that succeeded, without the password."""
    method = value.member("authenticationMethod", "x")
    succeeded = value.member("succeeded", "x")
    kept = (
        f"list_filter({value.expression}, lambda x: {method} NOT IN {_ORDINARY_METHODS}"
        f" AND coalesce({succeeded}, 'true') NOT IN ('false', 'False'))"
    )
    return f"nullif(array_to_string(list_sort(list_distinct(list_transform({kept}, lambda x: {method}))), ','), '')"

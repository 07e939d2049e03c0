"""Pieces for other tools: a template of the pack with the values of one record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from wizard.documents.escape import quoted
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models.documents import Fragment

_GROUPS = "{group_ids}"


def groups_of(rows: Iterable[tuple[str, object]]) -> list[str]:
    """Return the groups that a piece names, each once.

    Args:
        rows: The id of the group and the end of each exclusion; those without either are omitted.
    """
    return list(dict.fromkeys(group for group, end in rows if group and end))


def given(case: Case, fragment: Fragment) -> dict[str, str]:
    """Return the values that a piece needs, by field; exclusions aside, an empty one where it is missing."""
    exclusions = case.pack.field_of(Meaning.EXCLUSIONS)
    return {name: str(case.value(name) or "") for name in fragment.needs if name != exclusions}


def filled(fragment: Fragment, record_id: str, groups: Iterable[str], values: Mapping[str, str]) -> str:
    """Return a piece with its values as strings of JSON; a line with groups is repeated for each."""
    text = "\n".join(
        line.replace(_GROUPS, quoted(group))
        for line in fragment.template.strip("\n").split("\n")
        for group in (groups if _GROUPS in line else [""])
    )
    for name, value in {"record_id": record_id, **values}.items():
        text = text.replace("{" + name + "}", quoted(value))
    return text

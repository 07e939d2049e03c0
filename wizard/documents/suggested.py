"""Values of sign-off fields that the answers of the interview suggest, so that nobody types them a second time.

They are suggestions: a field has a value once somebody kept it, and documents know nothing of what is here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wizard.record.values import LISTS, asked_parts

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Field


@lru_cache(maxsize=4)  # a form asks for each field; a case never changes
def known(case: Case) -> dict[str, Any]:
    """Return what the answers suggest, by field: an option, options, or rows of a list; not for fields with a value."""
    found: dict[str, Any] = {}
    for name in case.outcome.fields:
        field = case.library.fields[name]
        options = [
            option
            for option in field.option
            if option.known_when
            and case.holds(option.known_when)
            and (option.group is None or option.group in case.outcome.groups)
        ]
        ids = [option.id for option in options]
        if field.kind in LISTS and ids:
            found[name] = [_row(field, option.id, option.label) for option in options]
        elif field.kind == "choices" and ids and case.value(name) is None:
            found[name] = ids
        elif field.kind == "choice" and len(ids) == 1 and case.value(name) is None:
            found[name] = ids[0]
    return found


def _row(field: Field, option: str, label: str) -> dict[str, str]:
    """Return a row that is of this option; where it has its own name, that is the label."""
    parts = asked_parts(field.kind)
    kind = next(part.key for part in parts if part.ask.of_field)
    return {kind: option} if parts[0].key == kind else {parts[0].key: label, kind: option}

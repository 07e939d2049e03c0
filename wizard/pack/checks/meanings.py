"""Sign-off fields carry the meanings that the rules of the documents ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.models import MEANT, WRITTEN, Meaning


def check(context: Context) -> Iterator[Finding]:
    """Yield meanings that no field carries, that two fields carry, or that a field of another kind carries.

    The rules about dates, controls and duties run where the documents rate an exception. A pack
    that rates none may omit meanings.
    """
    pack = context.pack
    carried: dict[Meaning, str] = {}
    for field in pack.signoff:
        if field.means is None:
            continue
        kinds = MEANT.get(field.means, WRITTEN)
        if field.kind not in kinds:
            message = f"means '{field.means}' and is of kind '{field.kind}'."
            yield Finding("P713", f"field {field.id}", message, f"A field with this meaning is of kind {_or(kinds)}.")
        if field.means in carried:
            message = f"means '{field.means}', as '{carried[field.means]}' does."
            yield Finding("P713", f"field {field.id}", message, "Keep the meaning at one of them.")
        carried.setdefault(field.means, field.id)
    missing = [meaning for meaning in Meaning if meaning not in carried]
    if missing and pack.documents.risk.full_for is not None:
        message = f"has no field with the meaning {_or(missing)}, so rules of the documents look at nothing."
        yield Finding("P712", "signoff.toml", message, "Set 'means' at the field that holds it.")


def _or(names: Iterable[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)

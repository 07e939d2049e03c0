"""Evidence as text and as plain objects: what ``evidence show`` and ``evidence explain`` print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from wizard.files.json_object import as_plain
from wizard.wording import count, short

if TYPE_CHECKING:
    from wizard.evidence.collection import Evidence


def file_lines(evidence: Evidence) -> Iterator[str]:
    """Yield the files with what they cannot contain, the loud limits first."""
    yield "Files"
    for file in evidence.files:
        period = " to ".join(moment.date().isoformat() for moment in (file.first, file.last) if moment)
        yield f"- {short(file.path.name)}: {file.title}; {count(file.rows, 'sign-in')}{f', {period}' if period else ''}"
        left_out = [
            ("workload sign-ins", file.workload_rows),
            ("other rows", file.other_rows),
            ("bad rows", file.bad_rows),
        ]
        told = ", ".join(f"{count:,} {name}" for name, count in left_out if count)
        if told:
            yield f"  omitted: {told}"
        yield f"  sha256 {file.sha256}"
        yield from _limit_lines(file.limits)
    for export in evidence.exports:
        yield f"- {short(export.path.name)}: {export.title}; {count(export.rows, 'row')}"
        yield f"  sha256 {export.sha256}"
        yield from _limit_lines(export.limits)


def file_objects(evidence: Evidence) -> list[dict[str, Any]]:
    logs = [_plain_file(file) | {"kind": file.shape, "rows": file.rows} for file in evidence.files]
    return [*logs, *(_plain_file(export) | {"kind": export.kind, "rows": export.rows} for export in evidence.exports)]


def _plain_file(file: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"file": file.path.name, "title": file.title, "sha256": file.sha256}
    if hasattr(file, "first"):
        names = ("workload_rows", "other_rows", "bad_rows", "interactive_rows", "non_interactive_rows", "first", "last")
        plain |= {name: as_plain(getattr(file, name)) for name in names}
    plain["limits"] = [
        {"id": limit.id, "text": limit.text, "ask_for": limit.would_tell, "facts": list(limit.facts)}
        for limit in file.limits
    ]
    return plain


def _limit_lines(limits: Iterable[Any]) -> Iterator[str]:
    for limit in sorted(limits, key=lambda limit: not limit.loud):
        mark = "Cannot say" if limit.loud else "Note"
        yield f"  {mark}: {limit.text}{f' What would tell: {limit.would_tell}' if limit.ask_for else ''}"

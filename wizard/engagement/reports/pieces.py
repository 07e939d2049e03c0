"""Pieces for other tools over the whole tenant: those of all approved exclusions, merged into one document each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from wizard.documents.sections.pieces import filled, groups_of
from wizard.engagement.rows import by_account
from wizard.engagement.states import State
from wizard.engagement.succession import Succession, base_of
from wizard.pack.models import Meaning
from wizard.wording import count, joined

if TYPE_CHECKING:
    from wizard.documents.library import Library
    from wizard.engagement.overview import Overview
    from wizard.engagement.rows import Row
    from wizard.pack.models import Pack
    from wizard.pack.models.documents import Fragment

LANGUAGE = "yaml"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def pieces(overview: Overview, library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield a document for each piece of the pack that can be merged, by file name."""
    for fragment in library.pack.documents.fragment:
        if fragment.language == LANGUAGE:
            yield f"{fragment.id}.{LANGUAGE}", _document(overview, library, fragment)


def _document(overview: Overview, library: Library, fragment: Fragment) -> bytes:
    followed = _Followed(overview, library.pack)
    rows = [row for row in overview.rows if _runs(overview, row, fragment, followed)]
    made = [text for row in rows if (text := _piece(row, library, fragment))]
    told = [f"{fragment.title}: {count(len(made), 'approved exclusion')} on {overview.day}."]
    if len(made) < len(rows):
        told.append(f"Not in here, because a value is missing: {count(len(rows) - len(made), 'more')}.")
    body = _joined(made) if made else "{}\n"
    return ("".join(f"# {line}\n" for line in told) + body).encode("utf-8", "replace")


def _joined(pieces: Sequence[str]) -> str:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where the library has it
    merged = _merged([yaml.load(text, loader) for text in pieces])  # noqa: S506 - both are safe
    return yaml.safe_dump(merged, sort_keys=False, allow_unicode=True, width=10_000)


def _runs(overview: Overview, row: Row, fragment: Fragment, followed: _Followed) -> bool:
    """Return whether an exclusion is approved and its days are running."""
    if row.seen is None or fragment.id not in row.seen.pieces or row.start is None or row.end is None:
        return False
    if not row.approved or row.over or row.end < overview.day:
        return False
    return row.start <= overview.day or followed.runs(row.seen.record_id)


class _Followed:
    """The approved papers whose renewal or revision is approved too and has not begun: until then they are in force."""

    def __init__(self, overview: Overview, pack: Pack) -> None:
        self._day, self._pack = overview.day, pack
        self._papers = by_account(overview.papers)

    def runs(self, record_id: str) -> bool:
        """Return whether one of an account's is in force."""
        papers = self._papers.get(base_of(record_id), ())
        approved = [one for one in papers if one.standing.any_approved]
        running = [one for one in approved if one.standing.state is not State.CLOSED]
        begun = [one.record.record_id for one in approved if one.standing.begun(self._day)]
        ids = [one.record.record_id for one in approved]
        succession = Succession((one.record for one in papers), self._pack, approved=ids, begun=begun)
        return any(
            approval.first <= self._day <= approval.last
            for one in running
            if succession.follows(one.record, self._day) != "supersedes"
            for approval in one.standing.running
            if approval.first and approval.last
        )


def _piece(row: Row, library: Library, fragment: Fragment) -> str:
    """Return the piece of an account with the end as approved; empty where a value is missing."""
    seen = row.seen
    if seen is None:
        return ""
    groups = groups_of((one.group_id, one.last) for one in seen.waived)
    end = library.pack.field_of(Meaning.END)
    values = {name: str(row.end) if name == end else value for name, value in seen.pieces[fragment.id].items()}
    missing = not all(values.get(name, groups) for name in fragment.needs)
    return "" if missing else filled(fragment, seen.record_id, groups, values)


def _merged(values: Sequence[Any]) -> Any:
    """Return values of the same place as one: tables and lists together, the first day, other texts side by side."""
    if not values:
        return {}
    if all(isinstance(value, dict) for value in values):
        keys = dict.fromkeys(chain.from_iterable(values))
        return {key: _merged([value[key] for value in values if key in value]) for key in keys}
    if all(isinstance(value, list) for value in values):
        return list(dict.fromkeys(chain.from_iterable(values)))
    texts = dict.fromkeys(str(value) for value in values)
    return min(texts) if all(_DAY.fullmatch(text) for text in texts) else joined(texts)

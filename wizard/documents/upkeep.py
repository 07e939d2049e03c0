"""Keeping a pack in order, as Markdown: which sources are due for review, and what differs between two packs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from wizard.decision.certainty import aged
from wizard.decision.words import Words
from wizard.documents.escape import finished, identifier, inline
from wizard.documents.page import Page
from wizard.pack.due import DueSource, by_age, overdue
from wizard.wording import ago, count

if TYPE_CHECKING:
    from wizard.pack.diff import Condition, Difference, FieldChange, PartChange, Shift
    from wizard.pack.models import Pack

LONGEST_SHOWN = 160
"""Characters of a text that is shown before and after; a longer one is reported as reworded."""

TOLD = frozenset({"why", "statement", "scope", "consequence", "prose"})
"""Fields of whole sections of prose, which are told and not printed."""


def due_tasks(pack: Pack, day: date) -> str:
    """Return the sources that are over the organization's limit as tasks, the oldest first."""
    page = Page()
    page.heading(1, "Sources to read again")
    found, late = by_age(pack, day), overdue(pack, day)
    limit = pack.profile.limits.source_days
    page.text(f"As of {day}, {len(late)} of {count(len(found), 'source')} were last read more than {limit} days ago.")
    page.bullets(f"[ ] {_task(due, day)}" for due in late)
    if found and not late:
        first = found[0]
        page.text(f"The next one is due on {first.due}: {inline(first.source.title)} (`{first.source.id}`).")
    return finished(page.body())


def _task(due: DueSource, day: date) -> str:
    source = due.source
    title = inline(source.title)
    where = f"[{title}]({source.address})" if source.address else f"{title}, {inline(source.no_address)}"
    text = f"{where}, {inline(source.publisher)}, {aged(source, partial(ago, day=day), str)}, `{source.id}`"
    lines = [f"{source.checked_on} ({count(due.age, 'day')} ago): {text}"]
    if due.facts:
        lines.append(f"- Facts: {', '.join(due.facts)}")
    if due.rules:
        lines.append(f"- Rules that rest on them: {', '.join(due.rules)}")
    return "\n".join(lines)


def difference_page(difference: Difference) -> str:
    """Return what differs between two packs: first what they decide, then what they say."""
    old, new = difference.old, difference.new
    page = Page()
    page.heading(1, "What differs between two packs")
    page.table(
        ("Pack", "Version", "Checked on", "SHA-256 hash"),
        [(name, identifier(pack.info.version), str(pack.info.checked_on), f"`{pack.digest[:16]}`") for name, pack in
         (("Old", old), ("New", new))],
    )  # fmt: skip
    if difference.same:
        same = old.digest == new.digest
        page.text("Both packs are the same." if same else "The files differ, and nothing that they say.")
        return finished(page.body())
    _decisions(page, difference)
    _parts(page, difference)
    return finished(page.body())


def _decisions(page: Page, difference: Difference) -> None:
    page.heading(2, "Changed decisions")
    titles = {
        "main": "Main verdicts",
        "also": "Accompanying verdicts",
        "item": "Checklist items",
        "text": "Conditional texts",
        "conflict": "Conflicts between authorities",
        "hook": "Requirements of frameworks",
        "framework warning": "Warnings of frameworks",
        "field": "Sign-off fields that are asked",
        "required field": "Sign-off fields that are required",
        "surface": "Portals and services that are reached",
        "enforced surface": "Portals and services that are enforced",
    }
    if not difference.shifts:
        page.text("Nothing, for any answers that both packs allow.")
        return
    page.text("Each line holds for everyone who gives these answers. Answers that only one pack has are omitted.")
    words = Words(difference.new)
    for what in dict.fromkeys(shift.what for shift in difference.shifts):
        page.heading(3, titles.get(what, f"Value of `{what}`"))
        page.bullets(_shift(words, shift) for shift in difference.shifts if shift.what == what)


def _shift(words: Words, shift: Shift) -> str:
    if shift.what in {"main", "also"}:
        before, after = (
            f"{inline(words.verdict(name))} (`{name}`)" if name else "" for name in (shift.before, shift.after)
        )
    else:
        before, after = (f"`{name}`" if name else "" for name in (shift.before, shift.after))
    head = f"{before} becomes {after}" if before and after else f"{after} is new" if after else f"{before} is gone"
    if shift.more:
        return f"{head}, for other answers too"
    kind = "; ".join(_said(words.pack, condition) for condition in shift.kind) or "all answers"
    example = json.dumps({"answers": shift.answers}, separators=(",", ":"))
    return f"{head}\n- For: {kind}\n- Example: `{example}`"


def _said(pack: Pack, condition: Condition) -> str:
    def names(options: tuple[str, ...], between: str) -> str:
        return f" {between} ".join(f"`{option}`" for option in options)

    subject = f"`{condition.question}`"
    question = pack.question_by_id.get(condition.question)
    if question is None or question.kind == "one":
        chosen, word = (condition.chosen, "is") if condition.chosen else (condition.not_chosen, "is not")
        return f"{subject} {word} {names(chosen, 'or')}"
    parts = [f"has {names(condition.chosen, 'and')}"] if condition.chosen else []
    parts += [f"has no {names(condition.not_chosen, 'and no')}"] if condition.not_chosen else []
    return f"{subject} {' and '.join(parts)}"


def _parts(page: Page, difference: Difference) -> None:
    page.heading(2, "What the packs say differently")
    if not difference.parts:
        page.text("Nothing.")
    for kind in dict.fromkeys(part.kind for part in difference.parts):
        page.heading(3, kind.capitalize())
        page.bullets(_part(part) for part in difference.parts if part.kind == kind)


def _part(part: PartChange) -> str:
    title = f": {inline(part.title)}" if part.title else ""
    if part.how != "changed":
        return f"{'Added' if part.how == 'added' else 'Removed'} `{part.name}`{title}"
    return "\n".join([f"Changed `{part.name}`{title}", *(f"- {line}" for line in _fields(part.fields))])


def _fields(fields: tuple[FieldChange, ...]) -> Iterator[str]:
    for change in fields:
        before, after = _value(change.before), _value(change.after)
        if change.field.endswith("when"):
            yield f"`{change.field}`: `{before or 'always'}` becomes `{after or 'always'}`"
        elif not TOLD.isdisjoint(change.field.split(".")) or max(len(before), len(after)) > LONGEST_SHOWN:
            yield f"`{change.field}` is reworded"
        else:
            yield f"`{change.field}`: {inline(before) or 'nothing'} becomes {inline(after) or 'nothing'}"


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(_value(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_value(part)}" for key, part in value.items())
    if isinstance(value, BaseModel):
        return "; ".join(f"{key}: {_value(part)}" for key, part in value if part)
    return " ".join(str(value).split())

"""Which sections a script has: those that answer the questions that are open, or those that somebody names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wizard.errors import Problem, UsageError
from wizard.evidence.collect.tables import Collect, Section


def sections_for(table: Collect, questions: Collection[str]) -> tuple[Section, ...]:
    """Return the sections that help to answer one of the questions."""
    return tuple(one for one in table.section if not set(one.questions).isdisjoint(questions))


def sections_named(table: Collect, words: Iterable[str], questions: Collection[str]) -> tuple[Section, ...]:
    """Return the sections of some words: the id of a section, with what it needs, or of a question.

    Args:
        table: The sections that there are.
        words: What somebody named.
        questions: Every question of the pack.

    Raises:
        UsageError: A word is neither, or no export answers the question.
    """
    by_id = {one.id: one for one in table.section}
    chosen: set[str] = set()
    problems: list[Problem] = []
    for word in words:
        if word in by_id:
            chosen |= _with_needs(by_id, word)
            continue
        found = {one.id for one in sections_for(table, {word})}
        chosen |= found
        if not found:
            message = (
                "can't be answered from an export." if word in questions else "is neither a question nor a section."
            )
            problems.append(Problem(f"--for {word[:60]}", message, f"Sections: {', '.join(by_id)}."))
    if problems:
        raise UsageError(*problems)
    return tuple(one for one in table.section if one.id in chosen)


def scopes_of(table: Collect, sections: Iterable[Section]) -> tuple[str, ...]:
    """Return the least scopes of some sections, without those that another one covers."""
    wanted = dict.fromkeys(scope for one in sections for scope in one.scopes)
    covered = {narrow for wider in table.scope if wider.id in wanted for narrow in wider.covers}
    return tuple(sorted(scope for scope in wanted if scope not in covered))


def _with_needs(by_id: dict[str, Section], first: str) -> set[str]:
    found: set[str] = set()
    waiting = [first]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += by_id[one].needs
    return found

"""A change of policies, tried on one account: what each usual sign-in meets before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, item, text, theirs
from wizard.errors import EvidenceError, Problem
from wizard.wording import count, joined

if TYPE_CHECKING:
    from wizard.evidence.batch import Verdict
    from wizard.evidence.impact import Impact, Kind

TITLE = "Try a change of policies"
PLACES = (
    "The policies as they are: a file or folder of exported Conditional Access policies. Nothing leaves this machine.",
    "The policies as they would be: the changed file or folder.",
    "The directory: users, groups, roles and named locations, as a file or folder.",
)
"""What a face asks for, in order."""
MOST = 20
"""Findings about the files that are said one by one."""
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("changed", "Changes"),
    ("unknown", "Cannot be known"),
    ("unchanged", "Stays the same"),
)


def tried(
    before: Path, after: Path, directory: Path, names: Sequence[str], pack: Path | None, *, given: str = ""
) -> list[Block]:
    """Return what a change of policies does to one account, as the evaluator of ``evidence impact`` judges it.

    Args:
        before: The policies as they are, file or folder; so is ``after``.
        directory: Users, groups, roles and named locations.
        names: What the account is called; the first that the directory knows is taken.
        pack: Another pack than the shipped one.
        given: Its object ID as the record gives it; empty where it gives none.

    Raises:
        EvidenceError: A file cannot be used, or the directory does not have the account.
    """
    from wizard.evidence.contexts import Contexts
    from wizard.evidence.directory_reading import read_directories
    from wizard.evidence.impact import Impact
    from wizard.evidence.namesakes import object_id
    from wizard.evidence.policies.reading import read_policies, refuse_unreadable
    from wizard.evidence.tables import load_tables

    tables = load_tables(pack)
    known = read_directories([directory])
    called = (given, *names) if given else names
    found = next((found for name in called if (found := known.users_called(name.strip()))), ())
    user = found[0] if len(found) == 1 else None
    if found and given and given not in {object_id(one.id) or given for one in found}:
        message = "has another object ID in the directory than in the sign-off: another account has its name."
        raise EvidenceError(Problem(names[0][:200], message, "Correct the object ID, or export the users again."))
    if len(found) > 1:
        message = f"is the name of several users of the directory that was read: {joined(one.id for one in found)}."
        raise EvidenceError(Problem(names[0][:200], message, "Give the object ID of the account in the sign-off."))
    if user is None:
        message = "isn't a user of the directory that was read."
        raise EvidenceError(Problem(names[0][:200], message, "Export the account with id and userPrincipalName."))
    old, new = read_policies(before), read_policies(after)
    for place, reading in ((before, old), (after, new)):
        refuse_unreadable(reading, str(place))
    impact = Impact(old, new, known, tables, Contexts(tables, pack).default())
    problems = [one for one in (*known.problems, *old.problems, *new.problems) if one.severity == "loss"]
    return list(_page(impact, impact.accounts.index(user.id), problems))


def _page(impact: Impact, account: int, problems: Sequence[Problem]) -> Iterator[Block]:
    yield text("From policies and directory as exported. Report-only policies are not enforced.")
    for kind, title in _KINDS:
        rows = list(impact.rows_of(account, kind))
        if not rows:
            continue
        yield Heading(title, count=len(rows))
        for row in rows:
            yield item(theirs(impact.contexts[row.context].name))
            yield text(theirs(_met(row.cell.before)), label="Before", depth=1)
            if kind != "unchanged":
                yield text(theirs(_met(row.cell.after)), label="After", depth=1)
            if kind == "unknown":
                yield text(theirs("; ".join(impact.missing(row)[:3])), label="What would tell", depth=1)
    if problems:
        yield Heading("Findings about the files", count=len(problems))
        yield from (item(theirs(str(one))) for one in problems[:MOST])
        if len(problems) > MOST:
            yield text(f"And {count(len(problems) - MOST, 'more finding')}.")


def _met(verdict: Verdict) -> str:
    asked = " and ".join(" or ".join(one) for one in verdict.controls) or "nothing is required"
    required = {"block": "blocked", "unknown": "cannot be known", "allow": "nothing is required"}.get(
        verdict.outcome, asked
    )
    return f"{required}; unattended it {_UNATTENDED[verdict.unattended]}"


_UNATTENDED = {"works": "works", "breaks": "breaks", "unknown": "may work or break"}

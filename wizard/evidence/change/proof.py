"""Proves a change: its requests are carried out in memory, and every account of the directory is judged before and after.

The batch evaluator takes one directory for both sides, and a change of a group changes the directory. So a group
that gets or loses a member, and every group around it, is there twice: as it was, and under another id as it
will be. Policies of the old side name the first, those of the new side the second. Each side is then judged
exactly as it is, in one pass, and the accounts that meet the same share one verdict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.change.model import ChangeSet
from wizard.evidence.change.tenant import Tenant, made_id
from wizard.evidence.contexts import NamedContext
from wizard.evidence.directory import Directory, Group
from wizard.evidence.evaluate.outcome import ENFORCED, evaluate
from wizard.evidence.evaluate.sign_in import Person, SignIn
from wizard.evidence.impact import Impact
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found
from wizard.evidence.tables import ConditionalAccessTables
from wizard.wording import count, joined, short

_SHOWN = 5
"""Accounts named in a refusal; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the account meets in a context, before and after, in words of the what-if."""

    context: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved.

    Attributes:
        accounts: How many accounts were judged.
        policies: How many policies the tenant has.
        contexts: In which sign-ins.
        outcomes: What changes for the account, context by context.
        alike: How many other accounts meet something that cannot be known, and the same before and after.
        today: False where a policy is not enforced yet, so that the outcome changes only once it is.
        before: Digest of the first state.
        after: Digest of the state after the change.
        restored: Digest of the state after change and rollback.
    """

    accounts: int
    policies: int
    contexts: tuple[NamedContext, ...]
    outcomes: tuple[Outcomes, ...]
    alike: int
    today: bool
    before: str
    after: str
    restored: str


def prove(
    change: ChangeSet,
    reading: Reading,
    directory: Directory,
    tables: ConditionalAccessTables,
    contexts: Sequence[NamedContext],
) -> Proof:
    """Prove that a change touches the account and nobody else, and that its rollback gives the first state back.

    Raises:
        EvidenceError: It touches somebody else, changes nothing, or that cannot be known.
    """
    first = Tenant.before(change)
    start = first.bytes()
    later = Tenant.before(change)
    later.run(change.requests)
    end = later.bytes()
    back = Tenant(*json.loads(end))
    back.run(change.rollback)
    if back.bytes() != start:  # pragma: no cover - a mistake in the plan; no input leads here
        raise EvidenceError(Problem("", "The rollback does not give the first state back, so nothing was written."))
    sides = _Sides(change, reading, directory, first, later)
    changing = {policy.id.lower() for policy in change.policies}
    today = _Judged(sides, tables, contexts, change, switched_on=frozenset())
    on = frozenset(policy.id.lower() for policy in sides.new if _counts_later(policy, changing, change))
    asleep = any(policy.before.get("state") != "enabled" for policy in change.policies)
    judged = _Judged(sides, tables, contexts, change, switched_on=on) if on else today
    for one in (today, judged):
        _settle(one, change)
    outcomes = judged.outcomes()
    if not outcomes:
        raise EvidenceError(_without_effect(change, judged))
    return Proof(
        len(judged.impact.accounts),
        len(reading.policies),
        tuple(contexts),
        outcomes,
        len(judged.others("possible")),
        not asleep,
        *(hashlib.sha256(state).hexdigest() for state in (start, end, back.bytes())),
    )


def _counts_later(policy: Policy, changing: set[str], change: ChangeSet) -> bool:
    """Return whether a policy that is not enforced is to be judged as if it were on: those that change, and report-only ones."""
    if policy.state == "enabled" or policy.deleted:
        return False
    made = {made_id(step.do.saves) for step in change.steps if step.do.saves}
    return policy.id.lower() in changing | made or policy.state == "enabledForReportingButNotEnforced"


class _Sides:
    """Both sets of policies, and one directory that holds the groups of both sides."""

    def __init__(self, change: ChangeSet, reading: Reading, directory: Directory, first: Tenant, later: Tenant) -> None:
        self.reading = reading
        groups = dict(directory.groups or {})
        touched = [key for key, group in later.groups.items() if key not in groups or group != first.groups.get(key)]
        around = _around(groups, touched)
        self.touched = [group.id for group in change.groups if not group.new]
        self._refuse_roles(around, directory, change)
        self.renamed = {key: made_id(f"after {key}") for key in around}
        for key in around:
            before = groups.get(key)
            members = later.groups[key]["members"] if key in later.groups else (before.members or () if before else ())
            known = before is None or before.members is not None
            name = later.groups[key]["displayName"] if key in later.groups else before.display_name if before else key
            after = frozenset(self.renamed.get(member, member) for member in members) if known else None
            groups[self.renamed[key]] = Group(
                self.renamed[key], f"{name} (after)", after, before.whole if before else True
            )
        self.directory = replace(directory, groups=groups, _closures={})
        names = {
            name: ids[0] for name, ids in directory.group_names.items() if len(ids) == 1 and ids[0] in self.renamed
        }
        self._names = {**{name: self.renamed[key] for name, key in names.items()}, **self.renamed}
        self.old = list(reading.policies)
        self.new = [self._after(policy, later) for policy in reading.policies]
        there = {policy.id.lower() for policy in reading.policies}
        made = [key for key in later.policies if key not in there]
        self.new += [self._renamed(policy_of(Found("", later.policies[key], {}), key)) for key in made]

    def _refuse_roles(self, around: Iterable[str], directory: Directory, change: ChangeSet) -> None:
        for key in around:
            for role in (directory.roles or {}).values():
                if key in (role.members or ()) or key in directory.eligible.get(role.template, ()):
                    name = next((group.name for group in change.groups if group.id == key), key)
                    message = (
                        f"The group '{short(name, 80)}' holds the role {short(role.display_name or role.template, 80)}."
                    )
                    raise EvidenceError(
                        Problem(directory.place, message, "Use a group that is for this exclusion alone.")
                    )

    def _after(self, policy: Policy, later: Tenant) -> Policy:
        changed = later.policies.get(policy.id.lower()) if policy.id else None
        return self._renamed(policy if changed is None else policy_of(Found("", changed, {}), policy.place))

    def _renamed(self, policy: Policy) -> Policy:
        users = policy.users
        included = frozenset(self._names.get(entry, entry) for entry in users.include_groups)
        excluded = frozenset(self._names.get(entry, entry) for entry in users.exclude_groups)
        return replace(policy, users=replace(users, include_groups=included, exclude_groups=excluded))

    def concerned(self) -> frozenset[str] | None:
        """Return the accounts in a group that the change touches or names, before or after; None where the directory is not whole."""
        known = self.directory
        groups, wanted = known.groups or {}, (known.users, known.roles)
        named = {
            entry
            for policy in (*self.old, *self.new)
            for entry in policy.users.include_groups | policy.users.exclude_groups
        }
        whole = not known.cut and all(part is not None for part in wanted) and named <= groups.keys()
        if not whole or not all(group.members is not None and group.whole for group in groups.values()):
            return None
        found: set[str] = set()
        for key in {*self.touched, *self.renamed.values()} & groups.keys():
            below = known.members_of(key)
            if below is None or not below[1]:
                return None
            found |= below[0]
        return frozenset(found)

    def shown(self, text: str) -> str:
        """Return a message in which a group has the id that a reader knows."""
        for key, name in self.renamed.items():
            text = text.replace(name, key)
        return text


def _around(groups: dict[str, Group], touched: Sequence[str]) -> list[str]:
    """Return groups and every group that they are in, directly or not."""
    holders: dict[str, list[str]] = {}
    for key, group in groups.items():
        for member in group.members or ():
            if member in groups or member in touched:
                holders.setdefault(member, []).append(key)
    found, waiting = dict.fromkeys(touched), list(touched)
    while waiting:
        for holder in holders.get(waiting.pop(), ()):
            if holder not in found:
                found[holder] = None
                waiting.append(holder)
    return list(found)


class _Judged:
    """What a change does to every account, with the policies as they are or some of them switched on."""

    def __init__(
        self,
        sides: _Sides,
        tables: ConditionalAccessTables,
        contexts: Sequence[NamedContext],
        change: ChangeSet,
        switched_on: frozenset[str],
    ) -> None:
        self.sides, self.change = sides, change
        old, new = (
            Reading(
                tuple(replace(one, state="enabled") if one.id.lower() in switched_on else one for one in side),
                (),
                sides.reading.unread,
                sides.reading.files,
            )
            for side in (sides.old, sides.new)
        )
        self.impact = Impact(old, new, sides.directory, tables, contexts)
        self.own = list(self.impact.accounts).index(change.account)

    def outcomes(self) -> tuple[Outcomes, ...]:
        """Return what changes for the account, for sure."""
        found = []
        for kind in ("changed", "unknown"):
            for row in self.impact.rows_of(self.own, kind):
                if row.cell.change == "sure":
                    name = self.impact.contexts[row.context].name
                    found.append(Outcomes(name, _told(row.cell.before), _told(row.cell.after)))
        return tuple(found)

    def others(self, how: str) -> list[int]:
        """Return the accounts besides the own one for which something changes, ``sure`` or ``possible``."""
        groups = [any(cell.change == how for cell in cells) for cells in self.impact.groups()]
        return [number for number, group in enumerate(self.impact.group_of) if groups[group] and number != self.own]

    def open(self) -> list[int]:
        """Return the accounts of which it cannot be known whether something changes.

        What cannot be known is the same on both sides for an account that is in none of the groups concerned: a
        policy differs by them alone. That holds where the directory is whole, and where no requirement moves.
        """
        found = self.others("possible")
        concerned = None if self.change.created else self.sides.concerned()
        if concerned is None:
            return found
        accounts = self.impact.accounts
        return [number for number in found if accounts[number] in concerned]

    def missing(self, account: int) -> list[str]:
        """Return what would tell whether something changes for an account."""
        rows = (row for row in self.impact.rows_of(account, "unknown") if row.cell.change == "possible")
        return list(dict.fromkeys(self.sides.shown(one) for row in rows for one in self.impact.missing(row)))

    def still_required(self) -> list[str] | None:
        """Return the policies that still apply to the account where those of the change did; None where they never did."""
        meant = {policy.id.lower() for policy in self.change.policies}
        found: dict[str, None] = {}
        reached = False
        for named in self.impact.contexts:
            sign_in = SignIn(Person(self.change.account), named.context.target, named.context.circumstances)
            before, after = (
                evaluate(side.policies, sign_in, self.sides.directory, self.impact.tables)[0]
                for side in (self.impact.old, self.impact.new)
            )
            if any(one.applies and one.policy.id.lower() in meant for one in before):
                reached = True
                still = [one.policy for one in after if one.applies and one.policy.state in ENFORCED]
                found.update(dict.fromkeys(policy.name for policy in still if policy.id.lower() not in meant))
        return list(found) if reached else None

    def strange(self) -> list[str]:
        """Return policies outside the change that begin or cease to apply to somebody, or may."""
        made = {made_id(step.do.saves) for step in self.change.steps if step.do.saves}
        meant = {policy.id.lower() for policy in self.change.policies} | made
        found = []
        for policy in self.impact.policies():
            if policy.pair.change != "same" and policy.pair.shown.id.lower() not in meant:
                moved = len(policy.gained) + len(policy.lost) + len(policy.unknown)
                found += [policy.pair.shown.name] if moved else []
        return found

    def removed(self) -> list[str]:
        """Return policies of an exclusion that begin to apply to anybody, as an exclusion never does."""
        if self.change.kind != "exclusion" or self.change.created:
            return []
        return [one.pair.shown.name for one in self.impact.policies() if len(one.gained)]


def _told(verdict: Any) -> str:
    details = verdict.details
    parts = [" or ".join(one) for one in verdict.controls]
    parts = [part for part in parts if not any(detail.startswith(f"{part}:") for detail in details)]
    asked = f" ({'; '.join([*parts, *details])})" if parts or details else ""
    return f"{verdict.outcome}{asked}, unattended {verdict.unattended}"


def _settle(one: _Judged, change: ChangeSet) -> None:
    names = [one.impact.name(number) for number in one.others("sure")]
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        message = f"The change would also touch {', '.join(short(name, 80) for name in names[:_SHOWN])}{more}."
        raise EvidenceError(Problem("", message, _where(change)))
    strange = list(dict.fromkeys([*one.strange(), *one.removed()]))
    if strange:
        message = f"The change would also move what applies by {joined(short(name, 80) for name in strange)}."
        raise EvidenceError(Problem("", message, "Use a group that no other policy names."))
    open_ = one.open()
    if open_:
        raise EvidenceError(_unknown(one, open_))


def _unknown(one: _Judged, accounts: Sequence[int]) -> Problem:
    reasons = list(dict.fromkeys(reason for number in accounts[:_SHOWN] for reason in one.missing(number)))
    counted = count(len(accounts), "account")
    message = f"The change cannot be proved for {counted}, because this is missing: {joined(reasons)}."
    remedy = "Export that; where the sign-in decides, describe yours with --contexts, --address or --country."
    return Problem("", message, remedy, for_shell=True)


def _where(change: ChangeSet) -> str:
    full = [group.name for group in change.groups if not group.new and group.members - {change.account}]
    if full:
        return f"The group {joined(short(name, 80) for name in full)} has other members: use a separate group."
    return "Compare the groups and policies that name them."


def _without_effect(change: ChangeSet, judged: _Judged) -> Problem:
    if judged.missing(judged.own):
        return _unknown(judged, [judged.own])
    if change.kind == "clean-up":
        message = "The clean-up changes nothing for the account: it stays excluded through something else."
        remedy = "Look for other groups, roles and entries that exclude it: 'evidence what-if' names them."
        return Problem("", message, remedy, for_shell=True)
    names = joined(short(policy.name, 80) for policy in change.policies)
    message = f"The exclusion from {names} changes nothing for the account in any of the sign-ins"
    others = judged.still_required()
    if others is None:
        message += ": it does not apply to the account there."
        return Problem("", message, "Describe the sign-ins that it blocks with --contexts.", for_shell=True)
    message += f", for these still apply: {joined(short(name, 80) for name in others)}." if others else "."
    return Problem("", message, "Approve an exclusion from each policy that requires the same, in a revision.")

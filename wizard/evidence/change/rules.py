"""What keeps an approved exclusion from becoming a change: the account, the policy and the group, looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.change.graph_form import in_graph_form
from wizard.evidence.change.model import Approved, ApprovedRow, GroupState
from wizard.evidence.cites import Controls
from wizard.evidence.directory import Directory, User
from wizard.evidence.evaluate import grant
from wizard.evidence.mappings import Mappings
from wizard.evidence.policies.model import Policy, Reading
from wizard.wording import joined, listed, short

_SESSION = frozenset({Controls.SIGN_IN_FREQUENCY, Controls.TOKEN_PROTECTION})


@dataclass(frozen=True, slots=True)
class Exports:
    """What is known of the tenant.

    Attributes:
        originals: Policies as exported, by id in lower case.
        place: Where the policies come from, for messages.
    """

    reading: Reading
    originals: dict[str, dict[str, Any]]
    directory: Directory
    mappings: Mappings
    place: str


@dataclass(frozen=True, slots=True)
class Usable:
    """A policy that can be changed, and its Graph form."""

    policy: Policy
    form: dict[str, Any]


class Refusals:
    """Collects what keeps the change from being made, each thing once."""

    def __init__(self) -> None:
        self.problems: dict[Problem, None] = {}

    def add(self, place: str, message: str, remedy: str) -> None:
        self.problems.setdefault(Problem(place, message, remedy, for_shell=True))

    def settle(self) -> None:
        """Raise what was collected.

        Raises:
            EvidenceError: There is anything.
        """
        if self.problems:
            raise EvidenceError(*self.problems)


def account_of(approved: Approved, directory: Directory) -> User:
    """Return the account in the directory.

    Raises:
        EvidenceError: It is not there, or record and directory disagree on which one it is.
    """
    users = directory.users or {}
    by_id = users.get(approved.subject)
    called = {user.id: user for user in directory.users_called(approved.account)}
    if directory.users is None or "users" in directory.cut:
        what = "holds no users" if directory.users is None else "holds only a part of the users"
        remedy = "Export all users, and name the files with --directory."
        raise EvidenceError(
            Problem(
                directory.place, f"{what}, so nobody can tell whom else the change touches.", remedy, for_shell=True
            )
        )
    if len(called) > 1 and not approved.subject:
        message = f"has several users with the sign-in name of the record, {short(approved.account, 80)}: {joined(sorted(called))}."
        remedy = "Add the object ID of the account to the record, print it as a revision, and have it signed."
        raise EvidenceError(Problem(directory.place, message, remedy))
    if called and approved.subject not in {"", *called}:
        named = short(approved.account, 80)
        message = f"gives another object ID for {named} than the directory."
        if by_id:
            message = f"gives an object ID and a name that belong to two users: {named}."
        raise EvidenceError(
            Problem("the record", message, "Correct the record, print it as a revision, and have it signed.")
        )
    found = by_id or next(iter(called.values()), None)
    if found is None:
        message = f"has no user with the object ID or the sign-in name of the record: {short(approved.account, 80)}."
        raise EvidenceError(Problem(directory.place, message, "Export the users of the account's tenant again."))
    return found


def policy_for(row: ApprovedRow, exports: Exports, approved: Approved, refusals: Refusals) -> Usable | None:
    """Return the policy of an approved row, or None where something keeps it from being changed."""
    title = short(row.policy or row.policy_id, 80)
    found = [one for one in exports.reading.policies if _is(one, row)]
    if len(found) != 1:
        message = f"has {'no policy' if not found else 'several policies'} for the approved exclusion from '{title}'."
        refusals.add(exports.place, message, "Export the policies of this tenant again, all of them, each once.")
        return None
    (policy,) = found
    wrong = _unusable(policy, row, approved)
    if wrong:
        refusals.add(policy.place, f"'{title}' {wrong[0]}", wrong[1])
        return None
    form, faults = in_graph_form(exports.originals[policy.id.lower()], policy)
    if policy.unknown or faults:
        message = f"'{title}' configures what cannot be sent back whole: {joined([*policy.unknown, *faults])}."
        refusals.add(policy.place, message, "Make this change in the portal, and prove it with 'evidence impact'.")
        return None
    return Usable(policy, form)


def _is(policy: Policy, row: ApprovedRow) -> bool:
    if row.policy_id:
        return policy.id.lower() == row.policy_id
    return bool(policy.id) and policy.name.strip().casefold() == row.policy.strip().casefold()


def _unusable(policy: Policy, row: ApprovedRow, approved: Approved) -> tuple[str, str] | None:
    if policy.tenant and policy.tenant != approved.tenant:
        return "belongs to another tenant than the record.", "Name the export of the record's tenant."
    if row.policy and policy.name.strip().casefold() != row.policy.strip().casefold():
        message = f"has another name in the export: '{short(policy.name, 80)}'."
        return message, "If it was renamed, print the record as a revision and have it signed; else correct the ID."
    if policy.deleted:
        return "was deleted.", "Close the decision, or restore the policy first."
    if policy.invalid or policy.lost:
        return f"cannot be used: {policy.invalid or f'the export lacks {policy.lost}'}.", "Export it again."
    if policy.workloads is not None:
        return "is for workload identities, which are in no group.", "Exclude the service principal there by hand."
    return None


def demands(policy: Policy, mappings: Mappings) -> list[frozenset[str]]:
    """Return what a policy requires as sets of alternatives, in the words of the approved rows."""
    words = [word for word in grant.asked(policy, mappings) if word != Controls.PERSISTENT_BROWSER]
    risky = bool(policy.sign_in_risks or policy.user_risks or policy.insider_risks)
    if risky or policy.grant is None or policy.grant.blocks:
        return [frozenset({word}) for word in words]
    found = []
    for requirement in grant.requirements(policy.grant):
        known = (mappings.grant(name) for name in requirement)
        found.append(
            frozenset(row.control if row is not None else name for row, name in zip(known, requirement, strict=True))
        )
    return found + [frozenset({word}) for word in words if word in _SESSION]


def beyond(policy: Policy, approved: frozenset[str], mappings: Mappings) -> list[str]:
    """Return what an exclusion from a policy would waive that nobody approved."""
    covered = grant.waived(approved)
    found = [listed(sorted(one), "or").replace("_", " ") for one in demands(policy, mappings) if not one & covered]
    session = policy.session
    others = (("app restrictions", session.app_restrictions), ("cloud app security", session.cloud_app_security))
    return found + [name for name, on in others if on]


def group_for(rows: Sequence[ApprovedRow], directory: Directory, refusals: Refusals, number: int) -> GroupState | None:
    """Return the group of rows that share one, or None where something keeps it from being used.

    Args:
        number: Tells new groups apart.
    """
    row = rows[0]
    title = short(row.group or row.group_id, 80)
    problem = next(_group_problems(rows, directory), None)
    if problem is not None:
        refusals.add(directory.place, f"'{title}': {problem[0]}", problem[1])
        return None
    ends = {one.ends_on for one in rows}
    starts = max((one.starts_on for one in rows if one.starts_on), default=None)
    found = _found(row, directory)
    if not found:
        return GroupState(f"{{group{number}}}", row.group, new=True, starts_on=starts, ends_on=ends.pop())
    (group,) = found
    return GroupState(
        group.id,
        row.group or group.id,
        group.members or frozenset(),
        fixed=group.fixed,
        starts_on=starts,
        ends_on=ends.pop(),
    )


def _found(row: ApprovedRow, directory: Directory) -> list[Any]:
    if row.group_id:
        return [group for group in (directory.groups or {}).values() if group.id == row.group_id]
    return list(directory.find_groups(row.group.strip().lower()))


def _group_problems(rows: Sequence[ApprovedRow], directory: Directory) -> Iterator[tuple[str, str]]:
    row = rows[0]
    again = "Export all groups with their members, and name the files with --directory."
    if not row.group and not row.group_id:
        yield "the record names no group.", "Add it to the record, print it as a revision, and have it signed."
    if directory.groups is None or "groups" in directory.cut:
        what = "no groups" if directory.groups is None else "only a part of the groups"
        yield f"the directory has {what}, so it cannot be known who is in it.", again
    if len({one.ends_on for one in rows}) > 1:
        yield "exclusions with different ends share this group.", "Give each end a separate group, in a revision."
    found = _found(row, directory)
    if len(found) > 1:
        yield "several groups have this name.", "Add the group's ID to the record, in a revision."
    elif not found and row.group_id:
        yield f"the directory has no group with the ID {row.group_id}.", again
    for group in found[:1]:
        if row.group and group.display_name.strip().casefold() != row.group.strip().casefold():
            yield (
                f"has another name in the directory: '{short(group.display_name, 80)}'.",
                "Correct the record, in a revision.",
            )
        if group.members is None or not group.whole:
            yield "its members are not exported, or not all of them, so it cannot be known whom it excludes.", again

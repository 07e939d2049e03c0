"""Plans the requests of a change: what is approved becomes groups, members and policies, in an order without a gap."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from wizard.evidence.change.model import (
    Approved,
    ApprovedRow,
    ChangeSet,
    GroupState,
    License,
    PolicyState,
    Request,
    Step,
    same_thing,
)
from wizard.evidence.change.rules import Exports, Refusals, Usable, account_of, beyond, demands, group_for, policy_for
from wizard.evidence.change.tenant import DIRECTORY_OBJECT, OWNERS, POLICIES, REVIEWS, SCHEDULES, USER
from wizard.evidence.cites import Controls
from wizard.evidence.directory import Directory, User
from wizard.evidence.evaluate import users
from wizard.evidence.evaluate.sign_in import Person
from wizard.evidence.policies.model import Policy
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found
from wizard.evidence.tables import ConditionalAccessTables
from wizard.wording import long_date, short

_REVIEW_DAYS = 14
_TERMS = frozenset({Controls.TERMS_OF_USE})
_REVISION = "Print the record as a revision that says so, and have it signed."
_OWN_GROUP = "Give that exclusion a separate group in a revision, and have it signed."


def plan_exclusion(approved: Approved, exports: Exports, license_: License, day: date) -> ChangeSet:
    """Return the requests that exclude the account as approved.

    Raises:
        EvidenceError: Something keeps it from being done; with every finding.
    """
    return _Plan(approved, exports, license_, day).exclusion()


def plan_clean_up(approved: Approved, exports: Exports, day: date) -> ChangeSet:
    """Return the requests that end the approved exclusions.

    Raises:
        EvidenceError: Something keeps it from being done; with every finding.
    """
    return _Plan(approved, exports, "none", day).clean_up()


def in_scope(change: ChangeSet, directory: Directory, tables: ConditionalAccessTables) -> Iterator[str]:
    """Yield the ids of other accounts that are in scope of a policy of the change, before and after it."""
    policies = [policy_of(Found("", policy.before, {}), "") for policy in change.policies]
    for identifier in directory.users or {}:
        person = users.who(Person(identifier), directory)
        if identifier != change.account and any(
            users.judge(policy.users, person, directory, tables).truth for policy in policies
        ):
            yield identifier


class _Plan:
    def __init__(self, approved: Approved, exports: Exports, license_: License, day: date) -> None:
        self.approved, self.exports, self.license, self.day = approved, exports, license_, day
        self.refusals = Refusals()
        self.user: User = account_of(approved, exports.directory)
        self.notes: list[str] = []
        called, named = exports.directory.users_called(approved.account), f"'{short(approved.account, 80)}'"
        if len(called) > 1:
            self.notes.append(
                f"Several users of the directory are called {named}; the object ID in the record decides."
            )
        elif not called and self.user.principal_name:
            self.notes.append(f"The record calls the account {named}; it was found by its object ID.")
        self.timed = False
        self.reviews: list[str] = []
        rows: dict[str, list[ApprovedRow]] = {}
        groups: dict[str, list[ApprovedRow]] = {}
        self.usable: dict[str, Usable] = {}
        if not approved.rows:
            self.refusals.add("the record", "names no exclusion.", _REVISION)
        for row in approved.rows:
            usable = policy_for(row, exports, approved, self.refusals)
            groups.setdefault(row.group_id or row.group.strip().lower(), []).append(row)
            if usable is not None:
                key = usable.policy.id.lower()
                self.usable[key] = usable
                rows.setdefault(key, []).append(row)
        self.rows = rows
        self.groups: dict[str, GroupState] = {}
        for number, (key, of_group) in enumerate(groups.items(), 1):
            state = group_for(of_group, exports.directory, self.refusals, number)
            if state is not None:
                self.groups[key] = state

    def group_of(self, row: ApprovedRow) -> GroupState:
        return self.groups[row.group_id or row.group.strip().lower()]

    def _refuse_fixed(self, changed: Iterable[GroupState]) -> None:
        remedy = "Change its members where they come from, or name an assigned group in a revision."
        for group in changed:
            if group.fixed:
                message = f"'{short(group.name, 80)}': {group.fixed}, so no request can change that."
                self.refusals.add(self.exports.directory.place, message, remedy)

    def exclusion(self) -> ChangeSet:
        for row in self.approved.rows:
            if row.ends_on is not None and row.ends_on < self.day:
                message = f"ended its exclusion from '{short(row.policy, 80)}' on {long_date(row.ends_on)}."
                self.refusals.add("the record", message, "Renew it, or clean it up with --clean-up.")
        split = {key for key in self.usable if self._splits(key)}
        self._refuse_fixed(self.groups.values())
        self.refusals.settle()
        steps = [step for group in self.groups.values() for step in self._group_steps(group)]
        policies, created = [], []
        for number, (key, usable) in enumerate(self.usable.items(), 1):
            groups = list(dict.fromkeys(self.group_of(row).id for row in self.rows[key]))
            conditions = copy.deepcopy(usable.form["conditions"])
            there = {entry.lower() for entry in conditions["users"]["excludeGroups"]}
            conditions["users"]["excludeGroups"] += [one for one in groups if one not in there]
            if key in split:
                policy, body, own = _split(usable.form, conditions, number)
                created.append(body)
                policies.append(policy)
                steps += own
            elif conditions != usable.form["conditions"]:
                policies.append(PolicyState(usable.form, {**usable.form, "conditions": conditions}))
                steps.append(_patch(policies[-1], "conditions", "Exclude the group from"))
            else:
                # Already excluded by this group: what is missing can only be the membership.
                policies.append(PolicyState(usable.form, usable.form))
        return self._set("exclusion", steps, policies, created)

    def _splits(self, key: str) -> bool:
        """Return whether terms of use get a separate policy; what nobody approved is refused."""
        usable, mappings = self.usable[key], self.exports.mappings
        policy, title = usable.policy, f"'{short(usable.policy.name, 80)}'"
        controls = frozenset(row.control for row in self.rows[key])
        required = frozenset(word for one in demands(policy, mappings) for word in one)
        if Controls.MFA in controls and Controls.AUTHENTICATION_STRENGTH in required:
            required |= {Controls.MFA}
        for control in sorted(controls - required):
            message = f"{title} does not require what the record waives there: {control.replace('_', ' ')}."
            self.refusals.add(policy.place, message, "Correct the policy in the record, in a revision.")
        more = beyond(policy, controls, mappings)
        if not more:
            return False
        if controls == _TERMS:
            why = _unsplittable(policy)
            if not why:
                return True
            message = f"{title} requires terms of use with other things, and cannot be split: {why}."
            self.refusals.add(policy.place, message, "Move the terms of use to a separate policy in the portal first.")
            return False
        message = f"an exclusion from {title} would also waive what nobody approved: {', '.join(more)}."
        self.refusals.add(policy.place, message, f"{_REVISION} Or move that to a separate policy first.")
        return False

    def _group_steps(self, group: GroupState) -> list[Step]:
        steps: list[Step] = []
        name = short(group.name, 120)
        if group.new:
            steps.append(self._created(group, name))
        if group.ends_on is None:
            member = _joined(group.id, "members", self.user.id, f"member of the group '{name}'")
            return [*steps, *([] if self.user.id in group.members else [member]), *self._reviewed(group, name)]
        if self.user.id in group.members:
            return steps
        if self.license == "none":
            self.notes.append(
                f"Nothing ends the membership in '{name}' by itself: run rollback.ps1 on {long_date(group.ends_on)} at the latest."
            )
            return [*steps, _joined(group.id, "members", self.user.id, f"member of the group '{name}'")]
        self.timed = True
        return [*steps, self._timed(group, name, group.ends_on)]

    def _reviewed(self, group: GroupState, name: str) -> list[Step]:
        """Return the yearly review of a membership that has no end: nobody confirms it, and it is over."""
        reviewer = self.exports.directory.find_user(self.approved.owner) if self.approved.owner else None
        if self.license == "none" or reviewer is None or reviewer.id == self.user.id:
            self.notes.append(
                f"The membership in '{name}' has no end, and nothing asks by itself whether it is still needed."
            )
            return []
        query = {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "queryType": "MicrosoftGraph"}
        title = f"Yearly review of {name}"
        first = self.day.replace(year=self.day.year + 1, day=min(self.day.day, 28))
        body = {
            "displayName": title,
            "descriptionForAdmins": f"Approved in {self.approved.record_id or 'a record'}. Without an answer the membership ends.",
            "descriptionForReviewers": "Is the exclusion of this account from Conditional Access still needed?",
            "scope": {**query, "query": f"/groups/{group.id}/transitiveMembers"},
            "reviewers": [{"query": f"/users/{reviewer.id}", "queryType": "MicrosoftGraph"}],
            "settings": {
                "autoApplyDecisionsEnabled": True,
                "defaultDecision": "Deny",
                "defaultDecisionEnabled": True,
                "instanceDurationInDays": _REVIEW_DAYS,
                "justificationRequiredOnApproval": True,
                "mailNotificationsEnabled": True,
                "recommendationsEnabled": False,
                "reminderNotificationsEnabled": True,
                "recurrence": {
                    "pattern": {"type": "absoluteMonthly", "interval": 12},
                    "range": {"type": "noEnd", "startDate": first.isoformat()},
                },
            },
        }
        saved = f"review{len(self.reviews) + 1}"
        self.reviews.append(saved)
        made = Request(f"Create the {title[0].lower()}{title[1:]}", "POST", REVIEWS, body, saved)
        return [Step(made, Request(f"Delete the {title[0].lower()}{title[1:]}", "DELETE", f"{REVIEWS}/{{{saved}}}"))]

    def _created(self, group: GroupState, name: str) -> Step:
        body: dict[str, Any] = {
            "displayName": group.name,
            "description": f"Exclusion approved in {self.approved.record_id or 'a record'}. No other member may join.",
            "mailEnabled": False,
            "mailNickname": f"ca-exclusion-{group.id.strip('{}')}-{self.user.id[:8]}",
            "securityEnabled": True,
        }
        owner = self.exports.directory.find_user(self.approved.owner) if self.approved.owner else None
        if owner is not None and owner.id != self.user.id:
            # Named at once, not in a separate request: Graph lets nobody remove the last owner, so that could not be undone.
            body[OWNERS] = [f"{USER}{owner.id}"]
        else:
            self.notes.append(
                f"The group '{name}' gets no owner, because the directory has no single account for the rollback contact."
            )
        made = Request(f"Create the group '{name}'", "POST", "/groups", body, group.id.strip("{}"))
        return Step(made, Request(f"Delete the group '{name}'", "DELETE", f"/groups/{group.id}"))

    def _timed(self, group: GroupState, name: str, ends_on: date) -> Step:
        start = max(group.starts_on or self.day, self.day)
        body: dict[str, Any] = {
            "accessId": "member",
            "principalId": self.user.id,
            "groupId": group.id,
            "action": "adminAssign",
            "justification": f"Approved in {self.approved.record_id or 'a record'}",
        }
        schedule = {
            "startDateTime": f"{start.isoformat()}T00:00:00Z",
            "expiration": {"type": "afterDateTime", "endDateTime": f"{ends_on.isoformat()}T23:59:59Z"},
        }
        what = f"Make the account a member of the group '{name}' until {long_date(ends_on)}"
        return Step(
            Request(what, "POST", SCHEDULES, {**body, "scheduleInfo": schedule}),
            Request(
                f"End the account's membership of the group '{name}'",
                "POST",
                SCHEDULES,
                {**body, "action": "adminRemove"},
            ),
        )

    def clean_up(self) -> ChangeSet:
        alone = {key for key, group in self.groups.items() if group.members <= {self.user.id}}
        needed = {key for key, group in self.groups.items() if self._needed(group)}
        joined = [group for key, group in self.groups.items() if key not in needed and self.user.id in group.members]
        self._refuse_fixed(joined)
        for key in needed - alone:
            message = f"'{short(self.groups[key].name, 80)}' has other members, and another exclusion needs it."
            self.refusals.add(self.exports.directory.place, message, _OWN_GROUP)
        self.refusals.settle()
        steps: list[Step] = []
        policies: list[PolicyState] = []
        for key, usable in self.usable.items():
            keys = {row.group_id or row.group.strip().lower() for row in self.rows[key]} & alone
            gone = {self.groups[one].id for one in keys}
            conditions = copy.deepcopy(usable.form["conditions"])
            scope = conditions["users"]
            scope["excludeGroups"] = [one for one in scope["excludeGroups"] if one.lower() not in gone]
            if "excludeUsers" in scope:
                scope["excludeUsers"] = [one for one in scope["excludeUsers"] if one.lower() != self.user.id]
            policies.append(PolicyState(usable.form, {**usable.form, "conditions": conditions}))
            if conditions != usable.form["conditions"]:
                steps.append(_patch(policies[-1], "conditions", "End the exclusion in"))
        for group in joined:
            what = f"member of the group '{short(group.name, 120)}'"
            step = _joined(group.id, "members", self.user.id, what)
            steps.append(Step(step.undo, step.do))
        self.notes.extend(
            f"The account stays a member of '{short(self.groups[key].name, 80)}': an exclusion that still runs needs it."
            for key in self.groups
            if key in needed
        )
        self.notes.append(
            "A group that is left empty is not deleted: delete it once nobody needs the rollback any more."
        )
        return self._set("clean-up", steps, policies, [])

    def _needed(self, group: GroupState) -> bool:
        """Return whether an exclusion that still runs is by this group."""
        return any(same_thing(row.group_id, row.group, group.id, group.name) for row in self.approved.running)

    def _extension(self) -> str:
        """Return what to do about a membership that an earlier approval ends by itself, which no export shows."""
        last = max((group.ends_on for group in self.groups.values() if group.ends_on), default=None)
        if last is None or self.license == "none":
            return ""
        return f"Where the membership ends by itself, extend it to {long_date(last)} in Privileged Identity Management."

    def _set(
        self, kind: Any, steps: Sequence[Step], policies: Sequence[PolicyState], created: Sequence[dict[str, Any]]
    ) -> ChangeSet:
        if not steps:
            done = "is in place already" if kind == "exclusion" else "has ended already"
            remedy = self._extension() if kind == "exclusion" else ""
            self.refusals.add(self.exports.place, f"The approved exclusion {done}; nothing is to be changed.", remedy)
        self.refusals.settle()
        tenants = {usable.policy.tenant for usable in self.usable.values()} - {""}
        tenant = tenants.pop() if tenants else self.approved.tenant
        return ChangeSet(
            kind,
            self.user.id,
            self.user.principal_name or self.user.id,
            tenant,
            self.approved,
            tuple(self.groups.values()),
            tuple(policies),
            tuple(steps),
            tuple(created),
            self.timed,
            bool(self.reviews),
            tuple(self.notes),
        )


def _joined(group: str, relation: str, member: str, what: str) -> Step:
    url = f"/groups/{group}/{relation}"
    return Step(
        Request(f"Add the {what}", "POST", f"{url}/$ref", {"@odata.id": f"{DIRECTORY_OBJECT}{member}"}),
        Request(f"Remove the {what}", "DELETE", f"{url}/{member}/$ref"),
    )


def _patch(policy: PolicyState, part: str, what: str) -> Step:
    url, name = f"{POLICIES}/{policy.id}", short(policy.name, 120)
    return Step(
        Request(f"{what} '{name}'", "PATCH", url, {part: policy.after[part]}),
        Request(f"Put back '{name}' as it was", "PATCH", url, {part: policy.before[part]}),
    )


def _unsplittable(policy: Policy) -> str:
    if policy.grant is None or not policy.grant.every:
        return "the other requirement is an alternative to them"
    if policy.grant.strength is not None:
        return "it requires an authentication strength, which a request cannot put back for sure"
    if not policy.grant.built_in and not policy.grant.custom:
        return "nothing but session controls would remain"
    return ""


def _split(
    form: dict[str, Any], conditions: dict[str, Any], number: int
) -> tuple[PolicyState, dict[str, Any], list[Step]]:
    """Return the steps that move the terms of use to a separate policy, which is made before the other one lets go of them."""
    title = form.get("displayName") or form["id"]
    terms = {"operator": "OR", "builtInControls": [], "customAuthenticationFactors": []}
    body = {
        "displayName": f"{title} - terms of use",
        "state": form["state"],
        "conditions": conditions,
        "grantControls": {**terms, "termsOfUse": form["grantControls"]["termsOfUse"]},
    }
    name = f"policy{number}"
    shown = short(body["displayName"], 120)
    made = Step(
        Request(f"Create the policy '{shown}'", "POST", POLICIES, body, name),
        Request(f"Delete the policy '{shown}'", "DELETE", f"{POLICIES}/{{{name}}}"),
    )
    state = PolicyState(form, {**form, "grantControls": {**form["grantControls"], "termsOfUse": []}})
    return state, body, [made, _patch(state, "grantControls", "Take the terms of use out of")]

"""Where a tenant's exclusions and the register of approved ones differ, in seven classes.

Policies that are on are compared. Each account that one of them excludes is held against the records in force, and
each waiver in force against the tenant. What an export does not hold is unknown, and never taken for agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wizard.engagement.register import Entry, Waiver
from wizard.engagement.tenant_lookup import Accounts, Policies, demands
from wizard.engagement.tenant_result import CLASSES, Class, Comparison, Difference, Unknown
from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant
from wizard.evidence.evaluate.policy import REPORT_ONLY, condition_of
from wizard.evidence.exclusions import Excluder, Exclusions, Way
from wizard.evidence.mappings import Mappings
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth
from wizard.wording import count, listed, long_date, short

_ON = "enabled"
_SIGNED, _WRITTEN = "the signed checklist", "a copy of the record as it was written"


@dataclass(frozen=True, slots=True)
class Tenant:
    """What is known of a tenant, and what its words mean.

    Attributes:
        labels: Names of the controls that a record can waive, by id.
        mixed: Why policies and directory look like those of several tenants; empty where they don't.
    """

    reading: Reading
    directory: Directory
    tables: ConditionalAccessTables
    mappings: Mappings
    labels: Mapping[str, str]
    mixed: str = ""


def compare(entries: Sequence[Entry], tenant: Tenant, day: date) -> Comparison:
    """Return where tenant and register differ on a day."""
    return _Comparer(entries, tenant, day).run()


class _Comparer:
    def __init__(self, entries: Sequence[Entry], tenant: Tenant, day: date) -> None:
        self.entries = [one for one in entries if not one.redacted and (one.record_id or not one.problem)]
        self.hidden = [one for one in entries if one.redacted and one.counts and one.waivers]
        self.all = entries
        self.reading = reading = tenant.reading
        self.directory = directory = tenant.directory
        self.tenant = tenant
        self.mixed = tenant.mixed
        self.day = day
        self.found = Comparison()
        self.excluder = Excluder(directory, tenant.tables, trusted=not tenant.mixed)
        self.policies = Policies(reading)
        self.accounts = Accounts(self.entries, directory)
        self.exclusions = {
            id(policy): self.excluder.of(policy)
            for policy in reading.policies
            if policy.workloads is None and policy.state != "disabled"
        }
        self.misplaced: set[tuple[tuple[Path, str], str]] = set()
        self.without_effect: dict[str, list[str]] = {}

    def run(self) -> Comparison:
        self._say_what_is_missing()
        for policy in self.reading.policies:
            exclusions = self.exclusions.get(id(policy))
            if exclusions is None:
                continue
            if policy.state == _ON:
                self.found.policies += 1
                self._policy(exclusions)
            elif policy.state == REPORT_ONLY:
                self._report_only(exclusions)
            elif exclusions.accounts or exclusions.missing or exclusions.gone:
                self._unknown(policy.title, "Whether the policy is on cannot be known.", (f"state of {policy.title}",))
        for entry in self.entries:
            running = [one for one in entry.waivers if one.runs(self.day)] if entry.counts else []
            self.found.records += bool(running)
            for waiver in running:
                self._approved(entry, waiver)
        self._finish()
        return self.found

    # ---- what cannot be known at all

    def _say_what_is_missing(self) -> None:
        if self.mixed:
            self._unknown("The policies", f"{self.mixed[:1].upper()}{self.mixed[1:]}.", ("one folder for each tenant",))
        for place in self.reading.unread:
            self._unknown(place, "It may hold further policies that nobody could read.", ("the policies in it",))
        for entry in {one.key if not one.problem else (one.folder, ""): one for one in self.all}.values():
            if entry.redacted:
                message = "The record is redacted: which account and policy it means cannot be told."
                self._unknown(entry.title, message, ("the record without redaction",))
            elif entry.problem:
                message = f"The record cannot be read: {entry.problem}"
                self._unknown(str(entry.folder), message, (_WRITTEN,))
            elif entry.unsure and entry.waivers and entry.ended is None:
                self._unknown(entry.title, entry.unsure, (_SIGNED,))
        told = {policy.tenant.lower() for policy in self.reading.policies} - {""}
        for entry in self.entries:
            if len(told) == 1 and entry.tenant and entry.tenant not in told:
                self._unknown(
                    entry.title, "The record is about another tenant than the policies.", ("that tenant's policies",)
                )

    # ---- from the tenant to the register

    def _policy(self, exclusions: Exclusions) -> None:
        policy = exclusions.policy
        if missing := _as_it_is(policy):
            self._unknown(policy.title, "Whom the policy excludes cannot be known.", missing)
            return
        for gone in exclusions.gone:
            message = f"The policy excludes the {gone.kind} {gone.id}, which the directory no longer has."
            remedy = "Remove the ID from the policy's exclusions, and close the record that asked for it."
            self._differ("dangling", policy, "", message, remedy, account=gone.id, identifier=gone.id)
        if exclusions.missing:
            message = "Who else the policy excludes cannot be known."
            self._unknown(policy.title, message, tuple(exclusions.missing))
        if cut := _cut_users(policy):
            self._unknown(policy.title, "Who else the policy excludes cannot be known.", cut)
        for kind in exclusions.kinds:
            self._note(
                f"“{policy.title}” excludes {kind} as a whole. Records are about single accounts, so this was not compared."
            )
        for account, ways in exclusions.accounts.items():
            self._account(policy, account, ways)

    def _account(self, policy: Policy, account: str, ways: list[Way]) -> None:
        entries = self.accounts.entries_of(account)
        if any(entry.special for entry in entries):
            return
        covering = [pair for pair in self._running(entries) if self._meant(pair[1], policy)]
        for entry in () if covering else self.accounts.perhaps_of(account):
            message = f"“{policy.title}” excludes {self.accounts.name(account)}; whether the record is about that account cannot be known."
            self._unknown(entry.title, message, (self.accounts.missing(entry),))
            return
        if not covering and self.excluder.would_apply(policy, account) is False:
            self.without_effect.setdefault(policy.title, []).append(self.accounts.name(account))
            return
        nested = all(way.through for way in ways)
        if covering and not nested:
            self._controls(policy, account, covering)
        elif not entries and not self.accounts.is_user(account):
            return  # not an account, or what it is cannot be known and the open end of the policy says so
        elif nested:
            self._nested(policy, account, ways, covering)
        else:
            self._uncovered(policy, account, ways, entries)

    def _running(self, entries: Sequence[Entry]) -> list[tuple[Entry, Waiver]]:
        return [
            (entry, waiver) for entry in entries if entry.counts for waiver in entry.waivers if waiver.runs(self.day)
        ]

    def _meant(self, waiver: Waiver, policy: Policy) -> bool:
        found = self.policies.find(waiver).policy
        # A copy of the policy in another form has its ID.
        return found is policy or (found is not None and bool(policy.id) and found.id.lower() == policy.id.lower())

    def _controls(self, policy: Policy, account: str, covering: list[tuple[Entry, Waiver]]) -> None:
        asked = demands(policy, self.tenant.mappings)
        approved = {waiver.control for _, waiver in covering}
        told = bool(approved - {""}) and not grant.damaged(policy)
        more = sorted({min(one) for one in asked if not one & grant.waived(approved)}) if told else []
        entry = covering[0][0]
        if more:
            also, known = (
                [self.tenant.labels.get(one, one) for one in names] for names in (more, sorted(approved - {""}))
            )
            message = f"The exclusion also waives: {listed(also)}. Approved is: {listed(known)}."
            remedy = "Move what was not approved into a policy without this exclusion, or decide on it too."
            self._differ("wider", policy, entry.record_id, message, remedy, identifier=account)
        unclear = policy.lost or grant.damaged(policy) or grant.strange(policy, self.tenant.mappings, approved)
        if unclear or not approved - {""}:
            why = f"what “{policy.title}” requires" if unclear else "which control the record waives"
            self._unknown(entry.title, "Whether more is waived than was approved cannot be known.", (why,))

    def _nested(self, policy: Policy, account: str, ways: list[Way], covering: list[tuple[Entry, Waiver]]) -> None:
        way = min(ways, key=lambda one: len(one.through))
        chain = " in ".join(f"“{short(one, 80)}”" for one in (*reversed(way.through), way.name))
        record = covering[0][0].record_id if covering else ""
        told = "its record approves the exclusion itself" if covering else "no record in force approves it"
        message = f"The account is excluded as a member of {chain}; {told}."
        inner = f"“{short(way.through[0], 80)}”"
        remedy = f"Remove the group {inner} from “{short(way.name, 80)}”" + (
            ", and make the account a direct member of the approved group."
            if covering
            else ", or decide on each account in it."
        )
        self._differ("nested", policy, record, message, remedy, identifier=account)

    def _uncovered(self, policy: Policy, account: str, ways: list[Way], entries: Sequence[Entry]) -> None:
        how = _how(ways)
        unsure = next((one for one in entries if self._may_cover(one, policy)), None)
        if unsure is not None:
            message = f"“{policy.title}” excludes the account {how}; whether its record was approved cannot be told."
            self._unknown(unsure.title, message, (_WRITTEN if unsure.problem else _SIGNED,))
            return
        elsewhere = self._running(entries)
        if elsewhere:
            self._elsewhere(policy, account, how, elsewhere)
            return
        ended = self._ended(policy, entries)
        if ended is not None:
            entry, why = ended
            message = f"The account is excluded {how}; {why}."
            remedy = "Remove the account from the exclusion, or decide on a renewal."
            self._differ("expired_present", policy, entry.record_id, message, remedy, identifier=account)
            return
        guest = next((pair for way in ways if (pair := self._group_of_others(policy, way))), None)
        if guest is not None:
            message = f"The account is excluded {how}, a group that was approved for {guest[0].account} only."
            remedy = "Remove the account from the group, or decide on it."
            self._differ("wider", policy, guest[0].record_id, message, remedy, identifier=account)
            return
        if self.hidden:
            records = count(len(self.hidden), "redacted record")
            message = (
                f"“{policy.title}” excludes the account {how}; whether {records} in force approves it cannot be told."
            )
            self._unknown(self.accounts.name(account), message, ("the records without redaction",))
            return
        told = self._told(entries)
        message = f"The account is excluded {how}; {told}."
        remedy = "Remove the account from the exclusion, or decide on it and have it signed."
        record = entries[0].record_id if entries else ""
        self._differ("unapproved", policy, record, message, remedy, identifier=account)

    def _may_cover(self, entry: Entry, policy: Policy) -> bool:
        """Return whether a record of which not all can be read may approve the exclusion in a policy."""
        if entry.ended is not None:
            return False
        meant = (one.runs(self.day) and self._meant(one, policy) for one in entry.waivers)
        return bool(entry.problem) or (bool(entry.unsure) and any(meant))

    def _elsewhere(self, policy: Policy, account: str, how: str, running: list[tuple[Entry, Waiver]]) -> None:
        """Say what differs where the account is approved for other policies."""
        places = [(entry, waiver, self.policies.find(waiver)) for entry, waiver in running]
        unclear = next((entry for entry, _, place in places if place.why == "unclear"), None)
        if unclear is not None:
            missing = ("the policy's ID in the record",)
            self._unknown(unclear.title, f"Whether the record means “{policy.title}” cannot be known.", missing)
            return
        there = [one for one in places if self._may_exclude(one[2].policy, one[0])]
        for entry, waiver, place in there[:1]:
            named = place.policy.title if place.policy else waiver.policy or waiver.policy_id
            message = f"The account is excluded {how} here too; approved is “{named}” only."
            remedy = "Remove the exclusion from this policy, or decide on it too."
            self._differ("wider", policy, entry.record_id, message, remedy, identifier=account)
        for entry, waiver, place in () if there else places[:1]:
            named = place.policy.title if place.policy else waiver.policy or waiver.policy_id
            self.misplaced.add(_key(entry, waiver))
            message = f"The account is excluded {how}; approved is “{named}”, which does not exclude it."
            remedy = "Move the exclusion to the approved policy, or decide on this one."
            self._differ("wrong_policy", policy, entry.record_id, message, remedy, identifier=account)

    def _may_exclude(self, policy: Policy | None, entry: Entry) -> bool:
        """Return whether the policy that was approved excludes the account, or may do so."""
        if policy is None:
            return bool(self.reading.unread or self.mixed)
        return self._excluded_in(policy, entry) is not False

    def _told(self, entries: Sequence[Entry]) -> str:
        """Return what the records of an account say, none of which is an approval in force."""
        for entry in entries:
            coming = [one.first for one in entry.waivers if one.first and one.first > self.day] if entry.counts else []
            if coming:
                return f"its record is in force from {long_date(min(coming))} only"
            if entry.counts:
                return f"its record is approved and decides “{entry.outcome.replace('_', ' ')}”, without this exclusion"
        for entry in entries:
            if entry.ended is not None:
                return f"its record is {entry.ended.value}"
        if entries:
            return f"its record is {'a draft' if entries[0].draft else 'not signed'}"
        return "no record names it"

    def _ended(self, policy: Policy, entries: Sequence[Entry]) -> tuple[Entry, str] | None:
        """Return the approval of this very exclusion that has ended, and how."""
        for entry in entries:
            for waiver in entry.waivers if entry.approved else ():
                if not self._meant(waiver, policy):
                    continue
                if waiver.over(self.day) and waiver.last is not None:
                    return entry, f"its record ended on {long_date(waiver.last)}"
                if entry.ended is not None:
                    return entry, f"its record is {entry.ended.value}"
        return None

    def _group_of_others(self, policy: Policy, way: Way) -> tuple[Entry, Waiver] | None:
        if way.kind != "group":
            return None
        for entry, waiver in self.by_group(way):
            if entry.counts and waiver.runs(self.day) and self._meant(waiver, policy):
                return entry, waiver
        return None

    def by_group(self, way: Way) -> Iterator[tuple[Entry, Waiver]]:
        """Yield what names a group, by its id, else by its name."""
        yield from self.accounts.groups.get(way.entry, ())
        for pair in self.accounts.groups.get(way.name.lower(), ()):
            if not pair[1].group_id or pair[1].group_id not in (self.directory.groups or {}):
                yield pair

    # ---- from the register to the tenant

    def _excluded_in(self, policy: Policy, entry: Entry) -> bool | None:
        """Return whether a policy excludes the account of a record."""
        exclusions = self.exclusions.get(id(policy))
        if exclusions is None:
            return False
        if policy.invalid:
            return None
        identifiers = self.accounts.ids_of(entry)
        if any(account in exclusions.accounts for account in identifiers):
            return True
        of_kind: Truth = False
        if exclusions.kinds and identifiers:
            of_kind = self.excluder.excludes_kind_of(policy, identifiers[0])
            if of_kind:
                return True
        unclear = exclusions.missing or of_kind is None or not self.accounts.certain(entry)
        return None if unclear or _cut_users(policy) else False

    def _approved(self, entry: Entry, waiver: Waiver) -> None:
        place = self.policies.find(waiver)
        named = waiver.policy or waiver.policy_id
        if place.by_name:
            self._note(f"“{named}” has another ID in the tenant than in {entry.title}; it was found by its name.")
        if self.accounts.is_another(entry):
            self._note(
                f"{entry.account} has another object ID in the tenant than in {entry.title}; it was found by its name."
            )
        if place.policy is None:
            if place.why == "unclear":
                what = f"several policies of the tenant are called “{named}”" if named else "the record names no policy"
                self._unknown(
                    entry.title, f"Which policy the record means cannot be known: {what}.", ("the policy's ID",)
                )
            elif self.reading.unread or self.mixed:
                message = f"Whether “{named}” excludes {entry.account} cannot be known."
                self._unknown(entry.title, message, (f"the policy {named}",))
            elif _key(entry, waiver) not in self.misplaced:
                message = "The record approves an exclusion in a policy that the tenant does not have."
                self._absent(entry, waiver, None, message)
            return
        policy = place.policy
        if policy.state != _ON:
            state = {"disabled": "off", REPORT_ONLY: "in report-only mode"}.get(
                policy.state or "", "in an unknown state"
            )
            self._note(f"“{policy.title}”, in which {entry.title} approves an exclusion, is {state}.")
            if policy.state is not None:
                return
        there = self._excluded_in(policy, entry)
        if there is None:
            exclusions = self.exclusions.get(id(policy))
            missing = _as_it_is(policy) or tuple(exclusions.missing if exclusions else ())
            missing = missing or (self.accounts.missing(entry),)
            self._unknown(entry.title, f"Whether “{policy.title}” excludes {entry.account} cannot be known.", missing)
        elif not there and _key(entry, waiver) not in self.misplaced:
            gone = self.accounts.is_gone(entry)
            message = "The directory has no such account." if gone else "The policy does not exclude the account."
            self._absent(entry, waiver, policy, f"{message} The record is in force.")

    def _absent(self, entry: Entry, waiver: Waiver, policy: Policy | None, message: str) -> None:
        remedy = "Make the approved change, or close the record if it is no longer needed."
        self.found.differences.append(
            Difference(
                "approved_absent",
                policy.title if policy else waiver.policy or waiver.policy_id,
                policy.id if policy else waiver.policy_id,
                entry.account,
                entry.subject,
                entry.record_id,
                message,
                remedy,
            )
        )

    # ---- report-only policies, and how it is said

    def _report_only(self, exclusions: Exclusions) -> None:
        """Say what an exclusion would waive once the policy is on."""
        policy = exclusions.policy
        open_accounts = [
            account
            for account in exclusions.accounts
            if not any(entry.special for entry in self.accounts.entries_of(account))
            and not self.accounts.perhaps_of(account)
            and not any(self._meant(waiver, policy) for _, waiver in self._running(self.accounts.entries_of(account)))
        ]
        if open_accounts:
            names = ", ".join(self.accounts.name(account) for account in open_accounts[:5])
            more = f" and {len(open_accounts) - 5:,} more" if len(open_accounts) > 5 else ""
            self._note(
                f"“{policy.title}” is in report-only mode. Once it is on, it excludes without a record in force: {names}{more}."
            )

    def _finish(self) -> None:
        for policy, names in self.without_effect.items():
            shown = f"{', '.join(names[:5])}{f' and {len(names) - 5:,} more' if len(names) > 5 else ''}"
            self._note(f"“{policy}” excludes accounts that it would not reach anyway: {shown}.")
        order = list(CLASSES)
        self.found.differences.sort(key=lambda one: (order.index(one.kind), one.policy, one.account))
        self.found.differences = list(dict.fromkeys(self.found.differences))
        self.found.unknown = list(dict.fromkeys(self.found.unknown))
        self.found.notes = list(dict.fromkeys(self.found.notes))

    def _differ(
        self,
        kind: Class,
        policy: Policy,
        record: str,
        message: str,
        remedy: str,
        *,
        account: str = "",
        identifier: str = "",
    ) -> None:
        name = account or self.accounts.name(identifier)
        self.found.differences.append(
            Difference(kind, policy.title, policy.id, name, identifier, record, message, remedy)
        )

    def _unknown(self, subject: str, message: str, missing: tuple[str, ...]) -> None:
        self.found.unknown.append(Unknown(subject, message, missing))

    def _note(self, text: str) -> None:
        self.found.notes.append(text)


def _key(entry: Entry, waiver: Waiver) -> tuple[tuple[Path, str], str]:
    return entry.key, waiver.policy_id or waiver.policy


def _as_it_is(policy: Policy) -> tuple[str, ...]:
    """Return what is missing of a policy of which the export says nothing to go by, such as of copies that differ."""
    return (f"“{policy.title}” as it is in the tenant",) if policy.invalid else ()


def _cut_users(policy: Policy) -> tuple[str, ...]:
    """Return the parts of the condition on users that cannot be judged."""
    return tuple(path for path in policy.unknown if condition_of(path) == "users")


def _how(ways: Sequence[Way]) -> str:
    """Return how a policy excludes an account, as part of a sentence."""
    direct = [way for way in ways if not way.through]
    way = (direct or list(ways))[0]
    if way.kind == "user":
        return "by itself"
    return f"through the {way.kind} “{short(way.name, 80)}”"

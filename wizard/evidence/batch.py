"""Many accounts, policies and contexts at once, with the same verdicts as one by one.

Each policy is a bit. Who is in scope is worked out once for each account, from an index of the
ids that policies name; what is asked for and how, once for each context. Both are two masks: for
sure, and perhaps. Accounts with the same masks form a group and share every verdict.

Two sets of policies are judged in one go: a policy that both have is one bit of both sides, so that
the second set costs only what differs. Two batches beside each other would read the directory and
index the memberships twice, and could not tell which differences reach an account.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wizard.evidence.batch_scope import Scope, ScopeIndex, UserMasks
from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant, locations, policy, users
from wizard.evidence.evaluate.finding import Finding, met
from wizard.evidence.evaluate.grant import Requirement
from wizard.evidence.evaluate.outcome import ENFORCED, Cause, Tally, Word, counts, settled
from wizard.evidence.evaluate.sign_in import Circumstances, Person, Target
from wizard.evidence.policies.model import Policy
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth


class Verdict(NamedTuple):
    """What an account meets in a context: the words of ``Outcome``, and which strengths and terms are meant."""

    outcome: Word
    controls: tuple[Requirement, ...]
    unattended: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is asked for and how, without who asks."""

    target: Target
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class Side:
    """One set of policies in a batch.

    Attributes:
        bits: The policies of the batch that belong to it.
        unread: There may be policies of this set that nobody could read.
    """

    bits: int
    unread: bool = False


class Judged(NamedTuple):
    """What a group of accounts meets in a context.

    Attributes:
        verdicts: One for each side.
        reasons: Why an unattended sign-in does not work for sure, for each side; empty where it does.
        doubtful: Policies as bits, for each side, of which it cannot be known whether they apply.
        possible: Policies as bits that count here or may count, on any side.
    """

    verdicts: tuple[Verdict, ...]
    reasons: tuple[str, ...]
    doubtful: tuple[int, ...]
    possible: int


class Reach(NamedTuple):
    """Policies as bits that are enforced on an account in one context at least: for sure, and for sure not."""

    applies: int
    never: int


@dataclass(frozen=True, slots=True)
class _ContextMasks:
    """Policies as bits: which ones a context excludes for sure, and which ones it meets for sure."""

    unmet: int
    met: int
    unmet_but_place: int
    met_but_place: int
    findings: tuple[tuple[Finding, ...], ...]
    missing: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)


class Batch:
    """Judges the accounts of a tenant.

    Args:
        policies: All policies; their place is their bit.
        accounts: Ids or principal names of users.
        directory: The tenant's directory.
        tables: The subject's tables.
        sides: The sets of policies to judge by; without any, all policies form one set.
    """

    def __init__(
        self,
        policies: Sequence[Policy],
        accounts: Sequence[str],
        directory: Directory,
        tables: ConditionalAccessTables,
        sides: Sequence[Side] = (),
    ) -> None:
        """Work out who is in scope of which policy."""
        self.policies = tuple(policies)
        self.accounts = accounts
        self.directory = directory
        self.tables = tables
        sides = sides or (Side((1 << len(self.policies)) - 1),)
        self._bits = _Bits(self.policies, directory, tables)
        self._weights = tuple(_Weights(self._bits, side) for side in sides)
        self.groups: list[UserMasks] = []
        self._named: list[bool] = []
        self.group_of = array("I")
        self._group(ScopeIndex(self.policies, directory, tables, self._bits.relevant))
        self._contexts: dict[Context, _ContextMasks] = {}

    def _group(self, index: ScopeIndex) -> None:
        """Join accounts that the policies which can count cannot tell apart."""
        numbers: dict[Scope, int] = {}
        for scope in index.scopes(self.accounts):
            number = numbers.setdefault(scope, len(numbers))
            if number == len(self.groups):
                self.groups.append(scope.masks(index.every))
                self._named.append(scope.named)
            self.group_of.append(number)

    def judge(self, context: Context) -> list[Judged]:
        """Return what each group meets in a context; ``group_of`` leads from an account to its group."""
        masks, bits = self._context_masks(context), self._bits
        reach = bits.counting & ~masks.unmet | bits.placing & ~masks.unmet_but_place
        surely_outside = reach & ~bits.unsure_who
        known: dict[tuple[int, int], Judged] = {}
        verdicts: dict[tuple[int, ...], tuple[Verdict, str]] = {}
        found = []
        for group in self.groups:
            key = (group.inside & reach, group.outside & surely_outside)
            judged = known.get(key)
            if judged is None:
                judged = known[key] = self._judged(*key, reach, masks, context.circumstances, verdicts)
            found.append(judged)
        return found

    def _judged(
        self,
        inside: int,
        outside: int,
        reach: int,
        masks: _ContextMasks,
        circumstances: Circumstances,
        verdicts: dict[tuple[int, ...], tuple[Verdict, str]],
    ) -> Judged:
        """Return the verdicts of accounts with these masks; ``verdicts`` keeps those that were drawn before."""
        drawn, doubts = [], []
        for weights in self._weights:
            doubtful = weights.doubtful(inside, outside, masks)
            key = weights.key(inside, outside, doubtful, masks)
            told = verdicts.get(key)
            if told is None:
                told = verdicts[key] = weights.verdict(key, circumstances, self.tables)
            drawn.append(told)
            doubts.append(doubtful)
        verdicts_of, reasons = zip(*drawn, strict=True)
        return Judged(verdicts_of, reasons, tuple(doubts), reach & ~outside)

    def reach(self, contexts: Sequence[Context]) -> Iterator[Reach]:
        """Yield for each group which policies are enforced on it in one of the contexts at least."""
        met_somewhere, unmet_everywhere = 0, -1
        for context in contexts:
            masks = self._context_masks(context)
            met_somewhere |= masks.met
            unmet_everywhere &= masks.unmet
        bits = self._bits
        never = unmet_everywhere | ~bits.counting
        for group in self.groups:
            outside = group.outside & ~bits.unsure_who
            yield Reach(group.inside & met_somewhere & bits.enforced, (outside | never) & bits.every)

    def missing(self, account: int, context: Context, doubtful: int) -> tuple[str, ...]:
        """Return what would tell whether policies apply to an account in a context.

        Args:
            account: Its number.
            context: A context that was judged.
            doubtful: The policies, as bits.
        """
        found: dict[str, None] = {}
        masks = self._context_masks(context)
        for number in places(doubtful):
            found.update(dict.fromkeys(self._missing_of(account, masks, number)))
        told = list(found)
        if len(told) > policy.MAX_MISSING:
            told[policy.MAX_MISSING :] = [f"{len(told) - policy.MAX_MISSING:,} more of the same kind"]
        return tuple(told)

    def _missing_of(self, account: int, context: _ContextMasks, number: int) -> tuple[str, ...]:
        """Return what would tell about one policy."""
        group = self.group_of[account]
        in_scope = bool(self.groups[group].inside >> number & 1)
        # All accounts in scope miss the same. So do all accounts of a group, unless the missing thing is a detail of
        # the account, which the text then names.
        key = (number, -1 if in_scope else group)
        known = context.missing.get(key)
        if known is None:
            item = self.policies[number]
            person = users.who(Person(self.accounts[account].lower()), self.directory)
            scope = met(users.REASON) if in_scope else users.judge(item.users, person, self.directory, self.tables)
            known = policy.combine(item, scope, context.findings[number], asks_place=False).missing
            if in_scope or not self._named[group]:
                context.missing[key] = known
        return known

    def _context_masks(self, context: Context) -> _ContextMasks:
        known = self._contexts.get(context)
        if known is None:
            known = self._contexts[context] = self._judge_context(context)
        return known

    def _judge_context(self, context: Context) -> _ContextMasks:
        unmet = met_surely = unmet_but_place = met_but_place = 0
        kept: list[tuple[Finding, ...]] = []
        for number, item in enumerate(self.policies):
            bit = 1 << number
            if item.invalid or not self._bits.relevant & bit:
                kept.append(())
                continue
            unsure = policy.untrusted(item)
            findings = policy.judge_context(item, context.target, context.circumstances, self.directory, self.tables)
            others = [finding for finding in findings if finding.reason != locations.REASON]
            if _unmet(findings, unsure):
                unmet |= bit
            elif all(finding.truth for finding in findings) and not item.unknown and item.state is not None:
                met_surely |= bit
            if _unmet(others, unsure):
                unmet_but_place |= bit
            elif all(finding.truth for finding in others):
                met_but_place |= bit
            kept.append(findings)
        return _ContextMasks(unmet, met_surely, unmet_but_place, met_but_place, tuple(kept))


def places(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _unmet(findings: Sequence[Finding], unsure: frozenset[str]) -> bool:
    return any(finding.truth is False and finding.reason not in unsure for finding in findings)


class _Bits:
    """What policies mean wherever they stand: masks over the same bits."""

    def __init__(self, policies: Sequence[Policy], directory: Directory, tables: ConditionalAccessTables) -> None:
        self.every = (1 << len(policies)) - 1
        self.enforced = self.counting = self.blocking = self.unsure_who = 0
        self.asking = self.perhaps_asking = self.frequency = self.bound_tokens = 0
        self.demands: dict[Requirement, int] = {}
        self.details: dict[str, int] = {}
        for number, item in enumerate(policies):
            bit = 1 << number
            if item.state in ENFORCED:
                self._enforced(item, bit)
            if counts(item):
                self.counting |= bit
            if item.invalid or users.REASON in policy.untrusted(item):
                self.unsure_who |= bit
            if not item.invalid and item.state != "disabled":
                asks = locations.asks_for_gps(item.locations, directory, tables)
                self.asking |= bit if asks else 0
                self.perhaps_asking |= bit if asks is None else 0
        self.placing = self.asking | self.perhaps_asking
        self.relevant = self.counting | self.placing

    def _enforced(self, item: Policy, bit: int) -> None:
        self.enforced |= bit
        for requirement in grant.requirements(item.grant):
            self.demands[requirement] = self.demands.get(requirement, 0) | bit
        for detail in grant.details(item.grant):
            self.details[detail] = self.details.get(detail, 0) | bit
        self.blocking |= bit if item.grant is not None and item.grant.blocks else 0
        self.frequency |= bit if item.session.every_time or item.session.hours is not None else 0
        self.bound_tokens |= bit if item.session.token_protection else 0


class _Weights:
    """What the policies of one side mean once it is known which ones apply."""

    def __init__(self, bits: _Bits, side: Side) -> None:
        own = side.bits
        self.unread = side.unread
        self.enforced, self.counting, self.blocking = bits.enforced & own, bits.counting & own, bits.blocking & own
        self.frequency, self.bound_tokens = bits.frequency & own, bits.bound_tokens & own
        self.asking, self.perhaps_asking = bits.asking & own, bits.perhaps_asking & own
        self.requirements = tuple(bits.demands)
        self.demanding = tuple(mask & own for mask in bits.demands.values())
        self.details = tuple(bits.details)
        self.detailing = tuple(mask & own for mask in bits.details.values())

    def doubtful(self, inside: int, outside: int, context: _ContextMasks) -> int:
        """Return the policies of which it cannot be known whether they apply."""
        return self.counting & ~(context.unmet | outside | inside & context.met)

    def key(self, inside: int, outside: int, doubtful: int, context: _ContextMasks) -> tuple[int, ...]:
        """Return all that the verdict depends on: flags, one bit for each requirement, one for each detail."""
        sure = inside & context.met & self.enforced
        if sure & self.blocking:
            return (_BLOCKED, 0, 0)
        demands = details = 0
        for number, mask in enumerate(self.demanding):
            if sure & mask:
                demands |= 1 << number
        for number, mask in enumerate(self.detailing):
            if sure & mask:
                details |= 1 << number
        flags = (_DOUBTFUL if doubtful else 0) | (_UNREAD if self.unread else 0)
        flags |= (_FREQUENCY if sure & self.frequency else 0) | (_BOUND_TOKENS if sure & self.bound_tokens else 0)
        if self.asking or self.perhaps_asking:
            flags |= self._place(inside, outside, context)
        return (flags, demands, details)

    def _place(self, inside: int, outside: int, context: _ContextMasks) -> int:
        sure = self.asking & context.met_but_place & inside
        perhaps = (self.asking | self.perhaps_asking) & ~context.unmet_but_place & ~outside & ~sure
        return (_PLACE if sure else 0) | (_PERHAPS_PLACE if perhaps else 0)

    def verdict(
        self, key: tuple[int, ...], circumstances: Circumstances, tables: ConditionalAccessTables
    ) -> tuple[Verdict, str]:
        """Return the verdict that a key stands for, and why an unattended sign-in does not work for sure."""
        flags, demands, details = key
        asks_place: Truth = True if flags & _PLACE else None if flags & _PERHAPS_PLACE else False
        told = settled(
            Tally(
                flags == _BLOCKED,
                grant.union([_chosen(self.requirements, demands)]),
                {name: {"source": ""} for name, flag in _SESSIONS if flags & flag},
                bool(flags & _DOUBTFUL),
                bool(flags & _UNREAD),
                asks_place,
            ),
            circumstances,
            tables,
        )
        named = tuple(sorted(_chosen(self.details, details)))
        reason = _CAUSES.get(told.cause, told.reason) if told.unattended != "works" else ""
        return Verdict(told.outcome, told.controls, told.unattended, named), reason


def _chosen(values: Sequence[Any], bits: int) -> tuple[Any, ...]:
    return tuple(value for number, value in enumerate(values) if bits >> number & 1)


_BLOCKED, _DOUBTFUL, _UNREAD, _FREQUENCY, _BOUND_TOKENS, _PLACE, _PERHAPS_PLACE = (1 << place for place in range(7))
_SESSIONS = (("signInFrequency", _FREQUENCY), ("secureSignInSession", _BOUND_TOKENS))
_CAUSES: dict[Cause, str] = {
    "place": "A policy asks the Authenticator app for the place; nobody is there to answer.",
    "perhaps_place": "namedLocations, for whether a policy asks the Authenticator app for the place",
    "open": "",
    "unread": "",
}
"""Reasons that are no demand. Policies that may apply, or that nobody could read, are named elsewhere."""

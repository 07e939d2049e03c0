"""Many accounts, policies and contexts at once, with the same verdicts as one by one.

Each policy is a bit. Who is in scope is worked out once for each account, from an index of the
ids that policies name; what is asked for and how, once for each context. Both are two masks: for
sure, and perhaps. Accounts with the same masks form a group and share every verdict.

Two sets of policies are judged in one go: a policy that both have is one bit of both sides, so that
the second set costs only what differs. Two separate batches would read the directory and
index the memberships twice, and could not tell which differences reach an account.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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

_ANY_GROUP = -1


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


class Perhaps(NamedTuple):
    """What policies would add of which it cannot be known whether they apply."""

    blocks: bool
    controls: tuple[Requirement, ...] = ()
    details: tuple[str, ...] = ()


class Judged(NamedTuple):
    """What a group of accounts meets in a context.

    Attributes:
        verdicts: One for each side.
        perhaps: What may be added, for each side.
        reasons: Why an unattended sign-in does not work for sure, for each side; empty where it does.
        touched: A policy that not all sides have counts here, or may count.
    """

    verdicts: tuple[Verdict, ...]
    perhaps: tuple[Perhaps, ...]
    reasons: tuple[str, ...]
    touched: bool


class Reach(NamedTuple):
    """Policies as bits that are enforced on an account in one context at least: for sure, and for sure not."""

    applies: int
    never: int


@dataclass(frozen=True, slots=True)
class _ContextMasks:
    """Policies as bits: which ones a context excludes for sure, which ones it meets for sure, which ones may count."""

    unmet: int
    met: int
    unmet_but_place: int
    met_but_place: int
    reach: int
    findings: tuple[tuple[Finding, ...], ...]
    missing: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    missing_of: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)


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
        self.policies = tuple(policies)
        self.accounts = accounts
        self.directory = directory
        self.tables = tables
        sides = sides or (Side((1 << len(self.policies)) - 1),)
        self._bits = _Bits(self.policies, directory, tables)
        self.sides = tuple(sides)
        self.groups: list[UserMasks] = []
        self._surely: list[UserMasks] = []
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
                masks = scope.masks(index.every)
                self.groups.append(masks)
                trusted = self._bits.trusted_if_ordinary if scope.ordinary else self._bits.trusted
                self._surely.append(UserMasks(masks.inside, masks.outside & trusted))
                self._named.append(scope.named)
            self.group_of.append(number)

    def judge(self, context: Context) -> list[Judged]:
        """Return what each group meets in a context; ``group_of`` leads from an account to its group."""
        masks, bits = self._context_masks(context), self._bits
        met_here, reach, sides = masks.met, masks.reach, [_Sums(bits, side, masks) for side in self.sides]
        differing = bits.differing(self.sides)
        first = sides[0]
        known: dict[tuple[int, ...], Judged] = {}
        found = []
        for inside, outside in self._surely:
            applying, possible = inside & met_here, reach & ~outside
            touched = possible & differing
            if touched:
                key = tuple([side.key(inside, applying, possible) for side in sides])
            else:
                key = (first.key(inside, applying, possible),)
            judged = known.get(key)
            if judged is None:
                each = key if touched else key * len(sides)
                drawn = [side.verdict(part, context, self.tables) for side, part in zip(sides, each, strict=True)]
                verdicts, perhaps, reasons = zip(*drawn, strict=True)
                judged = known[key] = Judged(verdicts, perhaps, reasons, bool(touched))
            found.append(judged)
        return found

    def doubtful(self, group: int, context: Context) -> int:
        """Return the policies, as bits, of which it cannot be known whether they apply to a group in a context, or what they demand."""
        masks, (inside, outside) = self._context_masks(context), self._surely[group]
        return masks.reach & self._bits.counting & ~masks.unmet & ~outside & ~(inside & masks.met & ~self._bits.lost)

    def reach(self, contexts: Sequence[Context]) -> Iterator[Reach]:
        """Yield for each group which policies are enforced on it in one of the contexts at least."""
        met_somewhere, unmet_everywhere = 0, -1
        for context in contexts:
            masks = self._context_masks(context)
            met_somewhere |= masks.met
            unmet_everywhere &= masks.unmet
        bits = self._bits
        never = unmet_everywhere | ~bits.counting
        for inside, outside in self._surely:
            yield Reach(inside & met_somewhere & bits.enforced, (outside | never) & bits.every)

    def missing(self, account: int, context: Context) -> tuple[str, ...]:
        """Return what would tell whether doubtful policies apply to an account, by its number, in a context."""
        group, masks = self.group_of[account], self._context_masks(context)
        doubtful = self.doubtful(group, context)
        open_scope = bool(doubtful & ~self.groups[group].inside)
        key = (doubtful, group if open_scope else _ANY_GROUP)
        known = masks.missing.get(key)
        if known is None:
            each = (self._missing_of(account, masks, number) for number in places(doubtful))
            known = tuple(policy.shortened(entry for entries in each for entry in entries))
            if not (open_scope and self._named[group]):
                masks.missing[key] = known
        return known

    def _missing_of(self, account: int, context: _ContextMasks, number: int) -> tuple[str, ...]:
        group = self.group_of[account]
        in_scope = bool(self.groups[group].inside >> number & 1)
        # All accounts in scope miss the same. So do all accounts of a group, unless the missing thing is a detail of
        # the account, which the text then names.
        key = (number, _ANY_GROUP if in_scope else group)
        known = context.missing_of.get(key)
        if known is None:
            item = self.policies[number]
            person = users.who(Person(self.accounts[account].lower()), self.directory)
            scope = met(users.REASON) if in_scope else users.judge(item.users, person, self.directory, self.tables)
            findings = context.findings[number]
            known = policy.combine(item, scope, findings, asks_place=False, ordinary=person.ordinary).missing
            if in_scope or not self._named[group]:
                context.missing_of[key] = known
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
        bits = self._bits
        reach = bits.counting & ~unmet | bits.placing & ~unmet_but_place
        return _ContextMasks(unmet, met_surely, unmet_but_place, met_but_place, reach, tuple(kept))


def places(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _unmet(findings: Sequence[Finding], unsure: frozenset[str]) -> bool:
    return any(finding.truth is False and finding.reason not in unsure for finding in findings)


class _Bits:
    """What policies mean in every context: masks over the same bits."""

    def __init__(self, policies: Sequence[Policy], directory: Directory, tables: ConditionalAccessTables) -> None:
        self.every = (1 << len(policies)) - 1
        self.enforced = self.counting = self.blocking = self.lost = unsure_who = unsure_if_ordinary = 0
        self.asking = self.perhaps_asking = frequency = bound_tokens = 0
        demands: dict[Requirement, int] = {}
        details: dict[str, int] = {}
        for number, item in enumerate(policies):
            bit = 1 << number
            self.enforced |= bit if item.state in ENFORCED else 0
            if counts(item):
                self.counting |= bit
                self.lost |= bit if item.lost else 0
                self.blocking |= bit if item.grant is not None and item.grant.blocks else 0
                frequency |= bit if item.session.every_time or item.session.hours is not None else 0
                bound_tokens |= bit if item.session.token_protection else 0
                for requirement in grant.requirements(item.grant):
                    demands[requirement] = demands.get(requirement, 0) | bit
                for detail in grant.details(item.grant):
                    details[detail] = details.get(detail, 0) | bit
            if item.invalid or users.REASON in policy.untrusted(item):
                unsure_who |= bit
            if item.invalid or users.REASON in policy.untrusted(item, ordinary=True):
                unsure_if_ordinary |= bit
            if not item.invalid and item.state != "disabled":
                asks = locations.asks_for_gps(item.locations, directory, tables)
                self.asking |= bit if asks else 0
                self.perhaps_asking |= bit if asks is None else 0
        self.placing = self.asking | self.perhaps_asking
        self.relevant = self.counting | self.placing
        self.trusted, self.trusted_if_ordinary = self.every & ~unsure_who, self.every & ~unsure_if_ordinary
        self.requirements, self.details = tuple(demands), tuple(details)
        self.weights = (*demands.values(), *details.values(), frequency, bound_tokens)

    def differing(self, sides: Sequence[Side]) -> int:
        """Return the policies that some sides have and others have not."""
        anywhere, everywhere = 0, self.every
        for side in sides:
            anywhere |= side.bits
            everywhere &= side.bits
        return anywhere & ~everywhere


class _Sums:
    """Adds up the policies of one side in one context: the key of a sum is a number, and equal sums have one verdict.

    The lowest three bits of a key are flags. The next ones say which of ``_Bits.weights`` apply, and above them one bit
    says whether a doubtful policy blocks, and the last ones which weights doubtful policies have.
    """

    def __init__(self, bits: _Bits, side: Side, context: _ContextMasks) -> None:
        own = side.bits
        self._bits, self._unread = bits, side.unread
        self._enforced, self._blocking = bits.enforced & own, bits.blocking & own
        self._open = bits.counting & ~context.unmet & own
        self._asking = bits.asking & context.met_but_place & own
        self._placing = bits.placing & ~context.unmet_but_place & own
        self._doubts = _FIRST_WEIGHT << len(bits.weights)
        self._weighed: dict[int, int] = {}
        self._weighed_doubts: dict[int, int] = {}
        self._verdicts: dict[int, tuple[Verdict, Perhaps, str]] = {}

    def key(self, inside: int, applying: int, possible: int) -> int:
        """Return the key of an account, from the policies as bits.

        Args:
            inside: It is in scope for sure.
            applying: They apply for sure.
            possible: They may count.
        """
        sure = applying & self._enforced
        weighed = self._weighed.get(sure)
        if weighed is None:
            weighed = self._weighed[sure] = _BLOCKED if sure & self._blocking else self._weigh(sure, _FIRST_WEIGHT)
        if weighed == _BLOCKED:
            return _BLOCKED
        doubtful = self._open & possible & ~(applying & ~self._bits.lost)
        if doubtful:
            doubts = self._weighed_doubts.get(doubtful)
            if doubts is None:
                doubts = self._weigh(doubtful, self._doubts << 1) | (self._doubts if doubtful & self._blocking else 0)
                self._weighed_doubts[doubtful] = doubts
            weighed |= _DOUBTFUL | doubts
        if self._placing:
            asking = self._asking & inside
            if asking:
                weighed |= _PLACE
            if self._placing & possible & ~asking:
                weighed |= _PERHAPS_PLACE
        return weighed

    def _weigh(self, policies: int, first: int) -> int:
        return sum(first << number for number, mask in enumerate(self._bits.weights) if policies & mask)

    def _chosen(self, key: int, first: int) -> list[str | Requirement]:
        """Return what the bits of a key mean, from ``first``."""
        bits = self._bits
        parts: list[str | Requirement] = [*bits.requirements, *bits.details, *_SESSIONS]
        return [part for number, part in enumerate(parts) if key & first << number]

    def verdict(self, key: int, context: Context, tables: ConditionalAccessTables) -> tuple[Verdict, Perhaps, str]:
        """Return the verdict of a key, what may be added, and why an unattended sign-in is in doubt."""
        known = self._verdicts.get(key)
        if known is None:
            known = self._verdicts[key] = self._verdict(key, context.circumstances, tables)
        return known

    def _verdict(
        self, key: int, circumstances: Circumstances, tables: ConditionalAccessTables
    ) -> tuple[Verdict, Perhaps, str]:
        if key == _BLOCKED:
            told = settled(Tally(blocked=True), circumstances, tables)
            return Verdict(told.outcome, told.controls, told.unattended), Perhaps(blocks=True), ""
        sure, perhaps = self._chosen(key, _FIRST_WEIGHT), self._chosen(key, self._doubts << 1)
        asks_place: Truth = True if key & _PLACE else None if key & _PERHAPS_PLACE else False
        tally = Tally(
            requirements=_demands(sure),
            sessions={part: {"source": ""} for part in sure if part in _SESSIONS},
            doubtful=bool(key & _DOUBTFUL),
            unread=self._unread,
            asks_place=asks_place,
        )
        told = settled(tally, circumstances, tables)
        reason = _CAUSES.get(told.cause, told.reason) if told.unattended != "works" else ""
        verdict = Verdict(told.outcome, told.controls, told.unattended, _details(sure))
        return verdict, Perhaps(bool(key & self._doubts), _demands(perhaps), _details(perhaps)), reason


def _demands(parts: Sequence[str | Requirement]) -> tuple[Requirement, ...]:
    return grant.union([tuple(part for part in parts if isinstance(part, tuple))])


def _details(parts: Sequence[str | Requirement]) -> tuple[str, ...]:
    return tuple(sorted(part for part in parts if isinstance(part, str) and part not in _SESSIONS))


_DOUBTFUL, _PLACE, _PERHAPS_PLACE, _FIRST_WEIGHT = 1, 2, 4, 8
_BLOCKED = -1
_SESSIONS = ("signInFrequency", "secureSignInSession")
_CAUSES: dict[Cause, str] = {
    "place": "A policy asks the Authenticator app for the place; nobody is there to answer.",
    "perhaps_place": "namedLocations, for whether a policy asks the Authenticator app for the place",
    "open": "",
    "unread": "",
}
"""Reasons that are no demand. Policies that may apply, or that nobody could read, are named elsewhere."""

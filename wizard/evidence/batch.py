"""Many accounts, policies and contexts at once, with the same verdicts as one by one.

Each policy is a bit. Who is in scope is worked out once for each account, from an index of the
ids that policies name; what is asked for and how, once for each context. Both are two masks: for
sure, and perhaps. Accounts with the same masks form a group and share every verdict, so that an
explanation is made once for a group, and only when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wizard.evidence.batch_scope import ScopeIndex, UserMasks
from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant, locations, policy, unattended, users
from wizard.evidence.evaluate.finding import Finding
from wizard.evidence.evaluate.grant import Requirement
from wizard.evidence.evaluate.outcome import Outcome, Word, evaluate
from wizard.evidence.evaluate.policy import PolicyResult
from wizard.evidence.evaluate.sign_in import Circumstances, Person, SignIn, Target
from wizard.evidence.policies.model import Policy
from wizard.evidence.tables import ConditionalAccessTables

_ENFORCED = "enabled"


class Verdict(NamedTuple):
    """What an account meets in a context; the words of ``Outcome``."""

    outcome: Word
    controls: tuple[Requirement, ...]
    unattended: str


@dataclass(frozen=True, slots=True)
class Context:
    """What is asked for and how, without who asks."""

    target: Target
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class _ContextMasks:
    """Policies as bits: which ones a context excludes for sure, and which ones it meets for sure."""

    unmet: int
    met: int
    unmet_but_place: int
    met_but_place: int


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that policies cannot tell apart; ``first`` stands for all of them."""

    masks: UserMasks
    first: str
    size: int


class Batch:
    """Judges the accounts of a tenant.

    Args:
        policies: The tenant's policies.
        accounts: Ids or principal names of users.
        directory: The tenant's directory.
        tables: The subject's tables.
        unread: Places that may hold policies nobody could read.
    """

    def __init__(
        self,
        policies: Sequence[Policy],
        accounts: Sequence[str],
        directory: Directory,
        tables: ConditionalAccessTables,
        *,
        unread: Sequence[str] = (),
    ) -> None:
        """Work out who is in scope of which policy."""
        self.policies = tuple(item for item in policies if item.state != "disabled")
        self.directory = directory
        self.tables = tables
        self.unread = tuple(unread)
        self.accounts = tuple(accounts)
        self._weights = _Weights(self.policies, directory, tables)
        self.groups, self.group_of = self._group(ScopeIndex(self.policies, directory, tables))
        self._explained: dict[tuple[int, Context], tuple[tuple[PolicyResult, ...], Outcome]] = {}

    def _group(self, index: ScopeIndex) -> tuple[tuple[Group, ...], tuple[int, ...]]:
        numbers: dict[UserMasks, int] = {}
        firsts: list[str] = []
        sizes: list[int] = []
        group_of: list[int] = []
        for account, masks in zip(self.accounts, index.masks(self.accounts), strict=True):
            number = numbers.setdefault(masks, len(numbers))
            if number == len(firsts):
                firsts.append(account)
                sizes.append(0)
            sizes[number] += 1
            group_of.append(number)
        groups = tuple(Group(masks, firsts[number], sizes[number]) for masks, number in numbers.items())
        return groups, tuple(group_of)

    def judge(self, context: Context) -> tuple[Verdict, ...]:
        """Return the verdict of each group in a context; ``group_of`` leads from an account to its group."""
        masks = self._context_masks(context)
        known: dict[tuple[int, ...], Verdict] = {}
        weights, verdicts = self._weights, []
        for group in self.groups:
            key = weights.key(group.masks, masks)
            verdict = known.get(key)
            if verdict is None:
                verdict = known[key] = weights.verdict(
                    key, context.circumstances, self.tables, unread=bool(self.unread)
                )
            verdicts.append(verdict)
        return tuple(verdicts)

    def verdict(self, account: int, verdicts: Sequence[Verdict]) -> Verdict:
        """Return the verdict of an account, by its number, out of what ``judge`` returned."""
        return verdicts[self.group_of[account]]

    def explain(self, group: int, context: Context) -> tuple[tuple[PolicyResult, ...], Outcome]:
        """Return the full results for the first account of a group; made once and kept."""
        known = self._explained.get((group, context))
        if known is None:
            sign_in = SignIn(Person(self.groups[group].first.lower()), context.target, context.circumstances)
            known = evaluate(self.policies, sign_in, self.directory, self.tables, self.unread)
            self._explained[group, context] = known
        return known

    def _context_masks(self, context: Context) -> _ContextMasks:
        unmet = met = unmet_but_place = met_but_place = 0
        for number, item in enumerate(self.policies):
            if item.invalid:
                continue
            bit = 1 << number
            unsure = policy.untrusted(item)
            findings = policy.judge_context(item, context.target, context.circumstances, self.directory, self.tables)
            others = [finding for finding in findings if finding.reason != locations.REASON]
            if _unmet(findings, unsure):
                unmet |= bit
            elif all(finding.truth for finding in findings) and not item.unknown and item.state is not None:
                met |= bit
            if _unmet(others, unsure):
                unmet_but_place |= bit
            elif all(finding.truth for finding in others):
                met_but_place |= bit
        return _ContextMasks(unmet, met, unmet_but_place, met_but_place)


def _unmet(findings: Sequence[Finding], unsure: frozenset[str]) -> bool:
    return any(finding.truth is False and finding.reason not in unsure for finding in findings)


class _Weights:
    """What policies mean once it is known which ones apply: masks over the same bits."""

    def __init__(self, policies: Sequence[Policy], directory: Directory, tables: ConditionalAccessTables) -> None:
        self.every = (1 << len(policies)) - 1
        self.enforced = self.counting = self.blocking = self.unsure_who = 0
        self.asking = self.perhaps_asking = self.frequency = self.bound_tokens = 0
        demands: dict[Requirement, int] = {}
        for number, item in enumerate(policies):
            bit = 1 << number
            if item.state == _ENFORCED:
                self.enforced |= bit
                for requirement in grant.requirements(item.grant):
                    demands[requirement] = demands.get(requirement, 0) | bit
                self.blocking |= bit if item.grant is not None and item.grant.blocks else 0
                self.frequency |= bit if item.session.every_time or item.session.hours is not None else 0
                self.bound_tokens |= bit if item.session.token_protection else 0
            if item.state in (_ENFORCED, None):
                self.counting |= bit
            if item.invalid or users.REASON in policy.untrusted(item):
                self.unsure_who |= bit
            if not item.invalid:
                asks = locations.asks_for_gps(item.locations, directory, tables)
                self.asking |= bit if asks else 0
                self.perhaps_asking |= bit if asks is None else 0
        self.requirements = tuple(demands)
        self.demanding = tuple(demands.values())

    def key(self, user: UserMasks, context: _ContextMasks) -> tuple[int, ...]:
        """Return all that the verdict depends on: flags, and one bit for each requirement."""
        sure = user.inside & context.met & self.enforced
        if sure & self.blocking:
            return (-1,)
        not_in_scope = user.outside & ~self.unsure_who
        applying = user.inside & context.met
        doubtful = self.counting & ~(context.unmet | not_in_scope) & ~applying
        demands = 0
        for number, mask in enumerate(self.demanding):
            if sure & mask:
                demands |= 1 << number
        flags = (1 if doubtful else 0) | (2 if sure & self.frequency else 0) | (4 if sure & self.bound_tokens else 0)
        if self.asking or self.perhaps_asking:
            flags |= self._place(user, context, not_in_scope)
        return (demands, flags)

    def _place(self, user: UserMasks, context: _ContextMasks, not_in_scope: int) -> int:
        sure = self.asking & context.met_but_place & user.inside
        perhaps = (self.asking | self.perhaps_asking) & ~context.unmet_but_place & ~not_in_scope & ~sure
        return (8 if sure else 0) | (16 if perhaps else 0)

    def verdict(
        self, key: tuple[int, ...], circumstances: Circumstances, tables: ConditionalAccessTables, *, unread: bool
    ) -> Verdict:
        """Return the verdict that a key stands for; the same steps as in ``outcome.combine``."""
        if key == (-1,):
            return Verdict("block", (), "breaks")
        demands, flags = key
        applying = [item for number, item in enumerate(self.requirements) if demands >> number & 1]
        requirements = grant.union([tuple(applying)])
        sessions = {name: {"source": ""} for name, flag in _SESSION_FLAGS if flags & flag}
        names = dict.fromkeys(control for requirement in requirements for control in requirement)
        abilities = {name: unattended.ability(name, circumstances, sessions, tables) for name in names}
        word: Word = "controls" if requirements else "allow"
        if flags & 1 or unread:
            word = "unknown"
        works, _ = unattended.verdict(requirements, abilities, sessions)
        if works != "breaks":
            if flags & 8:
                works = "breaks"
            elif flags & 1 or unread or (works == "works" and flags & 16):
                works = "unknown"
        return Verdict(word, requirements, works)


_SESSION_FLAGS = (("signInFrequency", 2), ("secureSignInSession", 4))

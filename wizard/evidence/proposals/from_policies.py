"""Proposals from Conditional Access policies: what would hit an account if no policy excluded it.

Scope is looked up for all accounts by the index of the batch, once with the exclusions and once
without. Where a policy asks only in some circumstances, it is judged by the surfaces, connectors,
clients and flows that are known of the account. What is not known leaves it open, with what would tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.evidence.batch_scope import ScopeIndex
from wizard.evidence.cites import Controls, Evidence, ExclusionToday, Fact, MfaSources, with_section
from wizard.evidence.directory import USER_ID, Directory
from wizard.evidence.evaluate import grant, resources, users
from wizard.evidence.evaluate.outcome import ENFORCED, ENFORCED_WITH_REPORT_ONLY
from wizard.evidence.evaluate.policy import untrusted
from wizard.evidence.evaluate.sign_in import Person, Target
from wizard.evidence.mappings import Certainty, Mappings
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.proposals.account_usage import NOTHING, Usage
from wizard.evidence.proposals.observation import Coming, Observation, Source
from wizard.evidence.proposals.policy_reach import Reach, reach
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth
from wizard.files.reading import digest_of
from wizard.wording import count, joined, short

KIND = "policies"
FACTS = (Fact.POLICIES_ADD_UP, Fact.TERMS_OF_USE)
_LINE = re.compile(r"^(.+):\d+$", re.DOTALL)
_EXCLUDED = (ExclusionToday.DOCUMENTED, ExclusionToday.UNDOCUMENTED, ExclusionToday.EXPIRED)
_NO_EXCEPTION = frozenset(
    {Controls.TERMS_OF_USE, Controls.SIGN_IN_FREQUENCY, Controls.TOKEN_PROTECTION, Controls.PERSISTENT_BROWSER}
)
"""An exclusion from a policy that asks for nothing else isn't an exclusion in the sense of the question."""
_OBJECT_ID = "the object ID of the account"
_APPROVAL = "The approval behind the exclusion, and the day on which it ends."


@dataclass(frozen=True, slots=True)
class _Hit:
    """A policy that the account is in scope of, its exclusions aside.

    Attributes:
        reach: Whether it asks in the account's own sign-ins.
        sure: The account is in scope for sure.
        excluded: It is excluded today; None where that cannot be known.
    """

    policy: Policy
    reach: Reach
    sure: bool
    excluded: bool | None

    @property
    def surely_applies(self) -> bool:
        """Whether nothing is left open: scope, exclusions and the account's own sign-ins."""
        return self.sure and self.excluded is False and self.reach.whole


class PolicyEvidence:
    """What the policies of a tenant propose for its accounts."""

    def __init__(
        self, reading: Reading, directory: Directory, tables: ConditionalAccessTables, mappings: Mappings
    ) -> None:
        """Index the policies for users that are enforced, or would be once report-only policies are on."""
        self.reading = reading
        self.directory = directory
        self.tables = tables
        self.mappings = mappings
        self.policies = tuple(
            policy
            for policy in reading.policies
            if policy.state in ENFORCED_WITH_REPORT_ONLY and policy.workloads is None and not policy.invalid
        )
        self._unusable = any(
            policy.workloads is None and policy.state != "disabled" and (policy.invalid or policy.state is None)
            for policy in reading.policies
        )
        self._open = tuple(replace(policy, users=policy.users.without_exclusions()) for policy in self.policies)
        self._as_is = ScopeIndex(self.policies, directory, tables)
        self._as_if = ScopeIndex(self._open, directory, tables)
        self._anyhow = tuple(reach(policy) for policy in self.policies)
        self._covered: dict[tuple[int, str], Truth] = {}
        self._sources: dict[str, Source] = {}

    def observations(self, account: str, usage: Usage = NOTHING) -> tuple[Observation, ...]:
        """Return what the policies propose for an account; nothing of it is confirmed.

        Args:
            account: Sign-in name or id.
            usage: What the account opens and how.
        """
        everything = self._hits(account, usage)
        possible = [hit for hit in everything if grant.asked(hit.policy, self.mappings)]
        hits = [hit for hit in possible if hit.policy.state in ENFORCED]
        reached = [hit for hit in hits if not hit.reach.out]
        later = [
            hit
            for hit in possible
            if hit.policy.state not in ENFORCED and not hit.reach.out and hit.excluded is not True
        ]
        found = [
            *self._collected(account, later),
            *self._mfa_sources(account, reached),
            *self._controls(account, reached),
            *self._out_of_reach(account, [hit for hit in hits if hit.reach.out and hit.sure]),
            *self._exclusion(account, [hit for hit in everything if hit.policy.state in ENFORCED]),
            *self._report_only(account, later),
        ]
        return tuple(sorted(found, key=lambda one: (one.question, one.certainty, not one.answers, one.answers)))

    def _hits(self, account: str, usage: Usage) -> list[_Hit]:
        (scope,), (as_if,) = self._as_is.scopes([account]), self._as_if.masks([account])
        as_is = scope.masks(self._as_is.every)
        hits = []
        for number, policy in enumerate(self.policies):
            bit = 1 << number
            # What was lost, or is not known here, may include the account and exclude it.
            unsure = users.REASON in untrusted(policy, ordinary=scope.ordinary)
            if (as_if.outside & bit and not unsure) or self._anyhow[number].elsewhere:
                continue
            if not grant.asked(policy, self.mappings) and not self._unclear(policy):
                continue
            excluded = None if unsure else True if as_is.outside & bit else False if as_is.inside & bit else None
            hits.append(_Hit(policy, self._reach_of(number, usage), bool(as_if.inside & bit) and not unsure, excluded))
        return hits

    def _reach_of(self, number: int, usage: Usage) -> Reach:
        anyhow = self._anyhow[number]
        if usage == NOTHING or not anyhow.words:
            return anyhow
        return reach(self.policies[number], usage, lambda identifier: self._covers(number, identifier))

    def _covers(self, number: int, identifier: str) -> Truth:
        """Return whether a policy covers a resource; it is asked once for all accounts."""
        key = (number, identifier)
        if key not in self._covered:
            target = Target((identifier,))
            self._covered[key] = resources.judge(self.policies[number].resources, target, self.tables).truth
        return self._covered[key]

    def _collected(self, account: str, later: Sequence[_Hit]) -> Iterator[Observation]:
        if self.reading.policies:
            reason = f"Read, with {count(len(self.reading.policies), 'policy', 'policies')} in all."
            yield Observation(
                account, Evidence.ID, (Evidence.CA_POLICIES,), (), "shows", self._sources_of(self.reading.policies),
                len(self.reading.policies), "", reason, (), "collection",
                coming=tuple(self._coming(hit) for hit in later),
            )  # fmt: skip

    def _coming(self, hit: _Hit) -> Coming:
        requires = grant.asked(hit.policy, self.mappings)
        return Coming(hit.policy.title, Controls.ID, requires, hit.surely_applies, self._sources_of([hit.policy]))

    def _mfa_sources(self, account: str, hits: Sequence[_Hit]) -> Iterator[Observation]:
        groups: dict[str, list[_Hit]] = {}
        for hit in hits:
            if hit.sure:
                managed = hit.policy.name.lower().startswith(self.mappings.managed_policies.prefixes)
                groups.setdefault(
                    MfaSources.MICROSOFT_MANAGED if managed else MfaSources.CONDITIONAL_ACCESS, []
                ).append(hit)
        for source, parts in groups.items():
            whole = any(hit.reach.whole for hit in parts)
            yield self._make(
                account, MfaSources.ID, [source], f"In scope, exclusions aside, of {_names(parts)}.", parts,
                certainty="shows" if whole else "suggests",
            )  # fmt: skip

    def _controls(self, account: str, hits: Sequence[_Hit]) -> Iterator[Observation]:
        by_control: dict[str, list[_Hit]] = {}
        for hit in hits:
            for control in grant.asked(hit.policy, self.mappings):
                by_control.setdefault(control, []).append(hit)
        for control, parts in sorted(by_control.items()):
            sure = [hit for hit in parts if hit.sure and hit.reach.whole]
            likely = [hit for hit in parts if hit.sure and hit.reach.mostly]
            used = sure or likely
            if used:
                yield self._make(
                    account, Controls.ID, [control], f"Would be asked by {self._described(used)}.", used,
                    certainty="shows" if sure else "suggests",
                )  # fmt: skip
            else:
                yield self._make(
                    account, Controls.ID, (), f"May be asked by {self._described(parts)}.", parts,
                    undecided=(control,), certainty="suggests", would_tell=self._would_tell(account, parts),
                )  # fmt: skip

    def _out_of_reach(self, account: str, hits: Sequence[_Hit]) -> Iterator[Observation]:
        """Yield which policies are not counted because of what a person answered, so that nobody has to trust it blindly."""
        if hits:
            names = joined(f"{hit.policy.title} ({hit.reach.out})" for hit in hits)
            yield self._make(
                account, Controls.ID, (), f"Not asked of this account: {names}.", hits, certainty="suggests"
            )

    def _report_only(self, account: str, hits: Sequence[_Hit]) -> Iterator[Observation]:
        """Yield what would apply as well once report-only policies are on; that answers nothing about today."""
        if hits:
            sure = all(hit.surely_applies for hit in hits)
            told = joined(f"{hit.policy.title}{hit.reach.words}: {self._asks(hit.policy)}" for hit in hits)
            yield self._make(
                account, Controls.ID, (), f"Report-only today. {'Would' if sure else 'May'} apply once on: {told}.", hits,
                certainty="suggests", would_tell=self._would_tell(account, hits),
            )  # fmt: skip

    def _asks(self, policy: Policy) -> str:
        if policy.grant is None:
            return "session controls"
        wanted = (("block",),) if policy.grant.blocks else grant.requirements(policy.grant)
        labels = {name: known.label for name, known in self.tables.controls.items()}
        return " and ".join(" or ".join(labels.get(name.lower(), name) for name in one) for one in wanted)

    def _exclusion(self, account: str, hits: Sequence[_Hit]) -> Iterator[Observation]:
        """Yield a hint on an exclusion from a policy that demands something or blocks."""
        counting = [hit for hit in hits if self._unclear(hit.policy) or self._counts(hit.policy)]
        out = [
            hit
            for hit in counting
            if hit.excluded is True and hit.sure and not _lost(hit.policy) and self._counts(hit.policy)
        ]
        perhaps = [hit for hit in counting if hit.excluded is not False and hit not in out]
        if out:
            yield self._make(
                account, ExclusionToday.ID, (), f"Excluded from {_names(out)}.", out,
                undecided=_EXCLUDED, would_tell=_APPROVAL,
            )  # fmt: skip
        elif perhaps:
            yield self._make(
                account, ExclusionToday.ID, (), f"May be excluded from {_names(perhaps)}.", perhaps,
                undecided=(ExclusionToday.NONE, *_EXCLUDED), certainty="suggests", would_tell=self._would_tell(account, perhaps),
            )  # fmt: skip
        elif counting and not self.reading.unread and not self._unusable:
            reason = f"No policy that was read excludes it, {count(len(counting), 'policy', 'policies')} in scope."
            yield self._make(account, ExclusionToday.ID, [ExclusionToday.NONE], reason, counting)

    def _counts(self, policy: Policy) -> bool:
        """Return whether an exclusion from a policy is one in the sense of the question."""
        return not _NO_EXCEPTION.issuperset(grant.asked(policy, self.mappings))

    def _unclear(self, policy: Policy) -> bool:
        """Return whether a policy demands something that the export lost, or that nobody here knows."""
        return _lost(policy) or bool(grant.strange(policy, self.mappings))

    def _described(self, hits: Sequence[_Hit]) -> str:
        return joined(f"{hit.policy.title}{hit.reach.words}" for hit in hits)

    def _would_tell(self, account: str, hits: Sequence[_Hit]) -> str:
        person = users.who(Person(account.strip().lower()), self.directory)
        wanted: list[str] = []
        for hit in hits:
            if not hit.sure or hit.excluded is None:
                wanted += users.judge(hit.policy.users, person, self.directory, self.tables).missing
            wanted += [*hit.reach.would_tell, *([hit.policy.lost] if hit.policy.lost else [])]
            wanted += [
                f"what the control {short(name, 60)} requires" for name in grant.strange(hit.policy, self.mappings)
            ]
        wanted = [_OBJECT_ID if one == USER_ID else one for one in wanted]
        return f"{joined(map(with_section, wanted))}." if wanted else ""

    def _make(
        self,
        account: str,
        question: str,
        answers: Sequence[str],
        reason: str,
        hits: Sequence[_Hit],
        *,
        certainty: Certainty = "shows",
        undecided: Sequence[str] = (),
        would_tell: str = "",
    ) -> Observation:
        return Observation(
            account, question, tuple(answers), tuple(undecided), certainty,
            self._sources_of([hit.policy for hit in hits]), len(hits), "", reason, FACTS, KIND, would_tell,
        )  # fmt: skip

    def _sources_of(self, policies: Sequence[Policy]) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(self._source(policy.place) for policy in policies))

    def _source(self, place: str) -> Source:
        found = _LINE.match(place)
        path = found[1] if found else place
        if path not in self._sources:
            digest = ""
            with suppress(OSError):  # it may be gone since it was read
                digest = digest_of(Path(path))
            self._sources[path] = Source(Path(path).name, digest)
        return self._sources[path]


def _lost(policy: Policy) -> bool:
    """Return whether a policy demands something that the export lost."""
    return bool(policy.lost) or grant.damaged(policy)


def _names(hits: Sequence[_Hit]) -> str:
    return joined(hit.policy.title for hit in hits)

"""What evidence says about one account, in counts, names and times; no row of a log is in it.

Three values hold throughout: a count of what was seen, a count of what was seen not to be, and
what the files cannot say. ``None`` means what no file tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wizard.evidence.mappings import Certainty


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when, UTC; None where no time could be read."""

    first: datetime | None = None
    last: datetime | None = None

    def joined(self, other: Period) -> Period:
        firsts = [moment for moment in (self.first, other.first) if moment is not None]
        lasts = [moment for moment in (self.last, other.last) if moment is not None]
        return Period(min(firsts, default=None), max(lasts, default=None))


@dataclass(frozen=True, slots=True)
class Application:
    """A client or a resource as the log names it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Sign-ins in rows of the log.

    Attributes:
        rows: All of them.
        interactive: Known to be interactive.
        non_interactive: Known not to be.
        succeeded: Without an error code.
        failed: With one that is a failure.
        interrupted: With one that is a step of a sign-in.
        wrong_password: Failed because name or password were wrong: somebody else may have tried.
        demanded: MFA was demanded.
        not_demanded: It was not; what is missing to ``rows`` nobody can tell.
        met: MFA was demanded and the sign-in succeeded.
        by_claim: The text of the log says that a claim in the token met it.
        decided_by_policy: Conditional Access decided on the sign-in.
    """

    rows: int = 0
    interactive: int = 0
    non_interactive: int = 0
    succeeded: int = 0
    failed: int = 0
    interrupted: int = 0
    wrong_password: int = 0
    demanded: int = 0
    not_demanded: int = 0
    met: int = 0
    by_claim: int = 0
    decided_by_policy: int = 0

    @property
    def result_unknown(self) -> int:
        """Rows that do not say how the sign-in ended."""
        return max(0, self.rows - self.succeeded - self.failed - self.interrupted)

    @property
    def demand_unknown(self) -> int:
        """Rows that do not say whether MFA was demanded."""
        return max(0, self.rows - self.demanded - self.not_demanded)

    @property
    def kind_unknown(self) -> int:
        """Rows that do not say whether they were interactive."""
        return self.rows - self.interactive - self.non_interactive


@dataclass(frozen=True, slots=True)
class Use:
    """One client asking for one resource.

    Attributes:
        client: Who asked for the token.
        resource: What the token was for.
        surfaces: Surfaces that this shows or suggests.
        undecided: Surfaces of which it is one, and no log tells which.
        certainty: How well it shows them.
        attempts_only: Nothing but wrong names and passwords: no proof that it was the account.
        counts: Rows.
        period: First and last.
        files: Numbers of the files.
        undecided_besides: Surfaces of which the resource is one, where the client leaves others open.
    """

    client: Application
    resource: Application
    surfaces: tuple[str, ...]
    undecided: tuple[str, ...]
    certainty: Certainty
    attempts_only: bool
    counts: Counts
    period: Period
    files: tuple[int, ...]
    undecided_besides: tuple[str, ...] = ()

    @property
    def open_sets(self) -> tuple[tuple[str, ...], ...]:
        """Sets of surfaces of which one is meant."""
        return tuple(filter(None, (self.undecided, self.undecided_besides)))


@dataclass(frozen=True, slots=True)
class SurfaceUse:
    """A surface with all uses that show it."""

    surface: str
    certainty: Certainty
    counts: Counts
    period: Period
    uses: tuple[Use, ...]
    files: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """Who demanded MFA.

    Attributes:
        provider: As the log writes it.
        words: In words; the provider itself where no table knows it.
        source: ``tenant``, ``defaults``, ``per_user``, ``platform``, ``application``, ``partner``, ``home_tenant`` or ``other``.
            ``platform`` is likely, never proven: the application asked, on a surface that Microsoft enforces.
        mfa_source: The answer about sources of MFA that it supports, or nothing.
        certainty: How well it does.
        rows: Sign-ins on which it demanded.
        met: Of these, how many succeeded.
        surfaces: Where.
        files: Numbers of the files.
        facts: Facts behind the reading.
    """

    provider: str
    words: str
    source: str
    mfa_source: str
    certainty: Certainty
    rows: int
    met: int
    surfaces: tuple[str, ...]
    files: tuple[int, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A protocol or an old client out of the ordinary, as the log writes it.

    ``genuine`` are the rows without wrong names and passwords: a demand or a block stopped them, or nothing did.
    """

    value: str
    words: str
    token: str
    certainty: Certainty
    rows: int
    succeeded: int
    genuine: int
    period: Period
    files: tuple[int, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """An error code with what it means; ``code`` -1 is a failure without a number."""

    code: int
    rows: int
    meaning: str
    points_to: str
    action: str
    mfa_demanded: bool
    period: Period
    files: tuple[int, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """A policy that took part in sign-ins, with the rows of each result."""

    id: str
    name: str
    controls: tuple[str, ...]
    results: tuple[tuple[str, int], ...]
    files: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where sign-ins came from.

    Attributes:
        sample: Some of the addresses, sorted.
        at_least: So many different ones were seen, or more.
        complete: The sample is all of them.
    """

    sample: tuple[str, ...] = ()
    at_least: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """All that sign-in logs say about an account.

    Attributes:
        account: Sign-in name, lower case; the object id where no name was exported.
        ids: Object ids seen under the name.
        counts: Over all uses.
        period: First and last.
        surfaces: Surfaces shown or suggested.
        undecided: Sets of surfaces of which one is meant.
        uses: Every client and resource, most rows first.
        demands: Who demanded MFA, where the export has it.
        protocols: Protocols and ways of transfer out of the ordinary.
        old_clients: Clients that cannot do modern sign-in.
        methods: Methods seen, as written, with rows.
        errors: Error codes, most rows first.
        policies: Policies that took part.
        addresses: Where sign-ins came from.
        hours: Hours of the day, UTC, at which sign-ins were seen.
        days: Different days with sign-ins, at least.
        refresh_tokens: A stored refresh token was used.
        primary_tokens: A token of a signed-in device was used.
        browser: A browser was used.
        files: Numbers of the files.
    """

    account: str
    ids: tuple[str, ...]
    counts: Counts
    period: Period
    surfaces: tuple[SurfaceUse, ...]
    undecided: tuple[tuple[str, ...], ...]
    uses: tuple[Use, ...]
    demands: tuple[Demand, ...]
    protocols: tuple[Way, ...]
    old_clients: tuple[Way, ...]
    methods: tuple[tuple[str, int], ...]
    errors: tuple[ErrorCount, ...]
    policies: tuple[PolicyOutcome, ...]
    addresses: Addresses
    hours: tuple[int, ...]
    days: int
    refresh_tokens: bool
    primary_tokens: bool
    browser: bool
    files: tuple[int, ...]

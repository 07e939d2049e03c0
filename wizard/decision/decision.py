"""What a set of answers leads to: the verdicts, and everything that follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.decision.answers import Answers


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts of a set of answers.

    Attributes:
        main: The main verdict; None while several are possible.
        also: Accompanying verdicts that are certain, sorted.
        possible: Main verdicts that are still reachable, sorted.
        rules: Ids of the rows that fired, in the order of the pack.
    """

    main: str | None
    also: tuple[str, ...]
    possible: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlatformSurface:
    """A chosen surface on which the platform can enforce its own requirement."""

    surface: str
    enforced: bool
    why: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from a set of answers.

    Attributes:
        values: Results of value tables, such as ``waivable_by``; None while open.
        asked: Questions in their bound that are answered or still matter, in interview order.
        unanswered: Those of them without an answer.
        outcomes: Groups of outcomes that apply.
        texts: Ids of the conditional texts of the documents.
        fields: Sign-off fields that are offered; True where they are required.
        hooks: Positions of the framework hooks that fit.
        warnings: Positions of the framework warnings that fit.
        conflicts: Ids of the conflicts between sources worth printing.
        ground: What the conditions of the documents rest on: the bits of chosen and of rejected
            options, then those of verdicts that are given and that are not.
    """

    answers: Answers
    main: str | None
    also: tuple[str, ...]
    possible: tuple[str, ...]
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    values: dict[str, str | None]
    platform: tuple[PlatformSurface, ...]
    checklist: tuple[str, ...]
    asked: tuple[str, ...]
    unanswered: tuple[str, ...]
    outcomes: tuple[str, ...]
    texts: tuple[str, ...]
    fields: dict[str, bool]
    hooks: tuple[int, ...]
    warnings: tuple[int, ...]
    conflicts: tuple[str, ...]
    ground: tuple[int, int, int, int] = field(repr=False)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Main verdict first, then the accompanying ones."""
        return ((self.main,) if self.main else ()) + self.also


@dataclass(frozen=True, slots=True)
class RiskTruths:
    """Which rules of the risk method hold; None while an answer is missing.

    Attributes:
        impact: Of each level of impact.
        raises: Of each rule that raises the likelihood.
        usable: Of each kind of control that lowers it, whether it can hold for this account.
    """

    impact: tuple[bool | None, ...]
    raises: tuple[bool | None, ...]
    usable: tuple[bool | None, ...]

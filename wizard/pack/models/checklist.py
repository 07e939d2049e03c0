"""The checklist for sign-off."""

from __future__ import annotations

from typing import Annotated

from wizard.pack.models.base import (
    Facts,
    GroupId,
    Id,
    Line,
    Model,
    PhaseId,
    Prose,
    ProvedExpression,
    RowId,
    Sources,
    VerdictId,
)
from wizard.pack.models.marks import Key, Ref


class Phase(Model):
    """A pause point of the checklist."""

    id: Annotated[RowId, Key("phase", cited=True)]
    title: Line
    pause_point: Prose = ""


class Group(Model):
    """Verdicts that share checklist items.

    Attributes:
        verdicts: The group applies when one of them is main or accompanying.
        when: And this holds; alone where ``verdicts`` is empty.
    """

    id: Annotated[RowId, Key("group", cited=True)]
    title: Line
    verdicts: tuple[VerdictId, ...] = ()
    when: ProvedExpression = ""


class Limit(Model):
    """A limit on what is printed.

    Attributes:
        only_items: Nothing but these.
        only_group: Nothing but the items of this group.
        never: Never these.
    """

    id: Annotated[Id, Key("limit")]
    when: ProvedExpression
    only_items: tuple[Annotated[RowId, Ref("item")], ...] = ()
    only_group: GroupId | None = None
    never: tuple[Annotated[RowId, Ref("item")], ...] = ()

    def leaves_out(self, item: Item) -> bool:
        """Return whether the item is not printed where the limit holds."""
        other_item = bool(self.only_items) and item.id not in self.only_items
        other_group = self.only_group is not None and self.only_group not in item.outcomes
        return other_item or other_group or item.id in self.never


class Item(Model):
    """One checkable statement.

    Attributes:
        outcomes: Groups for which it is printed.
        house_rule: A figure or wording of the organization, not of an authority.
    """

    id: Annotated[RowId, Key("item")]
    phase: PhaseId
    text: Prose
    owner_role: Line
    evidence: Prose
    outcomes: tuple[GroupId, ...]
    when: ProvedExpression = ""
    sources: Sources = ()
    facts: Facts = ()
    house_rule: bool = False


class Checklist(Model):
    """All of it.

    Attributes:
        review_phase: The checkpoint that is repeated at each review.
        exit_phase: The checkpoint at which the matter is closed.
    """

    review_phase: PhaseId | None = None
    exit_phase: PhaseId | None = None
    phase: tuple[Phase, ...] = ()
    group: tuple[Group, ...] = ()
    limit: tuple[Limit, ...] = ()
    item: tuple[Item, ...] = ()

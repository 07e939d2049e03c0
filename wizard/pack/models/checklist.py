"""The checklist for sign-off."""

from __future__ import annotations

from wizard.pack.models.base import Expression, FactId, Id, Line, Model, RowId


class Phase(Model):
    """A pause point of the checklist."""

    id: RowId
    title: Line
    pause_point: str = ""


class Group(Model):
    """Verdicts that share checklist items.

    Attributes:
        verdicts: The group applies when one of them is main or accompanying.
        when: And this holds; alone where ``verdicts`` is empty.
    """

    id: RowId
    title: Line
    verdicts: tuple[Id, ...] = ()
    when: Expression = ""


class Limit(Model):
    """A limit on what is printed.

    Attributes:
        only_items: Nothing but these.
        only_group: Nothing but the items of this group.
        never: Never these.
    """

    id: Id
    when: Expression
    only_items: tuple[RowId, ...] = ()
    only_group: RowId | None = None
    never: tuple[RowId, ...] = ()

    def leaves_out(self, item: Item) -> bool:
        """Return whether the item is not printed where the limit holds."""
        other_item = bool(self.only_items) and item.id not in self.only_items
        other_group = self.only_group is not None and self.only_group not in item.outcomes
        return other_item or other_group or item.id in self.never


class Item(Model):
    """One checkable statement.

    Attributes:
        outcomes: Groups for which it is printed.
        house_rule: A figure or wording of the house, not of an authority.
    """

    id: RowId
    phase: RowId
    text: str
    owner_role: Line
    evidence: str
    outcomes: tuple[RowId, ...]
    when: Expression = ""
    sources: tuple[Id, ...] = ()
    facts: tuple[FactId, ...] = ()
    house_rule: bool = False


class Checklist(Model):
    """All of it."""

    phase: tuple[Phase, ...] = ()
    group: tuple[Group, ...] = ()
    limit: tuple[Limit, ...] = ()
    item: tuple[Item, ...] = ()

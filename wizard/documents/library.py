"""What all documents of one pack share, made once: maps by id, words, the explainer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from wizard.decision.risk import inputs

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.decision.why import Explainer
    from wizard.documents.page import Expander
    from wizard.pack.models import Field, Group, Item, Pack, Phase, Role, Slot, Surface, Text
    from wizard.pack.models.documents import Who

_KEPT = 4


class Library:
    """A pack from the documents' side."""

    _known: list[Library] = []

    def __init__(self, pack: Pack, engine: Engine) -> None:
        self.pack = pack
        self.engine = engine
        self.fields: dict[str, Field] = pack.field_by_id
        self.surfaces: dict[str, Surface] = {surface.id: surface for surface in pack.surfaces}
        self.slots: dict[str, Slot] = {slot.id: slot for slot in pack.slots}
        self.texts: dict[str, Text] = {text.id: text for text in pack.texts}
        self.groups: dict[str, Group] = {group.id: group for group in pack.checklist.group}
        self.phases: dict[str, Phase] = {phase.id: phase for phase in pack.checklist.phase}
        self.items: dict[str, Item] = {item.id: item for item in pack.checklist.item}
        self.roles: dict[str, Role] = {role.id: role for role in pack.profile.role}
        self.acting: dict[str, Who] = {one.role.casefold(): one for one in reversed(pack.documents.who)}
        self.waivable = pack.waivable
        self.waiving = frozenset(option.group for option in pack.waivable.values())
        self.places: dict[str, int] = {name: index for index, name in enumerate(engine.questions)}
        self.levels: dict[str, str] = {level.id: level.title for level in pack.profile.level}

    @classmethod
    def of(cls, pack: Pack, engine: Engine) -> Library:
        """Return the library of a pack, kept for the next document."""
        for library in cls._known:
            if library.pack is pack and library.engine is engine:
                return library
        library = cls(pack, engine)
        cls._known = [library, *cls._known[: _KEPT - 1]]
        return library

    @cached_property
    def explainer(self) -> Explainer:
        """Says why rows fired."""
        from wizard.decision.why import Explainer

        return Explainer(self.pack)

    @cached_property
    def expander(self) -> Expander:
        """Writes short forms out where they are met first."""
        from wizard.documents.page import Expander

        return Expander(self.pack.documents.acronym)

    @cached_property
    def risk_inputs(self) -> tuple[str, ...]:
        """Names that the risk method asks for: questions and sign-off fields."""
        impact, likelihood = inputs(self.pack.risk)
        known = {*self.engine.questions, *self.engine.choices}
        return tuple(name for name in dict.fromkeys((*impact, *likelihood)) if name in known)

    def level_title(self, level: str | None) -> str:
        """Return a level of risk as the documents write it; Unknown for none."""
        if level is None:
            return "Unknown"
        return self.levels.get(level, level.capitalize())

    def in_order(self, by_question: dict[str, Any]) -> dict[str, Any]:
        """Return a map by question in interview order; unknown questions by name at the end."""
        last = len(self.places)
        names = sorted(by_question, key=lambda name: (self.places.get(name, last), name))
        return {name: by_question[name] for name in names}

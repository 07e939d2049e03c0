"""What is around a question: the head, the questions so far, the panels on the right, and the same in windows.

The question itself is painted first, and nothing here makes an answer wait.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.screens.base import RecordScreen
from wizard.tui.screens.dialogs import TextDialog
from wizard.tui.settings import keep_setting, read_settings
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.lines import stage_bar
from wizard.tui.widgets.question_pane import QuestionPane
from wizard.tui.widgets.side import PossibleLine, Side, Trail
from wizard.views.layers import LAYERS, standing, standing_lines
from wizard.views.state import stages_passed

if TYPE_CHECKING:
    from wizard.tui.widgets.blocks import Part


SIDE_AFTER = 0.02
"""Seconds after which the panels are filled; the paint of the question takes less."""

PAGE_AFTER = 0.15
"""Seconds without an answer after which the decision page is written again."""

ROOMY = 160
"""Cells from which the trail has answers, and the decision page is next to the question."""
ROOMY_CLASS = "-roomy"

NARROW = "-narrow"
PANELS = {"trail": True, f"trail{NARROW}": False, "verdicts": True, "preview": True}
"""Panels that one key shows or hides, and whether they are shown at first; settings remember it."""


class PanelScreen(RecordScreen):
    """A question with its panels; which of them are shown depends on the room and on what people hid."""

    _side_waits = False
    _page_waits: tuple[object, ...] | None = None
    _page_shown: tuple[object, ...] | None = None

    def compose_body(self) -> ComposeResult:
        settings = read_settings(self.wizard.home)
        shown = {f"-{name}": settings.get(name, usual) is True for name, usual in PANELS.items()}
        self.update_classes({**shown, ROOMY_CLASS: self.app.size.width >= ROOMY}, update=False)
        with Horizontal(id="work"):
            yield Trail(id="trail")
            yield QuestionPane(id="main")
            yield Side(id="side")
        yield PossibleLine(id="narrowing")

    def prepare_panels(self) -> None:
        """Look up the panels."""
        self.trail, self.side = self.query_one(Trail), self.query_one(Side)
        self.trail.border_title = "Questions"

    def laid_out(self) -> None:
        """Draw for the room there is now."""

    def _show_head(self) -> None:
        current = self.session.interview.current
        waits = current is not None and self.session.draft(current) is not None
        saved = self.saved_words("not confirmed yet" if waits else "saved")
        far = stage_bar(*stages_passed(self.session))
        self.show_head(f"{saved}  ·  {far}" if saved else far)

    @property
    def busy(self) -> bool:
        """Whether the panels are still to be filled."""
        return self._side_waits or self._page_waits is not None

    def show_panels(self) -> None:
        """Show what is next to the question, for the width there is; the right side once the question is painted."""
        self.set_class(self.size.width >= ROOMY, ROOMY_CLASS)
        self.trail.show(self.session, self.wizard.shown, answers=self.has_class(ROOMY_CLASS))
        if not self._side_waits:
            self._side_waits = True
            self.set_timer(SIDE_AFTER, self._fill_side)

    def _fill_side(self) -> None:
        self._side_waits = False
        if not self.is_attached:
            return
        if not self.has_class("-wide"):
            self.query_one(PossibleLine).show(standing_lines(self.session))
        elif self.side.display:
            self.side.show(self.session)
            if self._page_in_sight:
                self._page_waits = made_of = self.session.interview, self.session.record, self.wizard.redacting
                self.run_worker(self._fill_page(made_of), exclusive=True)

    @property
    def _page_in_sight(self) -> bool:
        return self.has_class(ROOMY_CLASS) and self.has_class("-preview") and not self.wizard.spacious

    async def _fill_page(self, made_of: tuple[object, ...]) -> None:
        """Show the decision page, once nobody has answered for a moment."""
        if made_of != self._page_shown:
            await asyncio.sleep(PAGE_AFTER)
            await asyncio.to_thread(import_documents)
            self._page_shown = made_of
            await self.side.show_page(DECISION_PAGE, decision_parts(self))
        self._page_waits = None

    def action_panel(self, name: str) -> None:
        """Show or hide a panel, and remember it; where there is little room, the trail is shown only on request."""
        if self.wizard.spacious:
            self.say(strings.ALONE.format(self.wizard.keys.first("projector")))
            return
        if name == "trail" and not self.has_class("-wide"):
            name += NARROW
        shown = not self.has_class(f"-{name}")
        self.set_class(shown, f"-{name}")
        keep_setting(self.wizard.home, name, shown)
        self.call_after_refresh(self.laid_out)

    def action_standing(self) -> None:
        """Look at both layers and all verdicts that are still possible."""
        self.app.push_screen(Glance(LAYERS, drawn(standing(self.session)), "standing"))

    def action_preview(self) -> None:
        """Show or hide the decision page; in a window where there is no room for it."""
        if self.has_class(ROOMY_CLASS) and not self.wizard.spacious:
            self.action_panel("preview")
        else:
            self.app.push_screen(Glance(DECISION_PAGE, decision_parts(self), "preview"))


DECISION_PAGE = "Decision page"


class Glance(TextDialog[None]):
    """Shows a page above the questions, named by the action whose key opened it; the same key closes it."""

    def on_key(self, event: events.Key) -> None:
        if {event.key, event.character} & {*self.wizard.keys.keys_of(self.name_of_text)}:
            event.stop()
            self.dismiss(None)


def import_documents() -> None:
    """Import what a decision page needs, which takes longer than a key may wait."""
    import wizard.documents.recommendation
    import wizard.tui.widgets.markdown
    import wizard.views.result  # noqa: F401


def decision_parts(screen: RecordScreen) -> list[Part]:
    """Return the decision page as it would be printed now."""
    from wizard.views.result import decision_page

    wizard = screen.wizard
    try:
        return drawn(decision_page(screen.session.case(wizard.day, redact=screen.redaction())), wizard.shown)
    except WizardError as error:
        return [Block(Content(one_line(problem))) for problem in error.problems]

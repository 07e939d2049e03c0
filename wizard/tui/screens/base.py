"""What all full screens share: head, body, what was said last, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from wizard.tui.widgets.lines import Foot, HeadLine, Status

if TYPE_CHECKING:
    from wizard.tui.application import WizardApp


class WizardScreen(Screen[None]):
    """A full screen.

    Attributes:
        KIND: Its name in the table of keys.
    """

    KIND: ClassVar[str] = "start"
    AUTO_FOCUS = ""

    @property
    def wizard(self) -> WizardApp:
        """The app, by its own type."""
        from wizard.tui.application import WizardApp

        app = self.app
        if not isinstance(app, WizardApp):  # pragma: no cover - no other app shows this screen
            raise TypeError
        return app

    def compose(self) -> ComposeResult:
        """Lay out head, body and foot."""
        yield HeadLine(id="head")
        yield from self.compose_body()
        yield Status()
        yield Foot(self.KIND, self.wizard.keys)

    def compose_body(self) -> ComposeResult:
        """Lay out what is between head and foot."""
        raise NotImplementedError

    def say(self, text: str, level: str = "") -> None:
        """Show a message above the keys; an empty one hides it."""
        self.query_one(Status).say(text, level)

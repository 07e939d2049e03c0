"""The line that narrows a long list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events

from wizard.tui.widgets.inputs import TypedLine


class Narrow(TypedLine):
    """Narrows a list while one types in it.

    In the empty line Space marks, as it does in the list itself; behind a word it parts words.

    Attributes:
        moved: Takes a key that does nothing in the empty line, such as the one that leads back; returns
            whether it did anything.
        left: Whether a sign is left to the screen while the line is empty; all are, where nothing begins with one.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.moved: Callable[[str], bool] = lambda _: False
        self.left: Callable[[str], bool] = lambda _: True
        super().__init__(**kwargs)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave Space and signs to the screen while the line is empty."""
        return super().check_consume_key(key, character) and not self._leaves(character)

    def on_key(self, event: events.Key) -> None:
        """In the empty line, leave to the screen what it knows: Space, signs, and the keys that move."""
        if event.is_printable and self._leaves(event.character):
            event.prevent_default()

    def _leaves(self, character: str | None) -> bool:
        if self.value or character is None or character.isalnum():
            return False
        return character.isspace() or self.left(character)

    def action_cursor_left(self, select: bool = False) -> None:
        """Go back from the empty line."""
        if self.value or not self.moved("left"):
            super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        """Continue from the empty line."""
        if self.value or not self.moved("right"):
            super().action_cursor_right(select)

    def action_delete_left(self) -> None:
        """Go back from the empty line."""
        if self.value or not self.moved("backspace"):
            super().action_delete_left()

    def action_delete_right(self) -> None:
        """Withdraw the answer from the empty line."""
        if self.value or not self.moved("delete"):
            super().action_delete_right()

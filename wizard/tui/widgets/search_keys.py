"""The keys of a search, which are the same in a text and in a page whose lines lead somewhere.

A function and not a base class: what is searched, and how it is shown, has nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from wizard.tui.keys import KeyTable

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from wizard.tui.widgets.search import SearchBar


class Searchable(Protocol):
    """What is searched; the bar is there while it is."""

    bar: SearchBar | None

    @property
    def has_focus(self) -> bool:
        """Whether its own keys count."""

    @property
    def app(self) -> Any:
        """The wizard, which has the table of keys."""

    def search(self) -> None:
        """Open the line that takes words to search for, or go back to it."""

    def match(self, by: int) -> None:
        """Go to the next place that was found, or to the one before."""

    def end_search(self) -> None:
        """Close the line, and read on."""

    def focus(self, scroll_visible: bool = True) -> Any:
        """Receive what is typed from now on."""

    def call_after_refresh(self, callback: Callable[[], None]) -> bool:
        """Run something once the page is drawn."""


def key_table(page: Searchable | Widget) -> KeyTable:
    """Return the keys that count: those of the wizard, or the usual ones in another app."""
    return getattr(page.app, "keys", None) or KeyTable()


def search_key(page: Searchable, event: events.Key) -> None:
    """Do what a key means for a search; leave other keys alone."""
    table, bar = key_table(page), page.bar
    if bar is None:
        if not (page.has_focus and table.means("search", event.key, event.character)):
            return
        page.search()
    elif table.means("close", event.key, event.character):
        page.end_search()
    elif bar.line.has_focus:
        if event.key not in {"up", "down"}:
            return
        page.match(1 if event.key == "down" else -1)
    elif table.means("search", event.key, event.character):
        page.search()
    elif table.means("next_match", event.key, event.character):
        page.match(1)
    elif table.means("previous_match", event.key, event.character):
        page.match(-1)
    else:
        return
    event.stop()
    event.prevent_default()


def search_entered(page: Searchable, tell: Callable[[], None]) -> None:
    """Enter in the line: go back to the page and its places; in the empty line, end the search."""
    if page.bar is not None and page.bar.line.value.strip():
        page.focus(scroll_visible=False)
        page.call_after_refresh(tell)
    else:
        page.end_search()

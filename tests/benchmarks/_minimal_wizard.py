"""The smallest Textual program of the wizard's shape: what its screen costs before anything is known or decided."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import App
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Footer, Header, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option


class Minimal(App[None]):
    CSS = """
    #trail { width: 30; border-right: solid $panel; padding: 0 1; }
    #body { padding: 1 2; }
    OptionList { height: auto; margin: 1 0; }
    """
    BINDINGS = [Binding("b", "back", "Back"), Binding("q", "quit", "Quit")]

    def compose(self) -> Iterator[Widget]:
        yield Header()
        with Horizontal():
            yield Static("READY-MARK\n1 Scope\n2 Type\n3 Sign-in", id="trail")
            with VerticalScroll(id="body"):
                yield ProgressBar(total=10, show_eta=False)
                yield Static("Which kind of account is this?")
                yield OptionList(*[Option(f"{c}  Option number {i}", id=str(i)) for i, c in enumerate("abcdefgh")])
                yield Static("Why we ask: " + "lorem ipsum " * 60)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def action_back(self) -> None:
        """Do nothing."""


if __name__ == "__main__":
    Minimal().run()

"""Every command in one list, found by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from wizard.decision.answers import as_tuple
from wizard.pack.literals import options_of
from wizard.tui.keys import KeyTable
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.inputs import Line

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.pack.models import Pack

FINDS_FACTS = "Type to find a command or a fact"
FINDS_NO_FACT = "No command or fact holds “{typed}”."
"""What the list says where no account is open, so that it has no questions and answers to find."""

MOST_HITS = 200
"""Hits that are listed; who sees so many types another word."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the list.

    Attributes:
        action: An action of the screen below, or of the app.
        key: The key that does the same; empty where there is none.
        reads_files: It asks for files of the machine that the wizard runs on.
    """

    title: str
    about: str
    action: str
    key: str = ""
    reads_files: bool = False


EVIDENCE = (
    Command(
        "Evidence: read exports",
        "Let exports of the tenant suggest answers.",
        "app.evidence('read_exports')",
        "",
        reads_files=True,
    ),
    Command(
        "Evidence: confirm all suggestions", "Confirm every answer that exports suggest.", "app.evidence('confirm_all')"
    ),
    Command(
        "Evidence: try a change of policies",
        "Compare two sets of policies for this account.",
        "app.evidence('try_policies')",
        "",
        reads_files=True,
    ),
    Command(
        "Error code: what does it mean",
        "Look up a code such as AADSTS50076, or a message.",
        "app.evidence('error_code')",
    ),
)
"""Commands without a key, on questions and result."""


LIFECYCLE = (
    Command("Renew the exception", "Begin the renewal of the record under the pointer.", "lifecycle('renew')"),
    Command("Close the record", "Record who confirmed the end, and the evidence.", "lifecycle('close')"),
    Command("Undo the closure", "Reopen a record that was closed by mistake.", "lifecycle('reopen')"),
    Command("Hand over", "Pass on what a person holds in all records.", "lifecycle('hand_over')"),
)
"""Commands without a key, where records are listed."""


def commands_of(kind: str, table: KeyTable, session: Session | None, *, web: bool = False) -> list[Command]:
    """Return the commands of a screen, with a jump to every question of the interview.

    In a browser those are missing that read files of the user's machine.
    """
    found = [
        Command(entry.label, entry.about, entry.action, table.first(entry.id))
        for entry in table.on(kind)
        if entry.id not in {"commands", "interrupt"}
    ]
    if session is not None and kind in {"question", "result"}:
        labels = session.words.pack.question_by_id
        found += [command for command in EVIDENCE if not (web and command.reads_files)]
        found += [
            Command(f"Go to {labels[name].title}", labels[name].label, f"app.jump('{name}')")
            for name in session.interview.path
            if name in session.interview.answers or name in session.interview.to_do
        ]
    if kind in {"start", "portfolio"}:
        found += LIFECYCLE
    if kind == "result":
        from wizard.tui.screens.result import PAGES

        found += [Command(f"Page {title}", "Open this page of the result.", f"page('{name}')") for name, title in PAGES]
    return found


def findable(pack: Pack | None, session: Session | None) -> list[Command]:
    """Return what is too much for the list and found by typing: answers to the questions so far, and facts."""
    found: list[Command] = []
    if session is not None:
        interview = session.interview
        reached = [name for name in interview.path if name in interview.answers or name in interview.to_do]
        for name in dict.fromkeys([*reached, *([interview.current] if interview.current else [])]):
            offered = interview.offered(name)
            question, given = session.pack.question_by_id[name], as_tuple(interview.answers.get(name))
            found += [
                Command(
                    option.label,
                    f"{'The answer' if option.id in given else 'An answer'} to {question.title}.",
                    f"app.jump('{name}', '{option.id}')",
                )
                for option in options_of(session.pack, question)
                if option.id in offered or option.id in given
            ]
    facts = pack.facts if pack is not None else ()
    return [
        *found,
        *(Command(f"{fact.id} {fact.title}", "A fact with its sources.", f"app.fact('{fact.id}')") for fact in facts),
    ]


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands that hold every typed word, those with it in the title first."""
    words = typed.casefold().split()
    hits = [c for c in commands if all(word in f"{c.title} {c.about}".casefold() for word in words)]
    return sorted(hits, key=lambda c: not all(word in c.title.casefold() for word in words))


class CommandList(PointedList):
    """The commands; the line above keeps the focus while the pointer moves here."""

    ALWAYS_POINTS = True


class CommandsScreen(Dialog[str]):
    """Lists the commands and gives the action of the chosen one."""

    title_text = "All commands"
    placeholder = "Type to find a command, a question, an answer or a fact"
    nothing = "No command, question, answer or fact holds “{typed}”."

    def __init__(self, commands: Sequence[Command], more: Callable[[], Sequence[Command]] = tuple) -> None:
        """Keep the commands, and what gives those that are found by typing only."""
        super().__init__()
        self.commands = list(commands)
        self.hits = self.commands
        self._more = more
        self._findable: Sequence[Command] | None = None

    def compose_body(self) -> ComposeResult:
        yield Line(placeholder=self.placeholder, id="typed")
        yield CommandList(id="commands_list")

    def on_mount(self) -> None:
        self.fill("")
        self.query_one("#typed").focus()

    def fill(self, typed: str) -> None:
        if typed and self._findable is None:
            self._findable = self._more()
        self.hits = matching([*self.commands, *((self._findable or ()) if typed else ())], typed)[:MOST_HITS]
        listed = self.query_one("#commands_list", OptionList)
        listed.set_options(
            Option(
                Content.assemble(
                    (one_line(hit.title), "bold"), f"  {hit.key}" if hit.key else "", f"  {one_line(hit.about)}"
                )
            )
            for hit in self.hits
        )
        if self.hits:
            listed.highlighted = 0
        elif typed:
            listed.add_option(Option(Content(self.nothing.format(typed=one_line(typed, 60))), disabled=True))

    @on(Input.Changed, "#typed")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.fill(event.value)

    @on(Input.Submitted, "#typed")
    def _run(self, event: Input.Submitted) -> None:
        event.stop()
        index = self.query_one("#commands_list", OptionList).highlighted
        if index is not None and index < len(self.hits):
            self.dismiss(self.hits[index].action)

    @on(OptionList.OptionSelected, "#commands_list")
    def _click(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self.hits[event.option_index].action)

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.focused, Line) and self.query_one(CommandList).move(event.key):
            event.stop()
            event.prevent_default()

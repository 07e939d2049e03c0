"""What a prompting face must be able to do, and how questions are handed to it.

The flow of an interview is the same for selectable lists and for plain lines; a face
shows one thing at a time and brings back one reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wizard.wording import more_answers


@dataclass(frozen=True, slots=True)
class Command:
    """Something other than an answer.

    Attributes:
        id: What it is.
        key: What is typed for it.
        label: What it does.
        firm: Its key wins over the letter of an option.
    """

    id: str
    key: str
    label: str
    firm: bool = True


BACK = Command("back", "b", "Back")
WHY = Command("why", "?", "Why we ask")
UNKNOWN = Command("unknown", "u", "Don't know")
NOTE = Command("note", "n", "Note", firm=False)
LIST = Command("list", "l", "Change an answer", firm=False)
DISCUSS = Command("discuss", "d", "Park for discussion, or take it back", firm=False)
WHO = Command("who", "w", "Who answers from now on", firm=False)
VERDICT = Command("verdict", "v", "The result so far", firm=False)
LAYERS = Command("layers", "s", "Both layers so far, and the verdicts still possible", firm=False)
PEOPLE = Command("people", "o", "What is parked, whom to ask, and who answered", firm=False)
PATH = Command("path", "p", "The decision path so far, and where each answer leads", firm=False)
EXPORTS = Command("exports", "x", "Let exports suggest answers", firm=False)
CODE = Command("code", "e", "What an error code means", firm=False)
TRIAL = Command("trial", "t", "Try a change of policies on the account", firm=False)
UNDO = Command("undo", "z", "Undo the last change", firm=False)
REDO = Command("redo", "y", "Restore what was undone", firm=False)
QUIT = Command("quit", "q", "Save and leave")
SKIP = Command("skip", "", "Skip")
SKIP_ALL = Command("skip_all", "s", "Skip all that is left", firm=False)
CLEAR = Command("clear", "-", "Empty the entry", firm=False)
CONFIRM = Command("confirm", "c", "Confirm the suggested answer")
REJECT = Command("reject", "r", "Reject it and answer again", firm=False)
CONFIRM_ALL = Command(
    "confirm_all", "a", "Confirm all suggested answers, or those of a file named after it", firm=False
)

QUESTION_COMMANDS = (
    BACK,
    WHY,
    UNKNOWN,
    QUIT,
    NOTE,
    LIST,
    DISCUSS,
    WHO,
    PEOPLE,
    VERDICT,
    LAYERS,
    PATH,
    EXPORTS,
    CODE,
    TRIAL,
    UNDO,
    REDO,
)
"""What can be done at a question; those that people need most come first."""
PROPOSAL_COMMANDS = (CONFIRM, REJECT, CONFIRM_ALL)
TAKES_TEXT = frozenset({NOTE.id, CONFIRM_ALL.id, WHO.id, EXPORTS.id, CODE.id, TRIAL.id})
"""Commands that a text may follow on the same line."""
FIELD_COMMANDS = (SKIP, BACK, WHY, QUIT, LIST, SKIP_ALL, UNDO, REDO)
LONG = 20
"""Options beyond which a list is searched by word instead of read from its beginning."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    id: str
    label: str
    letter: str = ""
    help: str = ""


def matching(options: Sequence[Option], word: str) -> tuple[Option, ...]:
    """Return the options whose label, help or id has a word, whatever its case."""
    sought = " ".join(word.casefold().split())
    return tuple(option for option in options if sought in f"{option.label} {option.help} {option.id}".casefold())


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it is shown.

    Attributes:
        place: Its place in the interview.
        help: One sentence of help.
        exclusive: Options that exclude all others.
        chosen: What is answered at the moment, or marked.
        settled: What is chosen is the answer; else it waits to be confirmed.
        notes: What else is said about it, a line each.
        free: Any other text is an answer too.
        folded: Options that are shown once somebody asks for more; they are taken all the time.
    """

    label: str
    options: tuple[Option, ...] = ()
    many: bool = False
    place: str = ""
    help: str = ""
    exclusive: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    settled: bool = True
    commands: tuple[Command, ...] = ()
    notes: tuple[str, ...] = ()
    free: bool = False
    folded: frozenset[str] = frozenset()

    @property
    def shown(self) -> tuple[Option, ...]:
        """The options that are in sight at first."""
        return tuple(option for option in self.options if option.id not in self.folded)

    @property
    def more(self) -> str:
        """The line that represents the others; empty where there are none."""
        return (
            more_answers([option.label for option in self.options if option.id in self.folded]) if self.folded else ""
        )

    def label_of(self, option: str) -> str:
        return next((known.label for known in self.options if known.id == option), option)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a command, or option ids, or a line of text.

    Attributes:
        command: Id of the command; empty for an answer.
        options: Option ids that were chosen.
        text: A line of text; with a command, what was typed behind it.
    """

    command: str = ""
    options: tuple[str, ...] = ()
    text: str = ""


class Face(Protocol):
    """Shows and asks. End of input raises ``EOFError``, Ctrl+C ``KeyboardInterrupt``.

    Attributes:
        plain: It prints lines only, so ``ask --plain`` resumes it.
    """

    plain: bool

    def give_back(self, line: str) -> bool:
        """Let a line answer what is asked next, and return whether it does; a person can be asked again instead."""

    def tell(self, text: str = "") -> None:
        """Show a line."""

    def choose(self, asking: Asking) -> Reply:
        """Ask for one of the options, or several where it is so marked."""

    def line(self, asking: Asking) -> Reply:
        """Ask for a line of text."""

"""All keys, in one table.

Every action has at least one key that Windows Terminal, tmux and the terminal of VS Code
pass on. F1, F3, F5, F6, Ctrl+P and Ctrl+Q do not arrive in VS Code on every system, so
they never stand alone. Nothing uses Alt, Ctrl+Shift, F11, or Tab's and Enter's doubles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
SAFE = frozenset(
    {
        "f2",
        "f4",
        "f7",
        "f8",
        "f9",
        "f10",
        *(f"ctrl+{letter}" for letter in "cdglnorstuxyz"),
        *"0123456789?:<>=+#@!/*-%&",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "enter",
        "space",
        "tab",
        "backspace",
        "escape",
        "delete",
        *LETTERS,
        "N",
    }
)
"""Keys that arrive in all three terminals, from their default settings."""

MOVING = frozenset({"up", "down", "home", "end", "pageup", "pagedown", "enter", "space", "tab"})
"""Keys that move, mark and confirm in every list; they cannot be assigned."""

ANSWERS = LETTERS | frozenset("123456789")
"""Keys of answers; on the question screen they cannot be assigned."""

USABLE = (
    (SAFE - MOVING)
    | {f"f{number}" for number in range(1, 13) if number != 11}
    | {f"ctrl+{letter}" for letter in "aefjkpqw"}
)
"""Keys that may be assigned; the rest double another key or belong to the terminal."""

_SHOWN = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "backspace": "Backspace",
}


@dataclass(frozen=True, slots=True)
class Key:
    """An action and its keys.

    Attributes:
        id: Stable name, used to assign other keys.
        keys: Keys in Textual's names; the first is shown.
        action: The action, run on the screen it belongs to.
        label: One or two words for the foot of the screen.
        about: One sentence for help and for the list of commands.
        screens: Where it works; ``all`` for everywhere.
        rank: Place in the foot of the screen by importance, 1 first; the last ones are omitted where
            room is short. 0 keeps it out of the foot.
        short: The label where there is little room; the same label without one.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    about: str
    screens: tuple[str, ...]
    rank: int = 0
    short: str = ""


TEXT = "text"
"""Where a text is read, while it has the focus; the result is another screen."""


def _key(  # noqa: PLR0917 - it is a row of a table
    name: str, keys: str, action: str, label: str, about: str, screens: str, rank: int = 0, short: str = ""
) -> Key:
    """Return a row of the table; keys and screens are separated by spaces."""
    return Key(name, tuple(keys.split()), action, label, about, tuple(screens.split()), rank, short)


KEYS: tuple[Key, ...] = (
    _key("quit", "ctrl+q", "app.leave", "Quit", "Leave. Every answer is saved already.", "all", 1),
    _key("interrupt", "ctrl+c", "app.interrupt", "Copy or leave", "Copy selected text; pressed twice, leave.", "all"),
    _key("help", "f1 ?", "app.help", "Help", "Explain what has the focus, and list the keys.", "all", 2),
    _key(
        "commands",
        "ctrl+p :",
        "app.commands",
        "All commands",
        "List every command; type to find one, a question, an answer or a fact.",
        "all",
        3,
        "More",
    ),
    _key("theme", "f6 ctrl+t", "app.theme", "Theme", "Change between the dark and the light theme.", "all"),
    _key(
        "projector",
        "f5 ctrl+g",
        "app.projector",
        "Projector",
        "Show the question alone, with more space, for a projector.",
        "all",
    ),
    _key("redact", "ctrl+r", "app.redact", "Hide names", "Hide or show the names of accounts and people.", "all"),
    _key("back", "left backspace <", "back", "Back", "Go to the question before; nothing is lost.", "question", 8),
    _key("forward", "right >", "forward", "Forward", "Go to the next question.", "question"),
    _key("why", "f2 =", "why", "Why", "Why this is asked: facts, sources and their age.", "question", 9),
    _key("unknown", "f3 0", "unknown", "Don't know", "Add the question to your to-dos and continue.", "question", 4),
    _key("review", "f4 #", "review", "Answers", "Look at all answers and jump to one of them.", "question result", 11),
    _key(
        "path",
        "ctrl+l",
        "path",
        "Decision path",
        "Show the answers so far, and where each option leads.",
        "question",
        13,
        "Path",
    ),
    _key(
        "people",
        "ctrl+n",
        "people",
        "Parked",
        "List what is parked or to be found out, whom to ask, and who answered.",
        "question result",
        14,
    ),
    _key(
        "standing",
        "* ctrl+x",
        "standing",
        "Two layers",
        "Show what is known of both layers, and the verdicts that are still possible.",
        "question",
        15,
        "Layers",
    ),
    _key(
        "preview",
        "&",
        "preview",
        "Decision page",
        "Show or hide the decision page as it would be printed now.",
        "question",
        16,
        "Page",
    ),
    _key(
        "verdicts",
        "%",
        "panel('verdicts')",
        "Hide verdicts",
        "Hide or show what is still possible, so that it leads nobody to an answer.",
        "question",
        17,
        "Hide",
    ),
    _key(
        "trail",
        "-",
        "panel('trail')",
        "Fold questions",
        "Fold or show the list of questions on the left.",
        "question",
        18,
        "Fold",
    ),
    _key("result", "f10 ctrl+d", "result", "Result", "Look at the result so far.", "question", 10),
    _key("note", "f7 !", "note", "Note", "Write a note on this question.", "question", 7),
    _key("discuss", "f8 +", "discuss", "Discuss", "Park this question for discussion, or end that.", "question", 5),
    _key("who", "f9 @", "who", "Who answers", "Say who gives the next answers.", "question", 6, "Who"),
    _key("clear", "delete", "clear", "Clear", "Remove the answer; the question is open again.", "question"),
    _key("undo", "ctrl+z", "undo", "Undo", "Undo the last change.", "question result signoff"),
    _key("redo", "ctrl+y", "redo", "Redo", "Repeat the change that was undone last.", "question result signoff"),
    _key("save", "ctrl+s", "save", "Save", "Save now, or in another place.", "question signoff"),
    _key(
        "open",
        "ctrl+o",
        "app.other",
        "Other record",
        "Close this record and open another one.",
        "question result signoff",
    ),
    _key("questions", "escape backspace", "questions", "Questions", "Go back to the questions.", "result", 4, "Back"),
    _key(
        "write",
        "w ctrl+s",
        "write",
        "Write documents",
        "Write recommendation, checklist and record.",
        "result",
        5,
        "Write",
    ),
    _key("signoff", "s f10", "signoff", "Sign-off", "Fill in people, dates and reasons.", "result", 6),
    _key("search", "/", "search", "Search", "Find words in the text.", "result text", 7),
    _key("next_match", "n", "match(1)", "Next match", "Go to the next place with those words.", "result text"),
    _key("previous_match", "N", "match(-1)", "Match before", "Go to the place before with those words.", "result text"),
    _key("outline", "o", "outline", "Outline", "Go to the headings of the page; Enter leads to one.", "result", 8),
    _key("copy", "c", "copy", "Copy", "Copy this page; a plain page follows for copying by hand.", "result", 9),
    _key("previous_tab", "left", "turn(-1)", "Page before", "Go to the page before.", "result"),
    _key("next_tab", "right", "turn(1)", "Next page", "Go to the next page.", "result", 10),
    _key(
        "done",
        "escape",
        "done",
        "Result",
        "Give the old value back; with nothing typed, go back to the result.",
        "signoff",
        3,
        "Back",
    ),
    _key("section_before", "f7", "section(-1)", "Section before", "Go to the section before; so does PgUp.", "signoff"),
    _key(
        "section_next",
        "f8",
        "section(1)",
        "Next section",
        "Go to the next section; so does PgDn.",
        "signoff",
        6,
        "Section",
    ),
    _key(
        "next_open",
        "ctrl+n",
        "next_open",
        "Next open",
        "Go to the next field that is needed and empty, or not right yet.",
        "signoff",
        5,
        "Next",
    ),
    _key("new_line", "ctrl+l", "new_line", "New line", "Begin a new line in a text.", "signoff"),
    _key("empty", "delete", "empty", "Clear", "Remove the marked row, or empty a list of choices.", "signoff"),
    _key("risk", "f2", "risk", "Risk", "Show the risk, duties and who signs.", "signoff", 7),
    _key("accounts", "escape", "app.accounts", "Accounts", "Go back to the accounts of the engagement.", "question"),
    _key(
        "mark_all",
        "+",
        "mark_all",
        "Mark all shown",
        "Mark all accounts that are shown, or remove their marks.",
        "portfolio",
        10,
        "Mark all",
    ),
    _key("find", "/", "find", "Find", "Show the accounts that hold the typed words.", "portfolio", 4),
    _key(
        "sort",
        "s",
        "sort",
        "Sort",
        "Sort by the column that left and right choose; again reverses the order.",
        "portfolio",
        5,
    ),
    _key(
        "what_next",
        "w",
        "what_next",
        "What next",
        "Choose what is to be done next, and show only those accounts.",
        "portfolio",
        6,
        "Next",
    ),
    _key(
        "answer_all",
        "a",
        "work('share')",
        "Answer for marked",
        "Answer one question for all marked accounts, or once for the tenant.",
        "portfolio",
        7,
        "Answer",
    ),
    _key(
        "board",
        "p",
        "work('table')",
        "Papers for the board",
        "Write the papers that a board decides on, for the marked accounts that are ready.",
        "portfolio",
        11,
        "Papers",
    ),
    _key(
        "undo_shared",
        "ctrl+z",
        "work('undo_last')",
        "Undo",
        "Undo the last answer for several accounts.",
        "portfolio",
        12,
    ),
    _key("new", "n", "work('begin')", "New account", "Start with another account.", "portfolio", 8, "New"),
    _key(
        "template",
        "t",
        "work('begin_after')",
        "New from this",
        "Start with an account that resembles the one under the pointer.",
        "portfolio",
        9,
        "Template",
    ),
    _key("rename", "f7", "rename", "Rename", "Give the record's account another name.", "start", 6),
    _key("delete", "f8", "delete", "Delete", "Delete the record.", "start", 7),
    _key("restore", "ctrl+z", "restore", "Restore", "Bring back the record that was deleted last.", "start"),
    _key("close", "escape", "close", "Close", "Close this window.", "dialog", 1),
)

IN_WINDOWS = frozenset({"quit", "interrupt", "help", "theme", "projector", "redact"})
"""What works everywhere and makes sense in a window above a screen too."""

BY_ID = {key.id: key for key in KEYS}


def shown(key: str) -> str:
    """Return a key as keyboards call it."""
    if key in _SHOWN:
        return _SHOWN[key]
    return "+".join(part.capitalize() if len(part) > 1 or "+" in key else part for part in key.split("+")) or key


class KeyTable:
    """The keys in use: the table, changed by what a user assigned."""

    def __init__(self, assigned: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Replace keys by id."""
        self.assigned = dict(assigned or {})

    def keys_of(self, key_id: str) -> tuple[str, ...]:
        """Return the keys of an action, the shown one first."""
        return self.assigned.get(key_id, BY_ID[key_id].keys)

    def first(self, key_id: str) -> str:
        """Return the key that is shown for an action."""
        keys = self.keys_of(key_id)
        return shown(keys[0]) if keys else ""

    def on(self, screen: str, *, everywhere: bool = True) -> Iterable[Key]:
        """Yield the actions of a screen, its own first."""
        yield from (key for key in KEYS if screen in key.screens)
        if not everywhere:
            return
        yield from (key for key in KEYS if "all" in key.screens and (screen != "dialog" or key.id in IN_WINDOWS))

    def means(self, key_id: str, key: str, character: str | None) -> bool:
        """Tell whether a pressed key is one of an action; Textual calls a sign by its name."""
        keys = self.keys_of(key_id)
        return key in keys or character in keys

    def keymap(self) -> dict[str, str]:
        """Return the assigned keys as Textual takes them."""
        return {key_id: ",".join(keys) for key_id, keys in self.assigned.items()}


def bindings(screen: str) -> list[Binding]:
    """Return the bindings of a screen, or of the app with ``all``.

    A window above a screen does not see the app's bindings, so it brings those that make sense there.
    """
    found: list[Binding] = []
    for entry in KEYS:
        lent = screen == "dialog" and entry.id in IN_WINDOWS
        if screen not in entry.screens and not (lent and entry.id not in {"quit", "interrupt"}):
            continue
        action = entry.action.removeprefix("app.") if screen == "all" else entry.action
        found.append(
            Binding(
                ",".join(entry.keys),
                action,
                entry.label,
                show=False,
                priority=entry.id in {"quit", "interrupt"},
                id=entry.id,
            )
        )
    return found

"""One line in, one line out: for screen readers, simple terminals, pipes and transcripts.

No color, no cursor movement. An option is typed as its number, its letter or its id.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from wizard.prompts.face import CONFIRM, LONG, TAKES_TEXT, UNKNOWN, Asking, Command, Option, Reply, matching
from wizard.prompts.signals import watched_signals
from wizard.wording import agreed, printable

MAX_LINE = 40_000
HELP = "h"


class PlainFace:
    """Asks by printed lines and reads typed ones."""

    plain = True

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None) -> None:
        """Read from stdin and write to stdout unless told otherwise."""
        self._in = source or sys.stdin
        self._back: str | None = None
        self._out = target or sys.stdout
        self._known = ""

    def give_back(self, line: str) -> bool:
        """Read a line of a pipe again: who wrote it did not foresee what was asked."""
        if self._in.isatty():
            return False
        self._back = line
        return True

    def tell(self, text: str = "") -> None:
        print(printable(text), file=self._out)

    def choose(self, asking: Asking) -> Reply:
        """Ask for options by number, letter or id until the line makes sense; a word finds them in a long list."""
        self._head(asking)
        long = len(asking.shown) > LONG
        if long:
            self.tell(f"{len(asking.options)} answers. Type a word to list those that have it, or * to list all.")
        self._options(asking, [o for o in asking.options if o.id in asking.chosen] if long else asking.shown)
        if asking.more and not long:
            self.tell(f"{asking.more}. Type * to list all {len(asking.options)}.")
        letters = letters_of(asking)
        self._commands(asking, letters)
        how = "Your answers, separated by commas" if asking.many else "Your answer"
        kept = _chosen_words(asking)[1]
        while True:
            typed = self._read(f"{how}; Enter {kept}:" if asking.chosen else f"{how}:")
            if is_help(typed, letters):
                self._help(asking, letters)
                continue
            reply = read_choice(asking, typed)
            if isinstance(reply, Reply):
                return reply
            if not self._found(asking, typed):
                self.tell(reply)

    def line(self, asking: Asking) -> Reply:
        self._head(asking)
        self._commands(asking, {})
        while True:
            typed = self._read("Your text:" if not asking.place else "Your entry:")
            if not (asking.commands and is_help(typed, {})):
                return read_line(asking, typed)
            self._help(asking, {})

    def _head(self, asking: Asking) -> None:
        self.tell()
        for text in (asking.place, asking.label, asking.help, *asking.notes):
            if text:
                self.tell(text)

    def _options(self, asking: Asking, shown: Sequence[Option]) -> None:
        """Print options under the numbers that they have in the whole list."""
        keys = {name: key for key, name in letters_of(asking).items()}
        if UNKNOWN in asking.commands:
            keys[UNKNOWN.id] = UNKNOWN.key
        mark = _chosen_words(asking)[0]
        for number, option in enumerate(asking.options, 1):
            if option in shown:
                letter = f" ({keys[option.id]})" if option.id in keys else ""
                state = f" [{mark}]" if option.id in asking.chosen else ""
                self.tell(f"{number}.{letter} {option.label}{state}")

    def _found(self, asking: Asking, typed: str) -> bool:
        """List the options that a typed word finds; return whether it was a search that found something."""
        if typed.strip() == "*":
            self._options(asking, asking.options)
            return True
        word = sought(asking, typed)
        found = matching(asking.options, word) if word else ()
        if found:
            have = agreed(len(found), "has", "have")
            self.tell(f"{len(found)} of {len(asking.options)} answers {have} '{word[:40]}'. Type the number to choose.")
            self._options(asking, found)
        elif word:
            self.tell(f"No answer has '{word[:40]}'. Type another word, or * to list all {len(asking.options)}.")
            return True
        return bool(found)

    def _commands(self, asking: Asking, letters: dict[str, str]) -> None:
        """Print what else can be typed, once for each set of it."""
        firm = [command for command in asking.commands if command.firm and command.key]
        parts = [f"{_key(command, letters)} {command.label[:1].lower()}{command.label[1:]}" for command in firm]
        if any(command.id == "skip" for command in asking.commands):
            parts.insert(0, "press Enter to skip it")
        if len(firm) < len([command for command in asking.commands if command.key]):
            parts.append(f"{':h' if HELP in letters else HELP} everything that can be typed here")
        shown = f"Or: {', '.join(parts)}." if parts else ""
        if shown and shown != self._known:
            self.tell(shown)
            self._known = shown

    def _help(self, asking: Asking, letters: dict[str, str]) -> None:
        """Print every command on its own line."""
        if asking.options:
            self.tell("Type the number, the letter or the ID of an answer.")
            self.tell("Type / and a word to list the answers that have the word.")
        for command in asking.commands:
            key = f"Type {_key(command, letters)}" if command.key else "Press Enter"
            text = "; a text may follow on the same line" if command.id in TAKES_TEXT else ""
            self.tell(f"{key} for: {command.label}{text}.")

    def _read(self, prompt: str) -> str:
        print(prompt, file=self._out, flush=True)
        line, self._back = self._back, None
        if line is not None:
            return line
        with watched_signals(self._in):
            typed = self._in.readline(MAX_LINE)
        if not typed:
            raise EOFError
        rest = typed
        while len(rest) == MAX_LINE and not rest.endswith("\n"):  # no answer is that long
            rest = self._in.readline(MAX_LINE)
        return typed.rstrip("\r\n")


def _chosen_words(asking: Asking) -> tuple[str, str]:
    """Return how an option is called that is chosen, and what Enter does with it."""
    if CONFIRM in asking.commands:
        return "suggested", "confirms the suggested one"
    return ("chosen now", "keeps the present one") if asking.settled else ("marked", "confirms what is marked")


def is_help(typed: str, letters: dict[str, str]) -> bool:
    """Return whether a line asks what can be typed."""
    word = typed.strip().lower()
    return word in {f":{HELP}", "help"} or (word == HELP and HELP not in letters)


def sought(asking: Asking, typed: str) -> str:
    """Return the word that a line looks for: behind a slash, or in a long list what isn't an option."""
    typed = typed.strip()
    if typed.startswith("/"):
        return " ".join(typed[1:].split())
    if len(asking.options) <= LONG:
        return ""
    letters = letters_of(asking)
    words = _words(asking, typed, letters)
    return next((w for w in words if w and not w.isdecimal() and _option(asking.options, w, letters) is None), "")


def _key(command: Command, letters: dict[str, str]) -> str:
    return f":{command.key}" if command.key in letters else command.key


def letters_of(asking: Asking) -> dict[str, str]:
    """Return the letters that choose an option; the keys of firm commands are not among them."""
    taken = {command.key for command in asking.commands if command.firm}
    return {option.letter: option.id for option in asking.options if option.letter and option.letter not in taken}


def _command(asking: Asking, typed: str, letters: dict[str, str]) -> Reply | None:
    """Return the command that a line is, if it is one: ``n``, ``:n``, or ``n`` and a note.

    A letter that chooses an option is a command only behind a colon, or before a text.
    """
    word, _, rest = typed.strip().partition(" ")
    for command in asking.commands:
        if not command.key:
            continue
        plain = (command.key not in letters or rest) and word.lower() == command.key
        if (plain or word.lower() == f":{command.key}") and (not rest or command.id in TAKES_TEXT):
            return Reply(command.id, text=rest.strip())
    return None


def read_choice(asking: Asking, typed: str) -> Reply | str:
    """Return what a typed line means, or why it means nothing."""
    letters = letters_of(asking)
    typed = typed.strip()
    if not typed:
        if asking.chosen:
            return Reply(options=asking.chosen)
        if any(command.id == "skip" for command in asking.commands):
            return Reply("skip")
        return "Type a number or a name." if asking.free else "Type the number, the letter or the ID of an answer."
    command = _command(asking, typed, letters)
    if command is not None:
        return command
    found: list[str] = []
    for word in _words(asking, typed, letters):
        if not word:
            continue
        option = _option(asking.options, word, letters)
        if option is None and asking.free and not word.isdecimal():
            return Reply(text=typed)
        if option is None:
            return f"'{word[:40]}' isn't one of the answers. Type a number from 1 to {len(asking.options)}, a letter or an ID."
        if option not in found:
            found.append(option)
    if not found:
        return "Type at least one answer."
    excluding = [name for name in asking.exclusive if name in found]
    if excluding and len(found) > 1:
        return f"'{asking.label_of(excluding[0])}' excludes every other answer. Type it alone, or omit it."
    return Reply(options=tuple(found))


def _words(asking: Asking, typed: str, letters: dict[str, str]) -> list[str]:
    """Return what a line has between its commas; the words of one answer may hold commas too."""
    if not asking.many or _option(asking.options, typed, letters) is not None:
        return [typed]
    return [word.strip() for word in typed.replace(";", ",").split(",")]


def _option(options: tuple[Option, ...], word: str, letters: dict[str, str]) -> str | None:
    if word.isascii() and word.isdecimal():
        number = int(word[:6])
        return options[number - 1].id if 1 <= number <= len(options) else None
    if word.lower() in letters:
        return letters[word.lower()]
    said = " ".join(word.casefold().split())
    return next((option.id for option in options if said in {option.id, option.label.casefold()}), None)


def read_line(asking: Asking, typed: str) -> Reply:
    """Return a typed line as text, or the command that it is."""
    if not typed.strip() and any(command.id == "skip" for command in asking.commands):
        return Reply("skip")
    return _command(asking, typed, {}) or Reply(text=typed)

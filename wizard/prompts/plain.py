"""One line in, one line out: for screen readers, simple terminals, pipes and transcripts.

No colour, no cursor movement. An option is typed as its number, its letter or its id.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TextIO

from wizard.engagement.printable import printable
from wizard.prompts.face import CONFIRM, TAKES_TEXT, UNKNOWN, Asking, Command, Option, Reply

MAX_LINE = 40_000


class PlainFace:
    """Asks by printed lines and reads typed ones."""

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None) -> None:
        """Read from stdin and write to stdout unless told otherwise."""
        self._in = source or sys.stdin
        self._out = target or sys.stdout
        self._known: tuple[str, ...] = ()

    def tell(self, text: str = "") -> None:
        """Print one line."""
        print(printable(text), file=self._out)

    def choose(self, asking: Asking) -> Reply:
        """Ask for options by number, letter or id until the line makes sense."""
        self._head(asking)
        keys = letters_of(asking)
        for number, option in enumerate(asking.options, 1):
            letter = next((f" ({key})" for key, name in keys.items() if name == option.id), "")
            if option.id == UNKNOWN.id and UNKNOWN in asking.commands:
                letter = f" ({UNKNOWN.key})"
            mark = (
                f" [{'proposed' if CONFIRM in asking.commands else 'chosen now'}]" if option.id in asking.chosen else ""
            )
            self.tell(f"{number}.{letter} {option.label}{mark}")
        self._commands(asking, keys)
        how = "Your answers, parted by commas:" if asking.many else "Your answer:"
        while True:
            enter = "confirms the proposed one" if CONFIRM in asking.commands else "keeps the present one"
            typed = self._read(f"{how}{f' Enter {enter}.' if asking.chosen else ''}")
            reply = read_choice(asking, typed)
            if isinstance(reply, Reply):
                return reply
            self.tell(reply)

    def line(self, asking: Asking) -> Reply:
        """Ask for a line of text."""
        self._head(asking)
        self._commands(asking, {})
        return read_line(asking, self._read("Your text:" if not asking.place else "Your entry:"))

    def _head(self, asking: Asking) -> None:
        self.tell()
        if asking.place:
            self.tell(asking.place)
        self.tell(asking.label)
        if asking.help:
            self.tell(asking.help)
        for note in asking.notes:
            self.tell(note)

    def _commands(self, asking: Asking, letters: dict[str, str]) -> None:
        """Print what else can be typed, once for each set of it."""
        shown = tuple(
            f"{_key(command, letters)} {command.label.lower()}" for command in asking.commands if command.id != "skip"
        )
        if any(command.id == "skip" for command in asking.commands):
            shown = ("Enter alone skips it", *shown)
        if shown and shown != self._known:
            self.tell(f"Or: {', '.join(shown)}.")
            self._known = shown

    def _read(self, prompt: str) -> str:
        print(prompt, file=self._out, flush=True)
        typed = self._in.readline(MAX_LINE)
        if not typed:
            raise EOFError
        rest = typed
        while len(rest) == MAX_LINE and not rest.endswith("\n"):  # no answer is that long
            rest = self._in.readline(MAX_LINE)
        return typed.rstrip("\r\n")


def _key(command: Command, letters: dict[str, str]) -> str:
    return f":{command.key}" if command.key in letters else command.key


def letters_of(asking: Asking) -> dict[str, str]:
    """Return the letters that choose an option; the keys of firm commands are not among them."""
    taken = {command.key for command in asking.commands if command.firm}
    return {option.letter: option.id for option in asking.options if option.letter and option.letter not in taken}


def _command(asking: Asking, typed: str, letters: dict[str, str]) -> Reply | None:
    """Return the command that a line is, if it is one: ``n``, ``:n``, or ``n`` and a note."""
    word, _, rest = typed.strip().partition(" ")
    for command in asking.commands:
        if not command.key:
            continue
        plain = command.key not in letters and word.lower() == command.key
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
        return "Type a number or a name." if asking.free else "Type the number, the letter or the id of an answer."
    command = _command(asking, typed, letters)
    if command is not None:
        return command
    words = typed.replace(";", ",").split(",") if asking.many else [typed]
    found: list[str] = []
    for word in (word.strip() for word in words):
        if not word:
            continue
        option = _option(asking.options, word, letters)
        if option is None and asking.free and not word.isdecimal():
            return Reply(text=typed)
        if option is None:
            return f"'{word[:40]}' is none of the answers. Type a number from 1 to {len(asking.options)}, a letter or an id."
        if option not in found:
            found.append(option)
    if not found:
        return "Type at least one answer."
    alone = [name for name in asking.exclusive if name in found]
    if alone and len(found) > 1:
        return f"'{asking.label_of(alone[0])}' excludes every other answer. Type it alone, or leave it out."
    return Reply(options=tuple(found))


def _option(options: tuple[Option, ...], word: str, letters: dict[str, str]) -> str | None:
    if word.isascii() and word.isdecimal():
        number = int(word[:6])
        return options[number - 1].id if 1 <= number <= len(options) else None
    if word.lower() in letters:
        return letters[word.lower()]
    return next((option.id for option in options if option.id == word.lower()), None)


def read_line(asking: Asking, typed: str) -> Reply:
    """Return a typed line as text, or the command that it is."""
    if not typed.strip() and any(command.id == "skip" for command in asking.commands):
        return Reply("skip")
    return _command(asking, typed, {}) or Reply(text=typed)


def run_plain(home: Path, pack_folder: Path, **options: Any) -> int:
    """Hold an interview line by line; return the exit code.

    Args:
        home: Folder of the records.
        pack_folder: Folder of the knowledge pack.
        options: ``day``, ``record``, ``to`` and ``formats``, as ``wizard.prompts.run.Run`` has them.

    Raises:
        WizardError: The pack is invalid, or the named record cannot be opened.
    """
    from wizard.prompts.run import hold_interview, prepare

    return hold_interview(PlainFace(), prepare(home, pack_folder, **options))

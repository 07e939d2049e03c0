"""A small tokenizer of PowerShell: which words stand where a command does.

It knows comments, both kinds of strings with expressions in the double ones, script blocks, and the places after which
a command begins. An expression, such as a variable, a literal or a type, is no command. What it does not know is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KEYWORDS = frozenset(
    [
        "function",
        "param",
        "try",
        "catch",
        "finally",
        "if",
        "elseif",
        "else",
        "foreach",
        "while",
        "for",
        "in",
        "throw",
        "continue",
        "break",
        "return",
        "switch",
    ]
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.:\\-]*")
_NUMBER = re.compile(r"(0x[0-9A-Fa-f]+|\d+(\.\d+)?)")
_VARIABLE = re.compile(r"\$(\{[^}]*\}|[A-Za-z_][A-Za-z0-9_:]*|[$?^_])")
_TYPE = re.compile(r"\[[A-Za-z][A-Za-z0-9_.,\[\] ]*\]")
_ARGUMENT = re.compile(r"[^\s(){};|,'\"$@]+")


@dataclass
class Tokens:
    """What a script runs.

    Attributes:
        commands: Each command with its arguments as written.
        functions: Functions that the script defines.
        calls: Methods of objects and types.
        operators: Operators that run something: ``&`` and dot sourcing.
        strings: Texts of all strings.
    """

    commands: list[tuple[str, list[str]]] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    operators: set[str] = field(default_factory=set)
    strings: list[str] = field(default_factory=list)


def tokens(text: str) -> Tokens:
    """Return what a script runs."""
    reader = _Reader(text, Tokens())
    reader.block("")
    return reader.found


class _Reader:
    def __init__(self, text: str, found: Tokens, place: int = 0) -> None:
        self.text, self.found, self.place = text, found, place

    def block(self, end: str, *, table: bool = False) -> None:
        """Read statements up to a closing sign; in a table each begins with a name, which is no command."""
        begins, current, key = True, None, table
        while True:
            self._blank()
            if self.place >= len(self.text):
                assert not end, f"no {end} before the end"
                return
            sign = self.text[self.place]
            if sign == end:
                self.place += 1
                return
            if sign in "\n;|":
                self.place += 1
                begins, current, key = True, None, table
            elif key and (word := _WORD.match(self.text, self.place)):
                self.place = word.end()
                begins, key = False, False
            elif sign in "{(":
                self.place += 1
                self.block("}" if sign == "{" else ")")
                begins = sign == "{" and current is None
            elif sign == "@" and self.text[self.place + 1] in "({":
                hashed = self.text[self.place + 1] == "{"
                self.place += 2
                self.block("}" if hashed else ")", table=hashed)
                begins = False
            elif sign in "'\"":
                self._string(sign)
                begins = False
            elif begins and (word := _WORD.match(self.text, self.place)):
                begins, current = self._command(word)
            elif begins and sign in "&.":
                self.found.operators.add(sign)
                self.place += 1
            else:
                begins = self._rest(current)

    def _command(self, word: re.Match[str]) -> tuple[bool, list[str] | None]:
        name = word[0]
        self.place = word.end()
        if name.lower() == "function":
            self._blank()
            named = _WORD.match(self.text, self.place)
            assert named is not None
            self.found.functions.add(named[0])
            self.place = named.end()
            return False, None
        if name.lower() in KEYWORDS:
            return name.lower() in {"else", "try", "finally", "throw", "return"}, None
        arguments: list[str] = []
        self.found.commands.append((name, arguments))
        return False, arguments

    def _rest(self, current: list[str] | None) -> bool:
        """Read a part of an expression or an argument; return whether a command may begin after it."""
        if found := _VARIABLE.match(self.text, self.place):
            self.place = found.end()
            self._members()
            return False
        if found := _TYPE.match(self.text, self.place):
            self.place = found.end()
            self._members()
            return False
        if current is None and self.text[self.place] == "=" and self.text[self.place : self.place + 2] != "==":
            self.place += 1
            return True
        if (found := _NUMBER.match(self.text, self.place)) and current is None:
            self.place = found.end()
            return False
        if current is None and (word := re.compile(r"in\b").match(self.text, self.place)):
            self.place = word.end()
            return True
        if self.text[self.place] in "]),":
            self.place += 1
            return False
        found = _ARGUMENT.match(self.text, self.place)
        assert found is not None, f"cannot be read: {self.text[self.place : self.place + 40]!r}"
        if current is not None:
            current.append(found[0])
        self.place = found.end()
        return False

    def _members(self) -> None:
        """Read members and indexes behind a value."""
        while self.place < len(self.text):
            if found := re.compile(r"(\.|::)([A-Za-z][A-Za-z0-9]*)").match(self.text, self.place):
                self.place = found.end()
                if self.text[self.place : self.place + 1] == "(":
                    self.found.calls.add(found[2])
                    self.place += 1
                    self.block(")")
            elif found := re.compile(r"\.'([^']*)'").match(self.text, self.place):
                self.place = found.end()
            elif self.text[self.place] == "[":
                self.place += 1
                self.block("]")
            else:
                return

    def _string(self, quote: str) -> None:
        start = self.place + 1
        self.place = start
        while self.text[self.place] != quote or self.text[self.place + 1 : self.place + 2] == quote:
            if self.text[self.place] == quote or (quote == '"' and self.text[self.place] == "`"):
                self.place += 2
            elif quote == '"' and self.text.startswith("$(", self.place):
                self.place += 2
                self.block(")")
            else:
                self.place += 1
        self.found.strings.append(self.text[start : self.place])
        self.place += 1
        self._members()

    def _blank(self) -> None:
        while self.place < len(self.text):
            if self.text[self.place] in " \t":
                self.place += 1
            elif self.text[self.place] == "`" and self.text[self.place + 1] == "\n":
                self.place += 2
            elif self.text.startswith("<#", self.place):
                self.place = self.text.index("#>", self.place) + 2
            elif self.text[self.place] == "#":
                self.place = self.text.find("\n", self.place)
                self.place = len(self.text) if self.place < 0 else self.place
            else:
                return

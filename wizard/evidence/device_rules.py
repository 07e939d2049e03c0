"""The rule language of device filters: ``device.model -startsWith "Surface" -and device.isCompliant -eq True``.

A rule is cut into tokens by walking over its characters once, turned into reverse Polish
notation by the shunting-yard method, and evaluated with a stack. Nothing recurses and nothing
backtracks, so time grows with the length of the rule only.

Evaluation has three values. An attribute that the sign-in does not tell is unknown; one that
is null (an unregistered device has only nulls) fails every positive operator and meets every
negative one, as Microsoft documents for filters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wizard.evidence.truth import Truth, both, either, negate

MAX_LENGTH = 100_000
"""Characters of a rule; Entra itself takes 3,072."""

NEGATIVE: Final = {
    "ne": "eq",
    "notstartswith": "startswith",
    "notendswith": "endswith",
    "notcontains": "contains",
    "notin": "in",
}
POSITIVE: Final = frozenset(NEGATIVE.values())
_SYMBOLS: Final = {"==": "eq", "!=": "ne", "<>": "ne"}
_PRECEDENCE: Final = {"or": 1, "and": 2, "not": 3}
_SYNONYMS: Final = {"trusttype": {"entraid": "azuread", "azureadjoined": "azuread", "hybridazureadjoined": "serverad"}}
"""Values that Microsoft's tools write in several ways."""
_NULLS: Final = frozenset({"null", "$null"})
_ESCAPE: Final = "`"

Scalar = str | None
Value = str | None | tuple[str, ...]
"""An attribute of a device: text, null, or a collection of texts."""


class Unknown:
    """Says that the sign-in does not tell an attribute."""


UNKNOWN: Final = Unknown()
Lookup = Callable[[str], Value | Unknown]


class RuleError(ValueError):
    """A rule that does not follow the language; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: attribute (lower case, without ``device.``), operator, values."""

    attribute: str
    operator: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule: tests and the words ``and``, ``or``, ``not`` in reverse Polish order."""

    steps: tuple[Test | str, ...]

    @property
    def attributes(self) -> frozenset[str]:
        return frozenset(step.attribute for step in self.steps if isinstance(step, Test))

    def holds(self, lookup: Lookup) -> Truth:
        stack: list[Truth] = []
        for step in self.steps:
            if isinstance(step, Test):
                stack.append(_judge(step, lookup(step.attribute)))
            elif step == "not":
                stack.append(negate(stack.pop()))
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(both(left, right) if step == "and" else either(left, right))
        return stack[0]


def parse(text: str) -> Rule:
    """Parse a rule.

    Raises:
        RuleError: It is empty, too long, or not in the language.
    """
    if len(text) > MAX_LENGTH:
        raise RuleError(f"the rule has {len(text)} characters, more than {MAX_LENGTH}")
    return _Parser(_tokens(text)).parse()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    index, end = 0, len(text)
    while index < end:
        char = text[index]
        if char.isspace():
            index += 1
        elif char in "()[],":
            tokens.append(_Token(char, char, index))
            index += 1
        elif char in "\"'\u201c\u201d\u2018\u2019":
            value, after = _quoted(text, index)
            tokens.append(_Token("text", value, index))
            index = after
        elif text[index : index + 2] in _SYMBOLS:
            tokens.append(_Token("operator", _SYMBOLS[text[index : index + 2]], index))
            index += 2
        else:
            after = index
            while after < end and not text[after].isspace() and text[after] not in "()[],\"'":
                after += 1
            tokens.append(_word(text[index:after], index))
            index = after
    return tokens


def _quoted(text: str, start: int) -> tuple[str, int]:
    closing = {"\u201c": "\u201d", "\u2018": "\u2019"}.get(text[start], text[start])
    parts: list[str] = []
    index = start + 1
    while index < len(text):
        char = text[index]
        if char == _ESCAPE and index + 1 < len(text) and text[index + 1] in (closing, char):
            parts.append(text[index + 1])
            index += 2
        elif char == closing:
            return "".join(parts), index + 1
        else:
            parts.append(char)
            index += 1
    raise RuleError(f"a quoted value that starts at character {start + 1} has no end")


def _word(word: str, place: int) -> _Token:
    lower = word.lower()
    if lower.startswith("device."):
        return _Token("attribute", lower[len("device.") :], place)
    bare = lower.removeprefix("-")
    if bare in _PRECEDENCE:
        return _Token("logic", bare, place)
    if bare in NEGATIVE or bare in POSITIVE:
        return _Token("operator", bare, place)
    if lower.startswith("-") and bare.isalpha():
        raise RuleError(f"the operator {word} at character {place + 1} is not one of device filters")
    return _Token("bare", word, place)


class _Parser:
    """Shunting-yard over the tokens; a comparison is read as one operand."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.steps: list[Test | str] = []
        self.waiting: list[_Token] = []

    def parse(self) -> Rule:
        if not self.tokens:
            raise RuleError("the rule is empty")
        operand_next = True
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            operand_next = self._operand(token) if operand_next else self._connective(token)
        if operand_next:
            raise RuleError("the rule ends where a comparison was expected")
        while self.waiting:
            token = self.waiting.pop()
            if token.kind == "(":
                raise RuleError(f"the parenthesis at character {token.place + 1} has no end")
            self.steps.append(token.text)
        return Rule(tuple(self.steps))

    def _operand(self, token: _Token) -> bool:
        if token.kind == "(" or (token.kind == "logic" and token.text == "not"):
            self.waiting.append(token)
            self.index += 1
            return True
        if token.kind != "attribute":
            raise RuleError(f"'{token.text}' at character {token.place + 1}: device.<attribute> was expected")
        operator = self._take("operator", "an operator such as -eq")
        self.steps.append(Test(token.text, operator.text, self._values(operator)))
        return False

    def _connective(self, token: _Token) -> bool:
        if token.kind == ")":
            self._close(token)
            self.index += 1
            return False
        if token.kind != "logic" or token.text == "not":
            raise RuleError(f"'{token.text}' at character {token.place + 1}: -and or -or was expected")
        while self.waiting and self.waiting[-1].kind == "logic":
            if _PRECEDENCE[self.waiting[-1].text] < _PRECEDENCE[token.text]:
                break
            self.steps.append(self.waiting.pop().text)
        self.waiting.append(token)
        self.index += 1
        return True

    def _close(self, token: _Token) -> None:
        while self.waiting:
            top = self.waiting.pop()
            if top.kind == "(":
                return
            self.steps.append(top.text)
        raise RuleError(f"the parenthesis at character {token.place + 1} has no beginning")

    def _take(self, kind: str, wanted: str) -> _Token:
        self.index += 1
        if self.index >= len(self.tokens):
            raise RuleError(f"the rule ends where {wanted} was expected")
        token = self.tokens[self.index]
        if token.kind != kind:
            raise RuleError(f"'{token.text}' at character {token.place + 1}: {wanted} was expected")
        return token

    def _values(self, operator: _Token) -> tuple[Scalar, ...]:
        self.index += 1
        if self.index >= len(self.tokens):
            raise RuleError("the rule ends where a value was expected")
        token = self.tokens[self.index]
        if token.kind not in "[(":
            value = _scalar(token)
            self.index += 1
            return (value,)
        if operator.text not in ("in", "notin"):
            raise RuleError(f"a list at character {token.place + 1} follows -{operator.text}, which takes one value")
        closing = "]" if token.kind == "[" else ")"
        values: list[Scalar] = []
        self.index += 1
        while self.index < len(self.tokens):
            item = self.tokens[self.index]
            self.index += 1
            if item.kind == closing:
                return tuple(values)
            if item.kind != ",":
                values.append(_scalar(item))
        raise RuleError(f"the list at character {token.place + 1} has no end")


def _scalar(token: _Token) -> Scalar:
    if token.kind == "text":
        return token.text.lower()
    if token.kind != "bare":
        raise RuleError(f"'{token.text}' at character {token.place + 1}: a value was expected")
    lower = token.text.lower()
    return None if lower in _NULLS else lower.removeprefix("$")


def _judge(test: Test, value: Value | Unknown) -> Truth:
    if isinstance(value, Unknown):
        return None
    wanted, synonyms = test.values, _SYNONYMS.get(test.attribute)
    if synonyms is not None:
        wanted = tuple(text and synonyms.get(text, text) for text in wanted)
        value = synonyms.get(value.lower(), value) if isinstance(value, str) else value
    positive = NEGATIVE.get(test.operator)
    if positive is not None:
        return not _meets(positive, value, wanted)
    return _meets(test.operator, value, wanted)


def _meets(operator: str, value: Value, wanted: tuple[Scalar, ...]) -> bool:
    if value is None:
        return operator in ("eq", "in") and None in wanted
    if isinstance(value, tuple):
        # Collections such as physicalIds compare whole entries, whatever the operator.
        return any(entry.lower() in wanted for entry in value)
    actual = value.lower()
    if operator in ("eq", "in"):
        return actual in wanted
    texts = [text for text in wanted if text is not None]
    if operator == "contains":
        return any(text in actual for text in texts)
    if operator == "startswith":
        return any(actual.startswith(text) for text in texts)
    return any(actual.endswith(text) for text in texts)

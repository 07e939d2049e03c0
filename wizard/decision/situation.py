"""One finished decision as a place where conditions hold or do not.

The program holds the conditions of the pack's tables as a compiled network. A condition
that belongs to one document alone needs no compiling: it is read once and looked up in
what is known. What was not answered does not hold, as in a decided case.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.pack import conditions as c
from wizard.pack.literals import options_of

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.pack.models import Pack, Term

parse = lru_cache(maxsize=4096)(c.parse_condition)

UNKNOWN = "unknown"


class Vocabulary:
    """What the names in a pack's conditions stand for."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack."""
        self.pack = pack
        self.terms: dict[str, Term] = {term.id: term for term in pack.terms}
        self.questions = frozenset(question.id for question in pack.questions)
        self.attributes: dict[str, dict[str, tuple[str, ...]]] = {
            question.id: {option.id: option.attributes for option in options_of(pack, question)}
            for question in pack.questions
        }


class Situation:
    """Answers, choices and verdicts, asked by conditions."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        answers: Mapping[str, Answer],
        choices: Mapping[str, Answer],
        *,
        main: str | None,
        also: tuple[str, ...],
        outcomes: tuple[str, ...] = (),
        values: Mapping[str, str | None] | None = None,
    ) -> None:
        """Take what is known.

        Args:
            vocabulary: Terms and options of the pack.
            answers: Answers by question.
            choices: Values of sign-off fields that are choices, by field.
            main: The main verdict.
            also: Accompanying verdicts.
            outcomes: Groups of outcomes that apply.
            values: Results of value tables.
        """
        self.vocabulary = vocabulary
        self.answers = answers
        self.known: dict[str, Answer] = {**answers, **choices}
        self.main = main
        self.also = also
        self.outcomes = outcomes
        self.values = dict(values or {})
        self._terms: dict[str, bool] = {}
        self._sets: dict[str, frozenset[str]] = {}

    def holds(self, text: str) -> bool:
        """Return whether a condition holds.

        Raises:
            ConditionError: The text is no condition.
        """
        return self.true(parse(text))

    def true(self, condition: c.Condition) -> bool:
        """Return whether a parsed condition holds."""
        match condition:
            case c.Always():
                return True
            case c.Not(operand):
                return not self.true(operand)
            case c.All(parts):
                return all(self.true(part) for part in parts)
            case c.Any(parts):
                return any(self.true(part) for part in parts)
            case c.Named(name):
                return self._named(name)
            case c.Is(subject, values):
                return self._value(subject) in values
            case c.Has(member, collection):
                return member in self.members(collection)
            case c.HasAny(collection, members):
                return not self.members(collection).isdisjoint(members)
            case c.Beyond(collection, members):
                return bool(self.members(collection) - set(members))
            case c.Some(question, attribute, lacks):
                has = self.vocabulary.attributes.get(question, {})
                return any((attribute in has.get(option, ())) != lacks for option in self.members(question))
            case c.SomeUnknown(leave_out):
                asked = self.vocabulary.questions.difference(leave_out)
                return any(UNKNOWN in self.members(question) for question in asked)

    def _named(self, name: str) -> bool:
        if name not in self._terms:
            term = self.vocabulary.terms.get(name)
            if term is None:
                self._terms[name] = False
            elif term.members:
                self._terms[name] = bool(self.members(name))
            else:
                self._terms[name] = self.holds(term.when)
        return self._terms[name]

    def _value(self, subject: str) -> str | None:
        if subject == "main":
            return self.main
        if subject in self.values:
            return self.values[subject]
        term = self.vocabulary.terms.get(subject)
        if term is not None and term.cases:
            for case in term.cases:
                if self.holds(case.when):
                    return case.value
            return self._value(term.otherwise) if term.otherwise else None
        value = self.known.get(subject)
        return value if isinstance(value, str) else None

    def members(self, collection: str) -> frozenset[str]:
        """Return the members of a set; a single answer is a set of one."""
        if collection not in self._sets:
            self._sets[collection] = frozenset(self._members(collection))
        return self._sets[collection]

    def _members(self, collection: str) -> tuple[str, ...]:
        if collection in {"verdicts", "proposed"}:
            return ((self.main,) if self.main else ()) + self.also
        if collection == "also":
            return self.also
        if collection == "outcomes":
            return self.outcomes
        term = self.vocabulary.terms.get(collection)
        if term is not None and term.members:
            return tuple(member for member, when in term.members.items() if self.holds(when))
        value = self.known.get(collection, ())
        return (value,) if isinstance(value, str) else tuple(value)

"""Turns conditions over questions and terms into literals of a network.

What each name means is settled here; an unknown one is a finding with the place and the
nearest id. What verdicts and tables mean, the compiler adds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from wizard.errors import Problem
from wizard.pack import conditions as c
from wizard.pack.models import Field, Option, Pack, Question
from wizard.pack.network import FALSE, TRUE, Network
from wizard.pack.toml_lines import nearest

MAX_DEPTH = 50
"""Terms that a condition may lead through."""


class Literals(ABC):
    """Literals of questions and terms, each made once; cycles are noticed.

    Attributes:
        network: Where the conditions become nodes.
        problems: What was found, each with its place.
        place: File and part that is being compiled.
        texts: Conditions that were compiled.
    """

    def __init__(self, pack: Pack, network: Network | None = None) -> None:
        self.pack = pack
        self.problems: list[Problem] = []
        self.texts: set[str] = set()
        self.questions: dict[str, Question] = {question.id: question for question in pack.questions}
        self.options: dict[str, dict[str, int]] = {}
        self.attributes: dict[str, dict[str, tuple[str, ...]]] = {}
        number = 0
        for question in pack.questions:
            self.options[question.id] = {}
            self.attributes[question.id] = {}
            for option in options_of(pack, question):
                number += 1
                self.options[question.id][option.id] = number
                self.attributes[question.id][option.id] = option.attributes
        self.asked = list(self.options)
        for field in choices_of(pack):
            self.options[field.id] = {}
            self.attributes[field.id] = {}
            for choice in field.option:
                number += 1
                self.options[field.id][choice.id] = number
                self.attributes[field.id][choice.id] = ()
        self.network = network or Network(number)
        self.terms = {term.id: term for term in pack.terms}
        self._memo: dict[tuple[str, ...], int] = {}
        self._open: list[tuple[str, ...]] = []
        self.place = ""

    def once(self, key: tuple[str, ...], make: Callable[[], int]) -> int:
        """Return the literal that was made for the key, or make it."""
        if key in self._memo:
            return self._memo[key]
        if key in self._open:
            circle = " -> ".join(" ".join(step) for step in [*self._open[self._open.index(key) :], key])
            self.find(f"depends on itself: {circle}.", "Break the cycle.", "P202")
            return FALSE
        if len(self._open) > MAX_DEPTH:
            self.find(f"leads through more than {MAX_DEPTH} terms.", "Say it more directly.", "P203")
            return FALSE
        self._open.append(key)
        place = self.place
        try:
            self._memo[key] = make()
        finally:
            self._open.pop()
            self.place = place
        return self._memo[key]

    def find(self, message: str, remedy: str = "", code: str = "P201") -> None:
        problem = Problem(self.place, message, remedy, code)
        if problem not in self.problems:
            self.problems.append(problem)

    def condition(self, text: str, place: str) -> int:
        self.place = place
        self.texts.add(text)
        try:
            parsed = c.parse_condition(text)
        except c.ConditionError as error:
            self.find(
                f"has a condition that {error}.",
                "See the conditions in .github/guides/change-the-knowledge.md.",
                "P204",
            )
            return FALSE
        return self.literal(parsed, place)

    def literal(self, condition: c.Condition, place: str) -> int:
        self.place = place
        match condition:
            case c.Always():
                return TRUE
            case c.Not(operand):
                return -self.literal(operand, place)
            case c.All(parts):
                return self.network.all([self.literal(part, place) for part in parts])
            case c.Any(parts):
                return self.network.any([self.literal(part, place) for part in parts])
            case c.Named(name):
                return self.named(name)
            case c.Is(subject, values):
                return self.network.any([self.value(subject, value) for value in values])
            case c.Has(member, collection):
                return self.member(collection, member)
            case c.HasAny(collection, members):
                return self.network.any([self.member(collection, member) for member in members])
            case c.Beyond(collection, members):
                known = self.members(collection)
                for member in members:
                    self.known(f"member of {collection}", member, known)
                return self.network.any([self.member(collection, member) for member in known if member not in members])
            case c.Some(question, attribute, lacks):
                chosen = self.attributes.get(question, {})
                self.known("question", question, list(self.attributes))
                if not any(attribute in has for has in chosen.values()):
                    self.known("attribute", attribute, sorted({name for has in chosen.values() for name in has}))
                return self.network.any(
                    [self.value(question, option) for option, has in chosen.items() if (attribute in has) != lacks]
                )
            case c.SomeUnknown(leave_out):
                for question in leave_out:
                    self.known("question", question, self.asked)
                return self.network.any(
                    [
                        known["unknown"]
                        for question, known in self.options.items()
                        if "unknown" in known and question in self.asked and question not in leave_out
                    ]
                )

    def known(self, kind: str, word: str, known: Sequence[str]) -> bool:
        """Return whether a word is known; note a finding with the nearest one where it is not."""
        if word in known:
            return True
        self.find(f"names the {kind} '{word}', which the pack does not have.", nearest(word, known))
        return False

    def named(self, name: str) -> int:
        """Return the literal of a yes/no term, or that a set has a member."""
        if name in self.terms and not self.terms[name].cases:
            term = self.terms[name]
            if term.members:
                return self.network.any([self.member(name, member) for member in term.members])
            return self.once(("term", name), lambda: self.condition(term.when, f"terms.toml: term {name}"))
        self.known("term", name, [term.id for term in self.pack.terms if not term.cases])
        return FALSE

    def value(self, subject: str, value: str) -> int:
        """Return the literal that a single-valued subject has a value."""
        if subject in self.options:
            if self.known(f"answer of {subject}", value, list(self.options[subject])):
                return self.options[subject][value]
            return FALSE
        if subject in self.terms and self.terms[subject].cases:
            return self.once(("value", subject, value), lambda: self._case(subject, value))
        return self.verdict_value(subject, value)

    def _case(self, subject: str, value: str) -> int:
        term = self.terms[subject]
        place = f"terms.toml: term {subject}"
        known = {case.value for case in term.cases} | set(self.options.get(term.otherwise or "", {}))
        self.place = place
        if not self.known(f"value of {subject}", value, sorted(known)):
            return FALSE
        before: list[int] = []
        ways: list[int] = []
        for case in term.cases:
            literal = self.condition(case.when, place)
            if case.value == value:
                ways.append(self.network.all([literal, *(-other for other in before)]))
            before.append(literal)
        if term.otherwise and value in self.options.get(term.otherwise, {}):
            ways.append(self.network.all([self.options[term.otherwise][value], *(-other for other in before)]))
        return self.network.any(ways)

    def members(self, collection: str) -> list[str]:
        if collection in self.options:
            return list(self.options[collection])
        if collection in self.terms and self.terms[collection].members:
            return list(self.terms[collection].members)
        found = self.verdict_members(collection)
        if found is None:
            sets = [term.id for term in self.pack.terms if term.members]
            known = [*self.options, *sets, "also", "verdicts", "proposed", "outcomes"]
            self.known("question or set", collection, known)
        return found or []

    def member(self, collection: str, member: str) -> int:
        known = self.members(collection)
        if not known or not self.known(f"member of {collection}", member, known):
            return FALSE
        if collection in self.options:
            return self.options[collection][member]
        if collection in self.terms:
            text = self.terms[collection].members[member]
            place = f"terms.toml: term {collection}"
            return self.once(("member", collection, member), lambda: self.condition(text, place))
        return self.verdict_member(collection, member)

    @abstractmethod
    def verdict_value(self, subject: str, value: str) -> int:
        """Return the literal of a value that belongs to no question and no term."""

    @abstractmethod
    def verdict_members(self, collection: str) -> list[str] | None:
        """Return the members of a set other than a question or a term; None for no such set."""

    @abstractmethod
    def verdict_member(self, collection: str, member: str) -> int:
        """Return the literal of a member of such a set."""


def options_of(pack: Pack, question: Question) -> tuple[Option, ...]:
    """Return the options of a question, those of its catalog first."""
    catalog = tuple(connector.as_option() for connector in pack.connectors) if question.options_from else ()
    return (*catalog, *question.option)


def choices_of(pack: Pack) -> tuple[Field, ...]:
    """Return the sign-off fields that conditions may name: those with options."""
    return tuple(field for field in pack.signoff if field.kind in {"choice", "choices"})

"""Conditions in words, with the labels that people read in the interview."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wizard.pack import conditions as c

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.pack.models import Pack
    from wizard.pack.models.documents import Instead


DENIED = "this does not hold: "


class Words:
    """Says conditions and answers of a pack in words."""

    def __init__(self, pack: Pack, instead: Mapping[str, Instead] | None = None) -> None:
        """Use the labels of a pack.

        Args:
            pack: Its questions may be in the words that fit an account.
            instead: Other words for verdicts, by verdict, where their own do not fit that account.
        """
        self.pack = pack
        self.instead = instead or {}

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        catalog = {connector.id: connector.label for connector in self.pack.connectors}
        return {
            q.id: {**(catalog if q.options_from else {}), **{option.id: option.label for option in q.option}}
            for q in self.pack.questions
        }

    @cached_property
    def _terms(self) -> dict[str, str]:
        return {term.id: term.meaning for term in self.pack.terms}

    @cached_property
    def _deciding(self) -> set[str]:
        """What has a verdict as its value: the main one, and tables."""
        return {"main", *(table.id for table in self.pack.tables)}

    def question(self, question: str) -> str:
        found = self.pack.question_by_id.get(question)
        return found.label if found else question

    def title(self, question: str) -> str:
        """Return the short title of a question, for lists."""
        found = self.pack.question_by_id.get(question)
        return found.title if found else question

    def option(self, question: str, option: str) -> str:
        return self._labels.get(question, {}).get(option, option)

    def answer(self, question: str, answer: str | tuple[str, ...] | list[str] | None) -> str:
        if answer is None:
            return "no answer"
        parts = [answer] if isinstance(answer, str) else list(answer)
        return "; ".join(self.option(question, part) for part in parts)

    def verdict(self, verdict: str) -> str:
        if verdict in self.instead and self.instead[verdict].title:
            return self.instead[verdict].title
        found = self.pack.verdict_by_id.get(verdict)
        return found.title if found else verdict

    def decision(self, verdict: str) -> str:
        """Return the decision of a verdict in one sentence, with its slots."""
        other = self.instead.get(verdict)
        return (other.decision if other else "") or self.pack.verdict_by_id[verdict].decision

    def reply(self, verdict: str) -> str:
        """Return the answer that a verdict gives to the question of the decision page, with its slots."""
        other = self.instead.get(verdict)
        return (other.answer if other else "") or self.pack.verdict_by_id[verdict].answer

    def gives(self, table: str, gives: str) -> str:
        """Return what a row gives: a verdict, the verdict of another table, a value, or verdicts that it takes back."""
        if table == "drops":
            return "Takes back: " + "; ".join(self.verdict(verdict) for verdict in gives.split(", "))
        titles = {one.id: one.title for one in self.pack.tables}
        value = gives.replace("_", " ")
        if any(one.id == table and one.gives == "value" for one in self.pack.tables):
            return f"{titles[table]}: {value}"
        if gives in self.pack.verdict_by_id:
            return self.verdict(gives)
        return f"What the table “{titles[gives]}” says" if gives in titles else value

    def condition(self, condition: c.Condition) -> str:
        match condition:
            case c.Always():
                return "in every other case"
            case c.Not(c.Is(subject, values)):
                return self._is(subject, values, "is not")
            case c.Not(c.Has(member, collection)):
                return self._has(collection, (member,), "does not have")
            case c.Not(c.HasAny(collection, members)):
                return self._has(collection, members, "does not have")
            case c.Not(operand):
                return self.stated(operand, holds=False)
            case c.All(parts):
                return "; and ".join(self._within(part) for part in parts)
            case c.Any(parts):
                return "; or ".join(self._within(part) for part in parts)
            case c.Named(name):
                return self._terms.get(name, name).rstrip(".")
            case c.Is(subject, values):
                return self._is(subject, values)
            case c.Has(member, collection):
                return self._has(collection, (member,))
            case c.HasAny(collection, members):
                return self._has(collection, members)
            case c.Beyond(collection, members):
                return f"{self._set(collection)} has something other than {self._members(collection, members)}"
            case c.Some(question, attribute, lacks):
                how = "lacks" if lacks else "has"
                return f"an answer to “{self.question(question)}” {how} “{attribute.replace('_', ' ')}”"
            case c.SomeUnknown(leave_out):
                besides = f", {', '.join(self.question(name) for name in leave_out)} aside" if leave_out else ""
                return f"an answer is “unknown”{besides}"

    def stated(self, condition: c.Condition, *, holds: bool) -> str:
        """Return what is the case, given whether a condition holds.

        Only this place turns a condition that fails into a sentence. Faces that did it themselves
        printed failing parts as if they held, or denied them twice.
        """
        if holds:
            return self.condition(condition)
        return self.condition(condition.operand) if isinstance(condition, c.Not) else self._denied(condition)

    def _denied(self, condition: c.Condition) -> str:
        said = self.condition(condition)
        return f"{DENIED}({said})" if isinstance(condition, c.All | c.Any) else f"{DENIED}{said}"

    def _within(self, part: c.Condition) -> str:
        """Return a part of a group; in parentheses where a reader could not tell how far it reaches."""
        said = self.condition(part)
        return f"({said})" if isinstance(part, c.All | c.Any) or said.startswith(DENIED) else said

    def _is(self, subject: str, values: tuple[str, ...], verb: str = "is") -> str:
        if subject == "decided":
            return f"the row that decided {verb} {' or '.join(values)}"
        chosen = self._members(subject, values)
        if subject in self._labels:
            return f"“{self.question(subject)}” {verb} {chosen}"
        if subject in self._deciding:
            name = "the main verdict" if subject == "main" else f"the {subject.replace('_', ' ')} verdict"
            return f"{name} {verb} {chosen}"
        meaning = self._terms.get(subject, subject.replace("_", " ")).rstrip(".")
        return f"“{meaning}” {verb} {chosen}"

    def _set(self, collection: str) -> str:
        if collection in self._labels:
            return f"“{self.question(collection)}”"
        names = {
            "also": "the list of accompanying verdicts",
            "verdicts": "the list of verdicts",
            "proposed": "the list of verdicts",
        }
        return names.get(collection, self._terms.get(collection, collection.replace("_", " ")).rstrip("."))

    def _members(self, collection: str, members: tuple[str, ...]) -> str:
        if collection in self._labels:
            names = [self.option(collection, member) for member in members]
        elif collection in {"also", "verdicts", "proposed"} | self._deciding:
            names = [self.verdict(member) for member in members]
        else:
            names = [member.replace("_", " ") for member in members]
        return " or ".join(f"“{name}”" for name in names)

    def _has(self, collection: str, members: tuple[str, ...], verb: str = "has") -> str:
        return f"{self._set(collection)} {verb} {self._members(collection, members)}"

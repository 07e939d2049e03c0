"""Brings the answers of a record that an older pack made over to the pack of today.

Nothing is lost: an answer that fits is moved, one whose meaning changed is
parked with the reason and asked again, and one that leads nowhere is kept aside.
"""

from __future__ import annotations

import re
from typing import Any

from wizard.decision.answers import UNKNOWN
from wizard.decision.engine import Engine
from wizard.errors import AnswersError
from wizard.pack.models import FormerAnswer, FormerQuestion, Pack
from wizard.record.model import Record


def carry_over(pack: Pack, engine: Engine, record: Record) -> tuple[Record, tuple[str, ...]]:
    """Return the record in the terms of this pack, and what a reader must be told about it."""
    carried = _Carried(pack, engine, record)
    carried.narrowed()
    carried.merged()
    carried.unknown()
    return carried.record, tuple(carried.notices)


class _Carried:
    def __init__(self, pack: Pack, engine: Engine, record: Record) -> None:
        self.pack = pack
        self.engine = engine
        self.record = record.model_copy(deep=True)
        self.notices: list[str] = []

    def narrowed(self) -> None:
        """Park answers that meant something else when they were given."""
        answers, version = self.record.answers, self.record.knowledge_version
        reasons: dict[str, list[str]] = {}
        for former in self.pack.former_answers:
            if former.answer in _several(answers.get(former.question)) and _was_so(former, version, self.engine):
                reasons.setdefault(former.question, []).append(former.words)
        for question, words in reasons.items():
            given = answers.pop(question)
            known = [option for option in _several(given) if option in self.engine.questions[question]["options"]]
            if len(known) < len(_several(given)):
                self._keep_aside(question, given)
            self._park(question, known if isinstance(given, list) else "".join(known), " ".join(words))

    def merged(self) -> None:
        """Give the answers of former questions to the questions that took their place."""
        groups: dict[str, list[FormerQuestion]] = {}
        for former in self.pack.former_questions:
            groups.setdefault(former.to, []).append(former)
        for question, parts in groups.items():
            given = {part.id: self._take(part.id) for part in parts}
            found = [part.answers[str(given[part.id])] for part in parts if given[part.id] in part.answers]
            for part in parts:
                self._rename(part.id, question)
                if given[part.id] is not None and given[part.id] not in part.answers:
                    self._keep_aside(part.id, given[part.id])
            if not found or question in self.record.answers:
                continue
            answer = self._joined(question, found)
            if len(found) == len(parts):
                self.record.answers[question] = answer
            else:
                self._park(question, answer, f"{parts[0].words} Only {len(found)} of the {len(parts)} were answered.")

    def unknown(self) -> None:
        """Keep answers aside that this pack does not know."""
        for part in (self.record.answers, self.record.parked):
            for name, value in list(part.items()):
                try:
                    self.engine.read({name: value}, parked=True)
                except AnswersError as error:
                    self._keep_aside(name, part.pop(name))
                    self.notices.append(f"{error.problems[0]} The answer is kept aside in the record.")
        self.record.to_do = [name for name in self.record.to_do if name in self.engine.questions]

    def _park(self, question: str, answer: Any, words: str) -> None:
        if answer:
            self.record.parked[question] = answer
        self.record.parked_because[question] = words
        title = self.pack.question_by_id[question].title
        self.notices.append(f"“{title}” is asked again; the question says why.")

    def _take(self, name: str) -> Any:
        value = self.record.answers.pop(name, None)
        parked = self.record.parked.pop(name, None)
        return parked if value is None else value

    def _keep_aside(self, name: str, value: Any) -> None:
        self.record.set_aside = {**self.record.set_aside, name: value}

    def _joined(self, question: str, found: list[str]) -> str | list[str]:
        shape = self.engine.questions[question]
        if UNKNOWN in found:
            return [UNKNOWN] if shape["many"] else UNKNOWN
        chosen = [option for option in shape["options"] if option in found]
        together = [option for option in chosen if option not in shape["exclusive"]] or chosen[:1]
        return together if shape["many"] else together[0]

    def _rename(self, old: str, new: str) -> None:
        """Move what is noted about the old question to the new one."""
        record = self.record
        if old in record.notes:
            note = record.notes.pop(old)
            record.notes[new] = f"{record.notes[new]}\n{note}" if new in record.notes else note
        if old in record.origins:
            record.origins.setdefault(new, record.origins.pop(old))
            record.origins.pop(old, None)
        for names in (record.to_do, record.discuss):
            if old in names:
                names[:] = dict.fromkeys(new if name == old else name for name in names)
        record.drafts.pop(old, None)


def _several(answer: Any) -> tuple[Any, ...]:
    return tuple(answer) if isinstance(answer, list | tuple) else (answer,)


def _was_so(former: FormerAnswer, version: str, engine: Engine) -> bool:
    """Return whether a record of this pack version holds the answer in its old meaning.

    An answer that is still in use counts as the old one only where the version is known to be old enough.
    """
    if version:
        return _numbers(version) <= _numbers(former.until)
    return former.answer not in engine.questions[former.question]["options"]


def _numbers(version: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", version)]

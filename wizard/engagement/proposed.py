"""What a session does with proposals of exports: takes them, and has a person confirm or reject each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wizard.decision.answers import UNKNOWN
from wizard.decision.asides import said_on
from wizard.decision.interview import Interview
from wizard.decision.words import Words
from wizard.engagement.cleaning import clean_line
from wizard.errors import AnswersError, Problem
from wizard.record.model import Origin, Record
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.engine import Engine
    from wizard.evidence.observations import Contradiction, Observation
    from wizard.pack.models import Pack

BY = "the name of who confirmed"


class Proposals:
    """The part of a session that holds proposals; ``wizard.engagement.session.Session`` is the whole.

    Attributes:
        contradictions: What the exports read last say against answers that were there.
    """

    pack: Pack
    engine: Engine
    record: Record
    interview: Interview
    contradictions: tuple[Contradiction, ...] = ()

    def as_record(self) -> Record:
        """Return the record with the answers of the interview."""
        raise NotImplementedError

    def clear(self, question: str) -> None:
        """Take an answer back."""
        raise NotImplementedError

    def _update(self, *, asides: tuple[str, ...] = (), **parts: Any) -> None:
        raise NotImplementedError

    @property
    def proposals(self) -> tuple[str, ...]:
        """Questions whose answer an export proposes and nobody confirmed, in interview order."""
        origins, answers = self.record.origins, self.interview.answers
        return tuple(
            name for name in self.engine.questions if name in answers and name in origins and _waits(origins[name])
        )

    def propose(self, observations: Iterable[Observation]) -> tuple[str, ...]:
        """Let open questions take what exports propose; return those that took something.

        An answer of a person stays. What speaks against it becomes a note on the question,
        and stands in ``contradictions``.
        """
        from wizard.engagement.evidence_files import stated
        from wizard.engagement.proposing import with_proposals
        from wizard.evidence.observations import contradictions

        seen = tuple(observations)
        before = self.as_record()
        after = with_proposals(before, seen, self.engine, Words(self.pack))
        self.contradictions = contradictions(stated(before), seen)
        self.interview = Interview.start(self.engine, after.answers, after.parked, tuple(after.to_do))
        self._update(origins=after.origins, notes=after.notes)
        return tuple(
            name
            for name in self.engine.questions
            if name in after.origins and after.origins[name] != before.origins.get(name)
        )

    def confirm(self, question: str, by: str = "") -> None:
        """Take a proposed answer as observed: a person agrees with the export.

        Raises:
            AnswersError: The question holds no proposal.
            RecordError: The name is too long.
        """
        if question not in self.proposals:
            message = "holds no proposed answer."
            raise AnswersError(Problem(f"answers.{question[:80]}", message, "Answer the question instead."))
        self._confirm((question,), by)

    def confirm_all(self, of: str = "", by: str = "") -> tuple[str, ...]:
        """Confirm every proposal, or those of one kind; return the questions.

        Args:
            of: Name of a file that proposed, or id of a stage; empty for all.
            by: Who confirms.

        Raises:
            RecordError: The name is too long.
        """
        chosen = tuple(name for name in self.proposals if not of or self._is_of(name, of))
        self._confirm(chosen, by)
        return chosen

    def reject(self, question: str) -> None:
        """Take a proposed answer out; the question is open again.

        Raises:
            AnswersError: The question holds no proposal.
        """
        if question not in self.proposals:
            message = "holds no proposed answer."
            raise AnswersError(Problem(f"answers.{question[:80]}", message, "Clear the answer instead."))
        self.clear(question)

    def _is_of(self, question: str, of: str) -> bool:
        return of in self.record.origins[question].files or of == self.pack.question_by_id[question].stage

    def _confirm(self, questions: tuple[str, ...], by: str) -> None:
        origins = {
            name: confirmed(origin, by) if name in questions else origin for name, origin in self.record.origins.items()
        }
        if self.interview.cursor in questions:
            self.interview = self.interview.go_to(None)
        now = self.interview.answers
        asides = (text for name in questions for text in said_on(self.pack, self.engine, name, now, now))
        self._update(origins=origins, asides=tuple(dict.fromkeys(asides)))

    def _at_proposal(self) -> None:
        """Look at the first proposal where no question before it is open, so that each face asks about it."""
        waiting = [name for name in self.proposals if name in self.interview.path]
        if self.interview.cursor is not None or not waiting:
            return
        order = self.interview.path
        first_open = self.interview.open[0] if self.interview.open else None
        if first_open is None or order.index(waiting[0]) < order.index(first_open):
            self.interview = self.interview.go_to(waiting[0])


def confirmed(origin: Origin, by: str) -> Origin:
    """Return where an answer comes from, once a person agrees.

    Raises:
        RecordError: The name is too long.
    """
    return origin.model_copy(update={"how": "observed", "by": clean_line(by, BY)})


def against(question: str, origin: Origin, proposed: Answer, value: Answer, words: Words) -> str:
    """Return a note on a proposal that a person answered otherwise; empty where it does not contradict."""
    given = (value,) if isinstance(value, str) else value
    said = (proposed,) if isinstance(proposed, str) else proposed
    missing = [answer for answer in said if answer not in given]
    if UNKNOWN in given or not missing:
        return ""
    names = words.answer(question, missing)
    return f"{', '.join(origin.files)} proposes “{names}”, which the answer does not have: {origin.reason}"[:20_000]


def source_words(origin: Origin) -> str:
    """Return what a proposal rests on: file, rows and days."""
    rows = "" if origin.rows is None else count(origin.rows, "row")
    behind = ", ".join(part for part in (rows, origin.period) if part)
    return f"{', '.join(origin.files) or 'an export'}{f' ({behind})' if behind else ''}"


def _waits(origin: Origin) -> bool:
    return origin.how == "proposed"

"""The session: one record, the interview over it, and a save after every change.

Every face drives this object. A change never raises because a save failed: the answers
stay in memory, ``save_error`` says why, and ``save_to`` takes them to another place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wizard.decision.answers import as_json
from wizard.decision.asides import fitting_words, said_on
from wizard.decision.engine import Engine
from wizard.decision.interview import Interview, Preview
from wizard.decision.words import Words
from wizard.documents.carry_over import carry_fields, carry_over, still_asked
from wizard.documents.house import settled
from wizard.engagement import store
from wizard.engagement.history import History, State, changed
from wizard.engagement.paths import is_engagement
from wizard.engagement.proposed_answers import against, certain_of, confirmed, with_proposals
from wizard.engagement.record_file import RecordFile
from wizard.engagement.record_hygiene import MAX_NOTE, added, by_place, clean_line, clean_text
from wizard.engagement.settings import TENANT, check_tenant, settings_near, with_tenant, without_tenant
from wizard.engagement.templates import begun
from wizard.errors import AnswersError, Problem, RecordError
from wizard.files.reading import refused
from wizard.pack.models import Field, Pack
from wizard.record.model import FIELD, Account, Origin, Record
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.evidence.observations import Contradiction, Observation
    from wizard.record.redact import Redaction

Value = TypeVar("Value")

WHO = "the name of who answered"
CERTAIN = "certain"
"""Names the proposals that exports prove, where a kind of proposals is confirmed together."""


class Session:
    """A record under work.

    Attributes:
        record: All but the answers, which the interview holds; ``as_record`` joins them.
        interview: The frozen state of the questions.
        file: Where the record is kept; it says why a save failed and whether another window holds the record.
        contradictions: What the exports read last say against answers that were there.
        asides: What the pack says at once about the last answer: that answers do not fit together, for example.
        settings: Those of the record's engagement; None outside of one.
        notices: What a reader must be told about the record, such as answers that the pack no longer knows.
    """

    def __init__(self, pack: Pack, engine: Engine, record: Record, path: Path | None = None) -> None:
        """Check the answers of a record against the pack.

        Args:
            path: The file; None for a session that writes none.

        Raises:
            AnswersError: The pack does not allow an answer.
        """
        from wizard.record.signoff import unfolded_signoff

        self.pack = pack
        self.engine = engine
        self.settings = settings_near(path)
        if self.settings is not None:
            check_tenant(pack, engine, self.settings)
        record = record.model_copy(update={"signoff": unfolded_signoff(pack, record.signoff)})
        self.record = record = with_tenant(pack, record, self.settings, SETTINGS_FILE)
        self.interview = Interview.start(engine, record.answers, record.parked, record.to_do, record.parked_because)
        self.file = RecordFile(path)
        self.contradictions: tuple[Contradiction, ...] = ()
        self.notices: tuple[str, ...] = ()
        self._certain: frozenset[str] = frozenset()
        self.asides: tuple[str, ...] = ()
        self._words: tuple[Interview, Words] | None = None
        self._at_proposal()
        self._history = History(self._state)

    @classmethod
    def new(
        cls,
        home: Path,
        pack: Pack,
        engine: Engine,
        account_name: str,
        day: date,
        *,
        template: Record | None = None,
    ) -> Session:
        """Return a session over a new record, saved at once.

        Args:
            template: The record of another account that this one resembles.

        Raises:
            RecordError: The name is too long.
        """
        name = clean_line(account_name, "the account's name")
        if is_engagement(home.parent):
            record = begun(pack, name, day, template)
        else:
            record = Record(account=Account(name=name), created_on=day)
        file = RecordFile.free(home, name)
        session = cls(pack, engine, record, file.path)
        session.file = file
        session.save()
        return session

    @classmethod
    def open(cls, path: Path, pack: Pack, engine: Engine) -> Session:
        """Return a session over a saved record; ``read_only`` where another window holds it.

        Raises:
            RecordError: The record cannot be read, or was printed with a paper.
        """
        record, notices = carry_over(pack, engine, store.read_saved(path))
        session = cls(pack, engine, record, path)
        session.record = carry_fields(pack, engine, session.record, session.interview.answers)
        session.notices = notices
        session._history = History(session._state)
        session.file.open()
        return session

    # ---- changes; each saves

    def answer(self, question: str, value: Any, by: str = "", origin: Origin | None = None) -> None:
        """Record an answer; the one that an export proposes counts as confirmed.

        Args:
            question: Its id.
            value: An option id, or a list of them.
            by: Who answered, where a face asks for it.
            origin: Where the answer came from; a plain statement needs none.

        Raises:
            AnswersError: The pack does not allow it.
        """
        held = self.record.origins[question] if question in self.proposals else None
        proposed = self.interview.answers.get(question)
        before = self.interview.answers
        self.interview = self.interview.answer(question, value)
        asides = said_on(self.pack, self.engine, question, before, self.interview.answers)
        given = self.interview.answers.get(question, proposed)
        origins = _without(self.record.origins, question)
        notes = self.record.notes
        if held is not None and proposed is not None and given is not None and origin is None:
            if given == proposed:
                origin = confirmed(held, by)
            elif text := against(question, held, proposed, given, self.words):
                notes = added(notes, question, text)
        if origin is not None:
            origins[question] = origin
        elif by:
            origins[question] = Origin(by=clean_line(by, WHO))
        self._update(origins=origins, notes=notes, drafts=_without(self.record.drafts, question), asides=asides)

    def do_not_know(self, question: str, by: str = "") -> None:
        """Set a question down as one that nobody could answer yet; the answer "don't know" keeps who gave it."""
        before = self.interview.answers
        self.interview = self.interview.do_not_know(question)
        asides = said_on(self.pack, self.engine, question, before, self.interview.answers)
        origins = _without(self.record.origins, question)
        if by and question in self.interview.answers:
            origins[question] = Origin(by=clean_line(by, WHO))
        self._update(origins=origins, drafts=_without(self.record.drafts, question), asides=asides)

    def clear(self, question: str) -> None:
        """Remove an answer; the question is open again, or has the tenant's answer again that this one replaced."""
        origins, before = _without(self.record.origins, question), self.record.origins.get(question)
        self.interview = self.interview.clear(question)
        tenant = self.settings.answers.get(question) if self.settings is not None else None
        if tenant is not None and question in self.interview.path and (before is None or before.how != TENANT):
            self.interview = self.interview.answer(question, tenant).go_to(question)
            origins[question] = Origin(how=TENANT, place=SETTINGS_FILE)
        self._update(origins=origins, drafts=_without(self.record.drafts, question))

    def mark(self, question: str, options: Iterable[str]) -> None:
        """Keep what is marked in a question that takes several, before it is confirmed; it isn't an answer."""
        marked = self._known_options(question, options)
        answer = self.interview.answers.get(question, ())
        drafts = _without(self.record.drafts, question)
        if marked != answer:
            drafts[question] = list(marked)
        self._update(drafts=drafts)

    def draft(self, question: str) -> tuple[str, ...] | None:
        """Return what is marked and not confirmed, in the order of the pack; None where nothing waits.

        An answer that has to be given again is not marked: it meant something else, and Enter must not confirm it.
        """
        marked = self.record.drafts.get(question)
        if marked is None or not self.engine.questions.get(question, {}).get("many"):
            return None
        return self._known_options(question, marked)

    def keep_typed(self, place: str, typed: Any = None) -> None:
        """Keep what is being typed in a window that closes, to continue later; nothing forgets it."""
        kept = _without(self.record.typed, place)
        if typed is not None:
            kept[place] = typed
        if kept != self.record.typed:
            self._update(typed=kept)

    def note(self, question: str, text: str) -> None:
        """Keep a note on a question; an empty one removes it.

        Raises:
            RecordError: The note is too long.
        """
        text = clean_text(text, MAX_NOTE, "The note")
        notes = _without(self.record.notes, question)
        if text:
            notes[question] = text
        self._update(notes=notes)

    def toggle_discuss(self, question: str) -> bool:
        """Park a question for discussion, or take it back; return whether it is parked now."""
        parked = set(self.record.discuss) ^ {question}
        self._update(discuss=self._in_order(parked))
        return question in parked

    def set_field(self, field_id: str, raw: Any, day: date | None = None) -> None:
        """Set a value of the sign-off; nothing or an empty one removes it.

        Args:
            field_id: The field.
            raw: As it was typed or chosen.
            day: What dates such as ``+90`` count from; without it they are errors.

        Raises:
            RecordError: There is no such field, or the value does not fit it.
        """
        from wizard.record.signoff import parse_field

        value = None if raw is None or raw in ("", [], {}) else parse_field(self.field(field_id), raw, day)
        signoff = _without(self.record.signoff, field_id)
        if value not in (None, "", [], {}):
            signoff[field_id] = value
        order = by_place([field.id for field in self.pack.signoff])
        signoff = {name: signoff[name] for name in sorted(signoff, key=order)}
        asked = still_asked(self.record.model_copy(update={"signoff": signoff}))
        self._update(signoff=signoff, ask_again=asked, origins=_without(self.record.origins, FIELD + field_id))

    def take(self, record: Record) -> None:
        """Adopt a record that a command made of this one; its answers are those of the interview."""
        self._update(**{name: getattr(record, name) for name in type(record).model_fields if name != "answers"})

    # ---- undo

    def undo(self) -> tuple[str, ...]:
        """Undo the last change; return the questions and fields that it changed, none where no change is left."""
        return self._go_to_state(self._history.back())

    def redo(self) -> tuple[str, ...]:
        """Make the change again that was undone last; return the questions and fields that it concerned."""
        return self._go_to_state(self._history.forth())

    def _go_to_state(self, state: State | None) -> tuple[str, ...]:
        if state is None:
            return ()
        names = changed(state, self._state)
        self.record, self.interview = state
        asked = [name for name in self.interview.path if name in names]
        self.interview = self.interview.go_to(asked[0] if asked and asked[0] in self.interview.answers else None)
        self.asides = ()
        self.save()
        return names

    @property
    def _state(self) -> State:
        return self.record, self.interview

    # ---- proposals of exports

    @property
    def proposals(self) -> tuple[str, ...]:
        """Questions whose answer an export proposes and nobody confirmed, in interview order."""
        origins, answers = self.record.origins, self.interview.answers
        return tuple(
            name
            for name in self.engine.questions
            if name in answers and name in origins and origins[name].how == "proposed"
        )

    @property
    def certain(self) -> tuple[str, ...]:
        """Proposals that the exports read last prove."""
        return tuple(name for name in self.proposals if name in self._certain)

    def propose(self, observations: Iterable[Observation]) -> tuple[str, ...]:
        """Let open questions take what exports propose; return those that took something.

        An answer of a person stays. What contradicts it becomes a note on the question,
        and is in ``contradictions``.
        """
        from wizard.engagement.evidence_files import stated
        from wizard.evidence.observations import contradictions

        seen = tuple(observations)
        before = self.as_record()
        after = with_proposals(before, seen, self.engine, self.words)
        self.contradictions = contradictions(stated(before), seen)
        self._certain = certain_of(seen, self.engine)
        self.interview = Interview.start(self.engine, after.answers, after.parked, tuple(after.to_do))
        self._update(origins=after.origins, notes=after.notes, report_only=after.report_only)
        return tuple(
            name
            for name in self.engine.questions
            if name in after.origins and after.origins[name] != before.origins.get(name)
        )

    def confirm(self, question: str, by: str = "") -> None:
        """Confirm a proposed answer as observed: a person agrees with the export.

        Raises:
            AnswersError: The question holds no proposal.
            RecordError: The name is too long.
        """
        if question not in self.proposals:
            message = "holds no suggested answer."
            raise AnswersError(Problem(f"answers.{question[:80]}", message, "Answer the question instead."))
        self._confirm((question,), by)

    def confirm_all(self, of: str = "", by: str = "") -> tuple[str, ...]:
        """Confirm every proposal, or those of one kind; return the questions.

        Args:
            of: Name of a file that proposed, id of a stage, or ``CERTAIN``; empty for all.
            by: Who confirms.

        Raises:
            RecordError: The name is too long.
        """
        chosen = self.certain if of == CERTAIN else tuple(n for n in self.proposals if not of or self._is_of(n, of))
        self._confirm(chosen, by)
        return chosen

    def reject(self, question: str) -> None:
        """Remove a proposed answer; the question is open again.

        Raises:
            AnswersError: The question holds no proposal.
        """
        if question not in self.proposals:
            message = "holds no suggested answer."
            raise AnswersError(Problem(f"answers.{question[:80]}", message, "Clear the answer instead."))
        self.clear(question)

    # ---- moving about; nothing to save

    def back(self) -> None:
        """Look at the question before."""
        self.interview = self.interview.back()

    def go_to(self, question: str | None) -> None:
        """Look at a question of the path; None for the next open one."""
        self.interview = self.interview.go_to(question)
        self._at_proposal()

    def preview(self, question: str, value: Any) -> Preview:
        """Return what an answer would do.

        Raises:
            AnswersError: The pack does not allow it.
        """
        return self.interview.preview(question, value)

    # ---- the file

    @property
    def path(self) -> Path | None:
        """The file; None for a session in memory."""
        return self.file.path

    @property
    def save_error(self) -> str | None:
        """Why the last save failed; None where it did not."""
        return self.file.save_error

    def unsaved(self, place: str, remedy: str) -> Problem | None:
        """Return why the last save failed, for who does not keep the answers in memory; None where it did not."""
        if self.file.system_error is not None:
            return refused(place, self.file.system_error, remedy)
        return Problem(place, self.save_error, remedy) if self.save_error is not None else None

    @property
    def read_only(self) -> bool:
        """Whether another window holds the record."""
        return self.file.read_only

    def save(self) -> bool:
        """Write the record; return whether it is on the disk now. Never raises for a failed save."""
        return self.file.save(self._own_record())

    def save_to(self, path: Path) -> bool:
        """Change to another file, which must not exist yet, or into a folder; return whether it is on the disk now."""
        return self.file.save_to(path, self._own_record())

    def close(self) -> None:
        """Save what is not saved, and let other windows have the record."""
        self.file.close(self._own_record())

    # ---- reading

    @property
    def words(self) -> Words:
        """The words that fit the answers so far: questions as they are asked now, and verdicts that are certain.

        ``words.pack`` is the pack with its questions in these words.
        """
        if self._words is None or self._words[0] is not self.interview:
            self._words = self.interview, fitting_words(self.pack, self.engine, self.interview.decision)
        return self._words[1]

    def field(self, field_id: str) -> Field:
        """Return a field of the sign-off.

        Raises:
            RecordError: The pack has none of this id.
        """
        for field in self.pack.signoff:
            if field.id == field_id:
                return field
        raise RecordError(Problem(f"signoff.{field_id[:80]}", "isn't a field of the pack.", ""))

    def fields(self, day: date) -> dict[str, bool]:
        """Return the fields of the sign-off that are asked, in their order; True where one is required.

        The risk rating has a say in that, and tests of controls grow old, so it depends on the day.
        """
        return self.case(day).outcome.fields

    def as_record(self) -> Record:
        """Return the record with the answers of the interview, in the order of the pack."""
        order = by_place(list(self.engine.questions))
        parked = self.interview.parked
        return self.record.model_copy(
            update={
                "answers": {name: as_json(answer) for name, answer in self.interview.answers.items()},
                "parked": {name: as_json(parked[name]) for name in sorted(parked, key=order)},
                "parked_because": {
                    name: why for name, why in self.record.parked_because.items() if name in self.interview.held
                },
                "to_do": self._in_order(self.interview.to_do),
                "discuss": self._in_order(self.record.discuss),
                **{
                    part: dict(sorted(getattr(self.record, part).items(), key=lambda entry: order(entry[0])))
                    for part in ("drafts", "notes", "origins")
                },
                "knowledge_version": self.pack.info.version,
            }
        )

    def _own_record(self) -> Record:
        """Return the record as its file holds it: what came from the tenant stays in one place."""
        return without_tenant(self.pack, self.as_record(), self.settings)

    def case(self, day: date, *, redact: Redaction | None = None) -> Case:
        """Return what the documents are made of, on a given day."""
        from wizard.documents.case import build_case

        return build_case(self.pack, self.engine, self.settled(day), day, redact=redact)

    def settled(self, day: date) -> Record:
        """Return the record with the rules that apply to documents of a day: those of its engagement, over the pack's.

        Raises:
            RecordError: The settings of the engagement do not fit the pack.
        """
        return settled(self.pack, self.as_record(), self.settings, day)

    def _known_options(self, question: str, options: Iterable[str]) -> tuple[str, ...]:
        chosen = set(options)
        return tuple(option for option in self.engine.questions[question]["options"] if option in chosen)

    def _update(self, *, asides: tuple[str, ...] = (), **parts: Any) -> None:
        self.asides = asides
        self.record = self.record.model_copy(update=parts)
        self._at_proposal()
        self._history.add(self._state)
        self.save()

    def _in_order(self, questions: Iterable[str]) -> list[str]:
        return sorted(set(questions), key=by_place(list(self.engine.questions)))

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


def _without(known: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {other: value for other, value in known.items() if other != name}

"""The whole pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from wizard.pack.models.base import Expression, Id, Line, Model, Name, QuestionId, Verbatim
from wizard.pack.models.case import CaseWords
from wizard.pack.models.checklist import Checklist
from wizard.pack.models.documents import DocumentRules
from wizard.pack.models.errors import CodeFamily, ErrorCode, Message
from wizard.pack.models.facts import Conflict, Correction, Fact, Source
from wizard.pack.models.former import FormerAnswer, FormerField, FormerQuestion
from wizard.pack.models.frameworks import Framework, FrameworkWarning, Hook
from wizard.pack.models.lists import ListWords
from wizard.pack.models.marks import Ref
from wizard.pack.models.profile import Profile
from wizard.pack.models.questions import Connector, Notice, Question, Stage
from wizard.pack.models.risk import Risk
from wizard.pack.models.rules import Drop, Table, Term
from wizard.pack.models.signoff import Field, FieldOption, Meaning
from wizard.pack.models.slots import Signed, Slot
from wizard.pack.models.surfaces import Surface
from wizard.pack.models.verdicts import Text, Verdict

EDITION = 3
"""Edition of the form of a pack that this wizard reads; raised where older packs can no longer be read."""


class PackInfo(Model):
    """What the pack is, and how old.

    Attributes:
        edition: Edition of the form that the pack follows; packs before the third one do not say.
        checked_on: The day on which its facts were last read against their sources.
        publishers: Hosts whose addresses sources may have.
        accepted_publishers: Whose texts an item of the checklist may cite; anybody's where this is empty.
        framework_question: The question that chooses the frameworks whose hooks are printed.
        documents_matter_when: Conditional texts, hooks, conflicts and sign-off fields are a
            reason to ask a question only where this holds.
        enforced_term: The term that holds exactly where a surface is reached and enforced; a proof holds it to that.
        settled_by: The question that settles for one account what the catalog leaves open.
        unknown_may_stand: Questions whose answer ``unknown`` may accompany a verdict that permits something.
    """

    id: Id
    title: Line
    subject: Name
    version: Name
    edition: int = 2
    checked_on: date
    publishers: tuple[Verbatim, ...] = ()
    accepted_publishers: tuple[Name, ...] = ()
    framework_question: QuestionId | None = None
    documents_matter_when: Expression = ""
    settled_by: QuestionId | None = None
    unknown_may_stand: tuple[QuestionId, ...] = ()
    enforced_term: Annotated[Id, Ref("term", sort="term of yes or no")] | None = None
    record_prefix: Name = "REC"


class Pack(Model):
    """A knowledge pack, read and validated.

    Attributes:
        digest: SHA-256 over the bytes of all files, in hex.
    """

    info: PackInfo
    digest: Verbatim
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]
    notices: tuple[Notice, ...] = ()
    terms: tuple[Term, ...] = ()
    tables: tuple[Table, ...]
    drops: tuple[Drop, ...] = ()
    verdicts: tuple[Verdict, ...]
    texts: tuple[Text, ...] = ()
    slots: tuple[Slot, ...] = ()
    signed: tuple[Signed, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    connectors: tuple[Connector, ...] = ()
    former_answers: tuple[FormerAnswer, ...] = ()
    former_questions: tuple[FormerQuestion, ...] = ()
    former_fields: tuple[FormerField, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    error_codes: tuple[ErrorCode, ...] = ()
    messages: tuple[Message, ...] = ()
    code_families: tuple[CodeFamily, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    corrections: tuple[Correction, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    hooks: tuple[Hook, ...] = ()
    framework_warnings: tuple[FrameworkWarning, ...] = ()
    checklist: Checklist = Checklist()
    signoff: tuple[Field, ...] = ()
    profile: Profile = Profile()
    risk: Risk = Risk()
    documents: DocumentRules = DocumentRules()
    case: CaseWords = CaseWords()
    lists: ListWords = ListWords()

    @cached_property
    def warning_places(self) -> tuple[tuple[str, FrameworkWarning], ...]:
        """The framework warnings, which have no ids, each with its place in the file."""
        return tuple(
            (f"frameworks.toml: at warning.{number}", part) for number, part in enumerate(self.framework_warnings)
        )

    @cached_property
    def demands(self) -> dict[str, str]:
        """The conditions that the documents' set of demands has a member, by member."""
        name = self.documents.demand_set
        members = next((term.members for term in self.terms if term.id == name), {})
        return {member: f"{member} in {name}" for member in members}

    @cached_property
    def waivable(self) -> dict[str, FieldOption]:
        """What a sign-off can waive, by id."""
        return {
            option.id: option for field in self.signoff if field.means == Meaning.EXCLUSIONS for option in field.option
        }

    @cached_property
    def question_by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def verdict_by_id(self) -> dict[str, Verdict]:
        return {verdict.id: verdict for verdict in self.verdicts}

    @cached_property
    def field_by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.signoff}

    @cached_property
    def meant(self) -> dict[str, str]:
        """The id of the sign-off field that carries a meaning, by meaning."""
        return {field.means: field.id for field in self.signoff if field.means is not None}

    def field_of(self, name: Meaning | str) -> str | None:
        """Return the id of the field that carries a meaning, None where none does; an id is returned as it is."""
        return self.meant.get(name) if isinstance(name, Meaning) else name

    def said_of(self, meaning: Meaning, signoff: Mapping[str, Any]) -> Any:
        """Return what a sign-off says in the field that carries a meaning; None where it says nothing."""
        return signoff.get(self.meant.get(meaning, ""))

    @cached_property
    def fact_by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        return {source.id: source for source in self.sources}

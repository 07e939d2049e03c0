"""The record: all that is known about one account, as it is saved, exported and read again.

The schema is versioned. A reader refuses a newer major version, carries older ones over
(``wizard.record.reading``), and keeps keys that it does not know, so that nothing is lost
when an older wizard saves it. An engagement's account is this same record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    SerializerFunctionWrapHandler,
    SkipValidation,
    model_serializer,
    model_validator,
)

from wizard.record.values import Line, Person, Text
from wizard.record.version import SCHEMA_VERSION

FIELD = "signoff."
"""Begins the key under which ``origins`` says where a value of the sign-off came from."""


class _Part(BaseModel):
    """A part of a record; keys that it does not know are kept.

    Attributes:
        left_out: Keys that are in a file only where they hold something.
    """

    model_config = ConfigDict(extra="allow", validate_assignment=True)
    left_out: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _short(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in dump(self).items() if value or key not in self.left_out}


class Account(_Part):
    """The account under assessment.

    Attributes:
        name: As people call it; usually the user principal name.
        aliases: Other names under which lists and exports know it.
    """

    left_out = frozenset({"aliases"})

    name: Line = ""
    aliases: list[Line] = Field(default_factory=list)


class Source(_Part):
    """An export that supports an answer.

    Attributes:
        file: Its name, without folders.
        digest: Its SHA-256, in hex; empty where it is not known.
        period: Days that its rows cover, as text; empty where no time is known.
    """

    file: Line = ""
    digest: Line = ""
    period: Line = ""


class Origin(_Part):
    """Where an answer came from.

    Attributes:
        how: ``stated`` by a person, ``observed`` in an export and confirmed by a person, ``proposed``
            by an export and not confirmed yet, given once for the ``tenant``, given to several accounts
            at once (``shared``), taken from a ``template`` or ``imported`` from a list.
        by: Who answered or confirmed.
        given_on: The day of the answer.
        place: The list with its line, or the record, that a shared or imported answer came from.
        sources: The exports that support it.
        rows: How many rows support it.
    """

    left_out = frozenset({"given_on", "place"})

    how: Literal["stated", "observed", "proposed", "tenant", "shared", "template", "imported"] = "stated"
    by: Line = ""
    sources: list[Source] = Field(default_factory=list)
    rows: int | None = None
    reason: Text = ""
    given_on: date | None = None
    place: Line = ""

    @model_validator(mode="before")
    @classmethod
    def _of_joined_texts(cls, value: Any) -> Any:
        """Read the shape of schema 1.0, which kept several files, digests and periods in one text each."""
        return _separated(value) if isinstance(value, dict) and "sources" not in value else value

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the exports, each once."""
        return tuple(dict.fromkeys(source.file for source in self.sources if source.file))

    @property
    def period(self) -> str:
        """Days that the rows cover, for people."""
        return "; ".join(dict.fromkeys(source.period for source in self.sources if source.period))


class ReportOnly(_Part):
    """A policy in report-only mode that would apply to the account once it is on, as exports show.

    Attributes:
        policy: Its name.
        question: The question whose answers say what it would require.
        requires: Those answers.
        sure: It would apply for sure; otherwise it may.
        sources: The exports that show it.
    """

    policy: Line = ""
    question: Line = ""
    requires: list[Line] = Field(default_factory=list)
    sure: bool = False
    sources: list[Source] = Field(default_factory=list)


def _separated(value: dict[str, Any]) -> dict[str, Any]:
    """Return an origin of schema 1.0 with its sources as a list.

    A file name may hold the separator. The digests, which cannot, tell how many files there are; names are
    then cut behind their suffixes, and stay one text where that does not give as many.
    """
    old = {name: value.get(name) or "" for name in ("file", "digest", "period")}
    if not all(isinstance(text, str) for text in old.values()) or not any(old.values()):
        return value
    kept = {name: part for name, part in value.items() if name not in old}
    digests = [part for part in old["digest"].split(", ") if part] or [""]
    names = [old["file"]]
    for pattern in (", ", r"(?<=\.json), |(?<=\.jsonl), |(?<=\.csv), |(?<=\.xlsx), |(?<=\.txt), "):
        parts = re.split(pattern, old["file"])
        if len(parts) == len(digests):
            names = parts
            break
    if len(names) != len(digests):
        digests = [", ".join(digests)]
    sources = [
        {"file": name, "digest": digest, "period": old["period"]} for name, digest in zip(names, digests, strict=True)
    ]
    return {**kept, "sources": sources}


class AskAgain(_Part):
    """A part of an older record that could not be carried over and is asked again.

    Attributes:
        place: Where the new value goes.
        was: The value before.
        why: Why it could not be carried over, as a sentence.
    """

    place: Line
    was: JsonValue = None
    why: Text = ""


class HandOver(_Part):
    """A role that passed from one person to another.

    Attributes:
        field: The sign-off field of the role.
    """

    field: Line
    before: Person = Field(default_factory=Person)
    after: Person = Field(default_factory=Person)
    on: date | None = None
    by: Line = ""
    reason: Text = ""


class Closure(_Part):
    """The end of a decision before or at its end date.

    Attributes:
        outcome: How it ended: the exit plan was completed, or the account was retired, for example.
    """

    on: date | None = None
    by: Person = Field(default_factory=Person)
    outcome: Line = ""
    reason: Text = ""
    evidence: Text = ""


class AppliedLevel(_Part):
    """What a level of risk allowed and asked."""

    id: Line
    cap_days: int
    review_days: int
    roles: list[Line] = Field(default_factory=list)


class Applied(_Part):
    """The settings that applied when the documents were printed; a frozen record holds them.

    Attributes:
        printed_on: The day of the documents.
        knowledge_digest: SHA-256 of the pack, in hex.
        levels: The rules of each level of risk.
        first_term_days: The longest first term.
        renewals: Renewals before the signers of the next level join.
        meanings: What each role says with its signature, by role.
        verdicts: What was decided, the main verdict first.
        rules: Rows that fired.
        checklist: Items that were printed.
        tool: Version of the wizard that printed them.
    """

    printed_on: date | None = None
    knowledge_digest: Line = ""
    organization: Line = ""
    policy: Line = ""
    clause: Line = ""
    register_id: Line = ""
    retention: Line = ""
    classification: Line = ""
    levels: list[AppliedLevel] = Field(default_factory=list)
    first_term_days: int | None = None
    renewals: int | None = None
    meanings: dict[str, Text] = Field(default_factory=dict)
    verdicts: list[Line] = Field(default_factory=list)
    rules: list[Line] = Field(default_factory=list)
    checklist: list[Line] = Field(default_factory=list)
    tool: Line = ""


class Member(_Part):
    """One of several accounts that share a record, with what is its own.

    Attributes:
        revision: Of the account's own record.
        signoff: Values of the fields that are about one account alone.
        notes: Notes that other accounts of the record do not have.
        renews: As in a record.
        supersedes: As in a record.
    """

    left_out = frozenset({"aliases", "signoff", "notes", "renews", "supersedes"})

    name: Line = ""
    aliases: list[Line] = Field(default_factory=list)
    record_id: Line = ""
    revision: int = 1
    signoff: dict[str, JsonValue] = Field(default_factory=dict)
    notes: dict[str, Text] = Field(default_factory=dict)
    renews: Line = ""
    supersedes: Line = ""


class Record(_Part):
    """All that is known about one account, or about several that differ in nothing but their annex.

    Attributes:
        answers: Answers in use, by question id.
        parked: Answers of questions that are not asked at the moment, or that have to be given again.
        parked_because: Why a parked answer has to be given again, by question id.
        set_aside: Answers of other packs that this one does not know, by question id.
        to_do: Questions that nobody could answer yet.
        discuss: Questions parked for discussion.
        drafts: Options marked in questions that take several, not confirmed yet. They decide nothing, and
            documents do not hold them; a record without any has no such key.
        typed: Text that was being typed when its window was closed, by the place it was typed in. Documents do not hold it.
        notes: Notes by question id.
        origins: Where answers came from, by question id; a value of the sign-off that a list gave, by ``signoff.`` and
            its field id.
        report_only: Policies in report-only mode that would apply once they are on, as the policies read last show.
        signoff: Values of the sign-off fields, by field id, as plain JSON. The pack says of which kind
            each is; ``wizard.record.signoff`` reads them as typed values.
        self_assessment: One person runs the tenant, so duties cannot be separated; the
            documents then say so, and conflicts of duties warn instead of block.
        redacted: Names, contacts, ids and notes were replaced by pseudonyms.
        created_on: Day of creation, as passed in.
        knowledge_version: The pack's version that the answers were given under.
        renews: The record whose exception this one prolongs.
        template: The record from which this one was begun.
        ask_again: What could not be carried over from an older version of the schema.
        hand_overs: Roles that passed to somebody else, in order.
        closed: How the decision ended; None while it has not.
        applied: The settings that applied when it was frozen.
        annex: The accounts of a paper for several; empty for one account.
    """

    left_out = frozenset(
        {
            "annex",
            "applied",
            "ask_again",
            "closed",
            "drafts",
            "hand_overs",
            "parked_because",
            "renews",
            "report_only",
            "set_aside",
            "template",
            "typed",
        }
    )

    schema_version: Line = SCHEMA_VERSION
    record_id: Line = ""
    account: Account = Field(default_factory=Account)
    answers: dict[str, Any] = Field(default_factory=dict)
    parked: dict[str, Any] = Field(default_factory=dict)
    parked_because: dict[str, Text] = Field(default_factory=dict)
    set_aside: dict[str, Any] = Field(default_factory=dict)
    to_do: list[str] = Field(default_factory=list)
    discuss: list[str] = Field(default_factory=list)
    drafts: dict[str, list[Line]] = Field(default_factory=dict)
    typed: dict[str, JsonValue] = Field(default_factory=dict)
    notes: dict[str, Text] = Field(default_factory=dict)
    origins: dict[str, Origin] = Field(default_factory=dict)
    report_only: list[ReportOnly] = Field(default_factory=list)
    # Read as typed values by the pack wherever they count; to check them as JSON too would take a third of reading.
    signoff: dict[str, Annotated[JsonValue, SkipValidation]] = Field(default_factory=dict)
    revision: int = 1
    supersedes: Line = ""
    self_assessment: bool = False
    redacted: bool = False
    created_on: date | None = None
    knowledge_version: Line = ""
    renews: Line = ""
    template: Line = ""
    ask_again: list[AskAgain] = Field(default_factory=list)
    hand_overs: list[HandOver] = Field(default_factory=list)
    closed: Closure | None = None
    applied: Applied | None = None
    annex: list[Member] = Field(default_factory=list)

    def origins_with(self, signoff: Mapping[str, JsonValue]) -> dict[str, Origin]:
        """Return the origins that hold with other values of the sign-off: what a person changed comes from no list."""
        names = self.signoff.keys() | signoff.keys()
        changed = {FIELD + name for name in names if self.signoff.get(name) != signoff.get(name)}
        return {name: origin for name, origin in self.origins.items() if name not in changed}

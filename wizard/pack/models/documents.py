"""What the documents say beyond verdicts, facts and checklist: options, risk in words, glossary."""

from __future__ import annotations

from typing import Annotated

from wizard.pack.models.base import (
    Expression,
    Facts,
    FieldId,
    GroupId,
    Id,
    Line,
    Model,
    Name,
    PhaseId,
    Prose,
    QuestionId,
    Sources,
    Verbatim,
    VerdictId,
)
from wizard.pack.models.marks import Ref


class Variant(Model):
    """A text and when it is said; of several, the first that holds."""

    when: Expression = ""
    text: Prose
    facts: Facts = ()


class Considered(Model):
    """A way that was considered.

    Attributes:
        verdicts: It is chosen where one of these is main or accompanies.
        chosen_when: And this holds.
        shown_when: It is listed only where this holds.
        chosen: What is said where it is chosen.
        reason: Why it is not chosen.
    """

    id: Id
    title: Line
    verdicts: tuple[VerdictId, ...] = ()
    chosen_when: Expression = ""
    shown_when: Expression = ""
    chosen: tuple[Variant, ...] = ()
    reason: tuple[Variant, ...] = ()


class Joined(Model):
    """A verdict that comes along, and when."""

    verdict: VerdictId
    when: Expression = ""


class RiskWords(Model):
    """Where the documents carry a rating, and what they say where they carry none.

    Attributes:
        full_for: Group of outcomes with a full rating.
        short_for: Group of outcomes with a statement alone.
        refuses: The verdict that an adjusted rating at the worst level refuses.
        refused_as: The verdict that the documents then carry.
        also: What accompanies it then.
        statement: The risk in one sentence; ``{account}`` is the account.
        objective: What the waived control is for.
        short: Said for ``short_for``.
        platform: Said where the platform decides.
        none: Said elsewhere.
        undecided: Said while the verdict is open.
        refused: Said where the rating refuses; ``{level}`` is its level.
        refused_decision: The decision in one sentence then.
    """

    full_for: GroupId | None = None
    short_for: GroupId | None = None
    refuses: VerdictId | None = None
    refused_as: VerdictId | None = None
    also: tuple[Joined, ...] = ()
    statement: Prose = ""
    objective: Prose = ""
    short: Prose = ""
    platform: Prose = ""
    none: Prose = ""
    undecided: Prose = ""
    refused: Prose = ""
    refused_decision: Prose = ""


class Fragment(Model):
    """A piece for another tool, with ``{places}`` that take values as JSON strings.

    A line with ``{group_ids}`` is repeated for the group of each exclusion with an end.

    Attributes:
        needs: Sign-off fields without which it is not printed.
    """

    id: Id
    title: Line
    language: Name
    intro: Prose
    when: Expression = ""
    needs: tuple[FieldId, ...] = ()
    template: Verbatim
    facts: Facts = ()
    sources: Sources = ()


class AccountRow(Model):
    """A row of what is known about the account: the answer to a question, or a sign-off field."""

    label: Line
    question: QuestionId | None = None
    field: FieldId | None = None


class Acronym(Model):
    """A short form, and what it means."""

    short: Name
    long: Line


class Instead(Model):
    """Other words for a verdict where its own do not fit; of several, the first that holds counts.

    Attributes:
        title: In place of the title; empty keeps it.
        decision: In place of the decision in one sentence; empty keeps it.
        answer: In place of the answer to the question of the decision page; empty keeps it.
        why: In place of the reasons; empty keeps them.
        next_step: In place of the next step; empty keeps it.
        owner_role: In place of who does the next step; empty keeps it.
        if_approved: In place of what follows from approval; empty keeps it.
        if_refused: In place of what follows from refusal; empty keeps it.
        confirmation: In place of how it is seen to work; empty keeps it.
        rollback: In place of the rollback; empty keeps it.
    """

    verdict: VerdictId
    when: Expression
    title: Line = ""
    decision: Line = ""
    answer: Line = ""
    why: Prose = ""
    next_step: Line = ""
    owner_role: Line = ""
    if_approved: Prose = ""
    if_refused: Prose = ""
    confirmation: Prose = ""
    rollback: Prose = ""


class Who(Model):
    """A role that the documents name, and what it does.

    Attributes:
        role: As the texts of the pack write it.
        field: The sign-off field that names the person, where there is one.
        or_fields: Fields that name somebody for it where that one does not.
    """

    role: Line
    meaning: Prose
    field: FieldId | None = None
    or_fields: tuple[FieldId, ...] = ()


class OpenSection(Model):
    """A section of the sign-off among the open items: how it is called, and who closes it."""

    section: Id
    title: Line
    owner: Line


class PathStep(Model):
    """A box of the decision path.

    Attributes:
        title: What is looked at.
        text: What is the case; the first that holds, and no box where none does.
    """

    title: Line
    text: tuple[Variant, ...]


class StandingRule(Variant):
    """A rule of the organization next to its controls.

    Attributes:
        instead_of: Controls that are not listed besides, because it covers them.
    """

    instead_of: tuple[Id, ...] = ()


class LayerWords(Model):
    """Words of the picture that shows what nobody can waive, and what the organization decides.

    Attributes:
        platform: Names the layer that nobody can waive.
        reached: Said of it where the platform enforces its rule.
        free: Said where it could and does not for this account.
        untouched: Said where nothing else is known.
        own: Names the layer of the organization's own rules.
        nothing: Said of that one where nothing is required.
    """

    platform: Line = ""
    reached: Line = ""
    free: Line = ""
    untouched: Line = ""
    own: Line = ""
    nothing: Line = ""


class DocumentRules(Model):
    """All of it.

    Attributes:
        question: What the decision page asks about the account.
        undecided: What happens where nobody decides.
        assumption: What the decision takes for granted.
        platform_basis: What "none found" rests on.
        decidable: What the organization itself can decide; all that hold are printed.
        demand: How the list of demands is introduced; no list where none holds.
        demand_set: The set of demands that are not met, and the question whose labels name them.
        account_row: What is known about the account, in order.
        discuss: Questions for the meeting, in the dossier, apart from what is verified.
        guid_fields: Sign-off fields that hold a GUID.
        not_a_person: Words in a name or contact that tell a mailbox or group.
        instead: Other words for verdicts under a condition.
        refusals: Verdicts that refuse the same thing, the strongest first; only the first that applies is said as a
            decision, so that one refusal is not read out three times.
        who: Who is who: the roles that the documents name.
        open_section: How open items are grouped.
        layers: Words of the picture of both layers.
        standing: Rules next to its controls; all that hold.
        path: How the answers lead to the decision, box by box.
    """

    question: Line = ""
    risk: RiskWords = RiskWords()
    option: tuple[Considered, ...] = ()
    undecided: tuple[Variant, ...] = ()
    assumption: tuple[Variant, ...] = ()
    platform_basis: tuple[Variant, ...] = ()
    decidable: tuple[Variant, ...] = ()
    demand: tuple[Variant, ...] = ()
    demand_set: Annotated[Id, Ref("term", sort="set")] | None = None
    demand_question: QuestionId | None = None
    account_row: tuple[AccountRow, ...] = ()
    fragment: tuple[Fragment, ...] = ()
    discuss: tuple[Variant, ...] = ()
    guid_fields: tuple[FieldId, ...] = ()
    not_a_person: tuple[Verbatim, ...] = ()
    acronym: tuple[Acronym, ...] = ()
    instead: tuple[Instead, ...] = ()
    refusals: tuple[VerdictId, ...] = ()
    sign_phase: PhaseId | None = None
    who: tuple[Who, ...] = ()
    open_section: tuple[OpenSection, ...] = ()
    layers: LayerWords = LayerWords()
    standing: tuple[StandingRule, ...] = ()
    path: tuple[PathStep, ...] = ()

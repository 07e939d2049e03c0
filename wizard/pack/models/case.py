"""Short texts of the decision page and the case: why, worst case, what stays in force, the plan."""

from __future__ import annotations

from datetime import date

from wizard.pack.models.base import Expression, FieldId, Id, Line, Model, PhaseId, QuestionId, VerdictId
from wizard.pack.models.documents import Variant
from wizard.pack.models.signoff import Meaning


class PlanRow(Model):
    """A step of the plan, in the words of a table.

    Attributes:
        verdicts: It is printed where one of these leads or is signed.
        carried_by: It is printed, too, where one of these only accompanies.
        when: And this holds.
        phase: The checkpoint to which it belongs.
        who: The role that does it, as the documents call it.
        done: What shows that it is done.
        undo: How it is undone; empty where there is nothing to undo.
        due: The date by which it is done; that of its phase where none is named.
        latest: The day after which it is too late, whatever date is given.
        by: By when, in words, where no date of the record says so.
        draft: It prepares the decision, so that a complete document has it behind it.
        first_for: Verdicts whose next step this is; where one of them leads, the plan begins with it.
        signs: It is the signature, so that no other step asks for one.
        urgent: It waits for no board, so that lists of many accounts name it, too.
        each_end: It ends exclusions, so it is done on the day of each one that ends earlier, too.
    """

    id: Id
    verdicts: tuple[VerdictId, ...] = ()
    carried_by: tuple[VerdictId, ...] = ()
    when: Expression = ""
    phase: PhaseId
    who: Line
    what: Line
    done: Line
    undo: Line = ""
    due: Meaning | None = None
    latest: date | None = None
    by: Line = ""
    draft: bool = False
    first_for: tuple[VerdictId, ...] = ()
    signs: bool = False
    urgent: bool = False
    each_end: bool = False


class PhaseDate(Model):
    """By when the steps of a phase are done: the first of these dates that is given, else the words."""

    phase: PhaseId
    dates: tuple[Meaning, ...] = ()
    words: Line


class Part(Model):
    """What a role does besides its steps, while the decision applies."""

    role: Line
    when: Expression = ""
    text: Line


class Export(Model):
    """What answers a question, in at most eight words."""

    question: QuestionId
    how: Line


class ShortName(Model):
    """A sign-off field in at most five words, for lists of what is open."""

    field: FieldId
    text: Line


class CaseWords(Model):
    """All of it.

    Attributes:
        answer_note: What follows the answer where it alone would be misread; the first that holds.
        why: Why the decision came out so; of those that hold, the first five are printed.
        worst: The worst case if the decision is followed.
        ends_early: What ends the decision early.
        exit: The exit plan where no replacement is named.
        platform: Whether the platform's own rule is touched.
        stays: What stays in force; all that hold.
        approved: What follows if it is approved; all that hold.
        refused: What follows if it is refused.
        step: The plan in order.
        phase_date: By when the steps of a phase are done.
        part: What each role does besides its steps.
        export: What answers a question.
        short: Sign-off fields in a few words.
    """

    answer_note: tuple[Variant, ...] = ()
    why: tuple[Variant, ...] = ()
    worst: tuple[Variant, ...] = ()
    ends_early: tuple[Variant, ...] = ()
    exit: tuple[Variant, ...] = ()
    platform: tuple[Variant, ...] = ()
    stays: tuple[Variant, ...] = ()
    approved: tuple[Variant, ...] = ()
    refused: tuple[Variant, ...] = ()
    step: tuple[PlanRow, ...] = ()
    phase_date: tuple[PhaseDate, ...] = ()
    part: tuple[Part, ...] = ()
    export: tuple[Export, ...] = ()
    short: tuple[ShortName, ...] = ()

"""Findings on documents: each with a stable code, its place, what does not hold, and what clears it."""

from __future__ import annotations

from dataclasses import dataclass

RESTORE = "Put the file back as it was written, or print again as a revision and sign that."
CLOCK = "Correct the clock of the computer, or name the day with --date."

CODES = {
    "account_copies": "Two files of an engagement hold one record.",
    "account_missing": "A paper is for an account that the engagement does not have.",
    "account_unreadable": "The file of an account cannot be read or decided.",
    "annex_differs": "The annex of a paper and its records are not about the same accounts.",
    "approval_early": "A signature is older than the document.",
    "approval_future": "A signature is dated on a day that is still to come.",
    "approval_late": "The decision was made after it had taken effect.",
    "box_unreadable": "A box or row of the checklist cannot be read.",
    "changed": "A file is not what was written: its SHA-256 hash differs.",
    "checklist_unreadable": "A checklist is missing, damaged or another kind of file.",
    "clock": "Something was made on a day that is still to come.",
    "closed_by_implementer": "The person who made the change closed the record.",
    "closure_incomplete": "The closure lacks a part, or a part cannot be read.",
    "conditions_contradict": "An approval names conditions, and its decision says that it has none.",
    "conditions_missing": "An approval with conditions names none.",
    "controls_aged": "A compensating control was tested too long ago for the rating to apply.",
    "date_ambiguous": "A date can be read in two ways.",
    "date_future": "Something is dated on a day that is still to come.",
    "date_too_early": "Something is dated before it could be done.",
    "date_unreadable": "A date cannot be read.",
    "decision_missing": "A signature has no decision.",
    "decision_unknown": "A decision isn't one of the words that count.",
    "decision_overdue": "The day of the decision or the start has passed, and nobody has decided.",
    "duties": "Duties are not separated among the people who signed or are named.",
    "draft_signed": "Signatures are under a draft.",
    "due_passed": "Work was due and is not closed.",
    "end_passed": "The exception has ended, and nobody has closed it.",
    "evidence_expired": "Evidence no longer counts.",
    "header_changed": "The header of a document says something else than the record.",
    "header_missing": "The header of a checklist is missing.",
    "item_added": "The checklist has an item that was not printed.",
    "item_changed": "An item or its evidence reads differently than it was printed.",
    "item_removed": "An item that was printed is gone.",
    "item_twice": "The checklist has an item twice.",
    "nested_engagement": "An engagement is within another one.",
    "not_applicable_without_reason": "An item does not apply, and no reason says why.",
    "not_reproduced": "A document reads differently than record and knowledge give.",
    "other_text": "The checklist was printed for another recommendation.",
    "other_record": "A document belongs to another record.",
    "paper_gone": "A paper that a board was given is gone.",
    "paper_copies": "Two papers of an engagement hold one record.",
    "record_differs": "The record of an account says something else than the paper that it is in.",
    "record_unreadable": "The record is missing or cannot be read.",
    "result_contradicts": "The result says something else than the signatures.",
    "result_too_early": "A decision is valid before it was made or recommended.",
    "result_too_late": "A decision is valid for longer than recommended or allowed.",
    "result_unreadable": "A part of the result cannot be read.",
    "review_incomplete": "A row of the review log lacks a part.",
    "review_overdue": "A review was due, and the review log does not show it.",
    "row_added": "The checklist has a row or text that was not printed.",
    "row_removed": "A row or text that was printed is gone.",
    "signature_row_removed": "The row of a signer is gone.",
    "signer_not_named": "A signature has no name, or that of a person whom the recommendation does not name.",
    "sums": "SHA256SUMS is missing, incomplete or damaged.",
    "supersedes_cycle": "Records replace each other.",
    "ticked_too_early": "A box is ticked before its work could be done.",
    "two_checklists": "Two checklists contradict each other.",
}
"""The kinds of finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold.

    Attributes:
        code: A key of ``CODES``.
        place: File, and the field, role, item or line in it.
        message: What does not hold, as a sentence or as one that continues the place.
        remedy: What clears it.
    """

    code: str
    place: str
    message: str
    remedy: str

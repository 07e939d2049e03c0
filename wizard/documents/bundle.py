"""The documents of a case as exact bytes, with their digests.

The documents themselves are loaded where they are made: many commands only want the names of their files.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from wizard.documents.page import PICTURES
from wizard.documents.readiness import REQUIRED, open_items
from wizard.errors import ExportError, Problem, RecordError
from wizard.pack.literals import options_of
from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.record.reading import dump_record
from wizard.record.signoff import shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.documents.case import Case
    from wizard.documents.readiness import OpenItem

CHECKLIST = "checklist.md"
RECORD = "record.json"
SUMS = "SHA256SUMS"
FILLED_IN = "checklist."


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def build_documents(case: Case, *, final: bool = False) -> dict[str, bytes]:
    """Return the documents by file name: recommendation, checklist, dossier, pictures, record and sums.

    The record comes first; every document carries its digest, the checklist carries that of the
    recommendation, the dossier those of all files before it, and ``SHA256SUMS`` lists what nobody edits.

    Args:
        final: Refuse a draft.

    Raises:
        RecordError: The record says that it replaces itself.
        ExportError: ``final``, and something is open; names every item.
    """
    from wizard.documents.checklist import RECOMMENDATION, checklist
    from wizard.documents.dossier import DOSSIER, dossier
    from wizard.documents.recommendation import recommendation

    refuse_own_successor(case)
    if final:
        refuse_draft(case)
    record = dump_record(case.record)
    digest = sha256(record)
    text = recommendation(case, digest)
    ticked = checklist(case, sha256(text), digest)
    pictures = picture_files(case)
    told = {RECOMMENDATION: text, CHECKLIST: ticked}
    documents = {
        **told,
        DOSSIER: dossier(case, digest, told, {RECOMMENDATION: text, **pictures}),
        **pictures,
        RECORD: record,
    }
    return {**documents, SUMS: sums_of(documents)}


def picture_files(case: Case) -> dict[str, bytes]:
    """Return the pictures of a case by the names under which documents link to them."""
    from wizard.documents.pictures import decision_pictures, path_picture

    path = path_picture(case)
    found = (*decision_pictures(case), *((path,) if path is not None else ()))
    return {f"{PICTURES}{picture.name}.svg": picture.svg.encode("utf-8") for picture in found}


def sums_of(documents: Mapping[str, bytes]) -> bytes:
    """Return the sums of all files that nobody edits: a checklist is filled in, in whatever format."""
    kept = {name: data for name, data in documents.items() if name != SUMS and not name.startswith(FILLED_IN)}
    return "".join(f"{sha256(data)}  {name}\n" for name, data in kept.items()).encode("utf-8")


def cited(case: Case) -> dict[str, dict[str, str]]:
    """Return the facts that each document cites, by the document's name, each with the section that cites it first.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.checklist import checklist_page
    from wizard.documents.dossier import dossier_page
    from wizard.documents.recommendation import recommendation_page

    refuse_own_successor(case)
    pages = {"recommendation": recommendation_page(case, ""), "checklist": checklist_page(case, "")}
    told = [fact for page in pages.values() for fact in page.facts]
    return {name: page.facts for name, page in {**pages, "dossier": dossier_page(case, "", told, {})}.items()}


def refuse_own_successor(case: Case) -> None:
    """Raise where a record names itself as the one that it replaces.

    Raises:
        RecordError: With the place, and what is there instead.
    """
    own = normal(case.record.record_id)
    field = case.pack.field_of(Meaning.SUPERSEDES)
    named = {f"signoff.{field}": case.text(Meaning.SUPERSEDES), "supersedes": case.record.supersedes}
    problems = [
        Problem(
            place,
            f"names this record itself, {case.record.record_id[:80]}; a record replaces an earlier one.",
            "Give the ID of the earlier record, or leave it empty for a first decision.",
        )
        for place, text in named.items()
        if text and normal(text) == own
    ]
    if problems:
        raise RecordError(*problems)


def refuse_draft(case: Case) -> None:
    """Raise where the documents would be a draft.

    Raises:
        ExportError: With every open item.
    """
    problems = [
        Problem(item.place, item.reason, _takes(case, item), subject=item.label, for_shell=True)
        for item in open_items(case)
    ]
    if case.outcome.main is None:
        remaining = ", ".join(case.decision.possible)
        message = f"lead to no single decision yet; possible are {remaining}."
        problems.insert(0, Problem("answers", message, subject="The answers"))
    if problems:
        raise ExportError(*problems)


def _takes(case: Case, item: OpenItem) -> str:
    """Return what an entry that is missing takes in a file; empty for one that is there and wrong."""
    if item.section == "answers":
        question = case.pack.question_by_id[item.field_id]
        ids = ", ".join(option.id for option in options_of(case.pack, question))
        return f"Give {'a list of' if question.kind == 'many' else 'one of'} these: {ids}."
    field = case.library.fields.get(item.field_id)
    taken = shape(field) if field is not None and item.reason == REQUIRED else "text"
    return f"It takes {taken}." if taken != "text" else ""

"""A document as it would be written now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Prose

if TYPE_CHECKING:
    from wizard.documents.case import Case

_PICTURES = re.compile(r"(?m)^(?:!\[.*\]\(pictures/[\w-]+\.svg\)\n)+")


def decision_page(case: Case) -> Iterator[Block]:
    """Yield the first page of the recommendation as it would be printed now.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.board.room import split_page
    from wizard.documents.bundle import sha256
    from wizard.documents.recommendation import recommendation
    from wizard.record.reading import dump_record

    text = recommendation(case, sha256(dump_record(case.record))).decode("utf-8")
    yield from _told(case, split_page(text)[0], decides=True)


def document_page(case: Case, name: str) -> Iterator[Block]:
    """Yield one of the documents without its front matter, as Markdown; the pictures of the decision page in words.

    Args:
        name: Its file name.

    Raises:
        RecordError: The record says that it replaces itself.
    """
    from wizard.documents.bundle import build_documents
    from wizard.documents.checklist import RECOMMENDATION

    yield from _told(case, build_documents(case)[name].decode("utf-8"), decides=name == RECOMMENDATION)


def _told(case: Case, text: str, *, decides: bool) -> Iterator[Block]:
    """Yield a document without its front matter; the pictures of a decision page in words."""
    from wizard.documents.pictures import decision_pictures

    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2].lstrip("\n")
    pictures = _PICTURES.search(text) if decides and decision_pictures(case) else None
    if pictures is None:
        yield Prose(text, level=1)
        return
    from wizard.views.pictures import decision_blocks

    yield Prose(text[: pictures.start()], level=1)
    yield from decision_blocks(case)
    yield Gap()
    yield Prose(text[pictures.end() :], level=2)

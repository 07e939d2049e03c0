"""An engagement that several modules read; a test that changes one makes a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engagement.making import engagement, seen
from tests.support.packs import pack_at, real_engine, real_pack
from wizard.documents import docx
from wizard.documents.frame import Frame
from wizard.engagement.reports import write_reports


@pytest.fixture(scope="session")
def contoso(tmp_path_factory) -> Path:
    """Return an engagement with its reports in all formats."""
    folder = engagement(tmp_path_factory.mktemp("contoso") / "contoso")
    write_reports(seen(folder), real_pack(), real_engine(), ("md", "html", "docx"))
    return folder


@pytest.fixture(scope="session", autouse=True)
def _word_files_made_once() -> Iterator[None]:
    """Make each Word file once: `verify` makes it again in every test, and `tests/documents` tests that the bytes are the same."""
    make, made = docx.to_docx, dict[tuple[str, str], bytes]()

    def once(markdown: str, frame: Frame) -> bytes:
        key = (markdown, repr(frame))
        if key not in made:
            made[key] = make(markdown, frame)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docx, "to_docx", once)
        yield


@pytest.fixture(scope="module")
def one_pack() -> Iterator[None]:
    """Let commands read each pack once; what they import meanwhile may keep this, so it must hold for any pack."""
    from wizard.pack import loader

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_pack", pack_at)
        yield

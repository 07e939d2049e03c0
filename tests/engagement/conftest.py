"""An engagement that several modules read; a test that changes one makes a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engagement.contoso import engagement, seen
from tests.support.packs import real_engine, real_pack
from wizard.engagement.reports import write_reports


@pytest.fixture(scope="session")
def contoso(tmp_path_factory) -> Path:
    """Return an engagement with its reports in all formats."""
    folder = engagement(tmp_path_factory.mktemp("contoso") / "contoso")
    write_reports(seen(folder), real_pack(), real_engine(), ("md", "html", "docx"))
    return folder


@pytest.fixture(scope="module")
def one_pack() -> Iterator[None]:
    """Let commands take the pack that is read already; reading it costs more than most of what they do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wizard.pack.loader.load_pack", lambda _: real_pack())
        patch.setattr("wizard.decision.engine.Engine", lambda _: real_engine())
        yield

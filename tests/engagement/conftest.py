"""An engagement that several modules read; a test that changes one makes a copy."""

from __future__ import annotations

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

"""The age of a source's text: counted from the day of republication where there is one, wherever it is shown."""

from __future__ import annotations

from datetime import date

import pytest

from tests.pack import corpus
from wizard.decision.certainty import publication
from wizard.documents.paper import build_paper
from wizard.documents.upkeep import due_tasks
from wizard.pack.checks.run import check_folder
from wizard.pack.loader import load_pack
from wizard.tui.widgets.blocks import flow
from wizard.tui.widgets.drawn import drawn
from wizard.views.facts import fact_blocks
from wizard.views.lines import heard

LATE = date(2027, 3, 1)


@pytest.fixture
def folder(tmp_path):
    folder = corpus.good("bicycle", tmp_path)
    corpus.edit(
        folder / "sources.toml",
        "published = 2026-10-01\nchecked_on = 2026-11-01",
        "published = 2026-01-15\nrepublished = 2026-10-20\nchecked_on = 2026-11-01",
    )
    return folder


@pytest.fixture
def pack(folder):
    return load_pack(folder)


def test_the_date_of_a_text_is_that_of_its_republication(pack):
    assert publication(pack.source_by_id["handbook"]) == "republished 20 October 2026"


def test_without_one_it_is_the_authors_date(pack):
    assert publication(pack.source_by_id["card"]) == "published 1 September 2026"
    assert publication(pack.source_by_id["rules"]) == "undated"


def test_every_face_counts_the_age_from_the_republication(pack, folder):
    said = list(fact_blocks(pack, pack.fact_by_id["BIKE-01"], LATE))
    shown = {
        "tasks": due_tasks(pack, LATE),
        "paper": build_paper(pack, LATE),
        "prompts": "\n".join(heard(said)),
        "screens": flow(drawn(said), 1_000).plain,
        "check": "\n".join(str(finding) for finding in check_folder(folder, LATE).findings),
    }

    for face, text in shown.items():
        assert "2026-10-20" in text, face
        assert "2026-01-15" not in text, face
    assert "republished 2026-10-20, about 4 months before this document" in shown.pop("paper")
    assert "in texts of which the newest is of 2026-10-20" in shown.pop("check")
    for face, text in shown.items():
        assert "republished 2026-10-20, about 4 months ago" in text, face

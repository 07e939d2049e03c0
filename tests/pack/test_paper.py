"""The pack on paper: everything is on it, the charts can be read, nothing of a pack can spoil it."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from markdown_it import MarkdownIt

from tests.pack import corpus
from tests.support.packs import real_pack
from wizard.documents.paper import SIGNERS, build_paper
from wizard.pack.loader import load_pack

DAY = date(2026, 11, 24)
CHART = re.compile(r"^```mermaid\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BOX = re.compile(r'  (?P<name>\w+)(?:\["[^"]*"\]|\{"[^"]*"\}|\(\["[^"]*"\]\))')
ARROW = re.compile(r"  (?P<one>\w+) -->(?:\|(?:yes|no)\|)? (?P<other>\w+)")


@pytest.fixture(scope="module")
def paper():
    return build_paper(real_pack(), DAY)


@pytest.mark.slow
def test_everything_that_has_an_id_is_on_it(paper):
    pack = real_pack()
    ids = [q.id for q in pack.questions] + [t.id for t in pack.terms] + [v.id for v in pack.verdicts]
    ids += [f.id for f in pack.facts] + [s.id for s in pack.sources] + [t.id for t in pack.texts]
    ids += [row.id for table in pack.tables for row in table.row] + [drop.id for drop in pack.drops]
    ids += [item.id for item in pack.checklist.item] + [field.id for field in pack.signoff]
    ids += (
        [surface.id for surface in pack.surfaces] + [c.id for c in pack.connectors] + [c.id for c in pack.corrections]
    )
    ids += [code.code for code in pack.error_codes] + [option.id for option in pack.documents.option]

    assert [ident for ident in ids if ident not in paper] == []


@pytest.mark.slow
def test_there_is_a_chart_a_stage_and_one_a_table_that_decides(paper):
    pack = real_pack()
    charts = CHART.findall(paper)

    assert len(charts) == len(pack.stages) + sum(table.kind == "first" for table in pack.tables)
    for stage, chart in zip(pack.stages, charts, strict=False):
        assert f'start(["{stage.title}"])' in chart
        for question in pack.questions:
            assert (f"q_{question.id}[" in chart) is (question.stage == stage.id)


def test_every_chart_is_made_of_boxes_and_arrows_between_them(paper):
    for chart in CHART.findall(paper):
        head, *lines = chart.splitlines()
        boxes = {found["name"] for line in lines if (found := BOX.fullmatch(line))}
        arrows = [found for line in lines if (found := ARROW.fullmatch(line))]

        assert head == "flowchart TD"
        assert len(lines) == len(boxes) + len(arrows)
        assert {arrow["one"] for arrow in arrows} | {arrow["other"] for arrow in arrows} == boxes
        assert boxes - {arrow["other"] for arrow in arrows} == {"start"}


@pytest.mark.slow
def test_a_source_over_the_limit_is_marked_and_counted():
    old = build_paper(real_pack(), date(2027, 6, 1))

    assert "**Warning:**" in old
    assert "(over the limit)" in old


def test_within_the_limit_nothing_is_marked(paper):
    assert "over the limit" not in paper


def test_it_ends_with_lines_to_sign_that_name_the_digest(paper):
    pack = real_pack()

    assert f"`{pack.digest}`" in paper
    assert all(f"| {role} | | | | | |" in paper for role in SIGNERS)


@pytest.mark.slow
def test_the_same_pack_and_day_give_the_same_paper(paper):
    assert build_paper(real_pack(), DAY) == paper


@pytest.mark.slow
def test_it_is_markdown_without_html_and_without_broken_tables(paper):
    tokens = MarkdownIt("js-default").parse(paper)
    inline = [child for token in tokens for child in token.children or ()]
    rows = sum(token.type == "tr_open" for token in tokens)

    assert [token.type for token in [*tokens, *inline] if token.type.startswith("html")] == []
    assert rows == sum(line.startswith("| ") and not line.startswith("| ---") for line in paper.splitlines())


@pytest.mark.slow
def test_headings_go_down_by_one_level_at_a_time(paper):
    levels = [int(token.tag[1]) for token in MarkdownIt("commonmark").parse(paper) if token.type == "heading_open"]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_pack_full_of_markup_cannot_spoil_it(tmp_path):
    folder = corpus.good("bicycle", tmp_path)
    hostile = '| a | <script>x</script> [l](javascript:x) `end` """ ]} --> --x # {'
    corpus.edit(folder / "questions.toml", 'label = "What is broken?"', f"label = '''{hostile}'''")
    corpus.edit(folder / "verdicts.toml", 'title = "Ride on"', f"title = '''{hostile}'''")
    made = build_paper(load_pack(folder), DAY)
    html = MarkdownIt("js-default").render(made)

    assert "<script" not in html
    assert 'href="javascript' not in html
    for chart in CHART.findall(made):
        for line in chart.splitlines()[1:]:
            assert BOX.fullmatch(line) or ARROW.fullmatch(line), line


def test_a_pack_without_most_files_has_a_paper_too(tmp_path):
    made = build_paper(load_pack(corpus.good("minimal", tmp_path)), DAY)

    assert "This pack has none." in made

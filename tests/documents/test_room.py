"""What holds for the whole room: the published schema, another subject, lean imports, dates in words."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.making import DAY, SIGNOFF, make_case
from tests.support.packs import TINY, engine_at, pack_at
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.documents.escape import guarded, unguarded
from wizard.documents.page import Expander, Page, shifted
from wizard.pack.models.documents import Acronym
from wizard.record.model import Record
from wizard.record.reading import record_from
from wizard.record.schema import PUBLISHED, record_schema
from wizard.record.signoff import check_signoff
from wizard.wording import age, count, date_readings, long_date, read_date, span, two_readings, working_days_after


def test_the_published_schema_is_that_of_the_model():
    assert PUBLISHED.read_bytes() == record_schema(), (
        "run: python -m wizard.record.schema > wizard/record/record.schema.json"
    )


def test_the_schema_names_every_part_of_a_record():
    schema = json.loads(record_schema())

    assert set(schema["properties"]) == set(Record.model_fields)
    assert set(Record().model_dump()) == set(Record.model_fields) - Record.left_out
    assert set(make_case().record.model_dump()) == set(Record.model_fields) - Record.left_out | {"applied"}


@pytest.mark.parametrize("raw", [{"fault": "leak", "parts": ["hose"], "warranty": "yes"}, {"fault": "leak"}, {}])
def test_a_pack_of_another_subject_gives_documents_too(raw):
    record = record_from({"account": {"name": "machine@office"}, "answers": raw, "signoff": SIGNOFF}, "x")
    made = build_documents(build_case(pack_at(TINY), engine_at(TINY), record, DAY))
    own = made["recommendation.md"].decode() + made["checklist.md"].decode()

    assert "machine@office" in own
    assert not [word for word in ("MFA", "Entra", "Microsoft", "Azure", "Conditional Access") if word in own]


@pytest.mark.slow
def test_documents_need_no_face_and_no_word_library():
    code = (
        "import sys; from tests.documents.making import documents; documents();"
        "print([m for m in ('textual', 'rich', 'questionary', 'prompt_toolkit', 'docx', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_importing_the_sections_does_no_work():
    code = "import sys, wizard.documents.case, wizard.record.signoff; print('markdown_it' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_date_reads_back_from_words_and_from_data(day):
    assert read_date(long_date(day)) == day
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03", "2026-12-3", "2026/12/03", "Date: 2026-12-3", "on 3 December 2026", "2026\u201112\u201103", "3 December 2026", "3 Dec 2026", "3. Dezember 2026",
        "3. Dez. 2026", "03.12.2026", "3.12.2026", "3. 12. 2026", "Dec 3, 2026", "December 3rd, 2026", "3-Dec-2026",
        "\u00a03\u00a0December\u00a02026 ", "3rd of December 2026", "3.Dez.2026", "3/Dec/2026", "2026-Dec-03",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text):
    assert read_date(text) == date(2026, 12, 3)


@pytest.mark.parametrize("text", ["12. März 2027", "12 Mrz 2027", "12.03.2027", "12 Maerz 2027"])
def test_german_months_are_read(text):
    assert read_date(text) == date(2027, 3, 12)


def test_a_date_that_two_countries_read_differently_is_asked_about():
    assert date_readings("12/03/2026") == (date(2026, 3, 12), date(2026, 12, 3))
    assert read_date("12/03/2026") is None
    assert two_readings("12/03/2026") == "can mean 12 March 2026 or 3 December 2026."
    assert read_date("12/31/2026") == read_date("31/12/2026") == date(2026, 12, 31)
    assert read_date("03/03/2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027",
        "2027-1-011",
        "1 Foo 2027",
        "31 February 2027",
        "20270131",
        "1 Ma 2027",
        "32.12.2026",
        "3.13.2026",
        "Dec 2026",
        "٢٠٢٧-٠١-٠١",
        "01.12.2026, 02.01.27",
        "1 Dec 2026 31.12",
    ],
)
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (60, "60 days"),
        (61, "about 2 months"),
        (365, "about 12 months"),
        (800, "about 2 years and 2 months"),
    ],
)
def test_spans_are_told_in_words(days, words):
    assert span(days) == words


def test_ages_are_told_from_the_day_of_the_document():
    assert age(DAY, DAY) == "on the day of this document"
    assert age(date(2026, 11, 23), DAY) == "1 day before this document"
    assert age(date(2026, 12, 1), DAY) == "7 days after the day of this document"
    assert count(1, "day") == "1 day"


def test_working_days_skip_the_weekend():
    assert working_days_after(date(2026, 11, 24), 10) == date(2026, 12, 8)
    assert working_days_after(date(2026, 11, 27), 1) == date(2026, 11, 30)


def test_prose_of_the_pack_keeps_its_levels_below_the_heading_above_it():
    assert shifted("## A\n\ntext\n\n### B", 4) == "#### A\n\ntext\n\n##### B"
    assert shifted("```\n# no heading\n```", 4) == "```\n# no heading\n```"
    assert shifted("# A\n\n#### B\n\n##### C", 4) == "#### A\n\n###### B\n\n###### C"


def test_headings_that_nothing_stands_under_are_left_out():
    page = Page()
    for level, text in ((1, "T"), (2, "empty"), (2, "full"), (3, "empty too"), (3, "has"), (2, "last")):
        page.heading(level, text)
        if text == "has":
            page.text("Words.")

    assert page.body() == "# T\n\n## full\n\n### has\n\nWords.\n"


def test_short_forms_are_written_out_once_and_only_in_own_words():
    expander = Expander([Acronym(short="AB", long="alpha beta"), Acronym(short="AB CD", long="alpha beta gamma")])
    text = "---\nx: AB\n---\n\n`AB` \ue000AB\ue001 AB-01 [AB](https://e.org/AB) ABs, AB and AB CD\n"

    assert expander.finish(text).decode() == (
        "---\nx: AB\n---\n\n`AB` AB AB-01 [AB](https://e.org/AB) alpha betas (ABs), AB and alpha beta gamma (AB CD)\n"
    )


def test_a_short_form_that_is_written_out_already_is_left_alone():
    expander = Expander([Acronym(short="AB", long="alpha beta")])

    assert expander.finish("Alpha beta (AB) and AB.\n").decode() == "Alpha beta (AB) and AB.\n"


def test_a_fence_is_longer_than_what_it_holds():
    page = Page()
    page.fence("csv", "a\n````\nb")

    assert page.body() == "`````csv\na\n````\nb\n`````\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "%"])
def test_cells_that_a_spreadsheet_would_run_are_guarded(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert guarded(f" \t{start}x") == f"'{start}x"
    assert unguarded(guarded(f"{start}1+1")) == f"{start}1+1"


def test_checking_values_twice_changes_nothing():
    fields = pack_at(TINY).signoff
    once = check_signoff(fields, SIGNOFF)

    assert check_signoff(fields, once) == once

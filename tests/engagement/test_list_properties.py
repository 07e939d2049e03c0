"""Any list in any dialect says the same, and damaged files raise only what users are told."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engagement.list_making import book, read, said
from tests.support.packs import real_pack
from wizard.engagement.lists.cells import Meanings
from wizard.engagement.lists.model import AccountList
from wizard.errors import EvidenceError
from wizard.pack.literals import options_of

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], include_characters="\n\t")
TEXTS = st.text(LETTERS, max_size=12).map(str.strip)
NAMES = st.text("abcäß€ø.-'@=|;,\"日", min_size=1, max_size=8).filter(lambda text: re.search(r"\w", text))
KINDS = ("guest", "User_Cloud", "Guest (B2B) from another tenant", "?", "")
ROWS = st.lists(
    st.tuples(NAMES, st.sampled_from(KINDS), TEXTS, TEXTS),
    max_size=5,
    unique_by=lambda row: row[0].strip("'").casefold(),
)
HEADER = ("User principal name", "Account type", "Remark", "Remark")


@dataclass(frozen=True)
class Dialect:
    separator: str
    encoding: str
    end: str
    quoting: int
    titles: int
    sep_line: bool
    tail: int

    def write(self, rows: list[tuple[str, ...]]) -> bytes:
        out = io.StringIO()
        if self.sep_line:
            out.write(f"sep={self.separator}{self.end}")
        # Python leaves a line feed without quotes where lines end with CR.
        quoting = csv.QUOTE_ALL if self.end == "\r" else self.quoting
        writer = csv.writer(out, delimiter=self.separator, lineterminator=self.end, quoting=quoting)
        writer.writerows([("Technical accounts",)] * self.titles)
        writer.writerows((*row, *[""] * self.tail) for row in (HEADER, *rows))
        return out.getvalue().encode(self.encoding, "strict")


DIALECTS = st.builds(
    Dialect,
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    titles=st.integers(0, 3),
    sep_line=st.booleans(),
    tail=st.integers(0, 2),
)
PLAIN = Dialect(",", "utf-8", "\n", csv.QUOTE_ALL, 0, False, 0)


def reading(data: bytes, name: str = "list.csv") -> AccountList:
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), data, name)


def asked(found: AccountList) -> list[tuple]:
    return [(one.kind, one.guess, one.choices) for one in found.unsure]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(rows=ROWS, dialect=DIALECTS)
def test_any_table_reads_the_same_in_any_dialect(rows, dialect):
    try:
        data = dialect.write(rows)
    except UnicodeEncodeError:
        data = replace(dialect, encoding="utf-16").write(rows)
    plain, found = reading(PLAIN.write(rows)), reading(data)

    assert said(found) == said(plain)
    assert asked(found) == asked(plain)
    assert plain.unsure or len(found.rows) == len(rows) - len(plain.problems)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_a_workbook_says_what_the_same_table_as_text_says(rows):
    found = reading(book(HEADER, *rows), "list.xlsx")

    assert said(found) == said(reading(PLAIN.write(rows)))


WAYS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.title,
    lambda text: f"  {text}. ",
    lambda text: text.replace(" ", "-").replace("_", " "),
)


def test_every_option_is_known_by_its_id_and_its_label_however_they_are_written():
    pack = real_pack()
    meanings = Meanings(pack)
    wrong = [
        (question.id, option.id, way(text))
        for question in pack.questions
        for option in options_of(pack, question)
        for text in (option.id, option.label)
        for way in WAYS
        if meanings.options[f"answers.{question.id}"].match(way(text)) != ([option.id], True)
    ]

    assert wrong == []


def test_every_label_of_a_question_of_several_answers_is_one_answer_among_others():
    pack = real_pack()
    meanings = Meanings(pack)
    for question in (one for one in pack.questions if one.kind == "many"):
        options = [option for option in options_of(pack, question) if option.id not in question.exclusive]
        for mark in (";", ",", "\n", " | "):
            cell = meanings.read(f"answers.{question.id}", mark.join(option.label for option in options), {}, "")

            assert (cell.value, cell.unsure) == ([option.id for option in options], [])


BASE = PLAIN.write([("a@x", "guest", "note", ""), ("b@x", "?", "two\nlines", "x")])
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 4000),
        st.binary(max_size=4) | st.sampled_from([b'"', b"\0", b"\xff\xfe", b",,", b"\r", b"sep=;\n"]),
    ),
    min_size=1,
    max_size=6,
)


def damaged(data: bytes, changes: list[tuple[int, bytes]], cut: int) -> bytes:
    found = bytearray(data)
    for place, text in changes:
        start = place % (len(found) + 1)
        found[start : start + len(text) // 2] = text
    return bytes(found[: len(found) - cut % (len(found) + 1) // 4])


def refused_at_most(data: bytes, name: str) -> None:
    with suppress(EvidenceError):
        assert all(row.record.account.name for row in reading(data, name).rows)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(changes=CHANGES, cut=st.integers(0, 400), encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252"]))
def test_a_damaged_text_is_read_or_refused(changes, cut, encoding):
    refused_at_most(damaged(BASE.decode().encode(encoding), changes, cut), "list.csv")


BOOK = book(HEADER, ("a@x", "guest", "note", 1.5), ("b@x", "?", None, True))
PARTS = [name for name in zipfile.ZipFile(io.BytesIO(BOOK)).namelist() if name.startswith(("xl/", "["))]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(part=st.sampled_from(PARTS), changes=CHANGES, cut=st.integers(0, 400), outside=st.booleans())
@example(part="xl/workbook.xml", changes=[(3099, b"!")], cut=0, outside=False)  # openpyxl warns
def test_a_damaged_workbook_is_read_or_refused(part, changes, cut, outside):
    if outside:
        refused_at_most(damaged(BOOK, changes, cut), "list.xlsx")
        return
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, damaged(old.read(name), changes, cut) if name == part else old.read(name))
    refused_at_most(out.getvalue(), "list.xlsx")

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.files.json_stream import MAX_RECORD_BYTES, BrokenJsonError, records

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(
    st.dictionaries(st.text(max_size=5).filter(lambda k: k.lower() not in {"value", "records"}), VALUES, max_size=4),
    max_size=5,
)
LAYOUTS = {
    "array": json.dumps,
    "indented array": lambda rows: json.dumps(rows, indent=2),
    "lines": lambda rows: "\n".join(map(json.dumps, rows)),
    "indented one after another": lambda rows: "\n".join(json.dumps(row, indent=2) for row in rows),
    "page": lambda rows: json.dumps({"@odata.context": "x", "value": rows, "n": {"z": [1]}}),
    "event hub": lambda rows: json.dumps({"records": rows}),
    "pages": lambda rows: json.dumps({"value": rows[:1]}) + "\n" + json.dumps({"value": rows[1:]}),
    "array of pages": lambda rows: json.dumps([{"value": rows[:2]}, {"value": rows[2:]}]),
}


def cut(text, size):
    data = text.encode()
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@given(rows=OBJECTS, size=st.integers(1, 40))
def test_the_same_records_come_out_of_every_layout_and_every_cut(layout, rows, size):
    text = LAYOUTS[layout](rows)
    assert [json.loads(record.data) for record in records(cut(text, size))] == rows


@pytest.mark.slow
@given(rows=OBJECTS, size=st.integers(1, 40), share=st.floats(0, 1))
def test_a_text_that_breaks_off_gives_the_records_before_the_break(rows, size, share):
    text = json.dumps({"value": rows})
    kept = [json.loads(record.data) for record in records(cut(text[: int(len(text) * share)], size))]
    assert kept == rows[: len(kept)]


def test_a_break_is_named_with_its_line():
    text = '[{"a": 1},\n{"a": 2},\n{"a": "half'
    with pytest.raises(BrokenJsonError) as caught:
        list(records([text.encode()], strict=True))
    assert caught.value.line == 3


def test_records_know_their_line():
    text = '[\n{"a": 1},\n\n{"a":\n 2}]'
    assert [record.line for record in records(cut(text, 4))] == [2, 4]


def test_brackets_that_do_not_match_are_an_error():
    with pytest.raises(BrokenJsonError, match="bracket"):
        list(records([b'[{"a": 1]}'], strict=True))


def test_brackets_inside_texts_do_not_count():
    rows = [{"a": '}]"\\', "b": "[{"}]
    assert [json.loads(record.data) for record in records(cut(json.dumps(rows), 3))] == rows


@pytest.mark.slow
def test_an_endless_record_is_refused_instead_of_filling_memory():
    parts = (b'[{"a": "', *(b"x" * (1 << 20) for _ in range((MAX_RECORD_BYTES >> 20) + 2)))
    with pytest.raises(BrokenJsonError, match="longer than"):
        list(records(parts, strict=True))

"""A record is written as the standard library writes it, whichever library does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.record.model import Record
from wizard.record.reading import dump_record, read_record

TEXTS = st.text(st.characters(), max_size=6)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
"""Half characters in keys are replaced when a record is read; none gets so far."""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(KEYS, parts, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
@given(VALUES)
def test_any_value_is_written_as_the_standard_library_does(value):
    data = dump_record(Record.model_validate({"extra": value}))
    plain = {**json.loads(dump_record(Record())), "extra": value}
    assert data == (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    assert dump_record(read_record(data, "a.json")) == data


def test_a_small_number_keeps_its_form():
    assert b'"extra": 1e-07' in dump_record(Record.model_validate({"extra": 1e-7}))
    assert b'"extra": 5.3916927488442334e-05' in dump_record(Record.model_validate({"extra": 5.3916927488442334e-05}))

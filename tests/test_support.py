"""What the tests themselves rely on."""

from __future__ import annotations

import pytest

from tests.support.tables import for_each


def test_a_table_is_held_to_a_test_row_by_row_and_names_all_rows_that_fail(tmp_path):
    @for_each(number=[1, 2, 3], word=["a", "b"])
    def small(tmp_path, number, word):
        assert tmp_path.is_dir()
        assert number < 2 or word == "a", "too much"

    with pytest.raises(AssertionError, match=r"2 of 6 fail:\n2, 'b': too much(?s:.*)3, 'b': too much"):
        small(tmp_path=tmp_path)


def test_a_table_without_rows_is_skipped():
    @for_each(number=[])
    def never(number):
        raise AssertionError

    with pytest.raises(pytest.skip.Exception):
        never()

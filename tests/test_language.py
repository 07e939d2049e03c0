"""Prose uses no phrase of ``language_phrases.toml``, except where it is allowed."""

from __future__ import annotations

import tomllib

import pytest

from tests.language import ALLOWED, Text, all_texts, allowed, hits, texts_of_python, too_many

FINISHED = "wizard/record/values.py"
MESSAGE = 'def f(day):\n    """Return a finding."""\n    return Problem("", f"{day} is no date", "Mend the line.")\n'


@pytest.fixture(scope="module")
def found():
    return list(hits(all_texts()))


def said(source):
    return [hit.found for hit in hits(texts_of_python(FINISHED, source))]


@pytest.mark.slow
def test_nothing_says_any_of_them(found):
    assert too_many(found) == []


@pytest.mark.slow
def test_each_exception_is_needed_and_says_why(found):
    listed = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["exception"]
    assert len(listed) <= 30
    assert all(one["reason"] for one in listed)
    assert [one for one in allowed() if not any(one.allows(hit) for hit in found)] == []


@pytest.mark.slow
def test_a_phrase_without_an_exception_is_listed(found):
    added = next(hits([Text(FINISHED, 1, "seen", "It is no date.")]))
    assert too_many([*found, added]) == [str(added)]


def test_messages_docstrings_and_comments_are_prose():
    assert said(MESSAGE) == ["is no", "Mend"]
    assert said('"""A house rule."""\n') == ["house rule"]
    assert said("x = 1  # parted\n") == ["parted"]
    assert said('def f():\n    """Take the pack."""\n') == ["Take the pack."]


@pytest.mark.parametrize(
    "text",
    ["house_rule", "see https://example.org/is-no-page", "has ``is no`` in it", "the answer “is no x” is quoted"],
)
def test_ids_code_addresses_and_quotations_are_not(text):
    assert said(f"x = {text!r}\n") == []


def test_the_line_of_a_hit_is_the_line_in_its_file():
    assert [hit.line for hit in hits([Text("README.md", 1, "seen", "# A\n\n```sh\nmend\n```\n\nMend it.\n")])] == [7]

"""Whole documents keep their structure, whatever users typed in every place at once."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.making import ANSWERS, SIGNOFF, documents, parse, plain
from tests.documents.test_escape import TEXT

FREE = {
    "name",
    "role",
    "contact",
    "objective",
    "result",
    "owner",
    "step",
    "evidence",
    "rollback",
    "what",
    "collected_by",
    "location",
}


LONG = "words that are long enough for every field of the form"


def filled(value: Any, text: str) -> Any:
    """Return sign-off values with a text in every place that takes free text."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{key: text if key in FREE else part for key, part in row.items()} for row in value]
    if isinstance(value, dict):
        return dict.fromkeys(value, text)
    return value


def with_text(text: str) -> dict[str, Any]:
    signoff = {name: filled(copy.deepcopy(value), text) for name, value in SIGNOFF.items()}
    for name in (
        "ticket_ref",
        "purpose",
        "dependencies",
        "permissions",
        "justification",
        "constraint",
        "exclusion_group",
    ):
        signoff[name] = text
    for name in (
        "policy_name",
        "consulted",
        "consequence_if_refused",
        "exclusion_group_id",
        "subject_ref",
        "classification",
    ):
        signoff[name] = text
    signoff["informed"] = signoff["resources"] = signoff["vendor_dependency"] = signoff["regulatory_scope"] = text
    origin = {"how": "observed", "by": text, "file": text, "digest": text, "rows": 3, "period": text, "reason": text}
    return {
        "signoff": signoff,
        "name": text,
        "notes": {"cloud": text, "identity": text, "nowhere": text},
        "origins": {"surfaces": origin, "cloud": {**origin, "how": "stated"}},
    }


def structure(markdown: str) -> list[str]:
    """Return the block structure, and of headings and fixed cells nothing but that they are there."""
    return [f"{token.type}{token.tag}{token.level}" for token in parse(markdown)]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(TEXT.map(lambda text: re.sub(r"[\r\n]", " ", text)))
def test_structure_does_not_depend_on_what_users_typed(text):
    kwargs = {**with_text(f"{LONG} {text}"), "record_id": "MFA-2026-1"}
    benign = {**with_text(LONG), "record_id": "MFA-2026-1"}
    purpose = "word"  # a purpose that seems to name two workloads gets a sentence more
    kwargs["signoff"]["purpose"] = benign["signoff"]["purpose"] = purpose

    typed, usual = documents(ANSWERS, **kwargs), documents(ANSWERS, **benign)
    for name in ("recommendation.md", "checklist.md"):
        assert structure(typed[name]) == structure(usual[name])


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(
        ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a | b | c", "# H", "---", "![i](http://e/x.png)"]
    )
)
def test_nothing_typed_becomes_a_link_an_image_or_a_tag(text):
    made = documents(ANSWERS, **with_text(text))
    for markdown in (made["recommendation.md"], made["checklist.md"]):
        for token in parse(markdown):
            for child in token.children or ():
                assert child.type != "image" or str(child.attrGet("src")).startswith("pictures/")
                if child.type == "html_inline":
                    assert "task-list-item-checkbox" in child.content
                if child.type == "link_open":
                    assert str(child.attrGet("href")).startswith("https://")


@pytest.mark.parametrize(
    "text", ["Cost is 5 | 6 * 7", "# not a heading", "<b>bold</b>", "`code`", "MFA MFA MFA", "a_b_c d_e"]
)
def test_a_note_reads_back_as_itself(text):
    made = documents(ANSWERS, notes={"cloud": text})["dossier.md"]

    assert text in [plain(token) for token in parse(made) if token.type == "inline"]

"""What a stage found: said above the first question after it, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import held, plain_lines, prompted
from tests.tui.stage import EXCEPTION, on_stage
from wizard.engagement.session import Session
from wizard.record.model import Origin
from wizard.views.lines import as_text
from wizard.views.state import found_so_far

ORDER = list(EXCEPTION)


def at(question: str) -> Session:
    return held({name: EXCEPTION[name] for name in ORDER[: ORDER.index(question)]})


def said(session: Session) -> str:
    current = session.interview.current
    assert current is not None
    return " ".join(f"{block.label}: {as_text(block.line)}" for block in found_so_far(session, current))


def test_the_end_of_a_stage_says_what_is_known_of_both_layers_and_what_it_excluded():
    assert said(at("surfaces")).startswith("Found in Account: Ruled out: Retire the account and 2 more.")
    assert said(at("mfa_sources")).startswith(
        "Found in Endpoints: Platform: not reached. Ruled out: Migrate now and 2 more."
    )
    assert said(at("replacement")).startswith(
        "Found in Conditional Access: Platform: not reached. Own rules: MFA not met. Ruled out: "
    )


def test_it_names_where_the_platform_is_reached():
    session = at("surfaces")
    session.answer("surfaces", ["azure_portals"])
    session.answer("platform_use", "same_run")
    assert "Platform: reached, MFA required (the Azure, Entra and Intune portals)." in said(session)


@pytest.mark.parametrize("question", ["identity", "activity", "connectors", "controls", "evidence"])
def test_nothing_is_said_within_a_stage(question: str):
    session = at(question)
    assert session.interview.current == question
    assert said(session) == ""


def test_it_is_said_once_until_the_next_stage_is_begun():
    session = at("surfaces")
    session.answer("surfaces", EXCEPTION["surfaces"])
    session.go_to("surfaces")
    assert said(session) == ""


def test_an_answer_of_the_tenant_does_not_begin_a_stage():
    session = at("mfa_sources")
    session.answer("mfa_sources", EXCEPTION["mfa_sources"], origin=Origin(how="tenant"))
    assert session.interview.current == "controls"
    assert said(session).startswith("Found in Endpoints: ")


def test_each_prompting_face_says_it_before_the_question(capsys):
    words = "Found in Endpoints: Platform: not reached."
    assert words in plain_lines(at("mfa_sources"), "")
    assert words in prompted(at("mfa_sources"), "", capsys)


@pytest.mark.slow
async def test_the_wizard_says_it_above_the_answers_without_a_key(tmp_path: Path) -> None:
    async with on_stage(
        tmp_path, answers={name: EXCEPTION[name] for name in ORDER[: ORDER.index("surfaces")]}
    ) as stage:
        assert "Found in Account: Ruled out: Retire the account" in stage.words("#asides")
        await stage.press("p", "enter")
        assert "Found in" not in stage.words()

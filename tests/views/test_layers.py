"""Both layers and the verdicts that are still possible, while the answers come."""

from __future__ import annotations

import random

import pytest

from tests.support.answering import random_answer
from tests.support.packs import TINY, engine_at, pack_at, real_engine, real_pack
from tests.tui.stage import EXCEPTION, PLATFORM
from tests.views.saying import in_lines, in_print, session_of
from wizard.decision.interview import Interview, passed
from wizard.engagement.session import Session
from wizard.record.reading import record_from
from wizard.views.layers import layer_page, layers_now, possible_page, standing_lines, standing_page


def first(count: int, answers=EXCEPTION, **changed):
    return session_of({**dict(list(answers.items())[:count]), **changed})


def states(session) -> dict[str, str]:
    return {rule.title: rule.state for rule in layers_now(session).rules}


def test_nothing_is_said_of_a_layer_that_nobody_asked_about_yet() -> None:
    page = in_lines(layer_page(first(0)))
    assert page == ("Microsoft's platform (nobody can waive it): not known yet The tenant's own rules: not known yet")


def test_the_platform_is_reached_by_a_surface_that_is_named() -> None:
    reached = layers_now(first(9, PLATFORM))
    assert (reached.platform, reached.tone) == ("reached, MFA required", "error")
    assert [place.title for place in reached.places] == ["the Azure, Entra and Intune portals"]
    assert layers_now(first(11)).platform == "not reached"


def test_a_surface_that_another_answer_may_reach_is_not_known() -> None:
    open_yet = layers_now(first(8))
    assert open_yet.platform == "not known yet"
    assert [(place.title, place.state) for place in open_yet.places] == [
        ("Azure Resource Manager for changes", "not known yet")
    ]
    assert layers_now(first(8, surfaces=["unknown"])).platform == "not known yet"


def test_a_requirement_is_met_not_met_or_not_known() -> None:
    controls = ["mfa", "compliant_device", "terms_of_use"]
    assert states(first(12, controls=controls)) == {
        "MFA": "not known yet",
        "Compliant device": "not known yet",
        "Terms of use": "applies",
    }
    assert states(first(12, controls=controls, met_today=["compliant_device"])) == {
        "MFA": "not met",
        "Terms of use": "applies",
        "Compliant device": "met",
    }


def test_dont_know_is_not_known_however_the_rules_treat_it() -> None:
    answered = first(12, met_today=["unknown"])
    assert states(answered) == {"MFA": "not known yet"}
    assert layers_now(first(11, controls=["unknown"])).more


def test_an_organization_without_requirements_says_so() -> None:
    assert "own rules: nothing required that is known" in in_lines(layer_page(first(16, PLATFORM)))


def test_verdicts_are_grouped_by_what_they_say_on_an_exception() -> None:
    session = first(13)
    page = in_print(possible_page(session))
    assert page == (
        "With conditions (3): - Evidence needed first - Correct the policy or setting - Migrate by a set date "
        "Possible (1): - Time-limited exception"
    )
    titles = {session.words.verdict(name) for name in session.interview.decision.possible}
    assert all(title in page for title in titles)


@pytest.mark.parametrize("count", [0, 9, 13, len(EXCEPTION)])
def test_one_line_says_the_same_in_fewer_words_the_shorter_it_is(count: int) -> None:
    lines = standing_lines(first(count))
    assert max(lines, key=len) == lines[0]
    assert len(lines[-1]) <= 50
    assert layers_now(first(count)).platform in lines[0]


def test_a_pack_without_layers_says_nothing_of_them() -> None:
    session = Session(pack_at(TINY), engine_at(TINY), record_from({"account": {"name": "b"}, "answers": {}}, "t"))
    assert list(layer_page(session)) == []
    assert "Still possible" in in_print(standing_page(session))


@pytest.mark.slow
def test_progress_never_goes_back_while_questions_are_answered() -> None:
    engine, stages = real_engine(), [stage.id for stage in real_pack().stages]
    ends = set()
    for seed in range(60):
        rng = random.Random(seed)
        interview, before = Interview.start(engine), (0.0,) * len(stages)
        while interview.open:
            name = interview.open[0]
            unknown = rng.random() < 0.05
            interview = (
                interview.do_not_know(name) if unknown else interview.answer(name, random_answer(engine, name, rng))
            )
            now = passed(interview, stages)
            assert all(then <= share for then, share in zip(before, now, strict=True)), (seed, name)
            assert now != before, "an answer moves it on"
            before = now
        ends.add(before)
    assert ends == {(1.0,) * len(stages)}


def test_what_cannot_reach_an_agents_user_account_is_said_once() -> None:
    agent = {name: answer for name, answer in EXCEPTION.items() if name not in {"token", "connectors", "flow_role"}}
    agent |= {"identity": "agent_user", "surfaces": ["m365_data"], "controls": ["mfa", "block"]}
    found = states(session_of(agent))

    assert "MFA" not in found
    assert found["MFA policies for users: do not include this account"] == ""
    assert found["Block"] == "not met"

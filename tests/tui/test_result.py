from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tui.stage import DAY, EXCEPTION, PLATFORM, SIZES, knowledge, on_stage
from wizard.decision.blocks import plain
from wizard.decision.interview import flips
from wizard.documents.bundle import build_documents
from wizard.documents.readiness import open_items
from wizard.tui.screens import result
from wizard.tui.screens.pages import PlainScreen
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.screens.result import PAGES, ResultScreen
from wizard.tui.widgets.prose import Reading
from wizard.views.decision import case_sentences

pytestmark = pytest.mark.slow


def page_text(stage) -> str:
    """Return all of the page that is shown, with what lies below the screen."""
    shown = next(page for page in stage.app.screen.query(".page") if page.display)
    plain = shown.prose.plain if isinstance(shown, Reading) else shown.plain
    return " ".join(plain.translate(dict.fromkeys(map(ord, "│╭╮╰╯─"), " ")).split())


async def to_result(stage) -> None:
    if not isinstance(stage.app.screen, ResultScreen):
        await stage.press("f10")
    await stage.until(lambda: any(r.display for r in stage.app.screen.query(Reading)))
    await stage.settle()


@pytest.mark.parametrize("size", SIZES)
async def test_the_decision_sentence_comes_first(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        shown = page_text(stage).replace("multifactor authentication (MFA)", "MFA")
        sentence = plain(case_sentences(stage.session.case(DAY))[0])
        assert sentence in shown
        assert shown.index(sentence) < 200


async def test_a_page_is_built_when_it_is_first_looked_at(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        assert [page.id for page in stage.app.screen.query(Reading)] == ["page-recommendation"]
        await stage.press("4")
        await stage.until(lambda: len(stage.app.screen.query(Reading)) == 2)
        shown = [page.id for page in stage.app.screen.query(Reading) if page.display]
        assert shown == ["page-why"]


async def test_every_page_opens_by_its_digit_and_stands_in_brackets(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        for number, (_, title, *_) in enumerate(PAGES, 1):
            await stage.press(str(number))
            await stage.settle()
            assert f"[{number} {title}]" in stage.text()
            assert len(page_text(stage)) > 40, title


async def test_pages_are_turned_by_arrows_and_by_the_mouse(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("right")
        await stage.settle()
        assert "[2 Checklist]" in stage.text()
        await stage.press("left", "left")
        await stage.settle()
        assert f"[{len(PAGES)} {PAGES[-1][1]}]" in stage.text()
        row = next(i for i, line in enumerate(stage.rows()) if "4 Why" in line)
        await stage.pilot.click(offset=(stage.rows()[row].index("4 Why") + 2, row))
        await stage.settle()
        assert "[4 Why]" in stage.text()


async def test_why_says_rules_answers_and_what_rejected_stronger_verdicts(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("4")
        await stage.settle()
        text = page_text(stage)
        for rule in stage.session.interview.decision.rules:
            assert rule in text
        fired, rejected = text.split("Stronger verdicts, and what rejected each")
        assert "because:" in fired
        assert "rejected because:" in rejected
        assert knowledge().pack.verdict_by_id["retire"].title in rejected


async def test_what_would_change_it_lists_single_answers(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("5")
        await stage.settle()
        text = page_text(stage)
        found = flips(stage.session.interview)
        assert found
        for flip in found:
            if flip.after:
                assert knowledge().pack.verdict_by_id[flip.after].title in text
        assert stage.session.interview.answers["identity"] == "user_cloud"


async def test_open_items_name_who_knows_what_to_export_and_what_is_parked(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={**EXCEPTION, "activity": "unknown"}) as stage:
        stage.session.toggle_discuss("token")
        stage.session.note("cloud", "see the contract")
        await to_result(stage)
        await stage.press("6")
        await stage.settle()
        text = page_text(stage)
        question = knowledge().pack.question_by_id["activity"]
        assert f"Who can answer: {question.who_knows}" in text
        assert question.ask_for in text
        assert "Parked for discussion (1)" in text
        assert "see the contract" in text


@pytest.mark.parametrize("answers", [EXCEPTION, PLATFORM], ids=["exception", "platform"])
async def test_every_fact_of_the_documents_is_among_the_sources_once_and_with_its_age(tmp_path: Path, answers) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=answers, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("7")
        await stage.settle()
        text = page_text(stage)
        documents = build_documents(stage.session.case(DAY))
        facts = set(re.findall(r"(?m)^### \[F: ([A-Z0-9-]+)\]", documents["dossier.md"].decode()))
        assert facts <= knowledge().pack.fact_by_id.keys()
        assert len(facts) > len(stage.session.interview.decision.facts)
        assert f"{len(facts)} facts are in the documents;" in text
        for fact in facts:
            title = " ".join(knowledge().pack.fact_by_id[fact].title.split())
            assert text.count(f"[F: {fact}] {title}") == 1
        assert "read 1 day ago" in text


async def test_sources_say_where_each_fact_is_cited(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("7")
        await stage.settle()
        text = page_text(stage)
        assert f"Behind the decision ({len(stage.session.interview.decision.facts)})" in text
        assert "Cited in the recommendation, under “Options”" in text


async def test_sources_that_were_read_too_long_ago_are_counted_first(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, day=DAY + timedelta(days=400), screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("7")
        await stage.settle()
        assert "Too old:" in stage.words("#page-sources")


async def test_an_open_verdict_says_so(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c")
        await to_result(stage)
        assert "No decision yet: " in stage.words()
        assert "verdict open" in stage.rows()[0]


async def test_while_the_verdict_is_open_why_does_not_speak_of_rejected_verdicts(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c")
        await to_result(stage)
        await stage.press("4")
        assert "No stronger verdict was in reach" not in stage.words()
        assert "The verdict is still open; what is rejected is known once it is certain." in stage.words()
        heads = [row.strip() for row in stage.rows("#page-why")]
        assert heads[heads.index("Stronger verdicts, and what rejected each") - 1] == ""


async def test_one_question_that_is_left_waits(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={n: v for n, v in EXCEPTION.items() if n != "replacement"}) as stage:
        assert stage.session.interview.open == ("replacement",)
        await to_result(stage)
        assert "1 question is unanswered." in stage.words()


async def test_possible_verdicts_are_said_once_while_the_verdict_is_open(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50)) as stage:
        await stage.press("c")
        await to_result(stage)
        text = page_text(stage)
        assert text.count(knowledge().pack.verdict_by_id["migrate_planned"].title) == 1
        assert "main verdicts are still possible." in text
        await stage.press("c")
        assert stage.app.clipboard.startswith("# ")


async def test_the_decision_page_is_a_sheet_with_its_pictures_in_words(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(120, 60), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        reading = stage.app.screen.reading
        rows = reading.prose.plain.split("\n")
        sheet = rows[: next(n for n, row in enumerate(rows) if row.startswith("╰")) + 1]
        assert all(row.startswith(("╭", "│", "╰")) for row in sheet)
        inside = "\n".join(sheet)
        assert "Two layers: who can waive what" in inside
        assert "By signing I" in inside
        assert "Open items" not in inside
        assert "![" not in "\n".join(rows)


async def test_back_leads_to_the_questions(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_result(stage)
        await stage.press("escape")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert stage.current == "evidence"


async def test_what_changed_since_is_shown_on_return(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_result(stage)
        await stage.press("f4", "home")
        await stage.press("enter")
        await stage.press("i", "enter")
        await to_result(stage)
        assert knowledge().pack.verdict_by_id["workload_identity_ok"].title in stage.words()


async def test_copying_shows_a_plain_page_too(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=PLATFORM, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("c")
        assert isinstance(stage.app.screen, PlainScreen)
        asked, _, answered = stage.app.clipboard.partition("\n\n")
        assert asked.startswith("# Should `svc-billing@contoso.com` be excluded from ")
        assert answered.startswith("**NO** ")
        assert not set("│╭╮╰╯") & set(stage.text())
        await stage.press("escape")
        assert isinstance(stage.app.screen, ResultScreen)
        await stage.until(lambda: "[1 Recommendation]" in stage.text() and len(page_text(stage)) > 100)


@pytest.mark.parametrize("answers", [EXCEPTION, PLATFORM], ids=["exception", "platform"])
async def test_the_plain_page_holds_the_text_of_the_decision(tmp_path: Path, answers) -> None:
    async with on_stage(tmp_path, answers=answers, screen=ResultScreen) as stage:
        for size in SIZES:
            await stage.pilot.resize_terminal(*size)
            await to_result(stage)
            await stage.press("c")
            assert isinstance(stage.app.screen, PlainScreen)
            shown = stage.words("#plain").replace("multifactor authentication (MFA)", "MFA").replace("`", "")
            for sentence in case_sentences(stage.session.case(DAY)):
                assert plain(sentence) in shown, size
            await stage.press("escape")


@pytest.mark.parametrize("size", SIZES)
async def test_copying_before_the_page_is_filled_takes_all_of_it(tmp_path: Path, size, monkeypatch) -> None:
    monkeypatch.setattr("wizard.tui.screens.result.FILL_AFTER", 30)
    async with on_stage(tmp_path, size=size, answers=EXCEPTION) as stage:
        await stage.pilot.press("f10")
        await stage.until(lambda: stage.app.screen.query(Reading))
        assert stage.app.screen.busy
        await stage.pilot.press("c")
        await stage.pilot.pause()
        assert "Conditions and early end" in stage.app.clipboard
        assert "Exclude `svc-billing@contoso.com`" in stage.words("#plain")


async def test_no_page_is_blank_before_it_is_filled(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("wizard.tui.screens.result.FILL_AFTER", 300)
    for home, answers in (("decided", EXCEPTION), ("open", {})):
        async with on_stage(tmp_path / home, answers=answers) as stage:
            await stage.pilot.press("f10")
            await stage.until(lambda: stage.app.screen.query(Reading))
            for number, (name, *_) in enumerate(PAGES, 1):
                await stage.pilot.press(str(number))
                await stage.pilot.pause()
                assert stage.words(f"#page-{name}").strip(), (home, name)


async def test_a_page_is_built_once(tmp_path: Path, monkeypatch) -> None:
    made: list[str] = []
    build, show = ResultScreen.parts, ResultScreen.show_page

    def parts(self, page):
        if page not in self._built:
            made.append(page)
        return build(self, page)

    shown: list[str] = []

    async def show_page(self, page):
        shown.append(page)
        await show(self, page)

    monkeypatch.setattr(ResultScreen, "parts", parts)
    monkeypatch.setattr(ResultScreen, "show_page", show_page)
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        assert (made, shown) == (["recommendation"], ["recommendation"])
        await stage.press("2", "1", "f1", "escape")
        assert made == ["recommendation", "checklist"]
        await stage.press("ctrl+r")
        assert made == ["recommendation", "checklist", "recommendation"]
        assert "svc-billing" not in page_text(stage)


async def test_a_window_above_leaves_the_place_in_the_page(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(80, 24), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("pagedown", "pagedown")
        before = stage.rows("#room")
        for keys in (("f1", "escape"), ("c", "escape"), ("w", "escape"), ("f4", "escape"), ("s", "escape")):
            await stage.press(*keys)
            assert stage.rows("#room") == before, keys


async def test_a_selection_of_the_page_is_copied(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        row = next(i for i, line in enumerate(stage.rows()) if "Exclude svc-billing" in line)
        column = stage.rows()[row].index("Exclude")
        await stage.pilot.mouse_down(offset=(column, row))
        await stage.pilot.hover(offset=(column + 10, row))
        await stage.pilot.mouse_up(offset=(column + 10, row))
        await stage.pilot.press("ctrl+c")
        assert stage.app.clipboard.startswith("Exclude sv")
        assert len(stage.app.clipboard) < 14


async def test_the_end_of_a_page_is_reached_at_every_size(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        for size in SIZES:
            await stage.pilot.resize_terminal(*size)
            await stage.press("end")
            lines = [line.strip() for line in stage.one("#page-recommendation").prose.plain.split("\n") if line.strip()]
            assert lines[-1] in stage.text()


async def test_back_from_a_finished_record_that_was_opened_shows_its_last_question(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        path = stage.session.path
    async with on_stage(tmp_path, size=(80, 24), name=None) as stage:
        stage.app.open_record(path)
        await stage.until(lambda: isinstance(stage.app.screen, ResultScreen))
        await stage.settle()
        await stage.press("escape")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert knowledge().pack.question_by_id["evidence"].label in stage.words()


async def test_an_open_item_leads_to_its_field_and_a_question_to_be_found_out_to_itself(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        stage.session.do_not_know("frameworks")
        stage.session.set_field("account_owner", {"name": "Ada Bell"})
        await to_result(stage)
        await stage.press("6")
        page = stage.words("#page-open")
        assert "It is required for this decision" not in page
        assert "Account owner: Ada Bell (" in page
        leads = stage.one("#page-open")
        place = leads.places.index("signoff.purpose")
        leads.highlighted = place
        await stage.press("enter")
        assert stage.app.screen.at == "purpose"
        await stage.press("escape", "home", "enter")
        assert stage.current == "frameworks"


async def test_every_open_item_is_on_the_page_under_the_role_that_closes_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(120, 60), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_result(stage)
        await stage.press("6")
        places = [place for place in stage.one("#page-open").places if place]
        assert places == [*dict.fromkeys(places)]
        assert {*places} == {item.place for item in open_items(stage.session.case(DAY))}


OVER = 1e-12
"""Seconds that are over before a timer begins to wait, as longer ones are on a busy machine."""


@pytest.mark.slow
async def test_a_page_is_filled_although_its_time_came_before_the_timer_waited(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(result, "FILL_AFTER", OVER)
    async with on_stage(tmp_path / "home", answers=EXCEPTION) as stage:
        await stage.press("f10")
        assert "You are asked to" in stage.text()

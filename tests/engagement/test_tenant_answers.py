"""What was answered once for the tenant: shown as such and not asked, replaced for one account, and back again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engagement.sessions import DAY
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import on_stage
from wizard.engagement.session import Session
from wizard.prompts.texts import answer_line, asking_of
from wizard.record.model import Record
from wizard.views.lines import heard
from wizard.views.question import preview_page
from wizard.views.state import ONCE

SAYS = "Given for the whole tenant; another answer here holds for this account alone."


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    (tmp_path / "accounts").mkdir()
    (tmp_path / "engagement.toml").write_text('[answers]\ncloud = "public"\n', encoding="utf-8")
    return tmp_path / "accounts"


@pytest.fixture
def session(accounts: Path):
    made = Session.new(accounts, real_pack(), real_engine(), "svc-a", DAY)
    made.answer("identity", "user_cloud")
    yield made
    made.close()


def kept(session: Session) -> dict:
    assert session.path is not None
    return json.loads(session.path.read_text(encoding="utf-8")).get("answers", {})


def test_the_tenants_answer_is_not_asked_and_says_where_it_is_from(session):
    assert session.interview.current == "activity"
    assert SAYS in answer_line(session, "cloud")
    session.go_to("cloud")
    assert SAYS in asking_of(session, "cloud").notes
    assert kept(session) == {"identity": "user_cloud"}


def test_another_answer_holds_for_the_account_alone_and_the_preview_says_so(session):
    said = list(heard(preview_page(session, session.preview("cloud", "china"), "china")))
    assert "For this account alone; the other accounts keep the tenant's answer." in said
    session.answer("cloud", "china")
    assert kept(session)["cloud"] == "china"
    assert SAYS not in answer_line(session, "cloud")


def test_taking_it_back_brings_the_tenants_answer_again(session):
    session.answer("cloud", "china")
    session.clear("cloud")
    assert session.interview.answers["cloud"] == "public"
    assert SAYS in answer_line(session, "cloud")
    assert "cloud" not in kept(session)


def test_what_usually_holds_for_the_tenant_says_where_it_is_answered_once(accounts):
    session = Session.new(accounts, real_pack(), real_engine(), "svc-b", DAY)
    session.answer("identity", "user_cloud")
    assert ONCE not in asking_of(session, "activity").notes
    assert ONCE in asking_of(session, "frameworks").notes
    assert ONCE not in asking_of(session, "cloud").notes, "it is answered"
    alone = Session.memory(real_pack(), real_engine(), Record())
    assert ONCE not in asking_of(alone, "frameworks").notes
    session.close()


@pytest.mark.slow
async def test_the_trail_tells_the_tenants_answer_from_the_others(accounts: Path) -> None:
    Session.new(accounts, real_pack(), real_engine(), "svc-a", DAY).close()
    async with on_stage(accounts, name=None) as stage:
        await stage.until(lambda: stage.app.screen.lines and not stage.app.screen.busy)
        await stage.press("enter")
        await stage.until(lambda: stage.app.session is not None)
        await stage.press("c")
        assert stage.current == "activity"
        assert "= Cloud" in stage.words("#trail")
        await stage.press("left")
        assert SAYS in stage.words("#asides")

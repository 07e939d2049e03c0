"""What holds for a whole engagement: rules for sign-off over those of the pack, and answers given once for its tenant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents.making import DAY, SIGNOFF, changed, make_case
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import on_stage
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.documents.house import settled
from wizard.documents.people import signers
from wizard.documents.readiness import open_items
from wizard.engagement.export import export_record
from wizard.engagement.session import Session
from wizard.engagement.settings import read_settings, settings_near
from wizard.errors import RecordError
from wizard.prompts.texts import answer_line, asking_of
from wizard.record.model import Record
from wizard.record.reading import read_record
from wizard.views.lines import heard
from wizard.views.question import preview_page
from wizard.views.state import ONCE

SETTINGS = """
client = "read elsewhere"

[organization]
name = "Fabrikam AG"
policy = "Security standard 7"
clause = "7.3"
retention = "3 years after the end"

[rules]
first_term_days = 90
renewals = 1

[rules.cap_days]
low = 120
medium = 100

[rules.meanings]
business_risk_acceptor = "carry the loss until {end}"
"""


@pytest.fixture
def engagement(tmp_path):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "engagement.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def case_of(settings, **values):
    record = make_case(signoff=changed(**values)).record
    return build_case(real_pack(), real_engine(), settled(real_pack(), record, settings, DAY), DAY)


def test_the_engagement_goes_over_the_pack_and_the_record_over_both(engagement):
    settings = settings_near(engagement / "accounts" / "svc.json")
    told = {"name": "Contoso Ltd", "register_id": "R-9"}
    case = case_of(settings, organization=told)

    own = case.organization
    assert (own.name, own.policy, own.clause, own.register_id) == ("Contoso Ltd", "Security standard 7", "7.3", "R-9")
    assert {level.id: level.cap_days for level in case.pack.profile.level} | {"maximum": 0} == {
        "low": 120, "medium": 100, "high": 90, "maximum": 0,
    }  # fmt: skip
    assert signers(case)[0].meaning == "carry the loss until 31 May 2027"
    assert {item.field_id for item in open_items(case)} == {"expires_on"}, "the cap of the engagement counts"


def test_without_an_engagement_the_rules_of_the_pack_apply(tmp_path):
    assert settings_near(tmp_path, None) is None
    assert case_of(None).pack is real_pack()


@pytest.mark.slow
def test_a_frozen_record_holds_what_applied_and_makes_the_same_documents_again(engagement):
    short = {"expires_on": "2027-03-01", "review_by": "2027-02-01", "plan_steps": SIGNOFF["plan_steps"][:1]}
    made = build_documents(case_of(settings_near(engagement), organization=None, **short), final=True)
    record = read_record(made["record.json"], "record.json")

    applied = record.applied
    assert (applied.printed_on, applied.knowledge_digest) == (DAY, real_pack().digest)
    assert (applied.organization, applied.clause, applied.first_term_days) == ("Fabrikam AG", "7.3", 90)
    assert applied.verdicts[0] == "time_limited_exception"
    assert applied.meanings["business_risk_acceptor"] == "carry the loss until {end}"
    again = build_documents(build_case(real_pack(), real_engine(), record, DAY), final=True)
    assert again == made


def test_a_session_in_an_engagement_has_its_settings(engagement):
    session = Session.new(engagement / "accounts", real_pack(), real_engine(), "svc-a", DAY)
    try:
        assert session.case(DAY).organization.name == "Fabrikam AG"
        assert "applied" not in json.loads(session.path.read_text(encoding="utf-8"))
    finally:
        session.close()


@pytest.mark.slow
def test_an_export_speaks_in_the_name_of_the_organization(engagement, tmp_path):
    record = make_case(signoff=changed(organization=None)).record.model_copy(update={"applied": None})
    export_record(
        real_pack(), real_engine(), record, DAY, tmp_path / "out", settings=settings_near(engagement / "record.json")
    )
    text = (tmp_path / "out" / "recommendation.md").read_text(encoding="utf-8")

    assert "Fabrikam AG" in text
    assert "Security standard 7" in text
    assert "this project" not in text


@pytest.mark.parametrize(
    ("toml", "place", "said"),
    [
        ("[rules]\nfirst_term = 9", "rules.first_term", "isn't a setting"),
        ("[rules.cap_days]\nlow = 0", "rules.cap_days.low", "greater than or equal to 1"),
        ("[rules\n", "engagement.toml", "isn't valid TOML"),
        ("[organization]\nname = 7", "organization.name", "valid string"),
    ],
)
def test_what_is_no_setting_is_named(tmp_path, toml, place, said):
    (tmp_path / "engagement.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        read_settings(tmp_path / "engagement.toml")

    assert place in caught.value.problems[0].place
    assert said in caught.value.problems[0].text


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[rules.cap_days]\nworst = 9", "isn't a level of risk"),
        ("[rules.cap_days]\nhigh = 200", "lasts longer"),
        ('[rules.roles]\nlow = ["janitor"]', "isn't a role"),
        ('[rules.meanings]\njanitor = "sweep"', "isn't a role"),
        ("[rules.review_days]\nhigh = 91", "ends before its first review"),
    ],
)
def test_settings_that_do_not_fit_the_pack_are_refused(tmp_path, toml, said):
    (tmp_path / "engagement.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(RecordError, match=said):
        case_of(settings_near(tmp_path))


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
    alone = Session(real_pack(), real_engine(), Record())
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

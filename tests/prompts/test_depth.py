"""Everything that the screens can do at a question, at the sign-off and at the result, line by line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.engagement.sessions import DAY
from tests.evidence.collect.exported import ACCOUNT, folder, rows
from tests.prompts.playing import typed, typed_lines
from tests.support.packs import real_engine, real_pack
from wizard.engagement.session import Session
from wizard.pack.files import default_pack_folder
from wizard.prompts.run import Run
from wizard.record.model import Account, Record
from wizard.views.risk import CONFLICT

EXCEPTION = changed()


class Played:
    """What a session printed and saved."""

    def __init__(self, code: int, out: str, home: Path) -> None:
        self.out, self.code, self.lines = out, code, out.splitlines()
        self.record = json.loads(next(home.glob("*.json")).read_text())

    def after(self, words: str) -> list[str]:
        return self.lines[next(i for i, line in enumerate(self.lines) if words in line) :]


@pytest.fixture
def play(tmp_path):
    def played(*lines: str, day: date = DAY, **other) -> Played:
        run = Run(tmp_path / "home", real_pack(), real_engine(), day, pack_folder=default_pack_folder(), **other)
        return Played(*typed(run, *lines), tmp_path / "home")

    return played


def answered(**other) -> list[str]:
    """Return the lines that answer every question of an exception."""
    session = Session(real_pack(), real_engine(), Record(account=Account(name="svc@x")))
    return ["svc@x", *typed_lines(session, {**EXCEPTION, **other})]


# ---- at a question


def test_progress_is_a_number_of_questions_and_the_verdicts_narrow(play):
    done = play("svc@x", "user_cloud", "public", "q")

    assert any("questions left." in line for line in done.lines)
    assert sum(line.startswith(("Still possible: ", "Verdict so far: ")) for line in done.lines) == 2


def test_the_decision_path_says_where_each_option_leads(play):
    done = play("svc@x", "user_cloud", "public", ":p", "q")

    said = done.after("Decision path:")[1:]
    assert said[0] == "- Account type: Cloud-only user account"
    assert said[3:6:2] == ["- Option: Yes", "- Yes, Next question: Signing in again"]


def test_why_says_how_old_each_source_is(play):
    day = date(2027, 6, 1)
    done = play("svc@x", "?", "q", day=day)

    assert any(line.startswith("- Source: ") and "months ago" in line for line in done.lines)
    assert any(line.endswith("Read it again.") for line in done.lines)


def test_who_answers_is_kept_with_the_answers_that_follow(play):
    done = play("svc@x", "user_cloud", "w Ada, helpdesk", "public", ":w", "", "active", "q")

    assert {name: origin["by"] for name, origin in done.record["origins"].items()} == {"cloud": "Ada, helpdesk"}
    assert "Next answers are noted as given by Ada, helpdesk." in done.lines


def test_the_result_so_far_names_the_verdicts_that_are_possible(play):
    done = play("svc@x", "user_cloud", ":v", "q")

    assert sum(line.startswith("- ") and line.endswith(")") for line in done.after("No decision yet")) >= 5


def test_do_not_know_says_what_to_look_up_and_who_can_answer(play):
    done = play("svc@x", "user_cloud", "u", "q")

    assert any(line.startswith("Who can answer: ") for line in done.lines)
    assert any(line.startswith("What to look up: ") for line in done.lines)


@pytest.mark.slow
def test_do_not_know_does_not_lose_an_earlier_answer_unasked(play):
    done = play("svc@x", "user_cloud", "public", "active", "b", "u", "n", "q")

    assert done.record["answers"]["activity"] == "active"
    assert "Not changed." in done.lines


def test_a_change_shows_both_answers_what_opens_and_what_is_kept(play):
    done = play("svc@x", "user_cloud", "public", "idle", "b", "active", "y", "q")
    shown = done.after("This changes an earlier answer.")

    answers = [line.partition(": ")[0] for line in shown if line.startswith("Answer ")]
    assert answers == ["Answer now", "Answer then"]
    assert any(line.startswith("Opens: ") for line in shown)
    assert any(line.startswith("Keeps 2 answers: ") for line in shown)
    assert done.record["answers"]["activity"] == "active"


@pytest.mark.parametrize(
    ("typed", "words"), [("e 50076", "AADSTS50076: "), ("e 1234567", "error?code=1234567"), ("e 50076", "Source: ")]
)
def test_an_error_code_is_looked_up_beside_the_question(play, typed, words):
    done = play("svc@x", typed, "q")

    assert words in done.out


@pytest.fixture
def users(tmp_path):
    names = ("zz-last@contoso.com", "svc-orders@contoso.com")
    rows = [{"id": name, "userPrincipalName": name, "userType": "Guest"} for name in names]
    path = tmp_path / "users.json"
    path.write_text(json.dumps(rows))
    return path


def test_an_account_that_the_exports_call_otherwise_is_picked_from_a_list(play, users):
    done = play("svc-orders", f"x {users}", "2", "q")
    asked = done.after("Which account of the exports is it?")

    assert "They name 2 accounts." in done.out
    assert next(line.split(None, 1)[1] for line in asked if "@contoso.com" in line).startswith("svc-orders@contoso.com")
    assert done.record["account"]["name"] == "svc-orders"
    assert done.record["origins"]["identity"]["how"] == "proposed"


def test_what_another_account_of_the_same_name_has_is_said_to_be_left(play, users, tmp_path):
    ids = [f"11111111-aaaa-4aaa-8aaa-00000000000{number}" for number in (1, 2)]
    roles = {
        "displayName": "Reader",
        "roleTemplateId": "r",
        "members": [{"id": ids[1], "userPrincipalName": "svc@x.y"}],
    }
    users.write_text(json.dumps([{"id": ids[0], "userPrincipalName": "svc@x.y", "userType": "Guest"}]))
    (tmp_path / "roles.json").write_text(json.dumps([roles]))
    done = play("svc@x.y", f"x {users} {tmp_path / 'roles.json'}", "q")

    assert [f"object ID {ids[0]} by users.json" in line for line in done.lines if ids[1] in line] == [True]
    assert "privilege" not in done.record["origins"]


def test_none_of_the_accounts_reads_nothing(play, users):
    done = play("svc-orders", f"x {users}", "1", "q")

    assert any(line.startswith("Not read: ") for line in done.lines)
    assert done.record["answers"] == {}


def test_exports_that_cannot_be_read_are_said_and_the_interview_goes_on(play, tmp_path):
    (tmp_path / "other.json").write_text('[{"scope": "/", "principalId": "1"}]')
    paths = (f"x {tmp_path / name}" for name in ("nothing.csv", "other.json"))
    done = play("svc@x", *paths, "x ~no-such-user/log", "t ~no-such-user/a b c", "user_cloud", "q")

    refused = [line for line in done.lines if line.startswith("Not read: ")]
    assert len(refused) == 3
    assert refused[1].endswith("principalId. Name another file or folder.")
    assert any(line.startswith("Not compared: ~no-such-user/a") for line in done.lines)
    assert done.record["answers"] == {"identity": "user_cloud"}


def test_exports_propose_answers_that_wait_for_a_person(play, tmp_path):
    path = tmp_path / "users.json"
    users = {"users": [{"id": "1", "userPrincipalName": "svc@x", "userType": "Guest", "accountEnabled": True}]}
    path.write_text(json.dumps(users))
    done = play("svc@x", f"x {path}", "c", "q")

    assert any("Suggested by users.json" in line for line in done.lines)
    assert done.record["origins"]["identity"]["how"] == "observed"


@pytest.mark.slow
def test_what_exports_propose_for_later_questions_is_said_too(play, tmp_path):
    path = tmp_path / "sign-ins.jsonl"
    row = {
        "createdDateTime": "2026-11-05T00:00:00Z",
        "userPrincipalName": "svc@x",
        "userId": "11111111-aaaa-4aaa-8aaa-000000000001",
        "isInteractive": True,
        "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
        "appDisplayName": "Azure Portal",
        "resourceId": "r",
        "status": {"errorCode": 0},
    }
    path.write_text(json.dumps(row) + "\n")
    done = play("svc@x", f"x {path}", "q")

    assert any(
        "Suggested by sign-ins.jsonl" in line and line.endswith("It is kept until the question is asked.")
        for line in done.lines
    )


def test_all_that_can_be_typed_is_listed_one_a_line(play):
    done = play("svc@x", "user_cloud", ":h", "q")

    for key in ("b", "?", "u", "q", "n", "w", "x", "v"):
        assert any(line.startswith((f"Type {key} for: ", f"Type :{key} for: ")) for line in done.lines)


@pytest.mark.parametrize("typed", [":h", "help", "h"])
def test_help_is_there_in_the_sign_off_too(play, typed):
    done = play("svc@x", "user_cloud", "public", "idle", "none", typed, "q")

    assert "Type - for: Empty the entry." not in done.lines
    assert "Type s for: Skip all that is left." in done.lines


@pytest.fixture
def exported(tmp_path):
    place = folder(tmp_path / "out", rows())
    return f"{place / 'policies.json'} {place / 'policies.json'}", str(place)


def test_a_change_of_policies_is_tried_on_the_account_and_changes_nothing(play, exported):
    before_and_after, directory = exported
    done = play(ACCOUNT, f"t {before_and_after} {directory}", "q")

    assert any(line.startswith("Stays the same") for line in done.lines)
    assert any(line.startswith("Before: ") for line in done.lines)
    assert (done.record["answers"], done.record.get("origins", {})) == ({}, {})


def test_what_a_change_of_policies_needs_is_asked_for_one_by_one(play, exported):
    before_and_after, directory = exported
    done = play(ACCOUNT, ":t", *before_and_after.split(), directory, "q")

    assert any(line.startswith("Stays the same") for line in done.lines)


def test_enter_goes_back_from_a_change_of_policies_to_the_question(play):
    done = play(ACCOUNT, ":t", "", "user_cloud", "q")

    assert done.out.count("The policies as they are") == 1
    assert "Comparing." not in done.lines
    assert done.record["answers"] == {"identity": "user_cloud"}


def test_a_change_that_cannot_be_compared_says_why(play, exported, users):
    done = play(ACCOUNT, f"t {users} {users} {users}", "q")

    assert any(line.startswith("Not compared: ") and line.endswith(".") for line in done.lines)


# ---- long lists


CONNECTORS = ["svc@x", "c", "p", "a", "a", "c", "n", "c", "p"]


@pytest.mark.slow
def test_rare_answers_are_not_read_out_but_counted_and_found(play):
    done = play(*CONNECTORS, "plan", "q")
    more = next(line for line in done.lines if line.endswith("Type * to list all 39."))
    found = done.after("1 of 39 answers has 'plan'")

    assert more.startswith("More answers (24): ")
    assert "1. (d) Microsoft Dataverse" in done.lines
    assert any("Planner" in line for line in found[1:])
    assert done.code == 0


@pytest.mark.slow
def test_a_star_lists_all_and_a_word_that_finds_nothing_is_said(play):
    done = play(*CONNECTORS, "zebra", "*", "q")

    assert any(line.startswith("No answer has 'zebra'.") for line in done.lines)
    assert len([line for line in done.after("No answer has 'zebra'") if line[:1].isdigit()]) > 20


@pytest.mark.parametrize("typed", ["p", "service_provider", "10"])
def test_a_rare_answer_is_taken_without_being_listed(play, typed):
    done = play("svc@x", typed, "q")

    assert done.record["answers"] == {"identity": "service_provider"}


def test_a_rare_answer_that_is_given_is_in_sight(play):
    done = play("svc@x", "p", "b", "q")

    assert "Partner technician with GDAP access [chosen now]" in done.out


def test_a_slash_searches_any_list(play):
    done = play("svc@x", "/guest", "/zebra", "q")

    assert any("answers have 'guest'" in line for line in done.lines)
    assert any(line.startswith("No answer has 'zebra'.") for line in done.lines)


# ---- the sign-off


@pytest.mark.slow
def test_risk_and_duties_are_said_as_values_are_given(play):
    named = [("requester", "Ada; Engineer; ada@x"), ("business_risk_acceptor", "Ada; Head; ada@x")]
    session = Session(real_pack(), real_engine(), Record(account=Account(name="svc@x"), created_on=DAY))
    answers = typed_lines(session, EXCEPTION)
    lines = []
    for name in session.fields(DAY):
        lines.append({**dict(named), "highly_privileged": "no", "write_scope": "read_only"}.get(name, ""))
        if name == "business_risk_acceptor":
            break
    done = play("svc@x", *answers, *lines, "q")

    assert any(line.startswith("Risk: initial ") for line in done.lines)
    assert any(line.startswith(f"- {CONFLICT}: ") for line in done.lines)
    assert done.record["signoff"]["requester"] == {"name": "Ada", "role": "Engineer", "contact": "ada@x"}


@pytest.mark.slow
def test_refusal_is_said_where_nothing_can_be_waived(play):
    done = play(*answered(surfaces=["azure_portals"], platform_use="same_run"), "q")

    assert real_pack().documents.risk.platform in done.lines


def test_an_entry_is_changed_and_emptied_later(play):
    retire = ["svc@x", "user_cloud", "public", "idle", "none"]
    done = play(*retire, "object-1", "s", "s", "1", "object-2", "1", "-", "b", "q")

    assert "Taken: Which object ID does the account have? object-2" in done.lines
    assert "The entry is empty now." in done.lines
    assert "subject_ref" not in done.record["signoff"]


@pytest.mark.slow
def test_a_day_may_be_a_number_of_days(play):
    session = Session(real_pack(), real_engine(), Record(account=Account(name="svc@x"), created_on=DAY))
    answers = typed_lines(session, EXCEPTION)
    fields = list(session.fields(DAY))
    before = fields[: fields.index("valid_from")]
    done = play("svc@x", *answers, *[""] * len(before), "+7", "q")

    assert done.record["signoff"]["valid_from"] == "2026-12-01"


# ---- the result


PAGES = {
    "r": "Section: ",
    "k": "- Box: open; Item: A1 ",
    "d": "Section: Rules that fired",
    "y": "Stronger verdicts, and what rejected each:",
    "t": "One other answer, ",
    "o": "Before the documents are final: ",
    "f": "Fact: [F: ",
    "c": "Decision path:",
    "i": "Who signs:",
}


@pytest.mark.slow
@pytest.mark.parametrize(("key", "words"), PAGES.items())
def test_every_page_of_the_result_is_read_as_lines(play, key, words):
    done = play(*answered(), "s", key, "q")
    page = done.after("What do you want to do now?")

    assert done.code == 0
    assert any(words in line for line in page)
    assert not any(set("│─┌└├╭╰|") & set(line) for line in page)


@pytest.mark.slow
def test_why_names_rules_answers_and_what_rejected_stronger_verdicts(play):
    done = play(*answered(), "s", "y", "q")

    assert any(" gives: " in line for line in done.after("Rules that fired:"))
    assert any(", because: " in line for line in done.lines)
    assert any(", rejected because: " in line for line in done.lines)


@pytest.mark.slow
def test_back_from_the_result_leads_to_the_questions(play):
    done = play(*answered(), "s", "b", "q")

    assert done.code == 0
    assert done.lines.count("What do you want to do now?") == 1


@pytest.mark.slow
def test_documents_are_written_final_or_not_at_all(play, tmp_path):
    out = tmp_path / "out"
    done = play(*answered(), "s", "p", "final", "w", str(out), "q")

    assert any(line.startswith("Not written: ") for line in done.lines)
    assert not out.exists()


@pytest.mark.slow
def test_documents_are_written_in_other_formats_and_with_pseudonyms(play, tmp_path):
    out = tmp_path / "out"
    done = play(*answered(), "s", "p", "html, redact", "w", str(out), "q")

    assert done.code == 0
    assert (out / "recommendation.html").is_file()
    assert "svc@x" not in (out / "recommendation.md").read_text()


@pytest.mark.slow
def test_the_end_of_the_input_after_writing_is_no_error(play, tmp_path):
    assert play(*answered(), "s", "w", str(tmp_path / "out")).code == 0
    assert play("1", "s").code == 2


@pytest.mark.slow
def test_no_hint_within_a_session_is_one_for_the_command_line(play, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "record.json").write_text("mine")
    done = play(*answered(), "s", "w", "~no-such-user/out", str(out), "other", "-", "x nothing.csv", "q")
    hints = [line for line in done.lines if "--" in line or "mfa-wizard" in line]

    assert [line for line in hints if not line.startswith("Resume with: ")] == []
    assert (out / "record.json").read_text() == "mine"


@pytest.mark.slow
def test_documents_that_cannot_go_where_the_command_line_says_are_asked_for(play, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "record.json").write_text("mine")
    done = play(*answered(), "s", "revision", to=out)

    assert done.code == 0
    assert (out / "revision-2" / "record.json").is_file()

"""What happens to a record after its board: renewed, closed, reopened, handed over."""

from __future__ import annotations

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.documents.making import ANSWERS, CONTROLS, DAY, SIGNOFF, person
from tests.engagement.making import engaged
from tests.engagement.signing import answered, edit, filled_in, printed, replaced, resealed
from tests.support.packs import real_engine, real_pack
from wizard.cli import folders
from wizard.cli.main import run
from wizard.documents.readiness import open_items
from wizard.engagement.engagement import Engagement
from wizard.engagement.living import Living
from wizard.engagement.locks import held
from wizard.engagement.overview import overview
from wizard.engagement.rows import Step
from wizard.engagement.session import Session
from wizard.engagement.states import State
from wizard.engagement.store import read_saved
from wizard.errors import RecordError
from wizard.record.model import Record
from wizard.record.reading import dump_record, record_from

SPRING, SUMMER = date(2027, 5, 10), date(2027, 6, 2)
UNTIL = ("--until", "2027-11-01", "--date", "2027-05-10")
CLOSING = ("--by", "Gil Orr", "--outcome", "account_retired", "--evidence", "ticket 4711", "--date", "2027-05-10")
SETTINGS = """\
client = "Contoso"  # whose tenant it is
[signoff]
# keeps the register
identity_governance = { name = "Gil Orr" }  # since 2025
"""


@pytest.fixture(autouse=True)
def _one_pack(monkeypatch):
    monkeypatch.setattr(folders, "knowledge", lambda _: (real_pack(), real_engine()))


def record_of(name: str, **signoff: Any) -> Record:
    values = {**SIGNOFF, **signoff}
    found = record_from(
        {"account": {"name": name}, "answers": ANSWERS, "signoff": values, "created_on": "2026-11-24"}, "test"
    )
    found.record_id = Living(real_pack(), real_engine(), found, None, None, DAY).case.record.record_id
    return found


@pytest.fixture(scope="module")
def decided(tmp_path_factory) -> Path:
    """Return an engagement with an account whose exception is in force, and one that was before no board."""
    folder = tmp_path_factory.mktemp("contoso")
    (folder / "accounts").mkdir()
    (folder / "engagement.toml").write_text(SETTINGS, encoding="utf-8")
    for name in ("svc-flow", "svc-new"):
        record = record_of(f"{name}@contoso.com")
        if name == "svc-flow":
            filled_in(printed(folder / "decisions" / "2026-12-03 flows", **record.model_dump(mode="json")))
        record.signoff.pop("identity_governance")
        (folder / "accounts" / f"{name}.json").write_bytes(dump_record(record))
    return folder


@pytest.fixture
def contoso(decided, tmp_path) -> Path:
    return Path(shutil.copytree(decided, tmp_path / "contoso"))


def records(folder: Path, *words: str) -> int:
    return run(["records", *words, "--folder", str(folder)])


def account(folder: Path, name: str = "svc-flow") -> Record:
    return read_saved(folder / "accounts" / f"{name}.json")


def rows(folder: Path, day: date) -> dict[str, Any]:
    engagement = Engagement.open(folder, real_pack(), real_engine())
    return {row.file: row for row in overview(engagement, real_pack(), real_engine(), day).rows}


def signed(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (folder / "decisions").rglob("*") if path.is_file()}


# ---- renewal


@pytest.mark.slow
def test_a_renewal_follows_the_signed_paper_which_stays_and_counts_until_its_own_end(contoso, capsys):
    before, papers = account(contoso), signed(contoso)
    assert records(contoso, "renew", "svc-flow", *UNTIL) == 0

    after, told = account(contoso), capsys.readouterr().out
    assert (after.record_id, after.revision, after.renews) == (f"{before.record_id}-R2", 2, before.record_id)
    assert after.signoff["renewal_number"] == "1"
    assert (after.signoff["valid_from"], after.signoff["expires_on"]) == ("2027-06-01", "2027-11-01")
    assert (after.signoff["decision_needed_by"], after.signoff["review_by"]) == ("2027-05-31", "2027-08-30")
    assert "stays and counts until 31 May 2027" in told
    assert "Risk owner, Account owner, Risk reviewer and Identity governance" in told
    assert signed(contoso) == papers
    row = rows(contoso, SPRING)["svc-flow.json"]
    assert (row.state, row.end, row.renewing) == (State.OVERDUE, date(2027, 5, 31), True)


def test_an_account_that_is_renewed_is_excluded_today_by_the_approval_that_runs(contoso):
    assert account(contoso).answers["exclusion_today"] == "none"
    records(contoso, "renew", "svc-flow", *UNTIL)

    after = account(contoso)
    assert after.answers["exclusion_today"] == "documented"
    assert "approves it until 31 May 2027" in after.origins["exclusion_today"].reason


def test_controls_are_kept_and_their_tests_are_asked_again(contoso):
    records(contoso, "renew", "svc-flow", *UNTIL)

    after = account(contoso)
    for row, old in zip(after.signoff["compensating_controls"], CONTROLS, strict=True):
        assert (row["name"], row["kind"]) == (old["name"], old["kind"])
        assert (row["passed"], row["tested_on"], row["tested_by"], row["evidence"]) == (None, None, "", "")
    asked = {entry.place: entry.was for entry in after.ask_again}
    assert asked["signoff.compensating_controls.1.passed"]["tested_on"] == "2026-11-20"
    assert "signoff.compensating_controls.2.passed" in asked


def test_a_renewal_goes_to_the_board_when_its_tests_and_days_are_given(contoso):
    records(contoso, "renew", "svc-flow", "--until", "2027-08-30", "--date", "2027-05-10")
    after = account(contoso)
    for row in after.signoff["compensating_controls"]:
        row |= {"passed": True, "tested_on": "2027-05-08", "tested_by": "Sue Wit", "evidence": "log 7"}
    for field in ("plan_steps", "conditions", "confirmation"):
        for row in after.signoff[field]:
            row["due"] = "2027-08-20"
    after.signoff |= {"review_by": "2027-07-01", "identity_governance": person("Gil Orr")}
    case = Living(real_pack(), real_engine(), after, None, None, SPRING).case

    assert open_items(case) == ()


def test_exclusions_are_kept_with_the_new_end_and_one_that_ended_earlier_is_asked_about(contoso):
    path = contoso / "accounts" / "svc-flow.json"
    record = read_saved(path)
    row = SIGNOFF["exclusions"][0]
    record.signoff["exclusions"] = [
        {**row, "starts_on": "2026-12-07", "ends_on": "2027-05-31"},
        {**row, "policy": "CA002", "group": "CA-EXC-2", "group_id": "", "ends_on": "2027-02-01"},
        {**row, "control": "terms_of_use", "policy": "CA003", "group": "CA-EXC-3", "group_id": "", "no_end": True},
    ]
    path.write_bytes(dump_record(record))
    records(contoso, "renew", "svc-flow", *UNTIL)

    after = account(contoso)
    whole, ended, open_ended = after.signoff["exclusions"]
    assert (whole["starts_on"], whole["ends_on"]) == ("2027-06-01", "2027-11-01")
    assert (ended["ends_on"], open_ended["no_end"], open_ended["ends_on"]) == (None, True, None)
    assert "2027-02-01" in [entry.was for entry in after.ask_again if entry.place == "signoff.exclusions.2.ends_on"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("svc-new", *UNTIL), "isn't decided yet"),
        (("svc-flow", "--date", "2027-05-10"), "needs a last day"),
        (("svc-flow", "--until", "2029-01-01", "--date", "2027-05-10"), "28 November 2027 or an earlier day"),
        (("svc-flow", "--until", "2027-05-20", "--date", "2027-05-10"), "before the renewal begins"),
        (("svc-flow", "--from", "2027-05-01", *UNTIL), "a day that has passed"),
        (("svc-flow", "--until", "soon", "--date", "2027-05-10"), "isn't a date"),
        (
            ("svc-flow", "--until", "2027-11-01", "--date", "2026-12-04"),
            "hasn't begun yet. It begins on 7 December 2026",
        ),
    ],
)
def test_what_cannot_be_renewed_says_why_and_changes_nothing(contoso, capsys, words, said):
    before = signed(contoso) | {path: path.read_bytes() for path in (contoso / "accounts").glob("*.json")}
    assert records(contoso, "renew", *words) == 2

    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.slow
def test_what_was_rejected_under_its_signatures_is_not_renewed(contoso, capsys):
    replaced("| approved |", "| rejected |")(contoso / "decisions" / "2026-12-03 flows")
    assert records(contoso, "renew", "svc-flow", *UNTIL) == 2

    assert "has no approved exception with an end" in capsys.readouterr().err


@pytest.mark.slow
def test_what_its_checklist_closed_is_not_renewed(contoso, capsys):
    for label, said in {"Ended on": "2027-03-01", "Evidence": "audit log", "Closed by": "Gil Orr"}.items():
        edit(lambda text, label=label, said=said: answered(text, label, said))(
            contoso / "decisions" / "2026-12-03 flows"
        )
    assert records(contoso, "renew", "svc-flow", *UNTIL) == 2

    assert "is closed in the checklist of 2026-12-03 flows" in capsys.readouterr().err


@pytest.mark.parametrize("lose", [lambda paper: (paper / "record.json").write_text("{"), shutil.rmtree])
def test_what_its_board_decided_and_nobody_can_read_is_not_called_undecided(tmp_path, capsys, lose):
    folder = engaged(tmp_path / "contoso", flow={})
    assert run(["board", str(folder), "--accounts", "flow", "--date", "2026-11-24"]) == 0
    (paper,) = (folder / "decisions").iterdir()
    filled_in(paper)
    lose(paper)
    capsys.readouterr()
    assert records(folder, "renew", "flow", *UNTIL) == 2
    said = capsys.readouterr().err
    assert f"flow@contoso.com: {paper.name}: " in said
    assert "isn't decided yet" not in said


@pytest.mark.slow
def test_status_finds_a_paper_whose_checksum_file_was_made_again(tmp_path, capsys):
    folder = engaged(tmp_path / "contoso", flow={})
    assert run(["board", str(folder), "--accounts", "flow", "--date", "2026-11-24"]) == 0
    (paper,) = (folder / "decisions").iterdir()
    filled_in(paper)
    resealed(replaced('"unattended"', '"human_on_setup"', "record.json"))(paper)
    capsys.readouterr()
    assert run(["status", str(folder), "--date", "2026-12-10"]) == 4
    assert "isn't as it was written: SHA256SUMS changed, so its state may be wrong." in capsys.readouterr().out


def test_a_list_that_comes_again_takes_back_neither_a_renewal_nor_a_hand_over(contoso, tmp_path):
    path = contoso / "accounts" / "svc-flow.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    listed = ("renewal_number", "valid_from", "expires_on", "account_owner", "ticket_ref")
    record["origins"] = {f"signoff.{name}": {"how": "imported", "place": "l.csv:2"} for name in listed}
    path.write_text(json.dumps(record), encoding="utf-8")
    cells = {f"signoff.{name}": record["signoff"][name] for name in listed[1:3]}
    cells |= {"signoff.renewal_number": "0", "owner": "Olga Ney", "signoff.ticket_ref": "CHG-99"}
    (tmp_path / "l.csv").write_text(
        f"account,{','.join(cells)}\nsvc-flow@contoso.com,{','.join(cells.values())}\n", encoding="utf-8"
    )
    records(contoso, "renew", "svc-flow", *UNTIL)
    records(contoso, "hand-over", "--from", "Olga Ney", "--to", "Nora New", "--date", "2027-05-10")
    run(["assess", str(tmp_path / "l.csv"), "--to", str(contoso), "--yes", "--date", "2027-05-11"])
    after = account(contoso).signoff

    assert [after[name] for name in listed[:3]] == ["1", "2027-06-01", "2027-11-01"]
    assert (after["account_owner"]["name"], after["ticket_ref"]) == ("Nora New", "CHG-99")


def test_a_renewal_that_no_board_has_seen_is_not_renewed_again(contoso, capsys):
    records(contoso, "renew", "svc-flow", *UNTIL)
    before = account(contoso)
    assert records(contoso, "renew", "svc-flow", *UNTIL) == 2

    assert "no board has decided on that yet" in capsys.readouterr().err
    assert account(contoso) == before


def test_a_renewal_after_the_end_begins_today(contoso, capsys):
    records(contoso, "renew", "svc-flow", "--until", "2027-09-01", "--date", SUMMER.isoformat())

    assert "counted until 31 May 2027" in capsys.readouterr().out
    assert account(contoso).signoff["valid_from"] == "2027-06-02"


def test_the_third_renewal_is_signed_by_the_next_level_too(tmp_path, capsys):
    path = tmp_path / "svc.json"
    path.write_bytes(dump_record(record_of("svc@contoso.com", renewal_number="2")))
    assert records(tmp_path, "renew", "svc", *UNTIL) == 0

    assert "renewal 3. It is signed by: Risk owner" in (told := capsys.readouterr().out)
    assert "CISO" in told


# ---- closure


def test_a_closure_holds_who_saw_the_end_and_what_shows_it(contoso, capsys):
    assert records(contoso, "close", "svc-flow", *CLOSING, "--reason", "moved") == 0

    closure = account(contoso).closed
    assert closure is not None
    assert (closure.on, closure.by.name, closure.outcome) == (SPRING, "Gil Orr", "Account retired")
    assert (closure.evidence, closure.reason) == ("ticket 4711", "moved")
    assert "CA-EXC-svc-flow" in capsys.readouterr().out
    assert rows(contoso, SUMMER)["svc-flow.json"].state is State.CLOSED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "Fox, Ian"), "the implementer alone"),
        (("--by", ""), "who closes it"),
        (("--outcome", "TBD"), "how it ended"),
        (("--evidence", ""), "what shows that it ended"),
        (("--on", "2027-05-11"), "still to come"),
        (("--on", "2026-12-02"), "before its last signature on 3 December 2026"),
    ],
)
def test_a_closure_that_nobody_could_rely_on_is_refused(contoso, capsys, words, said):
    assert records(contoso, "close", "svc-flow", *CLOSING, *words) == 2

    assert said in capsys.readouterr().err
    assert account(contoso).closed is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Ian Fox", "Ned Nova"])
def test_who_was_implementer_before_closes_no_more_than_who_is(contoso, capsys, name):
    records(contoso, "hand-over", "--from", "Ian Fox", "--to", "Ned Nova", "--date", "2027-02-01")

    assert records(contoso, "close", "svc-flow", *CLOSING, "--by", name) == 2
    assert "the implementer alone" in capsys.readouterr().err


def test_in_a_self_assessment_the_implementer_closes(tmp_path):
    record = record_of("svc@contoso.com")
    record.self_assessment = True
    (tmp_path / "svc.json").write_bytes(dump_record(record))

    assert records(tmp_path, "close", "svc", *CLOSING, "--by", "Ian Fox") == 0


def test_a_closure_by_mistake_is_undone(contoso, capsys):
    before = account(contoso)
    records(contoso, "close", "svc-flow", *CLOSING)
    assert records(contoso, "close", "svc-flow", *CLOSING) == 2
    assert records(contoso, "renew", "svc-flow", *UNTIL) == 2
    assert records(contoso, "close", "svc-flow", "--undo") == 0

    told = capsys.readouterr()
    assert "is closed already, on 10 May 2027" in told.err
    assert "The account is open again" in told.out
    assert account(contoso) == before
    assert records(contoso, "close", "svc-flow", "--undo") == 2


# ---- hand-over


def test_everything_that_a_person_holds_passes_on_and_is_kept_in_the_history(contoso, capsys):
    papers = signed(contoso)
    taker = "Nora New; Finance lead; nora@contoso.com"
    words = ("--by", "Bea Kay", "--reason", "Olga left", "--date", "2027-05-10")
    assert records(contoso, "hand-over", "--from", "ney, olga", "--to", taker, *words) == 0

    assert "svc-flow@contoso.com: Account owner" in capsys.readouterr().out
    for name in ("svc-flow", "svc-new"):
        after = account(contoso, name)
        assert after.signoff["account_owner"]["name"] == "Nora New"
        (entry,) = after.hand_overs
        assert (entry.field, entry.before.name, entry.after.role) == ("account_owner", "Olga Ney", "Finance lead")
        assert (entry.on, entry.by, entry.reason) == (SPRING, "Bea Kay", "Olga left")
    assert signed(contoso) == papers


def test_owned_steps_pass_on_and_what_somebody_did_stays_theirs(contoso):
    records(contoso, "hand-over", "--from", "Wes Hu", "--to", "Nora New")
    records(contoso, "hand-over", "--from", "Ida Berg", "--to", "Nora New")

    signoff = account(contoso).signoff
    assert [row["owner"] for row in signoff["plan_steps"]] == ["Nora New", "Nora New"]
    assert signoff["compensating_controls"][0]["owner"] == "Nora New"
    assert {row["collected_by"] for row in signoff["evidence_items"]} == {"Ida Berg"}
    assert signoff["rollback_contact"]["name"] == "Nora New"


def test_a_person_of_the_whole_tenant_passes_on_once_and_comments_stay(contoso, capsys):
    assert records(contoso, "hand-over", "--from", "Gil Orr", "--to", "Ian Fox", "--date", "2027-05-10") == 0

    told = capsys.readouterr().out
    text = (contoso / "engagement.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)
    assert settings["signoff"]["identity_governance"]["name"] == "Ian Fox"
    assert settings["hand_overs"][0]["before"]["name"] == "Gil Orr"
    assert all(comment in text for comment in ("# whose tenant it is", "# keeps the register", "# since 2025"))
    assert "identity_governance" not in account(contoso).signoff
    assert "svc-flow@contoso.com: conflict of duties: Identity governance and Implementer are one person" in told
    assert Engagement.open(contoso, real_pack(), real_engine()).settings.client == "Contoso"


def test_a_hand_over_changes_settings_in_the_encoding_of_an_editor(contoso):
    path = contoso / "engagement.toml"
    path.write_bytes(SETTINGS.replace("\n", "\r\n").encode("utf-16"))
    assert records(contoso, "hand-over", "--from", "Gil Orr", "--to", "Ian Fox", "--date", "2027-05-10") == 0

    assert tomllib.loads(path.read_text(encoding="utf-8"))["signoff"]["identity_governance"]["name"] == "Ian Fox"


@pytest.mark.parametrize(
    "first", ['{ step = "Move", owner = "Gil Orr", due = 2027-06-01 }', '"Move | Gil Orr | 2027-06-01"']
)
def test_steps_of_the_whole_tenant_pass_on_with_and_without_a_date(contoso, first):
    path = contoso / "engagement.toml"
    path.write_text(f'[signoff]\nplan_steps = [{first}, {{ step = "Test", owner = "Wes Hu" }}]\n', encoding="utf-8")
    assert records(contoso, "hand-over", "--from", "Gil Orr", "--to", "Ian Fox", "--date", "2027-05-10") == 0

    steps = tomllib.loads(path.read_text(encoding="utf-8"))["signoff"]["plan_steps"]
    assert [(row["owner"], row.get("due")) for row in steps] == [("Ian Fox", "2027-06-01"), ("Wes Hu", None)]


def test_an_account_that_cannot_pass_on_is_named_by_its_file(contoso, capsys):
    path = contoso / "accounts" / "svc-flow.json"
    record = read_saved(path)
    record.signoff["organization"] = 7
    path.write_bytes(dump_record(record))
    assert records(contoso, "hand-over", "--from", "Olga Ney", "--to", "Nora New") == 2

    assert f"{path}: signoff.organization: must be an organization." in capsys.readouterr().err


def test_named_accounts_get_a_person_of_their_own(contoso):
    records(contoso, "hand-over", "svc-new", "--from", "Gil Orr", "--to", "Nora New")

    assert account(contoso, "svc-new").signoff["identity_governance"]["name"] == "Nora New"
    assert "identity_governance" not in account(contoso).signoff
    assert (contoso / "engagement.toml").read_text(encoding="utf-8") == SETTINGS


def test_a_dry_run_lists_what_would_change_and_changes_nothing(contoso, capsys):
    before = {path: path.read_bytes() for path in contoso.rglob("*.json")}
    words = ("--from", "Olga Ney", "--to", "Bea Kay", "--dry-run", "--format", "json")
    assert records(contoso, "hand-over", *words) == 0

    told = json.loads(capsys.readouterr().out)
    assert [row["passed_on"] for row in told] == [[{"place": "signoff.account_owner", "title": "Account owner"}]] * 2
    assert {path: path.read_bytes() for path in before} == before


def test_a_closed_account_without_a_paper_awaits_nothing_and_was_not_closed_before_its_day(contoso):
    records(contoso, "close", "svc-new", *CLOSING)

    before, after = (rows(contoso, day)["svc-new.json"] for day in (date(2027, 5, 9), SPRING))
    assert (before.state, after.state, after.coming) == (State.DRAFT, State.CLOSED, ())


def test_a_record_that_was_printed_with_a_paper_is_never_changed(contoso, capsys):
    paper = contoso / "decisions" / "2026-12-03 flows"
    before = {path: path.read_bytes() for path in paper.rglob("*") if path.is_file()}
    with pytest.raises(RecordError, match="belongs to a paper, which is never changed"):
        Session.open(paper / "record.json", real_pack(), real_engine())
    for words in (("close", str(paper / "record.json"), *CLOSING), ("rename", str(paper / "record.json"), "x")):
        assert records(contoso, *words) == 2
        assert "belongs to a paper" in capsys.readouterr().err

    assert {path: path.read_bytes() for path in paper.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_a_closed_account_awaits_nothing_though_its_renewal_was_begun(contoso):
    records(contoso, "renew", "svc-flow", *UNTIL)
    assert rows(contoso, SPRING)["svc-flow.json"].step is not Step.NONE
    assert records(contoso, "close", "svc-flow", *CLOSING) == 0
    row = rows(contoso, SPRING)["svc-flow.json"]

    assert (row.state, row.step, row.renewing) == (State.CLOSED, Step.NONE, True)


def test_closed_accounts_keep_their_people_and_a_locked_one_is_named(contoso, capsys):
    records(contoso, "close", "svc-flow", *CLOSING)
    with held(contoso / "accounts" / "svc-new.json"):
        assert records(contoso, "hand-over", "--from", "Olga Ney", "--to", "Nora New") == 2

    assert "svc-new.json" in capsys.readouterr().err
    assert account(contoso).signoff["account_owner"]["name"] == "Olga Ney"
    assert account(contoso, "svc-new").signoff["account_owner"]["name"] == "Olga Ney"


@pytest.mark.parametrize(("giver", "taker"), [("Olga Ney", "Ney, Olga"), ("Olga Ney", ""), ("", "Nora New")])
def test_a_hand_over_needs_two_people(contoso, giver, taker):
    assert records(contoso, "hand-over", "--from", giver, "--to", taker) == 2


def test_a_row_with_several_owners_is_left_to_a_person(contoso, capsys):
    path = contoso / "accounts" / "svc-flow.json"
    record = read_saved(path)
    record.signoff["plan_steps"][0]["owner"] = "Wes Hu, Ida Berg"
    path.write_bytes(dump_record(record))
    records(contoso, "hand-over", "--from", "Wes Hu", "--to", "Nora New")

    assert "Plan steps 1: Test a replacement: names others as well" in capsys.readouterr().out
    assert [row["owner"] for row in account(contoso).signoff["plan_steps"]] == ["Wes Hu, Ida Berg", "Nora New"]


def test_the_records_in_which_a_person_holds_something_are_listed(contoso, capsys):
    assert records(contoso, "list", "--owner", "Wes Hu") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{name}: {name}@contoso.com: Plan steps 1: Test a replacement; Plan steps 2: Switch over"
        for name in ("svc-flow", "svc-new")
    ]
    assert records(contoso, "list", "--owner", "Gil Orr", "--json") == 0
    assert [row["holds"][0]["title"] for row in json.loads(capsys.readouterr().out)] == ["Identity governance"] * 2
    assert records(contoso, "list", "--owner", "No One") == 0
    assert "holds nothing" in capsys.readouterr().err


def test_people_that_a_file_says_as_text_or_in_parts_pass_on_like_all_others(contoso, capsys):
    path = contoso / "accounts" / "svc-flow.json"
    record = read_saved(path)
    record.signoff["account_owner"] = "Tess Text; Lead"
    record.signoff["deputy"] = {"name": "Tess Text", "role": None, "contact": 5}
    record.signoff["plan_steps"] = ["", "Rebuild the flow | Tess Text | 2027-01-05"]
    path.write_bytes(dump_record(record))
    assert records(contoso, "list", "--owner", "Tess Text") == 0
    assert "Account owner" in capsys.readouterr().out

    assert records(contoso, "hand-over", "--from", "Tess Text", "--to", "Nora New") == 0

    signoff = read_saved(path).signoff
    assert (
        signoff["account_owner"]["name"] == signoff["deputy"]["name"] == signoff["plan_steps"][1]["owner"] == "Nora New"
    )
    assert signoff["plan_steps"][1]["step"] == "Rebuild the flow"

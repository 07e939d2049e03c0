"""How far a decision is, over a year of boards: the same words for every command."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, SIGNOFF
from tests.documents.test_readiness import BOTH, ROW, TERMS
from tests.engagement.signing import (
    RUNNING,
    SIGNED,
    Edit,
    answered,
    edit,
    filled_in,
    logged,
    printed,
    signed,
    ticked,
)
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.engagement import Engagement
from wizard.engagement.following import succession_of
from wizard.engagement.overview import overview
from wizard.engagement.readback import checklist_of
from wizard.engagement.states import State, Word, word_of
from wizard.engagement.status import Status, status_of
from wizard.engagement.succession import Succession, base_of
from wizard.engagement.verify import verify

FIRST_REVIEW, SECOND_REVIEW = "26 February 2027", "27 May 2027"


@pytest.fixture(scope="module")
def board_folder(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("board") / "a"))


@pytest.fixture(scope="module")
def blank_folder(tmp_path_factory) -> Path:
    return printed(tmp_path_factory.mktemp("blank") / "a")


@pytest.fixture(scope="module")
def draft_folder(tmp_path_factory) -> Path:
    return printed(tmp_path_factory.mktemp("draft") / "a", final=False, signoff={})


def status(folder: Path, day: date, *others: Path) -> Status:
    folders = [folder, *others]
    return status_of(folder, real_pack(), real_engine(), day, succession_of(folders, real_pack(), real_engine(), day))


def codes(folder: Path, day: date, *others: Path) -> set[str]:
    folders = [folder, *others]
    found = verify(folder, real_pack(), real_engine(), day, succession_of(folders, real_pack(), real_engine(), day))
    return {one.code for one in found.findings}


def unsigned_role(text: str) -> str:
    return checklist_of(text).signatures[0].role


def nothing(folder: Path) -> None:
    assert folder.is_dir()


def reviewed(
    day: str = "2027-02-25", due: str = FIRST_REVIEW, controls: str = "both, passed", following: str = ""
) -> Edit:
    return edit(lambda text: logged(text, due, day, "Olga Ney", controls, "log 4", "continue", following))


def closed(text: str) -> str:
    text = answered(text, "Ended on", "2027-05-20")
    text = answered(text, "Evidence", "policy result")
    text = answered(text, "Closed by", "Gil Orr")
    return answered(answered(text, "Checked on", "2027-05-21"), "Checked by", "Sue Wit")


def both_reviews(folder: Path) -> None:
    reviewed()(folder)
    reviewed("2027-05-27", SECOND_REVIEW)(folder)


def one_more(word: str, **cells: str) -> Edit:
    return edit(lambda text: signed(text, unsigned_role(text), decision=word, **cells))


STATES: dict[str, tuple[Edit, date, State, set[str]]] = {
    "in force after its start": (nothing, RUNNING, State.IN_FORCE, set()),
    "approved before its start": (nothing, date(2026, 12, 4), State.APPROVED, {"date_future"}),
    "approved before its start, whatever earlier day is written": (
        edit(lambda text: answered(text, "Decision 1 valid from", "2026-12-01")),
        date(2026, 12, 4),
        State.APPROVED,
        {"date_future", "result_too_early", "result_too_late", "approval_late"},
    ),
    "approved from the day of the last signature": (nothing, SIGNED, State.APPROVED, {"date_future"}),
    "approved while something after approval is open": (
        edit(lambda text: ticked(text, "C2", "", "[ ]")),
        RUNNING,
        State.APPROVED,
        set(),
    ),
    "approved with conditions": (
        lambda folder: [
            one_more("approve with conditions", conditions="a report each month")(folder),
            edit(lambda text: answered(text, "Final status", "approved with conditions"))(folder),
            edit(lambda text: ticked(text, "C2", "", "[ ]"))(folder),
        ],
        RUNNING,
        State.APPROVED_WITH_CONDITIONS,
        set(),
    ),
    "one rejection is a rejection": (
        lambda folder: [
            one_more("Rejected.")(folder),
            edit(lambda text: answered(text, "Final status", "rejected"))(folder),
        ],
        SIGNED,
        State.REJECTED,
        {"date_future"},
    ),
    "returned": (
        lambda folder: [
            one_more("return")(folder),
            edit(lambda text: answered(text, "Final status", "returned"))(folder),
        ],
        SIGNED,
        State.RETURNED,
        {"date_future"},
    ),
    "due a month before its review": (nothing, date(2027, 2, 1), State.DUE, set()),
    "overdue after a review that nobody held": (
        nothing,
        date(2027, 2, 27),
        State.OVERDUE,
        {"review_overdue", "controls_aged"},
    ),
    "in force again after the review": (
        reviewed(controls="no failures, both passed"),
        date(2027, 2, 27),
        State.IN_FORCE,
        set(),
    ),
    "reviewed without a test of its controls": (
        reviewed(controls="no, next time"),
        date(2027, 2, 27),
        State.IN_FORCE,
        {"controls_aged"},
    ),
    "reviewed, and one control did not pass": (
        reviewed(controls="1 passed, 1 not passed"),
        date(2027, 2, 27),
        State.IN_FORCE,
        {"controls_aged"},
    ),
    "reviewed until a day that has two readings": (
        reviewed(following="3/6/2027"),
        date(2027, 2, 27),
        State.IN_FORCE,
        {"date_ambiguous"},
    ),
    "reviewed without another one": (reviewed(following="none"), date(2027, 2, 27), State.IN_FORCE, set()),
    "no review is due after the end that was approved": (
        lambda folder: [
            reviewed(following="2027-07-15")(folder),
            edit(lambda text: answered(text, "Decision 1 valid to", "2027-05-20"))(folder),
        ],
        date(2027, 7, 20),
        State.OVERDUE,
        {"end_passed", "controls_aged"},
    ),
    "decided after its start": (
        edit(lambda text: answered(text, "Decided on", "2026-12-09")),
        RUNNING,
        State.IN_FORCE,
        {"approval_late"},
    ),
    "overdue after its end": (both_reviews, date(2027, 6, 1), State.OVERDUE, {"end_passed"}),
    "closed": (lambda folder: [both_reviews(folder), edit(closed)(folder)], date(2027, 6, 1), State.CLOSED, set()),
}


@pytest.mark.parametrize("name", STATES)
def test_a_signed_folder_has_one_state(board_folder, tmp_path, name):
    change, day, state, expected = STATES[name]
    folder = tmp_path / "a"
    shutil.copytree(board_folder, folder)
    change(folder)

    assert status(folder, day).state is state
    assert codes(folder, day) == expected


def test_evidence_counts_to_its_last_day(tmp_path):
    items = [{**one, "expires_on": "2026-12-20"} for one in SIGNOFF["evidence_items"]]
    folder = filled_in(printed(tmp_path / "a", signoff={**SIGNOFF, "evidence_items": items}))

    assert [codes(folder, date(2026, 12, day)) for day in (20, 21)] == [set(), {"evidence_expired"}]


def test_open_questions_of_an_outcome_that_nobody_signs_fall_due(tmp_path):
    folder = printed(tmp_path / "a", answers={**ANSWERS, "activity": "unknown"}, final=False)

    assert [codes(folder, date(2026, 12, day)) for day in (4, 5)] == [set(), {"due_passed"}]


def test_nobody_decided_and_the_start_has_passed(blank_folder):
    day = date(2026, 12, 8)

    assert status(blank_folder, SIGNED).state is State.PROPOSED
    assert status(blank_folder, day).state is State.OVERDUE
    assert codes(blank_folder, day) == {"decision_overdue"}


def test_a_draft_is_a_draft_whatever_is_signed_under_it(draft_folder, tmp_path):
    assert status(draft_folder, SIGNED).state is State.DRAFT
    folder = tmp_path / "a"
    shutil.copytree(draft_folder, folder)
    text = (folder / "checklist.md").read_text(encoding="utf-8")
    for row in checklist_of(text).signatures:
        text = signed(text, row.role, name=f"Person {row.role}", decision="approve", date="2026-12-03", reference="x")
    (folder / "checklist.md").write_text(text, encoding="utf-8")

    assert status(folder, SIGNED).state is State.DRAFT
    assert not status(folder, SIGNED).complete
    assert "draft_signed" in codes(folder, SIGNED)


def test_nothing_to_sign_is_said_and_never_complete(tmp_path):
    folder = printed(tmp_path / "a", final=False, answers={"identity": "user_cloud"}, signoff={})
    found = status(folder, SIGNED)

    assert found.nothing_to_sign
    assert not found.complete


def test_signatures_are_judged_by_the_day_of_the_print(board_folder):
    before, later = (status(board_folder, day) for day in (RUNNING, date(2027, 2, 20)))

    assert before.unsigned == later.unsigned == ()
    assert [row.role for row in before.signed] == [row.role for row in later.signed]
    assert before.aged == ()
    assert len(later.aged) == 1
    assert "92 days old" in later.aged[0]


def test_complete_takes_approvals_and_every_item_up_to_the_start(board_folder, tmp_path):
    assert status(board_folder, RUNNING).complete
    for number, change in enumerate(
        (
            one_more("reject"),
            edit(lambda text: ticked(text, "A1", "", "[?]")),
            edit(lambda text: text.replace("**A1**", "**A99**")),
        )
    ):
        folder = tmp_path / str(number)
        shutil.copytree(board_folder, folder)
        change(folder)

        assert not status(folder, RUNNING).complete


def revised(folder: Path, other: Path, **values: object) -> Path:
    """Print a later record of the same account that names the one before."""
    before = json.loads((folder / "record.json").read_text(encoding="utf-8"))["record_id"]
    return printed(other, **{name: before if value == "before" else value for name, value in values.items()})


@pytest.mark.slow
@pytest.mark.parametrize(("key", "state"), [("supersedes", State.SUPERSEDED), ("renews", State.RENEWED)])
def test_what_was_approved_counts_until_what_follows_it_is_approved_too(board_folder, tmp_path, key, state):
    returned = revised(board_folder, tmp_path / "b", **{key: "before", "record_id": "MFA-2027-LATER"})
    last = revised(returned, tmp_path / "c", supersedes="before", record_id="MFA-2027-LAST")
    day, both = date(2027, 12, 1), (returned, last)

    assert status(board_folder, day, *both).state is State.OVERDUE
    assert "end_passed" in codes(board_folder, day, *both)
    assert status(returned, SIGNED, board_folder).state is State.PROPOSED
    assert status(returned, SIGNED, board_folder, last).state is State.SUPERSEDED
    filled_in(last)
    assert status(board_folder, day, *both).state is state
    assert codes(board_folder, day, *both) == set()
    assert status(board_folder, day, returned).state is State.OVERDUE


def test_a_closure_to_come_in_the_engagement_leaves_the_one_of_the_checklist(board_folder, tmp_path):
    folder = Path(shutil.copytree(board_folder, tmp_path / "a"))
    edit(closed)(folder)
    record_id = json.loads((folder / "record.json").read_text(encoding="utf-8"))["record_id"]
    succession = Succession((), real_pack(), {base_of(record_id): date(2027, 7, 1)})

    assert status_of(folder, real_pack(), real_engine(), date(2027, 6, 1), succession).state is State.CLOSED


def test_two_records_that_replace_each_other_are_found(tmp_path):
    one = printed(tmp_path / "a", record_id="MFA-2026-ONE", supersedes="MFA-2026-TWO")
    other = printed(tmp_path / "b", record_id="MFA-2026-TWO", supersedes="MFA-2026-ONE")

    assert "supersedes_cycle" in codes(one, SIGNED, other)
    assert status(one, SIGNED, other).state is State.PROPOSED


@pytest.fixture(scope="module")
def two_decisions(tmp_path_factory) -> Path:
    rows = [ROW, TERMS]
    folder = printed(tmp_path_factory.mktemp("two") / "a", answers=BOTH, signoff={**SIGNOFF, "exclusions": rows})
    return filled_in(folder)


@pytest.mark.slow
def test_two_decisions_have_states_of_their_own(two_decisions, tmp_path):
    both = status(two_decisions, RUNNING)

    assert codes(two_decisions, RUNNING) == set()
    assert both.state is State.IN_FORCE
    assert [(one.state, one.last) for one in both.approvals] == [
        (State.APPROVED, date(2027, 5, 31)),
        (State.APPROVED, None),
    ]
    folder = tmp_path / "a"
    shutil.copytree(two_decisions, folder)
    path = folder / "checklist.md"
    text = path.read_text(encoding="utf-8")
    first = checklist_of(text).signatures[0]
    line = next(line for line in text.splitlines() if line.startswith(f"| {first.role} |"))
    path.write_text(text.replace(line, line.replace("| approve | approve |", "| reject | approve |")), encoding="utf-8")

    assert [one.state for one in status(folder, RUNNING).approvals] == [State.REJECTED, State.APPROVED]
    assert status(folder, RUNNING).state is State.REJECTED
    assert "result_contradicts" in codes(folder, RUNNING)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("approve", Word.APPROVE),
        (" Approved ", Word.APPROVE),
        ("**Approve.**", Word.APPROVE),
        ("approved with  conditions", Word.CONDITIONS),
        ("Reject", Word.REJECT),
        ("✅ approve", Word.APPROVE),
        ("==Approve== ✔️", Word.APPROVE),
        ("rejected!", Word.REJECT),
        ("returned", Word.RETURN),
        ("not approved", None),
        ("approve (not)", None),
        ("OK", None),
        ("approve or reject", None),
        ("", None),
    ],
)
def test_only_plain_words_decide(text, word):
    assert word_of(text) is word


@pytest.mark.slow
@pytest.mark.parametrize("command", ["verify", "status", "drift"])
def test_one_damaged_record_is_one_finding_and_silences_nobody(board_folder, tmp_path, capsys, command):
    for name in ("a", "b", "c"):
        shutil.copytree(board_folder, tmp_path / name)
    (tmp_path / "b" / "record.json").write_text("{", encoding="utf-8")
    assert run([command, str(tmp_path), "--date", "2026-12-10", "--format", "json"]) == 4
    rows = json.loads(capsys.readouterr().out)

    assert [Path(row["folder"]).name for row in rows] == ["a", "b", "c"]
    if command == "verify":
        assert [len(row["findings"]) for row in rows][::2] == [0, 0]
        assert "record_unreadable" in {finding["code"] for finding in rows[1]["findings"]}
    else:
        assert [bool(row["problem"]) for row in rows] == [False, True, False]


def half_merged(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    other = signed(text, "Risk owner", decision="reject")
    path.write_text(f"{text}<<<<<<< HEAD\n{text}=======\n{other}>>>>>>> mine\n", encoding="utf-8")


LOST = {
    "missing": (Path.unlink, "is missing."),
    "another encoding": (
        lambda path: path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252")),
        "is not UTF-8",
    ),
    "a merge that nobody finished": (half_merged, "holds two versions: a merge was not finished (line 112)."),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", LOST)
def test_who_signed_a_checklist_that_cannot_be_read_is_unknown_and_not_open(board_folder, tmp_path, capsys, case):
    lose, why = LOST[case]
    (tmp_path / "accounts").mkdir()
    (tmp_path / "engagement.toml").write_text('client = "Contoso"', encoding="utf-8")
    paper = Path(shutil.copytree(board_folder, tmp_path / "decisions" / "a"))
    shutil.copy(paper / "record.json", tmp_path / "accounts" / "flow.json")
    lose(paper / "checklist.md")
    assert run(["status", str(paper), "--date", "2026-12-10"]) == 4
    assert f"cannot be read: checklist.md {why}" in capsys.readouterr().out
    assert run(["status", str(tmp_path), "--date", "2026-12-10"]) == 4
    told = capsys.readouterr().out
    assert "unknown; Repair the file (decisions/a)" in told
    assert f"checklist.md {why}" in told
    assert "So who signed cannot be known." in told
    found = verify(paper, real_pack(), real_engine(), RUNNING, Succession((), real_pack()))
    assert (found.state, {one.code for one in found.findings}) == (None, {"checklist_unreadable"})
    words = ["renew", "flow", "--until", "2027-10-31", "--folder", str(tmp_path), "--date", "2026-12-10"]
    assert run(["records", *words]) == 2
    assert f"a: checklist.md {why}" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("how", ["renews", "supersedes"])
def test_an_exception_is_reviewed_until_what_was_approved_after_it_begins(board_folder, tmp_path, capsys, how):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "engagement.toml").write_text('client = "Contoso"', encoding="utf-8")
    before = Path(shutil.copytree(board_folder, tmp_path / "decisions" / "a"))
    first = json.loads((before / "record.json").read_text(encoding="utf-8"))["record_id"]
    days = {"valid_from": "2027-03-20", "review_by": "2027-04-20"}
    ids = {"revision": 2, "record_id": f"{first}-R2", how: first}
    after = filled_in(printed(tmp_path / "decisions" / "b", signoff={**SIGNOFF, **days}, **ids), until="at")
    edit(lambda text: answered(text, "Decision 1 valid from", "2027-03-20"))(after)
    shutil.copy(after / "record.json", tmp_path / "accounts" / "flow.json")

    def told(day: str) -> str:
        run(["status", str(tmp_path), "--date", day])
        return capsys.readouterr().out.splitlines()[0].partition("; ")[2]

    assert told("2027-02-20") == "approved; Act on the approval; next 2027-02-26, Review (decisions/b)"
    assert told("2027-03-01") == "overdue; Do what is overdue; Review was due on 2027-02-26 (decisions/a)"
    assert told("2027-03-20") == "approved; Act on the approval; next 2027-03-20, Start (decisions/b)"
    engagement = Engagement.open(tmp_path, real_pack(), real_engine())
    row = overview(engagement, real_pack(), real_engine(), date(2027, 3, 1)).rows[0]
    coming = [(date(2027, 3, 20), "Start"), (date(2027, 4, 20), "Review"), (date(2027, 5, 31), "End")]
    assert (row.start, [*row.coming], row.waiting) == (date(2027, 3, 20), coming, "")


@pytest.mark.slow
def test_a_lost_checklist_of_a_paper_that_was_renewed_changes_no_state(board_folder, tmp_path, capsys):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "engagement.toml").write_text('client = "Contoso"', encoding="utf-8")
    before = Path(shutil.copytree(board_folder, tmp_path / "decisions" / "a"))
    first = json.loads((before / "record.json").read_text(encoding="utf-8"))["record_id"]
    ids = {"revision": 2, "record_id": f"{first}-R2", "renews": first}
    after = filled_in(printed(tmp_path / "decisions" / "b", **ids))
    shutil.copy(after / "record.json", tmp_path / "accounts" / "flow.json")
    (before / "checklist.md").unlink()
    assert run(["status", str(tmp_path), "--date", "2026-12-10"]) == 4
    assert "in force; Nothing to do now" in capsys.readouterr().out


@pytest.mark.slow
def test_status_is_asked_for_an_owner_and_for_what_is_due(board_folder, blank_folder, tmp_path, capsys):
    shutil.copytree(board_folder, tmp_path / "mine")
    shutil.copytree(blank_folder, tmp_path / "blank")

    def names(*words: str) -> list[str]:
        assert run(["status", str(tmp_path), "--date", "2026-12-05", "--format", "json", *words]) == 0
        return [Path(row["folder"]).name for row in json.loads(capsys.readouterr().out)]

    assert names("--owner", "Ney, Olga") == ["blank", "mine"]
    assert names("--owner", "Otto Unknown") == []
    assert names("--due", "1") == ["blank"]
    assert names("--due", "90") == ["blank", "mine"]


@pytest.mark.slow
def test_status_in_words(board_folder, tmp_path, capsys):
    shutil.copytree(board_folder, tmp_path / "a")
    edit(lambda text: answered(text, "Final status", "done"))(tmp_path / "a")
    assert run(["status", str(tmp_path), "--date", "2027-03-01"]) == 0
    text = capsys.readouterr().out

    assert "time_limited_exception, overdue." in text
    assert "overdue: Review, 2027-02-26" in text
    assert "the rating no longer applies" in text
    assert "next: 2027-05-27, Review" in text


@pytest.mark.slow
def test_status_says_states_as_people_do_and_that_a_clock_is_behind(board_folder, tmp_path, capsys):
    shutil.copytree(board_folder, tmp_path / "a")
    shutil.copytree(board_folder, tmp_path / "b")
    assert run(["status", str(tmp_path), "--date", RUNNING.isoformat()]) == 0
    text = capsys.readouterr().out
    assert "time_limited_exception, in force." in text
    assert "2 folders: 2 in force." in text
    assert "The documents are dated" not in text

    assert run(["status", str(tmp_path / "a"), "--date", "2026-01-05"]) == 0
    assert "The documents are dated 24 November 2026, after 5 January 2026." in capsys.readouterr().out


@pytest.mark.slow
def test_status_of_an_engagement_says_that_a_clock_is_behind(contoso, tmp_path, capsys):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    run(["status", str(copy), "--date", "2026-12-05"])
    found = capsys.readouterr()
    assert "in_force" not in found.out
    assert "is dated" not in found.err

    run(["status", str(copy), "--date", "2026-01-05"])
    assert "after 5 January 2026, so states and dates are those of an earlier day." in capsys.readouterr().err

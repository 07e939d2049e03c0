"""Days and rows of a paper are those of the outcome that was signed: no others of its record, and also under other knowledge."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, SIGNOFF
from tests.documents.test_readiness import BOTH, ROW, TERMS
from tests.engagement.signing import answered, edit, filled_in, printed, replaced, signed, ticked
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement import verify_print
from wizard.engagement.approved_change import approved_in
from wizard.engagement.readback import checklist_of
from wizard.engagement.register import Register
from wizard.engagement.sealed import Glance, read_sealed
from wizard.engagement.states import State
from wizard.engagement.verify import verify
from wizard.errors import EvidenceError

BREAK_GLASS = {
    "identity": "emergency_access", "cloud": "public", "activity": "idle", "run_mode": "human_each_time",
    "token": "interactive_cached", "privilege": ["entra_admin"], "record": "complete",
    "surfaces": ["azure_portals"], "mfa_sources": ["conditional_access"], "controls": ["mfa"], "met_today": ["none"],
    "settings": ["none"], "methods": ["fido2"], "replacement": "none", "licence": "ready", "egress": "microsoft_cloud",
    "exclusion_today": "documented", "frameworks": ["none"], "evidence": ["ca_policies"],
}  # fmt: skip
OPERATE = {**ANSWERS, "run_mode": "human_on_setup"}
RETIRE = {**ANSWERS, "activity": "idle"}
WORKLOAD = {"identity": "service_principal"}
MEETS_IT = {**ANSWERS, "met_today": ["mfa"]}


@pytest.fixture(scope="module")
def signed_folder(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("signed") / "a"))


def under_other_knowledge(folder: Path, **answers: object) -> Path:
    """Make a paper one of a pack that is not at hand, and its answers such that today another verdict follows."""
    path = folder / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["knowledge_version"] = "2025.01.1"
    record["applied"]["knowledge_digest"] = "0" * 64
    record["answers"] |= answers
    path.write_text(json.dumps(record), encoding="utf-8")
    edit(lambda text: answered(text, "Decision 1 valid to", ""))(folder)
    return folder


@pytest.mark.parametrize(
    ("answers", "what"), [(WORKLOAD, set()), (MEETS_IT, {"Decision"}), (ANSWERS, {"Decision", "Start"})]
)
def test_only_days_that_the_outcome_has_fall_due_read_quickly_or_at_length(answers, what, tmp_path):
    folder = printed(tmp_path / "a", answers=answers, final=False)
    glance = Glance(real_pack(), real_engine(), date(2026, 12, 10))
    quick = glance.at(folder, read_sealed(folder))[1]

    assert {name for _, name in quick.why} == what
    assert quick == glance.at(folder, None)[1]


def test_the_start_is_the_next_day_of_an_approval_that_has_not_begun(signed_folder):
    standing = Glance(real_pack(), real_engine(), date(2026, 12, 4)).at(signed_folder, read_sealed(signed_folder))[1]

    assert (standing.state, standing.coming[0]) == (State.APPROVED, (date(2026, 12, 7), "Start"))


def test_an_exception_that_today_needs_none_still_has_its_end_and_its_controls(signed_folder, tmp_path):
    shutil.copytree(signed_folder, tmp_path / "a")
    folder = under_other_knowledge(tmp_path / "a", met_today=["mfa"])
    found = verify(folder, real_pack(), real_engine(), date(2027, 6, 2))

    assert found.state is State.OVERDUE
    assert {"end_passed", "controls_aged"} <= {one.code for one in found.findings}


def test_the_exclusions_of_an_exception_that_today_needs_none_are_cleaned_up(signed_folder, tmp_path, monkeypatch):
    shutil.copytree(signed_folder, tmp_path / "a")
    folder = under_other_knowledge(tmp_path / "a", met_today=["mfa"])
    monkeypatch.setattr(verify_print, "digests", lambda _: ())  # of the record that this test rewrote
    approved = approved_in(folder, real_pack(), real_engine(), date(2027, 6, 2), clean_up=True)

    assert [(row.policy, row.group, row.ends_on) for row in approved.rows] == [
        ("CA001 Require MFA", "CA-EXC-svc-flow", date(2027, 5, 31))
    ]


@pytest.fixture(scope="module")
def two_decisions(tmp_path_factory) -> Path:
    rows = [ROW, {**ROW, "policy": "CA002 All apps", "group": "EXC-2", "group_id": "", "ends_on": "2027-03-01"}, TERMS]
    folder = printed(tmp_path_factory.mktemp("two") / "a", answers=BOTH, signoff={**SIGNOFF, "exclusions": rows})
    return filled_in(folder)


@pytest.mark.slow
def test_the_start_of_the_one_approved_decision_is_the_next_day(two_decisions, tmp_path):
    shutil.copytree(two_decisions, tmp_path / "a")
    edit(lambda text: text.replace("| approve | approve |", "| approve | reject |", 1))(tmp_path / "a")
    standing = Glance(real_pack(), real_engine(), date(2026, 12, 4)).at(tmp_path / "a", None)[1]

    assert (standing.state, standing.coming[0]) == (State.REJECTED, (date(2026, 12, 7), "Start"))


def cleaned(folder: Path, day: str) -> list[str]:
    return [
        row.group
        for row in approved_in(folder, real_pack(), real_engine(), date.fromisoformat(day), clean_up=True).rows
    ]


@pytest.mark.slow
def test_only_exclusions_that_are_over_are_cleaned_up_each_on_its_own_day(two_decisions):
    with pytest.raises(EvidenceError, match="is overdue, so its exclusions are not over"):
        cleaned(two_decisions, "2027-03-01")
    assert cleaned(two_decisions, "2027-03-02") == ["EXC-2"]
    assert cleaned(two_decisions, "2027-06-01") == ["CA-EXC-svc-flow", "EXC-2"]


@pytest.mark.slow
def test_the_end_of_one_exclusion_is_a_day_to_come_read_quickly_or_at_length(two_decisions):
    glance = Glance(real_pack(), real_engine(), date(2027, 2, 20))
    quick = glance.at(two_decisions, read_sealed(two_decisions))[1]

    assert (date(2027, 3, 1), "MFA required again") in quick.why
    assert quick == glance.at(two_decisions, None)[1]


def close(folder: Path) -> None:
    for label, said in {"Ended on": "2026-12-11", "Evidence": "audit log", "Closed by": "Gil Orr"}.items():
        edit(lambda text, label=label, said=said: answered(text, label, said))(folder)


@pytest.mark.slow
def test_a_paper_of_which_one_decision_was_approved_replaces_the_one_before_it_also_once_it_is_closed(
    two_decisions, tmp_path, capsys
):
    shutil.copytree(two_decisions, tmp_path / "a")
    record = json.loads((two_decisions / "record.json").read_text(encoding="utf-8"))
    again = {"revision": 2, "record_id": f"{record['record_id']}-R2", "supersedes": record["record_id"]}
    after = filled_in(printed(tmp_path / "b", answers=BOTH, signoff=record["signoff"], **again))
    edit(lambda text: text.replace("| approve | approve |", "| approve | reject |", 1))(after)
    for then in (lambda _: None, close):
        then(after)
        assert run(["status", str(tmp_path), "--date", "2026-12-12"]) == 0
        assert "a: svc-flow@contoso.com: time_limited_exception, superseded." in capsys.readouterr().out
        found = verify(after, real_pack(), real_engine(), date(2026, 12, 12)).findings
        assert "ticked_too_early" not in {one.code for one in found}
    entry = Register(real_pack(), real_engine(), date(2026, 12, 12)).read(after, read_sealed(after))[0].entry

    assert (entry.approved, entry.ended) == (True, State.CLOSED)
    assert [one.group for one in entry.waivers] == ["CA-EXC-svc-flow", "EXC-2"]


@pytest.mark.slow
def test_exclusions_that_a_renewal_needs_are_not_cleaned_up_whether_or_not_it_is_signed(two_decisions, tmp_path):
    before = tmp_path / "a"
    shutil.copytree(two_decisions, before)
    record = json.loads((before / "record.json").read_text(encoding="utf-8"))
    signoff = {**SIGNOFF, "valid_from": "2026-12-10", "exclusions": [ROW]}
    after = printed(
        tmp_path / "b", signoff=signoff, revision=2, record_id=f"{record['record_id']}-R2", renews=record["record_id"]
    )
    for paper, state in ((before, "in force"), (after, "overdue")):
        with pytest.raises(EvidenceError, match=f"is {state}, so its exclusions are not over"):
            cleaned(paper, "2026-12-12")
    approved = approved_in(before, real_pack(), real_engine(), date(2026, 12, 12), clean_up=False)
    assert [row.group for row in approved.rows] == ["CA-EXC-svc-flow", "EXC-2", "EXC-TOU"]

    filled_in(after)
    edit(lambda text: answered(text, "Decision 1 valid from", "2026-12-10"))(after)
    replaced("| approve |", "| reject |")(after)
    with pytest.raises(EvidenceError, match="is rejected, and another approved paper holds its exclusions"):
        cleaned(after, "2026-12-12")
    signed_text = (before / "checklist.md").read_text(encoding="utf-8")
    close(before)
    assert cleaned(after, "2026-12-12") == ["CA-EXC-svc-flow"]
    assert cleaned(before, "2026-12-12") == ["CA-EXC-svc-flow", "EXC-2", "EXC-TOU"]
    (before / "checklist.md").write_text(signed_text, encoding="utf-8")
    replaced("| reject |", "| approve |")(after)
    third = {"revision": 3, "record_id": f"{record['record_id']}-R3", "renews": f"{record['record_id']}-R2"}
    later = printed(tmp_path / "c", signoff={**signoff, "valid_from": "2026-12-20"}, **third)
    with pytest.raises(EvidenceError, match="is in force, so its exclusions are not over"):
        cleaned(before, "2026-12-09")
    approved = approved_in(before, real_pack(), real_engine(), date(2026, 12, 9), clean_up=False)
    assert [row.group for row in approved.rows] == ["CA-EXC-svc-flow", "EXC-2", "EXC-TOU"]
    with pytest.raises(EvidenceError, match="is renewed, so it approves no change any more"):
        approved_in(before, real_pack(), real_engine(), date(2026, 12, 10), clean_up=False)
    approved = approved_in(before, real_pack(), real_engine(), date(2026, 12, 12), clean_up=True)
    assert [row.group for row in approved.rows] == ["EXC-2", "EXC-TOU"]
    assert [row.group for row in approved.running] == [ROW["group"]]
    filled_in(later)
    edit(lambda text: answered(text, "Decision 1 valid from", "2026-12-20"))(later)
    with pytest.raises(EvidenceError, match="is in force, so its exclusions are not over"):
        cleaned(after, "2026-12-12")

    shutil.rmtree(later)
    close(after)
    assert cleaned(before, "2026-12-12") == ["CA-EXC-svc-flow", "EXC-2", "EXC-TOU"]
    with pytest.raises(EvidenceError, match="is renewed, so it approves no change any more"):
        approved_in(before, real_pack(), real_engine(), date(2026, 12, 12), clean_up=False)


@pytest.mark.slow
def test_between_an_exception_and_a_renewal_that_begins_later_nothing_is_excluded(two_decisions, tmp_path):
    before = tmp_path / "a"
    shutil.copytree(two_decisions, before)
    record = json.loads((before / "record.json").read_text(encoding="utf-8"))
    days = {"valid_from": "2027-06-15", "expires_on": "2027-07-31", "review_by": "2027-07-15"}
    signoff = {**SIGNOFF, **days, "exclusions": [ROW]}
    ids = {"record_id": f"{record['record_id']}-R2", "renews": record["record_id"]}
    after = filled_in(printed(tmp_path / "b", final=False, signoff=signoff, revision=2, **ids))
    edit(lambda text: answered(text, "Decision 1 valid from", ""))(after)
    edit(lambda text: answered(text, "Decision 1 valid to", ""))(after)

    assert cleaned(before, "2027-06-14") == ["CA-EXC-svc-flow", "EXC-2"]
    assert cleaned(before, "2027-06-15") == ["EXC-2", "EXC-TOU"]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["renews", "supersedes"])
def test_a_paper_that_a_later_one_replaces_counts_until_that_one_begins(tmp_path, how):
    two = [ROW, {**ROW, "policy": "CA002 All apps", "policy_id": "", "group": "EXC-2", "group_id": ""}]
    first = filled_in(printed(tmp_path / "a", signoff={**SIGNOFF, "exclusions": two}))
    record_id = json.loads((first / "record.json").read_text(encoding="utf-8"))["record_id"]
    second, third = {"revision": 2, "record_id": f"{record_id}-R2"}, {"revision": 3, "record_id": f"{record_id}-R3"}
    signoff = {**SIGNOFF, "exclusions": [ROW]}
    filled_in(printed(tmp_path / "b", signoff=signoff, supersedes=record_id, **second))
    later = printed(
        tmp_path / "c", signoff={**signoff, "valid_from": "2027-03-20"}, **{how: f"{record_id}-R2"}, **third
    )
    edit(lambda text: answered(text, "Decision 1 valid from", "2027-03-20"))(filled_in(later))

    with pytest.raises(EvidenceError, match=r"is (renewed|superseded), so it approves no change any more"):
        approved_in(first, real_pack(), real_engine(), date(2027, 1, 10), clean_up=False)
    assert cleaned(first, "2027-01-10") == ["EXC-2"]
    assert cleaned(first, "2027-03-20") == ["EXC-2"]
    assert approved_in(tmp_path / "b", real_pack(), real_engine(), date(2027, 1, 10), clean_up=False).rows


@pytest.mark.slow
def test_a_paper_that_a_record_with_an_id_of_its_own_replaces_is_over_once_that_begins(signed_folder, tmp_path):
    before = Path(shutil.copytree(signed_folder, tmp_path / "a"))
    first = json.loads((before / "record.json").read_text(encoding="utf-8"))["record_id"]
    filled_in(printed(tmp_path / "b", record_id="MFA-2026-000000AB", supersedes=first))
    with pytest.raises(EvidenceError, match="is superseded, so it approves no change any more"):
        approved_in(before, real_pack(), real_engine(), date(2027, 1, 10), clean_up=False)
    assert cleaned(before, "2027-01-10") == ["CA-EXC-svc-flow"]
    with pytest.raises(EvidenceError, match="is approved, so its exclusions are not over"):
        cleaned(before, "2026-12-06")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("record.json", "<<<<<<< ours", "b/record.json:1:1: is not valid JSON"),
        ("checklist.md", None, "b/checklist.md: is missing"),
        (
            "record.json",
            lambda text: text.replace('"unattended"', '"unheard"'),
            "b: .*today's questions do not take its answers",
        ),
    ],
)
def test_no_exclusion_is_cleaned_up_next_to_a_paper_that_may_hold_it_and_cannot_be_read(
    two_decisions, tmp_path, name, text, said
):
    shutil.copytree(two_decisions, tmp_path / "a")
    shutil.copytree(two_decisions, tmp_path / "b")
    if text is None:
        (tmp_path / "b" / name).unlink()
    elif callable(text):
        edit(text, name)(tmp_path / "b")
    else:
        (tmp_path / "b" / name).write_text(text, encoding="utf-8")

    with pytest.raises(EvidenceError, match=f"(?s){said}.*another paper may hold the same exclusions"):
        cleaned(tmp_path / "a", "2027-06-01")


@pytest.mark.slow
@pytest.mark.parametrize("kept", [{**ROW, "policy_id": "", "group_id": ""}, ROW])
def test_an_exclusion_that_got_its_ids_with_the_renewal_is_the_same_one(kept, tmp_path):
    rows = [kept, {**ROW, "policy": "CA002 All apps", "policy_id": "", "group": "EXC-2", "group_id": ""}]
    before = filled_in(printed(tmp_path / "a", signoff={**SIGNOFF, "exclusions": rows}))
    record = json.loads((before / "record.json").read_text(encoding="utf-8"))
    signoff = {**SIGNOFF, "valid_from": "2026-12-10", "exclusions": [{**ROW, "group_id": ""}]}
    after = printed(
        tmp_path / "b", signoff=signoff, revision=2, record_id=f"{record['record_id']}-R2", renews=record["record_id"]
    )
    filled_in(after)
    edit(lambda text: answered(text, "Decision 1 valid from", "2026-12-10"))(after)

    assert cleaned(before, "2026-12-12") == ["EXC-2"]


@pytest.mark.slow
def test_the_change_of_a_decision_that_was_approved_leaves_out_the_one_that_was_rejected(two_decisions, tmp_path):
    shutil.copytree(two_decisions, tmp_path / "a")
    edit(lambda text: text.replace("| approve | approve |", "| reject | approve |"))(tmp_path / "a")
    rows = approved_in(tmp_path / "a", real_pack(), real_engine(), date(2026, 12, 10), clean_up=False).rows

    assert [(row.group, row.starts_on, row.ends_on) for row in rows] == [("EXC-TOU", None, None)]
    shutil.copytree(two_decisions, tmp_path / "b")
    close(tmp_path / "b")
    for paper in ("a", "b"):
        assert cleaned(tmp_path / paper, "2026-12-12") == ["CA-EXC-svc-flow", "EXC-2"]
    register = Register(real_pack(), real_engine(), date(2026, 12, 10))
    entry = register.read(tmp_path / "a", read_sealed(tmp_path / "a"))[0].entry
    assert (entry.counts, [waiver.group for waiver in entry.waivers]) == (True, ["EXC-TOU"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda text: text.replace("| approve | approve |", "| approve | |"), "overdue"),
        (lambda text: answered(text, "Final status", "rejected"), "rejected"),
        (lambda text: answered(text, "Final status", "returned"), "returned"),
    ],
)
def test_a_change_needs_every_decision_and_no_final_status_against_it(two_decisions, tmp_path, change, state):
    shutil.copytree(two_decisions, tmp_path / "a")
    edit(change)(tmp_path / "a")
    with pytest.raises(EvidenceError, match=f"is not approved: its state is '{state}'"):
        approved_in(tmp_path / "a", real_pack(), real_engine(), date(2026, 12, 10), clean_up=False)


@pytest.mark.slow
def test_what_is_due_soon_is_not_late_for_a_change(two_decisions):
    approved = approved_in(two_decisions, real_pack(), real_engine(), date(2027, 2, 1), clean_up=False)

    assert [row.group for row in approved.rows] == ["CA-EXC-svc-flow", "EXC-2", "EXC-TOU"]


@pytest.mark.slow
def test_an_end_that_signers_give_what_has_none_is_its_end_wherever_it_is_asked_for(two_decisions, tmp_path):
    shutil.copytree(two_decisions, tmp_path / "a")
    last = date(2027, 4, 30)
    row = "| Decision 1 valid from |"
    edit(lambda text: text.replace(row, f"| Decision 2 valid to | {last} |\n{row}", 1))(tmp_path / "a")
    rows = approved_in(tmp_path / "a", real_pack(), real_engine(), date(2026, 12, 10), clean_up=False).rows
    register = Register(real_pack(), real_engine(), date(2026, 12, 10))
    entry = register.read(tmp_path / "a", read_sealed(tmp_path / "a"))[0].entry

    assert {row.ends_on for row in rows if row.group == "EXC-TOU"} == {last}
    assert {waiver.last for waiver in entry.waivers if waiver.group == "EXC-TOU"} == {last}


@pytest.mark.slow
def test_what_begins_with_its_approval_is_never_approved_too_late(two_decisions, tmp_path):
    shutil.copytree(two_decisions, tmp_path / "a")
    for role in ("Risk owner", "Account owner", "Risk reviewer", "Identity governance"):
        edit(lambda text, role=role: signed(text, role, date="2026-12-09"))(tmp_path / "a")
    found = verify(tmp_path / "a", real_pack(), real_engine(), date(2026, 12, 10)).findings

    assert [one.place for one in found if one.code == "approval_late"] == ["checklist.md: Result, 1 MFA"]


def approved(folder: Path, **answers: object) -> Path:
    """Print an account of another outcome, with its work done up to the start, and signed by everybody."""
    printed(folder, answers=answers, signoff={**SIGNOFF, "requiring_policies": "CA001 Require MFA"})
    text = (folder / "checklist.md").read_text(encoding="utf-8")
    checklist = checklist_of(text)
    for item in checklist.items:
        if item.checkpoint in {"before", "at", "after"}:
            text = ticked(text, item.id, "2026-12-07" if item.checkpoint == "after" else "2026-11-26")
    for row in checklist.signatures:
        text = signed(text, row.role, decision="approve", date="2026-12-03", reference="mail 17")
    (folder / "checklist.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "day", "state", "codes"),
    [
        (BREAK_GLASS, "2026-12-10", State.IN_FORCE, set()),
        (OPERATE, "2027-05-10", State.IN_FORCE, set()),
        (RETIRE, "2027-01-10", State.OVERDUE, {"due_passed"}),
    ],
)
def test_what_was_decided_runs_until_its_work_is_done_whatever_closes_it(answers, day, state, codes, tmp_path):
    folder = approved(tmp_path / "a", **answers)
    glance = Glance(real_pack(), real_engine(), date.fromisoformat(day))
    quick = glance.at(folder, read_sealed(folder))[1]

    assert quick.state is state
    assert quick == glance.at(folder, None)[1]
    assert {one.code for one in verify(folder, real_pack(), real_engine(), date.fromisoformat(day)).findings} == codes


@pytest.mark.slow
def test_work_that_nobody_closes_is_late_until_its_items_are_ticked(tmp_path):
    folder = approved(tmp_path / "a", **OPERATE)
    item = next(
        one.id for one in checklist_of((folder / "checklist.md").read_text()).items if one.checkpoint == "after"
    )
    edit(lambda text: ticked(text, item, "", "[ ]"))(folder)
    found = verify(folder, real_pack(), real_engine(), date(2027, 5, 10))

    assert found.state is State.OVERDUE
    assert [one.place for one in found.findings] == ["checklist.md: After approval"]

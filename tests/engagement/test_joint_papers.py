"""One paper for several accounts: read back, verified, compared and carried out for each of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.engagement.making import engaged, subject_of
from tests.engagement.signing import Edit, edit, filled_in, replaced, signed
from tests.engagement.tenant_making import GROUP, POLICY, SVC, clean, policy, written
from wizard.cli.main import run
from wizard.engagement.result_schema import StatusRow, VerifyRow

pytestmark = pytest.mark.usefixtures("one_pack")

DAY = "2026-11-24"
RUNNING = "2026-12-10"
NAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def made(one_pack, tmp_path_factory) -> Path:
    """Return an engagement with one signed paper for three accounts, and a fourth account without any."""
    folder = tmp_path_factory.mktemp("joint") / "contoso"
    engaged(folder, **dict.fromkeys(NAMES), d={"constraint": None})
    assert run(["board", str(folder), "--accounts", ",".join(NAMES), "--title", "flows", "--date", DAY]) == 0
    filled_in(paper(folder))
    return folder


@pytest.fixture
def folder(made, tmp_path) -> Path:
    shutil.copytree(made, tmp_path / "contoso")
    return tmp_path / "contoso"


def paper(folder: Path) -> Path:
    return folder / "decisions" / f"{DAY} flows"


def rows(command: str, folder: Path, capsys, *words: str, day: str = RUNNING) -> tuple[int, list[dict]]:
    capsys.readouterr()
    code = run([command, str(folder), "--date", day, "--format", "json", *words])
    return code, json.loads(capsys.readouterr().out)


# ---- status


@pytest.mark.slow
def test_each_account_has_the_state_of_its_paper(made, capsys):
    code, found = rows("status", made, capsys)

    assert code == 0
    assert [(row["account"][0], row["state"], row["to"]) for row in found] == [
        *((name, "in_force", "2027-05-31") for name in NAMES),
        ("d", "draft", None),
    ]
    assert all(StatusRow.model_validate(row) for row in found)


@pytest.mark.slow
def test_a_status_writes_the_reports_again(folder, capsys):
    rows("status", folder, capsys)

    assert "in force" in (folder / "reports" / "register.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "names"), [(("--owner", "Ney, Olga"), "abcd"), (("--due", "80"), "abc"), ((), "abcd")]
)
def test_a_status_is_limited_to_an_owner_or_to_what_is_due(made, capsys, words, names):
    assert "".join(row["account"][0] for row in rows("status", made, capsys, *words)[1]) == names


def test_a_status_of_nobodys_accounts_is_empty(made, capsys):
    assert rows("status", made, capsys, "--owner", "Nobody") == (0, [])


def test_one_reject_holds_for_every_account(folder, capsys):
    edit(lambda text: signed(text, "Risk owner", decision="reject"))(paper(folder))

    assert [row["state"] for row in rows("status", folder, capsys)[1]] == ["rejected"] * 3 + ["draft"]


@pytest.mark.slow
def test_a_revision_of_one_account_leaves_the_paper_in_force_for_the_others(folder, capsys):
    assert run(["board", str(folder), "--accounts", "b", "--revision", "--date", "2026-12-02"]) == 0
    found = rows("verify", folder, capsys, day="2026-12-03")[1]

    assert {row["folder"]: row["state"] for row in found}[str(paper(folder))] != "superseded"
    assert [(row["account"][0], row["renewing"]) for row in rows("status", folder, capsys)[1]] == [
        ("a", False),
        ("b", True),
        ("c", False),
        ("d", False),
    ]


@pytest.mark.slow
def test_a_revision_before_the_board_is_signed_or_comes_again_as_another_one(folder, capsys):
    def of_b() -> tuple[str, str]:
        return next(
            (row["state"], row["step"]) for row in rows("status", folder, capsys)[1] if row["account"][0] == "b"
        )

    again = ["board", str(folder), "--accounts", "b", "--revision", "--date"]
    assert run([*again, "2026-12-02"]) == 0
    assert of_b() == ("in_force", "sign")
    assert run(["board", str(folder), "--accounts", "b", "--date", "2026-12-03"]) == 2
    assert "before a board already: decisions/2026-12-02 b" in capsys.readouterr().err
    edit(lambda text: signed(text, "Risk owner", decision="reject"))(folder / "decisions" / "2026-12-02 b-contoso-com")
    assert of_b() == ("in_force", "returned")
    assert run([*again, "2026-12-03"]) == 0

    assert of_b() == ("in_force", "sign")
    last = json.loads((folder / "decisions" / "2026-12-03 b-contoso-com" / "record.json").read_text())
    assert last["record_id"].endswith("-R3")
    assert rows("verify", folder, capsys, day="2026-12-03")[1][0]["findings"] == []


# ---- verify


@pytest.mark.slow
def test_an_end_is_a_finding_until_what_follows_the_paper_is_approved(folder, capsys):
    assert run(["board", str(folder), "--accounts", "a,b,c", "--revision", "--date", "2026-12-02"]) == 0
    found = rows("verify", folder, capsys, day="2027-06-02")[1]

    signed_paper = next(row for row in found if row["folder"] == str(paper(folder)))
    assert signed_paper["state"] == "overdue"
    assert "end_passed" in {one["code"] for one in signed_paper["findings"]}


@pytest.mark.slow
def test_a_paper_and_its_engagement_hold(made, capsys):
    code, found = rows("verify", made, capsys)

    assert (code, [row["findings"] for row in found]) == (0, [[], []])


def rewritten(name: str, **values: object) -> Edit:
    """Return an edit of the first record of a paper, or of its own, that changes values."""

    def run_(folder: Path) -> None:
        path = folder / name
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")

    return run_


def sealed_again(folder: Path) -> None:
    """Compute the digests of a paper again, as somebody would who wants to hide an edit."""
    import hashlib

    sums = folder / "SHA256SUMS"
    names = [line.partition("  ")[2] for line in sums.read_text(encoding="utf-8").splitlines()]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    sums.write_text("".join(lines), encoding="utf-8")


A = "records/a-contoso-com.json"
EDITS: dict[str, tuple[tuple[Edit, ...], str, str]] = {
    "the record of an account": ((rewritten(A, revision=2), sealed_again), "record_differs", A),
    "the answers in it": ((replaced('"active"', '"idle"', A), sealed_again), "record_differs", A),
    "a damaged record": ((lambda folder: (folder / A).write_text("["), sealed_again), "record_unreadable", A),
    "another id in it": ((rewritten(A, record_id="MFA-2026-00000000"), sealed_again), "annex_differs", A),
    "an account that is left out": ((lambda folder: (folder / A).unlink(),), "annex_differs", "records"),
    "a record that is added": (
        (lambda folder: shutil.copy(folder / A, folder / "records" / "z.json"),),
        "annex_differs",
        "records/z.json",
    ),
    "a row of the annex": (
        (edit(lambda text: re.sub(r"\n\| `a@contoso\.com` \| .*", "", text), "recommendation.md"), sealed_again),
        "not_reproduced",
        "recommendation.md",
    ),
    "a member of the annex": ((replaced("b@contoso.com", "x@contoso.com", "record.json"),), "changed", "record.json"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", EDITS)
def test_a_paper_that_was_edited_by_hand_is_found(case, folder, capsys):
    edits, wanted, place = EDITS[case]
    for one in edits:
        one(paper(folder))
    code, found = rows("verify", folder, capsys)

    assert code == 4
    assert (wanted, place) in {(one["code"], one["place"].split(":")[0]) for row in found for one in row["findings"]}


def nested(folder: Path) -> None:
    shutil.copytree(folder, folder / "evidence" / "other", ignore=shutil.ignore_patterns("evidence"))


def copy_of(name: str) -> Edit:
    return lambda folder: shutil.copy(folder / "accounts" / "a.json", folder / "accounts" / name)


DAMAGE: dict[str, tuple[Edit, str, str]] = {
    "an account that cannot be read": (
        lambda folder: (folder / "accounts" / "d.json").write_text("{"),
        "account_unreadable",
        "accounts/d.json: 1:2",
    ),
    "an answer that does not exist": (
        replaced('"active"', '"never"', "accounts/d.json"),
        "account_unreadable",
        "accounts/d.json: answers.activity",
    ),
    "a conflicting copy": (
        copy_of("a (conflict of PC-7).json"),
        "account_copies",
        "accounts/a (conflict of PC-7).json",
    ),
    "an account that is gone": (
        lambda folder: (folder / "accounts" / "a.json").unlink(),
        "account_missing",
        f"decisions/{DAY} flows",
    ),
    "a conflicting copy of a paper": (
        lambda folder: shutil.copytree(paper(folder), paper(folder).with_name(f"{DAY} flows (PC-7)")),
        "paper_copies",
        f"decisions/{DAY} flows",
    ),
    "an engagement within it": (nested, "nested_engagement", "evidence/other/engagement.toml"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", DAMAGE)
def test_an_engagement_that_is_not_whole_is_found(case, folder, capsys):
    damage, wanted, place = DAMAGE[case]
    damage(folder)
    code, (whole, *papers) = rows("verify", folder, capsys)

    assert VerifyRow.model_validate(whole).folder == str(folder)
    assert (code, [(one["code"], one["place"]) for one in whole["findings"]]) == (4, [(wanted, place)])
    assert [finding for row in papers for finding in row["findings"]] == []


WRONG_PAPERS: dict[str, tuple[Edit, str, list[str | None]]] = {
    "is damaged": (lambda folder: (paper(folder) / "record.json").write_text("{"), "cannot be read", [None] * 3),
    "is there twice": (DAMAGE["a conflicting copy of a paper"][0], "hold one record", ["in_force"] * 3),
    "was edited by hand": (
        replaced('"expires_on": "2027-05-31"', '"expires_on": "2028-05-31"', f"decisions/{DAY} flows/record.json"),
        "isn't as it was written: record.json changed",
        ["overdue"] * 3,
    ),
    "has lost an account": (DAMAGE["an account that is gone"][0], "is for a@contoso.com", ["in_force"] * 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", WRONG_PAPERS)
def test_an_account_whose_paper_cannot_count_is_told_and_gets_no_other_paper(case, folder, capsys):
    damage, words, states = WRONG_PAPERS[case]
    damage(folder)
    code, found = rows("status", folder, capsys)
    told = [row["problem"] for row in found if row["problem"]]

    assert (code, len(told)) == (4, 1)
    assert words in told[0]
    assert [row["state"] for row in found if row["account"] and row["account"][0] in NAMES] == states
    assert words in (folder / "reports" / "portfolio.md").read_text().replace("`", "")
    if case in {"is damaged", "is there twice"}:
        assert {row["step"] for row in found if row["account"] and row["account"][0] in NAMES} == {"repair"}
        assert run(["board", str(folder), "--accounts", "a", "--revision", "--date", RUNNING]) == 2
        assert "has a paper that is damaged or there twice" in capsys.readouterr().err


def test_an_account_that_was_made_anew_under_the_same_name_differs_from_its_paper(folder, capsys):
    replaced(subject_of(1), subject_of(9), "accounts/a.json")(folder)

    assert {row["account"][0] for row in rows("status", folder, capsys)[1] if row["differs"]} == {"a"}


@pytest.mark.slow
def test_a_second_checklist_in_a_paper_is_found(folder, capsys):
    shutil.copy(paper(folder) / "checklist.md", paper(folder) / "checklist (PC-7).md")
    code, (_, one) = rows("verify", folder, capsys)

    assert (code, [(f["code"], f["place"]) for f in one["findings"]]) == (
        4,
        [("two_checklists", "checklist (PC-7).md")],
    )


@pytest.mark.slow
def test_a_clock_that_goes_back_is_found_and_refused(made, capsys):
    code, (whole, one) = rows("verify", made, capsys, day="2026-11-20")

    assert code == 4
    assert {finding["code"] for finding in whole["findings"]} == {"clock"}
    assert "clock" in {finding["code"] for finding in one["findings"]}
    assert run(["board", str(made), "--accounts", "a", "--revision", "--date", "2026-11-20"]) == 2
    assert "Correct the clock" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["status", "verify", "drift"])
def test_one_damaged_paper_silences_no_other(command, folder, capsys):
    shutil.copytree(paper(folder), folder / "decisions" / "damaged")
    (folder / "decisions" / "damaged" / "record.json").write_text("[", encoding="utf-8")
    code, found = rows(command, folder, capsys)

    assert code == 4
    assert [Path(row["folder"]).name for row in found].count("damaged") == 1
    assert len(found) > 1


@pytest.mark.parametrize("command", ["status", "verify", "drift"])
def test_an_engagement_without_papers_is_no_error(command, tmp_path, capsys):
    assert rows(command, engaged(tmp_path / "new", a=None), capsys)[0] == 0


# ---- the tenant


def tenant(**members: bool) -> dict:
    """Return a tenant whose approved group has the accounts that are given as True."""
    found = clean()
    ids = {name: subject_of(number) for number, name in enumerate(NAMES, 1)}
    found["users"] = [one for one in found["users"] if one["id"] != SVC] + [
        {"id": key, "userPrincipalName": f"{name}@contoso.com", "displayName": name, "userType": "Member"}
        for name, key in ids.items()
    ]
    found["policies"] = [policy(POLICY, "CA001 Require MFA", excludeGroups=[GROUP], excludeUsers=[])]
    found["groups"][0]["members"] = [ids[name] for name, there in members.items() if there]
    return found


def test_each_account_of_a_paper_is_compared_with_the_tenant(made, tmp_path, capsys):
    words = written(tmp_path, tenant(a=True, b=True, c=False))
    code, found = rows("drift", made, capsys, *words)

    assert code == 4
    assert [(one["class"], one["account"]) for one in found["tenant"]["findings"]] == [
        ("approved_absent", "c@contoso.com")
    ]
    assert found["decisions"][0]["accounts"] == 3


@pytest.mark.slow
def test_a_change_set_is_for_one_account_of_a_paper(made, tmp_path, capsys):
    words = ["evidence", "change", "--date", RUNNING, *written(tmp_path, tenant(a=True)), "--to", str(tmp_path / "out")]
    assert run([*words, str(paper(made))]) == 2
    assert "Name the record of one of them: records/a-contoso-com.json" in capsys.readouterr().err
    assert run([*words, str(paper(made) / "records" / "b-contoso-com.json")]) == 0

    told = (tmp_path / "out" / "change.md").read_text(encoding="utf-8")
    assert "b@contoso.com" in told
    assert "a@contoso.com" not in told


def close(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / "accounts" / f"{name}.json"
        given = {**json.loads(path.read_text(encoding="utf-8")), "closed": {"on": "2026-12-09", "outcome": "Retired"}}
        path.write_text(json.dumps(given), encoding="utf-8")


def test_a_closed_account_is_not_missed_in_the_tenant_and_the_others_are(folder, tmp_path, capsys):
    close(folder, "b")
    found = rows("drift", folder, capsys, *written(tmp_path, tenant(a=True)))[1]

    assert [(one["class"], one["account"]) for one in found["tenant"]["findings"]] == [
        ("approved_absent", "c@contoso.com")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("names", "state"), [("ab", "overdue"), ("abc", "closed")])
def test_a_paper_is_closed_with_the_last_of_its_accounts(folder, capsys, names, state):
    close(folder, *names)
    code, found = rows("verify", folder, capsys, day="2027-06-10")

    assert (found[1]["state"], code) == (state, 4 if state == "overdue" else 0)


@pytest.mark.slow
def test_an_account_that_its_engagement_closed_gets_no_change_set(folder, tmp_path, capsys):
    close(folder, "b")
    words = ["--date", RUNNING, *written(tmp_path, tenant()), "--to", str(tmp_path / "out")]

    assert run(["evidence", "change", str(paper(folder) / "records" / "b-contoso-com.json"), *words]) == 2
    assert "closed, so it approves no change any more" in capsys.readouterr().err


def revise(folder: Path, *names: str) -> None:
    words = ["--accounts", ",".join(names), "--revision", "--title", "again", "--date", "2026-12-02"]
    assert run(["board", str(folder), *words]) == 0
    filled_in(folder / "decisions" / "2026-12-02 again")


@pytest.mark.slow
def test_exclusions_that_a_later_paper_holds_are_over_for_the_one_account_that_was_closed(
    folder, tmp_path, capsys, monkeypatch
):
    revise(folder, *NAMES)
    shutil.move(folder / "decisions" / "2026-12-02 again", folder / "decisions" / "by year" / "2026" / "again")
    words = ["--clean-up", "--date", RUNNING, *written(tmp_path, tenant(a=True, b=True)), "--to", str(tmp_path / "out")]
    monkeypatch.chdir(folder)
    records = paper(folder).relative_to(folder) / "records"

    assert run(["status", str(records.parent), "--date", RUNNING]) == 0
    assert "time_limited_exception, superseded." in capsys.readouterr().out
    told = rows("drift", paper(folder), capsys, *written(tmp_path / "tenant", tenant(a=True, c=True)))[1]
    assert [(one["class"], one["record_id"][-3:]) for one in told["tenant"]["findings"]] == [("approved_absent", "-R2")]
    close(folder, "b")
    assert run(["evidence", "change", str(records / "a-contoso-com.json"), *words]) == 2
    assert "is superseded, and another approved paper holds its exclusions" in capsys.readouterr().err
    assert run(["evidence", "change", str(records / "b-contoso-com.json"), *words]) == 0
    assert GROUP in (tmp_path / "out" / "change.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_paper_has_ended_when_each_account_is_closed_or_has_a_later_one(folder, capsys):
    close(folder, "b")
    revise(folder, "a", "c")
    found = rows("verify", folder, capsys, day="2027-06-02")[1]

    assert {row["folder"]: row["state"] for row in found}[str(paper(folder))] == "superseded"

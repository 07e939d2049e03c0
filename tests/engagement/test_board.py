"""Papers for a meeting: what is frozen, for whom, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.documents.making import section
from tests.engagement.making import engaged
from wizard.cli.main import run
from wizard.documents.board.room import split_page, word_count
from wizard.engagement.locks import held
from wizard.engagement.readback import checklist_of

pytestmark = pytest.mark.usefixtures("one_pack")

DAY = "2026-11-24"
ALIKE = "a,b,c"
PAPER = f"{DAY} sharepoint-office-365-outlook"


@pytest.fixture(scope="module")
def made(one_pack, tmp_path_factory):
    """Return an engagement of three alike accounts, one with another owner and one that is not ready."""
    folder = tmp_path_factory.mktemp("engagement") / "contoso"
    other = {"name": "Ann Lee", "role": "Sales lead", "contact": "ann@contoso.com"}
    return engaged(folder, a=None, b=None, c=None, d={"account_owner": other}, e={"constraint": None})


@pytest.fixture
def folder(made, tmp_path) -> Path:
    shutil.copytree(made, tmp_path / "contoso")
    return tmp_path / "contoso"


@pytest.fixture(scope="module")
def tabled(made, tmp_path_factory) -> Path:
    """Return the paper of the alike accounts."""
    folder = tmp_path_factory.mktemp("tabled") / "contoso"
    shutil.copytree(made, folder)
    assert board(folder, "--accounts", ALIKE) == 0
    return folder / "decisions" / PAPER


def board(folder: Path, *words: str, day: str = DAY) -> int:
    return run(["board", str(folder), "--date", day, *words])


def papers(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "decisions").glob("*"))


def living(folder: Path, name: str) -> dict:
    return json.loads((folder / "accounts" / f"{name}.json").read_text(encoding="utf-8"))


def content(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_alike_accounts_share_one_paper_with_one_signature_a_role(tabled):
    signed = checklist_of((tabled / "checklist.md").read_text(encoding="utf-8")).signatures

    assert [row.role for row in signed] == ["Risk owner", "Account owner", "Risk reviewer", "Identity governance"]
    assert sorted(path.name for path in (tabled / "records").glob("*")) == [
        f"{name}-contoso-com.json" for name in "abc"
    ]


@pytest.mark.slow
def test_the_signed_page_lists_each_account_with_its_ids(tabled):
    annex = section((tabled / "recommendation.md").read_text(encoding="utf-8"), "Annex: accounts")

    for number, name in enumerate("abc", 1):
        record = json.loads((tabled / "records" / f"{name}-contoso-com.json").read_text(encoding="utf-8"))
        row = f"| `{name}@contoso.com` | `{record['record_id']}` | `{record['signoff']['subject_ref']}` | `CHG-{number}` |"
        assert row in annex


def test_a_joint_paper_keeps_the_budgets_of_words_beside_its_annex(tabled):
    page, case = split_page((tabled / "recommendation.md").read_text(encoding="utf-8").partition("\n## Annex")[0])

    assert word_count(page) <= 350
    assert word_count(case) <= 1000
    assert word_count((tabled / "checklist.md").read_text(encoding="utf-8")) <= 700


def test_the_sums_of_a_paper_list_all_but_the_checklist(tabled):
    lines = (tabled / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {str(path.relative_to(tabled).as_posix()): path for path in tabled.rglob("*") if path.is_file()}

    assert set(listed) == set(there) - {"SHA256SUMS", "checklist.md"}
    assert all(hashlib.sha256(there[name].read_bytes()).hexdigest() == digest for name, digest in listed.items())


def test_a_frozen_record_names_what_applied_and_the_living_one_gets_its_id(tabled):
    frozen = json.loads((tabled / "records" / "a-contoso-com.json").read_text(encoding="utf-8"))

    assert frozen["applied"]["printed_on"] == DAY
    assert frozen["record_id"] == living(tabled.parent.parent, "a")["record_id"]


@pytest.mark.slow
def test_accounts_that_differ_get_a_paper_of_their_own(folder, capsys):
    assert board(folder, "--accounts", "a,b,d@contoso.com") == 0

    assert papers(folder) == [f"{DAY} d-contoso-com", PAPER]
    assert "2 accounts, 4 signatures" in capsys.readouterr().out


@pytest.mark.slow
def test_what_is_due_is_frozen_and_what_is_not_ready_is_told(folder, capsys):
    assert board(folder, "--due", "2026-12") == 2

    assert papers(folder) == [f"{DAY} d-contoso-com", PAPER]
    assert "e@contoso.com: The account isn't ready for a board: 1 open item" in capsys.readouterr().err


def test_a_named_account_that_is_not_ready_stops_the_whole_board(folder, capsys):
    assert board(folder, "--accounts", "a,e") == 2

    assert papers(folder) == []
    assert "e@contoso.com: signoff.constraint" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "told"),
    [("nobody", "isn't an account of"), ("A@CONTOSO.COM,aa", "The nearest is 'a'"), (" , ", "names no account")],
)
def test_a_word_that_names_no_account_is_told(folder, capsys, word, told):
    assert board(folder, "--accounts", word) == 2

    assert papers(folder) == []
    assert told in "".join(capsys.readouterr())


@pytest.mark.slow
def test_the_same_board_again_on_the_same_day_changes_nothing(tabled, capsys):
    before = content(tabled)
    assert board(tabled.parent.parent, "--accounts", ALIKE) == 0

    assert content(tabled) == before
    assert "(there already)" in capsys.readouterr().out


@pytest.mark.slow
def test_an_account_with_a_paper_comes_again_only_as_a_revision(tabled, tmp_path, capsys):
    folder = tmp_path / "contoso"
    shutil.copytree(tabled.parent.parent, folder)
    before = content(folder / "decisions")
    assert board(folder, "--accounts", "a", day="2026-11-25") == 2
    assert "is before a board already" in capsys.readouterr().err
    first = living(folder, "a")["record_id"]
    assert board(folder, "--accounts", "a", "--revision", day="2026-11-25") == 0

    record = json.loads((folder / "decisions" / "2026-11-25 a-contoso-com" / "record.json").read_text(encoding="utf-8"))
    assert (record["record_id"], record["supersedes"]) == (f"{first}-R2", first)
    assert living(folder, "a")["record_id"] == f"{first}-R2"
    assert content(folder / "decisions").items() >= before.items()


@pytest.mark.slow
def test_answers_that_changed_on_the_same_day_never_overwrite_a_paper(tabled, tmp_path, capsys):
    folder = tmp_path / "contoso"
    shutil.copytree(tabled.parent.parent, folder)
    before = content(folder / "decisions")
    for name in ALIKE.split(","):
        record = living(folder, name)
        record["signoff"]["purpose"] = "Another purpose"
        (folder / "accounts" / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    assert board(folder, "--accounts", ALIKE) == 2
    assert "--revision" in capsys.readouterr().err

    assert content(folder / "decisions") == before


@pytest.mark.slow
def test_a_title_names_folder_and_sentences(folder):
    assert board(folder, "--accounts", ALIKE, "--title", "SharePoint flows") == 0

    text = (folder / "decisions" / f"{DAY} sharepoint-flows" / "recommendation.md").read_text(encoding="utf-8")
    assert "# Should SharePoint flows (3 accounts) be excluded from a sign-in requirement?" in text


@pytest.mark.slow
def test_a_paper_in_every_format_is_verified(folder, capsys):
    assert board(folder, "--accounts", ALIKE, "--format", "html,docx") == 0
    capsys.readouterr()
    assert run(["verify", str(folder / "decisions"), "--date", DAY]) == 0

    assert "no problems found" in capsys.readouterr().out


@pytest.mark.slow
def test_an_account_that_is_open_elsewhere_leaves_every_paper_unwritten(folder, capsys):
    with held(folder / "accounts" / "d.json"):
        assert board(folder, "--accounts", "a,b,d") == 2

    assert "d.json: is open in another window" in capsys.readouterr().err
    assert papers(folder) == []


@pytest.mark.slow
def test_what_a_killed_board_left_is_removed_by_the_next_one(folder):
    (folder / ".mfa-wizard-4194301-x" / "paper").mkdir(parents=True)
    assert board(folder, "--accounts", "a") == 0

    assert not list(folder.glob(".mfa-wizard-*"))


@pytest.mark.slow
def test_a_renewed_record_comes_before_the_board_under_its_new_id(tabled, tmp_path):
    folder = tmp_path / "contoso"
    shutil.copytree(tabled.parent.parent, folder)
    before = living(folder, "a")
    renewed = {**before, "record_id": f"{before['record_id']}-R2", "revision": 2, "renews": before["record_id"]}
    (folder / "accounts" / "a.json").write_text(json.dumps(renewed), encoding="utf-8")
    assert board(folder, "--due", "2026-12", day="2026-11-25") == 2  # the one that is not ready is told

    record = json.loads((folder / "decisions" / "2026-11-25 a-contoso-com" / "record.json").read_text(encoding="utf-8"))
    assert (record["record_id"], record["renews"]) == (renewed["record_id"], before["record_id"])


def findings(folder: Path, capsys) -> set[tuple[str, str]]:
    """Return the findings on an engagement as a whole."""
    capsys.readouterr()
    run(["verify", str(folder), "--date", DAY, "--json"])
    return {(one["code"], one["place"]) for one in json.loads(capsys.readouterr().out)[0]["findings"]}


@pytest.mark.slow
def test_a_paper_that_is_gone_is_missed_until_it_is_back(tabled, tmp_path, capsys):
    home = Path(shutil.copytree(tabled.parent.parent, tmp_path / "contoso"))
    assert findings(home, capsys) == set()
    shutil.move(home / "decisions" / PAPER, tmp_path / "kept")

    assert findings(home, capsys) == {("paper_gone", f"decisions/{PAPER}")}
    assert run(["status", str(home), "--date", DAY]) == 4
    text = capsys.readouterr().out
    assert f"{PAPER}: is a paper that a board was given, and it is gone." in text
    assert "a@contoso.com: time_limited_exception; unknown; Repair the file" in text

    shutil.copytree(tmp_path / "kept", home / "decisions" / "under another name")
    assert findings(home, capsys) == set()
    assert run(["status", str(home), "--date", DAY]) == 0


@pytest.mark.slow
def test_a_picture_that_was_changed_with_its_digest_is_found(tabled, tmp_path, capsys):
    home = Path(shutil.copytree(tabled.parent.parent, tmp_path / "contoso"))
    paper = home / "decisions" / PAPER
    picture = next(paper.rglob("*.svg"))
    before = hashlib.sha256(picture.read_bytes()).hexdigest()
    picture.write_text(picture.read_text(encoding="utf-8").replace("<svg", "<svg id='x'"), encoding="utf-8")
    sums = paper / "SHA256SUMS"
    after = hashlib.sha256(picture.read_bytes()).hexdigest()
    sums.write_text(sums.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    assert ("sums", f"decisions/{PAPER}/SHA256SUMS") in findings(home, capsys)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"folder": 1, "records": [], "sums": ""}', '{"folder": "../../x", "records": ["a\\n"], "sums": ""}'],
)
def test_a_note_of_a_paper_that_was_damaged_harms_nothing(tabled, tmp_path, capsys, text):
    home = Path(shutil.copytree(tabled.parent.parent, tmp_path / "contoso"))
    (home / "evidence" / "papers" / f"{PAPER}.json").write_text(text, encoding="utf-8")
    assert {code for code, _ in findings(home, capsys)} <= {"paper_gone", "account_missing"}
    assert run(["status", str(home), "--date", DAY]) in {0, 4}


@pytest.mark.slow
def test_files_that_nobody_printed_are_noted_and_change_nothing(tabled, tmp_path, capsys):
    home = Path(shutil.copytree(tabled.parent.parent, tmp_path / "contoso"))
    paper = home / "decisions" / PAPER
    (paper / "approval.eml").write_text("yes", encoding="utf-8")
    (paper / "pictures" / "scan.png").write_bytes(b"x")
    capsys.readouterr()
    assert run(["verify", str(paper), "--date", DAY]) == 0
    assert "note: Not printed with the paper: approval.eml, pictures/scan.png." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["recommendation.md", "checklist.md"])
def test_a_step_of_a_joint_paper_is_for_all_of_its_accounts(tabled, name):
    rows = [line for line in (tabled / name).read_text(encoding="utf-8").splitlines() if "What If" in line]
    assert rows
    assert not [row for row in rows if "this account" in row]

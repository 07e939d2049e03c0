"""``evidence change``: from a signed folder to files on disk, and what is refused on the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import mfa_wizard
from tests.documents.making import DAY, SIGNOFF
from tests.documents.test_readiness import BOTH, TERMS
from tests.engagement.signing import answered, edit, filled_in, printed, replaced, signed
from wizard.cli.main import run

ROW = SIGNOFF["exclusions"][0]
SECOND, THIRD = (f"22222222-bbbb-4bbb-8bbb-00000000000{number}" for number in (2, 3))
ACCOUNT, OTHER = SIGNOFF["subject_ref"], "11111111-aaaa-4aaa-8aaa-000000000001"
NAMES = [
    "SHA256SUMS", "change.md", "change.ps1", "change.tf", "graph.json", "rollback.ps1", "what-if-after.json",
    "what-if-before.json",
]  # fmt: skip
USERS = [
    {"id": ACCOUNT, "userPrincipalName": "svc-flow@contoso.com", "userType": "Member"},
    {"id": OTHER, "userPrincipalName": "ida@contoso.com", "userType": "Member"},
]
POLICY = {
    "id": ROW["policy_id"],
    "displayName": ROW["policy"],
    "state": "enabled",
    "conditions": {
        "users": {"includeUsers": ["All"], "excludeGroups": []},
        "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"],
    },
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
}


@pytest.fixture(scope="module")
def signed_folder(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("signed") / "decision"))


@pytest.fixture
def desk(tmp_path, signed_folder):
    shutil.copytree(signed_folder, tmp_path / "decision")
    write(tmp_path / "policies.json", {"value": [POLICY]})
    group = {"id": ROW["group_id"], "displayName": ROW["group"], "members": []}
    write(tmp_path / "directory.json", {"users": USERS, "groups": [group], "directoryRoles": [], "namedLocations": []})
    return tmp_path


def write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def change(desk: Path, *more: str, record: str = "decision", day: str = "2026-12-07", directory: bool = True) -> int:
    known = ["--directory", str(desk / "directory.json")] if directory else []
    files = ["--policies", str(desk / "policies.json"), *known, "--to", str(desk / "change")]
    return run(["evidence", "change", str(desk / record), *files, "--date", day, *more])


@pytest.mark.slow
@pytest.mark.parametrize("record", ["decision", "decision/record.json"])
def test_the_change_set_of_a_signed_exclusion_is_written(desk, capsys, record):
    assert change(desk, "--license", "p2", record=record) == 0
    assert sorted(path.name for path in (desk / "change").iterdir()) == NAMES
    told = capsys.readouterr().out
    assert "Changed for sure: svc-flow@contoso.com. Changed or unknown among the others: 0." in told
    told = (desk / "change" / "change.md").read_text(encoding="utf-8")
    assert "the first state byte for byte" in told
    assert "Microsoft's own MFA enforcement is not a policy: it stays" in told


@pytest.mark.slow
def test_the_result_as_json_says_what_was_proved_and_where_it_lies(desk, capsys):
    assert change(desk, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["proof"]["changed"] == ["svc-flow@contoso.com"]
    assert told["proof"]["accounts"] == 2
    assert told["proof"]["before"] == told["proof"]["restored"] != told["proof"]["after"]
    assert sorted(Path(name).name for name in told["files"]) == NAMES


@pytest.mark.slow
def test_our_own_what_if_answers_the_requests(desk, capsys):
    change(desk)
    capsys.readouterr()
    known = ["--policies", str(desk / "policies.json"), "--directory", str(desk / "directory.json")]
    assert (
        run(["evidence", "what-if", *known, "--request", str(desk / "change" / "what-if-before.json"), "--lines"]) == 0
    )
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {answer["outcome"] for answer in answers} == {"controls"}


@pytest.mark.slow
def test_the_same_change_set_is_written_once_and_another_never_over_it(desk, capsys):
    assert change(desk) == 0
    assert change(desk) == 0
    assert change(desk, "--license", "p2") == 2
    assert "is there already and differs" in capsys.readouterr().err


def test_nothing_is_added_to_the_documents_of_a_decision(desk, capsys):
    before = sorted((desk / "decision").rglob("*"))
    assert change(desk, "--to", str(desk / "decision")) == 2
    assert "holds the documents of a decision" in capsys.readouterr().err
    assert sorted((desk / "decision").rglob("*")) == before


@pytest.mark.slow
def test_no_change_set_goes_where_an_engagement_keeps_its_own_files(desk, capsys):
    (desk / "contoso").mkdir()
    (desk / "contoso" / "engagement.toml").write_text('client = "Contoso"')
    for inner in ("", "accounts", "reports/one"):
        assert change(desk, "--to", str(desk / "contoso" / inner)) == 2
        assert "is where an engagement keeps its own files" in capsys.readouterr().err, inner
    assert [path.name for path in (desk / "contoso").rglob("*")] == ["engagement.toml"]
    assert change(desk, "--to", str(desk / "contoso" / "changes" / "one")) == 0


def closed(text: str) -> str:
    rows = {"Ended on": "2026-12-09", "Evidence": "audit log", "Closed by": "Gil Orr"}
    for label, value in rows.items():
        text = answered(text, label, value)
    return text


def unsigned(folder: Path) -> None:
    text = (folder / "checklist.md").read_text(encoding="utf-8")
    (folder / "checklist.md").write_text(
        signed(text, "Risk owner", decision="", date="", reference=""), encoding="utf-8"
    )


REFUSED = {
    "a signature is missing": (
        unsigned,
        "2026-12-07",
        "is not approved: its state is 'overdue'; not signed: Risk owner",
    ),
    "it was rejected": (
        edit(lambda text: signed(text, "Risk owner", decision="reject")),
        "2026-12-07",
        "is not approved: its state is 'rejected'",
    ),
    "it was closed": (edit(closed), "2026-12-10", "is closed, so it approves no change any more. Name the paper"),
    "it is over": (edit(lambda text: text.replace("| [ ] |", "| [x] |")), "2027-06-15", "is overdue"),
    "the record was changed afterwards": (
        replaced(ROW["group_id"], "0f8fad5b-d9cb-469f-a165-708677289500", "record.json"),
        "2026-12-07",
        "differs from what was signed",
    ),
    "the record cannot be read": (lambda folder: (folder / "record.json").write_text("{"), "2026-12-07", "record.json"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_approved_is_refused_with_the_way_on_and_nothing_is_written(desk, capsys, case):
    spoil, day, expected = REFUSED[case]
    spoil(desk / "decision")
    assert change(desk, day=day) == 2
    assert expected in capsys.readouterr().err
    assert not (desk / "change").exists()


@pytest.mark.slow
def test_a_draft_and_a_saved_record_are_no_approval(desk, capsys):
    printed(desk / "draft", final=False, signoff={**SIGNOFF, "purpose": ""})
    assert change(desk, record="draft") == 2
    assert "is not approved: its state is 'overdue'" in capsys.readouterr().err
    write(desk / "alone.json", json.loads((desk / "decision" / "record.json").read_text(encoding="utf-8")))
    assert change(desk, record="alone.json") == 2
    assert "isn't a record in a folder of documents" in capsys.readouterr().err


@pytest.mark.slow
def test_signed_documents_that_are_redacted_do_not_say_what_is_meant(desk, capsys):
    source, target = str(desk / "decision" / "record.json"), str(desk / "redacted")
    assert run(["export", source, "--to", target, "--redact", "--final", "--date", DAY.isoformat()]) == 0
    filled_in(desk / "redacted")
    assert change(desk, record="redacted") == 2
    assert "is redacted, so it does not say which account, policies and groups are meant" in capsys.readouterr().err


@pytest.mark.slow
def test_without_a_directory_nothing_can_be_proved(desk, capsys):
    assert change(desk, directory=False) == 2
    assert "--directory: is needed" in capsys.readouterr().err


@pytest.mark.slow
def test_a_decision_that_runs_is_not_cleaned_up_and_one_that_is_over_is(desk, capsys):
    assert change(desk, "--clean-up") == 2
    assert "so its exclusions are not over" in capsys.readouterr().err
    users = {**POLICY["conditions"]["users"], "excludeGroups": [ROW["group_id"]]}
    write(desk / "policies.json", {"value": [{**POLICY, "conditions": {**POLICY["conditions"], "users": users}}]})
    group = {"id": ROW["group_id"], "displayName": ROW["group"], "members": [ACCOUNT]}
    write(desk / "directory.json", {"users": USERS, "groups": [group], "directoryRoles": [], "namedLocations": []})
    assert change(desk, "--clean-up", day="2027-06-15") == 0
    assert "clean-up proved" in capsys.readouterr().out


@pytest.mark.slow
def test_both_decisions_of_a_record_are_one_change_set(desk, capsys):
    terms = {**TERMS, "policy_id": SECOND, "group_id": THIRD, "no_end": True}
    signoff = {**SIGNOFF, "exclusions": [ROW, terms]}
    filled_in(printed(desk / "both", answers=BOTH, signoff=signoff))
    own = {"operator": "OR", "builtInControls": [], "termsOfUse": [OTHER]}
    write(
        desk / "policies.json",
        {"value": [POLICY, {**POLICY, "id": SECOND, "displayName": TERMS["policy"], "grantControls": own}]},
    )
    groups = [
        {"id": key, "displayName": name, "members": []}
        for key, name in ((ROW["group_id"], ROW["group"]), (THIRD, TERMS["group"]))
    ]
    write(desk / "directory.json", {"users": USERS, "groups": groups, "directoryRoles": [], "namedLocations": []})
    assert change(desk, "--license", "p2", "--format", "json", record="both") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["policies"] == [ROW["policy_id"], SECOND]
    assert told["ends_by_itself"]
    assert told["reviewed"]


@pytest.mark.slow
def test_an_earlier_end_in_the_checklist_ends_the_membership(desk):
    edit(lambda text: answered(text, "Decision 1 valid to", "2027-03-31"))(desk / "decision")
    assert change(desk, "--license", "p2") == 0
    requests = json.loads((desk / "change" / "graph.json").read_text(encoding="utf-8"))["change"]
    assert requests[0]["body"]["scheduleInfo"]["expiration"]["endDateTime"] == "2027-03-31T23:59:59Z"


@pytest.mark.slow
def test_the_command_refuses_by_name_what_touches_somebody_else(desk):
    group = {"id": ROW["group_id"], "displayName": ROW["group"], "members": [OTHER]}
    write(desk / "directory.json", {"users": USERS, "groups": [group], "directoryRoles": [], "namedLocations": []})
    names = ("decision", "--policies", "policies.json", "--directory", "directory.json", "--to", "out")
    paths = [word if word.startswith("--") else desk / word for word in names]
    done = mfa_wizard("evidence", "change", *paths, "--date", "2026-12-07")
    assert done.code == 2
    assert "would also touch ida@contoso.com" in done.err

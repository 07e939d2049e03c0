"""Every fault that a run of ``tests.faults`` found."""

from __future__ import annotations

import errno
import io
import json
import os
import tempfile
from datetime import date
from pathlib import Path

import pytest

from tests.cli.running import mfa_wizard
from tests.cli.test_schemas import FILES, POLICY, REQUEST, SIGN_IN
from tests.documents.making import make_case
from tests.engagement.signing import W14, edit_word
from tests.evidence.migration.mi_builders import connection
from tests.faults.commands import COMMANDS, GONE, fresh, run_at
from tests.faults.operations import Operations
from tests.faults.readers import KQL
from tests.faults.writes import fail
from tests.support.desk import DAY, write_desk
from tests.support.packs import TINY, engine_at, pack_at
from wizard.engagement import processes
from wizard.engagement.export import make_documents
from wizard.engagement.paper_index import NOTED, noted
from wizard.engagement.store import rename_record
from wizard.errors import RecordError, UsageError
from wizard.evidence.kql import query
from wizard.evidence.sign_ins.engine import Engine
from wizard.files import writing
from wizard.files.writing import private_folder, write_whole
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview
from wizard.tui.key_file import read_keys

GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.mark.slow
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_export_of_rows_is_read_with_any_ends_of_lines(tmp_path, end):
    rows = ["id,userPrincipalName,userType", "1,svc@contoso.com,Member", '2,"two\nlines@contoso.com",Guest', ""]
    (tmp_path / "users.csv").write_bytes(end.join(rows).encode())
    done = mfa_wizard("evidence", "show", tmp_path / "users.csv")

    assert done.code == 0, done.err
    assert "svc@contoso.com" in done.out


@pytest.mark.parametrize(
    "row",
    [
        "ada@contoso.com,secret",
        "secret,2026-10-05T08:19:41Z",
        "secret,9182736455",
        "secret,False",
        f"secret,{GUID}",
        f"{GUID.upper()},secret",
        "secret [{x: ada@contoso.com,secret",
    ],
)
def test_a_table_without_headings_is_refused_without_its_values(tmp_path, row):
    (tmp_path / "x.csv").write_text(f"{row}\n{row}\n")
    done = mfa_wizard("evidence", "show", tmp_path / "x.csv")

    assert done.code == 2
    assert "has no headings" in done.err
    assert not {part for part in row.split(",") if part in done.err}


@pytest.mark.parametrize("text", ["why = " + "[" * 5000, f"why = {'9' * 5000}", "why = 2026-02-30", "\ufeff\x00"])
def test_any_file_of_keys_is_refused_in_words(tmp_path, text):
    path = tmp_path / "keys.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        read_keys(path)
    assert all(problem.place.startswith(str(path)) for problem in caught.value.problems)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, f"a = {'9' * 5000}"])
@pytest.mark.parametrize("name", ["settings", "engagement", "contexts"])
def test_toml_that_its_parser_does_not_survive_is_refused_in_words(tmp_path, monkeypatch, name, text):
    path = tmp_path / ("engagement.toml" if name == "engagement" else f"{name}.toml")
    path.write_text(text)
    (tmp_path / "empty.json").write_text("[]")
    words: list[object] = ["decide", "-"]
    if name == "settings":
        monkeypatch.setenv("MFA_WIZARD_SETTINGS", str(path))
    elif name == "engagement":
        words = ["status", tmp_path]
    else:
        empty = tmp_path / "empty.json"
        words = [
            "evidence",
            "impact",
            "--policies",
            empty,
            "--against",
            empty,
            "--directory",
            empty,
            "--contexts",
            path,
        ]
    done = mfa_wizard(*words, stdin="{}")

    assert done.code == 2
    assert "isn't valid TOML" in done.err


def test_headings_that_were_remembered_and_are_nested_without_end_are_asked_again(tmp_path):
    (tmp_path / "contoso" / "evidence").mkdir(parents=True)
    (tmp_path / "contoso" / "evidence" / "list-headings.json").write_text("[" * 100_000)
    (tmp_path / "a.csv").write_text("account,identity\none@x,guest\n")

    assert mfa_wizard("assess", tmp_path / "a.csv", "--to", tmp_path / "contoso", "--yes").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("unread", ["FirstSeen", "LastSeen"])
def test_a_result_of_the_query_with_one_time_that_cannot_be_read_has_the_other_one(tmp_path, unread):
    (tmp_path / "x.json").write_text(json.dumps([{**KQL, unread: "2026-?0-05"}]))
    done = mfa_wizard("evidence", "show", tmp_path / "x.json")

    assert done.code == 0, done.err
    assert ("2026-11-05" if unread == "FirstSeen" else "2026-10-05") in done.out


def test_a_context_without_conditions_takes_the_country_of_the_command(tmp_path):
    (tmp_path / "p.json").write_text(json.dumps([POLICY]))
    (tmp_path / "d.json").write_text(json.dumps(FILES["directory.json"]))
    context = {"name": "portal", "signInContext": REQUEST["signInContext"], "signInConditions": None}
    (tmp_path / "c.json").write_text(json.dumps({"contexts": [context]}))
    words = ["--policies", tmp_path / "p.json", "--against", tmp_path / "p.json", "--directory", tmp_path / "d.json"]
    done = mfa_wizard("evidence", "impact", *words, "--contexts", tmp_path / "c.json", "--country", "DE")

    assert done.code in {0, 2}, done.err
    assert "internal error" not in done.err


@pytest.mark.parametrize("note", ["[" * 100_000, '{"folder": "\\ud800", "records": [], "sums": ""}'])
def test_a_note_of_a_paper_that_is_nested_without_end_or_names_no_folder_tells_nothing(tmp_path, note):
    (tmp_path / NOTED).mkdir(parents=True)
    (tmp_path / NOTED / "x.json").write_text(note)

    assert list(noted(tmp_path)) == []


@pytest.mark.slow
def test_a_paper_whose_record_has_answers_of_no_kind_is_looked_at_like_any_other(tmp_path):
    folder = fresh(tmp_path / "desk", COMMANDS["verify"])
    (paper,) = (folder / "contoso" / "decisions").glob("*/record.json")
    record = json.loads(paper.read_text())
    paper.write_text(json.dumps({**record, "answers": {**record["answers"], "identity": True}}))

    done = run_at(folder, COMMANDS["verify"])
    assert done.code == 4, done.err
    assert "record.json" in done.out


@pytest.mark.slow
def test_a_paper_with_rules_out_of_all_bounds_and_a_name_without_end_is_verified_like_any_other(tmp_path):
    folder = fresh(tmp_path / "desk", COMMANDS["verify"])
    (paper,) = (folder / "contoso" / "decisions").glob("*/record.json")
    record = json.loads(paper.read_text())
    for level in record["applied"]["levels"]:
        level["cap_days"] = -(10**9)
    paper.write_text(json.dumps(record))
    checklist = paper.with_name("checklist.md")
    owner = record["signoff"]["account_owner"]["name"]
    checklist.write_text(checklist.read_text().replace(owner, f"{owner} {'x' * 3000}"))

    assert run_at(folder, COMMANDS["verify"]).code == 4


class _Changing:
    """A thing that another thread changes while it is pickled."""

    def __str__(self) -> str:
        return "changing"

    def __reduce__(self) -> str:
        raise RuntimeError("dictionary changed size during iteration")


def test_a_thing_that_cannot_be_given_to_another_process_is_done_here(monkeypatch):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    things = [0, 1, 2, _Changing(), 4, 5]

    assert list(processes.spread(str, things, 1)) == ["0", "1", "2", "changing", "4", "5"]


def test_half_of_a_character_in_an_export_is_printed_as_json(tmp_path):
    flow = {"name": "f", "type": "Microsoft.ProcessSimple/environments/flows", "properties": {"displayName": "\ud800"}}
    (tmp_path / "flows.json").write_text(json.dumps([flow]))
    done = mfa_wizard("evidence", "migration", tmp_path / "flows.json", "--json")

    assert done.code == 0, done.err
    assert json.loads(done.out)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["assess", "propose", "show", "paper", "collect"])
def test_a_name_of_a_file_is_no_text_and_no_command_to_the_terminal(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"x\xff\x1b[31m")
    Path(f"{name}.csv").write_text("account,identity\none@x,guest\n")
    Path(f"{name}.jsonl").write_text(json.dumps(SIGN_IN))
    Path("svc.json").write_text(json.dumps({"account": {"name": SIGN_IN["userPrincipalName"]}, "answers": {}}))
    done = mfa_wizard(
        *{
            "assess": ("assess", f"{name}.csv", "--to", "new", "--yes"),
            "propose": ("evidence", "propose", "svc.json", f"{name}.jsonl"),
            "show": ("evidence", "show", f"{name}.jsonl"),
            "paper": ("knowledge", "paper", "--to", f"{name}.md", "--pack", TINY),
            "collect": ("evidence", "collect", "--for", "policies", "--to", f"{name}.ps1"),
        }[words]
    )

    assert done.code == 0, done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("account", ["a\x85b@x", "a\u2028b@x", "a\u202eb@x"])
def test_a_query_takes_no_name_that_ends_its_line(account):
    with pytest.raises(UsageError, match="control character"):
        query([account])


def test_an_address_in_the_markdown_of_a_plan_is_no_link(tmp_path):
    (tmp_path / "c.json").write_text(json.dumps([connection("c1", displayName="https://e.example")]))
    done = mfa_wizard("evidence", "migration", tmp_path / "c.json", "--format", "md")

    assert "`https://e.example`" in done.out


def test_the_title_of_a_page_has_nothing_that_a_terminal_obeys():
    page = make_documents(make_case(name="svc\x1b[2J\u202e"), ("html",))["checklist.html"].decode()

    assert not {"\x1b", "\u202e"} & set(page)


def test_the_first_write_to_a_folder_removes_what_killed_processes_left_there(tmp_path):
    gone, other = tmp_path / f".a.json.{GONE}-1.mfa.tmp", tmp_path / f".a.json.{GONE}-1.tmp"
    running = tmp_path / f".a.json.{os.getppid()}-1.mfa.tmp"
    for left in (gone, other, running):
        left.write_text("half")
    write_whole(tmp_path / "b.json", b"{}")

    assert not gone.exists()
    assert running.exists()
    assert other.exists(), "It is not ours."


def test_a_private_folder_of_a_killed_process_is_removed(tmp_path):
    left = tmp_path / f".mfa-wizard-{GONE}-x"
    (left / "inside").mkdir(parents=True)
    made = private_folder(tmp_path)

    assert list(tmp_path.iterdir()) == [made]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_folder_for_temporary_files_that_cannot_be_written_is_said(tmp_path, monkeypatch, number):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number), str(tmp_path))

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    (tmp_path / "x.jsonl").write_text(json.dumps(SIGN_IN))
    done = mfa_wizard("evidence", "show", tmp_path / "x.jsonl")

    assert done.code == 2
    assert f"{tmp_path}: cannot be written: " in done.err
    assert "TMPDIR" in done.err


def test_a_rename_that_fails_leaves_the_record_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "old.json"
    path.write_text('{"account": {"name": "old"}}\n')
    before = path.read_bytes()

    def refuse(*_):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(RecordError, match="cannot be renamed"):
            rename_record(path, "new")

    assert {one.name: one.read_bytes() for one in tmp_path.glob("*.json")} == {"old.json": before}
    assert rename_record(path, "new").name == "new.json"


def test_a_paper_of_an_earlier_edition_is_brought_whole_or_not_at_all(tmp_path, monkeypatch):
    from tests.engagement.signing import filled_in, printed
    from wizard.engagement.beginning import bring_papers

    filled_in(printed(tmp_path / "old" / "svc"))
    written: list[Path] = []
    write = writing.write_whole

    def full(path, data, mode=0o600):
        written.append(path)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data, mode)

    class Home:
        folder = tmp_path / "new"
        decisions_folder = tmp_path / "new" / "decisions"

    Home.folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("wizard.engagement.export.write_whole", full)
        (problem,) = bring_papers(tmp_path / "old", Home)
    assert "the disk is full" in problem.message
    assert not list(Home.folder.rglob("*.md"))
    (paper,) = bring_papers(tmp_path / "old", Home)
    assert {one.name for one in paper.glob("*.md")} == {"checklist.md", "dossier.md", "recommendation.md"}


class _Attended(io.StringIO):
    """A terminal in which a person types."""

    def isatty(self) -> bool:
        return True


def _held(home: Path, typed: io.StringIO, *, always: bool) -> tuple[int, str]:
    """Hold an interview in which a save fails, or every one; return its exit code and what it says."""
    out = io.StringIO()
    run = Run(home, pack_at(TINY), engine_at(TINY), date(2026, 12, 8))
    first_save = 5  # behind what makes and locks the folder
    with Operations(home.parent, 1 if always else first_save, lambda: fail(errno.ENOSPC), always=always):
        code = hold_interview(PlainFace(typed, out), run)
    return code, out.getvalue()


@pytest.mark.parametrize("always", [False, True], ids=["once", "always"])
def test_the_next_line_of_a_pipe_is_no_other_place_for_a_record_that_cannot_be_saved(tmp_path, monkeypatch, always):
    monkeypatch.chdir(tmp_path)
    code, said = _held(tmp_path / "home", io.StringIO("svc\nleak\nq\n"), always=always)
    kept = [json.loads(path.read_bytes())["answers"] for path in tmp_path.rglob("*.json")]

    assert code == (2 if always else 0)
    assert kept == ([] if always else [{"fault": "leak"}])
    assert "Not saved: the disk is full" in said
    assert "Not saved: Not saved" not in said
    assert [path.name for path in tmp_path.iterdir()] in ([], ["home"])


@pytest.mark.parametrize("typed", ["svc\nq\n", "svc\nleak\nq\n"])
def test_a_person_who_is_asked_for_another_place_can_leave_and_names_no_file_by_mistake(tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    code, said = _held(tmp_path / "home", _Attended(typed), always=True)

    assert code == 2
    assert ("doesn't end in .json" in said) == ("leak" in typed)
    assert [path.name for path in tmp_path.iterdir()] in ([], ["home"])


@pytest.mark.slow
def test_a_draft_that_somebody_may_have_filled_in_is_left_as_it_is(tmp_path):
    write_desk(tmp_path)
    words = ("assess", tmp_path / "accounts.csv", "--to", tmp_path / "contoso", "--yes", "--documents")
    words = (*words, "--format", "md,docx", "--date", DAY)
    assert mfa_wizard(*words).code == 0
    drafts = tmp_path / "contoso" / "drafts"
    (ticked,) = drafts.glob("svc-orders*/checklist.docx")
    (half,) = drafts.glob("svc-bills*/checklist.docx")
    (no_text,) = drafts.glob("svc-crm*/checklist.md")
    edit_word(ticked, lambda tree: next(tree.iter(f"{W14}checked")).set(f"{W14}val", "1"))
    half.write_bytes(half.read_bytes()[:900])
    no_text.write_bytes(b"\xff\x00" + no_text.read_bytes().replace(b"[ ]", b"[x]"))
    before = {path: path.read_bytes() for path in (ticked, half, no_text)}
    done = mfa_wizard(*words)

    assert {path: path.read_bytes() for path in before} == before
    assert [path.parent.name for path in before if f"{path.parent}: left as it is" not in done.err] == []


def test_an_engine_that_fails_in_words_that_are_no_text_fails_like_any_other(tmp_path, monkeypatch):
    begin = Engine.run
    failed: list[bool] = []

    def run(engine, sql, *args):
        if not failed:
            failed.append(True)
            monkeypatch.setattr(engine, "connection", _Undecodable(engine.connection))
        return begin(engine, sql, *args)

    monkeypatch.setattr(Engine, "run", run)
    (tmp_path / "x.jsonl").write_text(json.dumps(SIGN_IN))
    done = mfa_wizard("evidence", "show", tmp_path / "x.jsonl")

    assert failed
    assert done.code in {0, 2}, done.err
    assert "internal error" not in done.err


class _Undecodable:
    """A session of the engine whose first failure quotes half a character."""

    def __init__(self, connection) -> None:
        self._connection, self._failed = connection, False

    def execute(self, *args):
        if not self._failed:
            self._failed = True
            raise UnicodeDecodeError("utf-8", b"\xc3", 0, 1, "invalid continuation byte")
        return self._connection.execute(*args)

    def __getattr__(self, name):
        return getattr(self._connection, name)
